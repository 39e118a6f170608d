"""Resume paused matters: each open item with its old and its new date before it is confirmed (标准 3.5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from ipdesk.domain.matters import State
from ui import theme
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.consequences import about_in_words
from ui.dialogs.halting import HaltReader
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.exception_views import Moved, Resumption
    from ui.context import Desk

_TITLE, _BEFORE, _AFTER, _CHANGE = range(4)


class ResumeDialog(AskDialog):
    """One day for all of them; official items are listed and never move."""

    def __init__(self, desk: Desk, matter_ids: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(desk, "恢复案件", "恢复", parent)
        self.setMinimumWidth(680)
        self._ids = matter_ids
        words = self.tr("恢复后，暂停期间的工作日不计入服务期限，各项期限顺延如下；法定期限不变。")
        said = QLabel(words, self)
        said.setWordWrap(True)
        self.form.addRow(said)
        self.on = DateField(desk.today, self.tr("恢复日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("恢复日期"), self.on)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setPlaceholderText(self.tr("例如：款项已到账"))
        self.form.addRow(self.tr("说明"), self.note)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName(self.tr("恢复后的期限"))
        self.tree.setHeaderLabels([self.tr("案件与事项"), self.tr("暂停前"), self.tr("恢复后"), self.tr("变动")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        date_width = self.fontMetrics().horizontalAdvance("0000-00-00") + 28
        for column, width in ((_BEFORE, date_width), (_AFTER, date_width), (_CHANGE, date_width + 24)):
            header.resizeSection(column, width)
        self.tree.setMinimumHeight(240)
        self.form.addRow(self.tree)
        self._reader = HaltReader(desk, matter_ids, "resumed", self.on, self._read, self)
        take_wanted_size(self)
        self.note.setFocus()

    def _read(self, found: tuple[Resumption, ...] | str) -> None:
        self.tree.clear()
        if isinstance(found, str):
            self.refuse(found)
            return
        self.refuse("")
        self._ids = tuple(matter.matter_id for matter in found)
        for matter in found:
            heading = self.tr("{number} {title} · 自 {since:%m-%d} 暂停 · {days} 个工作日").format(
                number=matter.number, title=matter.title, since=matter.since, days=matter.days
            )
            top = QTreeWidgetItem(self.tree, [heading + (f" · {matter.reason}" if matter.reason else "")])
            top.setFirstColumnSpanned(True)
            font = top.font(_TITLE)
            font.setBold(True)
            top.setFont(_TITLE, font)
            top.setToolTip(_TITLE, heading)
            for item in matter.items:
                self._add(top, item)
            if not matter.items:
                QTreeWidgetItem(top, [self.tr("没有未办结的期限")])
            top.setExpanded(True)

    def _add(self, top: QTreeWidgetItem, item: Moved) -> None:
        about = f"（{about_in_words(item.about)}）" if item.about else ""
        title = f"{self.tr('【法定】') if item.official else ''}{item.title}{about}　{item.clause}"
        row = QTreeWidgetItem(top, [title, item.before.isoformat(), item.after.isoformat(), self._change(item)])
        row.setToolTip(_TITLE, title)
        late = item.state is State.OVERDUE
        for column in (_AFTER, _CHANGE):
            if late or item.official:
                row.setForeground(column, QBrush(theme.colours().late))
        row.setTextAlignment(_BEFORE, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _change(self, item: Moved) -> str:
        if item.official:
            return self.tr("不变（法定）")
        days = (item.after - item.before).days
        words = self.tr("顺延 {days} 天").format(days=days) if days else self.tr("不变")
        return self.tr("{change} · 已逾期").format(change=words) if item.state is State.OVERDUE else words

    def submit(self) -> None:
        from ipdesk.services.exceptions import resume_matters

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        ids, note = self._ids, self.note.text().strip()
        self.run(lambda office, act: resume_matters(office, act, ids, on, note))
