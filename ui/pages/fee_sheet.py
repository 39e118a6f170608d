"""费用总表: the week's lines by salesperson, its five steps, export and reading back (标准 3.2.5)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui.pages.fee_sheet_steps import STEPS, StepBar
from ui.pages.fee_sheet_table import COLUMNS, FeeSheetModel, money
from ui.pages.read_page import ReadPage
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipdesk.services.fee_sheet import LineView, SheetReading, SheetView, WeekRow
    from ipdesk.services.office import Act, Office
    from ui.context import Desk


def week_name(day: date) -> str:
    """The ISO week of a day: 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday_of(week: str) -> date:
    """The Monday of an ISO week."""
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def spoken_week(week: str) -> str:
    """2026年第48周（11-23 至 11-29）."""
    monday = monday_of(week)
    sunday = monday + timedelta(days=6)
    return f"{week[:4]}年第{int(week[6:])}周（{monday:%m-%d} 至 {sunday:%m-%d}）"


class FeeSheetPage(ReadPage):
    """The page 费用总表. It opens on the week that follows today's: the one that is being prepared."""

    kinds = frozenset({"sheets", "fees", "events", "matters", "clients"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.view: SheetView | None = None
        self.week = week_name(desk.today + timedelta(days=7 - desk.today.weekday()))
        self.title = self.tr("费用总表")
        self.weeks = QComboBox(self)
        self.steps = StepBar(self)
        self.model = FeeSheetModel(self)
        self.table = QTableView(self)
        self.total = QLabel(self)
        self.pay_on = QLabel(self)
        self.buttons: dict[str, QPushButton] = {}
        self.empty = EmptyState(self.tr("这一周还没有总表"), "", self.tr("编制这一周的总表"), self.collect)
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._fill_weeks(())

    # -- construction ------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._set_up_table()
        frame = QFrame(self)
        frame.setObjectName("panel")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        self.total.setObjectName("panelTitle")
        self.total.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pay_on.setObjectName("quiet")
        foot.addWidget(self.total)
        foot.addStretch(1)
        foot.addWidget(self.pay_on)
        inner.addLayout(foot)
        self.stack.addWidget(frame)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self._top())
        layout.addWidget(self.steps)
        layout.addLayout(self._line_buttons())
        layout.addWidget(self.stack, 1)

    def _top(self) -> QHBoxLayout:
        self.weeks.setAccessibleName(self.tr("周次"))
        self.weeks.setToolTip(self.tr("选择哪一周的总表"))
        self.weeks.setMinimumWidth(300)
        self.weeks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, tip, days in (("‹", self.tr("上一周"), -7), ("›", self.tr("下一周"), 7)):
            button = QPushButton(words, self)
            button.setAccessibleName(tip)
            button.setToolTip(tip)
            button.setFixedWidth(button.fontMetrics().height() + 20)
            button.clicked.connect(lambda _checked=False, by=days: self.turn(by))
            row.addWidget(button)
        row.insertWidget(1, self.weeks)
        row.addStretch(1)
        for key, words, tip, run in (
            ("collect", self.tr("重新收集"), self.tr("把新收款的费用收进草稿"), self.collect),
            ("export", self.tr("导出 Excel"), self.tr("写成专利代缴总表的 Excel 文件，发给财务"), self.ask_export),
            ("read", self.tr("读回…"), self.tr("读回财务填写的总表，先逐处显示差异"), self.ask_read),
            ("print", self.tr("打印"), self.tr("打印预览（Ctrl+P）"), self.print_sheet),
        ):
            row.addWidget(self._button(key, words, tip, run))
        return row

    def _line_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, words, tip, run in (
            ("edit", self.tr("修改这一行"), self.tr("修改金额、抬头、备注（Enter）"), self.edit_line),
            ("drop", self.tr("移出这一行"), self.tr("这笔费用留到以后的总表（Delete）"), self.drop_line),
            ("open", self.tr("打开案件"), self.tr("到部门页签查看这件案件"), self.open_matter),
        ):
            row.addWidget(self._button(key, words, tip, run))
        self.put_back = self._button("put_back", self.tr("放回"), self.tr("把移出的行放回草稿"), None)
        row.addWidget(self.put_back)
        row.addStretch(1)
        return row

    def _button(self, key: str, words: str, tip: str, run: Callable[[], object] | None) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        if run is not None:
            button.clicked.connect(lambda _checked=False: run())
        self.buttons[key] = button
        return button

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(self.tr("总表各行"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 16)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsMovable(True)
        header.setMinimumHeight(table.fontMetrics().height() + 18)
        table.setStyleSheet("QTableView::item { padding: 0 8px; }")
        for place, column in enumerate(COLUMNS):
            header.resizeSection(place, column.width)

    def _connect(self) -> None:
        self.weeks.activated.connect(lambda _index: self.show_week(self.weeks.currentData()))
        self.steps.wanted.connect(self.take_step)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        self.table.doubleClicked.connect(lambda _index: self.edit_line())
        self.put_back.clicked.connect(self._ask_put_back)
        for keys, run in (("Delete", self.drop_line), ("Return", self.edit_line), ("Enter", self.edit_line)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(run)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_sheet)

    # -- the page's face to the window ----------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def refresh(self) -> None:
        """Read the week's sheet and the list of weeks."""
        office, week = self._desk.office, self.week
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked = self._asked

        def work() -> tuple[SheetView | None, tuple[WeekRow, ...]]:
            from ipdesk.services.fee_sheet import find_sheet, weeks

            return find_sheet(office, week), weeks(office)

        self._desk.runner.read(work, lambda found: self._read(asked, *found))

    def _read(self, asked: int, view: SheetView | None, weeks: tuple[WeekRow, ...]) -> None:
        if asked != self._asked:
            return
        line = self.line()
        self.view = view
        self._fill_weeks(weeks)
        self.model.set_view(view)
        self.steps.show_view(view)
        self.steps.setVisible(view is not None)
        for key in ("edit", "drop", "open", "put_back"):
            self.buttons[key].setVisible(view is not None)
        self.stack.setCurrentIndex(0 if view is not None else 1)
        self.empty.set_text(
            self.tr("{week}还没有总表").format(week=spoken_week(self.week)),
            self.tr("编制时收进已收款、待代缴的费用；编制后还可以逐行修改、移出。"),
        )
        if view is not None:
            words = self.tr("合计 ¥{total}　大写：{words}　共 {count} 笔")
            self.total.setText(words.format(total=money(view.total), words=view.words, count=len(view.lines)))
            self.pay_on.setText(self.tr("缴费日 {day:%Y-%m-%d}（周三，遇休顺延）").format(day=view.pay_on))
        row = self.model.row_of(line.uid) if line is not None else -1
        self.table.setCurrentIndex(self.model.index(max(0, row), 0))
        self._enable()

    def _fill_weeks(self, weeks: tuple[WeekRow, ...]) -> None:
        states = {row.week: row for row in weeks}
        today = self._desk.today
        near = {week_name(today + timedelta(days=7 * by)) for by in (-1, 0, 1)}
        self.weeks.blockSignals(True)
        self.weeks.clear()
        for week in sorted({*states, *near, self.week}, reverse=True):
            row = states.get(week)
            note = f" · {label('sheet_state', row.state)} · {row.lines} 笔" if row is not None else ""
            self.weeks.addItem(spoken_week(week) + note, week)
        self.weeks.setCurrentIndex(self.weeks.findData(self.week))
        self.weeks.blockSignals(False)

    def show_week(self, week: str) -> None:
        """Show another week."""
        if week != self.week:
            self.week = week
            self.refresh()

    def show_place(self, week: str) -> None:
        """Another page leads to a week."""
        self.show_week(week)

    def turn(self, days: int) -> None:
        """The week before or after."""
        self.show_week(week_name(monday_of(self.week) + timedelta(days=days)))

    def line(self) -> LineView | None:
        """The chosen line."""
        return self.model.line(self.table.currentIndex().row())

    def _enable(self) -> None:
        view, line = self.view, self.line()
        draft = view is not None and view.state == "draft"
        for key, on in (
            ("collect", draft),
            ("export", view is not None),
            ("read", view is not None and not draft),
            ("print", view is not None),
            ("edit", draft and line is not None),
            ("drop", draft and line is not None),
            ("open", line is not None and line.matter_id is not None),
            ("put_back", draft and view is not None and bool(view.dropped)),
        ):
            self.buttons[key].setEnabled(on)
        count = len(view.dropped) if view is not None else 0
        self.put_back.setText(self.tr("放回（{count}）▾").format(count=count) if count else self.tr("放回"))

    # -- acts -----------------------------------------------------------------------------------------

    def _write(self, use_case: Callable[[Office, Act], object]) -> None:
        """Run a use case; the changes it hands back bring the page up to date."""
        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: use_case(office, act), lambda _changes: self.refresh())

    def collect(self) -> None:
        """Begin the week's sheet or take into its draft what was received meanwhile."""
        from ipdesk.services.fee_sheet import collect

        week = self.week
        self._write(lambda office, act: collect(office, act, week))

    def edit_line(self) -> None:
        """Edit the chosen line of a draft."""
        from ui.dialogs.fee_line import FeeLineDialog

        line = self.line()
        if line is not None and self.buttons["edit"].isEnabled():
            dialog = FeeLineDialog(self._desk, self.week, line, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def drop_line(self) -> None:
        """Take the chosen line off the draft; it can be put back."""
        from ipdesk.services.fee_sheet import drop_line

        line, week = self.line(), self.week
        if line is not None and self.buttons["drop"].isEnabled():
            self._write(lambda office, act: drop_line(office, act, week, line.uid))

    def put_back_line(self, uid: str) -> None:
        """Put a line that was taken off back on the draft."""
        from ipdesk.services.fee_sheet import put_back_line

        week = self.week
        self._write(lambda office, act: put_back_line(office, act, week, uid))

    def _ask_put_back(self) -> None:
        menu = QMenu(self)
        for line in self.view.dropped if self.view is not None else ():
            text = f"{line.number}　{line.title[:24]}　¥{money(line.total)}"
            menu.addAction(text, partial(self.put_back_line, line.uid))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.put_back.mapToGlobal(self.put_back.rect().bottomLeft()))

    def open_matter(self) -> None:
        """Show the chosen line's matter."""
        line = self.line()
        if line is not None and line.matter_id is not None:
            self._desk.navigate(line.matter_id)

    def take_step(self, state: str) -> None:
        """Take the sheet on (or back) after saying in one sentence what that does, where it does much."""
        view = self.view
        if view is None:
            return
        back = STEPS.index(state) < STEPS.index(view.state)
        sentence = ""
        if state == "done":
            sentence = self.tr("将把 {count} 笔费用记为今天已缴，并在各案件中记录事件。可以用 Ctrl+Z 撤销。")
        elif back:
            sentence = self.tr("将把总表退回“{state}”，其后的办理记录会清除。可以用 Ctrl+Z 撤销。")
        if not sentence:
            self.set_state(state)
            return
        text = sentence.format(count=len(view.lines), state=label("sheet_state", state))
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("费用总表"), text, parent=self)
        box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self.set_state(state))
        box.open()

    def set_state(self, state: str) -> None:
        """Take the step."""
        from ipdesk.services.fee_sheet import set_state

        week = self.week
        self._write(lambda office, act: set_state(office, act, week, state))

    # -- files ------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where to, then write the sheet."""
        from ipdesk.services.fee_sheet import file_name

        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("导出专利代缴总表"), file_name(self.week), self.tr("Excel 工作簿 (*.xlsx)")
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the sheet beside the window and say where it lies."""
        from ipdesk.services.fee_sheet import export_sheet

        office, act, week = self._desk.office, self._desk.act(), self.week
        if office is None:
            return
        said = self.tr("总表已导出到 {path}").format(path=path)

        def done(_made: object) -> None:
            self._desk.say(said)

        self._desk.runner.read(lambda: export_sheet(office, act, week, path), done)

    def ask_read(self) -> None:
        """Ask for finance's file and show what it says."""
        name, _ = QFileDialog.getOpenFileName(self, self.tr("读回财务填写的总表"), "", self.tr("Excel 工作簿 (*.xlsx)"))
        if name:
            self.read_from(Path(name))

    def read_from(self, path: Path) -> None:
        """Read a returned sheet and show its differences before anything is taken."""
        from ipdesk.services.fee_sheet import read_sheet

        office, act, week = self._desk.office, self._desk.act(), self.week
        if office is not None:
            self._desk.runner.read(lambda: read_sheet(office, act, path, week), self._show_reading)

    def _show_reading(self, reading: SheetReading) -> None:
        from ui.dialogs.sheet_differences import SheetDifferencesDialog

        dialog = SheetDifferencesDialog(self._desk, reading, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def print_sheet(self) -> None:
        """Show the sheet as it will be printed."""
        from ipdesk.services.fee_sheet import company_name

        office, view = self._desk.office, self.view
        if office is not None and view is not None:
            self._desk.runner.read(lambda: company_name(office), lambda name: self._preview(view, name))

    def _preview(self, view: SheetView, company: str) -> None:
        from ui.dialogs.print_preview import PrintPreview
        from ui.pages.fee_sheet_print import sheet_page

        PrintPreview(sheet_page(view, company, self._desk.today), self).open()
