"""The weekly 专利代缴总表 as a use case: collected, edited, taken on, sent, read back (标准 3.2.3, 3.2.5)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import credit_code_check, patent_check_digit
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model.fees import FeeRecord
from ipdesk.services import fee_sheet
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office
from ipdesk.services.people import add_client, add_person
from ipdesk.services.undo import undo

WEEK = "2026-W48"
NEXT_WEEK = "2026-W49"
TODAY = date(2026, 11, 20)
FILED = date(2021, 12, 6)  # year 6 is due on 2026-12-07, a Monday
YEAR_6 = "annual:6"


def act_on(day: date = TODAY) -> Act:
    return Act(None, datetime(day.year, day.month, day.day, 9, tzinfo=UTC), day)


def credit_code(serial: int) -> str:
    head = f"91420100{serial:09d}"
    return head + credit_code_check(head)


def application_number(serial: int, year: int = 2021) -> str:
    head = f"{year}2{serial:07d}"
    return f"{head}.{patent_check_digit(head)}"


@pytest.fixture
def salespeople(office: Office) -> tuple[int, ...]:
    made = (add_person(office, act_on(), name, "salesperson").created for name in ("周海", "李秀英"))
    return tuple(one for one in made if one is not None)


@pytest.fixture
def matters(office: Office, salespeople: tuple[int, ...]) -> list[int]:
    """Four granted patents of two clients, each client with its salesperson; nothing paid in yet."""
    for serial, name in enumerate(("武汉光谷食品机械有限公司", "湖北长江智能制造有限公司"), start=1):
        add_client(office, act_on(), name, {"credit_code": credit_code(serial)})
    names = ("武汉光谷食品机械有限公司", "湖北长江智能制造有限公司")
    kinds = (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.INVENTION)
    found = []
    for index, kind in enumerate(kinds):
        new = NewMatter(
            kind=kind,
            title=f"一种食品包装机{index + 1}",
            client=names[index % 2],
            applicant=names[index % 2],
            application_number=application_number(index + 1),
            filed=FILED,
            granted=date(2023, 3, 1),
            salesperson_id=salespeople[index % 2],
            reduction=85 if index == 3 else None,
        )
        created = add_matter(office, act_on(), new).created
        assert created is not None
        found.append(created)
    return found


def pay_in(office: Office, matter: int, about: str = YEAR_6, on: date = date(2026, 11, 16)) -> int:
    event = record_event(office, act_on(), RecordEvent(matter, "annual_payment_received", on, about=about))
    assert event.created is not None
    return event.created


@pytest.fixture
def sheet(office: Office, matters: list[int]) -> fee_sheet.SheetView:
    """The draft with all four patents on it."""
    for matter in matters:
        pay_in(office, matter)
    fee_sheet.collect(office, act_on(), WEEK)
    return fee_sheet.sheet_view(office, WEEK)


def test_only_what_was_paid_in_is_collected(office: Office, matters: list[int]) -> None:
    pay_in(office, matters[0])
    fee_sheet.collect(office, act_on(), WEEK)
    view = fee_sheet.sheet_view(office, WEEK)
    assert [line.application_number for line in view.lines] == [application_number(1)]
    (line,) = view.lines
    assert (line.fee, line.year, line.amount, line.late) == ("annual", 6, Decimal("1200.00"), Decimal("0.00"))
    assert (line.due, line.received_on) == (date(2026, 12, 7), date(2026, 11, 16))
    assert (line.salesperson, line.invoice_title) == ("周海", "武汉光谷食品机械有限公司")
    assert line.credit_code == credit_code(1)


def test_amounts_reductions_subtotals_and_words(sheet: fee_sheet.SheetView) -> None:
    assert {line.number[-1]: line.amount for line in sheet.lines} == {
        "1": Decimal("1200.00"),
        "2": Decimal("1200.00"),
        "3": Decimal("1200.00"),
        "4": Decimal("180.00"),
    }
    assert [(one.salesperson, one.total) for one in sheet.subtotals] == [
        ("周海", Decimal("2400.00")),
        ("李秀英", Decimal("1380.00")),
    ]
    assert sheet.total == Decimal("3780.00")
    assert sheet.words == "人民币叁仟柒佰捌拾元整"
    assert sheet.pay_on == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("filed", "late"),
    [
        (date(2021, 11, 25), "0.00"),  # due on the payment day itself
        (date(2021, 11, 24), "0.00"),  # a day late: within the first month
        (date(2021, 10, 25), "0.00"),  # a whole month late: the edge belongs to the band
        (date(2021, 10, 23), "60.00"),
        (date(2021, 6, 25), "240.00"),
        (date(2021, 6, 24), "300.00"),
    ],
)
def test_late_fee_is_that_of_the_payment_day(office: Office, filed: date, late: str) -> None:
    new = NewMatter(
        kind=Kind.INVENTION, title="一种装置", filed=filed, granted=date(2023, 1, 5), taken_on=date(2023, 1, 5)
    )
    matter = add_matter(office, act_on(), new).created
    assert matter is not None
    pay_in(office, matter)
    fee_sheet.collect(office, act_on(), WEEK)
    assert fee_sheet.sheet_view(office, WEEK).lines[0].late == Decimal(late)


def test_collecting_again_without_news_writes_nothing(office: Office, sheet: fee_sheet.SheetView) -> None:
    again = fee_sheet.collect(office, act_on(), WEEK)
    assert not again
    assert again.act is None
    assert fee_sheet.sheet_view(office, WEEK) == sheet


def test_a_fee_is_not_collected_for_two_weeks(office: Office, sheet: fee_sheet.SheetView) -> None:
    fee_sheet.collect(office, act_on(), NEXT_WEEK)
    assert fee_sheet.sheet_view(office, NEXT_WEEK).lines == ()


def test_a_refresh_takes_news_and_keeps_what_was_edited(office: Office, matters: list[int]) -> None:
    pay_in(office, matters[0])
    fee_sheet.collect(office, act_on(), WEEK)
    uid = fee_sheet.sheet_view(office, WEEK).lines[0].uid
    fee_sheet.change_line(office, act_on(), WEEK, uid, {"amount": "1100.5", "note": "=与客户商定"})
    pay_in(office, matters[1])
    fee_sheet.collect(office, act_on(), WEEK)
    lines = {line.matter_id: line for line in fee_sheet.sheet_view(office, WEEK).lines}
    assert (lines[matters[0]].amount, lines[matters[0]].note) == (Decimal("1100.50"), "=与客户商定")
    assert lines[matters[0]].uid == uid
    assert lines[matters[1]].amount == Decimal("1200.00")


def test_revoking_the_payment_takes_the_line_off(office: Office, matters: list[int]) -> None:
    event = pay_in(office, matters[0])
    fee_sheet.collect(office, act_on(), WEEK)
    revoke_event(office, act_on(), event, "记错了")
    fee_sheet.collect(office, act_on(), WEEK)
    assert fee_sheet.sheet_view(office, WEEK).lines == ()
    assert matter_view(office, TODAY, matters[0]).fees[0].state == "expected"


def test_a_line_taken_off_waits_for_the_next_sheet(office: Office, sheet: fee_sheet.SheetView) -> None:
    uid = sheet.lines[0].uid
    fee_sheet.drop_line(office, act_on(), WEEK, uid)
    fee_sheet.collect(office, act_on(), WEEK)
    view = fee_sheet.sheet_view(office, WEEK)
    assert [line.uid for line in view.dropped] == [uid]
    fee_sheet.collect(office, act_on(), NEXT_WEEK)
    assert len(fee_sheet.sheet_view(office, NEXT_WEEK).lines) == 1
    with pytest.raises(UserError, match=r"sheet\.fee_taken"):
        fee_sheet.put_back_line(office, act_on(), WEEK, uid)


def test_a_line_put_back_stands_where_it_was(office: Office, sheet: fee_sheet.SheetView) -> None:
    uid = sheet.lines[1].uid
    fee_sheet.drop_line(office, act_on(), WEEK, uid)
    fee_sheet.put_back_line(office, act_on(), WEEK, uid)
    fee_sheet.collect(office, act_on(), WEEK)
    assert [line.uid for line in fee_sheet.sheet_view(office, WEEK).lines] == [line.uid for line in sheet.lines]


@pytest.mark.parametrize("amount", ["-1", "1.005", "viel", "NaN", "1e12", None])
def test_amounts_are_checked(office: Office, sheet: fee_sheet.SheetView, amount: object) -> None:
    with pytest.raises(UserError, match=r"sheet\.bad_amount"):
        fee_sheet.change_line(office, act_on(), WEEK, sheet.lines[0].uid, {"amount": amount})


def test_a_stale_edit_is_refused(office: Office, sheet: fee_sheet.SheetView) -> None:
    line = sheet.lines[0]
    fee_sheet.change_line(office, act_on(), WEEK, line.uid, {"note": "急"}, line.version)
    with pytest.raises(StaleVersion):
        fee_sheet.change_line(office, act_on(), WEEK, line.uid, {"note": "不急"}, line.version)


def test_steps_in_their_order(office: Office, sheet: fee_sheet.SheetView) -> None:
    with pytest.raises(UserError, match=r"sheet\.bad_step"):
        fee_sheet.set_state(office, act_on(), WEEK, "sent")
    for state in ("signed", "draft", "signed", "sent", "paid_out"):
        fee_sheet.set_state(office, act_on(), WEEK, state)
        assert fee_sheet.sheet_view(office, WEEK).state == state
    with pytest.raises(UserError, match=r"sheet\.not_draft"):
        fee_sheet.drop_line(office, act_on(), WEEK, sheet.lines[0].uid)
    assert not fee_sheet.collect(office, act_on(), WEEK)


def test_paying_fulfils_the_rule_and_undo_takes_it_back(
    office: Office, matters: list[int], sheet: fee_sheet.SheetView
) -> None:
    for state in ("signed", "sent", "paid_out"):
        fee_sheet.set_state(office, act_on(), WEEK, state)
    wednesday = date(2026, 11, 25)
    fee_sheet.set_state(office, act_on(wednesday), WEEK, "done")
    view = matter_view(office, wednesday, matters[0])
    assert ("annual_fee_paid", wednesday, YEAR_6) in {(e.name, e.on, e.about) for e in view.events}
    states = {item.state for item in view.due_items if item.rule == "F.annual_pay"}
    assert states == {"done_late"}  # received on Monday the 16th: 5 working days end on the 23rd
    assert view.fees[0].state == "paid"
    assert view.fees[0].paid_amount == Decimal("1200.00")
    fee_sheet.collect(office, act_on(wednesday), NEXT_WEEK)
    assert fee_sheet.sheet_view(office, NEXT_WEEK).lines == ()
    undo(office, act_on(wednesday))  # of the empty sheet of next week
    undo(office, act_on(wednesday))
    assert fee_sheet.sheet_view(office, WEEK).state == "paid_out"
    assert matter_view(office, wednesday, matters[0]).fees[0].state == "on_sheet"


def test_undoing_the_collection_leaves_an_empty_draft(office: Office, sheet: fee_sheet.SheetView) -> None:
    undo(office, act_on())
    assert fee_sheet.sheet_view(office, WEEK).lines == ()
    fee_sheet.collect(office, act_on(), WEEK)
    assert fee_sheet.sheet_view(office, WEEK).total == sheet.total


def test_make_writes_the_file_and_a_fresh_copy_reads_without_differences(
    office: Office, sheet: fee_sheet.SheetView, tmp_path: Path
) -> None:
    made = fee_sheet.make_sheet(office, act_on(), WEEK, tmp_path / fee_sheet.file_name(WEEK))
    assert (made.lines, made.total) == (4, Decimal("3780.00"))
    reading = fee_sheet.read_sheet(office, act_on(), made.file)
    assert (reading.week, reading.accepted, reading.differences, reading.remarks) == (WEEK, 4, (), ())
    assert not fee_sheet.take_over_reading(office, act_on(), reading)


def fill_in(path: Path, paid: str = "", amount: object = None) -> None:
    """What finance does: a date, an amount (of the line, or a given one) and a remark in every line."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    header = {cell.value: cell.column for cell in page[4]}
    for row in range(5, 9):
        line_total = page.cell(row, header["应缴金额"]).value + page.cell(row, header["滞纳金"]).value
        page.cell(row, header["打款日期"], paid or date(2026, 11, 24))
        page.cell(row, header["打款金额"], line_total if amount is None else amount)
        page.cell(row, header["财务备注"], "已付")
    book.save(path)


