"""What 统计 is about: the period, the person; and its ways out, paper and Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from ipdesk.domain.periods import add_months
from ipdesk.domain.statistics import Span, Tally, month_span, trend_span, year_span
from ipdesk.text import label
from ui.pages.statistics_words import HOW, month_words, who
from ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from ipdesk.services.statistics_figures import PersonFigure

THIS, LAST, TWELVE, YEAR = "this", "last", "twelve", "year"
_MONTHS = 24


def named_span(name: str, today: date) -> Span:
    """The span of one of the four buttons."""
    if name == LAST:
        return month_span(add_months(today.replace(day=1), -1))
    return {TWELVE: trend_span, YEAR: year_span}.get(name, month_span)(today)


class StatisticsBar(QWidget):
    """``changed``: another period or person. ``period`` is a button's name, or a month chosen from the list."""

    changed = Signal()
    official_wanted = Signal()
    print_wanted = Signal()
    excel_wanted = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.period = THIS
        self.title = QLabel(self.tr("达标情况"), self)
        self.title.setObjectName("pageTitle")
        self.title.setToolTip(HOW)
        self.summary = ElidedLabel("", self)
        self.summary.setObjectName("quiet")
        self.official = QPushButton(self)
        self.official.setObjectName("link")
        self.official.setToolTip(self.tr("法定期限单独统计，不计入服务标准的达标率"))
        self.official.hide()
        self.buttons: dict[str, QPushButton] = {}
        self.months = QComboBox(self)
        self.people = QComboBox(self)
        self.print = QPushButton(self.tr("打印"), self)
        self.excel = QPushButton(self.tr("导出 Excel"), self)
        self._lay_out()
        self._fill_months()
        self.show_people(())
        self.months.activated.connect(lambda _index: self._month_chosen())
        self.people.activated.connect(lambda _index: self.changed.emit())
        self.official.clicked.connect(self.official_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.excel.clicked.connect(self.excel_wanted)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(4)
        row.addWidget(self.summary, 1)
        row.addWidget(self.official)
        row.addLayout(self._segments())
        self.months.setAccessibleName(self.tr("月份"))
        self.months.setToolTip(self.tr("只看某一个月"))
        self.people.setAccessibleName(self.tr("人员"))
        self.people.setToolTip(self.tr("只看一个人，并与其部门的平均比较"))
        self.people.setMinimumWidth(150)
        self.print.setToolTip(self.tr("打印预览，一页 A4（Ctrl+P）"))
        self.excel.setToolTip(self.tr("部门、条款、人员、月份和明细，各一张表"))
        for part in (self.months, self.people, self.print, self.excel):
            row.addWidget(part)

    def _segments(self) -> QHBoxLayout:
        group = QButtonGroup(self)
        group.setExclusive(False)
        row = QHBoxLayout()
        row.setSpacing(0)
        names = (
            (THIS, self.tr("本月"), "first"),
            (LAST, self.tr("上月"), "middle"),
            (TWELVE, self.tr("近12个月"), "middle"),
            (YEAR, self.tr("全年"), "last"),
        )
        for name, words, segment in names:
            button = QPushButton(words, self)
            button.setProperty("segment", segment)
            button.setCheckable(True)
            button.setChecked(name == self.period)
            button.clicked.connect(lambda _checked=False, chosen=name: self.choose(chosen))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[name] = button
        return row

    def _fill_months(self) -> None:
        self.months.addItem(self.tr("选择月份…"), "")
        month = self.today.replace(day=1)
        for back in range(_MONTHS):
            one = add_months(month, -back)
            self.months.addItem(month_words(one), one.isoformat())

    # -- what is chosen -------------------------------------------------------------------------------

    @property
    def span(self) -> Span:
        """The days chosen."""
        if self.period in self.buttons:
            return named_span(self.period, self.today)
        return month_span(date.fromisoformat(self.period))

    @property
    def person_id(self) -> int | None:
        """The person chosen; None for everybody."""
        chosen = self.people.currentData()
        return chosen if isinstance(chosen, int) else None

    def choose(self, period: str) -> None:
        """Take one of the four periods, or a month (its first day, ``YYYY-MM-01``)."""
        self.period = period
        for name, button in self.buttons.items():
            button.setChecked(name == period)
        with QSignalBlocker(self.months):
            self.months.setCurrentIndex(max(0, self.months.findData(period)))
        self.changed.emit()

    def show_official(self, tally: Tally) -> None:
        """The official periods, apart: how many, and how many of them are overdue."""
        late = self.tr("，逾期 {count}").format(count=tally.late) if tally.late else ""
        self.official.setText(self.tr("法定期限 {count} 项").format(count=tally.counted) + late)
        self.official.setVisible(bool(tally.counted))

    def _month_chosen(self) -> None:
        self.choose(self.months.currentData() or THIS)

    def show_people(self, staff: Sequence[PersonFigure]) -> None:
        """Offer these people, by department; whoever is chosen stays chosen."""
        chosen = self.people.currentData()
        everybody = sorted(
            ((label("department", one.department), who(one.name, one.department), one.id) for one in staff if one.id),
            key=lambda one: (one[0], one[1]),
        )
        with QSignalBlocker(self.people):
            kept = self.people.currentText()
            self.people.clear()
            self.people.addItem(self.tr("全部人员"), None)
            for department, name, person_id in everybody:
                self.people.addItem(f"{name}（{department}）", person_id)
            if isinstance(chosen, int) and self.people.findData(chosen) < 0:
                self.people.addItem(kept, chosen)
            self.people.setCurrentIndex(max(0, self.people.findData(chosen)))

    def choose_person(self, person_id: int | None) -> None:
        """Take one person, or everybody."""
        place = self.people.findData(person_id) if person_id is not None else 0
        if place >= 0:
            self.people.setCurrentIndex(place)
            self.changed.emit()
