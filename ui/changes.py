"""Where screens hear of changes; each decides for itself what to read again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class ChangeFeed(QObject):
    """``happened`` carries the ``Changes`` of a use case, of this window or of another workstation."""

    happened = Signal(object)