def test_finance_s_columns_are_taken_and_the_sheet_goes_on(
    office: Office, sheet: fee_sheet.SheetView, tmp_path: Path
) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    fill_in(made.file)
    reading = fee_sheet.read_sheet(office, act_on(), made.file, WEEK)
    assert (reading.accepted, reading.differences, reading.remarks) == (4, (), ())
    changes = fee_sheet.take_over_reading(office, act_on(), reading)
    assert "sheets" in changes.kinds
    view = fee_sheet.sheet_view(office, WEEK)
    assert view.state == "paid_out"
    assert {(line.paid_on, line.finance_note) for line in view.lines} == {(date(2026, 11, 24), "已付")}
    assert sum(line.paid_amount or 0 for line in view.lines) == sheet.total
    again = fee_sheet.read_sheet(office, act_on(), made.file)
    assert not fee_sheet.take_over_reading(office, act_on(), again)


def test_bad_dates_and_amounts_are_named_and_not_taken(
    office: Office, sheet: fee_sheet.SheetView, tmp_path: Path
) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    fill_in(made.file, paid="下周三", amount="很多")
    reading = fee_sheet.read_sheet(office, act_on(), made.file)
    assert {(one.field, one.theirs) for one in reading.differences} == {("打款日期", "下周三"), ("打款金额", "很多")}
    fee_sheet.take_over_reading(office, act_on(), reading)
    assert {line.paid_on for line in fee_sheet.sheet_view(office, WEEK).lines} == {None}


