"""What the window is started with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Launch:
    """``url``: the database, None for the one used last here; ``exit_when_shown``: quit 0 once a page is filled."""

    url: str | None
    today: date
    exit_when_shown: bool = False
