"""What an exception will stop, what it will ask for, and what goes on regardless: shown before it is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ipdesk.text import label
from ui import theme

if TYPE_CHECKING:
    from ipdesk.services.exception_views import FeeLine, Halt, ItemLine

_MOST = 12
_HEIGHT = 200


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
        stops = [(halt, item) for halt in halts for item in halt.stops]
        begins = [(halt, item) for halt in halts for item in halt.begins]
        official = [(halt, item) for halt in halts for item in halt.official]
        fees = [(halt, fee) for halt in halts for fee in halt.fees]
        lines = [_item(halt, item, several) for halt, item in stops]
        stopped = self.tr("停止计算，恢复后顺延") if self._pausing else self.tr("随之作废")
        parts = [_block(self.tr("服务期限 {count} 项{what}").format(count=len(lines), what=stopped), lines)]
        if begins:
            lines = [_item(halt, item, several) for halt, item in begins]
            parts.append(_block(self.tr("随即要做"), lines))
        late = theme.colours().late.name()
        lines = [
            *(_item(halt, item, several) for halt, item in official),
            *(_fee(halt, fee, several) for halt, fee in fees),
        ]
        head = self.tr("法定期限不因此停止") + ("：" if lines else self.tr("（本案目前没有未办结的法定期限和官费）"))
        parts.append(f'<div style="color:{late}">{_block(head, lines)}</div>')
        self.words.setText("".join(parts))

    def say(self, words: str) -> None:
        """What stood in the way of working it out."""
        self.words.setText(escape(words))


def _block(head: str, lines: Sequence[str]) -> str:
    shown = [*lines[:_MOST], *([f"… 共 {len(lines)} 项"] if len(lines) > _MOST else [])]
    rows = "".join(f'<div style="margin-left:12px">{line}</div>' for line in shown)
    return f'<div style="margin-top:2px"><b>{escape(head)}</b></div>{rows}'


def _item(halt: Halt, item: ItemLine, several: bool) -> str:
    about = f"（{about_in_words(item.about)}）" if item.about else ""
    return _line(halt, several, f"{item.due.isoformat()}　{item.title}{about}", item.clause, label("state", item.state))


def _fee(halt: Halt, fee: FeeLine, several: bool) -> str:
    year = f"（第 {fee.year} 年度）" if fee.year else ""
    return _line(halt, several, f"{fee.due.isoformat()}　{label('fee_kind', fee.kind)}{year}", f"¥{fee.amount:,.2f}")


def _line(halt: Halt, several: bool, *parts: str) -> str:
    return escape("　".join(_given((halt.number if several else "", *parts))))


def _given(parts: Iterable[str]) -> list[str]:
    return [part for part in parts if part]


def about_in_words(about: str) -> str:
    """第 7 年度 for an annual fee's key; any other key as it is."""
    return f"第 {about.partition(':')[2]} 年度" if about.startswith("annual:") else about
