"""The figures of 统计 in rows: by clause, by person, by month. A figure that is clicked opens the items it counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ipdesk.domain.statistics import JUDGED, LATE, Outcome, Tally, month_span
from ipdesk.text import label
from ui.pages.statistics_words import (
    days_words,
    figure,
    month_words,
    percent,
    points,
    rate_words,
    share_words,
    tally_words,
    who,
)
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.domain.statistics import Days
    from ipdesk.services.statistics_days import DaysUsed, Share
    from ipdesk.services.statistics_figures import ClauseFigure, MonthFigure, Overview, PersonFigure, Which

_UNDONE = (Outcome.OVERDUE,)
_OPEN = (Outcome.OPEN,)
_KEPT = (Outcome.KEPT,)
EVERYTHING = (*JUDGED, Outcome.OPEN, Outcome.PAUSED)


@dataclass(frozen=True, slots=True)
class Figures:
    """One row: what it is about, its figures, and the filter behind them. Days are words, with what sorts them."""

    id: object
    lead: str
    name: str
    tally: Tally
    peers: Tally
    which: Which
    allowed: str = ""
    median: str = ""
    median_size: float | None = None
    worst: str = ""
    worst_size: float | None = None
    worst_late: bool = False
    days: str = ""


def clause_row(view: Overview, one: ClauseFigure, days: Days | None, peers: Days | None = None) -> Figures:
    """A clause with its days: those of its newest period, and what the department needs (``peers``)."""
    which = view.which.but(rule=one.rule)
    common = {"id": one.rule, "lead": one.clause, "name": one.title, "tally": one.tally, "peers": one.peers}
    if days is None:
        return Figures(**common, which=which, days=days_words(None))  # type: ignore[arg-type]
    return Figures(
        **common,  # type: ignore[arg-type]
        which=which,
        allowed=days.words,
        median=figure(days.median, days),
        median_size=days.median,
        worst=figure(days.worst, days),
        worst_size=days.worst,
        worst_late=days.worst_is_late,
        days=days_words(days) + (f"；部门中位 {figure(peers.median, peers)}" if peers and peers.n else ""),
    )


def person_row(view: Overview, one: PersonFigure, share: Share | None) -> Figures:
    """A person, compared with their department."""
    return _with_share(
        Figures(
            one.id,
            label("department", one.department),
            who(one.name, one.department),
            one.tally,
            one.peers,
            view.which.person(one.id),
        ),
        share,
    )


def month_row(view: Overview, one: MonthFigure, share: Share | None) -> Figures:
    """A month, compared as the page is."""
    span = month_span(one.month)
    which = view.which.but(frm=span.frm, to=span.to)
    return _with_share(Figures(one.month, "", month_words(one.month), one.tally, one.peers, which), share)


def _with_share(row: Figures, share: Share | None) -> Figures:
    from dataclasses import replace

    if share is None or share.median is None:
        return row
    worst = share.worst or 0.0
    return replace(
        row,
        median=f"{share.median:.0%}",
        median_size=share.median,
        worst=f"{worst:.0%}",
        worst_size=worst,
        worst_late=worst > 1,
        days=share_words(share),
    )


# -- columns ----------------------------------------------------------------------------------------


def _count(title: str, outcomes: tuple[Outcome, ...], tone: str) -> PlainColumn[Figures]:
    return PlainColumn(
        title,
        lambda row: str(row.tally.of(outcomes)) if row.tally.of(outcomes) else "–",
        58,
        right=True,
        sort=lambda row: row.tally.of(outcomes),
        tone=lambda row: tone if row.tally.of(outcomes) else "faint",
        tip=lambda row: tally_words(row.tally),
    )


def _peer_tone(row: Figures) -> str:
    if row.tally.rate is None or row.peers.rate is None or row.tally.small:
        return "quiet"
    return "near" if row.tally.rate < row.peers.rate else "quiet"


def columns(lead: str, name: str, *, clauses: bool) -> tuple[PlainColumn[Figures], ...]:
    """The columns of one table; ``clauses``: days are days, else parts of the time allowed."""
    first: list[PlainColumn[Figures]] = []
    allowed: list[PlainColumn[Figures]] = []
    if lead:
        first.append(PlainColumn(lead, lambda row: row.lead, 92 if clauses else 64))
    if clauses:
        allowed.append(PlainColumn("规定", lambda row: row.allowed, 104, tone=lambda _row: "quiet", tip=_tip))
    days = ("中位", "最慢") if clauses else ("用时中位", "用时最长")
    width = 60 if clauses else 78
    return (
        *first,
        PlainColumn(name, lambda row: row.name, 150, stretch=True, tip=_tip),
        _count("按期", _KEPT, "accent"),
        _count("逾期", LATE, "late"),
        _count("未办", _UNDONE, "late"),
        _count("在办", _OPEN, "accent"),
        PlainColumn(
            "达标率",
            lambda row: percent(row.tally.rate),
            70,
            right=True,
            sort=lambda row: row.tally.rate,
            tone=lambda row: "faint" if row.tally.small else "bold",
            tip=lambda row: rate_words(row.tally),
        ),
        PlainColumn(
            "比平均",
            lambda row: points(row.tally.rate, row.peers.rate),
            66,
            right=True,
            sort=_behind,
            tone=_peer_tone,
            tip=lambda row: f"平均达标率 {percent(row.peers.rate)}（{row.peers.judged} 项）",
        ),
        *allowed,
        PlainColumn(days[0], lambda row: row.median, width, right=True, sort=lambda row: row.median_size, tip=_tip),
        PlainColumn(
            days[1],
            lambda row: row.worst,
            width,
            right=True,
            sort=lambda row: row.worst_size,
            tone=lambda row: "late" if row.worst_late else "",
            tip=_tip,
        ),
    )


def _behind(row: Figures) -> float | None:
    if row.tally.rate is None or row.peers.rate is None:
        return None
    return row.tally.rate - row.peers.rate


def _tip(row: Figures) -> str:
    return "\n".join(part for part in (f"{row.lead} {row.name}".strip(), tally_words(row.tally), row.days) if part)


OPENS: dict[str, tuple[Outcome, ...]] = {"按期": _KEPT, "逾期": LATE, "未办": _UNDONE, "在办": _OPEN}


class FigureTable(PlainTable[Figures]):
    """``wanted``: the filter behind the figure that was clicked."""

    wanted = Signal(object)

    def __init__(self, cols: Sequence[PlainColumn[Figures]], name: str, parent: QWidget | None = None) -> None:
        super().__init__(cols, name, parent, several=False)
        self.columns_of_page = tuple(cols)
        self.clicked.connect(self._clicked)
        self.menu_wanted.connect(self._menu)
        self.entered.connect(self._point)

    def show_peers(self, *, shown: bool) -> None:
        """Whether there is anything to compare with."""
        place = next(place for place, column in enumerate(self.columns_of_page) if column.title == "比平均")
        self.setColumnHidden(place, not shown)
        self.fit()

    def _figure_at(self, index: QModelIndex | QPersistentModelIndex) -> Which | None:
        row = self.rows_model.row_at(index.row())
        outcomes = OPENS.get(self.columns_of_page[index.column()].title)
        if row is None or outcomes is None or not row.tally.of(outcomes):
            return None
        return row.which.but(outcomes=outcomes)

    def _point(self, index: QModelIndex | QPersistentModelIndex) -> None:
        hand = self._figure_at(index) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def _clicked(self, index: QModelIndex | QPersistentModelIndex) -> None:
        which = self._figure_at(index)
        if which is not None:
            self.wanted.emit(which)

    def _menu(self, place: QPoint) -> None:
        row = self.current()
        if row is not None:
            self.menu_of(row).popup(place)

    def menu_of(self, row: Figures) -> QMenu:
        """What can be opened of a row: every figure by keyboard, too."""
        menu = QMenu(self)
        for words, outcomes in (*OPENS.items(), ("漏办", (Outcome.MISSED,)), ("暂停", (Outcome.PAUSED,))):
            count = row.tally.of(outcomes)
            action = menu.addAction(self.tr("查看{words}的 {count} 项").format(words=words, count=count))
            action.setEnabled(bool(count))
            which = row.which.but(outcomes=outcomes)
            action.triggered.connect(lambda _checked=False, wanted=which: self.wanted.emit(wanted))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu


class StatisticsTables(QWidget):
    """Three tables behind small tabs. ``person_chosen`` and ``month_chosen``: a row of theirs was entered."""

    wanted = Signal(object)
    person_chosen = Signal(object)
    month_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("panelTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("按条款、人员或月份"))
        for words in (self.tr("条款"), self.tr("人员"), self.tr("月份")):
            self.tabs.addTab(words)
        self.clauses = FigureTable(columns("条款", "事项", clauses=True), self.tr("各条款的达标情况"), self)
        self.people = FigureTable(columns("部门", "人员", clauses=False), self.tr("各人的达标情况"), self)
        self.months = FigureTable(columns("", "月份", clauses=False), self.tr("各月的达标情况"), self)
        self.stack = QStackedWidget(self)
        for table in self.tables:
            self.stack.addWidget(table)
            table.wanted.connect(self.wanted)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)
        self._on_row(self.clauses, lambda row: self.wanted.emit(row.which.but(outcomes=EVERYTHING)))
        self._on_row(self.people, lambda row: self.person_chosen.emit(row.id))
        self._on_row(self.months, lambda row: self.month_chosen.emit(row.id))
        top = QHBoxLayout()
        top.setContentsMargins(4, 2, 8, 0)
        top.addWidget(self.tabs)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.stack, 1)

    @property
    def tables(self) -> tuple[FigureTable, FigureTable, FigureTable]:
        return self.clauses, self.people, self.months

    def _on_row(self, table: FigureTable, run: Callable[[Figures], object]) -> None:
        table.go.connect(run)
        table.opened.connect(lambda row: run(row) if row is not None else None)

    def show_view(self, view: Overview, days: DaysUsed | None) -> None:
        """Show the figures; ``days`` None: not measured yet."""
        clauses = days.clauses if days is not None else {}
        peers = days.peers if days is not None else {}
        people = days.people if days is not None else {}
        months = days.months if days is not None else {}
        self.clauses.show_rows(
            [clause_row(view, one, clauses.get(one.rule), peers.get(one.rule)) for one in view.clauses]
        )
        self.people.show_rows([person_row(view, one, people.get(one.id)) for one in view.people])
        newest = sorted(view.months, key=lambda one: one.month, reverse=True)
        self.months.show_rows([month_row(view, one, months.get(one.month)) for one in newest])
        # A department's clauses are nobody else's: only a person's are compared.
        self.clauses.show_peers(shown=view.compared_with == "department")
        self.months.show_peers(shown=bool(view.compared_with))