def test_paid_less_than_the_line_is_remarked(office: Office, sheet: fee_sheet.SheetView, tmp_path: Path) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    fill_in(made.file, amount=100)
    reading = fee_sheet.read_sheet(office, act_on(), made.file)
    assert reading.differences == ()
    assert len(reading.remarks) == 4
    assert "100.00" in reading.remarks[0]


def test_partly_paid_out_is_not_done(office: Office, sheet: fee_sheet.SheetView, tmp_path: Path) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    book = openpyxl.load_workbook(made.file)
    column = next(cell.column for cell in book.worksheets[0][4] if cell.value == "打款日期")
    book.worksheets[0].cell(5, column, date(2026, 11, 24))
    book.save(made.file)
    fee_sheet.take_over_reading(office, act_on(), fee_sheet.read_sheet(office, act_on(), made.file))
    for state in ("signed", "sent", "paid_out"):
        fee_sheet.set_state(office, act_on(), WEEK, state)
    with pytest.raises(UserError, match=r"sheet\.unpaid_lines"):
        fee_sheet.set_state(office, act_on(), WEEK, "done")


def test_a_file_of_another_week_or_office_is_refused(
    office: Office, sheet: fee_sheet.SheetView, tmp_path: Path
) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    with pytest.raises(UserError, match=r"sheet\.other_week"):
        fee_sheet.read_sheet(office, act_on(), made.file, NEXT_WEEK)
    with office.database.write() as uow:
        from ipdesk.model.reading_today import put_setting

        put_setting(uow.session, "office.key", "ANOTHER")
        uow.commit()
    with pytest.raises(UserError, match=r"sheet\.other_office"):
        fee_sheet.read_sheet(office, act_on(), made.file)


