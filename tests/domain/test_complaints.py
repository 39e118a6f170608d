"""Complaints (标准 4): classes, the 30-minute clock, shares to the fen, the 10 % of a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain import complaints
from ipdesk.domain.complaints import LEVELS, Standing, is_flagged, left, missing_to_close, shares


@pytest.mark.parametrize(
    ("clause", "level", "project", "at_once"),
    [
        ("4.2 A 负责人自行处理", "A", "", False),
        ("4.2 B 立项处理", "B", "LX", False),
        ("4.2 C 及时处理", "C", "", True),
        ("4.2 D 专案处理", "D", "ZA", True),
    ],
)
def test_what_each_class_demands(clause: str, level: str, project: str, at_once: bool) -> None:
    assert (LEVELS[level].project, LEVELS[level].at_once) == (project, at_once), clause


@pytest.mark.parametrize(
    ("fee", "erred", "superior", "head"),
    [
        ("0", "0", "0", "0"),
        ("100", "30", "40", "30"),
        ("270.50", "81.15", "108.20", "81.15"),
        ("0.01", "0.00", "0.01", "0.00"),
        ("0.03", "0.00", "0.03", "0.00"),
        ("1.01", "0.30", "0.41", "0.30"),
        ("99.99", "29.99", "40.01", "29.99"),
    ],
)
def test_4_4_2_three_four_three(fee: str, erred: str, superior: str, head: str) -> None:
    assert shares(Decimal(fee)) == (Decimal(erred), Decimal(superior), Decimal(head))


@given(st.integers(min_value=0, max_value=10**12))
def test_4_4_2_no_fen_is_lost_and_the_middle_takes_the_rest(fen: int) -> None:
    fee = Decimal(fen).scaleb(-2)
    erred, superior, head = shares(fee)
    assert erred + superior + head == fee
    assert erred == head <= superior
    assert fee * 3 / 10 - erred < Decimal("0.01")
    assert superior - fee * 4 / 10 < Decimal("0.02")


@pytest.mark.parametrize("fee", ["-1", "0.001"])
def test_4_4_2_what_is_no_amount_is_refused(fee: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        shares(Decimal(fee))


@pytest.mark.parametrize(
    ("complained", "served", "flagged"),
    [(0, 0, False), (1, 0, True), (1, 10, False), (2, 19, True), (2, 20, False), (11, 100, True), (10, 100, False)],
)
def test_4_4_3_more_than_ten_percent(complained: int, served: int, flagged: bool) -> None:
    assert is_flagged(complained, served) is flagged


@pytest.mark.parametrize(
    ("now", "seconds", "figures", "tone", "minutes"),
    [
        ("2026-11-24 09:05:00", 1800, "30:00", "", 30),
        ("2026-11-24 09:22:19", 761, "12:41", "", 12),
        ("2026-11-24 09:25:00", 600, "10:00", "near", 10),
        ("2026-11-24 09:35:00", 0, "00:00", "near", 0),
        ("2026-11-24 09:35:01", -1, "00:01", "late", -1),
        ("2026-11-24 09:40:12", -312, "05:12", "late", -6),
        ("2026-11-24 10:40:12", -3912, "1:05:12", "late", -66),
        ("2026-11-27 11:40:12", -266_712, "3 天 2 小时", "late", -4446),
    ],
)
def test_4_3_3_the_clock_at_a_moment(now: str, seconds: int, figures: str, tone: str, minutes: int) -> None:
    found = left(datetime(2026, 11, 24, 9, 35), datetime.fromisoformat(now))
    assert (found.seconds, found.figures, found.tone, found.minutes) == (seconds, figures, tone, minutes)


def test_a_day_without_a_time_ends_with_its_last_second() -> None:
    day = datetime(2026, 11, 24)
    assert complaints.end_of_day(day.date(), None) == datetime(2026, 11, 24, 23, 59, 59)
    assert complaints.end_of_day(day.date(), time(0, 20)) == datetime(2026, 11, 24, 0, 20)


DONE = Standing("A", "phone", "service", "delay", "已致歉", "", criticism=False, happened=("called_back", "explained"))


@pytest.mark.parametrize(
    ("clause", "change", "missing"),
    [
        ("A 处理完", {}, ()),
        ("4.2 B", {"level": "B"}, ("project",)),
        ("4.2 B", {"level": "B", "project_number": "LX-2026-001"}, ()),
        ("4.2 D", {"level": "D"}, ("project",)),
        ("4.2 C", {"level": "C"}, ()),
        ("4.3.1", {"happened": ("called_back",)}, ("explain",)),
        ("4.3.1", {"subject": "other", "happened": ("called_back",)}, ()),
        ("4.3.3", {"happened": ("explained",)}, ("call_back",)),
        ("4.3.3", {"happened": ("explained", "escalated")}, ()),
        ("4.3.3", {"channel": "message", "happened": ("explained",)}, ()),
        ("4.4.1", {"cause": "attitude"}, ("criticism",)),
        ("4.4.1", {"cause": "attitude", "criticism": True}, ()),
        ("4.3.2", {"cause": "", "settlement": " "}, ("cause", "settlement")),
    ],
)
def test_what_is_missing_before_it_is_closed(clause: str, change: dict[str, object], missing: tuple[str, ...]) -> None:
    assert missing_to_close(replace(DONE, **change)) == missing, clause  # type: ignore[arg-type]


def test_project_numbers_are_of_their_class() -> None:
    assert complaints.project_number("B", 2026, 1) == "LX-2026-001"
    assert complaints.project_number("D", 2026, 12) == "ZA-2026-012"
    with pytest.raises(ValueError, match="A"):
        complaints.project_number("A", 2026, 1)


@pytest.mark.parametrize("text", ["9:05", "09:05", "0905", "905", " 9：05 ", "9点05分", "9.05"])
def test_a_time_of_day_as_people_write_it(text: str) -> None:
    assert complaints.parse_clock(text) == time(9, 5)


@pytest.mark.parametrize("text", ["", "9", "25:00", "9:61", "abc", "90:05:00"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        complaints.parse_clock(text)
