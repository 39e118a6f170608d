"""A table of rows that are all at hand: sorted, filtered and copied in the window. For lists of some thousand rows;
the matters of the whole office have a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.tables.headers import set_up_headers
from ui.tables.view import plain_cell
from ui.theme import colours
from ui.widgets.lamp import paint_lamp

R = TypeVar("R")
AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
LAMP_ROLE = int(Qt.ItemDataRole.UserRole) + 3
_ROOT = QModelIndex()
_PAD, _LAMP = 8, 12
_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.TextAlignmentRole,
    )
) | {ROW_ROLE, TONE_ROLE, LAMP_ROLE}


@dataclass(frozen=True)  # with slots ``PlainColumn[Row](…)`` can't be made
class PlainColumn(Generic[R]):
    """A column. ``width`` in pixels at 96 dpi; ``sort``: what is compared (None: the words); ``tone``: late, near,
    well, quiet, accent, bold or nothing; one column takes what is left over (``stretch``); ``tip``: shown on the
    cell; ``lamp``: a state whose lamp stands before the words.
    """

    title: str
    text: Callable[[R], str]
    width: int = 100
    right: bool = False
    sort: Callable[[R], Any] | None = None
    tone: Callable[[R], str] | None = None
    stretch: bool = False
    tip: Callable[[R], str] | None = None
    lamp: Callable[[R], str | None] | None = None


class PlainModel(QAbstractTableModel, Generic[R]):
    """The rows that pass the filter, in the order asked for. A row is known by its key: ``row.id`` or itself."""

    def __init__(self, columns: Sequence[PlainColumn[R]], key: Callable[[R], object], parent: QWidget) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.key = key
        self._all: tuple[R, ...] = ()
        self._rows: list[R] = []
        self._words = ""
        self._sorted_by, self._descending = -1, False

    def set_rows(self, rows: Sequence[R]) -> None:
        self._all = tuple(rows)
        self._arrange()

    def filter(self, words: str) -> None:
        """Only rows in which every word occurs somewhere; nothing typed: all."""
        if words != self._words:
            self._words = words
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1: the order the rows came in."""
        self._sorted_by, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        wanted = self._words.casefold().split()
        self._rows = [row for row in self._all if not wanted or self._matches(row, wanted)]
        if 0 <= self._sorted_by < len(self.columns):
            column = self.columns[self._sorted_by]
            # What has no value (None) stands last, whichever way the rest is sorted.
            with_value = [row for row in self._rows if _value(column, row) is not None]
            without = [row for row in self._rows if _value(column, row) is None]
            with_value.sort(key=lambda row: _value(column, row), reverse=self._descending)
            self._rows = with_value + without
        self.endResetModel()

    def _matches(self, row: R, wanted: Sequence[str]) -> bool:
        words = "\n".join(column.text(row) for column in self.columns).casefold()
        return all(word in words for word in wanted)

    def row_at(self, place: int) -> R | None:
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def rows(self) -> tuple[R, ...]:
        """What is shown, in the order shown."""
        return tuple(self._rows)

    def place_of(self, key: object) -> int:
        """Where the row with this key is shown, -1 when it is not."""
        return next((place for place, row in enumerate(self._rows) if self.key(row) == key), -1)

    # -- Qt -------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == ROW_ROLE:
            return row
        if role == TONE_ROLE:
            return column.tone(row) if column.tone is not None else ""
        if role == LAMP_ROLE:
            return column.lamp(row) if column.lamp is not None else None
        words = column.text(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip(row) if column.tip is not None else words if len(words) > 12 else "") or None
        return f"{column.title} {words}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren


def _value(column: PlainColumn[R], row: R) -> Any:
    return column.sort(row) if column.sort is not None else column.text(row)


