"""统计 · 达标情况: whether the standard is kept, for somebody who would rather look than read.

Every figure opens the items it counts. The figures come first, the days used a moment later: they take longer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from ipdesk.domain.matters import Department
from ipdesk.domain.statistics import Outcome
from ipdesk.text import label
from ui.pages.read_page import ReadPage
from ui.pages.statistics_bar import StatisticsBar
from ui.pages.statistics_cards import StatisticsCards
from ui.pages.statistics_list import StatisticsList
from ui.pages.statistics_tables import EVERYTHING, StatisticsTables
from ui.pages.statistics_tile import RateTile
from ui.pages.statistics_words import (
    describe,
    month_words,
    percent,
    points,
    rate_words,
    short_month,
    span_words,
    tally_words,
)
from ui.widgets.chart_trend import TrendChart, TrendPoint
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ipdesk.services.office import Office
    from ipdesk.services.statistics_days import DaysUsed
    from ipdesk.services.statistics_figures import MonthFigure, Overview, Which
    from ipdesk.services.statistics_items import StatItems
    from ui.context import Desk

_FIGURES, _LIST, _EMPTY = range(3)


class StatisticsPage(ReadPage):
    """The page 达标情况."""

    kinds = frozenset({"matters", "events", "due_items", "people", "calendar", "rules", "duties", "sheets"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._listed: Which | None = None
        self.title = self.tr("达标情况")
        self.department: str | None = None
        self.view: Overview | None = None
        self.days: DaysUsed | None = None
        self.bar = StatisticsBar(desk.today, self)
        self.tiles = {code: RateTile(code, self) for code in ("", *(one.value for one in Department))}
        self.cards = StatisticsCards(self)
        self.tables = StatisticsTables(self)
        self.trend = TrendChart(self.tr("十二个月的达标率"), self)
        self.trend_title = QLabel(self)
        self.trend_title.setObjectName("sectionTitle")
        self.trend_note = QLabel(self)
        self.trend_note.setObjectName("quiet")
        self.list = StatisticsList(desk, self)
        self.empty = EmptyState(
            self.tr("还没有可以统计的期限"),
            self.tr("登记案件、记录事件以后，这里会显示每个部门、每一条标准做得怎样。"),
        )
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    # -- construction ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in self.tiles.values():
            tiles.addWidget(tile, 1)
        below = QSplitter(Qt.Orientation.Horizontal, self)
        tables = _panel()
        tables.layout().addWidget(self.tables)  # type: ignore[union-attr]
        below.addWidget(tables)
        below.addWidget(self._trend_card())
        below.setSizes([860, 460])
        below.setStretchFactor(0, 2)
        below.setStretchFactor(1, 1)
        below.setChildrenCollapsible(False)
        below.setHandleWidth(12)
        figures = QWidget(self)
        column = QVBoxLayout(figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.bar)
        column.addLayout(tiles)
        column.addWidget(self.cards, 5)
        column.addWidget(below, 6)
        # On a small or much enlarged screen the figures scroll; nothing is cut off.
        self.area = QScrollArea(self)
        self.area.setWidget(figures)
        self.area.setWidgetResizable(True)
        figures.setAutoFillBackground(False)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.stack.addWidget(self.area)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self.stack)

    def _trend_card(self) -> QFrame:
        card = QFrame(self)
        card.setObjectName("panel")
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        top.addWidget(self.trend_title)
        top.addStretch(1)
        top.addWidget(self.trend_note)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 8, 1, 4)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.trend, 1)
        return card

    def _connect(self) -> None:
        self.bar.changed.connect(self.refresh)
        self.bar.official_wanted.connect(self._official_wanted)
        self.bar.print_wanted.connect(self.print_page)
        self.bar.excel_wanted.connect(self.export)
        for tile in self.tiles.values():
            tile.chosen.connect(self.choose_department)
            tile.wanted.connect(self._tile_wanted)
        self.cards.wanted.connect(self.show_list)
        self.tables.wanted.connect(self.show_list)
        self.tables.person_chosen.connect(self._person_chosen)
        self.tables.month_chosen.connect(lambda month: self.bar.choose(month.isoformat()))
        self.trend.activated.connect(self._trend_chosen)
        self.list.back.connect(self.show_figures)
        self.list.opened.connect(self._desk.navigate)
        self.list.export.connect(self.export_list)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_page)

    # -- the page's face to the window ----------------------------------------------------------------

    def focus_place(self) -> QWidget:
        if self.stack.currentIndex() == _LIST:
            return self.list.table
        return self.tiles[self.department or ""].face

    def refresh(self) -> None:
        """Count again; the list that is shown is read again, too."""
        from ipdesk.services.statistics import overview

        office, today = self._desk.office, self._desk.today
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked, span, department, person = self._asked, self.bar.span, self.department, self.bar.person_id
        self.bar.summary.setText(self.tr("正在统计…"))
        self._desk.runner.read(
            lambda: overview(office, today, span, department, person), lambda view: self._counted(asked, office, view)
        )
        if self._listed is not None and self.stack.currentIndex() == _LIST:
            self._read_list(self._listed)

    def _counted(self, asked: int, office: Office, view: Overview) -> None:
        if asked != self._asked or not Shiboken.isValid(self):
            return
        self.view, self.days = view, None
        self._show_view()
        # Who compares sees the same clauses of the others; the months are those of the trend whatever the period.
        peers, today = _peers_of(view), self._desk.today

        def measure() -> DaysUsed:
            from ipdesk.services.statistics_days import days_used

            return days_used(office, today, view.which, peers, view.months_which)

        self._desk.runner.read(measure, lambda days: self._measured(asked, days))

    def _measured(self, asked: int, days: DaysUsed) -> None:
        if asked == self._asked and self.view is not None and Shiboken.isValid(self):
            self.days = days
            self.tables.show_view(self.view, days)

    # -- showing ----------------------------------------------------------------------------------------

    def _show_view(self) -> None:
        view = self.view
        if view is None:
            return
        # The duties of the office stand open from the first day on: they alone are no picture yet.
        nothing = not (view.load or view.centre.tally.judged or any(one.tally.judged for one in view.centre.months))
        if nothing:
            self.stack.setCurrentIndex(_EMPTY)
        elif self.stack.currentIndex() == _EMPTY:
            self.stack.setCurrentIndex(_FIGURES)
        self.bar.show_people(view.staff)
        self.bar.summary.setText(self._summary(view))
        self.bar.show_official(view.official)
        for figure in (view.centre, *view.departments):
            self.tiles[figure.code].show_figure(figure, chosen=figure.code == (self.department or ""))
        self.cards.show_view(view)
        self.tables.show_view(view, self.days)
        self._show_trend(view)

    def _summary(self, view: Overview) -> str:
        parts = [span_words(view.span), rate_words(view.total)]
        if view.total.paused:
            parts.append(self.tr("暂停 {count} 项").format(count=view.total.paused))
        return " · ".join(parts)

    def _show_trend(self, view: Overview) -> None:
        name = self.bar.people.currentText() if view.person_id is not None else self._department_name()
        self.trend_title.setText(self.tr("{name} · 逐月").format(name=name))
        other = self._compared_name(view)
        self.trend_note.setText(self._against(view, other))
        chosen = next((n for n, one in enumerate(view.months) if one.month == view.span.frm), -1)
        single = view.span.frm.replace(day=1) == view.span.to.replace(day=1)
        self.trend.show_points(
            [_point(one, other) for one in view.months],
            (self.tr("达标率"), other, self.tr("按期"), self.tr("逾期")),
            chosen if single else -1,
        )

    def _against(self, view: Overview, other: str) -> str:
        """92.5%，专利部平均 95.6%（−3.1 个百分点）."""
        if not other or view.total.rate is None:
            return ""
        apart = points(view.total.rate, view.peers.rate)
        apart = apart if apart in ("", "持平") else self.tr("{apart} 个百分点").format(apart=apart)
        words = f"{percent(view.total.rate)}，{other} {percent(view.peers.rate)}"
        return f"{words}（{apart}）" if apart else words

    def _department_name(self) -> str:
        return label("department", self.department) if self.department else label("statistics", "centre")

    def _compared_name(self, view: Overview) -> str:
        if view.compared_with == "centre":
            return self.tr("全中心平均")
        if view.compared_with != "department":
            return ""
        mine = next((one.department for one in view.staff if one.id == view.person_id), self.department or "")
        name = label("department", self.department or mine)
        return self.tr("{name}平均").format(name=name)

    # -- choosing ---------------------------------------------------------------------------------------

    def choose_department(self, code: str) -> None:
        """Make the page about one department; empty: the whole centre."""
        self.department = code or None
        for one, tile in self.tiles.items():
            tile.face.setChecked(one == code)
        self.refresh()

    def _person_chosen(self, person_id: object) -> None:
        if isinstance(person_id, int):
            self.bar.choose_person(person_id)

    def _trend_chosen(self, place: int) -> None:
        if self.view is not None:
            self.bar.choose(self.view.months[place].month.isoformat())

    def _tile_wanted(self, code: str, outcomes: tuple[Outcome, ...]) -> None:
        if self.view is not None:
            self.show_list(self.view.which.but(department=code or None, person_id=None, outcomes=outcomes))

    def _official_wanted(self) -> None:
        if self.view is not None:
            self.show_list(self.view.which.but(official=True, outcomes=EVERYTHING))

    # -- lists ------------------------------------------------------------------------------------------

    def show_list(self, which: Which) -> None:
        """Show the items behind a figure."""
        self._listed = which
        self.list.waiting(self._describe(which))
        self.stack.setCurrentIndex(_LIST)
        self.list.table.setFocus()
        self._read_list(which)

    def _read_list(self, which: Which) -> None:
        from ipdesk.services.statistics_items import stat_items

        office, today = self._desk.office, self._desk.today
        if office is not None:
            self._desk.runner.read(
                lambda: stat_items(office, today, which), lambda items: self._list_read(which, items)
            )

    def _list_read(self, which: Which, items: StatItems) -> None:
        if which is self._listed and Shiboken.isValid(self):
            self.list.show_items(self._describe(which), items)

    def _describe(self, which: Which) -> str:
        if self.view is None:
            return ""
        clause = next((f"{one.clause} {one.title}" for one in self.view.clauses if one.rule == which.rule), "")
        return describe(which, self.view, clause.strip())

    def show_figures(self) -> None:
        """Back from a list to the figures."""
        self._listed = None
        self.stack.setCurrentIndex(_FIGURES)
        self.focus_place().setFocus()

    # -- paper and Excel --------------------------------------------------------------------------------

    def print_page(self) -> None:
        """Show the page as it will be printed."""
        from ui.list_output import print_list
        from ui.pages.statistics_print import statistics_page

        if self.view is not None:
            page = statistics_page(self.view, self.days, self._scope_words(), self.trend.points, self.trend.words)
            print_list(self._desk, page, self)

    def _scope_words(self) -> str:
        name = self.bar.people.currentText() if self.bar.person_id is not None else self._department_name()
        return f"{name} · {span_words(self.bar.span)}"

    def export(self) -> None:
        """Ask where to, then write the figures and all their items."""
        from ipdesk.services.statistics_book import statistics_book
        from ui.list_output import save_book

        office, today, view = self._desk.office, self._desk.today, self.view
        if office is None or view is None:
            return
        scope = self._scope_words()
        save_book(
            self._desk,
            self,
            f"达标情况 {scope.replace(' · ', ' ')}.xlsx",
            lambda: statistics_book(office, today, view.span, view.department, view.person_id),
        )

    def export_list(self) -> None:
        """Ask where to, then write the list that is shown."""
        from ipdesk.services.statistics_book import items_sheet
        from ui.list_output import save_book

        title, items = self.list.title.text(), replace(self.list.items, rows=self.list.table.shown())
        save_book(self._desk, self, f"{title.replace(' · ', ' ')}.xlsx", lambda: [items_sheet(items, title)])


def _peers_of(view: Overview) -> Which | None:
    """The items of the department a person is compared with; a department's clauses are nobody else's."""
    if view.compared_with != "department":
        return None
    mine = next((one.department for one in view.staff if one.id == view.person_id), None)
    return view.which.but(person_id=None, department=view.department or mine)


def _point(one: MonthFigure, other: str) -> TrendPoint:
    spoken = f"{month_words(one.month)}：{rate_words(one.tally)}。{tally_words(one.tally)}"
    if other and one.peers.rate is not None:
        spoken += f"。{other} {percent(one.peers.rate)}"
    return TrendPoint(
        short_month(one.month),
        one.tally.rate,
        one.tally.kept,
        one.tally.late,
        spoken,
        peer=one.peers.rate,
        small=one.tally.small,
    )


def _panel() -> QFrame:
    frame = QFrame()
    frame.setObjectName("panel")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    return frame
