"""Ctrl+K: one line that finds matters, clients and people, and runs commands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.theme import colours

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from ipdesk.services.rows import Hit
    from ui.context import Desk

_ROW = int(Qt.ItemDataRole.UserRole)
_DELAY = 90  # milliseconds after the last key
_MOST = 40
_KIND_WORDS = {"matter": "案件", "client": "客户", "person": "人员"}


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette can run: ``keys`` are its shortcut, ``also`` more words it answers to."""

    text: str
    run: Callable[[], object]
    keys: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the answer."""

    kind: str
    title: str
    subtitle: str
    run: Callable[[], object]


def matching(commands: Sequence[Command], text: str) -> list[Command]:
    """The commands that hold every word of ``text`` (all of them when it is empty)."""
    words = text.lower().split()
    return [c for c in commands if all(word in f"{c.text} {c.also} {c.keys}".lower() for word in words)]


class FindDialog(QDialog):
    """The palette. Arrow keys move while the line keeps the cursor, Enter runs, Escape closes.

    ``chosen`` gets what was chosen; without it a matter is opened by ``desk.navigate``.
    """

    def __init__(
        self,
        desk: Desk,
        commands: Sequence[Command],
        recent: Sequence[Hit] = (),
        chosen: Callable[[Hit], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk = desk
        self._commands = tuple(commands)
        self._recent = tuple(recent)
        self._chosen = chosen
        self._asked = 0
        self.setObjectName("findDialog")
        self.setWindowTitle(self.tr("查找"))
        self.setModal(True)
        self.line = QLineEdit(self)
        self.line.setObjectName("findLine")
        self.line.setPlaceholderText(self.tr("案件编号、申请号、名称、客户、人员（可用拼音首字母）或命令"))
        self.line.setAccessibleName(self.tr("查找内容"))
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("查找结果"))
        self.list.setItemDelegate(_FindDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.hint = QLabel(self.tr("↑↓ 选择　Enter 打开　Esc 关闭"), self)
        self.hint.setObjectName("quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        for widget in (self.line, self.list, self.hint):
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(self._typed)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self.accept_row())
        self._show([])

    def sizeHint(self) -> QSize:
        return QSize(640, 460)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None:
            window = parent.window()
            width = min(640, window.width() - 48)
            self.resize(width, min(460, window.height() - 96))
            corner = window.mapToGlobal(window.rect().topLeft())
            self.move(corner.x() + (window.width() - width) // 2, corner.y() + 56)
        self.line.setFocus()

    # -- typing and asking -------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        self._show([])  # commands at once; what has to be looked up follows
        if text.strip():
            self._timer.start()
        else:
            self._timer.stop()
            self._asked += 1

    def _ask(self) -> None:
        from ipdesk.services.search import find

        office, text = self._desk.office, self.line.text().strip()
        if office is None or not text:
            return
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: find(office, text, _MOST), lambda hits: self._answered(asked, hits))

    def _answered(self, asked: int, hits: Sequence[Hit]) -> None:
        if asked == self._asked and self.line.text().strip():
            self._show(hits, looked_up=True)

    def _show(self, hits: Sequence[Hit], *, looked_up: bool = False) -> None:
        text = self.line.text().strip()
        rows = [self._hit_row(hit, "") for hit in hits]
        if not text:
            rows += [self._hit_row(hit, self.tr("最近 · ")) for hit in self._recent]
        rows += [_Row("命令", c.text, c.keys, c.run) for c in matching(self._commands, text)]
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.kind} {row.title} {row.subtitle}")
            item.setData(_ROW, row)
            self.list.addItem(item)
        if not rows:
            words = self.tr("没有找到「{text}」。").format(text=text) if looked_up else self.tr("正在查找…")
            item = QListWidgetItem(words)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        else:
            self.list.setCurrentRow(0)

    def _hit_row(self, hit: Hit, prefix: str) -> _Row:
        return _Row(_KIND_WORDS.get(hit.kind, hit.kind), hit.title, prefix + hit.subtitle, lambda: self._go(hit))

    def _go(self, hit: Hit) -> None:
        if self._chosen is not None:
            self._chosen(hit)
        elif hit.matter_id is not None:
            self._desk.navigate(hit.matter_id)

    # -- keys ------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = {
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_PageUp: -8,
                Qt.Key.Key_PageDown: 8,
            }
            step = moves.get(Qt.Key(event.key()))
            if step is not None:
                last = self.list.count() - 1
                self.list.setCurrentRow(min(last, max(0, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.accept_row()
                return True
        return super().eventFilter(watched, event)

    def accept_row(self) -> None:
        """Close, then do what the chosen line says (so that what it opens isn't below the palette)."""
        row = self.list.currentIndex().data(_ROW)
        if isinstance(row, _Row):
            self.accept()
            row.run()


class _FindDelegate(QStyledItemDelegate):
    """Kind, title and a quiet second part on one line."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, QFontMetrics(option.font).height() + 16)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        c, rect, row = colours(), option.rect, index.data(_ROW)
        painter.save()
        if isinstance(row, _Row) and option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.accent_soft)
        inner = rect.adjusted(10, 0, -10, 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if not isinstance(row, _Row):
            painter.setPen(c.quiet)
            painter.drawText(inner, left, str(index.data()))
            painter.restore()
            return
        small, bold = QFont(option.font), QFont(option.font)
        small.setPointSizeF(small.pointSizeF() * 0.88)
        bold.setBold(row.kind != "命令")
        painter.setFont(small)
        painter.setPen(c.quiet)
        painter.drawText(inner, left, row.kind)
        inner.setLeft(inner.left() + QFontMetrics(option.font).horizontalAdvance("案件字"))
        metrics = QFontMetrics(bold)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, int(inner.width() * 0.62))
        painter.setFont(bold)
        painter.setPen(c.ink)
        painter.drawText(inner, left, title)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(title) + 16)
        painter.setFont(small)
        painter.setPen(c.quiet)
        rest = QFontMetrics(small).elidedText(row.subtitle, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, rest)
        painter.restore()
