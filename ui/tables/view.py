"""The table of matters: fixed row height, columns that move and hide, selection kept by id, copy as TSV."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from ui.tables.delegates import CellDelegate
from ui.tables.headers import set_up_headers
from ui.tables.matter_model import MatterModel

_MOST_COPIED = 5000


class MatterTable(QTableView):
    """``chosen`` carries the current matter (0: none); ``go`` is Enter on it."""

    chosen = Signal(int)
    go = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, model: MatterModel, hidden: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kept: tuple[int, frozenset[int]] = (0, frozenset())
        self._kept_scroll = 0
        self.hover_row = -1
        self._stretch = next(place for place, column in enumerate(model.columns) if column.stretch)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(self.tr("案件列表"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers(hidden)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def _set_up_headers(self, hidden: Sequence[str]) -> None:
        header = set_up_headers(self)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._header_menu)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(False)
        header.sortIndicatorChanged.connect(self._model.sort)
        scale = self.fontMetrics().height() / 17
        for place, column in enumerate(self._model.columns):
            header.resizeSection(place, int(column.width * scale))
            header.setSectionHidden(place, column.key in hidden)

    # -- selection --------------------------------------------------------------------------------------

    def current_id(self) -> int:
        """The matter the cursor is on; 0 when there is none."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else 0

    def selected_ids(self) -> tuple[int, ...]:
        """The selected matters in the order shown."""
        selection = self.selectionModel().selection()
        ranges = [(r.top(), r.bottom()) for r in (selection.at(i) for i in range(selection.size()))]
        places = sorted({place for top, bottom in ranges for place in range(top, bottom + 1)})
        return tuple(self._model.id_at(place) for place in places)

    def choose(self, matter_id: int) -> bool:
        """Put the cursor on a matter; False when it is not shown."""
        place = self._model.place_of(matter_id)
        if place < 0:
            return False
        index = self._model.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)
        return True

    def _current_changed(self) -> None:
        self.chosen.emit(self.current_id())

    def _keep(self) -> None:
        self._kept = (self.current_id(), frozenset(self.selected_ids()))
        self._kept_scroll = self.verticalScrollBar().value()

    def _restore(self) -> None:
        current, chosen = self._kept
        place = self._model.place_of(current) if current else -1
        if place < 0:
            return
        places = sorted(p for p in (self._model.place_of(one) for one in chosen) if p >= 0)
        selection = QItemSelection()
        for top, bottom in _runs(places):
            selection.select(self._model.index(top, 0), self._model.index(bottom, self._model.columnCount() - 1))
        keeper = self.selectionModel()
        keeper.setCurrentIndex(self._model.index(place, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        keeper.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(self._kept_scroll)

    # -- columns ----------------------------------------------------------------------------------------

    def header_state(self) -> str:
        """Columns' order, widths, what is hidden and the sorting, as text to be remembered."""
        return bytes(self.horizontalHeader().saveState().toBase64().data()).decode()

    def restore_header(self, kept: str) -> None:
        """Take up what ``header_state`` gave; something unusable changes nothing."""
        if kept:
            self.horizontalHeader().restoreState(QByteArray.fromBase64(kept.encode()))

    def fit(self) -> None:
        """Give the one wide column what the others leave, but never less than it needs."""
        header = self.horizontalHeader()
        shown = [p for p in range(self._model.columnCount()) if not header.isSectionHidden(p)]
        others = sum(header.sectionSize(p) for p in shown if p != self._stretch)
        least = self.fontMetrics().height() * 8
        header.resizeSection(self._stretch, max(least, self.viewport().width() - others))

    def _header_menu(self, where: QPoint) -> None:
        header = self.horizontalHeader()
        menu = QMenu(self)
        for place, column in enumerate(self._model.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(place))
            action.setEnabled(place != 0)
            action.toggled.connect(lambda on, place=place: self._show_column(place, on=on))
        menu.popup(header.mapToGlobal(where))

    def _show_column(self, place: int, *, on: bool) -> None:
        self.horizontalHeader().setSectionHidden(place, not on)
        self.fit()

    # -- keys and clipboard -----------------------------------------------------------------------------

    def copied_text(self) -> str:
        """The selection with its headings, as Excel pastes it; never more than it can hold at hand."""
        header = self.horizontalHeader()
        order = [header.logicalIndex(v) for v in range(header.count())]
        order = [place for place in order if not header.isSectionHidden(place)]
        lines = ["\t".join(self._model.columns[place].title for place in order)]
        for one in self.selected_ids()[:_MOST_COPIED]:
            row = self._model.row_at(self._model.place_of(one))
            if row is not None:
                lines.append("\t".join(plain_cell(self._model.columns[place].text(row)) for place in order))
        return "\n".join(lines)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied_text())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_id():
            self.go.emit(self.current_id())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        """The whole row lights up, not the cell."""
        if row != self.hover_row:
            self.hover_row = row
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


def plain_cell(words: str) -> str:
    """A cell for a spreadsheet: no tabs or line ends, never a formula."""
    flat = " ".join(words.split())
    return f"'{flat}" if flat[:1] in "=+-@" and flat else flat


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Consecutive places as (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
