"""How the matters' cells are painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ipdesk.domain.matters import State
from ipdesk.services.rows import MatterRow
from ui.tables.columns import lamp_of
from ui.tables.matter_model import ROW_ROLE
from ui.theme import colours
from ui.widgets.lamp import paint_lamp, text_colour

_PAD = 8
_LAMP = 12
_VALIGN = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class CellDelegate(QStyledItemDelegate):
    """One line of text per cell, a quiet line below each row; the first column has its lamp."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        c, rect = colours(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.accent_soft)
        elif getattr(option.widget, "hover_row", -1) == index.row():
            painter.fillRect(rect, c.hover)
        painter.setPen(c.line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = index.data(ROW_ROLE)
        inner = rect.adjusted(_PAD, 0, -_PAD, 0)
        key = index.model().columns[index.column()].key  # type: ignore[attr-defined]
        if isinstance(row, MatterRow) and key == "nearest":
            self._paint_nearest(painter, inner, option.font, row, str(index.data()))
        else:
            resting = isinstance(row, MatterRow) and row.state in ("completed", "cancelled", "infeasible")
            painter.setPen(c.faint if resting or row is None else c.ink)
            painter.setFont(option.font)
            _elided(painter, inner, str(index.data() or ""))
        painter.restore()

    def _paint_nearest(self, painter: QPainter, rect: QRect, font: QFont, row: MatterRow, words: str) -> None:
        state = lamp_of(row)
        if state is not None:
            paint_lamp(painter, QRect(rect.left(), rect.center().y() - _LAMP // 2, _LAMP, _LAMP), state)
        bold = QFont(font)
        bold.setBold(state == State.OVERDUE)
        painter.setFont(bold)
        painter.setPen(colours().faint if state is None else text_colour(state))
        rect = rect.adjusted(_LAMP + 6, 0, 0, 0)
        official = row.nearest is not None and row.nearest.official
        end = _elided(painter, rect.adjusted(0, 0, -36 if official else 0, 0), words)
        if official:
            paint_badge(painter, QRect(end + 6, rect.top(), rect.right() - end, rect.height()), "法定", font)


def paint_badge(painter: QPainter, rect: QRect, words: str, font: QFont) -> int:
    """An outlined red word at the left of ``rect``; returns where it ends."""
    c = colours()
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * 0.85)
    metrics = QFontMetrics(small)
    box = QRectF(rect.left() + 0.5, 0, metrics.horizontalAdvance(words) + 8, metrics.height() + 2)
    box.moveTop(rect.center().y() - box.height() / 2 + 0.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(small)
    painter.setPen(QPen(c.late, 1))
    painter.setBrush(c.surface)
    painter.drawRoundedRect(box, 3, 3)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    return int(box.right())


def _elided(painter: QPainter, rect: QRect, words: str) -> int:
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _VALIGN, shown)
    return rect.left() + metrics.horizontalAdvance(shown)
