"""3.3 and 3.4 from the slip to the end, clicked through in the department's own panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.text import label
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.departments import description_of
from ui.dialogs.progress_check import ProgressCheckDialog
from ui.pages.department import DepartmentPage
from ui.recording import record_for

Quiet = Callable[[], None]


@pytest.fixture
def quiet(desk: Desk, qtbot: QtBot) -> Quiet:
    """Wait until nothing runs beside the window: what starts from an answer counts as running, too."""
    return lambda: qtbot.waitUntil(lambda: not desk.runner.busy, timeout=30_000)


SOFTWARE = (
    "assigned", "sales_contacted", "client_contacted", "materials_received", "review_completed", "payment_requested",
    "payment_received", "documents_complete", "application_prepared", "filed", "status_checked", "certificate_received", "sales_notified",
    "subsidy_notified", "completed",
)  # fmt: skip
TRADEMARK = (
    "assigned", "sales_contacted", "client_contacted", "materials_received", "search_completed", "payment_requested",
    "payment_received", "filed",
)  # fmt: skip


def answer(dialog: QDialog) -> None:
    """What a person fills in: the first answer of every choice, a handler; then the button that records."""
    for combo in dialog.findChildren(QComboBox):
        if combo.count() > 1 and combo.currentData() in (None, ""):
            combo.setCurrentIndex(1)
    for box in dialog.findChildren(QCheckBox):
        box.setChecked(True)
    if isinstance(dialog, ProgressCheckDialog):
        QTest.mouseClick(dialog.results.buttons()[1], Qt.MouseButton.LeftButton)
        return
    going: Any = dialog
    QTest.mouseClick(going.go, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("kind", "steps", "clauses"),
    [
        (Kind.SOFTWARE, SOFTWARE, {"3.3.2", "3.3.3", "3.3.5", "3.3.6", "3.3.8", "3.3.9"}),
        (Kind.TRADEMARK, TRADEMARK, {"3.4.2", "3.4.3", "3.4.4", "3.4.5"}),
    ],
)
def test_every_step_is_a_button(
    small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, kind: Kind, steps: tuple[str, ...], clauses: set[str]
) -> None:
    new = NewMatter(kind, "远航", client="远航公司", slip_on=TODAY)
    order = add_matter(small.office, small.act, new).created or 0
    desk.set_person(small.people["林一"])
    page = DepartmentPage(desk, description_of(kind.value))
    qtbot.addWidget(page)
    desk.changes.happened.connect(page.on_changes)
    page.resize(1366, 900)
    page.show()
    quiet()
    page.show_matter(order)
    quiet()
    for name in steps:
        wanted = f"记录：{label('event', name)}"
        buttons = [one for one in page.panel.findChildren(QPushButton) if one.accessibleName() == wanted]
        assert buttons, (name, [one.accessibleName() for one in page.panel.findChildren(QPushButton)])
        QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        quiet()
        for dialog in page.window().findChildren(QDialog):
            if dialog.isVisible():
                answer(dialog)
                quiet()
        view = matter_view(small.office, TODAY, order)
        assert name in {event.name for event in view.events}, name
    view = matter_view(small.office, TODAY, order)
    assert clauses <= {row.clause for row in view.due_items}
    finished = {row.rule for row in view.due_items if row.state in ("done", "done_late")}
    assert finished >= {row.rule for row in view.due_items if row.clause in clauses} - {"S.track"}


def test_3_3_7_progress_of_several_is_recorded_with_one_click(
    small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet
) -> None:
    orders = []
    for title in ("仓储软件V1.0", "排产软件V1.0"):
        filed = date(2026, 11, 13)
        made = add_matter(small.office, small.act, NewMatter(Kind.SOFTWARE, title, slip_on=date(2026, 11, 2))).created
        small.matters[title] = made or 0
        small.record(title, "filed", filed)
        orders.append(made or 0)
    page = DepartmentPage(desk, description_of("software"))
    qtbot.addWidget(page)
    record_for(desk, tuple(orders), "status_checked", page)
    (dialog,) = page.findChildren(ProgressCheckDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.note.setText("补身份证明")
    (correction,) = [one for one in dialog.results.buttons() if one.text() == "需补正"]
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(correction, Qt.MouseButton.LeftButton)
    quiet()
    for order in orders:
        view = matter_view(small.office, TODAY, order)
        last = view.events[-1]
        assert (last.name, last.on, last.note) == ("status_checked", TODAY, "需补正：补身份证明")
        track = [row for row in view.due_items if row.rule == "S.track"]
        assert [(row.state, row.due) for row in track] == [("done", date(2026, 11, 20))]
