"""通知书: one row per official notice, its seven steps to be clicked off (标准 3.2.2, 3.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QPushButton,
    QWidget,
)

from ipdesk.services.notices import NoticeBoard, NoticeFilter, NoticeLine, notice_board
from ipdesk.text import label, labels
from ui.pages import notice_acts
from ui.pages.board_page import BoardPage
from ui.pages.notice_columns import page_columns
from ui.tables.step_view import StepTable
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ui.context import Desk


class NoticesPage(BoardPage):
    """The view 通知书 of the process department."""

    kinds = frozenset({"notices", "events", "due_items", "matters", "attachments", "people", "clients", "rules"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, EmptyState("", "", self.tr("＋ 收到通知书"), self.receive), parent)
        self.title = self.tr("通知书")
        self.board = NoticeBoard(())
        self.mine = QCheckBox(self.tr("只看我的"), self)
        self.table = StepTable(page_columns(), self.tr("通知书列表"), self)
        self.add_pills(labels("notice_filter"), "open", self.refresh)
        self.add_filter_line(self.tr("筛选通知书"), self.refresh)
        self.mine.setToolTip(self.tr("我负责、经办的案件，或由我答复的通知书"))
        self.mine.setMinimumHeight(self.pills["open"].sizeHint().height())  # in line with the pills beside it
        self.flow.addWidget(self.mine)
        self._add_actions()
        self.foot.setObjectName("quiet")
        self.lay_out(self.table)
        self._connect()

    # -- construction --------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.next = QPushButton(self)
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self.record_next)
        self.actions_row.addWidget(self.next)
        for key, words, tip, run in (
            ("more", self.tr("更多 ▾"), self.tr("其他步骤、其他日期、撤销"), self._menu_below),
            ("file", self.tr("附文件…"), self.tr("给这份通知书附文件或扫描件；也可以把文件拖到行上"), self.add_file),
            ("open", self.tr("打开案件"), self.tr("到部门页签查看这件案件（双击）"), self.open_matter),
        ):
            self.add_button(key, words, tip, run)
        self.actions_row.addStretch(1)
        tip = self.tr("客户端下载的 zip；也可以直接拖到窗口上")
        self.add_button("package", self.tr("导入通知书包…"), tip, self.import_package)
        self.add_button("new", self.tr("＋ 收到通知书"), self.tr("登记收到的通知书（Insert）"), self.receive)

    def _connect(self) -> None:
        self.mine.toggled.connect(lambda _on: self.refresh())
        self.table.chosen.connect(self._enable)
        self.table.go.connect(self.record_next)
        self.table.step_wanted.connect(self.record)
        self.table.place_wanted.connect(self._record_place)
        self.table.opened.connect(self.open_matter)
        self.table.menu_wanted.connect(lambda where: notice_acts.menu(self._desk, self.lines(), self, where))
        self.table.files_dropped.connect(lambda line, paths: notice_acts.take_files(self._desk, line, paths))
        for key in ("Insert", "+"):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.receive)

    # -- reading -------------------------------------------------------------------------------------

    def wanted(self) -> NoticeFilter:
        """What the page is asked to show."""
        mine = self._desk.person if self.mine.isChecked() else None
        return NoticeFilter(self.chosen_filter(), self.line.text().strip(), person_id=mine)

    def refresh(self) -> None:
        """Read the notices of the filter and how many each filter holds."""
        office, today, wanted = self._desk.office, self._desk.today, self.wanted()
        super().refresh()
        if office is None:
            return
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: notice_board(office, today, wanted), lambda board: self._read(asked, board))

    def _read(self, asked: int, board: NoticeBoard) -> None:
        if asked != self._asked:
            return
        self.board = board
        self.show_counts(board.counts)
        self.table.show_rows(board.lines)
        if board.lines and self.table.current() is None:
            self.table.choose(0)
        self.stack.setCurrentIndex(0 if board.lines else 1)
        self._say_empty()
        shown = self.tr("共 {count} 份").format(count=len(board.lines) + board.left_out)
        if board.left_out:
            shown += self.tr("，显示最急的 {count} 份；可用筛选缩小范围").format(count=len(board.lines))
        keys = self.tr("Enter 记录下一步 · 1–7 记录对应步骤 · Insert 收到通知书 · 点圆点记录 · 拖文件到行上")
        self.foot.setText(f"{shown}　　{keys}")
        self._enable()

    def _say_empty(self) -> None:
        if self.line.text().strip():
            self.empty.set_text(self.tr("没有匹配的通知书"), self.tr("换一个词，或清空筛选。"))
        elif self.board.counts.get("all"):
            self.empty.set_text(self.tr("这里没有要办的通知书"), self.tr("都办完了。“全部”里可以查看已办的。"))
        else:
            self.empty.set_text(self.tr("还没有通知书"), self.tr("下载 CPC 文件或取回纸件后，在这里登记。"))

    # -- what is chosen ------------------------------------------------------------------------------

    def lines(self) -> tuple[NoticeLine, ...]:
        """The chosen lines."""
        return tuple(row for row in self.table.selected() if isinstance(row, NoticeLine))

    def current(self) -> NoticeLine | None:
        row = self.table.current()
        return row if isinstance(row, NoticeLine) else None

    def _enable(self) -> None:
        line, lines = self.current(), self.lines()
        for key in ("file", "open"):
            self.buttons[key].setEnabled(line is not None)
        self.buttons["more"].setEnabled(bool(lines))
        name = line.next_step if line is not None else ""
        count = len(notice_acts.ready_for(lines, name))
        self.next.setEnabled(bool(name))
        if not name:
            self.next.setText(self.tr("下一步"))
            return
        words = label("event", name)
        many = self.tr("（{count} 份）").format(count=count) if count > 1 else ""
        self.next.setText(self.tr("下一步：{step}{many}　Enter").format(step=words, many=many))
        self.next.setAccessibleName(self.tr("记录：{step}{many}").format(step=words, many=many))

    # -- acts ----------------------------------------------------------------------------------------

    def record_next(self) -> None:
        """The next step of the current line, on all chosen lines that wait for it."""
        line = self.current()
        if line is not None and line.next_step:
            self.record(line.next_step)

    def record(self, event: str) -> None:
        """A step on the chosen lines that wait for it."""
        notice_acts.record(self._desk, self.lines(), event, self.window())

    def _record_place(self, place: int) -> None:
        line = self.current()
        if line is not None and place <= len(line.steps) and line.steps[place - 1].pending:
            self.record(line.steps[place - 1].event)

    def add_file(self) -> None:
        line = self.current()
        if line is not None:
            notice_acts.choose_files(self._desk, line, self.window())

    def open_matter(self) -> None:
        line = self.current()
        if line is not None:
            self._desk.navigate(line.matter_id)

    def _menu_below(self) -> None:
        button = self.buttons["more"]
        notice_acts.menu(self._desk, self.lines(), self, button.mapToGlobal(button.rect().bottomLeft()))

    def receive(self) -> None:
        """The dialog that records what came in."""
        from ui.dialogs.notice import NoticeDialog

        NoticeDialog(self._desk, self.window()).open()

    def import_package(self) -> None:
        """A package of notices as the office's client downloads it."""
        from pathlib import Path

        from PySide6.QtWidgets import QFileDialog

        from ui.dialogs.notice_import import NoticeImportDialog

        name, _ = QFileDialog.getOpenFileName(
            self.window(), self.tr("选择通知书包"), "", self.tr("通知书包 (*.zip);;所有文件 (*)")
        )
        if name:
            NoticeImportDialog(self._desk, Path(name), self.window()).open()
