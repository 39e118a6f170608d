"""The 30-minute clocks of complaints (4.3.3), on every screen of those concerned while they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.widgets.elided import ElidedLabel
from ui.widgets.lamp import Lamp
from ui.widgets.office_clock import office_now

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import Clock
    from ipdesk.services.office import Changes
    from ui.context import Desk

_SECOND = 1000
_MOST = 2
"""So many clocks have a line of their own; the rest is counted and found behind the tab."""

_KINDS = frozenset({"complaints", "events", "due_items", "people", "matters"})


class ComplaintStrip(QWidget):
    """Hidden while nothing runs; then one line a clock, ticking. ``opened``: a complaint to be shown; ``all_wanted``:
    the list of complaints. ``now``: the office's wall time."""

    opened = Signal(int)
    all_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.now = now or (lambda: office_now(desk))
        self._asked = 0
        self.clocks: tuple[Clock, ...] = ()
        self.lines: list[ClockLine] = []
        self.setAccessibleName(self.tr("正在计时的投诉"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self.tick)
        self.hide()

    # -- reading -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask which clocks run; nothing else is read while none does."""
        office, now = self._desk.office, self.now()
        self._asked += 1
        asked = self._asked
        if office is None:
            self.show_clocks(())
            return

        def read() -> tuple[Clock, ...]:
            from ipdesk.services.complaint_lists import running_clocks

            return running_clocks(office, now)

        def show(found: tuple[Clock, ...]) -> None:
            if asked == self._asked:
                self.show_clocks(found)

        self._desk.runner.read(read, show)

    def on_changes(self, changes: Changes) -> None:
        """Something happened, here or at another workstation."""
        if changes.kinds & _KINDS:
            self.refresh()

    def close_down(self) -> None:
        """Nothing ticks afterwards."""
        self._timer.stop()

    # -- showing -------------------------------------------------------------------------------------------

    def show_clocks(self, clocks: Sequence[Clock]) -> None:
        """Show those that concern whoever sits here."""
        wanted = tuple(clock for clock in clocks if clock.concerns(self._desk.person))
        if wanted != self.clocks:
            self.clocks = wanted
            self._build()
        self.setVisible(bool(wanted))
        if wanted:
            self.tick()
            self._timer.start()
        else:
            self._timer.stop()

    def tick(self) -> None:
        """Say again how much is left."""
        now = self.now()
        for line in self.lines:
            line.tell(now)

    def is_ticking(self) -> bool:
        """Whether the second hand runs."""
        return self._timer.isActive()

    def _build(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = []
        for place, clock in enumerate(self.clocks[:_MOST]):
            rest = len(self.clocks) - _MOST if place == _MOST - 1 else 0
            line = ClockLine(clock, max(0, rest), self)
            line.step.connect(partial(self._record, clock))
            line.opened.connect(partial(self.opened.emit, clock.matter_id))
            line.all_wanted.connect(self.all_wanted)
            self._column.addWidget(line)
            self.lines.append(line)

    def _record(self, clock: Clock, name: str) -> None:
        """One click: done now, to the minute."""
        from ipdesk.services.complaints import Step, record_step

        office, now = self._desk.office, self.now()
        if office is None:
            return
        act = replace(self._desk.act(), today=now.date())  # just after midnight the window may show yesterday
        step = Step(clock.matter_id, name, now.date(), now.time())
        self._desk.runner.write(lambda: record_step(office, act, step))


class ClockLine(QFrame):
    """One clock: what, of whom, who answers, how much is left, and the two ways to stop it."""

    step = Signal(str)
    opened = Signal()
    all_wanted = Signal()

    def __init__(self, clock: Clock, more: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.clock = clock
        self.setObjectName("complaintClock")
        self.lamp = Lamp("open", self)
        what = QLabel(self.tr("投诉 {number}").format(number=clock.number), self)
        what.setObjectName("clockWhat")
        parts = [
            clock.client,
            self.tr("被投诉人 {name}").format(name=clock.against) if clock.against else "",
            f"{clock.title}（{clock.person}）" if clock.person else clock.title,
        ]
        self.words = ElidedLabel(" · ".join(part for part in parts if part), self)
        self.figures = QLabel(self)
        self.figures.setObjectName("clockFigures")
        self.called = QPushButton(self.tr("已回访"), self)
        self.escalated = QPushButton(self.tr("已上报"), self)
        self.open_button = QPushButton(self.tr("打开"), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(8)
        row.addWidget(self.lamp)
        row.addWidget(what)
        row.addWidget(self.words, 1)
        row.addWidget(self.figures)
        for button, name in ((self.called, "called_back"), (self.escalated, "escalated")):
            button.setProperty("step", True)
            button.setToolTip(self.tr("记录为刚刚完成，可以撤销"))
            button.setAccessibleName(f"{button.text()}：{clock.number}")
            button.clicked.connect(partial(self.step.emit, name))
            row.addWidget(button)
        self.called.setVisible(clock.rule != "C.escalate")
        self.open_button.clicked.connect(self.opened)
        row.addWidget(self.open_button)
        if more:
            rest = QPushButton(self.tr("另有 {count} 件").format(count=more), self)
            rest.setObjectName("link")
            rest.clicked.connect(self.all_wanted)
            row.addWidget(rest)

    def tell(self, now: datetime) -> None:
        """How much is left at ``now``, in words and colour."""
        left = self.clock.left(now)
        words = self.tr("已超时 {time}") if left.over else self.tr("剩 {time}")
        self.figures.setText(words.format(time=left.figures))
        if left.tone != self.property("tone"):
            self.setProperty("tone", left.tone)
            self.lamp.set_state({"late": "overdue", "near": "due_soon"}.get(left.tone, "open"))
            for widget in (self, self.figures):
                widget.style().unpolish(widget)
                widget.style().polish(widget)
            self.setAccessibleName(f"{self.clock.number} {self.words.text()} {self.figures.text()}")
