"""The list of due items that 今日, the calendar and the week share: painted lines under headings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QWidget

from ui.pages.due_delegates import ITEM_ROLE, CardDelegate, RowDelegate
from ui.pages.due_lines import Heading, Item, Line

AnyIndex = QModelIndex | QPersistentModelIndex


class DueListModel(QAbstractListModel):
    """Lines and headings, some hundred at most: they are given whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Item, ...] = ()

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._items = tuple(items)
        self.endResetModel()

    @property
    def items(self) -> tuple[Item, ...]:
        """What is shown, in order."""
        return self._items

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._items)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return item.text if isinstance(item, Heading) else item.spoken
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, Line):
            return "\n".join(part for part in (item.title, f"{item.number} {item.matter}", item.client) if part.strip())
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._items[index.row()], Heading):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class DueList(QListView):
    """Lines to read and act on: double-click or Enter opens the matter, the button or Ctrl+Enter records the step."""

    opened = Signal(int)  # matter id
    duty_opened = Signal(object)  # DutyState
    stepped = Signal(object)  # Line
    removed = Signal(object)  # Line of a reminder

    def __init__(self, name: str, *, cards: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = DueListModel(self)
        self.setModel(self._model)
        self._delegate = CardDelegate(self) if cards else RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setObjectName("dueList")

    # -- what it shows -------------------------------------------------------------------------

    def show_items(self, items: Sequence[Item]) -> None:
        """Show other lines; the chosen one stays chosen where it is still there."""
        line = self.line()
        scroll = self.verticalScrollBar().value()
        self._model.set_items(items)
        self.verticalScrollBar().setValue(scroll)
        if line is not None:
            self._choose_same(line)

    def items(self) -> tuple[Item, ...]:
        """What is shown, in order."""
        return self._model.items

    def line(self) -> Line | None:
        """The chosen line."""
        item = self.currentIndex().data(ITEM_ROLE) if self.currentIndex().isValid() else None
        return item if isinstance(item, Line) else None

    def choose(self, row: int) -> None:
        """Make the line in a row the chosen one."""
        self.setCurrentIndex(self._model.index(row, 0))

    def _choose_same(self, line: Line) -> None:
        for row, item in enumerate(self._model.items):
            if isinstance(item, Line) and item.key == line.key:
                self.choose(row)
                return

    # -- hands ---------------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        line = self._on_button(event.position().toPoint())
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.stepped.emit(line)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_button(event.position().toPoint()) is None:
            super().mouseDoubleClickEvent(event)
            self._open(self._line_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        on_button = self._on_button(point) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_button else Qt.CursorShape.ArrowCursor)
        if self._delegate.set_hover(QPersistentModelIndex(self.indexAt(point)), on_button):
            self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._delegate.set_hover(QPersistentModelIndex(), on_button=False):
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.line()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                if line.button:
                    self.stepped.emit(line)
            else:
                self._open(line)
            return
        if event.key() == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._copy(line)
            return
        if event.key() == Qt.Key.Key_Delete and line is not None and line.reminder_id is not None:
            self.removed.emit(line)
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        line = self._line_at(event.pos()) or self.line()
        if line is None:
            return
        menu = QMenu(self)
        if line.matter_id is not None:
            menu.addAction(self.tr("打开案件"), lambda: self._open(line))
        if line.duty is not None:
            menu.addAction(self.tr("全所事项…"), lambda: self._open(line))
        if line.button:
            words = self.tr("完成提醒") if line.reminder_id is not None else self.tr("记录「{step}」")
            menu.addAction(words.format(step=line.button), lambda: self.stepped.emit(line))
        if line.reminder_id is not None:
            menu.addAction(self.tr("移除提醒（Delete）"), lambda: self.removed.emit(line))
        menu.addAction(self.tr("复制这一行"), lambda: self._copy(line))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def _line_at(self, point: QPoint) -> Line | None:
        item = self.indexAt(point).data(ITEM_ROLE) if self.indexAt(point).isValid() else None
        return item if isinstance(item, Line) else None

    def _on_button(self, point: QPoint) -> Line | None:
        line = self._line_at(point)
        if line is None or not line.button:
            return None
        rect: QRect = self._delegate.button_rect(self.visualRect(self.indexAt(point)), line, self.fontMetrics())
        return line if rect.contains(point) else None

    def _open(self, line: Line | None) -> None:
        if line is not None and line.matter_id is not None:
            self.opened.emit(line.matter_id)
        elif line is not None and line.duty is not None:
            self.duty_opened.emit(line.duty)

    def _copy(self, line: Line | None) -> None:
        if line is None:
            return
        cells = (line.left, line.title, line.number, line.matter, line.client, line.person, line.on, line.clause)
        QGuiApplication.clipboard().setText("\t".join(cells))
