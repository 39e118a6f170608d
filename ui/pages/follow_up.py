"""每周跟进: each Monday's list of the patents being written, and who was told this week (标准 3.1.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.pages.follow_up_columns import columns
from ui.pages.span_page import SpanPage
from ui.tables.plain import PlainTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill

if TYPE_CHECKING:
    from ipdesk.services.follow_up import FollowRow, FollowUp
    from ui.context import Desk


class FollowUpPage(SpanPage):
    """One list for everybody, one's own first: 空格 or L notes the call at once, Enter lets a word be added."""

    kinds = frozenset({"events", "matters", "due_items", "clients", "people"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._week = ""
        self._next: int | None = None
        self._by_hand = False
        self.title = self.tr("每周跟进")
        self.found: FollowUp | None = None
        self.handlers = QComboBox(self)
        self.words = QLineEdit(self)
        self.pills = {
            "all": Pill(self.tr("在跟进"), None, self),
            "untold": Pill(self.tr("本周未联系"), "due_soon", self),
            "owing": Pill(self.tr("欠交底书超过一周"), "overdue", self),
            "told": Pill(self.tr("本周已联系"), "done", self),
            "paused": Pill(self.tr("暂停"), "paused", self),
        }
        self.table: PlainTable[FollowRow] = PlainTable(columns(), self.tr("跟进清单"), self)
        self.who = QLabel(self)
        self.note = QLineEdit(self)
        self.tell = QPushButton(self)
        self.empty = EmptyState("", "")
        self.stack = QStackedWidget(self)
        self._lay_out()
        self._connect()

    # -- construction ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        frame = QFrame(self)
        frame.setObjectName("panel")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        inner.addWidget(self.stack, 1)
        inner.addWidget(self._note_bar())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self._top())
        layout.addLayout(self._filters())
        layout.addWidget(frame, 1)

    def _top(self) -> QHBoxLayout:
        turns = (
            ("back", "‹", self.tr("上一周：谁在那一周联系过"), lambda: self.turn(-7)),
            ("now", self.tr("本周"), self.tr("回到本周"), lambda: self.show_week("")),
            ("forward", "›", self.tr("下一周"), lambda: self.turn(7)),
        )
        deeds = (
            ("open", self.tr("打开案件"), self.tr("到专利部页签查看（双击）"), self.open_matter),
            ("export", self.tr("导出 Excel"), self.tr("把显示的清单写成 Excel"), self.export),
            ("print", self.tr("打印"), self.tr("按撰写人分组打印（Ctrl+P）"), self.print_list),
        )
        return self.top_row(turns, deeds)

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for key, pill in self.pills.items():
            pill.clicked.connect(lambda _checked=False, key=key: self.show_only(key))
            row.addWidget(pill)
        self.pills["all"].setChecked(True)
        row.addStretch(1)
        self.handlers.setAccessibleName(self.tr("撰写人"))
        self.handlers.setToolTip(self.tr("按撰写人筛选"))
        self.handlers.setMinimumWidth(140)
        self.words.setPlaceholderText(self.tr("筛选客户、案件…"))
        self.words.setAccessibleName(self.tr("筛选"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(200)
        row.addWidget(self.handlers)
        row.addWidget(self.words)
        return row

    def _note_bar(self) -> QWidget:
        self.bar = QWidget(self)
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self.who.setObjectName("quiet")
        self.note.setPlaceholderText(self.tr("沟通情况（可不填），Enter 记录"))
        self.note.setAccessibleName(self.tr("沟通情况"))
        self.tell.setProperty("primary", True)
        self.tell.setToolTip(self.tr("记录“联系客户”，日期为今天（空格或 L 直接记录）"))
        self.note.setFixedWidth(self.fontMetrics().height() * 21)  # beside the toast that says what was recorded
        row.addWidget(self.who)
        row.addStretch(1)
        row.addWidget(self.note)
        row.addWidget(self.tell)
        return self.bar

    def _connect(self) -> None:
        self.handlers.activated.connect(lambda _index: self._chosen_handler())
        self.words.textChanged.connect(self.table.filter_text)
        self.table.selectionModel().selectionChanged.connect(lambda _now, _before: self._enable())
        self.table.rows_model.modelReset.connect(self._enable)
        self.table.opened.connect(lambda row: self._desk.navigate(row.id))
        self.table.go.connect(lambda _row: self.note.setFocus() if self.note.isVisible() else self.open_matter())
        self.note.returnPressed.connect(self.tell_clients)
        self.tell.clicked.connect(lambda _checked=False: self.tell_clients())
        self.table.installEventFilter(self)
        self.note.installEventFilter(self)
        self._desk.person_changed.connect(self._person_changed)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_list)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """空格 and L note the call of the chosen rows; Esc leaves the note line."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
            if watched is self.table and plain and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_L):
                self.tell_clients()
                return True
            if watched is self.note and event.key() == Qt.Key.Key_Escape:
                self.table.setFocus()
                return True
        return super().eventFilter(watched, event)

    # -- the page's face to the window ------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def refresh(self) -> None:
        """Read the week's list."""
        from ipdesk.services.follow_up import follow_up

        office, today, week = self._desk.office, self._desk.today, self._week
        if office is None:
            return
        super().refresh()
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: follow_up(office, today, week), lambda found: self._read(asked, found))

    def _read(self, asked: int, found: FollowUp) -> None:
        if asked != self._asked:
            return
        self.found = found
        sunday = found.monday + timedelta(days=6)
        words = self.tr("每周跟进　{week}（{monday:%m-%d} 至 {sunday:%m-%d}）")
        self.heading.setText(words.format(week=found.week, monday=found.monday, sunday=sunday))
        self.buttons["forward"].setEnabled(not found.current)
        self.buttons["now"].setEnabled(not found.current)
        self.bar.setVisible(found.current and bool(found.rows or found.paused))
        self._fill_handlers(found)
        self._show()

    def _fill_handlers(self, found: FollowUp) -> None:
        """Everybody with a row; whoever sits here is chosen until another is chosen by hand."""
        rows = (*found.rows, *found.paused)
        names = sorted({(row.handler, row.handler_id) for row in rows if row.handler_id is not None})
        mine, chosen = self._desk.person, self.handlers.currentData()
        if not self._by_hand:
            chosen = mine if any(one == mine for _name, one in names) else None
        self.handlers.blockSignals(True)
        self.handlers.clear()
        self.handlers.addItem(self.tr("全部撰写人"), None)
        for name, one in sorted(names, key=lambda pair: (pair[1] != mine, pair[0])):
            count = sum(1 for row in found.rows if row.handler_id == one)
            self.handlers.addItem(self.tr("{name}（{count}）").format(name=name, count=count), one)
        self.handlers.setCurrentIndex(max(0, self.handlers.findData(chosen)))
        self.handlers.blockSignals(False)

    def _chosen_handler(self) -> None:
        self._by_hand = True
        self._show()

    def _person_changed(self) -> None:
        self._by_hand = False
        if self.found is not None:
            self._fill_handlers(self.found)
            self._show()

    def shown(self) -> FollowUp | None:
        """The list of the chosen drafter."""
        return None if self.found is None else self.found.of(self.handlers.currentData())

    def _show(self) -> None:
        found = self.shown()
        if found is None:
            return
        rows = {
            "all": found.rows,
            "untold": tuple(row for row in found.rows if not row.told),
            "owing": tuple(row for row in found.rows if row.long_owed),
            "told": tuple(row for row in found.rows if row.told),
            "paused": found.paused,
        }
        for key, pill in self.pills.items():
            pill.set_count(len(rows[key]))
        only = next(key for key, pill in self.pills.items() if pill.isChecked())
        self.table.show_rows(rows[only])
        self._go_on()
        self.stack.setCurrentIndex(0 if rows[only] else 1)
        self.empty.set_text(*self._empty_words(only, found))
        self._enable()

    def _go_on(self) -> None:
        """The cursor goes on to the next client not told yet, or to the first row."""
        wanted, self._next = self._next, None
        if wanted is not None and self.table.choose(wanted):
            return
        if self.table.current() is None and self.table.shown():
            self.table.selectRow(0)

    def _empty_words(self, only: str, found: FollowUp) -> tuple[str, str]:
        if only == "untold" and found.rows:
            return self.tr("这一周的客户都联系过了"), self.tr("共 {count} 件，都已告知客户。").format(count=found.told)
        if only == "owing":
            return self.tr("没有欠交底书超过一周的客户"), ""
        if only == "paused":
            return self.tr("没有暂停的案件"), ""
        if only == "told" and found.rows:
            return self.tr("这一周还没有联系过客户"), ""
        return (
            self.tr("没有在跟进的专利"),
            self.tr("已分配、尚未撰写完成的专利案件每周一列在这里（标准 3.1.1）。"),
        )

    def _enable(self) -> None:
        rows = self.table.selected()
        self.buttons["open"].setEnabled(len(rows) == 1)
        self.buttons["export"].setEnabled(self.found is not None)
        self.tell.setEnabled(bool(rows))
        self.note.setEnabled(bool(rows))
        count = len(rows)
        self.tell.setText(
            self.tr("✓ 已告知客户（{count} 件）").format(count=count) if count > 1 else self.tr("✓ 已告知客户")
        )
        if count == 1:
            row = rows[0]
            self.who.setText(f"{row.number}　{row.contact or self.tr('未登记联系人')}")
        else:
            self.who.setText(self.tr("已选 {count} 件").format(count=count) if count else self.tr("未选择案件"))

    # -- acts -------------------------------------------------------------------------------------------

    def show_only(self, key: str) -> None:
        """Choose one of the filters."""
        for name, pill in self.pills.items():
            pill.setChecked(name == key)
        self._show()

    def show_week(self, week: str) -> None:
        """Show a week (empty: the current one)."""
        self._week = week
        self.refresh()

    def turn(self, days: int) -> None:
        """A week back or forward; never beyond today's."""
        from ipdesk.domain.duties import week_name

        if self.found is None:
            return
        monday = self.found.monday + timedelta(days=days)
        if monday <= self._desk.today:
            self.show_week(week_name(monday))

    def tell_clients(self) -> None:
        """Note today's call for the chosen rows, with what stands in the note line."""
        from ipdesk.services.follow_up import tell_clients

        office, act, rows = self._desk.office, self._desk.act(), self.table.selected()
        if office is None or not rows or self.found is None or not self.found.current:
            return
        ids, note = [row.id for row in rows], self.note.text()
        self._next = self._after(ids)
        self.tell.setEnabled(False)
        self._desk.runner.write(lambda: tell_clients(office, act, ids, note), self._told, self._not_told)

    def _told(self, _changes: object) -> None:
        self.note.clear()
        self.table.setFocus()

    def _not_told(self, error: BaseException) -> None:
        self._next = None
        self._enable()
        self._desk.show_failure(error)

    def _after(self, ids: list[int]) -> int | None:
        """The next row below the chosen ones whose client wasn't told yet, else the first such row."""
        shown = self.table.shown()
        last = max((place for place, row in enumerate(shown) if row.id in ids), default=-1)
        for row in (*shown[last + 1 :], *shown[: last + 1]):
            if not row.told and row.id not in ids:
                return row.id
        return None

    def open_matter(self) -> None:
        """Show the chosen matter in its department."""
        row = self.table.current()
        if row is not None:
            self._desk.navigate(row.id)

    def export(self) -> None:
        """Write the list as it is filtered by drafter."""
        from ipdesk.services.follow_up import book
        from ui.list_output import save_book

        found = self.shown()
        if found is not None:
            save_book(self._desk, self, f"每周跟进 {found.week}.xlsx", lambda: book(found))

    def print_list(self) -> None:
        """Preview the list, drafter by drafter."""
        from ui.list_output import list_page, print_list
        from ui.pages.follow_up_columns import printed

        found = self.shown()
        if found is not None:
            made = self.tr("制表 {today}").format(today=self._desk.today)
            print_list(self._desk, list_page(printed(found), landscape=True, note=f"标准 3.1.1　{made}"), self)
