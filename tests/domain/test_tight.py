"""A warning where the service's promises leave fewer than three working days before the law's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from ipdesk.domain.matters import State
from ipdesk.domain.tight import tight
from ipdesk.services.calendar import shipped_calendar

CALENDAR = shipped_calendar()


@dataclass(frozen=True)
class Item:
    due: date
    official: bool = False
    about: str | None = "N1"
    state: State = State.OPEN
    superseded: bool = False


LAW = Item(date(2026, 10, 9), official=True)  # Friday after the National Day's week

ROOM = [
    ("three working days: enough", date(2026, 9, 29), None),
    ("two, with the days off between", date(2026, 9, 30), 2),
    ("one", date(2026, 10, 8), 1),
    ("the same day", date(2026, 10, 9), 0),
    ("later than the law", date(2026, 10, 12), -2),
]


@pytest.mark.parametrize(("name", "promised", "days"), ROOM, ids=[case[0] for case in ROOM])
def test_room_is_counted_in_working_days(name: str, promised: date, days: int | None) -> None:
    found = tight([LAW, Item(promised)], CALENDAR)
    assert [(one.official, one.promised.due, one.days) for one in found] == (
        [] if days is None else [(LAW, promised, days)]
    )


def test_the_latest_promise_counts() -> None:
    early, late = Item(date(2026, 9, 1)), Item(date(2026, 10, 8))
    assert [one.promised for one in tight([late, LAW, early], CALENDAR)] == [late]
    assert tight([LAW, early], CALENDAR) == ()


NOT_MEANT = [
    Item(date(2026, 10, 8), about="N2"),
    Item(date(2026, 10, 8), about=None),
    Item(date(2026, 10, 8), state=State.DONE),
    Item(date(2026, 10, 8), state=State.DONE_LATE),
    Item(date(2026, 10, 8), state=State.VOID),
    Item(date(2026, 10, 8), superseded=True),
]


@pytest.mark.parametrize("other", NOT_MEANT)
def test_other_notices_and_finished_work_say_nothing(other: Item) -> None:
    assert tight([LAW, other], CALENDAR) == ()


@pytest.mark.parametrize("state", [State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED])
def test_a_paused_promise_still_warns_for_the_law_is_not_paused(state: State) -> None:
    assert len(tight([LAW, Item(date(2026, 10, 8), state=state)], CALENDAR)) == 1


def test_what_the_law_no_longer_asks_is_not_warned_about() -> None:
    done = Item(LAW.due, official=True, state=State.DONE)
    assert tight([done, Item(date(2026, 10, 8))], CALENDAR) == ()
