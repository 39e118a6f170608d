"""All hand-overs (标准 3.5.5): to be decided, then what moved lately; below, the matters of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ipdesk.text import label
from ui import theme
from ui.dialogs.base import take_wanted_size
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.services.rows import TransferRow
    from ipdesk.services.transfers import TransferMatter
    from ui.context import Desk

_RECENT = timedelta(days=30)
_ID = int(Qt.ItemDataRole.UserRole)
_HEADINGS = ("编号", "时间", "移交", "案件", "状态", "经办", "原因")
_WIDTHS = (112, 148, 156, 56, 96, 80, 200)


class TransferListDialog(QDialog):
    """Read when shown and after every decision; a double-click or Enter opens the form as it was."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left = False
        self._rows: dict[int, TransferRow] = {}
        self.setWindowTitle(self.tr("项目移交申请"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.tree = QTreeWidget(self)
        self.matters: PlainTable[TransferMatter] = PlainTable(
            [
                PlainColumn(self.tr("案件编号"), lambda one: one.number, 108),
                PlainColumn(self.tr("名称"), lambda one: one.title, 240, stretch=True),
                PlainColumn(self.tr("客户"), lambda one: one.client, 260),
                PlainColumn(self.tr("随案移交的事项"), lambda one: str(one.open_items), 120, right=True),
            ],
            self.tr("移交的案件"),
            self,
            key=lambda one: one.number,
        )
        self.what = QLabel(self)
        self.what.setObjectName("sectionTitle")
        self.empty = QLabel(self.tr("还没有移交申请。在部门页签选中案件后，用“移交…”填写。"), self)
        self.empty.setObjectName("quiet")
        self.open_button = QPushButton(self.tr("打开申请单"), self)
        self.open_button.setProperty("primary", True)
        self.open_button.setAutoDefault(False)
        self._set_up_tree()
        self._lay_out()
        self.open_button.clicked.connect(self.open_form)
        self.tree.itemActivated.connect(lambda _item, _column: self.open_form())
        self.tree.currentItemChanged.connect(lambda _now, _before: self._read_matters())
        self.matters.opened.connect(self._go)
        self.matters.go.connect(self._go)
        desk.changes.happened.connect(self._changed)
        desk.wanted.connect(self._left_for)
        take_wanted_size(self)
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(1000, 600)

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setAccessibleName(self.tr("移交申请"))
        tree.setHeaderLabels(list(_HEADINGS))
        tree.setRootIsDecorated(False)
        tree.setIndentation(12)
        tree.setUniformRowHeights(True)
        for column, width in enumerate(_WIDTHS):
            tree.header().resizeSection(column, width)
        tree.header().setSectionResizeMode(len(_HEADINGS) - 1, QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        close = QPushButton(self.tr("关闭"), self)
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        below = QWidget(self)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.what)
        frame = QFrame(below)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.matters)
        column.addWidget(frame, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.tree)
        splitter.addWidget(below)
        splitter.setSizes([280, 240])
        splitter.setHandleWidth(12)
        splitter.setChildrenCollapsible(False)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.empty)
        layout.addWidget(splitter, 1)
        layout.addLayout(row)

    # -- reading ------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read all hand-overs."""
        from ipdesk.services.transfers import transfers

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(lambda: transfers(office), self._show)

    def _show(self, rows: tuple[TransferRow, ...]) -> None:
        if self._left:
            return
        chosen = self.current()
        self._rows = {row.id: row for row in rows}
        self.empty.setVisible(not rows)
        self.tree.blockSignals(True)
        self.tree.clear()
        for heading, some in grouped(rows, self._desk.today):
            if some:
                self._add_group(heading, some)
        self.tree.blockSignals(False)
        self.open_button.setEnabled(bool(rows))
        wanted = self._item_of(chosen) or self._first()
        if wanted is not None:
            self.tree.setCurrentItem(wanted)
        self._read_matters()

    def _add_group(self, heading: str, rows: Sequence[TransferRow]) -> None:
        words = self.tr("{heading}　{count} 份").format(heading=heading, count=len(rows))
        top = QTreeWidgetItem(self.tree, [words])
        top.setFirstColumnSpanned(True)
        top.setFlags(Qt.ItemFlag.ItemIsEnabled)
        top.setForeground(0, QBrush(theme.colours().quiet))
        font = top.font(0)
        font.setBold(True)
        top.setFont(0, font)
        for row in rows:
            item = QTreeWidgetItem(top, list(cells_of(row, self._desk.today)))
            item.setData(0, _ID, row.id)
            for column in range(len(_HEADINGS)):
                item.setToolTip(column, item.text(column))
            if row.state == "requested":
                item.setForeground(4, QBrush(theme.colours().near))
        top.setExpanded(True)

    def current(self) -> int | None:
        """The id of the hand-over the cursor is on."""
        item = self.tree.currentItem()
        return item.data(0, _ID) if item is not None else None

    def _items(self) -> list[QTreeWidgetItem]:
        tops = [self.tree.topLevelItem(place) for place in range(self.tree.topLevelItemCount())]
        found = [top.child(place) for top in tops if top is not None for place in range(top.childCount())]
        return [item for item in found if item is not None]

    def _item_of(self, transfer_id: int | None) -> QTreeWidgetItem | None:
        return next((item for item in self._items() if item.data(0, _ID) == transfer_id), None)

    def _first(self) -> QTreeWidgetItem | None:
        return next(iter(self._items()), None)

    def _read_matters(self) -> None:
        from ipdesk.services.transfers import transfer_matters

        office, chosen = self._desk.office, self.current()
        if office is None or chosen is None:
            self.what.clear()
            self.matters.show_rows(())
            return
        row = self._rows[chosen]
        words = self.tr("{number} 移交的案件（双击打开案件）").format(number=row.number)
        self.what.setText(words)
        self._desk.runner.read(lambda: transfer_matters(office, chosen), lambda found: self._take(chosen, found))

    def _take(self, transfer_id: int, found: tuple[TransferMatter, ...]) -> None:
        if not self._left and transfer_id == self.current():
            self.matters.show_rows(found)

    # -- doing --------------------------------------------------------------------------------------------

    def open_form(self) -> None:
        """Open the chosen hand-over's form."""
        from ui.dialogs.transfer import TransferDialog

        chosen = self.current()
        if chosen is not None:
            TransferDialog(self._desk, transfer_id=chosen, parent=self).open()

    def _go(self, one: TransferMatter) -> None:
        if one.matter_id is not None:
            self._desk.navigate(one.matter_id)

    def _left_for(self, _matter_id: int) -> None:
        """A matter is shown in the window behind: this has done its work."""
        self.reject()

    def _changed(self, changes: object) -> None:
        if "transfers" in getattr(changes, "kinds", ()) and not self._left:
            self.read()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        if not self._left:
            self._left = True
            self._desk.changes.happened.disconnect(self._changed)
            self._desk.wanted.disconnect(self._left_for)
        super().done(result)


