"""Annuities and renewals of an office: states, forecasts, what changes them, fees of filing as a matter's fees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ipdesk.domain.filing_fees import Filing
from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.files.lists import list_html
from ipdesk.services import annuities, fee_sheet
from ipdesk.services.annual_notices import annual_lines
from ipdesk.services.annuities import FeeOf, chosen, fees_of_matter, forecast, year_sums
from ipdesk.services.annuity_papers import printed, sheets
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.filing_fees import record_filing_fees
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.papers import NewPaper
from ipdesk.services.undo import undo
from tests import database

TODAY = date(2026, 11, 20)
NEXT_YEAR = date(2027, 11, 20)
NAMES = ("车", "灯", "杯", "门", "标", "新")


@dataclass
class Patents:
    office: Office
    act: Act
    ids: dict[str, int]

    def record(self, name: str, event: str, on: date, about: str | None = None, **data: str) -> None:
        record_event(self.office, self.act, RecordEvent(self.ids[name], event, on, about=about, data=data))

    def of(self, name: str) -> dict[int, FeeOf]:
        return {one.year: one for one in fees_of_matter(self.office, TODAY, self.ids[name])}

    def due(self, until: date = NEXT_YEAR) -> list[tuple[str, str, int]]:
        names = {one: name for name, one in self.ids.items()}
        return [(names[one.matter_id], one.state, one.year) for one in forecast(self.office, TODAY, until).fees]


@pytest.fixture
def patents(office_template: Path, tmp_path: Path) -> Iterator[Patents]:
    """The office of :func:`fill`: built once, then copied (on a server it is built each time)."""
    act, built = database.an_act(), office_template.with_name("annuities.db")
    if database.URL:
        with database.fresh_office(office_template, tmp_path / "office.db") as office:
            yield Patents(office, act, fill(office, act))
        return
    if not built.exists():
        with database.fresh_office(office_template, built) as office:
            assert list(fill(office, act).values()) == list(range(1, len(NAMES) + 1))
    shutil.copy(built, tmp_path / "office.db")
    with open_office(tmp_path / "office.db") as office:
        yield Patents(office, act, {name: index for index, name in enumerate(NAMES, start=1)})


def fill(office: Office, act: Act) -> dict[str, int]:
    """Four patents of two clients, taken on in 2026, a mark, and one not granted; nothing paid yet."""
    ids = {}
    taken = date(2026, 1, 1)
    for name, kind, client, filed, granted, reduction, taken_on in (
        ("车", Kind.INVENTION, "甲公司", date(2021, 12, 6), date(2023, 3, 1), 85, taken),
        ("灯", Kind.UTILITY_MODEL, "甲公司", date(2022, 7, 16), date(2023, 4, 9), None, taken),
        ("杯", Kind.DESIGN, "乙公司", date(2022, 11, 2), date(2023, 4, 9), None, taken),
        ("门", Kind.INVENTION, "乙公司", date(2020, 3, 2), date(2023, 4, 9), None, date(2026, 2, 1)),
        ("标", Kind.TRADEMARK, "乙公司", None, date(2017, 3, 28), None, taken),
        ("新", Kind.INVENTION, "乙公司", date(2026, 5, 1), None, 85, None),
    ):
        new = NewMatter(
            kind, f"一种{name}", client, filed=filed, granted=granted, reduction=reduction, taken_on=taken_on,
            classes="9、35、42" if kind is Kind.TRADEMARK else "",
        )  # fmt: skip
        ids[name] = add_matter(office, act, new).created or 0
    return ids


def test_every_fee_with_its_state_the_nearest_first(patents: Patents) -> None:
    assert patents.due() == [
        ("灯", "late", 5),
        ("杯", "overdue", 5),
        ("车", "near", 6),
        ("标", "open", 1),
        ("灯", "ahead", 6),
        ("杯", "ahead", 6),
    ]
    found = forecast(patents.office, TODAY, NEXT_YEAR)
    lamp, cup, car, mark = found.fees[:4]
    assert (lamp.due, lamp.payable, lamp.late, lamp.total) == (date(2026, 7, 16), 900, Decimal(180), 1080)
    assert (cup.late, cup.at_most, cup.grace_end) == (0, Decimal(225), date(2027, 5, 5))
    assert (car.due, car.full, car.payable, car.percent) == (date(2026, 12, 7), 1200, 180, 85)
    assert (mark.opens, mark.full, mark.at_most) == (date(2026, 3, 28), 1350, 675)
    # 门: year 7 fell due on 2026-03-02, grace to 09-02: the right has ended, nothing is forecast after it
    assert [(one.number, one.state, one.year) for one in found.over] == [
        (matter_view(patents.office, TODAY, patents.ids["门"]).row.number, "over", 7)
    ]


def test_the_whole_term_of_one_patent(patents: Patents) -> None:
    fees = patents.of("车")
    assert list(fees) == list(range(3, 21))
    assert [fees[year].state for year in (3, 5, 6, 7, 20)] == ["presumed", "presumed", "near", "ahead", "ahead"]
    assert [fees[year].percent for year in (6, 11, 12)] == [85, 85, 0]
    door = patents.of("门")
    assert [door[year].state for year in (6, 7, 8, 20)] == ["presumed", "over", "lapsed", "lapsed"]
    assert patents.of("新") == {}


def test_a_fee_that_is_paid_or_given_up_is_not_forecast(patents: Patents) -> None:
    patents.record("灯", "annual_fee_paid", date(2026, 11, 18), "annual:5")
    letter = NewPaper(b"signed", "放弃确认函.pdf")
    what = RecordEvent(patents.ids["杯"], "given_up", date(2026, 11, 18), about="annual:5", papers=(letter,))
    record_event(patents.office, patents.act, what)
    assert [row for row in patents.due() if row[0] in ("灯", "杯")] == [("灯", "ahead", 6)]
    assert patents.of("灯")[5].paid_on == date(2026, 11, 18)
    assert [patents.of("杯")[year].state for year in (5, 6)] == ["given_up", "lapsed"]
    undo(patents.office, patents.act)
    assert patents.of("杯")[5].state == "overdue"


def test_r6_r7_events_change_what_the_lists_and_the_weekly_sheet_ask_for(patents: Patents) -> None:
    patents.record("车", "annual_payment_received", date(2026, 11, 16), "annual:6")
    patents.record("车", "owner_changed", date(2026, 11, 17), new_reduction="none")
    key = (patents.ids["车"], "annual:6")
    assert patents.of("车")[6].payable == 1200
    assert annual_lines(patents.office, TODAY, [key])[0].amount == 1200
    patents.record("车", "open_licence_began", date(2026, 11, 18))
    assert (patents.of("车")[6].payable, patents.of("车")[6].basis) == (1020, "licence")
    assert annual_lines(patents.office, TODAY, [key])[0].amount == 1020
    fee_sheet.collect(patents.office, patents.act, "2026-W48")
    (line,) = fee_sheet.sheet_view(patents.office, "2026-W48").lines
    assert (line.year, line.amount, line.late) == (6, 1020, 0)
    undo(patents.office, patents.act)  # the sheet
    undo(patents.office, patents.act)  # the licence
    undo(patents.office, patents.act)  # the new owner
    assert patents.of("车")[6].payable == 180


def test_the_weekly_sheet_says_where_the_payment_day_can_be_read_in_two_ways(patents: Patents, act: Act) -> None:
    new = NewMatter(Kind.UTILITY_MODEL, "一种桌", filed=date(2022, 8, 25), granted=date(2023, 5, 1),
                    taken_on=date(2026, 1, 1))  # fmt: skip
    table = add_matter(patents.office, act, new).created or 0
    what = RecordEvent(table, "annual_payment_received", date(2026, 11, 16), about="annual:5")
    record_event(patents.office, act, what)
    fee_sheet.collect(patents.office, act, "2026-W48")  # paid on Wednesday 11-25, three whole months after 08-25
    (line,) = fee_sheet.sheet_view(patents.office, "2026-W48").lines
    assert (line.amount, line.late) == (900, 90)
    assert "135.00" in line.note


def test_a10_a_compensated_term_is_one_fee_before_the_end(patents: Patents) -> None:
    patents.record("车", "term_compensated", date(2026, 11, 18), days="800")
    last = patents.of("车")[21]
    assert (last.what, last.due, last.payable, last.late, last.grace_end) == (
        "compensation", date(2041, 12, 5), 16000, 0, None,
    )  # fmt: skip
    assert patents.due(date(2041, 12, 31))[-1] == ("车", "ahead", 21)


@pytest.mark.parametrize("days", ["", "0", "-3", "abc", "1827", "２"])
def test_days_that_are_none_are_refused(patents: Patents, days: str) -> None:
    with pytest.raises(UserError):
        patents.record("车", "term_compensated", date(2026, 11, 18), days=days)


@pytest.mark.parametrize(
    ("today", "state", "late"),
    [
        (date(2026, 3, 27), "ahead", 0),
        (date(2026, 3, 28), "open", 0),
        (date(2027, 3, 26), "open", 0),
        (date(2027, 3, 29), "grace", 675),
        (date(2027, 9, 27), "grace", 675),
        (date(2027, 9, 28), "over", 0),
    ],
)
def test_t18_to_t20_a_marks_window_and_grace(patents: Patents, today: date, state: str, late: int) -> None:
    (one,) = fees_of_matter(patents.office, today, patents.ids["标"])
    assert (one.state, one.late, one.payable) == (state, late, 1350)


def test_t19_after_a_renewal_the_next_one_is_ten_years_later(patents: Patents) -> None:
    patents.record("标", "renewed", date(2026, 11, 18))
    first, second = fees_of_matter(patents.office, TODAY, patents.ids["标"])
    assert (first.state, second.state, second.opens) == ("paid", "ahead", date(2036, 3, 28))
    assert "标" not in {row[0] for row in patents.due()}


def test_filters_and_sums_with_what_waiting_costs(patents: Patents) -> None:
    found = forecast(patents.office, TODAY, NEXT_YEAR)
    assert [one.title for one in chosen(found, "month")] == ["一种灯", "一种杯"]
    assert [one.title for one in chosen(found, "quarter")] == ["一种灯", "一种杯", "一种车"]
    assert [one.title for one in chosen(found, "grace")] == ["一种灯", "一种杯"]
    assert [one.title for one in chosen(found, "over")] == ["一种门"]
    assert [one.title for one in chosen(found, client="甲公司", year=2026)] == ["一种灯", "一种车"]
    assert [one.title for one in chosen(found, text="乙 杯")] == ["一种杯", "一种杯"]
    first = year_sums(found.fees)[0]
    assert [(one.client, one.year, one.count) for one in year_sums(found.fees)] == [
        ("乙公司", 2026, 1), ("乙公司", 2027, 2), ("甲公司", 2026, 2), ("甲公司", 2027, 1),
    ]  # fmt: skip
    assert (first.payable, first.waiting) == (900, tuple(Decimal(more) for more in (0, 45, 90, 135, 180, 225)))


def test_one_clients_forecast_and_the_papers_made_of_it(patents: Patents) -> None:
    client = annuities.client_id_of(patents.office, "甲公司")
    fees = forecast(patents.office, TODAY, date(2029, 12, 31), client_id=client).fees
    assert {one.client for one in fees} == {"甲公司"}
    details, sums = sheets(fees, TODAY)
    assert len(details.rows) == len(fees) == 8
    assert all(len(row) == len(details.columns) for row in details.rows)
    assert [row[1] for row in sums.rows] == ["2026", "2027", "2028", "2029"]
    page = printed(fees, "甲公司", TODAY)
    assert sum(width for _, width in page.columns) == 100
    html = list_html(page)
    # 2026: 900 + 180; both to the end of their grace: 225 + 300
    assert "应缴 1,080.00 元（人民币壹仟零捌拾元整）" in html
    assert "晚5–6月 525.00" in html
    with pytest.raises(UserError, match="no_client"):
        annuities.client_id_of(patents.office, "丙公司")


def test_counting_can_be_stopped_and_says_how_far_it_is(patents: Patents) -> None:
    seen: list[tuple[int, int]] = []
    forecast(patents.office, TODAY, NEXT_YEAR, progress=lambda done, total, _what: seen.append((done, total)))
    assert seen == [(0, 5)]
    with pytest.raises(UserError, match=r"job\.cancelled"):
        forecast(patents.office, TODAY, NEXT_YEAR, cancel=lambda: True)


# -- the fees of filing as fees of a matter -----------------------------------------------------------


def test_the_fees_of_filing_become_the_matters_fees_once(patents: Patents) -> None:
    new, act, office = patents.ids["新"], patents.act, patents.office
    form = Filing("invention", claims=12, pages=20, reduction=85, examination=True)
    changes = record_filing_fees(office, act, new, form)
    assert changes.kinds == {"fees"}
    fees = {fee.kind: fee for fee in matter_view(office, TODAY, new).fees}
    assert {kind: fee.amount for kind, fee in fees.items()} == {
        "filing": 135, "publication": 50, "claim": 300, "examination": 375,
    }  # fmt: skip
    assert (fees["filing"].due, fees["examination"].due) == (date(2026, 7, 1), date(2029, 5, 3))  # after 劳动节
    assert not record_filing_fees(office, act, new, form)  # the same again: nothing is written
    record_filing_fees(office, act, new, Filing("invention", claims=13, pages=20, reduction=85))
    assert {fee.kind: fee.amount for fee in matter_view(office, TODAY, new).fees}["claim"] == 450
    undo(office, act)
    undo(office, act)
    assert matter_view(office, TODAY, new).fees == ()


def test_the_fees_of_filing_are_refused_for_what_is_no_patent(patents: Patents) -> None:
    with pytest.raises(UserError, match="not_patent"):
        record_filing_fees(patents.office, patents.act, patents.ids["标"], Filing("invention"))
