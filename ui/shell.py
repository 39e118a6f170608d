"""The window before anything is in it: ground and blocks painted by hand, so that it stands at once.

Imports nothing but Qt, and of Qt no enum: PySide6 makes all of ``Qt.*`` when it is first touched, which alone takes
a fifth of the time to the first paint. The real window takes its place after that.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

FAMILIES = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
POINTS = 10.0
TITLE = "知识产权案件台"
TABS: tuple[tuple[str, str], ...] = (
    ("today", "今日"),
    ("patent", "专利部"),
    ("process", "流程部"),
    ("software", "软件部"),
    ("trademark", "商标部"),
    ("calendar", "日历"),
    ("fee_sheet", "费用总表"),
    ("complaints", "投诉"),
    ("statistics", "统计"),
)
_LIGHT = ("#f4f6f8", "#ffffff", "#e4e8ed")  # ground, surface, line of ui.theme
_DARK = ("#14181d", "#1b2127", "#2d363f")
_BAR = 44


class Shell(QMainWindow):
    """``on_painted`` is called once, after the first paint; ``on_close`` before the window goes."""

    def __init__(self, *, dark: bool = False) -> None:
        super().__init__()
        self.on_painted: Callable[[], object] | None = None
        self.on_close: Callable[[], object] | None = None
        self._colours = _DARK if dark else _LIGHT
        self._painted = False
        self.setWindowTitle(TITLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.centralWidget() is None:
            self._paint_outline()
        else:
            super().paintEvent(event)
        if not self._painted:
            self._painted = True
            if self.on_painted is not None:
                QTimer.singleShot(0, self.on_painted)

    def _paint_outline(self) -> None:
        """Ground, bar and blocks where the tabs will stand: no text, whose fonts take longest to load."""
        ground, surface, line = map(QColor, self._colours)
        painter = QPainter(self)
        painter.fillRect(self.rect(), ground)
        painter.fillRect(0, 0, self.width(), _BAR, surface)
        painter.fillRect(0, _BAR, self.width(), 1, line)
        x = 32
        for _key, title in TABS:
            width = 13 * len(title)
            painter.fillRect(x, _BAR // 2 - 6, width, 12, line)
            x += width + 48
        painter.end()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.on_close is not None:
            self.on_close()
        super().closeEvent(event)