def grouped(rows: Sequence[TransferRow], today: date) -> list[tuple[str, list[TransferRow]]]:
    """待批准, then what was approved within thirty days, the newest decision first; then the rest."""
    waiting = [row for row in rows if row.state == "requested"]
    decided = sorted((row for row in rows if row.state != "requested"), key=_moment, reverse=True)
    recent = [row for row in decided if row.state == "approved" and _moment(row).date() >= today - _RECENT]
    rest = [row for row in decided if row not in recent]
    return [("待批准", waiting), ("最近批准", recent), ("已退回与更早", rest)]


def cells_of(row: TransferRow, today: date) -> tuple[str, ...]:
    """One line of the list: the decision's day where there is one, else the request's."""
    moment = _moment(row)
    days = (today - moment.date()).days
    near = {0: "今天", 1: "昨天"}.get(days, "")
    state = label("transfer_state", "signed" if row.signed_at else row.state)
    return (
        row.number,
        f"{near or moment.date().isoformat()} {moment:%H:%M}",
        f"{row.from_person or '（未分配）'} → {row.to_person}",
        f"{len(row.matter_ids)} 件",
        f"▲ {state}" if row.state == "requested" else state,
        row.decided_by or row.requested_by,
        row.refusal or row.reason,
    )


def _moment(row: TransferRow) -> datetime:
    return (row.decided_at or row.requested_at).astimezone()