class PlainDelegate(QStyledItemDelegate):
    """One line of text per cell in the colour of its tone, a quiet line below each row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        c, rect = colours(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.accent_soft)
        elif getattr(option.widget, "hover_row", -1) == index.row():
            painter.fillRect(rect, c.hover)
        painter.setPen(c.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        tone = str(index.data(TONE_ROLE) or "")
        font = QFont(option.font)
        font.setBold(tone in ("late", "bold"))
        painter.setFont(font)
        painter.setPen(getattr(c, tone, c.ink) if tone != "bold" else c.ink)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        state = index.data(LAMP_ROLE)
        if state is not None:
            paint_lamp(painter, QRect(inner.left(), inner.center().y() - _LAMP // 2, _LAMP, _LAMP), state)
            inner.adjust(_LAMP + 6, 0, 0, 0)
        words = painter.fontMetrics().elidedText(
            str(index.data() or "").replace("\n", " "), Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), words)
        painter.restore()


class PlainTable(QTableView, Generic[R]):
    """``opened``: a row was double-clicked; ``go``: Enter on it; ``chosen``: the cursor moved (a row or None).

    ``key`` says by what a row is known when the rows are shown again; without it ``row.id`` if there is one.
    """

    opened = Signal(object)
    go = Signal(object)
    chosen = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        columns: Sequence[PlainColumn[R]],
        name: str,
        parent: QWidget | None = None,
        *,
        key: Callable[[R], object] | None = None,
        several: bool = True,
    ) -> None:
        super().__init__(parent)
        self.rows_model: PlainModel[R] = PlainModel(columns, key or _key, self)
        self.hover_row = -1
        self._kept: tuple[object, frozenset[object]] = (None, frozenset())
        self._stretch = next((place for place, column in enumerate(columns) if column.stretch), len(columns) - 1)
        self.setModel(self.rows_model)
        self.setItemDelegate(PlainDelegate(self))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()
        self.rows_model.modelAboutToBeReset.connect(self._keep)
        self.rows_model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit(self.current()))
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows_model.row_at(index.row())))

    def _set_up_headers(self) -> None:
        header = set_up_headers(self)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)  # the third click gives the order the rows came in
        header.sortIndicatorChanged.connect(self.rows_model.sort)
        scale = self.fontMetrics().height() / 17
        for place, column in enumerate(self.rows_model.columns):
            header.resizeSection(place, int(column.width * scale))

    # -- rows -------------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; the cursor and the selection stay on the rows they were on."""
        self.rows_model.set_rows(rows)

    def filter_text(self, words: str) -> None:
        """Show only rows in which every one of these words occurs."""
        self.rows_model.filter(words)

    def shown(self) -> tuple[R, ...]:
        """The rows that are shown, in the order shown."""
        return self.rows_model.rows()

    def current(self) -> R | None:
        """The row the cursor is on."""
        index = self.currentIndex()
        return self.rows_model.row_at(index.row()) if index.isValid() else None

    def selected(self) -> tuple[R, ...]:
        """The selected rows in the order shown."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = (self.rows_model.row_at(place) for place in places)
        return tuple(row for row in rows if row is not None)

    def choose(self, key: object) -> bool:
        """Put the cursor on the row with this key; False when it is not shown."""
        place = self.rows_model.place_of(key)
        if place >= 0:
            self.selectRow(place)
        return place >= 0

    def _keep(self) -> None:
        row, key = self.current(), self.rows_model.key
        self._kept = (None if row is None else key(row), frozenset(key(one) for one in self.selected()))

    def _restore(self) -> None:
        current, chosen = self._kept
        model = self.rows_model
        last = model.columnCount() - 1
        selection = QItemSelection()
        for place, row in enumerate(model.rows()):
            if model.key(row) in chosen:
                selection.select(model.index(place, 0), model.index(place, last))
        place = model.place_of(current) if current is not None else -1
        if place >= 0:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(model.index(place, 0), flags.NoUpdate)
            self.selectionModel().select(selection, flags.ClearAndSelect)
            return
        self.chosen.emit(None)

    # -- keys, clipboard, sizes -------------------------------------------------------------------------

    def copied_text(self) -> str:
        """The selection with its headings, as Excel pastes it; no cell is a formula."""
        columns = self.rows_model.columns
        header = self.horizontalHeader()
        order = [columns[header.logicalIndex(place)] for place in range(header.count())]
        lines = ["\t".join(column.title for column in order)]
        lines += ["\t".join(plain_cell(column.text(row)) for column in order) for row in self.selected()]
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
            return
        row = self.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.go.emit(row)
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.rowAt(event.position().toPoint().y())
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the one wide column what the others leave, but never less than it needs."""
        header = self.horizontalHeader()
        others = sum(header.sectionSize(place) for place in range(header.count()) if place != self._stretch)
        least = self.fontMetrics().height() * 6
        header.resizeSection(self._stretch, max(least, self.viewport().width() - others))


def _key(row: object) -> object:
    """What a row is known by unless somebody says otherwise."""
    return getattr(row, "id", row)
