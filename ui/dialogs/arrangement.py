"""放假安排: paste or drop the State Council's notice, look at the year it makes, take it over, see what moved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import UserError
from ipdesk.text import sentence
from ui.dialogs.arrangement_moved import COLUMNS, moved_list, moved_sheets
from ui.dialogs.base import take_wanted_size
from ui.failures import told
from ui.tables.plain import PlainTable
from ui.widgets.year_view import YearView

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipdesk.services.arrangements import Loaded, Moved, Reading
    from ipdesk.services.office import Changes
    from ui.context import Desk

_WAIT = 200  # ms after the last key
_LARGEST = 1_000_000  # bytes


class ArrangementDialog(QDialog):
    """Two faces: the text with the year it makes, and afterwards what moved with the way back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.reading: Reading | None = None
        self.loaded: Loaded | None = None
        self.setWindowTitle(self.tr("放假安排"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self.read_now)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._asking())
        self.stack.addWidget(self._telling())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.addWidget(self.stack)
        self._show_nothing(self.tr("在左边粘贴国务院办公厅通知的正文，或把文件拖到这里。"))
        take_wanted_size(self)
        self.text.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(1080, 640)

    # -- the first face -----------------------------------------------------------------------------------

    def _asking(self) -> QWidget:
        page = QWidget(self)
        self.text = QPlainTextEdit(page)
        self.text.setAccessibleName(self.tr("通知正文"))
        self.text.setPlaceholderText(
            self.tr("七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。")
        )
        self.text.setTabChangesFocus(True)
        self.text.setMinimumWidth(320)
        self.text.textChanged.connect(self._timer.start)
        self.number = QLineEdit(page)
        self.number.setAccessibleName(self.tr("文号"))
        self.source = QLineEdit(page)
        self.source.setAccessibleName(self.tr("来源"))
        self.source.setPlaceholderText(self.tr("网址或出处"))
        fields = QFormLayout()
        fields.setHorizontalSpacing(12)
        fields.addRow(self.tr("文号"), self.number)
        fields.addRow(self.tr("来源"), self.source)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.text, 1)
        left.addLayout(fields)
        self.own = QVBoxLayout()
        self.own.setSpacing(4)
        left.addLayout(self.own)
        self._show_own()
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addLayout(left, 2)
        row.addLayout(self._year_side(page), 3)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(row, 1)
        column.addLayout(self._first_buttons(page))
        return page

    def _year_side(self, page: QWidget) -> QVBoxLayout:
        self.heading = QLabel(page)
        self.heading.setObjectName("sectionTitle")
        self.problem = QLabel(page)
        self.problem.setObjectName("fieldError")
        self.problem.setWordWrap(True)
        self.year = YearView(page)
        self.legend = QLabel(self.tr("绿底＝放假　橙框＝调休上班　红线＝与现行日历不同"), page)
        self.legend.setObjectName("quiet")
        self.words = QLabel(page)
        self.words.setObjectName("quiet")
        self.words.setWordWrap(True)
        side = QVBoxLayout()
        side.setSpacing(8)
        for widget in (self.heading, self.problem):
            side.addWidget(widget)
        side.addWidget(self.year, 1)
        side.addWidget(self.legend)
        side.addWidget(self.words)
        side.addStretch(0)
        return side

    def _first_buttons(self, page: QWidget) -> QHBoxLayout:
        load = QPushButton(self.tr("从文件…"), page)
        load.setToolTip(self.tr("文字、JSON 或 TOML；也可以直接拖进来"))
        load.clicked.connect(self._choose_file)
        cancel = QPushButton(self.tr("取消"), page)
        cancel.clicked.connect(self.reject)
        self.go = QPushButton(self.tr("采用并重算期限"), page)
        self.go.setProperty("primary", True)
        self.go.setDefault(True)
        self.go.clicked.connect(self.take_over)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(load)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _show_own(self) -> None:
        """What the office loaded itself, each with its way back."""
        from ipdesk.services.arrangements import own_years

        office = self._desk.office
        for year, document in own_years(office)[:2] if office is not None else ():
            words = self.tr("{year} 年由本所载入：{document}").format(year=year, document=document)
            label = QLabel(words, self)
            label.setObjectName("quiet")
            label.setWordWrap(True)
            back = QPushButton(self.tr("恢复之前的安排"), self)
            back.setObjectName("link")
            back.setAutoDefault(False)
            back.setAccessibleName(self.tr("恢复 {year} 年之前的安排").format(year=year))
            back.clicked.connect(lambda _checked=False, of=year: self.restore(of))
            line = QHBoxLayout()
            line.addWidget(label, 1)
            line.addWidget(back)
            self.own.addLayout(line)

    # -- reading --------------------------------------------------------------------------------------------

    def read_now(self) -> None:
        """Read what stands in the field, beside the window."""
        from ipdesk.services.arrangements import read_arrangement

        office, today, text = self._desk.office, self._desk.today, self.text.toPlainText()
        self._asked += 1
        if not text.strip():
            self._show_nothing(self.tr("在左边粘贴国务院办公厅通知的正文，或把文件拖到这里。"))
            return
        if office is None:
            return
        asked = self._asked
        self._desk.runner.read(
            lambda: read_arrangement(office, today, text),
            lambda seen: self._read(asked, seen),
            lambda error: self._unreadable(asked, error),
        )

    def _read(self, asked: int, seen: Reading) -> None:
        from shiboken6 import Shiboken

        if asked != self._asked or not Shiboken.isValid(self):
            return
        self.reading = seen
        a = seen.arrangement
        marks = dict.fromkeys(a.off, "休") | dict.fromkeys(a.work, "班")
        names = {on: seen.calendar.day(on).name for on in marks}
        changed = frozenset(day.on for day in seen.changed)
        self.year.show_year(a.year, marks, names, changed)
        now = seen.known or self.tr("尚未公布，暂按法定节假日")
        counts = self.tr("放假 {off} 天，调休上班 {work} 天，与现行日历（{now}）不同 {changed} 天").format(
            off=len(a.off), work=len(a.work), now=now, changed=len(changed)
        )
        self.heading.setText(self.tr("{year} 年放假安排").format(year=a.year))
        self.words.setText(counts)
        self.number.setText(a.document)
        self.source.setText(a.source)
        self._shown(True)

    def _unreadable(self, asked: int, error: BaseException) -> None:
        from shiboken6 import Shiboken

        if asked != self._asked or not Shiboken.isValid(self):
            return
        self._show_nothing("")
        self.problem.setText(told(error))
        self.problem.show()
        if not isinstance(error, UserError):
            self._desk.show_failure(error)

    def _show_nothing(self, words: str) -> None:
        self.reading = None
        self.heading.setText(words)
        self.number.clear()
        self.source.clear()
        self._shown(False)

    def _shown(self, on: bool) -> None:
        self.problem.hide()
        for widget in (self.year, self.legend, self.words):
            widget.setVisible(on)
        for field in (self.number, self.source, self.go):
            field.setEnabled(on)

    # -- files ------------------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择放假安排"), "", self.tr("放假安排 (*.txt *.json *.toml);;所有文件 (*)")
        )
        if name:
            self.load_file(Path(name))

    def load_file(self, path: Path) -> None:
        """Put a file's text into the field: UTF-8, else GB 18030."""
        try:
            content = path.read_bytes()
            if len(content) > _LARGEST:
                raise UserError("calendar.file_too_large")
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("gb18030")
        except (OSError, UnicodeDecodeError):
            text, error = "", UserError("file.unreadable", path=path, reason="不是文字文件")
        except UserError as problem:
            text, error = "", problem
        else:
            self.text.setPlainText(text)
            return
        self._show_nothing(text)
        self.problem.setText(sentence(error))
        self.problem.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.load_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    # -- taking over ------------------------------------------------------------------------------------------

    def take_over(self) -> None:
        """Keep the arrangement as shown, with number and source as typed, and recount."""
        from ipdesk.services.arrangements import take_over

        office, act, seen = self._desk.office, self._desk.act(), self.reading
        if office is None or seen is None:
            return
        number = self.number.text().strip() or seen.arrangement.document
        chosen = replace(seen.arrangement, document=number, source=self.source.text().strip())
        self._recount(lambda: take_over(office, act, chosen), self.tr("已采用 {document}"))

    def restore(self, year: int) -> None:
        """Back to what counted before the last arrangement loaded for the year."""
        from ipdesk.services.arrangements import restore_arrangement

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._recount(lambda: restore_arrangement(office, act, year), self.tr("已恢复之前的安排 {document}"))

    def _recount(self, use_case: Callable[[], Loaded], said: str) -> None:
        from shiboken6 import Shiboken

        found: list[Loaded] = []

        def work() -> Changes:
            found.append(use_case())
            return found[0].changes

        def done(_changes: Changes) -> None:
            if Shiboken.isValid(self):
                self._tell(found[0], said)

        def failed(error: BaseException) -> None:
            if Shiboken.isValid(self):
                self.setEnabled(True)
                self.problem.setText(told(error))
                self.problem.show()
            if not isinstance(error, UserError):
                self._desk.show_failure(error)

        self.setEnabled(False)
        self._desk.runner.write(work, done, failed)

    # -- the second face ----------------------------------------------------------------------------------------

    def _telling(self) -> QWidget:
        page = QWidget(self)
        self.outcome = QLabel(page)
        self.outcome.setObjectName("sectionTitle")
        self.outcome.setWordWrap(True)
        self.table: PlainTable[Moved] = PlainTable(
            COLUMNS,
            self.tr("移动的期限"),
            page,
            key=lambda one: (one.matter_id, one.rule, one.about, one.was, one.due),
        )
        self.table.opened.connect(lambda one: self._desk.navigate(one.matter_id))
        self.back = QPushButton(self.tr("恢复之前的安排"), page)
        self.print = QPushButton(self.tr("打印…"), page)
        self.excel = QPushButton(self.tr("导出 Excel…"), page)
        close = QPushButton(self.tr("关闭"), page)
        self.back.clicked.connect(lambda: self.restore(self.loaded.year) if self.loaded else None)
        self.print.clicked.connect(self._print)
        self.excel.clicked.connect(self._excel)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addStretch(1)
        for button in (self.print, self.excel, close):
            row.addWidget(button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.outcome)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        return page

    def _tell(self, loaded: Loaded, said: str) -> None:
        from ipdesk.services.arrangements import can_restore

        self.setEnabled(True)
        self.loaded = loaded
        office = self._desk.office
        head = said.format(document=loaded.document or self.tr("（{year} 年尚未公布）").format(year=loaded.year))
        counts = self.tr("：移动 {moved} 条期限，{unmoved} 条不变。").format(
            moved=len(loaded.moved), unmoved=loaded.unmoved
        )
        self.outcome.setText(head + counts)
        self.table.show_rows(loaded.moved)
        self.table.setVisible(bool(loaded.moved))
        self.back.setVisible(office is not None and can_restore(office, loaded.year))
        for button in (self.print, self.excel):
            button.setEnabled(bool(loaded.moved))
        self.stack.setCurrentIndex(1)

    def _print(self) -> None:
        from ui.list_output import list_page, print_list

        if self.loaded is not None:
            print_list(self._desk, list_page(moved_list(self.loaded, self.outcome.text()), landscape=True), self)

    def _excel(self) -> None:
        from ui.list_output import save_book

        loaded, said = self.loaded, self.outcome.text()
        if loaded is not None:
            save_book(self._desk, self, f"放假安排变动-{loaded.year}.xlsx", lambda: moved_sheets(loaded, said))
