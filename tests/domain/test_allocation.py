"""Whom to give a slip to: the table reads as a head of department would argue."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.allocation import Knowledge, Load, Wanted, plan, score

IDLE, BUSY, LATE = Load(), Load(this_week=6, later=4, matters=9), Load(overdue=4, matters=2)


@pytest.mark.parametrize(
    ("why", "loads", "knows", "chosen"),
    [
        ("nothing to do beats much to do", {1: BUSY, 2: IDLE}, {1: Knowledge(), 2: Knowledge()}, 2),
        ("four late weigh more than ten later", {1: LATE, 2: Load(later=10)}, {1: Knowledge(), 2: Knowledge()}, 2),
        ("knows the client", {1: IDLE, 2: Load(later=3)}, {1: Knowledge(), 2: Knowledge(same_client=1)}, 2),
        ("but not at any price", {1: IDLE, 2: BUSY}, {1: Knowledge(), 2: Knowledge(same_client=9)}, 1),
        ("has done the kind", {1: IDLE, 2: IDLE}, {1: Knowledge(same_kind=4), 2: Knowledge(same_kind=5)}, 2),
        ("its own handler answers", {1: BUSY, 2: IDLE}, {1: Knowledge(own=True), 2: Knowledge()}, 1),
        ("fewer matters of equals", {1: Load(matters=3), 2: Load(matters=2)}, {1: Knowledge(), 2: Knowledge()}, 2),
        ("longer there of equals", {7: IDLE, 3: IDLE}, {7: Knowledge(), 3: Knowledge()}, 3),
        ("only who may take it", {1: IDLE, 2: BUSY}, {2: Knowledge()}, 2),
    ],
)
def test_one_slip(why: str, loads: dict[int, Load], knows: dict[int, Knowledge], chosen: int) -> None:
    (found,) = plan([Wanted("a", knows)], loads)
    assert found.person_id == chosen, why


def test_what_is_suggested_first_weighs_on_what_comes_after() -> None:
    knows = {1: Knowledge(), 2: Knowledge(), 3: Knowledge()}
    slips = [Wanted(str(place), knows) for place in range(6)]
    found = plan(slips, {1: IDLE, 2: IDLE, 3: Load(later=9)})
    assert [one.person_id for one in found] == [1, 2, 1, 2, 1, 2]
    assert [one.given for one in found] == [0, 0, 1, 1, 2, 2]


def test_nobody_there_leaves_the_slip_without() -> None:
    assert plan([Wanted("a", {}), Wanted("b", {9: Knowledge()})], {1: IDLE}) == ()


@given(
    st.dictionaries(st.integers(1, 6), st.builds(Load, *[st.integers(0, 20)] * 4), min_size=1),
    st.integers(0, 12),
)
def test_the_load_stays_even(loads: dict[int, Load], count: int) -> None:
    """Nobody gets a slip while somebody else, given one more, would still be the less loaded."""
    knows = dict.fromkeys(loads, Knowledge())
    found = plan([Wanted(str(place), knows) for place in range(count)], loads)
    assert [one.key for one in found] == [str(place) for place in range(count)]
    given_to = {person: sum(1 for one in found if one.person_id == person) for person in loads}
    for person, many in given_to.items():
        if many:
            last = score(loads[person], Knowledge(), many - 1)
            assert all(last <= score(loads[other], Knowledge(), given_to[other]) for other in loads)
