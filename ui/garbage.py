"""Python's cycle collector, kept to the window's thread.

A collection may end the life of a widget; started by an allocation in a worker thread it would do so there, which
Qt does not bear. So the automatic collection is off and a timer asks, as often, whether one is due.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY = 1000  # milliseconds


class GarbageTimer(QObject):
    """While it lives, cycles are collected in its own thread only; ``stop`` hands the work back to Python."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(_EVERY)

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        counts = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(counts) if count > most]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Back to the automatic collection."""
        self._timer.stop()
        gc.enable()
