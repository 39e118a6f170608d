"""办理 ▾: what can be done about a period of the law, on its line in the matter's panel; what can't says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ipdesk.domain.matters import State

if TYPE_CHECKING:
    from ipdesk.services.official_acts import OfficialChoices
    from ipdesk.services.rows import DueRow, MatterView
    from ui.context import Desk
    from ui.dialogs.base import AskDialog

_LIVE = (State.OPEN, State.DUE_SOON, State.OVERDUE)


def _tr(words: str) -> str:
    return QCoreApplication.translate("OfficialMenu", words)


def official_button(desk: Desk, view: MatterView, row: DueRow, parent: QWidget) -> QPushButton | None:
    """The button of an official item still to be done; None for any other."""
    if not row.official or row.state not in _LIVE:
        return None
    button = QPushButton(_tr("办理 ▾"), parent)
    button.setObjectName("link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.setAccessibleName(_tr("办理法定期限：{title}").format(title=row.title))
    button.setToolTip(_tr("延长、恢复、放弃、证明实际收到日"))
    button.clicked.connect(lambda _checked=False: _read(desk, view, row, button))
    return button


def _read(desk: Desk, view: MatterView, row: DueRow, button: QPushButton) -> None:
    from shiboken6 import Shiboken

    from ipdesk.services.official_acts import choices

    office, act = desk.office, desk.act()
    if office is None:
        return

    def arrived(seen: OfficialChoices) -> None:
        if Shiboken.isValid(button):
            menu = official_menu(desk, view, seen, button)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    desk.runner.read(lambda: choices(office, act, row.id), arrived)


def official_menu(desk: Desk, view: MatterView, seen: OfficialChoices, parent: QWidget) -> QMenu:
    """Each act, or beside it why it can't be done."""
    from ui.dialogs.official_acts import ExtendDialog, GiveUpDialog, ReceiptDialog, RestoreDialog

    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    entries: tuple[tuple[str, type[AskDialog], str], ...] = (
        (_tr("申请延长…"), ExtendDialog, seen.why_not_extend),
        (_tr("请求恢复…"), RestoreDialog, seen.why_not_restore),
        (_tr("证明实际收到日…"), ReceiptDialog, seen.why_not_prove),
        (_tr("放弃该期限…"), GiveUpDialog, seen.why_not_give_up),
    )
    if seen.asked_months:
        words = _tr("延长 {months} 个月已获准").format(months=seen.asked_months)
        menu.addAction(words, lambda: _granted(desk, seen))
    for words, dialog, why in entries:
        action = menu.addAction(words)
        action.setEnabled(not why)
        action.setToolTip(why)
        action.triggered.connect(lambda _on=False, make=dialog: make(desk, view, seen, parent.window()).open())
    return menu


def _granted(desk: Desk, seen: OfficialChoices) -> None:
    from ipdesk.services.official_acts import grant_extension

    office, act = desk.office, desk.act()
    if office is not None:
        item, months, today = seen.due_item_id, seen.asked_months, desk.today
        desk.runner.write(lambda: grant_extension(office, act, item, months, today))
