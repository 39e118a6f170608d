"""The month as a painted grid: each day's load by urgency, days off shaded, make-up workdays marked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ipdesk.services.rows import DayLoad
from ui.theme import Colours, colours

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_PAD = 8
_GAP = 3


@dataclass(frozen=True, slots=True)
class DayFace:
    """What one day shows: the calendar's word on it and its load.

    ``mark`` is the tag in the corner (休, 班, 中秋 …), ``name`` the full name for the tooltip.
    """

    on: date
    working: bool = True
    mark: str = ""
    name: str = ""
    provisional: bool = False
    load: DayLoad = field(default_factory=DayLoad)


@dataclass(frozen=True, slots=True)
class Chip:
    """One line of a day: a word, a count, and how it is coloured (``outlined``: 法定)."""

    word: str
    count: int
    tone: str


def chips_of(load: DayLoad) -> tuple[Chip, ...]:
    """The lines of a day, most urgent first; what is finished is shown only where nothing else is."""
    found = [
        Chip("逾期", load.overdue, "late"),
        Chip("临近", load.soon, "near"),
        Chip("待办", load.open, "well"),
        Chip("暂停", load.paused, "quiet"),
        Chip("法定", load.official, "official"),
        Chip("全所", load.duties, "late" if load.duties_late else "quiet"),
        Chip("提醒", load.reminders, "quiet"),
    ]
    shown = tuple(chip for chip in found if chip.count)
    return shown or ((Chip("完成", load.done, "quiet"),) if load.done else ())


def spoken(face: DayFace) -> str:
    """The day in words, for tooltips and screen readers: 9月21日 周一 · 待办 6 · 法定 1。"""
    parts = [f"{face.on.month}月{face.on.day}日 {WEEKDAYS[face.on.weekday()]}"]
    if face.name and face.name not in (*WEEKDAYS, "工作日"):
        parts.append(face.name)
    parts.append("工作日" if face.working else "休息日")
    if face.provisional:
        parts.append("暂定（该年放假安排尚未公布）")
    parts += [f"{chip.word} {chip.count}" for chip in chips_of(face.load)]
    if face.load.done and face.load.to_do:
        parts.append(f"完成 {face.load.done}")
    if not face.load.total and not face.load.duties and not face.load.reminders:
        parts.append("没有期限")
    return " · ".join(parts)


def first_cell(month: date) -> date:
    """The Monday on or before the first of the month."""
    first = month.replace(day=1)
    return first - timedelta(days=first.weekday())


def weeks_of(month: date) -> int:
    """How many week rows the month needs (4 to 6)."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return ((following - first_cell(month)).days + 6) // 7


