"""Three questions answered by looking: who is late this week, which clause fails most, whose load is highest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from ipdesk.domain.statistics import JUDGED, LATE
from ipdesk.text import label
from ui.pages.statistics_words import percent, tally_words, who
from ui.widgets.chart_bars import BarList, BarRow, BarScroll, Part

if TYPE_CHECKING:
    from ipdesk.services.statistics_figures import ClauseFigure, LateFigure, LoadFigure, Overview, Which


class BarCard(QFrame):
    """A heading, a quiet line, bars; ``wanted`` carries the filter behind the bar that was opened."""

    wanted = Signal(object)

    def __init__(
        self, title: str, parts: Sequence[Part], nothing: str, parent: QWidget | None = None, *, end: str = ""
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.heading = QLabel(title, self)
        self.heading.setObjectName("sectionTitle")
        self.note = QLabel(self)
        self.note.setObjectName("faint")
        self.bars = BarList(title, parts, self, end=end)
        self.nothing = QLabel(nothing, self)
        self.nothing.setObjectName("quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.stack = QStackedWidget(self)
        self.area = BarScroll(self.bars, self)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.nothing)
        self.filters: tuple[Which, ...] = ()
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addStretch(1)
        top.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 8, 1, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.stack, 1)
        self.bars.activated.connect(lambda place: self.wanted.emit(self.filters[place]))

    def show_rows(self, rows: Sequence[BarRow], filters: Sequence[Which], note: str) -> None:
        """Show these bars, each with the filter of its list."""
        self.filters = tuple(filters)
        self.note.setText(note)
        self.bars.show_rows(rows)
        self.area.fit()
        self.stack.setCurrentIndex(0 if rows else 1)


class StatisticsCards(QWidget):
    """The three cards side by side."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.late = BarCard(
            self.tr("本周谁逾期"),
            (Part(self.tr("未办"), "late"), Part(self.tr("办迟"), "near")),
            self.tr("本周没有逾期的事项。"),
            self,
        )
        self.late.setToolTip(self.tr("至今逾期未办的，和本周到期、办迟或漏办的，含法定期限"))
        self.clauses = BarCard(
            self.tr("哪一条最常逾期"),
            (Part(self.tr("逾期"), "late"),),
            self.tr("这段时间没有逾期的条款。"),
            self,
            end=self.tr("达标率"),
        )
        self.load = BarCard(
            self.tr("谁的负荷最重"),
            (Part(self.tr("逾期"), "late"), Part(self.tr("本周"), "week"), Part(self.tr("以后"), "later")),
            self.tr("没有待办的事项。"),
            self,
        )
        self.load.setToolTip(self.tr("今天手上的待办：逾期、到本周日为止到期、以后到期，含法定期限"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for card in self.cards:
            row.addWidget(card, 1)
            card.wanted.connect(self.wanted)

    @property
    def cards(self) -> tuple[BarCard, BarCard, BarCard]:
        return self.late, self.clauses, self.load

    def show_view(self, view: Overview) -> None:
        """Show what the overview says."""
        which = view.late_which
        self.late.show_rows(
            [_late_bar(one) for one in view.late],
            [which.person(one.id) for one in view.late],
            self.tr("{count} 项").format(count=sum(one.total for one in view.late)) if view.late else "",
        )
        failing = [one for one in view.clauses if one.tally.late]
        self.clauses.show_rows(
            [_clause_bar(one) for one in failing],
            [view.which.but(rule=one.rule, outcomes=LATE) for one in failing],
            self.tr("{count} 条").format(count=len(failing)) if failing else "",
        )
        load = view.load_which
        self.load.show_rows(
            [_load_bar(one) for one in view.load],
            [load.person(one.id) for one in view.load],
            self.tr("待办 {count} 项").format(count=sum(one.total for one in view.load)) if view.load else "",
        )


def _late_bar(one: LateFigure) -> BarRow:
    name = who(one.name, one.department)
    spoken = f"{name}：逾期未办 {one.overdue} 项，本周办迟或漏办 {one.late} 项"
    note = label("department", one.department) if one.name and one.department else ""
    return BarRow(name, (one.overdue, one.late), spoken, note=note)


def _clause_bar(one: ClauseFigure) -> BarRow:
    rate = percent(one.tally.rate)
    spoken = f"{one.clause} {one.title}：{tally_words(one.tally)}，达标率 {rate}（已到期 {one.tally.of(JUDGED)} 项）"
    return BarRow(f"{one.clause} {one.title}".strip(), (one.tally.late,), spoken, end=rate)


def _load_bar(one: LoadFigure) -> BarRow:
    name = who(one.name, one.department)
    spoken = f"{name}：待办 {one.total} 项，其中逾期 {one.overdue}，本周到期 {one.week}，以后 {one.later}"
    note = label("department", one.department) if one.name and one.department else ""
    return BarRow(name, (one.overdue, one.week, one.later), spoken, note=note)
