"""What a change of a rule would move, as a table with its sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ipdesk.text import label
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from datetime import date

    from ipdesk.services.standard_preview import Moved, Preview

_SOME = 6  # rows that fit without scrolling


def _day(on: date | None) -> str:
    return on.isoformat() if on is not None else "—"


def difference(row: Moved) -> str:
    """推后 2 日, 新增, 不再要求, 改由上级主管; — where only the state is another."""
    if row.due_old is None:
        return "新增"
    if row.due_new is None:
        return "不再要求"
    parts = []
    days = (row.due_new - row.due_old).days
    if days:
        parts.append(f"{'推后' if days > 0 else '提前'} {abs(days)} 日")
    if row.who_new != row.who_old:
        parts.append(f"改由{label('role', row.who_new)}")
    return "，".join(parts) or "—"


def _tone(row: Moved) -> str:
    if row.due_new is None:
        return "quiet"
    worse = row.state_new in ("overdue", "done_late") and row.state_new != row.state_old
    return "late" if worse else ""


def _state(row: Moved) -> str:
    """已逾期 → 进行中; one word where it stays."""
    names = [label("state", state) for state in (row.state_old, row.state_new) if state is not None]
    return " → ".join(dict.fromkeys(names)) if row.state_new is not None else "—"


_COLUMNS: tuple[PlainColumn[Moved], ...] = (
    PlainColumn("案件", lambda row: row.number, 96),
    PlainColumn("名称", lambda row: row.matter_title, 160, stretch=True),
    PlainColumn("原期限", lambda row: _day(row.due_old), 96, tone=lambda _row: "quiet"),
    PlainColumn("新期限", lambda row: _day(row.due_new), 96, tone=_tone),
    PlainColumn("变化", difference, 112, tone=_tone),
    PlainColumn("状态", _state, 152, lamp=lambda row: str(row.state_new) if row.state_new is not None else None),
)


class RulePreview(QWidget):
    """A sentence with the sums, remarks, and the items themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.remark = QLabel(self)
        self.remark.setProperty("tone", "near")
        self.remark.setWordWrap(True)
        self.table: PlainTable[Moved] = PlainTable(
            _COLUMNS, self.tr("会移动的期限"), self, key=lambda row: (row.matter_id, row.item, row.about, row.due_old)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.summary, self.remark):
            column.addWidget(widget)
        column.addWidget(self.table, 1)

    def hide_rows(self, words: str) -> None:
        """Nothing has been looked at yet."""
        self.summary.setText(words)
        self.summary.setProperty("tone", "quiet")
        self._polish()
        self.remark.hide()
        self.table.hide()

    def show_preview(self, seen: Preview) -> None:
        """Show what would move."""
        parts = [
            self.tr("移动 {n} 项").format(n=len(seen.moved)),
            self.tr("新增 {n} 项").format(n=len(seen.appearing)) if seen.appearing else "",
            self.tr("不再要求 {n} 项").format(n=len(seen.vanishing)) if seen.vanishing else "",
            self.tr("已办结而按期与否改变 {n} 项").format(n=len(seen.judged_anew)) if seen.judged_anew else "",
            self.tr("不受影响 {n} 项").format(n=seen.unaffected),
        ]
        self.summary.setText("，".join(part for part in parts if part) + "。")
        self.summary.setProperty("tone", "plain")
        self._polish()
        days = "、".join(rule.in_force_from.isoformat() for rule in seen.replaced)
        self.remark.setText(self.tr("将取代本所自 {days} 起的版本。").format(days=days) if seen.replaced else "")
        self.remark.setVisible(bool(seen.replaced))
        rows = seen.rows
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setMinimumHeight(height * (1 + min(max(len(rows), 1), _SOME)) + 4)

    def _polish(self) -> None:
        self.summary.style().unpolish(self.summary)
        self.summary.style().polish(self.summary)
