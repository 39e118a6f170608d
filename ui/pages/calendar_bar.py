"""The calendar's tool bar: month, moving, view, filters, print and export."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.services.rows import MonthFilter
from ipdesk.text import labels

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk


class View(StrEnum):
    """The three ways to look at the calendar."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"


_VIEWS = ((View.MONTH, "月"), (View.WEEK, "周"), (View.LIST, "列表"))


class CalendarBar(QWidget):
    """Says what is wanted; the page does it."""

    turned = Signal(int)
    today_wanted = Signal()
    view_changed = Signal()
    filter_changed = Signal()
    print_wanted = Signal()
    export_wanted = Signal()
    arrangement_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = View.MONTH
        self._people_known = False
        self._title = QLabel(self)
        self._title.setObjectName("pageTitle")
        self._document = QLabel(self)
        self._department = self._combo(self.tr("部门"))
        self._person = self._combo(self.tr("人员"))
        self._official = self._combo(self.tr("类别"))
        self._fill()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._title)
        self._add_moving(row)
        self._add_views(row)
        row.addSpacing(8)
        for combo in (self._department, self._person, self._official):
            row.addWidget(combo)
        row.addStretch(1)
        self._print = self._button(self.tr("打印本月"), self.tr("打印预览（Ctrl+P）"), "Ctrl+P")
        self._print.clicked.connect(self.print_wanted)
        export = self._button(self.tr("导出日历 .ics"), self.tr("导出本月起三个月的期限，手机日历可以打开"))
        export.clicked.connect(self.export_wanted)
        row.addWidget(self._print)
        row.addWidget(export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        basis = QHBoxLayout()
        basis.setSpacing(12)
        self.arrangement = self._button(self.tr("放假安排…"), self.tr("粘贴或载入国务院的放假通知，重算期限"))
        self.arrangement.setObjectName("link")
        self.arrangement.setCursor(Qt.CursorShape.PointingHandCursor)
        self.arrangement.setProperty("inline", True)  # as high as the line it ends
        self.arrangement.clicked.connect(self.arrangement_wanted)
        basis.addWidget(self._document)
        basis.addWidget(self.arrangement)
        basis.addStretch(1)
        layout.addLayout(basis)

    # -- state ---------------------------------------------------------------------------------------

    def choice(self) -> MonthFilter:
        """The filters as chosen."""
        official, whole_office = self._official.currentData()
        return MonthFilter(
            department=self._department.currentData(),
            handler_id=self._person.currentData(),
            official=official,
            office=whole_office,
        )

    def spoken_filters(self) -> str:
        """The filters in words, for the printed page."""
        return "　".join(combo.currentText() for combo in (self._department, self._person, self._official))

    def set_title(self, text: str) -> None:
        """The month or the week shown."""
        self._title.setText(text)

    def set_document(self, year: int, document: str | None) -> None:
        """What the days off rest on; a year without an arrangement is said to be provisional."""
        if document is None:
            text = self.tr("{year} 年的放假安排尚未公布，按法定节假日暂定，公布后自动重算。").format(year=year)
        else:
            text = self.tr("放假调休依据：{document}").format(document=document)
        self._document.setText(text)
        self._document.setProperty("tone", "near" if document is None else "quiet")
        self._document.style().unpolish(self._document)
        self._document.style().polish(self._document)

    def set_view(self, view: View) -> None:
        """Choose a view as if it had been clicked."""
        button = self._views.button(list(View).index(view))
        if button is not None:
            button.setChecked(True)

    def ask_people(self, desk: Desk) -> None:
        """Fill the list of people once an office is there."""
        office = desk.office
        if self._people_known or office is None:
            return
        from ipdesk.services.people import people

        self._people_known = True
        desk.runner.read(lambda: people(office), self._set_people)

    def forget_people(self) -> None:
        """Ask for the people again next time (somebody came, left or changed)."""
        self._people_known = False

    def _set_people(self, people: tuple[Person, ...]) -> None:
        chosen = self._person.currentData()
        self._person.blockSignals(True)
        while self._person.count() > 1:
            self._person.removeItem(1)
        for person in people:
            if person.active:
                self._person.addItem(person.name, person.id)
        self._person.setCurrentIndex(max(0, self._person.findData(chosen)))
        self._person.blockSignals(False)

    # -- construction ----------------------------------------------------------------------------------

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(self.tr("按{name}筛选").format(name=name))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMaxVisibleItems(20)
        combo.setMinimumWidth(76)  # on a small or enlarged screen the words may be cut, the bar may not
        return combo

    def _fill(self) -> None:
        self._department.addItem(self.tr("部门：全部"), None)
        for code, words in labels("department").items():
            if code != "any":
                self._department.addItem(words, code)
        self._person.addItem(self.tr("人员：全部"), None)
        for words, official, whole_office in (
            (self.tr("类别：全部"), None, None),
            (self.tr("仅法定期限"), True, False),
            (self.tr("仅服务期限"), False, False),
            (self.tr("仅全所事项"), None, True),
            (self.tr("不含全所事项"), None, False),
        ):
            self._official.addItem(words, (official, whole_office))
        for combo in (self._department, self._person, self._official):
            combo.currentIndexChanged.connect(lambda _index: self.filter_changed.emit())

    def _button(self, text: str, tip: str, shortcut: str = "") -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAccessibleName(tip if len(text) < 2 else text)
        if shortcut:
            button.setShortcut(shortcut)
        return button

    def _add_moving(self, row: QHBoxLayout) -> None:
        back = self._button("‹", self.tr("向前（Page Up）"))
        now = self._button(self.tr("今天"), self.tr("回到今天（Home）"))
        forward = self._button("›", self.tr("向后（Page Down）"))
        back.clicked.connect(lambda: self.turned.emit(-1))
        now.clicked.connect(self.today_wanted)
        forward.clicked.connect(lambda: self.turned.emit(1))
        for button in (back, forward):
            button.setFixedWidth(button.fontMetrics().height() + 20)
        for button in (back, now, forward):
            row.addWidget(button)

    def _add_views(self, row: QHBoxLayout) -> None:
        self._views = QButtonGroup(self)
        box = QHBoxLayout()
        box.setSpacing(0)
        for index, (view, words) in enumerate(_VIEWS):
            button = self._button(words, self.tr("{view}视图").format(view=words))
            button.setAccessibleName(self.tr("{view}视图").format(view=words))
            button.setCheckable(True)
            button.setChecked(view is self.view)
            button.setProperty("segment", ("first", "middle", "last")[index])
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            self._views.addButton(button, index)
            box.addWidget(button)
        self._views.idToggled.connect(self._view_toggled)
        row.addSpacing(4)
        row.addLayout(box)

    def _view_toggled(self, index: int, checked: bool) -> None:
        if checked:
            self.view = list(View)[index]
            self._print.setEnabled(self.view is View.MONTH)
            self.view_changed.emit()
