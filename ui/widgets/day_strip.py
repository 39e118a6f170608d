"""为什么是这一天: the days of a count as a strip, each counted or skipped and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ipdesk.domain.periods import CountedDay
from ui.theme import Colours, colours
from ui.widgets.date_words import day_words

_GAP = 3
_WEEKDAYS = "一二三四五六日"
_REST = ("off", "paused", "moved")


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: a day, or a run of days off or paused. ``mark`` as in ``CountedDay``; ``tip`` says it in full."""

    mark: str
    upper: str
    lower: str
    tip: str
    breaks: bool = False


def tiles_of(days: Sequence[CountedDay]) -> tuple[Tile, ...]:
    """The tiles of a count; three and more days of rest of one name become one; a gap is a tile …."""
    tiles: list[Tile] = []
    before: date | None = None
    for run in _runs(days):
        first, last = run[0], run[-1]
        if before is not None and (first.on - before).days > 1:
            tiles.append(Tile("gap", "…", "", f"其间 {(first.on - before).days - 1} 天未列出"))
        shown = _number(first.on, before)
        before = last.on
        if len(run) > 1:
            span = f"{shown}–{last.on.day if last.on.month == first.on.month else f'{last.on.month}.{last.on.day}'}"
            tip = f"{day_words(first.on)} 至 {day_words(last.on)}：{first.text}，不计入"
            tiles.append(Tile(first.mark, span, _rest_word(first), tip))
        else:
            tiles.append(Tile(first.mark, shown, _lower(first), f"{day_words(first.on)}：{first.text}"))
    return tuple(tiles)


def _runs(days: Sequence[CountedDay]) -> list[list[CountedDay]]:
    runs: list[list[CountedDay]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and day.mark in _REST
            and last.mark == day.mark
            and _rest_word(last) == _rest_word(day)
            and (day.on - last.on).days == 1
        ):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [part for run in runs for part in ([run] if len(run) > 2 else [[day] for day in run])]


def _number(on: date, before: date | None) -> str:
    return str(on.day) if before is not None and before.month == on.month else f"{on.month}.{on.day}"


def _rest_word(day: CountedDay) -> str:
    if day.mark == "paused":
        return "暂停"
    holiday = re.match(r"(.{1,4}?)节", day.text)  # 国庆节（补假） → 国庆; 春节 stays 春节
    if holiday is None:
        return "元旦" if day.text.startswith("元旦") else "休"
    return holiday[1] if len(holiday[1]) > 1 else holiday[0]


def _lower(day: CountedDay) -> str:
    if day.mark == "trigger":
        return _WEEKDAYS[day.on.weekday()]
    if day.mark == "makeup":
        return f"班 {day.number}"
    if day.mark in _REST:
        return _rest_word(day)
    return str(day.number) if day.number else _WEEKDAYS[day.on.weekday()]


class DayStrip(QWidget):
    """Paints the tiles, in as many lines as the width asks for; the words are its accessible description."""

    def __init__(self, days: Sequence[CountedDay], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tiles = tiles_of(days)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("逐日计算"))
        self.setAccessibleDescription("；".join(tile.tip for tile in self._tiles))

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.88)
        return font

    def _boxes(self, width: int) -> list[QRectF]:
        metrics = QFontMetrics(self._small())
        height, least = metrics.height() * 2 + 6, metrics.horizontalAdvance("00.00") + 2
        boxes, x, y = [], 0.0, 0.0
        for tile in self._tiles:
            wide = max(least, metrics.horizontalAdvance(tile.upper) + 8, metrics.horizontalAdvance(tile.lower) + 8)
            if x > 0 and x + wide > width:
                x, y = 0.0, y + height + _GAP
            boxes.append(QRectF(x, y, wide, height))
            x += wide + _GAP
        return boxes

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return int(boxes[-1].bottom()) + 2 if boxes else 0

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small())
        for tile, box in zip(self._tiles, self._boxes(self.width()), strict=True):
            _paint_tile(painter, box, tile, colours())
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for tile, box in zip(self._tiles, self._boxes(self.width()), strict=True):
                if box.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), tile.tip, self)
                    return True
            QToolTip.hideText()
        return super().event(event)


def _paint_tile(painter: QPainter, box: QRectF, tile: Tile, c: Colours) -> None:
    ground, ink, edge, style = {
        "trigger": (c.accent, c.on_accent, c.accent, Qt.PenStyle.SolidLine),
        "counted": (c.well_soft, c.well, c.well_soft, Qt.PenStyle.SolidLine),
        "makeup": (c.well_soft, c.well, c.well, Qt.PenStyle.DashLine),
        "due": (c.near_soft, c.near, c.near_lamp, Qt.PenStyle.SolidLine),
        "gap": (c.raised, c.faint, c.raised, Qt.PenStyle.NoPen),
    }.get(tile.mark, (c.tag, c.faint, c.tag, Qt.PenStyle.SolidLine))
    painter.setPen(QPen(edge, 2 if tile.mark == "due" else 1, style))
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
    painter.setPen(ink)
    half = box.height() / 2
    for top, words in ((box.top() + 2, tile.upper), (box.top() + half, tile.lower)):
        painter.drawText(QRectF(box.left(), top, box.width(), half - 2), Qt.AlignmentFlag.AlignCenter, words)