@pytest.mark.parametrize("week", ["2026-48", "2026-W54", "2026-W00", "W48", "2025-W53", ""])
def test_bad_weeks_are_refused(office: Office, week: str) -> None:
    with pytest.raises(UserError, match=r"sheet\.bad_week"):
        fee_sheet.collect(office, act_on(), week)


def test_a_week_without_a_sheet(office: Office) -> None:
    assert fee_sheet.find_sheet(office, WEEK) is None
    with pytest.raises(UserError, match=r"sheet\.missing"):
        fee_sheet.sheet_view(office, WEEK)


def test_the_payment_day_moves_off_a_holiday(office: Office) -> None:
    assert fee_sheet.payment_day("2026-W08", office.calendar) == date(2026, 2, 24)  # Spring Festival


def add_fee(office: Office, matter: int, **values: Any) -> None:
    """An official fee whose money is in, as other parts of the program make it."""
    with office.database.write() as uow:
        uow.begin_act(act_on(), "test")
        uow.add(FeeRecord(matter_id=matter, state="received", received_on=date(2026, 11, 17), **values))
        uow.commit()


def test_other_official_fees_are_collected_and_recorded_as_paid(office: Office) -> None:
    new = NewMatter(kind=Kind.LAYOUT, title="一种集成电路布图设计", client="江城微电子有限公司")
    matter = add_matter(office, act_on(), new).created
    assert matter is not None
    add_fee(office, matter, kind="layout_registration", about=None, year=None, amount=Decimal("2000.00"))
    for _ in range(2):
        fee_sheet.collect(office, act_on(), WEEK)
    (line,) = fee_sheet.sheet_view(office, WEEK).lines
    assert (line.fee, line.total, line.invoice_title) == (
        "layout_registration",
        Decimal("2000.00"),
        "江城微电子有限公司",
    )
    for state in ("signed", "sent", "paid_out", "done"):
        fee_sheet.set_state(office, act_on(), WEEK, state)
    assert "fee_paid" in {event.name for event in matter_view(office, TODAY, matter).events}


