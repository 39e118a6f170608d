"""What an exception will stop, what it will ask for, and what goes on regardless: shown before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ipdesk.text import label
from ui import theme

if TYPE_CHECKING:
    from ipdesk.services.exception_views import FeeLine, Halt, ItemLine

_MOST = 12
_HEIGHT = 184


class Consequences(QScrollArea):
    """Filled by ``show_halts``; ``pausing``: the items stand still instead of ending."""

    def __init__(self, parent: QWidget | None = None, *, pausing: bool = False) -> None:
        super().__init__(parent)
        self._pausing = pausing
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("将会发生什么"))
        self.setFixedHeight(_HEIGHT)
        inner = QFrame(self)
        inner.setObjectName("whyBox")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 8, 12, 8)
        self.words = QLabel(inner)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.words, 1)
        self.setWidget(inner)
        self.words.setText(self.tr("正在推算…"))

    def show_halts(self, halts: Sequence[Halt]) -> None:
        """Say it for one matter, or for several together with their numbers."""
        several = len(halts) > 1
        late = theme.colours().late.name()
        stops = [(halt, item) for halt in halts for item in halt.stops]
        begins = [(halt, item) for halt in halts for item in halt.begins]
        official = [(halt, item) for halt in halts for item in halt.official]
        fees = [(halt, fee) for halt in halts for fee in halt.fees]
        lines = [
            *(_item(halt, item, several) for halt, item in official),
            *(_fee(halt, fee, several) for halt, fee in fees),
        ]
        head = self.tr("法定期限不因此停止") + ("：" if lines else self.tr("（目前没有未办结的法定期限和官费）"))
        parts = [_block(head, lines).replace("<b>", f'<b style="color:{late}">')]
        lines = [_item(halt, item, several) for halt, item in stops]
        stopped = self.tr("停止计算，恢复后顺延") if self._pausing else self.tr("随之作废")
        parts.append(_block(self.tr("服务期限 {count} 项{what}").format(count=len(lines), what=stopped), lines))
        if begins:
            lines = [_item(halt, item, several) for halt, item in begins]
            parts.append(_block(self.tr("随即要做"), lines))
        self.words.setText("".join(parts))

    def say(self, words: str) -> None:
        """What stood in the way of working it out."""
        self.words.setText(escape(words))


def _block(head: str, rows: Sequence[str]) -> str:
    """A heading and its rows as a table, so that dates, titles and clauses stand under one another."""
    more = f'<tr><td colspan="4">… 共 {len(rows)} 项</td></tr>' if len(rows) > _MOST else ""
    body = "".join(rows[:_MOST]) + more
    table = f'<table cellspacing="0" cellpadding="2" style="margin-left:12px">{body}</table>' if rows else ""
    return f"<div><b>{escape(head)}</b></div>{table}"


def _item(halt: Halt, item: ItemLine, several: bool) -> str:
    about = f"（{about_in_words(item.about)}）" if item.about else ""
    return _row(halt, several, item.due.isoformat(), item.title + about, item.clause, label("state", item.state))


def _fee(halt: Halt, fee: FeeLine, several: bool) -> str:
    year = f"（第 {fee.year} 年度）" if fee.year else ""
    return _row(halt, several, fee.due.isoformat(), label("fee_kind", fee.kind) + year, f"¥{fee.amount:,.2f}")


def _row(halt: Halt, several: bool, *cells: str) -> str:
    shown = (halt.number, *cells) if several else cells
    return "<tr>" + "".join(f'<td style="padding-right:16px">{escape(cell)}</td>' for cell in shown) + "</tr>"


def about_in_words(about: str) -> str:
    """第 7 年度 for an annual fee's key; any other key as it is."""
    return f"第 {about.partition(':')[2]} 年度" if about.startswith("annual:") else about
