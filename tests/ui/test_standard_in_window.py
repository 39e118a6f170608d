"""The standard driven through the window's own buttons: rules of every department, every duty of the whole office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.domain.duties import CPC_DAILY, MONTH_REMIND, SHEET_PAY, SHEET_TO_FINANCE
from ipdesk.domain.matters import Kind, State
from ipdesk.model import fee_sheets
from ipdesk.model.fees import SheetLineRecord
from ipdesk.model.settings import SettingRecord
from ipdesk.services.duties import DutyState, duty_rows
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.fee_sheet_steps import set_state
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Changes, commit
from ipdesk.services.rows import DueRow
from ipdesk.services.undo import undo
from ipdesk.text import label
from tests.ui.conftest import TODAY, Small
from tests.ui.test_orders_walk import answer
from ui.context import Desk
from ui.departments import description_of
from ui.dialogs.materials import MaterialsDialog
from ui.pages.department import DepartmentPage
from ui.pages.duty_checklist import DutyRow
from ui.pages.fee_sheet import FeeSheetPage
from ui.pages.month_reminder import MonthReminderPage
from ui.pages.today import TodayPage

Quiet = Callable[[], None]
WEEK = "2026-W48"  # its sheet goes to finance on Monday the 23rd and is paid on Wednesday the 25th


@pytest.fixture(autouse=True)
def no_mail_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts are written, and nothing of the system opens them."""
    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", lambda _url: True)


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Quiet:
    """Wait until nothing runs beside the window."""
    return lambda: qtbot.waitUntil(lambda: not desk.runner.busy, timeout=30_000)


# -- one matter's rules -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """A clause: what came before, the steps pressed on Friday the 20th, the rule they start, its day, its answer."""

    clause: str
    rule: str
    kind: Kind
    before: tuple[str, ...]
    pressed: tuple[str, ...]
    due: date
    answered: str


_BEGUN = ("assigned", "sales_contacted", "client_contacted")
CASES = (
    Case("3.1.6", "P.search", Kind.INVENTION, _BEGUN, ("disclosure_received",), date(2026, 11, 25), "search_completed"),
    Case(
        "3.1.7", "P.draft", Kind.UTILITY_MODEL, (*_BEGUN, "disclosure_received", "search_completed", "payment_requested"),
        ("payment_received", "documents_complete"), date(2026, 12, 4), "draft_completed",
    ),
    Case("3.2.6", "F.change_contact", Kind.PATENT_CHANGE, (), ("payment_received",), date(2026, 11, 24), "materials_requested"),
    Case(
        "3.2.6", "F.change_submit", Kind.PATENT_CHANGE, ("payment_received", "materials_requested"),
        ("documents_complete",), date(2026, 11, 27), "change_submitted",
    ),
    Case("3.3.5", "S.review", Kind.SOFTWARE, _BEGUN, ("materials_received",), date(2026, 11, 27), "review_completed"),
    Case("3.4.3", "T.contact", Kind.TRADEMARK, (), ("assigned", "sales_contacted"), date(2026, 11, 23), "client_contacted"),
    Case("3.4.4", "T.search", Kind.TRADEMARK, _BEGUN, ("materials_received",), date(2026, 11, 24), "search_completed"),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.clause} {case.rule}")
def test_a_clause_is_started_and_answered_with_the_panel_s_buttons(
    small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, case: Case
) -> None:
    new = NewMatter(case.kind, "远航一号", client="远航公司", slip_on=TODAY)
    order = add_matter(small.office, small.act, new).created or 0
    for name in case.before:
        who = {"handler_id": str(small.people["林一"])} if name == "assigned" else {}
        result = {"result": "can_file"} if name == "search_completed" else {}
        record_event(small.office, small.act, RecordEvent(order, name, TODAY, data=who | result))
    desk.set_person(small.people["林一"])
    page = DepartmentPage(desk, description_of(label_of(case.rule)))
    qtbot.addWidget(page)
    desk.changes.happened.connect(page.on_changes)
    page.resize(1366, 900)
    page.show()
    quiet()
    page.show_matter(order)
    quiet()
    for name in case.pressed:
        press(page, name, quiet)
    item = due_item(small, order, case)
    assert (item.clause, item.due) == (case.clause, case.due)
    assert item.state in ("open", "due_soon")
    press(page, case.answered, quiet)
    done = due_item(small, order, case)
    assert (done.state, done.done_on) == ("done", TODAY)
    undo(small.office, desk.act())
    assert due_item(small, order, case) == item


def label_of(rule: str) -> str:
    """The department whose letter begins the rule's name."""
    return {"P": "patent", "F": "process", "S": "software", "T": "trademark"}[rule[0]]


def due_item(small: Small, order: int, case: Case) -> DueRow:
    (found,) = (row for row in matter_view(small.office, TODAY, order).due_items if row.rule == case.rule)
    return found


def press(page: DepartmentPage, name: str, quiet: Quiet) -> None:
    """The button of an event, and what a person fills in if it asks something."""
    wanted = f"记录：{label('event', name)}"
    buttons = [one for one in page.panel.findChildren(QPushButton) if one.accessibleName() == wanted]
    assert buttons, (name, [one.accessibleName() for one in page.panel.findChildren(QPushButton)])
    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    quiet()
    for dialog in page.window().findChildren(QDialog):
        if dialog.isVisible():
            if isinstance(dialog, MaterialsDialog) and name == "materials_requested":
                QTest.mouseClick(dialog.ask, Qt.MouseButton.LeftButton)  # the papers are asked for with a mail
            else:
                answer(dialog)
            quiet()


# -- the office's duties ------------------------------------------------------------------------------------


