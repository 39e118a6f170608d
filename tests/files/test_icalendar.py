"""Due items on a phone: what RFC 5545 asks for, and identities that stay."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest

from ipdesk.files.icalendar import Entry, calendar_bytes, uid

STAMP = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ENTRY = Entry(
    key="P26-0405|P.draft||2026-09-24",
    on=date(2026, 10, 15),
    title="撰写申请文件 P26-0405 一种折叠支架及其锁止结构，用于多种场合的可调节支撑装置与方法",
    description="3.1.7 · 广东丁仪器有限公司；撰写一组\n第二行",
    category="服务期限",
)


def _events(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_all_day_entry_ends_on_the_next_day() -> None:
    (event,) = _events(calendar_bytes("期限", [ENTRY], STAMP))
    assert event.decoded("dtstart") == date(2026, 10, 15)
    assert event.decoded("dtend") == date(2026, 10, 16)
    assert str(event["summary"]) == ENTRY.title
    assert str(event["description"]) == ENTRY.description
    assert str(event["uid"]) == uid(ENTRY.key)


def test_lines_are_crlf_and_at_most_75_octets() -> None:
    data = calendar_bytes("期限", [ENTRY], STAMP)
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)
    for line in lines:
        line.decode("utf-8")  # a fold never cuts a character


def test_the_same_item_keeps_its_uid_when_its_date_moves() -> None:
    moved = Entry(key=ENTRY.key, on=date(2026, 10, 19), title="改了")
    first, second = (_events(calendar_bytes("期限", [item], STAMP))[0] for item in (ENTRY, moved))
    assert first["uid"] == second["uid"]
    assert uid("other") != uid(ENTRY.key)


def test_official_items_come_first_and_done_ones_are_marked() -> None:
    done = Entry(key="b", on=date(2026, 10, 1), title="年费", official=True, done=True)
    (event,) = _events(calendar_bytes("期限", [done], STAMP))
    assert event["priority"] == 1
    assert str(event["summary"]) == "✓ 年费"


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert _events(calendar_bytes("期限", [], STAMP)) == []


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        calendar_bytes("期限", [], datetime(2026, 1, 1))
