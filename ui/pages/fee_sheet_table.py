"""The lines of a week's sheet, grouped by salesperson, each group with its subtotal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from ipdesk.services.fee_sheet import LineView, SheetView, Subtotal
from ipdesk.text import label
from ui.theme import colours

AnyIndex = QModelIndex | QPersistentModelIndex
_MONEY = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the page: heading, width, what it says of a line, whether it is money."""

    heading: str
    width: int
    text: Callable[[LineView], str]
    money: bool = False


def money(amount: Decimal | None) -> str:
    """1,234.00; nothing for None."""
    return "" if amount is None else f"{amount:,.2f}"


def fee_words(line: LineView) -> str:
    """年费 第 7 年度."""
    words = label("fee_kind", line.fee)
    return f"{words} 第 {line.year} 年度" if line.year else words


COLUMNS: tuple[Column, ...] = (
    Column("序号", 48, lambda line: str(line.position)),
    Column("案件编号", 96, lambda line: line.number),
    Column("申请号", 136, lambda line: line.application_number),
    Column("专利名称", 220, lambda line: line.title),
    Column("费用", 124, fee_words),
    Column("应缴金额", 96, lambda line: money(line.amount), money=True),
    Column("滞纳金", 84, lambda line: money(line.late), money=True),
    Column("合计", 100, lambda line: money(line.total), money=True),
    Column("缴费期限", 100, lambda line: line.due.isoformat() if line.due else ""),
    Column("收款日期", 100, lambda line: line.received_on.isoformat() if line.received_on else ""),
    Column("打款日期", 100, lambda line: line.paid_on.isoformat() if line.paid_on else ""),
    Column("打款金额", 96, lambda line: money(line.paid_amount), money=True),
    Column("财务备注", 120, lambda line: line.finance_note),
    Column("申请人", 180, lambda line: line.applicant),
    Column("专利类型", 88, lambda line: label("kind", line.kind)),
    Column("票据抬头", 180, lambda line: line.invoice_title),
    Column("统一社会信用代码", 170, lambda line: line.credit_code),
    Column("备注", 200, lambda line: line.note),
)
_TITLE, _AMOUNT, _LATE, _TOTAL = 3, 5, 6, 7


class FeeSheetModel(QAbstractTableModel):
    """Lines in the sheet's order; after each salesperson's lines their subtotal."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LineView | Subtotal] = []

    def set_view(self, view: SheetView | None) -> None:
        """Show another sheet (None: nothing)."""
        self.beginResetModel()
        self._rows = []
        if view is not None:
            for subtotal in view.subtotals:
                self._rows += [line for line in view.lines if line.salesperson == subtotal.salesperson]
                self._rows.append(subtotal)
        self.endResetModel()

    def line(self, row: int) -> LineView | None:
        """The line in a row; None for a subtotal."""
        item = self._rows[row] if 0 <= row < len(self._rows) else None
        return item if isinstance(item, LineView) else None

    def row_of(self, uid: str) -> int:
        """Where a line stands; -1 when it is gone."""
        rows = enumerate(self._rows)
        return next((place for place, item in rows if isinstance(item, LineView) and item.uid == uid), -1)

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[section].money:
            return _MONEY
        return None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item, column = self._rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return (_sum_text(item, column) if isinstance(item, Subtotal) else COLUMNS[column].text(item)) or None
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[column].money:
            return _MONEY
        if isinstance(item, Subtotal):
            return _sum_look(role)
        if role == Qt.ItemDataRole.ForegroundRole and column == _LATE and item.late:
            return colours().late
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self._rows[index.row()], Subtotal):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _sum_text(item: Subtotal, column: int) -> str:
    if column == _TITLE:
        return f"{item.salesperson or '（无业务员）'} 小计（{item.lines} 笔）"
    if column in (_AMOUNT, _LATE, _TOTAL):
        return money((item.amount, item.late, item.total)[column - _AMOUNT])
    return ""


def _sum_look(role: int) -> object:
    if role == Qt.ItemDataRole.FontRole:
        font = QFont()
        font.setBold(True)
        return font
    if role == Qt.ItemDataRole.BackgroundRole:
        return colours().raised
    return None
