"""Due items as an iCalendar file (RFC 5545), so that they show on a phone: plain values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//ipdesk//due items//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One all-day entry. ``key`` is what the entry *is* (not what it says): the same key, the same UID.

    ``official`` entries (法定期限) carry the higher priority of RFC 5545 §3.8.1.9.
    """

    key: str
    on: date
    title: str
    description: str = ""
    category: str = ""
    official: bool = False
    done: bool = False


def uid(key: str) -> str:
    """A globally unique, stable identifier (RFC 7986 §5.3) made from the key alone."""
    return f"{sha256(key.encode()).hexdigest()[:32]}@ipdesk"


def calendar_bytes(name: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """The whole calendar as UTF-8 bytes with CRLF line ends, long lines folded by octets.

    ``stamp`` is the aware moment of the export; all-day entries end on the next day, exclusive
    (RFC 5545 §3.6.1). Errors: ``ValueError`` for a naive ``stamp``.
    """
    from icalendar import Calendar

    if stamp.tzinfo is None:
        raise ValueError("the moment of an export is an aware one")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_component(entry, stamp))
    return bytes(calendar.to_ical())


def _component(entry: Entry, stamp: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", uid(entry.key))
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", ("✓ " if entry.done else "") + entry.title)
    if entry.description:
        event.add("description", entry.description)
    if entry.category:
        event.add("categories", [entry.category])
    event.add("priority", 1 if entry.official else 5)
    # A due item takes no time of the day: it must not make its person "busy".
    event.add("transp", "TRANSPARENT")
    return event
