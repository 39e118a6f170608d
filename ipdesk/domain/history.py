"""A matter's events in order, by thing and by name, with its pauses and endings worked out once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from ipdesk.domain.matters import Event
from ipdesk.domain.periods import Pause

PAUSED, RESUMED = "paused", "resumed"
ENDINGS = ("cancelled", "infeasible")


class Placed:
    """An event with its place in the matter's order (by date, then as recorded)."""

    __slots__ = ("event", "on", "place")

    def __init__(self, event: Event, place: int) -> None:
        self.event = event
        self.on = event.on
        self.place = place


class History:
    """Events sorted by date; ``groups`` maps each ``about`` (``None``: the matter itself) to its events by name.

    A pause (3.5.2) and an ending (3.5.1, 3.5.3) hold for the whole matter, whatever they are about.
    """

    __slots__ = ("endings", "groups", "names", "paused_now", "pauses", "placed", "valid_from", "valid_until")

    def __init__(self, events: Sequence[Event], today: date) -> None:
        ordered = sorted(events, key=lambda event: (event.on, event.at or time.min))
        self.placed = tuple(Placed(event, place) for place, event in enumerate(ordered))
        self.groups: dict[str | None, dict[str, list[Placed]]] = {}
        for one in self.placed:
            self.groups.setdefault(one.event.about, {}).setdefault(one.event.name, []).append(one)
        self.names = dict.fromkeys(one.event.name for one in self.placed)
        self.endings = tuple(one for one in self.placed if one.event.name in ENDINGS)
        self.valid_from, self.valid_until = date.min, date.max
        self.paused_now = False
        self.pauses = self._pauses(today)

    def _pauses(self, today: date) -> tuple[Pause, ...]:
        """Closed pauses, and a running one as if it were resumed today."""
        found: list[Pause] = []
        begun: date | None = None
        for one in self.placed:
            if one.event.name == PAUSED and begun is None:
                begun = one.on
            elif one.event.name == RESUMED and begun is not None:
                found.append(Pause(begun, one.on))
                begun = None
        if begun is not None and begun <= today:
            self.paused_now = True
            self.valid_from = self.valid_until = today
            found.append(Pause(begun, today))
        elif begun is not None:
            self.valid_until = begun - timedelta(days=1)
        return tuple(found)

    def events(self, about: str | None, names: Sequence[str]) -> list[Placed]:
        """The events of these names about one thing, in order."""
        group = self.groups.get(about, {})
        if len(names) == 1:
            return group.get(names[0], [])
        return sorted((one for name in set(names) for one in group.get(name, ())), key=lambda one: one.place)

    def abouts(self, names: Sequence[str]) -> Iterator[str | None]:
        """The things that have at least one event of these names."""
        for about, group in self.groups.items():
            if any(name in group for name in names):
                yield about

    def ending_after(self, place: int) -> Placed | None:
        """The first ending recorded after this place."""
        return next((one for one in self.endings if one.place > place), None)
