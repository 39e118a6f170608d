"""Everything that can have the keyboard says what it is; nothing of the pages is left untranslated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import matter_view
from ipdesk.services.rows import MatterView
from ui.context import Desk
from ui.dialogs.annual_payment import AnnualPaymentDialog, PaymentLinesDialog
from ui.dialogs.evidence import EvidenceDialog
from ui.dialogs.find import FindDialog
from ui.dialogs.ledger_import import LedgerImportDialog
from ui.dialogs.notice import NoticeDialog
from ui.dialogs.notice_mail import AnnualMailDialog, NoticeMailDialog
from ui.dialogs.notice_step import NoticeStepDialog
from ui.dialogs.pause import PauseDialog
from ui.dialogs.people import PeopleDialog
from ui.dialogs.person_edit import PersonEditDialog
from ui.dialogs.resume import ResumeDialog
from ui.dialogs.stop import StopDialog
from ui.dialogs.tell_sales import TellSalesDialog
from ui.dialogs.transfer import TransferDialog
from ui.dialogs.transfer_list import TransferListDialog
from ui.pages.annual_notices import AnnualNoticesPage
from ui.pages.calendar import CalendarPage
from ui.pages.fee_sheet import FeeSheetPage
from ui.pages.follow_up import FollowUpPage
from ui.pages.month_reminder import MonthReminderPage
from ui.pages.notices import NoticesPage
from ui.pages.today import TodayPage
from ui.pages.welcome import WelcomePage

Settle = Callable[[Desk], None]


def _view(desk: Desk) -> MatterView:
    assert desk.office is not None
    return matter_view(desk.office, desk.today, 1)


MAKERS: dict[str, Callable[[Desk], QWidget]] = {
    "today": TodayPage,
    "calendar": CalendarPage,
    "fee_sheet": FeeSheetPage,
    "follow_up": FollowUpPage,
    "month_reminder": MonthReminderPage,
    "notices": NoticesPage,
    "annual": AnnualNoticesPage,
    "notice": NoticeDialog,
    "notice step": lambda desk: NoticeStepDialog(desk, (), "response_assigned"),
    "notice mail": lambda desk: NoticeMailDialog(desk, ()),
    "annual mail": lambda desk: AnnualMailDialog(desk, ()),
    "annual payment": lambda desk: AnnualPaymentDialog(desk, ()),
    "payment lines": lambda desk: PaymentLinesDialog(desk, ""),
    "welcome": WelcomePage,
    "find": lambda desk: FindDialog(desk, []),
    "ledger": LedgerImportDialog,
    "transfer": lambda desk: TransferDialog(desk, [1]),
    "transfers": TransferListDialog,
    "people": PeopleDialog,
    "person": lambda desk: PersonEditDialog(desk, (), None),
    "pause": lambda desk: PauseDialog(desk, (1, 2)),
    "resume": lambda desk: ResumeDialog(desk, (1,)),
    "stop": lambda desk: StopDialog(desk, _view(desk), "infeasible"),
    "evidence": lambda desk: EvidenceDialog(desk, _view(desk)),
    "tell_sales": lambda desk: TellSalesDialog(desk, _view(desk)),
}


def _buddies(widget: QWidget) -> set[QWidget]:
    """Fields that a form's label names."""
    named = {label.buddy() for label in widget.findChildren(QLabel) if label.buddy() is not None}
    for form in widget.findChildren(QFormLayout):
        for row in range(form.rowCount()):
            field = form.itemAt(row, QFormLayout.ItemRole.FieldRole)
            if field is not None and field.widget() is not None:
                named.add(field.widget())
    return named


@pytest.mark.parametrize("name", MAKERS)
def test_whatever_takes_the_focus_has_a_name(qtbot: QtBot, desk: Desk, settle: Settle, name: str) -> None:
    widget = MAKERS[name](desk)
    qtbot.addWidget(widget)
    widget.show()
    settle(desk)
    named = _buddies(widget)
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QAbstractScrollArea)
    nameless = [
        child
        for child in widget.findChildren(QWidget)
        if isinstance(child, kinds)
        and not isinstance(child, QScrollBar)
        and child.focusPolicy() & Qt.FocusPolicy.TabFocus
        and child not in named
        and not child.accessibleName()
        and not (isinstance(child, QAbstractButton) and child.text())
        and child.window() is widget  # not the list that a combo box drops
    ]
    assert not nameless


@pytest.mark.parametrize("name", ["today", "calendar", "fee_sheet", "welcome"])
def test_pages_fit_a_small_screen(qtbot: QtBot, desk: Desk, settle: Settle, name: str) -> None:
    page = MAKERS[name](desk)
    qtbot.addWidget(page)
    page.show()
    settle(desk)
    hint = page.minimumSizeHint()
    assert hint.width() <= 960, hint  # 1920×1080 at 200 %
    assert hint.height() <= 456, hint
