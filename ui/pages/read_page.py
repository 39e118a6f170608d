"""A page that reads what it shows: when it is shown, and again when something of its kinds has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ipdesk.services.office import Changes


class ReadPage(QWidget):
    """A hidden page waits with reading until it is shown; a page's ``refresh`` says that it is fresh again."""

    kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stale = True

    def focus_place(self) -> QWidget:
        """Where the keyboard goes when the page is shown."""
        return self

    def refresh(self) -> None:
        """Read what the page shows."""
        self._stale = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus_place().setFocus()
        if self._stale:
            self.refresh()

    def on_changes(self, changes: Changes) -> None:
        """Read again when something of the page's kinds has changed."""
        if changes.kinds & self.kinds:
            if self.isVisible():
                self.refresh()
            else:
                self._stale = True
