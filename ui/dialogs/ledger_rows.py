"""The rows of a ledger preview as a table: filtered by outcome and by text, in the order of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from ipdesk.errors import UserError
from ipdesk.text import label, sentence
from ui.theme import colours

if TYPE_CHECKING:
    from ipdesk.services.ledger import PreviewRow

AnyIndex = QModelIndex | QPersistentModelIndex
STATES = (("", "全部"), ("new", "新增"), ("changed", "变更"), ("unchanged", "未变"), ("refused", "未接收"))
STATE_WORDS = dict(STATES)
_SIGNS = {"new": "＋", "changed": "△", "unchanged": "＝", "refused": "✕"}
_HEADINGS = ("工作表", "行", "结果", "案件编号", "名称", "类型", "说明")


def why(row: PreviewRow, labels: Mapping[str, str]) -> str:
    """What is to be said of a row: why it is refused, what changes from what to what, what was left out.

    ``labels``: the fields of a ledger, code to label.
    """
    if row.errors:
        return row.why
    parts = [f"{_field(c.field, labels)}：{_shown(c.old)} → {_shown(c.new)}" for c in row.changes]
    parts += [sentence(UserError(code)) for code in row.remarks]
    return "；".join(parts)


def _field(name: str, labels: Mapping[str, str]) -> str:
    kind, _, event = name.partition(":")
    return label("event", event) if kind == "event" else labels.get(name, name)


def _shown(value: str) -> str:
    return value or "（空）"


class LedgerRows(QAbstractTableModel):
    """Rows come whole with the preview; filtering makes a list of indices, never a proxy."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[PreviewRow, ...] = ()
        self._cells: list[tuple[str, ...]] = []
        self._texts: list[str] = []
        self._shown: list[int] = []

    def set_rows(self, rows: tuple[PreviewRow, ...], cells: list[tuple[str, ...]]) -> None:
        """Show the rows of another preview, unfiltered; ``cells`` are theirs, from :func:`cells_of`."""
        self.beginResetModel()
        self._rows = rows
        self._cells = cells
        self._texts = [" ".join(texts).lower() for texts in cells]
        self._shown = list(range(len(rows)))
        self.endResetModel()

    def filter(self, state: str, text: str) -> None:
        """Show the rows with an outcome (all: empty) that hold every word of ``text``."""
        words = text.lower().split()
        self.beginResetModel()
        self._shown = [
            place
            for place, row in enumerate(self._rows)
            if (not state or row.state == state) and all(word in self._texts[place] for word in words)
        ]
        self.endResetModel()

    def row(self, place: int) -> PreviewRow:
        """The row shown at a place."""
        return self._rows[self._shown[place]]

    def told(self, place: int) -> str:
        """What is to be said of the row shown at a place."""
        row, said = self.row(place), self._cells[self._shown[place]][-1]
        return f"第 {row.row} 行：{said}" if said else ""

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section] if 0 <= section < len(_HEADINGS) else None
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells[place][index.column()] or None
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 2:
            return _colour(self._rows[place].state)
        return None


def cells_of(rows: Iterable[PreviewRow], labels: Mapping[str, str]) -> list[tuple[str, ...]]:
    """What the table shows of the rows: made beside the window, ten thousand sentences take their time."""
    return [_cells(row, labels) for row in rows]


def _cells(row: PreviewRow, labels: Mapping[str, str]) -> tuple[str, ...]:
    outcome = f"{_SIGNS[row.state]} {STATE_WORDS[row.state]}"
    kind = label("kind", row.kind) if row.kind else ""
    return (row.sheet, str(row.row), outcome, row.number, row.title, kind, why(row, labels))


def _colour(state: str) -> QColor:
    c = colours()
    return {"new": c.well, "changed": c.near, "refused": c.late}.get(state, c.quiet)
