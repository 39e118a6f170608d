"""The view of a table of steps: dots to click, digits and Enter to record, files to drop on a row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ipdesk.services.notices import Step
from ui.tables.steps import ROW_ROLE, AnyIndex, Column, StepColumn, StepModel, StepRow, TextColumn, short_day
from ui.theme import Colours, colours
from ui.widgets.lamp import paint_lamp, text_colour

_PAD = 8
_DOT = 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StepDelegate(QStyledItemDelegate):
    """Paints both sorts of cells; ``hover`` is the cell under the mouse."""

    hover: tuple[int, int] = (-1, -1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        c, rect = colours(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.accent_soft)
        elif self.hover[0] == index.row():
            painter.fillRect(rect, c.hover)
        painter.setPen(c.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        model, row = index.model(), index.data(ROW_ROLE)
        if isinstance(model, StepModel) and row is not None:
            column = model.columns[index.column()]
            if isinstance(column, StepColumn):
                lit = self.hover == (index.row(), index.column())
                _paint_step(painter, rect, option.font, row, column.place, lit=lit)
            else:
                _paint_text(painter, rect, option.font, row, column)
        painter.restore()


def _paint_text(painter: QPainter, rect: QRect, font: QFont, row: StepRow, column: TextColumn) -> None:
    c = colours()
    inner = rect.adjusted(_PAD, 4, -_PAD, -5)
    upper, lower = column.upper(row), column.lower(row)
    state = column.lamp(row) if column.lamp is not None else ""
    half = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2 if lower else inner.height())
    if state:
        paint_lamp(painter, QRect(half.left(), half.center().y() - 5, 12, 12), state)
        half.adjust(18, 0, 0, 0)
    tone = column.tone(row) if column.tone is not None else ""
    painter.setPen(_tone(c, tone))
    painter.setFont(font)
    side = _RIGHT if column.right else _LEFT
    _elided(painter, half, upper, side)
    if lower:
        painter.setPen(c.quiet)
        painter.setFont(_small(font))
        below = QRect(inner.left(), half.bottom() + 1, inner.width(), inner.bottom() - half.bottom())
        _elided(painter, below, lower, side)


def _paint_step(painter: QPainter, rect: QRect, font: QFont, row: StepRow, place: int, *, lit: bool) -> None:
    """The track through the cell, the dot on it, the date below."""
    c, steps = colours(), row.steps
    step = steps[place]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QPointF(rect.center().x() + 0.5, rect.top() + 5 + _DOT / 2 + 3)
    following = step.pending and step.event == row.next_step
    if following or (lit and step.pending):
        box = QRectF(rect).adjusted(4, 3, -4, -4)
        painter.setPen(QPen(c.accent if lit else c.accent_line, 1))
        painter.setBrush(c.surface if not lit else c.accent_soft)
        painter.drawRoundedRect(box, 5, 5)
    _paint_track(painter, rect, centre, steps, place)
    _paint_dot(painter, centre, step)
    words = short_day(step)
    if words:
        small = _small(font)
        small.setBold(step.state == "overdue" or following)
        painter.setFont(small)
        painter.setPen(c.accent if step.state == "ready" else text_colour(step.state) if not step.done else c.quiet)
        below = QRect(rect.left(), int(centre.y() + _DOT / 2 + 1), rect.width(), rect.bottom() - int(centre.y()) - 10)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), words)


def _paint_track(painter: QPainter, rect: QRect, centre: QPointF, steps: Sequence[Step], place: int) -> None:
    """Half a line to each neighbour, green where both ends are done; none to what is not asked for."""
    c = colours()
    gap = _DOT / 2 + 2
    for neighbour, near, far in (
        (place - 1, centre.x() - gap, rect.left() - 0.5),
        (place + 1, centre.x() + gap, rect.right() + 0.5),
    ):
        if not 0 <= neighbour < len(steps) or "none" in (steps[place].state, steps[neighbour].state):
            continue
        done = steps[place].done and steps[neighbour].done
        painter.setPen(QPen(c.well_lamp if done else c.border, 2 if done else 1))
        painter.drawLine(QPointF(near, centre.y()), QPointF(far, centre.y()))


def _paint_dot(painter: QPainter, centre: QPointF, step: Step) -> None:
    c = colours()
    box = QRectF(centre.x() - _DOT / 2, centre.y() - _DOT / 2, _DOT, _DOT)
    if step.state in ("ready", "later"):
        painter.setPen(QPen(c.accent if step.state == "ready" else c.border, 1.8 if step.state == "ready" else 1.2))
        painter.setBrush(c.surface)
        margin = 2.5 if step.state == "ready" else 4
        painter.drawEllipse(box.adjusted(margin, margin, -margin, -margin))
    elif step.state == "none":
        painter.setPen(QPen(c.border, 1.4))
        painter.drawLine(QPointF(centre.x() - 3, centre.y()), QPointF(centre.x() + 3, centre.y()))
    else:
        margin = 1 if step.done else 1.5
        paint_lamp(painter, box.adjusted(margin, margin, -margin, -margin), step.state)


class StepTable(QTableView):
    """``step_wanted``: a dot that can be recorded was clicked; ``place_wanted``: a digit; ``go``: Enter;
    ``opened``: double click on a row; ``files_dropped``: a row and paths."""

    step_wanted = Signal(str)
    place_wanted = Signal(int)
    go = Signal()
    opened = Signal()
    chosen = Signal()
    menu_wanted = Signal(QPoint)
    files_dropped = Signal(object, list)

    def __init__(self, columns: Sequence[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = StepModel(columns, self)
        self._delegate = StepDelegate(self)
        self._kept: tuple[tuple[int, str] | None, frozenset[tuple[int, str]]] = (None, frozenset())
        self.setModel(self.rows_model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()
        self.rows_model.modelAboutToBeReset.connect(self._keep)
        self.rows_model.modelReset.connect(self._restore)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self.chosen.emit())

    def _set_up_headers(self) -> None:
        height = self.fontMetrics().height()
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(2 * height + 16)
        header = self.horizontalHeader()
        header.setDefaultAlignment(_LEFT)
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setFixedHeight(height + 18)
        header.sortIndicatorChanged.connect(self.rows_model.sort)
        scale = height / 17
        for place, column in enumerate(self.rows_model.columns):
            header.resizeSection(place, int(column.width * scale))

    # -- rows ----------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[StepRow]) -> None:
        """Show rows; the cursor and the selection stay on the same ones."""
        self.rows_model.set_rows(rows)

    def current(self) -> StepRow | None:
        return self.rows_model.row(self.currentIndex().row())

    def selected(self) -> tuple[StepRow, ...]:
        """The selected rows as shown; the current one when nothing is selected."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        rows = [row for row in map(self.rows_model.row, places) if row is not None]
        now = self.current()
        return tuple(rows) or ((now,) if now is not None else ())

    def choose(self, place: int) -> None:
        """Put the cursor on a row."""
        index = self.rows_model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)

    def choose_many(self, keys: Sequence[tuple[int, str]]) -> None:
        """Select these rows beside the current one."""
        wanted, last = set(keys), self.rows_model.columnCount() - 1
        selection = QItemSelection()
        for place, row in enumerate(self.rows_model.rows):
            if row.key in wanted:
                selection.select(self.rows_model.index(place, 0), self.rows_model.index(place, last))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _keep(self) -> None:
        now = self.current()
        selected = {row.key for row in self.selected()}
        self._kept = (now.key if now is not None else None, frozenset(selected))
        self._kept_place = self.currentIndex().row()

    def _restore(self) -> None:
        current, chosen = self._kept
        places = {row.key: place for place, row in enumerate(self.rows_model.rows)}
        if not places:
            self.chosen.emit()
            return
        last = min(max(self._kept_place, 0), len(places) - 1)
        self.choose(places.get(current, last) if current is not None else last)
        selection = QItemSelection()
        for key in chosen:
            if key in places and len(chosen) > 1:
                place = places[key]
                selection.select(
                    self.rows_model.index(place, 0), self.rows_model.index(place, self.rows_model.columnCount() - 1)
                )
        if selection.size():
            self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)
        self.chosen.emit()

    # -- mouse ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row(), index.column())
        step = self.rows_model.step_at(index) if index.isValid() else None
        hand = step is not None and step.pending
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1, -1)

    def _hover(self, row: int, column: int) -> None:
        if self._delegate.hover != (row, column):
            self._delegate.hover = (row, column)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A dot belongs to its row, and to the whole selection when the row is in it."""
        index = self.indexAt(event.position().toPoint())
        step = self.rows_model.step_at(index) if index.isValid() else None
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and plain and step is not None and step.pending:
            if not self.selectionModel().isRowSelected(index.row()):
                self.choose(index.row())
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.step_wanted.emit(step.event)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.rows_model.step_at(index) is None:
            self.opened.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isRowSelected(index.row()):
            self.choose(index.row())
        self.menu_wanted.emit(event.globalPos())

    # -- keys ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bare = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() is not None:
            self.go.emit()
        elif bare and event.text().isdigit() and event.text() != "0":
            self.place_wanted.emit(int(event.text()))
        else:
            super().keyPressEvent(event)

    def copied_text(self) -> str:
        """The selection with its headings, as Excel pastes it."""
        columns = self.rows_model.columns
        lines = ["\t".join(column.title for column in columns)]
        for row in self.selected():
            place = self.rows_model.rows.index(row)
            lines.append("\t".join(_flat(self.rows_model.text_of(place, column)) for column in columns))
        return "\n".join(lines)

    # -- files ---------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row(), -1)
        if index.isValid() and event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        row = self.rows_model.row(self.indexAt(event.position().toPoint()).row())
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if row is not None and paths:
            event.acceptProposedAction()
            self.files_dropped.emit(row, paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share what the others leave among the columns that stretch, none below its own width."""
        header, scale = self.horizontalHeader(), self.fontMetrics().height() / 17
        columns = self.rows_model.columns
        wide = [place for place, column in enumerate(columns) if isinstance(column, TextColumn) and column.stretch]
        others = sum(header.sectionSize(place) for place in range(len(columns)) if place not in wide)
        room = self.viewport().width() - others
        least = sum(columns[place].width for place in wide) or 1
        for place in wide:
            share = room * columns[place].width // least
            header.resizeSection(place, max(int(columns[place].width * scale * 0.7), share))


def _tone(c: Colours, name: str) -> QColor:
    return {"late": c.late, "near": c.near, "well": c.well, "quiet": c.quiet, "faint": c.faint}.get(name, c.ink)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    return small


def _elided(painter: QPainter, rect: QRect, words: str, side: Qt.AlignmentFlag) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side), shown)


def _flat(words: str) -> str:
    """A cell for a spreadsheet: no tabs or line ends, never a formula."""
    flat = " ".join(words.split())
    return f"'{flat}" if flat[:1] in tuple("=+-@") and flat else flat
