"""Dates as people type them, the strip of days, the timeline, lamps, pills, tabs, contrast."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import State
from ipdesk.domain.periods import CountedDay
from ipdesk.errors import UserError
from ui import theme
from ui.widgets.date_field import DateField
from ui.widgets.date_words import day_words, parse_date, short_day
from ui.widgets.day_strip import DayStrip, tiles_of
from ui.widgets.flow import FlowLayout
from ui.widgets.lamp import Lamp
from ui.widgets.pill import Pill
from ui.widgets.tab_strip import TabStrip
from ui.widgets.timeline import Mark, Timeline, places

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("text", "past", "expected"),
    [
        ("今天", True, TODAY),
        ("昨天", True, date(2026, 11, 19)),
        ("明天", False, date(2026, 11, 21)),
        ("+5", True, date(2026, 11, 25)),
        ("-3", True, date(2026, 11, 17)),
        ("3", True, date(2026, 11, 3)),
        ("25", True, date(2026, 10, 25)),
        ("25", False, date(2026, 11, 25)),
        ("31", True, date(2026, 10, 31)),
        ("3-5", True, date(2026, 3, 5)),
        ("12-28", True, date(2025, 12, 28)),
        ("3-5", False, date(2027, 3, 5)),
        ("3月5日", True, date(2026, 3, 5)),
        ("3/5", True, date(2026, 3, 5)),
        ("3.5", True, date(2026, 3, 5)),
        ("2-29", True, date(2024, 2, 29)),
        ("2026-3-5", True, date(2026, 3, 5)),
        ("26-3-5", True, date(2026, 3, 5)),
        ("2026年3月5日", True, date(2026, 3, 5)),
        ("20260305", True, date(2026, 3, 5)),
        (" 2026-03-05 ", True, date(2026, 3, 5)),
        ("周三", True, date(2026, 11, 18)),
        ("周六", True, date(2026, 11, 14)),
        ("周一", False, date(2026, 11, 23)),
        ("星期天", True, date(2026, 11, 15)),
        ("上周三", True, date(2026, 11, 11)),
        ("下周一", True, date(2026, 11, 23)),
        ("本周日", True, date(2026, 11, 22)),
    ],
)
def test_dates_as_people_type_them(text: str, past: bool, expected: date) -> None:
    assert parse_date(text, TODAY, past=past) == expected


@pytest.mark.parametrize("text", ["", "abc", "32", "0", "13-1", "2-30", "2026-2-30", "1-2-3-4", "周八", "--", "+"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_date(text, TODAY)
    assert caught.value.code == "ui.date_unreadable"


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.booleans())
def test_a_full_date_means_itself(on: date, past: bool) -> None:
    assert parse_date(on.isoformat(), TODAY, past=past) == on
    assert parse_date(f"{on.year}年{on.month}月{on.day}日", TODAY, past=past) == on


@given(st.dates(date(2010, 1, 1), date(2090, 12, 31)), st.integers(1, 31))
def test_a_bare_day_is_the_nearest_one(today: date, day: int) -> None:
    before, after = parse_date(str(day), today), parse_date(str(day), today, past=False)
    assert before <= today <= after
    assert before.day == after.day == day
    assert today - before < timedelta(days=62)
    assert after - today < timedelta(days=62)


def test_days_in_words() -> None:
    assert day_words(date(2026, 3, 5)) == "2026年3月5日 周四"
    assert short_day(date(2026, 3, 5), TODAY) == "3月5日 周四"
    assert short_day(date(2027, 3, 5), TODAY) == "2027年3月5日 周五"


def test_the_field_says_what_it_understood_or_why_not(qtbot: QtBot) -> None:
    field = DateField(TODAY, "日期")
    qtbot.addWidget(field)
    field.line.setText("周三")
    assert field.value() == date(2026, 11, 18)
    assert field.hint.text() == "2026年11月18日 周三"
    field.line.setText("什么")
    assert field.value() is None
    assert "看不懂日期“什么”" in field.problem()
    assert field.line.property("wrong") is True
    field.line.setText("")
    assert field.value() is None
    assert field.problem() == ""


def _day(on: date, mark: str, number: int | None, text: str) -> CountedDay:
    return CountedDay(on, mark, number, text)


def test_the_strip_joins_a_holiday_and_marks_the_make_up_day() -> None:
    october = [_day(date(2026, 10, d), "off", None, "国庆节，不计入") for d in range(1, 8)]
    days = [
        _day(date(2026, 9, 30), "trigger", 0, "起算日（不计入）"),
        *october,
        _day(date(2026, 10, 8), "counted", 1, "第1个工作日"),
        _day(date(2026, 10, 10), "makeup", 2, "第2个工作日（国庆节调休）"),
        _day(date(2026, 10, 11), "off", None, "周日"),
        _day(date(2026, 10, 12), "due", 3, "第3个工作日，届满"),
    ]
    tiles = tiles_of(days)
    assert [(t.mark, t.upper, t.lower) for t in tiles] == [
        ("trigger", "9.30", "三"),
        ("off", "10.1–7", "国庆"),
        ("counted", "8", "1"),
        ("gap", "…", ""),
        ("makeup", "10", "班 2"),
        ("off", "11", "休"),
        ("due", "12", "3"),
    ]
    assert "2026年10月1日" in tiles[1].tip


def test_the_strip_paints_at_any_width(qtbot: QtBot) -> None:
    strip = DayStrip([_day(date(2026, 1, 1) + timedelta(days=i), "counted", i, "") for i in range(60)])
    qtbot.addWidget(strip)
    assert strip.heightForWidth(300) > strip.heightForWidth(900) > 0
    for width in (60, 300, 1200):
        strip.resize(width, strip.heightForWidth(width))
        assert not strip.grab().isNull()
    assert "2026年1月1日" in strip.accessibleDescription()


@given(st.lists(st.dates(date(2015, 1, 1), date(2027, 1, 1)), min_size=1, max_size=30))
def test_the_timeline_keeps_the_order_and_the_width(days: list[date]) -> None:
    xs = places(sorted(days), 400, 12)
    assert len(xs) == len(days)
    assert xs == sorted(xs)
    assert xs[0] >= 12
    assert xs[-1] <= 412.001


def test_the_timeline_paints(qtbot: QtBot) -> None:
    line = Timeline(
        [
            Mark(date(2026, 9, 8), "分配单"),
            Mark(date(2026, 9, 20), "暂停", until=date(2026, 10, 1)),
            Mark(date(2026, 10, 15), "撰写", "due_soon"),
        ],
        TODAY,
    )
    qtbot.addWidget(line)
    line.resize(500, line.sizeHint().height())
    assert not line.grab().isNull()
    assert "分配单" in line.accessibleDescription()


def test_every_state_has_a_lamp_with_its_word(qtbot: QtBot) -> None:
    pictures = set()
    for state in State:
        lamp = Lamp(state)
        qtbot.addWidget(lamp)
        assert lamp.accessibleName()
        image = lamp.grab().toImage().convertToFormat(lamp.grab().toImage().Format.Format_Grayscale8)
        pictures.add(bytes(image.constBits()))
    assert len(pictures) >= len(State) - 1  # done and done late share the shape, not the colour


def test_a_pill_speaks_its_number(qtbot: QtBot) -> None:
    pill = Pill("逾期", State.OVERDUE)
    qtbot.addWidget(pill)
    narrow = pill.sizeHint().width()
    pill.set_count(1234)
    assert pill.accessibleName() == "逾期 1234"
    assert pill.sizeHint().width() > narrow
    assert not pill.grab().isNull()


def test_a_badge_widens_its_tab(qtbot: QtBot) -> None:
    tabs = TabStrip(["今日", "专利部"])
    qtbot.addWidget(tabs)
    before = tabs.tabSizeHint(1).width()
    tabs.set_badge(1, 12)
    assert tabs.tabSizeHint(1).width() > before
    tabs.set_badge(1, 0)
    assert tabs.tabSizeHint(1).width() == before


def test_the_flow_goes_on_in_the_next_line(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    for i in range(6):
        flow.addWidget(QPushButton(f"按钮{i}", holder))
    assert flow.heightForWidth(150) > flow.heightForWidth(2000)
    assert flow.itemAt(9) is None


def _luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_has_contrast(name: str) -> None:
    c = {"light": theme.LIGHT, "dark": theme.DARK}[name]
    pairs = [
        (ink, ground)
        for ink in ("ink", "quiet", "faint", "accent", "late", "near")
        for ground in ("surface", "ground", "hover", "accent_soft")
    ]
    pairs += [
        ("late", "late_soft"),
        ("near", "near_soft"),
        ("well", "well_soft"),
        ("on_accent", "accent"),
        ("faint", "tag"),
        ("surface", "ink"),
    ]
    assert {field.name for field in fields(c)} >= {name for pair in pairs for name in pair}
    for ink, ground in pairs:
        high, low = sorted((_luminance(getattr(c, ink)), _luminance(getattr(c, ground))), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {ground}"
