"""Packages of notices: matched by number, proposed, taken over and undone in one step, never half."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import patent_check_digit
from ipdesk.errors import Cancelled, UserError
from ipdesk.model import reading_packages
from ipdesk.services import notice_import
from ipdesk.services.attachments import attachments, open_path
from ipdesk.services.check import check
from ipdesk.services.demo.package_maker import Made, package_of, zipped
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter, remove_matter
from ipdesk.services.notice_import import Proposal, choose, preview, take_over
from ipdesk.services.notice_steps import NewNotice, receive_notices
from ipdesk.services.office import Act, Office
from ipdesk.services.rows import MatterView
from ipdesk.services.undo import redo, undo
from tests import database
from tests.files import notice_packages as damage

TODAY = database.TODAY
ISSUED = date(2026, 11, 16)


def number_of(serial: int, kind: int = 1, year: int = 2025) -> str:
    digits = f"{year}{kind}{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


@dataclass(frozen=True)
class Desk:
    office: Office
    act: Act
    folder: Path

    def matter(self, title: str, number: str = "", kind: Kind = Kind.INVENTION, **more: object) -> int:
        new = NewMatter(kind, title, "长虹公司", application_number=number, **more)  # type: ignore[arg-type]
        return add_matter(self.office, self.act, new).created or 0

    def package(self, *notices: Made, name: str = "通知书.zip") -> Path:
        path = self.folder / name
        path.write_bytes(package_of(notices))
        return path

    def preview(self, *notices: Made) -> Proposal:
        return preview(self.office, self.act, self.package(*notices))

    def view(self, matter: int) -> MatterView:
        return matter_view(self.office, TODAY, matter)


@pytest.fixture
def desk(office: Office, act: Act, tmp_path: Path) -> Desk:
    return Desk(office, act, tmp_path)


def action(serial: str = "2026111600000001", **more: object) -> Made:
    made = Made(
        serial, "210401", "第一次审查意见通知书", ISSUED, number_of(1), "一种折叠支架", "长虹公司", kind="0",
        filed=date(2025, 3, 3), stated=4, pages=2,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def windows() -> Made:
    return Made(
        "2026111600000700", "20070101", "缴费通知书", ISSUED, number_of(7, 2, 2022), "散热装置", "长虹公司",
        annual_year=5, windows=(date(2026, 12, 2), "900.00"),
    )  # fmt: skip


def test_an_office_action_lands_with_its_official_item_service_items_and_pages(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架", number_of(1), filed=date(2025, 3, 3))
    proposal = desk.preview(action())
    (row,) = proposal.rows
    assert (row.state, row.kind, row.matter and row.matter.id) == ("ready", "first_office_action", matter)
    (official,) = row.effects.official
    # 细则第4、5条: four months from the date of issue, by electronic service without the fifteen days
    assert (official.rule, official.due, official.last_day) == ("D01", date(2027, 3, 16), date(2027, 3, 16))
    assert {one.rule for one in row.effects.service} >= {"F.notice_import", "F.notice_mail"}
    assert any("与推算的期限一致" in words for words in row.remarks)
    changes = take_over(desk.office, desk.act, proposal)
    assert changes.matters == {matter}
    view = desk.view(matter)
    (notice,) = view.notices
    assert (notice.kind, notice.issued, notice.received_on) == ("first_office_action", ISSUED, TODAY)
    stored = {item.rule: item.due for item in view.due_items if item.state not in ("done", "done_late")}
    promised = {one.rule: one.due for one in (*row.effects.official, *row.effects.service)}
    assert promised.items() <= stored.items()
    papers = attachments(desk.office, [matter])
    assert len(papers) == 4  # list, body, two pages
    assert sum(paper.name.endswith(".tif") for paper in papers) == 2
    assert open_path(desk.office, papers[-1].id).read_bytes()
    assert check(desk.office, desk.act).ok


def test_the_same_package_again_changes_nothing_and_undo_takes_it_all_back(desk: Desk) -> None:
    matter, other = (
        desk.matter("一种折叠支架", number_of(1)),
        desk.matter("散热装置", number_of(7, 2, 2022), Kind.UTILITY_MODEL),
    )
    before = desk.view(matter), desk.view(other)
    path = desk.package(action(), windows())
    changes = take_over(desk.office, desk.act, preview(desk.office, desk.act, path))
    again = preview(desk.office, desk.act, path)
    assert [row.state for row in again.rows] == ["already_there", "already_there"]
    assert take_over(desk.office, desk.act, again).act is None
    undo(desk.office, desk.act, changes.act)
    after = desk.view(matter), desk.view(other)
    for then, now in zip(before, after, strict=True):
        assert (now.notices, now.attachments, now.fees) == ((), (), ())
        assert all(event.revoked_at for event in now.events if event not in then.events)
        assert [(item.rule, item.due) for item in now.due_items] == [(item.rule, item.due) for item in then.due_items]
    assert [row.state for row in preview(desk.office, desk.act, path).rows] == ["ready", "ready"]
    redo(desk.office, desk.act)
    assert len(desk.view(matter).notices) == 1
    assert check(desk.office, desk.act).ok


def test_a_fee_notice_brings_its_five_windows_and_the_annual_fee(desk: Desk) -> None:
    matter = desk.matter("散热装置", number_of(7, 2, 2022), Kind.UTILITY_MODEL, filed=date(2022, 12, 2))
    proposal = desk.preview(windows())
    (row,) = proposal.rows
    assert row.notice.code == "200701"
    assert [one.late_fee for one in row.notice.windows] == [
        Decimal(n) for n in ("45.00", "90.00", "135.00", "180.00", "225.00")
    ]
    take_over(desk.office, desk.act, proposal)
    (fee,) = desk.view(matter).fees
    assert (fee.kind, fee.year, fee.amount, fee.due) == ("annual", 5, Decimal("900.00"), date(2026, 12, 2))
    (event,) = [one for one in desk.view(matter).events if one.name == "notice_received"]
    assert event.data["windows"].count("900.00+") == 5
    second = replace(windows(), serial="2026111700000701", issued=date(2026, 11, 17))
    (row,) = desk.preview(second).rows
    assert (row.state, row.effects.fees) == ("ready", ())  # the fee is there already


def test_an_acceptance_gives_the_number_to_the_matter_of_its_internal_number(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架")
    ours = desk.view(matter).row.number
    given = number_of(9, year=2026)
    acceptance = Made(
        "2026111600000011", "200101", "专利申请受理通知书", ISSUED, given, "一种折叠支架", "长虹公司", ours, "0",
        date(2026, 11, 13), fees=(("申请费", "900"), ("公布印刷费", "50"), ("实审费", "2500")),
        pay_deadline=date(2027, 1, 13),
    )  # fmt: skip
    later = action("2026111700000012", number=given, issued=date(2026, 11, 17), internal="", filed=None)
    proposal = desk.preview(later, acceptance)
    assert [row.state for row in proposal.rows] == ["ready", "ready"]
    changes = take_over(desk.office, desk.act, proposal)
    view = desk.view(matter)
    assert (view.row.application_number, view.row.filed) == (given, date(2026, 11, 13))
    assert [one.name for one in view.events].count("acceptance_received") == 1
    assert {(fee.kind, fee.amount) for fee in view.fees} == {
        ("application", Decimal("900.00")), ("publication_printing", Decimal("50.00")), ("examination", Decimal("2500.00")),
    }  # fmt: skip
    undo(desk.office, desk.act, changes.act)
    assert (desk.view(matter).row.application_number, desk.view(matter).row.filed) == ("", None)


DOUBTS = {
    "title": (action(title="另一种装置"), "名称不同"),
    "applicant": (action(applicant="南方厂"), "申请人不同"),
    "kind": (action(kind="2"), "类型不同"),
    "filing date": (action(filed=date(2025, 3, 4)), "申请日不同"),
}


@pytest.mark.parametrize(("made", "why"), DOUBTS.values(), ids=list(DOUBTS))
def test_what_contradicts_its_matter_waits_for_somebody_to_choose(desk: Desk, made: Made, why: str) -> None:
    matter = desk.matter("一种折叠支架", number_of(1), filed=date(2025, 3, 3))
    proposal = desk.preview(made)
    (row,) = proposal.rows
    assert row.state == "doubtful"
    assert why in row.why[0]
    assert not take_over(desk.office, desk.act, proposal)
    chosen = choose(desk.office, desk.act, proposal, row.member, matter)
    assert chosen.rows[0].state == "ready"
    take_over(desk.office, desk.act, chosen)
    assert len(desk.view(matter).notices) == 1


def test_several_matters_none_or_a_wrong_number_are_listed_with_the_reason(desk: Desk) -> None:
    number = number_of(1)
    desk.matter("一种折叠支架", number)
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    cases = {
        "unknown": (action(number=number_of(99)), "没有申请号为"),
        "wrong": (action(number=wrong), "校验位"),
        "none": (action(number=""), "没有申请号"),
    }
    for made, words in cases.values():
        (row,) = desk.preview(made).rows
        assert (row.state, row.matter) == ("unmatched", None)
        assert words in row.why[0]
    (row,) = desk.preview(action(issued=date(2026, 11, 23))).rows
    assert (row.state, "晚于今天" in row.why[0]) == ("doubtful", True)
    future = desk.preview(action(issued=date(2026, 11, 23)))
    assert not take_over(desk.office, desk.act, choose(desk.office, desk.act, future, future.rows[0].member, 1))


def test_a_notice_recorded_by_hand_is_there_already(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架", number_of(1))
    receive_notices(desk.office, desk.act, [NewNotice("office_action", ISSUED, TODAY, matter_id=matter)])
    assert [row.state for row in desk.preview(action()).rows] == ["already_there"]


def test_two_of_a_kind_on_one_day_are_kept_apart_by_their_serial_numbers(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架", number_of(1))
    letter = action(code="200025", name="审查业务专用函")
    proposal = desk.preview(letter, replace(letter, serial="2026111600000002"))
    assert [row.state for row in proposal.rows] == ["ready", "doubtful"]
    assert "发文序列号不同" in proposal.rows[1].why[0]
    proposal = choose(desk.office, desk.act, proposal, proposal.rows[1].member, matter)
    take_over(desk.office, desk.act, proposal)
    assert len({notice.name for notice in desk.view(matter).notices}) == 2


@pytest.mark.parametrize("what", ["put_notice", "_put_fee"])
def test_a_failure_half_way_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    ids = [
        desk.matter("一种折叠支架", number_of(1)),
        desk.matter("散热装置", number_of(7, 2, 2022), Kind.UTILITY_MODEL),
    ]
    proposal = desk.preview(action(), windows())
    real, calls = getattr(notice_import, what), []

    def fails(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == (2 if what == "put_notice" else 1):
            raise UserError("attachment.unwritable", name="x", reason="full")
        return real(*arguments)

    monkeypatch.setattr(notice_import, what, fails)
    with pytest.raises(UserError):
        take_over(desk.office, desk.act, proposal)
    assert all(not desk.view(one).notices and not desk.view(one).attachments for one in ids)
    with pytest.raises(Cancelled):
        take_over(desk.office, desk.act, proposal, cancel=lambda: True)


def test_a_package_or_matter_changed_since_the_preview_is_refused(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架", number_of(1))
    proposal = desk.preview(action())
    desk.package(action(), windows())
    with pytest.raises(UserError, match=r"package\.changed"):
        take_over(desk.office, desk.act, proposal)
    proposal = desk.preview(action())
    desk.matter("别的")  # an act that changes nothing for this package
    remove_matter(desk.office, desk.act, matter)
    with pytest.raises(UserError, match=r"package\.stale"):
        take_over(desk.office, desk.act, proposal)


def test_the_payment_day_of_a_grant_notice_that_is_earlier_is_what_alarms_go_by(desk: Desk) -> None:
    matter = desk.matter("一种折叠支架", number_of(1), filed=date(2025, 3, 3))
    grant = action(
        code="200602", name="办理登记手续通知书", pay_deadline=date(2027, 1, 8), annual_year=2, stated=None,
        fees=(("年费", "900.00"), ("印花税", "0")),
    )  # fmt: skip
    proposal = desk.preview(grant)
    (row,) = proposal.rows
    (official,) = row.effects.official
    assert official.due == date(2027, 1, 8) < (official.last_day or date.min)
    assert any("2027-01-08" in words and "不同" in words for words in row.remarks)
    take_over(desk.office, desk.act, proposal)
    assert [(fee.kind, fee.year, fee.amount) for fee in desk.view(matter).fees] == [("annual", 2, Decimal("900.00"))]


def test_five_hundred_notices_damaged_or_not_the_right_ones_all_land_and_nothing_else(desk: Desk) -> None:
    rng, members, right = Random(8), [], {}
    matters = [desk.matter(f"装置{place}", damage.number_of(place)) for place in range(40)]
    for place in range(500):
        made = replace(
            damage.a_notice(rng, place), number=damage.number_of(place % 40), title="", applicant="", kind=""
        )
        made = replace(made, issued=ISSUED - timedelta(days=place // 4), filed=None)
        damaged = damage.DAMAGES[rng.choice(["right", "right", *damage.DAMAGES])](made)
        members += damaged.members
        if damaged.lands:
            right[made.serial] = matters[place % 40]
    path = desk.folder / "many.zip"
    path.write_bytes(zipped(members))
    proposal = preview(desk.office, desk.act, path)
    ready = {row.notice.serial: row.matter.id for row in proposal.of("ready") if row.matter}
    assert ready == right
    take_over(desk.office, desk.act, proposal)
    with desk.office.database.read() as uow:
        assert reading_packages.serials(uow.session, right) == right
        assert sum(1 for _ in reading_packages.notices_of(uow.session, matters)) == len(right)
    again = preview(desk.office, desk.act, path)
    assert (again.count("ready"), again.count("already_there")) == (0, len(right))