def test_an_annual_fee_known_by_its_row_is_counted_for_the_payment_day(office: Office, matters: list[int]) -> None:
    add_fee(office, matters[3], kind="annual", about=YEAR_6, year=6, amount=Decimal("1.00"))
    for _ in range(2):
        fee_sheet.collect(office, act_on(), WEEK)
    (line,) = fee_sheet.sheet_view(office, WEEK).lines
    assert (line.amount, line.due) == (Decimal("180.00"), date(2026, 12, 7))


def test_a_line_without_a_salesperson_has_its_subtotal(office: Office, tmp_path: Path) -> None:
    new = NewMatter(kind=Kind.INVENTION, title="一种装置", filed=FILED, granted=date(2023, 1, 5))
    matter = add_matter(office, act_on(), new).created
    assert matter is not None
    pay_in(office, matter)
    made = fee_sheet.make_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    page = openpyxl.load_workbook(made.file).worksheets[0]
    assert page["M5"].value == page["M7"].value == "（未指定）"
    assert fee_sheet.read_sheet(office, act_on(), made.file).differences == ()


def test_a_cancelled_matter_is_not_paid_for(office: Office, matters: list[int]) -> None:
    pay_in(office, matters[0])
    record_event(office, act_on(), RecordEvent(matters[0], "cancelled", TODAY))
    fee_sheet.collect(office, act_on(), WEEK)
    assert fee_sheet.sheet_view(office, WEEK).lines == ()


def test_undoing_a_reading_takes_finance_s_columns_back(
    office: Office, sheet: fee_sheet.SheetView, tmp_path: Path
) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    fill_in(made.file)
    fee_sheet.take_over_reading(office, act_on(), fee_sheet.read_sheet(office, act_on(), made.file))
    undo(office, act_on())
    view = fee_sheet.sheet_view(office, WEEK)
    assert (view.state, {line.paid_on for line in view.lines}) == ("draft", {None})


def test_a_reading_of_a_sheet_that_went_on_is_stale(office: Office, sheet: fee_sheet.SheetView, tmp_path: Path) -> None:
    made = fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "总表.xlsx")
    fill_in(made.file)
    reading = fee_sheet.read_sheet(office, act_on(), made.file)
    fee_sheet.set_state(office, act_on(), WEEK, "signed")
    with pytest.raises(StaleVersion):
        fee_sheet.take_over_reading(office, act_on(), reading)


def test_a_file_that_cannot_be_written_is_said(office: Office, sheet: fee_sheet.SheetView, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"file\.unwritable"):
        fee_sheet.export_sheet(office, act_on(), WEEK, tmp_path / "没有" / "总表.xlsx")
