"""The painted charts: scales, places, words, keys, paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.statistics import Tally
from ui import theme
from ui.pages.statistics_words import percent, points, rate_words, short_month, tally_words
from ui.widgets.chart import on_paper
from ui.widgets.chart_bars import BarList, BarRow, BarScroll, Part
from ui.widgets.chart_trend import TrendChart, TrendPoint

WORDS = ("达标率", "", "按期", "逾期")


def point(rate: float | None, kept: int = 9, late: int = 1) -> TrendPoint:
    return TrendPoint("11月", rate, kept, late, f"2026年11月 {rate}")


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ((0.99, 0.95), (1.0, 0.95, 0.9)),
        ((0.9,), (1.0, 0.95, 0.9, 0.85)),
        ((0.82,), (1.0, 0.95, 0.9, 0.85, 0.8)),
        ((0.7,), (1.0, 0.9, 0.8, 0.7, 0.6)),
        ((0.3, 0.9), (1.0, 0.75, 0.5, 0.25)),
        ((0.0,), (1.0, 0.75, 0.5, 0.25, 0.0)),
        ((), (1.0, 0.95, 0.9, 0.85)),
    ],
)
def test_the_scale_ends_just_below_the_lowest_rate(
    qtbot: QtBot, rates: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    chart = TrendChart("达标率")
    qtbot.addWidget(chart)
    chart.show_points([point(rate) for rate in rates], WORDS)
    assert chart.ticks() == expected


def test_a_click_and_the_keys_open_a_month(qtbot: QtBot) -> None:
    chart = TrendChart("达标率")
    qtbot.addWidget(chart)
    chart.resize(480, 220)
    chart.show_points([point(0.9), point(None, 0, 0), point(0.8)], WORDS)
    chart.show()
    opened: list[int] = []
    chart.activated.connect(opened.append)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.boxes()[1].center().toPoint())
    QTest.keyClick(chart, Qt.Key.Key_Right)
    QTest.keyClick(chart, Qt.Key.Key_Right)  # there is nothing after the last
    QTest.keyClick(chart, Qt.Key.Key_Return)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    assert opened == [1, 2, 0]
    assert chart.accessibleDescription() == chart.points[0].spoken


def test_bars_are_on_one_scale_and_stay_in_sight(qtbot: QtBot) -> None:
    bars = BarList("负荷", (Part("逾期", "late"), Part("以后", "later")))
    scroll = BarScroll(bars)
    qtbot.addWidget(scroll)
    rows = [BarRow(f"人员{n}", (n % 3, 20 - n), f"人员{n}：逾期 {n % 3}，以后 {20 - n}") for n in range(20)]
    bars.show_rows(rows)
    scroll.resize(400, 200)
    scroll.show()
    shown = (scroll.viewport().height() - bars.head_height) / bars.row_height
    assert shown == int(shown) >= 5  # whole rows only
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_End)
    assert bars.current == 19
    top = scroll.verticalScrollBar().value()
    assert top <= bars.row_box(19).top()
    assert bars.row_box(19).bottom() <= top + scroll.viewport().height()
    assert bars.minimumSizeHint().width() <= 240


def lightest(widget: QWidget, *, paper: bool) -> QColor:
    """What stands in the corner after painting on white."""
    image = QImage(widget.size(), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    if paper:
        with on_paper():
            widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    else:
        widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    painter.end()
    accents = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 3)}
    return theme.LIGHT.accent if theme.LIGHT.accent.name() in accents else theme.DARK.accent


def test_paper_is_painted_in_light_colours_in_a_dark_window(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    try:
        chart = TrendChart("达标率")
        qtbot.addWidget(chart)
        chart.resize(300, 180)
        chart.show_points([point(0.9), point(0.8)], WORDS)
        assert lightest(chart, paper=True) == theme.LIGHT.accent
        assert lightest(chart, paper=False) == theme.DARK.accent
    finally:
        theme.apply(qapp, "light")


def test_words() -> None:
    assert [percent(rate) for rate in (None, 1.0, 0.99999, 0.955, 0.0)] == ["—", "100%", "99.9%", "95.5%", "0.0%"]
    assert [points(one, 0.95) for one in (0.9, 0.95, 0.962, None)] == ["−5.0", "持平", "+1.2", ""]
    late = Tally(kept=2, late_done=1, missed=1, open=3, paused=1)
    assert tally_words(late) == "按期 2，逾期 2（逾期完成 1、漏办 1），在办 3，暂停 1"
    assert rate_words(late) == "达标率 50.0%（已到期 4 项，件数少，仅供参考）"
    assert rate_words(Tally(open=1)) == "尚无到期事项"
    from datetime import date

    assert [short_month(date(2026, month, 1)) for month in (1, 11)] == ["26年1月", "11月"]
