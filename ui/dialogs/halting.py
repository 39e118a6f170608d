"""What the dialogs of 3.5 share: the reason to choose or type, the preview that follows the date, the mails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QComboBox, QWidget

from ui.failures import told
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ui.context import Desk

_DELAY = 200  # milliseconds from the last key to the preview


def reason_box(usual: Iterable[str], name: str, parent: QWidget, *, chosen: bool = False) -> QComboBox:
    """Usual reasons to choose from, any other to be typed; ``chosen``: the first one stands there already."""
    box = QComboBox(parent)
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.addItems(list(usual))
    box.setAccessibleName(name)
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(box.tr("从列表中选择，或直接填写"))
        line.setAccessibleName(name)
    if not chosen:
        box.setCurrentIndex(-1)
        box.clearEditText()
    return box


class HaltReader(QObject):
    """Reads what an exception would do, now and whenever the date changes; failures come as a sentence."""

    def __init__(
        self,
        desk: Desk,
        matter_ids: tuple[int, ...],
        name: str,
        on: DateField,
        take: Callable[[Any], object],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk, self._ids, self._name, self._on, self._take = desk, matter_ids, name, on, take
        self._asked = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self.read)
        on.changed.connect(self._timer.start)
        self.read()

    def read(self) -> None:
        """Ask beside the window; only the last answer counts."""
        from shiboken6 import Shiboken

        office, act, on = self._desk.office, self._desk.act(), self._on.value()
        if office is None or on is None:
            return
        self._asked += 1
        asked, ids, name = self._asked, self._ids, self._name

        def work() -> object:
            from ipdesk.services.exception_views import concerned, preview_halt, preview_resume

            which = concerned(office, ids, name) if len(ids) > 1 else ids
            if name == "resumed":
                return preview_resume(office, act, which, on)
            return preview_halt(office, act, which, name, on)

        def take(found: object) -> None:
            if Shiboken.isValid(self) and asked == self._asked:
                self._take(found)

        self._desk.runner.read(work, take, lambda error: take(told(error)))


def open_mails_of(desk: Desk, purpose: str, mail_id: int | None) -> None:
    """Open the drafts that were written with this one."""
    office = desk.office
    if office is None or mail_id is None:
        return
    from ipdesk.services.exception_views import mails_of_act
    from ui.mailing import open_mails

    desk.runner.read(lambda: mails_of_act(office, purpose, mail_id), lambda ids: open_mails(desk, ids))