class MonthGrid(QWidget):
    """One month. Arrow keys move, Page Up/Down and the wheel turn the month, Enter opens the day."""

    chosen = Signal(object)  # date
    opened = Signal(object)  # date
    turned = Signal(int)  # months forward or back

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._month = today.replace(day=1)
        self._selected = today
        self._faces: dict[date, DayFace] = {}
        self._wheel = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("月历")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._speak()

    # -- what it shows -------------------------------------------------------------------------

    @property
    def month(self) -> date:
        """The first of the month shown."""
        return self._month

    @property
    def selected(self) -> date:
        """The day that is chosen; it always lies in the month shown."""
        return self._selected

    def show_month(self, month: date, selected: date) -> None:
        """Turn to a month; what was known of its days stays until :meth:`set_faces`."""
        self._month = month.replace(day=1)
        self._selected = selected
        self._speak()
        self.update()

    def set_faces(self, faces: dict[date, DayFace]) -> None:
        """The days' loads; days that are missing show nothing but their number."""
        self._faces = faces
        self._speak()
        self.update()

    def face(self, on: date) -> DayFace:
        """What is known of a day."""
        return self._faces.get(on) or DayFace(on, working=on.weekday() < 5)

    def sizeHint(self) -> QSize:
        return QSize(980, 640)

    def minimumSizeHint(self) -> QSize:
        return QSize(7 * 84, 6 * 56 + self._head())

    # -- geometry --------------------------------------------------------------------------------

    def _head(self) -> int:
        return self.fontMetrics().height() + 12

    def rect_of(self, on: date) -> QRect:
        """Where a day is painted (empty if it isn't in the grid)."""
        index = (on - first_cell(self._month)).days
        rows = weeks_of(self._month)
        if not 0 <= index < rows * 7:
            return QRect()
        row, column = divmod(index, 7)
        top, height = self._head(), self.height() - self._head()
        left, right = column * self.width() // 7, (column + 1) * self.width() // 7
        upper, lower = top + row * height // rows, top + (row + 1) * height // rows
        return QRect(left, upper, right - left, lower - upper)

    def day_at(self, point: QPoint) -> date | None:
        """The day under a point, None on the heading."""
        rows = weeks_of(self._month)
        head = self._head()
        if not (head <= point.y() < self.height() and 0 <= point.x() < self.width()):
            return None
        row = (point.y() - head) * rows // max(1, self.height() - head)
        column = point.x() * 7 // max(1, self.width())
        return first_cell(self._month) + timedelta(days=row * 7 + column)

    # -- hands ---------------------------------------------------------------------------------

    def choose(self, on: date) -> None:
        """Make a day the chosen one; one of another month turns the grid there."""
        if (on.year, on.month) != (self._month.year, self._month.month):
            self._month = on.replace(day=1)
        if on != self._selected:
            self._selected = on
        self._speak()
        self.update()
        self.chosen.emit(on)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        on = self.day_at(event.position().toPoint())
        if on is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(on)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        on = self.day_at(event.position().toPoint())
        if on is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(on)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / 120)
        if steps:
            self._wheel -= steps * 120
            self.turned.emit(-steps)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        days = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -7,
            Qt.Key.Key_Down: 7,
        }.get(Qt.Key(key))
        if days is not None:
            self.choose(self._selected + timedelta(days=days))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.choose(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self._selected)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            on = self.day_at(event.pos())
            if on is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), spoken(self.face(on)), self, self.rect_of(on))
            return True
        return super().event(event)

    def _speak(self) -> None:
        self.setAccessibleDescription(spoken(self.face(self._selected)))

    # -- paint -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), c.surface)
        self._paint_heading(painter, c)
        start = first_cell(self._month)
        for index in range(weeks_of(self._month) * 7):
            on = start + timedelta(days=index)
            rect = self.rect_of(on)
            if rect.intersects(event.rect()):
                self._paint_day(painter, c, rect, on)
        self._paint_selection(painter, c)
        painter.end()

    def _paint_heading(self, painter: QPainter, c: Colours) -> None:
        head = self._head()
        painter.fillRect(0, 0, self.width(), head, c.raised)
        painter.setPen(c.quiet)
        for column, word in enumerate(WEEKDAYS):
            left, right = column * self.width() // 7, (column + 1) * self.width() // 7
            painter.drawText(QRect(left, 0, right - left, head), Qt.AlignmentFlag.AlignCenter, word)
        painter.setPen(c.line)
        painter.drawLine(0, head - 1, self.width(), head - 1)

    def _paint_day(self, painter: QPainter, c: Colours, rect: QRect, on: date) -> None:
        face = self.face(on)
        inside = on.month == self._month.month
        if not face.working:
            painter.fillRect(rect, c.ground)
        painter.setPen(c.line)
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())
        painter.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom())
        metrics = painter.fontMetrics()
        pad = _PAD if rect.width() >= 110 else _PAD // 2
        head = QRect(rect.left() + pad, rect.top() + 5, rect.width() - 2 * pad, metrics.height() + 2)
        self._paint_number(painter, c, head, on, inside and face.working)
        if not inside:
            return  # a neighbour's day is only there to fill the row; a click turns to its month
        self._paint_mark(painter, c, head, face)
        body = QRect(head.left(), head.bottom() + 3, head.width(), rect.bottom() - head.bottom() - 6)
        _paint_chips(painter, c, body, chips_of(face.load))

    def _paint_number(self, painter: QPainter, c: Colours, head: QRect, on: date, strong: bool) -> None:
        text = str(on.day)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if on == self._today:
            width = max(painter.fontMetrics().horizontalAdvance(text) + 10, head.height() + 4)
            disc = QRectF(head.left() - 4, head.top(), width, head.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(c.accent)
            painter.drawRoundedRect(disc, disc.height() / 2, disc.height() / 2)
            painter.setPen(c.on_accent)
            painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, text)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            return
        painter.setPen(c.ink if strong else c.faint)
        painter.drawText(head, flags, text)

    def _paint_mark(self, painter: QPainter, c: Colours, head: QRect, face: DayFace) -> None:
        words = [face.mark] if face.mark else []
        if face.provisional and not face.working and face.on.weekday() < 5:
            words.append("暂定")  # ordinary weekends are no guess
        right = head.right() + 1
        font = _small(painter.font())
        for word in words:
            room = QRect(head.left(), head.top(), right - head.left(), head.height())
            right = _paint_tag(painter, c, font, room, word) - 4

    def _paint_selection(self, painter: QPainter, c: Colours) -> None:
        rect = self.rect_of(self._selected)
        if rect.isNull():
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(c.accent, 2 if self.hasFocus() else 1.4))
        painter.drawRect(rect.adjusted(1, 1, -2, -2))


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.86)
    return smaller


