"""Triggers, fulfilment, repeats, pauses, endings, recurrences, waiting and states of the docket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import Event, Kind, Matter, State
from tests.domain.desk import calendar, day, docket, history, items, rules, shown

DRAFT = "03-02 payment_received; 03-02 documents_complete"  # ten working days: 03-16


# -- which event fulfils, and what a repeat does ------------------------------------------------

FULFILMENT = [
    # the same day counts, in whatever order it was recorded
    ("03-02 client_contacted; 03-02 assigned", "P.contact", ["03-03 done"]),
    # an earlier day does not
    ("02-27 client_contacted; 03-02 assigned", "P.contact", ["03-03 overdue"]),
    ("03-02 assigned; 03-03 client_contacted", "P.contact", ["03-03 done"]),
    ("03-02 assigned; 03-04 client_contacted", "P.contact", ["03-03 done_late"]),
    # a trigger while the item is open changes nothing
    ("03-02 disclosure_received; 03-04 disclosure_received", "P.search", ["03-05 overdue"]),
    # one after it was fulfilled opens a new item
    (
        "03-02 disclosure_received; 03-04 search_completed; 03-09 disclosure_received",
        "P.search",
        ["03-05 done", "03-12 due_soon"],
    ),
    # on the very day of the fulfilment, recorded after it: a new item that the old fulfilment does not fulfil
    (
        "03-02 disclosure_received; 03-04 search_completed; 03-04 disclosure_received",
        "P.search",
        ["03-05 done", "03-09 overdue"],
    ),
    # the later of two starts the clock, whichever it is
    ("03-02 documents_complete; 03-09 payment_received", "P.draft", ["03-23 open"]),
    # corrected papers after the draft: the clock starts again with them
    (
        "03-02 payment_received; 03-03 documents_complete; 03-05 draft_completed; 03-10 documents_complete",
        "P.draft",
        ["03-17 done", "03-24 open"],
    ),
    # a second instalment while the draft is being written changes nothing
    ("03-02 payment_received; 03-03 documents_complete; 03-05 payment_received", "P.draft", ["03-17 open"]),
    # several notices at once: each is answered by its own
    (
        "03-02 notice_received #N1; 03-03 notice_received #N2; 03-06 notice_imported #N2",
        "F.notice_import",
        ["03-05 overdue #N1", "03-06 done #N2"],
    ),
    # chasing: each contact ends one wait and begins the next, until the disclosure comes
    (
        "03-02 coached; 03-06 client_contacted; 03-10 client_contacted; 03-12 disclosure_received",
        "P.chase",
        ["03-09 done", "03-13 done", "03-17 done"],
    ),
    ("03-02 disclosure_received; 03-06 client_contacted", "P.chase", []),
]


@pytest.mark.parametrize(("events", "rule", "expected"), FULFILMENT)
def test_fulfilment(events: str, rule: str, expected: list[str]) -> None:
    assert shown(items("invention", events, "03-11", rule)) == expected


# -- pauses (3.5.2) -----------------------------------------------------------------------------

PAUSES = [
    ("", "03-12", ["03-16 open"]),
    # paused 03-10 with five days left (10, 11, 12, 13, 16): five left on the day of resuming
    ("03-10 paused", "03-10", ["03-16 paused"]),
    ("03-10 paused", "03-12", ["03-18 paused"]),
    ("03-10 paused; 03-20 resumed", "03-20", ["03-26 open"]),
    # over a weekend only its working days are left out
    ("03-14 paused; 03-16 resumed", "03-16", ["03-16 due_soon"]),
    # a pause of no day, a pause while paused, a resumption without a pause: nothing
    ("03-10 paused; 03-10 resumed", "03-12", ["03-16 open"]),
    ("03-10 paused; 03-11 paused; 03-20 resumed; 03-23 resumed", "03-20", ["03-26 open"]),
    ("03-03 resumed", "03-12", ["03-16 open"]),
    # twice
    ("03-04 paused; 03-06 resumed; 03-09 paused; 03-11 resumed", "03-11", ["03-20 open"]),
    # after the end it moves nothing
    ("03-17 paused; 03-20 resumed", "03-23", ["03-16 overdue"]),
    # over Spring Festival and back: not one day lost
    ("03-16 paused; 03-17 resumed", "03-17", ["03-17 due_soon"]),
    # fulfilled while paused
    ("03-10 paused; 03-11 draft_completed; 03-20 resumed", "03-23", ["03-26 done"]),
]


@pytest.mark.parametrize(("more", "today", "expected"), PAUSES)
def test_pause(more: str, today: str, expected: list[str]) -> None:
    assert shown(items("invention", f"{DRAFT}; {more}", today, "P.draft")) == expected


CALENDAR_PAUSES = [
    ("", ["03-16 open"]),
    ("03-05 paused; 03-10 resumed", ["03-21 open"]),
    ("02-20 paused; 03-04 resumed", ["03-17 open"]),  # only 03-03 lies after the trigger's day
    ("03-16 paused; 03-18 resumed", ["03-18 open"]),
    ("03-17 paused; 03-19 resumed", ["03-16 open"]),
]


@pytest.mark.parametrize(("more", "expected"), CALENDAR_PAUSES)
def test_pause_of_a_period_in_calendar_days(more: str, expected: list[str]) -> None:
    events = f"03-02 payment_received; 03-02 documents_complete; {more}"
    found = docket("software", events, "03-20" if "19 resumed" in more else "03-10").due_items
    dues = [f"{item.due:%m-%d} open" for item in found if item.rule == "S.file"]
    assert dues == expected


def test_a_pause_stops_neither_the_day_before_an_anchor_nor_the_law() -> None:
    events = "09-18 subsidy_opened closes=2026-10-12; 09-21 paused"
    assert shown(items("subsidy", events, "09-24", "F.subsidy_prepare")) == ["09-29 paused"]
    assert shown(items("subsidy", f"{events}; 09-29 resumed", "09-29", "F.subsidy_prepare")) == ["09-29 due_soon"]


# -- endings (3.5.1, 3.5.3) -----------------------------------------------------------------------


def test_cancelling_voids_what_is_open_and_asks_for_evidence() -> None:
    made = docket("invention", "03-02 assigned; 03-02 sales_contacted; 03-04 cancelled", "03-04")
    states = {item.rule: item.state for item in made.due_items}
    assert states == {
        "P.sales": State.DONE,
        "P.contact": State.VOID,
        "X.evidence": State.DUE_SOON,
    }
    assert made.waiting == ()
    assert made.next_steps == ("evidence_kept",)


def test_cancelled_while_paused() -> None:
    made = docket("invention", f"{DRAFT}; 03-04 paused; 03-09 cancelled", "03-10")
    states = {item.rule: item.state for item in made.due_items}
    assert states["P.draft"] is State.VOID


def test_a_second_ending_leaves_the_evidence_of_the_first_open() -> None:
    found = items("trademark", "03-02 infeasible; 03-04 cancelled", "03-05", "X.evidence")
    assert shown(found) == ["03-02 overdue"]


def test_what_comes_after_an_ending_is_new_work() -> None:
    found = items(
        "software", "03-02 question_received; 03-03 cancelled; 03-04 question_received", "03-05", "X.question"
    )
    assert shown(found) == ["03-04 void", "03-06 due_soon"]


# -- recurrences ------------------------------------------------------------------------------------

WEEKLY = [
    # every Monday after the assignment, up to the first from today on
    ("03-04 assigned", "03-17", ["03-09 overdue", "03-16 overdue", "03-23 open"]),
    ("03-04 assigned; 03-10 client_contacted", "03-17", ["03-09 done_late", "03-16 overdue", "03-23 open"]),
    ("03-04 assigned; 03-09 client_contacted; 03-16 client_contacted", "03-16", ["03-09 done", "03-16 done"]),
    # the week of Spring Festival has no working day at all; the next week begins on Tuesday
    ("02-11 assigned", "02-24", ["02-24 due_soon"]),
    # National Day: Monday is off, Thursday is the week's first working day
    ("09-29 assigned", "10-08", ["10-08 due_soon"]),
    ("03-04 assigned; 03-16 draft_completed", "04-01", ["03-09 overdue"]),
    # a pause leaves out what falls into it
    ("03-04 assigned; 03-12 paused; 03-20 resumed", "03-23", ["03-09 overdue", "03-23 due_soon"]),
]


@pytest.mark.parametrize(("events", "today", "expected"), WEEKLY)
def test_every_monday(events: str, today: str, expected: list[str]) -> None:
    assert shown(items("invention", events, today, "P.weekly")) == expected


def test_a_missed_week_is_history_once_the_next_has_come() -> None:
    found = items("invention", "03-04 assigned", "03-17", "P.weekly")
    assert [item.superseded for item in found] == [True, True, False]


def test_a_missed_week_is_history_once_the_draft_is_there() -> None:
    found = items("invention", "03-04 assigned; 03-16 draft_completed", "03-17", "P.weekly")
    assert [item.superseded for item in found] == [True]


TRACK = [
    ("03-02 filed", "03-10", ["03-09 overdue", "03-16 open"]),
    ("03-02 filed; 03-05 status_checked", "03-10", ["03-09 done", "03-16 open"]),
    ("03-02 filed; 03-09 status_checked", "03-10", ["03-09 done", "03-16 open"]),
    ("03-02 filed; 03-11 status_checked", "03-12", ["03-09 done_late", "03-16 done"]),
    ("03-02 filed; 03-12 certificate_received", "03-30", ["03-09 overdue"]),
]


@pytest.mark.parametrize(("events", "today", "expected"), TRACK)
def test_every_seven_days(events: str, today: str, expected: list[str]) -> None:
    assert shown(items("software", events, today, "S.track")) == expected


# -- anchored before a day ---------------------------------------------------------------------------


def test_annual_fee_is_announced_45_and_sent_30_days_before() -> None:
    facts = {"filed": day("2023-01-10"), "granted": day("2025-05-06")}
    made = docket("utility_model", "2025-05-06 granted", "2026-11-22", **facts)
    annual = [(item.rule, item.about, item.due.isoformat(), item.state) for item in made.due_items]
    # 45 days before 2026-01-10 is 2025-11-26; 30 days before 2027-01-10 is 2026-12-11 (Friday)
    assert annual == [
        ("F.annual_notice", "annual:4", "2025-11-26", State.OVERDUE),
        ("F.annual_send", "annual:4", "2025-12-11", State.OVERDUE),
        ("F.annual_notice", "annual:5", "2026-11-26", State.OPEN),
        ("F.annual_send", "annual:5", "2026-12-11", State.OPEN),
    ]


def test_at_least_before_moves_earlier_never_later() -> None:
    # 45 days before 2026-11-18 is Sunday 2026-10-04, in the National Day holiday: the last working day is 09-30
    facts = {"filed": day("2022-11-18"), "granted": day("2026-01-06")}
    found = items("invention", "01-06 granted", "09-01", "F.annual_notice", **facts)
    assert shown(found) == ["09-30 open #annual:5"]


def test_a_paid_annual_fee_needs_no_notice() -> None:
    facts = {"filed": day("2022-11-18"), "granted": day("2026-01-06")}
    found = items("invention", "01-06 granted; 09-02 annual_fee_paid #annual:5", "09-03", "F.annual_notice", **facts)
    assert shown(found) == ["09-30 void #annual:5"]


def test_fees_due_before_the_office_took_the_matter_on_are_not_asked_for() -> None:
    facts = {"filed": day("2022-03-18"), "granted": day("2024-01-06"), "taken_on": day("2026-09-01")}
    assert {item.about for item in items("invention", "", "09-01", "F.annual_send", **facts)} == {"annual:6"}


# -- a past brought in from a ledger ---------------------------------------------------------------------


def test_a_ledgers_past_is_not_held_against_anybody() -> None:
    past = "2025-03-03 slip_received; 2025-03-04 assigned; 2025-04-01 payment_received; 2025-05-06 filed"
    assert docket("invention", past, "09-01", taken_on=day("2026-09-01")).next_steps == ()
    assert docket("invention", past, "09-01").next_steps != ()


def test_what_stands_still_in_the_ledger_is_overdue() -> None:
    found = items("invention", "08-03 slip_received", "09-01", "P.allocate", taken_on=day("2026-09-01"))
    assert shown(found) == ["08-05 overdue"]


# -- waiting -----------------------------------------------------------------------------------------------

WAITING = [
    ("", ("payment_received", "documents_complete")),
    ("03-02 payment_received", ("documents_complete",)),
    ("03-02 documents_complete", ("payment_received",)),
    ("03-02 payment_received; 03-02 documents_complete", None),
    ("03-02 payment_received; 03-03 cancelled", None),
    ("03-02 cancelled; 03-03 payment_received", None),
    ("03-02 draft_completed", ("payment_received", "documents_complete")),
]


@pytest.mark.parametrize(("events", "missing"), WAITING)
def test_waiting_says_for_what(events: str, missing: tuple[str, ...] | None) -> None:
    waiting = docket("invention", events, "03-11").waiting
    assert [(one.rule, one.missing) for one in waiting] == ([("P.draft", missing)] if missing else [])


# -- properties -----------------------------------------------------------------------------------------------

NAMES = sorted(name for name, event in rules().events.items() if not event.office and name != "subsidy_opened")
EVENTS = st.lists(
    st.builds(
        Event,
        name=st.sampled_from(NAMES),
        on=st.dates(day("2025-12-20"), day("2026-11-20")),
        about=st.sampled_from([None, None, "N1", "N2"]),
        data=st.sampled_from([{}, {"result": "can_file"}]),
    ),
    max_size=14,
)
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.COMPLAINT])
DAYS = st.dates(day("2026-01-01"), day("2026-12-01"))


@given(KINDS, EVENTS, DAYS)
def test_the_same_question_has_the_same_answer(kind: Kind, events: list[Event], today: object) -> None:
    matter = Matter(kind=kind)
    first = derive(matter, events, rules(), calendar(), today)  # type: ignore[arg-type]
    assert derive(matter, list(events), rules(), calendar(), today) == first  # type: ignore[arg-type]
    assert list(first.due_items) == sorted(first.due_items, key=lambda i: (i.due, i.rule, i.about or "", i.key))
    assert len({item.key for item in first.due_items}) == len(first.due_items)


@given(KINDS, EVENTS, DAYS, st.integers(-60, 60))
def test_within_its_validity_an_answer_does_not_change(kind: Kind, events: list[Event], today, shift: int) -> None:  # type: ignore[no-untyped-def]
    """What a database stores stays true on every day the answer says it does."""
    matter = Matter(kind=kind)
    one = derive(matter, events, rules(), calendar(), today)
    other_day = today + timedelta(days=shift)
    assert one.valid_from <= today <= one.valid_until
    if one.valid_from <= other_day <= one.valid_until:
        other = derive(matter, events, rules(), calendar(), other_day)
        assert [_fixed(item) for item in other.due_items] == [_fixed(item) for item in one.due_items]
        assert other.waiting == one.waiting


def _fixed(item: object) -> tuple[object, ...]:
    live = {State.OVERDUE: State.OPEN, State.DUE_SOON: State.OPEN}
    return (item.key, item.due, live.get(item.state, item.state), item.done_on)  # type: ignore[attr-defined]


@given(EVENTS, DAYS)
def test_no_fulfilled_item_is_open_and_none_is_done_before_it_began(events: list[Event], today) -> None:  # type: ignore[no-untyped-def]
    for item in derive(Matter(kind=Kind.INVENTION), events, rules(), calendar(), today).due_items:
        assert (item.done_on is not None) == (item.state in (State.DONE, State.DONE_LATE))
        if item.done_on is not None:
            assert item.done_on >= item.trigger_on
            assert (item.state is State.DONE_LATE) == (item.done_on > item.due)


@pytest.mark.parametrize(
    ("today", "due", "state"),
    [
        ("03-12", "03-13", State.DUE_SOON),  # Thursday, Friday: the second working day
        ("03-12", "03-16", State.OPEN),
        ("03-13", "03-16", State.DUE_SOON),  # Friday, Monday
        ("03-13", "03-17", State.OPEN),
        ("02-14", "02-24", State.DUE_SOON),  # before Spring Festival: the next working day after it
        ("03-16", "03-13", State.OVERDUE),
    ],
)
def test_due_soon_within_two_working_days_today_included(today: str, due: str, state: State) -> None:
    from ipdesk.domain.docket import live_state

    assert live_state(State.OPEN, day(due), day(today), calendar()) is state


def test_a_year_without_arrangement_is_provisional() -> None:
    found = history("2026-12-30 slip_received")
    made = derive(Matter(kind=Kind.INVENTION), found, rules(), calendar(), day("2026-12-30"))
    assert [(item.due.isoformat(), item.provisional) for item in made.due_items] == [("2027-01-04", True)]
