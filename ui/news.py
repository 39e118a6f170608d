"""What others did on the same database, asked for every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ipdesk.services.office import Changes, Office
    from ui.context import Desk


class News(QObject):
    """Tells the screens of acts that this window did not do."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._newest: int | None = None
        self._office: Office | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.ask)
        desk.changes.happened.connect(self._ours)

    def start(self, milliseconds: int) -> None:
        self._timer.start(milliseconds)

    def ask(self) -> None:
        """Ask once, unless something runs anyway."""
        from ipdesk.services.undo import changes_since

        office = self._desk.office
        if office is None or self._desk.runner.busy:
            return
        if office is not self._office:
            self._office, self._newest = office, None
        since = self._newest
        # The first time only the newest number is wanted: what came before is on the screen already.
        after = since if since is not None else 1 << 62
        self._desk.runner.read(lambda: changes_since(office, after), self._heard, lambda _error: None)

    def _heard(self, changes: Changes) -> None:
        known = self._newest
        self._newest = changes.act if changes.act is not None else known
        if known is not None and changes.kinds:
            self._desk.changes.happened.emit(changes)

    def _ours(self, changes: Changes) -> None:
        if changes.act is not None and self._newest is not None:
            self._newest = max(self._newest, changes.act)
