"""What time it is at the desk: the day taken as today with the clock's hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.context import Desk


def office_now(desk: Desk) -> datetime:
    """The office's wall time, naive. Around midnight the real day counts even if the window still shows yesterday;
    a desk on quite another day (an example) has that day with the real hour."""
    real = datetime.now(UTC).astimezone().replace(tzinfo=None)
    if abs(real.date() - desk.today) <= timedelta(days=1):
        return real
    return datetime.combine(desk.today, real.time())