@dataclass
class Hand:
    """Somebody at the window's pages."""

    small: Small
    desk: Desk
    qtbot: QtBot
    quiet: Quiet

    def duty(self, rule: str, period: str) -> DutyState:
        found = duty_rows(self.small.office, TODAY, date(2026, 11, 1), date(2026, 11, 30))
        return next(one for one in found if one.key == (rule, period))

    def sit(self, page: TodayPage | MonthReminderPage | FeeSheetPage) -> None:
        self.qtbot.addWidget(page)
        self.desk.changes.happened.connect(page.on_changes)
        page.resize(1366, 690)
        page.show()
        self.quiet()

    def click(self, button: QPushButton) -> None:
        assert button.isEnabled(), button.text()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.quiet()

    def on_today(self, rule: str, period: str) -> tuple[TodayPage, DutyRow]:
        """The duty's row in the checklist of 今日."""
        page = TodayPage(self.desk)
        self.sit(page)
        return page, page.side.duties.row(rule, period)


@pytest.fixture
def hand(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """林一 sits there on the morning of the desk's day, whatever day it really is: a sheet's steps are stamped."""
    monkeypatch.setattr(desk, "act", lambda: Act(desk.person, datetime(2026, 11, 20, 2, tzinfo=UTC), desk.today))
    with small.office.database.write() as uow:
        uow.session.add(SettingRecord(key="duties.since", value="2026-11-02"))
        uow.commit()
    desk.set_person(small.people["林一"])
    return Hand(small, desk, qtbot, quiet)


def cpc_daily(hand: Hand) -> None:
    """Ticked on 今日."""
    _, row = hand.on_today(CPC_DAILY, "2026-11-20")
    QTest.mouseClick(row.tick, Qt.MouseButton.LeftButton)
    hand.quiet()


def nothing_to_download(hand: Hand) -> None:
    """当日无文件 on 今日 is an answer, too."""
    _, row = hand.on_today(CPC_DAILY, "2026-11-20")
    hand.click(row.none)


def month_remind(hand: Hand) -> None:
    """The month's list is written as mails and marked as sent."""
    for name, on, more in (
        ("notice_received", date(2026, 10, 9), {"notice": "correction"}),
        ("notice_imported", date(2026, 10, 10), {}),
        ("response_assigned", date(2026, 10, 12), {}),
    ):
        about = {} if name == "notice_received" else {"about": "N1"}
        hand.small.record("散热装置", name, on, data=more, **about)
    page = MonthReminderPage(hand.desk)
    hand.sit(page)
    hand.click(page.buttons["write"])
    hand.click(page.buttons["sent"])


def sheet_of(hand: Hand, *steps: str) -> FeeSheetPage:
    """The week's sheet with one line, taken through ``steps`` already, on its page."""
    act = Act(None, datetime(2026, 11, 20, 2, tzinfo=UTC), TODAY)
    with hand.small.office.database.write() as uow:
        uow.begin_act(act, "collect", WEEK)
        record = fee_sheets.begin_sheet(uow, WEEK, act.at, None)
        uow.add(SheetLineRecord(uid=WEEK, sheet_id=record.id, position=0, amount=Decimal(900)))
        commit(uow, Changes(frozenset({"sheets"})))
    for step in steps:
        set_state(hand.small.office, act, WEEK, step, TODAY)
    page = FeeSheetPage(hand.desk)
    hand.sit(page)
    page.show_week(WEEK)
    hand.quiet()
    return page


def sheet_to_finance(hand: Hand) -> None:
    """Signed, then sent."""
    page = sheet_of(hand)
    for step in ("signed", "sent"):
        hand.click(page.steps.buttons[step])


def nothing_to_pay(hand: Hand) -> None:
    """本周无缴费 on 今日, where no sheet says otherwise."""
    page, _ = hand.on_today(CPC_DAILY, "2026-11-20")
    hand.desk.today = date(2026, 11, 23)
    page.refresh()
    hand.quiet()
    hand.click(page.side.duties.row(SHEET_TO_FINANCE, WEEK).none)


def sheet_pay(hand: Hand) -> None:
    """The step 已缴费 of the sheet finance paid out, after it said what it does."""
    page = sheet_of(hand, "signed", "sent", "paid_out")
    hand.click(page.steps.buttons["done"])
    (box,) = (one for one in page.findChildren(QMessageBox) if one.isVisible())
    ok = box.button(QMessageBox.StandardButton.Ok)
    QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
    hand.quiet()


DUTIES = (
    ("3.2.2", CPC_DAILY, "2026-11-20", cpc_daily, "done", "mark"),
    ("3.2.2", CPC_DAILY, "2026-11-20", nothing_to_download, "none", "mark"),
    ("3.2.4", MONTH_REMIND, "2026-11", month_remind, "done", "mark"),
    ("3.2.5", SHEET_TO_FINANCE, WEEK, sheet_to_finance, "done", "sheet"),
    ("3.2.5", SHEET_TO_FINANCE, WEEK, nothing_to_pay, "none", "mark"),
    ("3.2.5", SHEET_PAY, WEEK, sheet_pay, "done", "sheet"),
)


@pytest.mark.parametrize(
    ("clause", "rule", "period", "act", "answer_kept", "proof"),
    DUTIES,
    ids=[f"{row[0]} {row[1]} {row[3].__name__}" for row in DUTIES],
)
def test_a_duty_of_the_office_is_answered_in_the_window(
    hand: Hand,
    clause: str,
    rule: str,
    period: str,
    act: Callable[[Hand], None],
    answer_kept: str,
    proof: str,
) -> None:
    act(hand)
    found = hand.duty(rule, period)
    assert found.done
    assert (found.clause, found.proof, found.answer, found.by) == (clause, proof, answer_kept, "林一")
    assert found.state is (State.DONE_LATE if rule == MONTH_REMIND else State.DONE)  # it is the 20th, past the 10th
