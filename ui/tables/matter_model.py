"""The matters' table model: ids in SQL order; rows fetched beside the window when they are painted."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ipdesk.services.rows import MatterRow
from ui.tables.columns import Column

CHUNK = 128
AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Fetch = Callable[[tuple[int, ...]], None]
_ROOT = QModelIndex()


class MatterModel(QAbstractTableModel):
    """``fetch`` is asked for rows by id and answers later through ``take_rows``.

    A stale row stays on the screen until its successor arrives; a matter that vanished becomes a disabled row.
    """

    sort_wanted = Signal(str, bool)  # column key, descending

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._places: dict[int, int] | None = None
        self._rows: dict[int, MatterRow] = {}
        self._stale: set[int] = set()
        self._gone: set[int] = set()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    # -- filling --------------------------------------------------------------------------------------

    def set_ids(self, ids: Iterable[int], rows: Iterable[MatterRow] = ()) -> bool:
        """Show these matters; rows at hand are given along. True when the order changed (the model was reset)."""
        fresh = array("q", ids)
        changed = fresh != self._ids
        if changed:
            self.beginResetModel()
            self._ids, self._places = fresh, None
        self._stale = set(self._rows)
        self._asked.clear()
        self._gone.clear()
        for row in rows:
            self._rows[row.id] = row
            self._stale.discard(row.id)
        if changed:
            self.endResetModel()
        elif self._ids:
            self._changed(range(len(self._ids)))
        return changed

    def take_rows(self, asked: Iterable[int], rows: Iterable[MatterRow]) -> None:
        """The answer of ``fetch``; ids without a row are gone."""
        asked = set(asked)
        for row in rows:
            self._rows[row.id] = row
            self._stale.discard(row.id)
            asked.discard(row.id)
            self._asked.discard(row.id)
        self._gone |= asked
        self._asked -= asked
        places = [self.place_of(one) for one in (*(row.id for row in rows), *asked)]
        self._changed([place for place in places if place >= 0])

    def drop(self, ids: Iterable[int] | None = None) -> None:
        """These rows (None: all) are out of date: read again when painted, shown as they are till then."""
        self._stale |= set(self._rows) if ids is None else set(ids) & set(self._rows)
        self._asked.clear()
        if self._ids:
            self._changed(range(len(self._ids)))

    def _changed(self, places: Sequence[int]) -> None:
        if places:
            last = len(self.columns) - 1
            self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), last))

    # -- asking ---------------------------------------------------------------------------------------

    def id_at(self, place: int) -> int:
        return self._ids[place]

    def ids(self) -> array[int]:
        return self._ids

    def place_of(self, matter_id: int) -> int:
        """The row of a matter, -1 when it is not shown."""
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self._ids)}
        return self._places.get(matter_id, -1)

    def row_at(self, place: int) -> MatterRow | None:
        """The row if it is here; else it is asked for."""
        if not 0 <= place < len(self._ids):
            return None
        one = self._ids[place]
        row = self._rows.get(one)
        if (row is None or one in self._stale) and one not in self._asked and one not in self._gone:
            self._want(place)
        return row

    def _want(self, place: int) -> None:
        """Ask for the chunk around: whoever scrolls gets it in few questions."""
        first = place - place % CHUNK
        for one in self._ids[first : first + CHUNK]:
            if (one not in self._rows or one in self._stale) and one not in self._asked:
                self._wanted.add(one)
        if not self._timer.isActive():
            self._timer.start()

    def _ask(self) -> None:
        wanted = tuple(self._wanted)
        self._wanted.clear()
        if wanted:
            self._asked |= set(wanted)
            self._fetch(wanted)

    # -- Qt -------------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        column = self.columns[index.column()]
        if row is None:
            return ("…" if self._ids[index.row()] not in self._gone else "已移除") if index.column() == 0 else ""
        words = column.text(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.ToolTipRole:
            return words if len(words) > 12 else None
        return f"{column.title} {words}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._ids[index.row()] in self._gone:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sorting is SQL: the page is told what is wanted."""
        if 0 <= column < len(self.columns):
            self.sort_wanted.emit(self.columns[column].key, order == Qt.SortOrder.DescendingOrder)


_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        ROW_ROLE,
    }
)
