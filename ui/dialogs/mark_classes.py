"""Choosing Nice classes: all 45 in a list that narrows as one types, several ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.nice import SERVICES, class_text
from ui.dialogs.base import take_wanted_size

_NUMBER = Qt.ItemDataRole.UserRole


class MarkClassesDialog(QDialog):
    """``picked`` carries the classes as a tuple of numbers. Enter in the search ticks the best answer."""

    picked = Signal(object)

    def __init__(self, name: str, chosen: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ticked = set(chosen)
        self.setWindowTitle(self.tr("选择类别：{name}").format(name=name) if name else self.tr("选择类别"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("类号、商品或服务、拼音首字母；回车勾选第一个"))
        self.line.setAccessibleName(self.tr("查找类别"))
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("45 个类别"))
        self.list.setMinimumSize(560, 420)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.about = QLabel(self)
        self.about.setObjectName("quiet")
        self.about.setWordWrap(True)
        self.about.setMinimumHeight(self.fontMetrics().height() * 3)
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sum = QLabel(self)
        self.buttons = QDialogButtonBox(self)
        self.go = self.buttons.addButton(self.tr("确定"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.go.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(8)
        for widget in (self.line, self.list, self.about, self.sum, self.buttons):
            layout.addWidget(widget)
        self.line.textChanged.connect(self._fill)
        self.line.installEventFilter(self)
        self.list.itemChanged.connect(self._changed)
        self.list.currentItemChanged.connect(lambda item, _before: self._tell(item))
        self.list.itemActivated.connect(self._turn)
        self.buttons.accepted.connect(self._take)
        self.buttons.rejected.connect(self.reject)
        self._fill("")
        self.line.setFocus()
        take_wanted_size(self)

    def chosen(self) -> tuple[int, ...]:
        """The classes that are ticked, in order."""
        return tuple(sorted(self._ticked))

    def _fill(self, typed: str) -> None:
        """The classes that answer; without anything typed the ticked ones stand first."""
        from ipdesk.services.nice import find_classes

        found = find_classes(typed)
        if not typed.strip():
            found = tuple(sorted(found, key=lambda one: (one.number not in self._ticked, one.number)))
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(f"{one.number:\u2007>2}　{one.name}　{'、'.join(one.words[:6])}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one.number in self._ticked else Qt.CheckState.Unchecked)
            item.setData(_NUMBER, one.number)
            item.setToolTip(one.heading)
            self.list.addItem(item)
        self.list.blockSignals(False)
        if found:
            self.list.setCurrentRow(0)
        self._tell(self.list.currentItem())

    def _tell(self, item: QListWidgetItem | None) -> None:
        from ipdesk.services.nice import nice_classes

        if item is None:
            self.about.setText(self.tr("没有这样的类别；可换个说法，或直接写 1 到 45 的类号。"))
        else:
            one = nice_classes()[item.data(_NUMBER)]
            sort = self.tr("服务") if one.number >= SERVICES else self.tr("商品")
            self.about.setText(f"第 {one.number} 类（{sort}）：{one.heading}")
        count = len(self._ticked)
        said = self.tr("已选 {count} 个类别：{classes}").format(count=count, classes=class_text(self.chosen()))
        self.sum.setText(said if count else self.tr("还没有选择类别"))

    def _changed(self, item: QListWidgetItem) -> None:
        number = int(item.data(_NUMBER))
        if item.checkState() == Qt.CheckState.Checked:
            self._ticked.add(number)
        else:
            self._ticked.discard(number)
        self._tell(item)

    def _turn(self, item: QListWidgetItem) -> None:
        on = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _take(self) -> None:
        self.picked.emit(self.chosen())
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search: Enter ticks the best answer and clears what was typed, the arrows walk the list."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            item = self.list.currentItem()
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.line.text().strip() and item is not None:
                    item.setCheckState(Qt.CheckState.Checked)
                    self.line.clear()
                elif not self.line.text().strip():
                    self._take()
                return True
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.count():
                step = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
        return super().eventFilter(watched, event)