def _paint_tag(painter: QPainter, c: Colours, font: QFont, room: QRect, word: str) -> int:
    """A corner tag, flush right in ``room``; returns the x of its left edge."""
    metrics = QFontMetrics(font)
    width = metrics.horizontalAdvance(word) + 8
    box = QRectF(room.right() - width + 1, room.top() + 1, width, metrics.height() + 2)
    fill, ink = (c.accent_soft, c.accent) if word == "班" else (c.tag, c.quiet)
    painter.save()
    painter.setFont(font)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if word == "暂定":
        painter.setPen(QPen(c.near, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = c.near
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
    painter.restore()
    return int(box.left())


def _paint_chips(painter: QPainter, c: Colours, room: QRect, chips: tuple[Chip, ...]) -> None:
    """One chip under another; two beside each other where the height does not suffice."""
    if not chips:
        return
    painter.save()
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 0.92)
    painter.setFont(font)
    height = painter.fontMetrics().height() + 3
    fitting = max(1, (room.height() + _GAP) // (height + _GAP))
    columns = 1 if len(chips) <= fitting else 2
    width = (room.width() - (columns - 1) * 4) // columns
    for index, chip in enumerate(chips[: fitting * columns]):
        row, column = divmod(index, columns)
        box = QRect(room.left() + column * (width + 4), room.top() + row * (height + _GAP), width, height)
        _paint_chip(painter, c, box, chip)
    painter.restore()


def _paint_chip(painter: QPainter, c: Colours, box: QRect, chip: Chip) -> None:
    fill, ink = {
        "late": (c.late_soft, c.late),
        "near": (c.near_soft, c.near),
        "well": (c.well_soft, c.well),
        "official": (c.surface, c.late),
        "quiet": (c.tag, c.quiet),
    }[chip.tone]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(c.late, 1) if chip.tone == "official" else Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(ink)
    pad = 6 if box.width() >= 56 else 2
    inner = box.adjusted(pad, 0, -pad, 0)
    font = QFont(painter.font())
    bold = QFont(font)
    bold.setBold(True)
    count = str(chip.count)
    left = inner.width() - QFontMetrics(bold).horizontalAdvance(count) - pad // 2
    word = chip.word if painter.fontMetrics().horizontalAdvance(chip.word) <= left else chip.word[0]
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
    painter.setFont(bold)
    painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
    painter.setFont(font)
