"""How a line of a due list is painted: as a row with columns (wide) or as a card (narrow)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.pages.due_lines import TO_CONFIRM, Heading, Line
from ui.theme import Colours, colours
from ui.widgets.lamp import paint_lamp

ITEM_ROLE = int(Qt.ItemDataRole.UserRole)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PAD = 12


@dataclass(frozen=True, slots=True)
class _Pen:
    """A painter with the three fonts and the colours of one line."""

    painter: QPainter
    colours: Colours
    plain: QFont
    bold: QFont
    small: QFont

    def text(self, rect: QRect, words: str, colour: QColor, font: QFont | None = None) -> int:
        """Paint elided text; returns the x where it ends."""
        font = font or self.plain
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        self.painter.setFont(font)
        self.painter.setPen(colour)
        self.painter.drawText(rect, _LEFT, shown)
        return rect.left() + metrics.horizontalAdvance(shown)

    def badge(self, rect: QRect, words: str, colour: QColor, *, dashed: bool = False) -> int:
        """A small outlined word at the left of ``rect``; returns the x where it ends."""
        metrics = QFontMetrics(self.small)
        width = metrics.horizontalAdvance(words) + 8
        if width > rect.width():
            return rect.left()
        height = metrics.height() + 2
        box = QRectF(rect.left() + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRoundedRect(box, 3, 3)
        self.painter.setFont(self.small)
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return int(box.right()) + 6

    def tone(self, name: str) -> QColor:
        """The ink of a tone."""
        c = self.colours
        return {"late": c.late, "near": c.near, "well": c.well}.get(name, c.quiet)


def _pen(painter: QPainter, font: QFont) -> _Pen:
    bold, small = QFont(font), QFont(font)
    bold.setBold(True)
    small.setPointSizeF(font.pointSizeF() * 0.88)
    return _Pen(painter, colours(), QFont(font), bold, small)


class _LineDelegate(QStyledItemDelegate):
    """What both ways share: headings, hover, and where the button is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hover = QPersistentModelIndex()
        self._on_button = False

    def set_hover(self, index: QPersistentModelIndex, on_button: bool) -> bool:
        """Remember what lies under the mouse; True when that is something else than before."""
        changed = index != self._hover or on_button != self._on_button
        self._hover, self._on_button = index, on_button
        return changed

    def button_rect(self, rect: QRect, line: Line, metrics: QFontMetrics) -> QRect:
        """Where a line's one-click step is; empty where it has none."""
        del rect, line, metrics
        return QRect()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item = index.data(ITEM_ROLE)
        pen = _pen(painter, option.font)
        painter.save()
        if isinstance(item, Heading):
            _paint_heading(pen, option.rect, item)
        elif isinstance(item, Line):
            state = option.state
            chosen = bool(state & QStyle.StateFlag.State_Selected)
            hovered = self._hover.isValid() and self._hover == QPersistentModelIndex(index)
            self.paint_line(pen, option.rect, item, chosen=chosen, hovered=hovered)
        painter.restore()

    def paint_line(self, pen: _Pen, rect: QRect, line: Line, *, chosen: bool, hovered: bool) -> None:
        """Paint one line into its rectangle."""
        raise NotImplementedError

    def paint_button(self, pen: _Pen, box: QRect, line: Line, *, lit: bool) -> None:
        """The one-click step: ✓ and the event's name."""
        if box.isEmpty() or not line.button:
            return
        c = pen.colours
        pen.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen.painter.setPen(QPen(c.accent_line, 1))
        pen.painter.setBrush(c.accent if lit else c.accent_soft)
        pen.painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        pen.painter.setPen(c.on_accent if lit else c.accent)
        pen.painter.setFont(pen.plain)
        words = "✓ " + line.button
        metrics = QFontMetrics(pen.plain)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width() - 12)
        pen.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


