"""A department's tab: counters that filter, the matters on the left, the selected one on the right."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.matters import State
from ipdesk.services.rows import Bucket, Counters, Filter, MatterRow, Sort
from ipdesk.text import label
from ui.departments import Description
from ui.pages.matter_panel import MatterPanel, open_transfer
from ui.recording import NOT_FOR_MANY, open_pause, open_resume, record_for
from ui.tables.columns import COLUMNS
from ui.tables.matter_model import MatterModel
from ui.tables.view import MatterTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.pill import Pill

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ipdesk.services.people import Person
    from ui.context import Desk

_BUCKETS = (
    (Bucket.OVERDUE, "逾期", State.OVERDUE),
    (Bucket.TODAY, "今天到期", State.DUE_SOON),
    (Bucket.WEEK, "本周", None),
    (Bucket.WAITING, "等待中", State.WAITING),
    (Bucket.PAUSED, "暂停", State.PAUSED),
    (Bucket.ALL, "全部", None),
)
_FIRST_ROWS = 64
_TYPING = 150
_KINDS = frozenset({"matters", "events", "due_items", "people", "clients", "calendar", "rules"})


@dataclass(frozen=True, slots=True)
class Loaded:
    """One answer: the ids in order, the first rows, the counters."""

    ids: array[int]
    rows: tuple[MatterRow, ...]
    counters: Counters


class DepartmentPage(QWidget):
    """One layout for all four departments; what differs is in the description."""

    def __init__(self, desk: Desk, description: Description, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._what = desk, description
        self._stale, self._asked, self._wanted_id = True, 0, 0
        self._people_known = False
        self.title = description.title
        order = (*description.columns, *description.hidden)
        self.model = MatterModel([COLUMNS[key] for key in order], self._fetch, self)
        self.table = MatterTable(self.model, description.hidden, self)
        self.panel = MatterPanel(desk, self)
        self.pills: dict[str, Pill] = {}
        self.handler = QComboBox(self)
        self.kind = QComboBox(self)
        self.line = QLineEdit(self)
        self.new = QPushButton(self.tr("＋ 新建案件"), self)
        self.many = _ManyBar(desk, self)
        self.empty = EmptyState(self.tr("没有案件"), parent=self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._sort = Sort()
        self._typing = _delayed(self, _TYPING, self.refresh)
        self._choosing = _delayed(self, 40, self._show_current)
        self._lay_out()
        self._restore_state()
        self._connect()

    # -- building -----------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._filters(), 1)
        self.new.setProperty("primary", True)
        self.new.setToolTip(self.tr("新建案件（Ctrl+N）"))
        top.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        self._layers = QStackedLayout()
        self._layers.addWidget(self.table)
        self._layers.addWidget(self.empty)
        inner.addLayout(self._layers)
        inner.addWidget(self.many)
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.panel)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([800, 540])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addWidget(self.splitter, 1)

    def _filters(self) -> QWidget:
        holder = QWidget(self)
        flow = FlowLayout(holder)
        group = QButtonGroup(self)
        for bucket, words, lamp in _BUCKETS:
            pill = self.pills[bucket] = Pill(words, lamp, holder)
            group.addButton(pill)
            flow.addWidget(pill)
        self.pills[Bucket.ALL].setChecked(True)
        self._group = group
        for combo, name in ((self.handler, self._what.handler), (self.kind, self.tr("类型"))):
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.addItem(self.tr("{name}：全部").format(name=name), None)
        for kind in self._what.kinds:
            self.kind.addItem(label("kind", kind), str(kind))
        flow.addWidget(self.handler)
        if len(self._what.kinds) > 1:
            flow.addWidget(self.kind)
        else:
            self.kind.hide()
        self.line.setPlaceholderText(self.tr("筛选…（Ctrl+F）"))
        self.line.setAccessibleName(self.tr("筛选案件"))
        self.line.setClearButtonEnabled(True)
        self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * 13)
        flow.addWidget(self.line)
        return holder

    def _connect(self) -> None:
        self._group.buttonClicked.connect(lambda _button: self.refresh())
        self.handler.currentIndexChanged.connect(lambda _place: self.refresh())
        self.kind.currentIndexChanged.connect(lambda _place: self.refresh())
        self.line.textChanged.connect(lambda _text: self._typing.start())
        self.line.returnPressed.connect(self.table.setFocus)
        self.model.sort_wanted.connect(self._sort_by)
        self.table.chosen.connect(lambda _one: self._choosing.start())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._selection_changed())
        self.table.go.connect(lambda _one: self.panel.record_primary())
        self.table.doubleClicked.connect(lambda _index: self.panel.edit())
        self.table.menu_wanted.connect(self._menu)
        self.new.clicked.connect(self._new_matter)

    # -- the page's face to the window --------------------------------------------------------------------

    def refresh(self) -> None:
        """Read ids, first rows and counters again; selection and scroll position stay."""
        office, today = self._desk.office, self._desk.today
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked, wanted, sort = self._asked, self.filter(), self._sort

        def read() -> Loaded:
            from ipdesk.services import listing

            ids = listing.matter_ids(office, today, wanted, sort)
            rows = listing.matter_rows(office, today, ids[:_FIRST_ROWS])
            held = (wanted.department, wanted.handler_id, wanted.kind, wanted.text)
            return Loaded(ids, rows, listing.counters(office, today, *held))

        self._desk.runner.read(read, lambda loaded: self._loaded(loaded) if asked == self._asked else None)
        if not self._people_known:
            self._read_people()

    def on_changes(self, changes: Changes) -> None:
        """Read again what changed; a hidden page waits until it is shown."""
        if "people" in changes.kinds:
            self._people_known = False
        if not self.isVisible():
            self._stale = self._stale or bool(changes.kinds & _KINDS)
            return
        if changes.kinds & _KINDS:
            self.refresh()
        view = self.panel.view
        touched = not changes.matters or (view is not None and view.id in changes.matters)
        if view is not None and touched and not self._note_is_typed():
            self.panel.refresh()

    def show_matter(self, matter_id: int) -> None:
        """Put the cursor on a matter, filters taken away if they hide it."""
        self._wanted_id = matter_id
        if self.table.choose(matter_id):
            self._wanted_id = 0
            self.panel.show_matter(matter_id)
            return
        for widget in (self.handler, self.kind, self.line, self._group):
            widget.blockSignals(True)
        self.pills[Bucket.ALL].setChecked(True)
        self.handler.setCurrentIndex(0)
        self.kind.setCurrentIndex(0)
        self.line.clear()
        for widget in (self.handler, self.kind, self.line, self._group):
            widget.blockSignals(False)
        self.refresh()

    def take_focus(self) -> None:
        """The keyboard goes to the matters."""
        self.table.setFocus()

    def focus_filter(self) -> None:
        self.line.setFocus()
        self.line.selectAll()

    def filter_text(self, text: str) -> None:
        """Show every matter with this text in it."""
        self.pills[Bucket.ALL].setChecked(True)
        self.line.setText(text)

    def filter(self) -> Filter:
        """The filters as chosen."""
        return Filter(
            department=str(self._what.department),
            bucket=self.bucket(),
            handler_id=self.handler.currentData(),
            kind=self.kind.currentData(),
            text=self.line.text().strip(),
        )

    def bucket(self) -> str:
        return next((name for name, pill in self.pills.items() if pill.isChecked()), Bucket.ALL)

    # -- answers ------------------------------------------------------------------------------------------

    def _loaded(self, loaded: Loaded) -> None:
        for bucket, pill in self.pills.items():
            pill.set_count(getattr(loaded.counters, bucket))
        self.model.set_ids(loaded.ids, loaded.rows)
        self._layers.setCurrentWidget(self.table if loaded.ids else self.empty)
        if not loaded.ids:
            filtered = loaded.counters.all > 0 or self.filter() != Filter(str(self._what.department))
            if filtered:
                self.empty.set_text(self.tr("没有符合条件的案件"), self.tr("换一个计数、人员或筛选文字。"))
            else:
                self.empty.set_text(
                    self.tr("{tab}还没有案件").format(tab=self.title),
                    self.tr("点右上角“新建案件”，或把台账拖进窗口导入。"),
                )
            self.panel.show_matter(0)
            return
        wanted, self._wanted_id = self._wanted_id, 0
        if wanted and self.table.choose(wanted):
            self.panel.show_matter(wanted)
        elif not self.table.currentIndex().isValid():
            self.table.choose(loaded.ids[0])

    def _fetch(self, ids: tuple[int, ...]) -> None:
        from ipdesk.services.listing import matter_rows

        office, today = self._desk.office, self._desk.today
        if office is not None:
            self._desk.runner.read(
                lambda: matter_rows(office, today, ids), lambda rows: self.model.take_rows(ids, rows)
            )

    def _read_people(self) -> None:
        from ipdesk.services.people import people

        office = self._desk.office
        if office is not None:
            self._people_known = True
            self._desk.runner.read(lambda: people(office), self._set_people)

    def _set_people(self, found: Iterable[Person]) -> None:
        chosen = self.handler.currentData()
        self.handler.blockSignals(True)
        while self.handler.count() > 1:
            self.handler.removeItem(1)
        for one in found:
            if one.active and one.department == str(self._what.department):
                self.handler.addItem(one.name, one.id)
        self.handler.setCurrentIndex(max(0, self.handler.findData(chosen)))
        self.handler.blockSignals(False)

    # -- choosing -----------------------------------------------------------------------------------------

    def _show_current(self) -> None:
        current = self.table.current_id()
        if self.panel.view is None or self.panel.view.id != current:
            self.panel.show_matter(current)

    def _selection_changed(self) -> None:
        self.many.show_selection(self.table.selected_ids())

    def _sort_by(self, column: str, descending: bool) -> None:
        self._sort = Sort(column, descending)
        self.refresh()

    def _note_is_typed(self) -> bool:
        return self.panel.more is not None and self.panel.view is not None and self.panel.more.typing()

    def _new_matter(self) -> None:
        from ui.dialogs.new_matter import NewMatterDialog

        dialog = NewMatterDialog(self._desk, str(self._what.department), self.window())
        dialog.made.connect(self._desk.navigate)
        dialog.open()

    def _menu(self, where: QPoint) -> None:
        ids = self.table.selected_ids()
        if ids:
            menu = QMenu(self)
            self.many.fill_menu(menu, ids)
            menu.addSeparator()
            menu.addAction(self.tr("复制（可粘贴到 Excel）"), self._copy)
            menu.popup(where)

    def _copy(self) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(self.table.copied_text())

    # -- remembering --------------------------------------------------------------------------------------

    def _key(self, name: str) -> str:
        return f"department/{self._what.department}/{name}"

    def _restore_state(self) -> None:
        self.table.restore_header(self._desk.recall(self._key("columns")))
        kept = self._desk.recall(self._key("splitter"))
        if kept:
            self.splitter.restoreState(QByteArray.fromBase64(kept.encode()))
        bucket = self._desk.recall(self._key("bucket"))
        if bucket in self.pills:
            self.pills[bucket].setChecked(True)
        header = self.table.horizontalHeader()
        place = header.sortIndicatorSection()
        if 0 <= place < len(self.model.columns):
            descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            self._sort = Sort(self.model.columns[place].key, descending)

    def _save_state(self) -> None:
        splitter = bytes(self.splitter.saveState().toBase64().data()).decode()
        for name, value in (("columns", self.table.header_state()), ("splitter", splitter), ("bucket", self.bucket())):
            self._desk.remember(self._key(name), value)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
            if self.panel.view is not None:
                self.panel.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._save_state()
        super().hideEvent(event)


class _ManyBar(QFrame):
    """Stands below the table while several matters are selected: what can be done with all of them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: tuple[int, ...] = ()
        self.words = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self.words)
        row.addStretch(1)
        self.do = QPushButton(self.tr("批量处理 ▾"), self)
        menu = QMenu(self.do)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: self.fill_menu(menu, self._ids))
        self.do.setMenu(menu)
        row.addWidget(self.do)
        self.hide()

    def show_selection(self, ids: tuple[int, ...]) -> None:
        self._ids = ids
        self.setVisible(len(ids) > 1)
        self.words.setText(self.tr("已选 {count} 件").format(count=len(ids)))

    def fill_menu(self, menu: QMenu, ids: tuple[int, ...]) -> None:
        """Assign, hand over, and record the same event today on all."""
        menu.addAction(self.tr("分配…"), lambda: self._assign(ids))
        menu.addAction(self.tr("移交…"), lambda: open_transfer(self._desk, ids, self.window()))
        menu.addAction(self.tr("暂停…"), lambda: open_pause(self._desk, ids, self.window()))
        menu.addAction(self.tr("恢复…"), lambda: open_resume(self._desk, ids, self.window()))
        menu.addSeparator()
        office = self._desk.office
        rest = menu.addMenu(self.tr("记录事件（今天）"))
        for name, kind in office.rulebook.events.items() if office is not None else ():
            if not (kind.office or kind.fields or kind.about or name in NOT_FOR_MANY):
                rest.addAction(label("event", name), partial(record_for, self._desk, ids, name, self.window()))

    def _assign(self, ids: tuple[int, ...]) -> None:
        from ui.dialogs.assign import AssignDialog

        AssignDialog(self._desk, ids, self.window()).open()


def _delayed(parent: QWidget, milliseconds: int, run: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer
