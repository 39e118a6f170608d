"""A table whose rows go through steps: two-line cells, and the steps as a track of dots with their dates.

A done step is a tick, what is to be done a lamp, what comes later a ring; words and tips say the same, so that
colour never speaks alone. Any row will do that has ``key``, ``steps`` and ``next_step``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ipdesk.services.notices import Step
from ipdesk.text import label

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)


class StepRow(Protocol):
    """What a row must know."""

    @property
    def key(self) -> tuple[int, str]: ...

    @property
    def steps(self) -> tuple[Step, ...]: ...

    @property
    def next_step(self) -> str: ...


@dataclass(frozen=True, slots=True)
class TextColumn:
    """Two lines of text; ``lamp`` a due item's state in front, ``tone`` of the upper line (late|near|well|quiet)."""

    title: str
    width: int
    upper: Callable[[Any], str]
    lower: Callable[[Any], str] = lambda _row: ""
    sort: Callable[[Any], Any] | None = None
    lamp: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    stretch: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class StepColumn:
    """The step at ``place`` of each row; ``area``: where the short names of steps stand among the labels."""

    title: str
    place: int
    width: int = 60


Column = TextColumn | StepColumn


def step_words(step: Step) -> str:
    """A step in one sentence: for tips, screen readers and the clipboard."""
    name = label("event", step.event)
    if step.done:
        late = "（逾期完成）" if step.state == "done_late" else ""
        by = f"，{step.by}" if step.by else ""
        return f"{name}：{step.on}{by}{late}"
    if step.due is not None:
        left = step.days_left or 0
        when = f"逾期 {-left} 个工作日" if left < 0 else "今天到期" if left == 0 else f"还有 {left} 个工作日"
        paused = "，已暂停" if step.state == "paused" else ""
        who = f"，{step.by}" if step.by else ""
        return f"{name}：{step.due} 到期，{when}{paused}{who}（{step.clause}）"
    return f"{name}：" + {"ready": "可以记录", "later": "等前一步", "none": "不需要"}.get(step.state, step.state)


class StepModel(QAbstractTableModel):
    """Rows as they were read, or sorted by a column; ``columns`` never change."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[StepRow] = []
        self._read: list[StepRow] = []
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def set_rows(self, rows: Sequence[StepRow]) -> None:
        """Show these rows, in the order chosen."""
        self.beginResetModel()
        self._read = list(rows)
        self.rows = self._in_order()
        self.endResetModel()

    def row(self, place: int) -> StepRow | None:
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def step_at(self, index: AnyIndex) -> Step | None:
        """The step a cell shows, None for a cell of text."""
        row, column = self.row(index.row()), self.columns[index.column()] if index.isValid() else None
        if row is None or not isinstance(column, StepColumn) or column.place >= len(row.steps):
            return None
        return row.steps[column.place]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.beginResetModel()
        self._sorted = (column, order)
        self.rows = self._in_order()
        self.endResetModel()

    def _in_order(self) -> list[StepRow]:
        place, order = self._sorted
        rows = list(self._read)
        if not 0 <= place < len(self.columns):
            return rows
        column = self.columns[place]
        if isinstance(column, StepColumn):
            rows.sort(key=lambda row: _step_order(row.steps[column.place]))
        else:
            rows.sort(key=column.sort or column.upper)
        return rows if order == Qt.SortOrder.AscendingOrder else rows[::-1]

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(column, StepColumn):
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:  # type: ignore[union-attr]
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == ROW_ROLE:
            return row
        if isinstance(column, StepColumn):
            step = self.step_at(index)
            if step is None:
                return None
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                return step_words(step)
            return short_day(step) if role == Qt.ItemDataRole.DisplayRole else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [part for part in (column.upper(row), column.lower(row)) if part]
            return ("\n" if role == Qt.ItemDataRole.ToolTipRole else " · ").join(parts) or None
        return None

    def text_of(self, place: int, column: Column) -> str:
        """A cell for a spreadsheet."""
        row = self.rows[place]
        if isinstance(column, StepColumn):
            step = row.steps[column.place]
            return step.on.isoformat() if step.on else f"{step.due} 到期" if step.due else ""
        return " ".join(part for part in (column.upper(row), column.lower(row)) if part)


def short_day(step: Step) -> str:
    """What stands below a dot."""
    day = step.on if step.done else step.due
    if day is not None:
        return f"{day:%m-%d}"
    return "待办" if step.state == "ready" else ""


def _step_order(step: Step) -> tuple[int, str]:
    """What is to be done first, by date; then what was done, then the rest."""
    day = (step.on if step.done else step.due) or None
    rank = 0 if step.pending else 1 if step.done else 2
    return rank, day.isoformat() if day else "9999"
