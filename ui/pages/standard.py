"""服务标准: every rule the office follows, its clause, its history, how it is kept; heads change them here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.pages.read_page import ReadPage
from ui.pages.standard_output import COLUMNS, standard_page, standard_sheet
from ui.pages.standard_side import StandardSide
from ui.tables.plain import PlainTable

if TYPE_CHECKING:
    from ipdesk.services.standard import RuleRow, RuleView, StandardView
    from ui.context import Desk

DEPARTMENTS = ("", "patent", "process", "software", "trademark", "any")


class StandardPage(ReadPage):
    """The view statistics/standard."""

    kinds = frozenset({"rules", "due_items", "people"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.view: StandardView | None = None
        self.title = self.tr("服务标准")
        self.heading = QLabel(self.title, self)
        self.heading.setObjectName("pageTitle")
        self.summary = QLabel(self)
        self.summary.setObjectName("quiet")
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("筛选：条款、名称、触发…"))
        self.line.setAccessibleName(self.tr("筛选规则"))
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(240)
        self.own_only = QCheckBox(self.tr("只看修改过的"), self)
        self.table: PlainTable[RuleRow] = PlainTable(COLUMNS, self.tr("规则"), self, several=False)
        self.side = StandardSide(desk, self)
        self.problem = QLabel(self)
        self.problem.setObjectName("fieldError")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.where = QLabel(self)
        self.where.setObjectName("quiet")
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.line.textChanged.connect(self.table.filter_text)
        self.own_only.toggled.connect(lambda _on: self._fill())
        self.table.chosen.connect(lambda _row: self._chosen())
        self.table.go.connect(lambda _row: self.side.change_rule())
        self.table.opened.connect(lambda _row: self.side.change_rule())
        desk.person_changed.connect(self._person_changed)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for widget in (self.heading, self.summary):
            top.addWidget(widget)
        top.addStretch(1)
        self.print_button = QPushButton(self.tr("打印…"), self)
        self.print_button.clicked.connect(self.print_rules)
        self.export_button = QPushButton(self.tr("导出 Excel…"), self)
        self.export_button.clicked.connect(self.export_rules)
        top.addWidget(self.print_button)
        top.addWidget(self.export_button)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(self._departments())
        row.addWidget(self.line, 1)
        row.addWidget(self.own_only)
        row.addStretch(1)
        main = QFrame(self)
        main.setObjectName("panel")
        column = QVBoxLayout(main)
        column.setContentsMargins(1, 1, 1, 8)
        column.addWidget(self.table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(main)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([900, 420])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.where)

    def _departments(self) -> QHBoxLayout:
        """A row of buttons of which one is down: which department's rules are shown."""
        row = QHBoxLayout()
        row.setSpacing(0)
        self.departments = QButtonGroup(self)
        for place, name in enumerate(DEPARTMENTS):
            button = QPushButton(label("department", name) if name else self.tr("全部"), self)
            button.setCheckable(True)
            last = len(DEPARTMENTS) - 1
            button.setProperty("segment", "first" if place == 0 else "last" if place == last else "middle")
            self.departments.addButton(button, place)
            row.addWidget(button)
        self.departments.button(0).setChecked(True)
        self.departments.idClicked.connect(lambda _place: self._fill())
        return row

    # -- the page's face to the window --------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def focus_filter(self) -> None:
        """Put the cursor into the filter."""
        self.line.setFocus()
        self.line.selectAll()

    def _person_changed(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def refresh(self) -> None:
        """Read the rules again."""
        from ipdesk.services.standard import standard_view

        office, act = self._desk.office, self._desk.act()
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: standard_view(office, act), lambda view: self._read(asked, view))

    def _read(self, asked: int, view: StandardView) -> None:
        if asked != self._asked:
            return
        self.view = view
        own = sum(row.own or row.coming is not None for row in view.rules)
        late = sum(row.kept.overdue for row in view.rules)
        self.summary.setText(
            self.tr("{count} 条规则 · 本所修改 {own} 条 · 逾期未完成 {late} 项").format(
                count=len(view.rules), own=own, late=late
            )
        )
        self.problem.setText(view.problem)
        self.problem.setVisible(bool(view.problem))
        place = self.tr("本所的修改保存在 {path}").format(path=view.path)
        alone = self.tr("，其他工作站读不到；请在服务器的设置中指定共用文件夹。")
        self.where.setText(place if view.shared else place + alone)
        self.where.setToolTip(str(view.path))
        self._fill()

    def _fill(self) -> None:
        if self.view is None:
            return
        department = DEPARTMENTS[max(0, self.departments.checkedId())]
        own = self.own_only.isChecked()
        self.table.show_rows(
            [
                row
                for row in self.view.rules
                if (not department or row.department == department) and (not own or row.own or row.coming is not None)
            ]
        )
        shown = self.table.shown()
        if self.table.current() is None and shown:
            self.table.choose(shown[0].id)
        else:
            self._chosen()

    def _chosen(self) -> None:
        """Read the chosen rule in full."""
        from ipdesk.services.standard import rule_view

        office, act = self._desk.office, self._desk.act()
        chosen = self.table.current()
        if office is None:
            return
        if chosen is None:
            self.side.show_rule(None)
            return
        rule_id = chosen.id

        def known(view: RuleView) -> None:
            now = self.table.current()
            if now is not None and now.id == view.row.id:
                self.side.show_rule(view)

        self._desk.runner.read(lambda: rule_view(office, act, rule_id), known)

    # -- on paper and as a table ----------------------------------------------------------------------

    def print_rules(self) -> None:
        """Show the rules as they will be printed: those shown, by department."""
        from ui.list_output import list_page, print_list

        page = list_page(standard_page(self.table.shown(), self._desk.today), landscape=True)
        print_list(self._desk, page, self)

    def export_rules(self) -> None:
        """Write the rules shown as a workbook."""
        from ui.list_output import save_book

        rows, today = self.table.shown(), self._desk.today
        name = self.tr("服务标准 {day}.xlsx").format(day=today.isoformat())
        save_book(self._desk, self, name, lambda: [standard_sheet(rows, today)])