class RowDelegate(_LineDelegate):
    """A line over the whole width: lamp and time left, what and whose, who, when, clause, the step."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(200, height + 22 if isinstance(index.data(ITEM_ROLE), Heading) else 2 * height + 18)

    def button_rect(self, rect: QRect, line: Line, metrics: QFontMetrics) -> QRect:
        if not line.button:
            return QRect()
        width, height = 9 * metrics.horizontalAdvance("字") + 8, metrics.height() + 12
        return QRect(rect.right() - _PAD - width, rect.center().y() - height // 2, width, height)

    def paint_line(self, pen: _Pen, rect: QRect, line: Line, *, chosen: bool, hovered: bool) -> None:
        c, painter = pen.colours, pen.painter
        if chosen or hovered:
            painter.fillRect(rect, c.accent_soft if chosen else c.hover)
        painter.setPen(c.line)
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        em = QFontMetrics(pen.plain).horizontalAdvance("字")
        half = (rect.height() - 8) // 2
        paint_lamp(painter, QRect(rect.left() + _PAD, rect.center().y() - 7, 14, 14), line.lamp)
        x = rect.left() + _PAD + 22
        pen.text(QRect(x, rect.top(), 6 * em, rect.height()), line.left, pen.tone(line.tone), pen.bold)
        x += 6 * em
        button = 9 * em + 8 + 2 * _PAD
        right = rect.right() - button
        for words, width in _columns(line, right - x - 12 * em, em):
            right -= width
            pen.text(QRect(right, rect.top(), width - 8, rect.height()), words, c.quiet)
        second = " · ".join(part for part in (line.number, line.matter, line.client) if part)
        upper = QRect(x, rect.top() + 4, right - x - 8, half if second else rect.height() - 8)
        end = pen.text(upper, line.title, c.ink, pen.bold) + 8
        _badges(pen, QRect(end, upper.top(), upper.right() - end, upper.height()), line)
        if second:
            pen.text(QRect(x, upper.bottom() + 1, upper.width(), half), second, c.quiet)
        box = self.button_rect(rect, line, QFontMetrics(pen.plain))
        self.paint_button(pen, box, line, lit=hovered and self._on_button)


class CardDelegate(_LineDelegate):
    """A line as a card with a coloured edge, for narrow places."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = QFontMetrics(option.font).height()
        return QSize(120, height + 18 if isinstance(index.data(ITEM_ROLE), Heading) else 3 * height + 26)

    def paint_line(self, pen: _Pen, rect: QRect, line: Line, *, chosen: bool, hovered: bool) -> None:
        c, painter = pen.colours, pen.painter
        card = rect.adjusted(2, 3, -4, -5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(c.accent, 1) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(c.accent_soft if chosen else c.hover if hovered else c.raised)
        painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(pen.tone(line.tone))
        painter.drawRoundedRect(QRectF(card.left(), card.top(), 4, card.height()), 2, 2)
        height = QFontMetrics(pen.plain).height()
        x, width = card.left() + 12, card.width() - 18
        row = QRect(x, card.top() + 7, width, height)
        paint_lamp(painter, QRect(x, row.center().y() - 6, 12, 12), line.lamp)
        end = pen.text(row.adjusted(18, 0, 0, 0), line.title, c.ink, pen.bold) + 8
        end = _kinds(pen, QRect(end, row.top(), row.right() - end, height), line)
        if row.right() - end > QFontMetrics(pen.plain).horizontalAdvance(line.number):
            pen.text(QRect(end, row.top(), row.right() - end, height), line.number, c.ink)
            second = line.matter
        else:
            second = f"{line.number} {line.matter}".strip()
        row.translate(0, height + 1)
        pen.text(row, second, c.ink)
        row.translate(0, height + 1)
        pen.text(
            row, " · ".join(p for p in (line.left, *line.marks, line.clause, line.person) if p), c.quiet, pen.small
        )


def _columns(line: Line, room: int, em: int) -> list[tuple[str, int]]:
    """Clause, date and person from right to left; where the room is short the clause goes first, the date last."""
    columns = {"clause": (line.clause, 6 * em), "on": (line.on, 9 * em), "person": (line.person, 7 * em)}
    kept = set()
    for name in ("on", "person", "clause"):
        if columns[name][1] > room:
            break
        room -= columns[name][1]
        kept.add(name)
    return [column for name, column in columns.items() if name in kept]


def _badges(pen: _Pen, rect: QRect, line: Line) -> int:
    """法定, and what else is to be known of the date: the law's last day, too little room, to be looked up."""
    x = _kinds(pen, rect, line)
    for words in line.marks:
        tone = pen.colours.late if words == line.last else pen.colours.near
        x = pen.badge(QRect(x, rect.top(), rect.right() - x, rect.height()), words, tone, dashed=words == TO_CONFIRM)
    return x


def _kinds(pen: _Pen, rect: QRect, line: Line) -> int:
    x = rect.left()
    if line.official:
        x = pen.badge(QRect(x, rect.top(), rect.right() - x, rect.height()), "法定", pen.colours.late)
    if line.duty is not None:
        x = pen.badge(QRect(x, rect.top(), rect.right() - x, rect.height()), "全所", pen.colours.quiet)
    if line.provisional:
        x = pen.badge(QRect(x, rect.top(), rect.right() - x, rect.height()), "暂定", pen.colours.near, dashed=True)
    return x


def _paint_heading(pen: _Pen, rect: QRect, heading: Heading) -> None:
    c = pen.colours
    row = rect.adjusted(_PAD, 8, -_PAD, 0)
    end = pen.text(row, heading.text, c.ink, pen.bold) + 8
    if heading.count is not None:
        row.setLeft(end)
        end = pen.text(row, str(heading.count), c.quiet, pen.bold) + 12
    if heading.note:
        row.setLeft(end)
        pen.text(row, heading.note, c.quiet, pen.small)
