"""The law's items on a matter: opened by notices and dates, never paused, marked, with two days where there are two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from ipdesk.domain.docket import Docket, derive
from ipdesk.domain.explain import explain
from ipdesk.domain.matters import Kind, Matter
from ipdesk.domain.rulebook import RuleBook
from ipdesk.services.rules import shipped_law
from tests.domain.desk import calendar, day, history, rules


@cache
def book() -> RuleBook:
    return replace(rules(), reads_law=shipped_law)


def docket(kind: str, events: str, today: str, **facts: object) -> Docket:
    matter = Matter(kind=Kind(kind), **facts)  # type: ignore[arg-type]
    return derive(matter, history(events), book(), calendar(), day(today))


def shown(made: Docket) -> list[str]:
    """``D01 N1 2026-10-08 open``; the law's last day behind a slash where it is another one."""
    return [
        f"{item.rule} {item.about or '-'} {item.due}"
        + (f"/{item.last_day}" if item.last_day != item.due else "")
        + f" {item.state}"
        for item in made.due_items
        if item.official
    ]


OA1 = "06-03 notice_received #N1 notice=first_office_action issued=2026-06-01 delivery=electronic"
CASES = [
    ("invention", OA1, "09-01", {}, ["D01 N1 2026-10-08 open"]),
    ("invention", OA1, "10-09", {}, ["D01 N1 2026-10-08 overdue"]),
    ("utility_model", OA1, "07-01", {}, ["D03 N1 2026-08-03 open"]),
    # counted from the day of issue; by post fifteen days later; from the proven day
    ("invention", OA1.replace("electronic", "postal"), "09-01", {}, ["D01 N1 2026-10-16 open"]),
    ("invention", OA1 + " proven=2026-06-03", "09-01", {}, ["D01 N1 2026-10-08 open"]),
    ("invention", OA1 + "; 09-20 response_submitted #N1", "09-21", {}, ["D01 N1 2026-10-08 done"]),
    ("invention", OA1 + "; 10-09 response_submitted #N1", "10-09", {}, ["D01 N1 2026-10-08 done_late"]),
    # neither a pause nor the client's withdrawal stops it; giving it up knowingly does
    ("invention", OA1 + "; 06-10 paused", "09-01", {}, ["D01 N1 2026-10-08 open"]),
    ("invention", OA1 + "; 06-10 cancelled", "09-01", {}, ["D01 N1 2026-10-08 open"]),
    ("invention", OA1 + "; 06-10 given_up #N1", "09-01", {}, ["D01 N1 2026-10-08 void"]),
    # an extension by one month; the day the notice names, where it is earlier
    ("invention", OA1 + "; 09-01 extension_granted #N1 months=1", "09-01", {}, ["D01 N1 2026-11-02 open"]),
    ("invention", OA1 + " answer_by=2026-09-30", "09-01", {}, ["D01 N1 2026-09-30/2026-10-08 open"]),
    # the priority examination's month beside the ordinary period
    (
        "invention",
        OA1.replace("06-0", "09-0").replace("2026-06", "2026-09"),
        "09-10",
        {"flags": frozenset({"priority_examination"})},
        ["D05 N1 2026-10-08 open", "D01 N1 2027-01-04 open"],
    ),
    (
        "invention",
        "2025-12-31 notice_received #N1 notice=second_office_action",
        "01-05",
        {},
        ["D02 N1 2026-02-28/2026-03-02 open"],
    ),
    ("design", "07-31 notice_received #N1 notice=grant_notice", "08-03", {}, ["D07 N1 2026-09-30 open"]),
    ("invention", "07-05 notice_received #N1 notice=rejection", "08-03", {}, ["D13 N1 2026-10-08 open"]),
    ("layout", "09-01 notice_received #N1 notice=acceptance", "09-02", {}, ["I10 N1 2026-11-02 open"]),
    ("software", "09-07 notice_received #N1 notice=correction", "09-08", {}, ["S4 N1 2026-10-08 open"]),
    ("trademark", "09-01 notice_received #N1 notice=rejection", "09-08", {}, ["T02 N1 2026-10-08 open"]),
    # filing: the fee and the request for examination
    (
        "invention",
        "08-03 filed",
        "08-04",
        {"filed": date(2026, 8, 3)},
        ["D09 - 2026-10-08 open", "D11 - 2029-08-03 open"],
    ),
    (
        "invention",
        "08-03 filed; 08-20 notice_received #N1 notice=acceptance issued=2026-09-30; 09-01 fee_paid",
        "09-02",
        {"filed": date(2026, 8, 3), "priority": date(2026, 2, 3)},
        [
            "D09 - 2026-10-08/2026-10-15 done",
            "D10 - 2026-10-08/2026-10-15 done",
            "D11 - 2029-02-05 open",
            "D22 - 2027-02-03 done",
        ],
    ),
    ("utility_model", "", "08-04", {"filed": date(2026, 1, 5), "taken_on": date(2026, 8, 1)}, []),
    # told twice, or by two notices about one step: one item; what carries no notice fulfils it
    (
        "invention",
        OA1 + "; 06-08 notice_received #N1 notice=first_office_action issued=2026-06-01",
        "06-09",
        {},
        ["D01 N1 2026-10-08 open"],
    ),
    (
        "design",
        "07-31 notice_received #N1 notice=grant; 07-31 notice_received #N2 notice=registration",
        "08-03",
        {},
        ["D07 N1 2026-09-30 open"],
    ),
    ("design", "07-31 notice_received #N1 notice=grant; 09-01 fee_paid", "09-02", {}, ["D07 N1 2026-09-30 done"]),
    ("layout", "09-01 notice_received #N1 notice=acceptance; 09-10 fee_paid", "09-12", {}, ["I10 N1 2026-11-02 done"]),
    ("layout", "09-01 acceptance_received", "09-02", {}, ["I10 - 2026-11-02 open"]),
    (
        "utility_model",
        "08-10 notice_received #N1 notice=acceptance",
        "08-11",
        {"filed": date(2026, 8, 3)},
        ["D09 - 2026-10-08 open"],
    ),
    # a grant that only an event tells; an international application pays as an invention does
    (
        "invention",
        "2025-03-10 granted",
        "2025-11-20",
        {"filed": date(2022, 1, 10)},
        ["D39 annual:5 2026-01-12 open"],
    ),
    (
        "pct",
        "",
        "2026-11-22",
        {"filed": date(2020, 2, 20), "granted": date(2026, 3, 28)},
        ["D39 annual:8 2027-02-22 open"],
    ),
    # the grace still ran when the first thing was recorded here
    (
        "utility_model",
        "01-20 notice_received #N1 notice=annual_fee",
        "02-01",
        {"filed": date(2022, 1, 10), "granted": date(2025, 3, 10)},
        ["D40 annual:5 2026-07-10 open", "D39 annual:6 2027-01-11 open"],
    ),
    # annual fees: in sight a year ahead; missed ones have their grace
    (
        "utility_model",
        "",
        "02-02",
        {"filed": date(2023, 3, 2), "granted": date(2024, 1, 5)},
        ["D40 annual:2 2024-09-02 overdue", "D40 annual:3 2025-09-02 overdue", "D39 annual:4 2026-03-02 open"],
    ),
    (
        "utility_model",
        "2025-02-20 annual_fee_paid #annual:3; 03-20 annual_fee_paid #annual:4",
        "04-01",
        {"filed": date(2023, 3, 2), "granted": date(2024, 1, 5)},
        ["D39 annual:3 2025-03-03 done", "D40 annual:4 2026-09-02 done", "D39 annual:5 2027-03-02 open"],
    ),
    # a registered mark: a year before it expires; afterwards the grace
    ("trademark", "", "2026-03-27", {"granted": date(2017, 3, 28)}, []),
    ("trademark", "", "2026-03-28", {"granted": date(2017, 3, 28)}, ["T19 - 2027-03-26/2027-03-29 open"]),
    ("trademark", "", "2027-04-01", {"granted": date(2017, 3, 28)}, ["T20 - 2027-09-27 open"]),
    ("trademark", "12-01 renewed", "2026-12-02", {"granted": date(2017, 3, 28)}, ["T19 - 2027-03-26/2027-03-29 done"]),
]


@pytest.mark.parametrize(
    ("kind", "events", "today", "facts", "expected"), CASES, ids=[f"{row[0]} {row[1] or row[2]}" for row in CASES]
)
def test_official_items(kind: str, events: str, today: str, facts: dict[str, object], expected: list[str]) -> None:
    assert sorted(shown(docket(kind, events, today, **facts))) == sorted(expected)


def test_the_service_standards_items_stand_beside() -> None:
    rules_of = {item.rule: item.official for item in docket("invention", OA1, "06-04").due_items}
    assert rules_of == {"D01": True, "F.notice_import": False}


def test_the_answer_holds_on_every_day_it_says() -> None:
    facts = {"filed": date(2023, 3, 2), "granted": date(2024, 1, 5), "taken_on": date(2025, 12, 1)}
    made = docket("utility_model", "", "03-01", **facts)
    assert made.valid_until == day("2026-03-02")
    first, last = made.valid_from, made.valid_until
    keys = {item.key for item in made.due_items}
    for on in (first, last):
        again = docket("utility_model", "", on.isoformat(), **facts)
        assert {item.key for item in again.due_items} == keys
    after = docket("utility_model", "", "2026-03-03", **facts)
    assert {item.key for item in after.due_items} != keys


def test_why_gives_every_step_and_both_days() -> None:
    events = "2025-12-31 notice_received #N1 notice=second_office_action"
    matter = Matter(kind=Kind.INVENTION)
    made = derive(matter, history(events), book(), calendar(), day("01-05"))
    key = next(item.key for item in made.due_items if item.official)
    why = explain(matter, history(events), book(), calendar(), day("01-05"), key)
    assert why.clause == "审查指南第五部分第七章1.2"
    assert any("2026年2月没有31日" in step for step in why.steps)
    assert any("报警按较早的一天" in step for step in why.steps)
    assert why.days
    assert [event.about for event in why.triggers] == ["N1"]


def test_a_rule_without_a_source_is_to_be_confirmed() -> None:
    weak = {
        name: tuple(replace(rule, confidence="L") for rule in found) for name, found in shipped_law().versions.items()
    }
    doubtful = replace(rules(), reads_law=lambda: type(shipped_law())(weak))
    made = derive(Matter(kind=Kind.INVENTION), history(OA1), doubtful, calendar(), day("06-04"))
    assert [item.confirm for item in made.due_items if item.official] == [True]


FIRST = {"filed": date(2025, 10, 3), "flags": frozenset({"wants_priority"})}
LATER = {"priority": date(2025, 10, 3)}
ABROAD = {**LATER, "flags": frozenset({"foreign_priority"})}
LINKED = [
    # D22, D23: on a first filing only where others are to follow it, on the later matter until it is filed
    ("invention", "", "2026-09-01", {"filed": date(2025, 10, 3)}, "D22", []),
    ("invention", "", "2026-09-01", FIRST, "D22", ["D22 - 2026-10-08 open"]),
    ("design", "", "2026-03-01", FIRST, "D23", ["D23 - 2026-04-03 open"]),
    ("invention", "2026-09-01 priority_claimed", "2026-09-02", FIRST, "D22", ["D22 - 2026-10-08 done"]),
    ("utility_model", "", "2026-09-01", LATER, "D22", ["D22 - 2026-10-08 open"]),
    ("utility_model", "2026-10-08 filed", "2026-11-01", {**LATER, "filed": date(2026, 10, 8)}, "D22",
     ["D22 - 2026-10-08 done"]),
    # D26: two months from the end of the twelve; the design has none
    ("invention", "", "2026-10-08", LATER, "D2", ["D22 - 2026-10-08 due_soon"]),
    ("invention", "", "2026-10-09", LATER, "D2", ["D26 - 2026-12-03/2026-12-08 open"]),
    ("invention", "2026-11-10 filed", "2026-11-11", {**LATER, "filed": date(2026, 11, 10)}, "D2",
     ["D26 - 2026-12-03/2026-12-08 done"]),
    ("design", "", "2026-10-09", LATER, "D2", ["D23 - 2026-04-03 overdue"]),
    ("invention", "2026-09-01 given_up rule=D22", "2026-11-01", LATER, "D2", ["D22 - 2026-10-08 void"]),
    ("invention", "2026-09-01 given_up rule=D11", "2026-09-02", FIRST, "D22", ["D22 - 2026-10-08 open"]),
    # D24, D25: a copy from abroad; D10: the claim's fee; D27: the later of two ends
    ("invention", "2026-08-03 filed", "2026-08-04", {**ABROAD, "filed": date(2026, 8, 3)}, "D24",
     ["D24 - 2027-02-03 open"]),
    ("invention", "2026-08-03 filed", "2026-08-04", {**LATER, "filed": date(2026, 8, 3)}, "D24", []),
    ("design", "2026-03-03 filed", "2026-03-04", {**ABROAD, "filed": date(2026, 3, 3)}, "D25",
     ["D25 - 2026-06-03 open"]),
    ("invention", "2026-08-03 filed", "2026-08-04", {**LATER, "filed": date(2026, 8, 3)}, "D10",
     ["D10 - 2026-10-08 open"]),
    ("invention", "2026-08-03 filed", "2026-08-04", {"filed": date(2026, 8, 3)}, "D10", []),
    ("invention", "", "2026-10-10", {**LATER, "filed": date(2026, 10, 3), "flags": frozenset({"priority_correction"})},
     "D27", ["D27 - 2027-02-03 open"]),
    # D31: thirty months from the priority date, then two more for a fee
    ("pct", "", "2028-04-03", {**LATER, "filed": date(2026, 9, 30)}, "D31", ["D31 - 2028-04-03 due_soon"]),
    ("pct", "", "2028-04-05", {**LATER, "filed": date(2026, 9, 30)}, "D31", ["D31G - 2028-06-05 open"]),
    ("pct", "2028-05-04 national_entered", "2028-05-05", {**LATER, "filed": date(2026, 9, 30)}, "D31",
     ["D31G - 2028-06-05 done"]),
    ("pct", "2027-05-04 notice_received #N1 notice=national_phase", "2028-05-05",
     {**LATER, "filed": date(2026, 9, 30)}, "D31", []),
    # D08: with the parent's grant notice, where the client wants to divide
    ("invention", "07-31 notice_received #N1 notice=grant_notice", "08-03",
     {"flags": frozenset({"divisional_wanted"})}, "D08", ["D08 N1 2026-09-30 open"]),
    ("invention", "07-31 notice_received #N1 notice=grant_notice", "08-03", {}, "D08", []),
    # D18: two months from the obstacle's end, within two years of the loss; D21: before the period asked about ends
    ("invention", "2026-07-05 obstacle_ended #N1 lost=2026-05-01", "07-06", {}, "D18", ["D18 N1 2026-09-07 open"]),
    ("invention", "2026-07-05 obstacle_ended #N1 lost=2024-08-01", "07-06", {}, "D18", ["D18 N1 2026-08-03 open"]),
    ("invention", "2026-07-05 obstacle_ended #N1; 2026-08-01 restoration_requested #N1", "08-02", {}, "D18",
     ["D18 N1 2026-09-07 done"]),
    ("invention", OA1 + "; 09-01 extension_requested #N1 until=2026-10-08 safe=2026-10-08 months=1", "09-02", {}, "D21",
     ["D21 N1 2026-10-08 open"]),
    # a day of receipt that was proven afterwards
    ("invention", OA1 + "; 06-20 receipt_proven #N1 proven=2026-06-10", "06-21", {}, "D01",
     ["D01 N1 2026-10-10/2026-10-12 open"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "events", "today", "facts", "rule", "expected"),
    LINKED,
    ids=[f"{row[4]} {row[0]} {row[2]} {row[1]}" for row in LINKED],
)
def test_what_follows_from_links_and_requests(
    kind: str, events: str, today: str, facts: dict[str, object], rule: str, expected: list[str]
) -> None:
    made = docket(kind, events, today, **facts)
    assert [line for line in shown(made) if line.startswith(rule)] == expected


@pytest.mark.parametrize("facts", [LATER, FIRST, {**LATER, "filed": date(2026, 9, 30)}])
@pytest.mark.parametrize("kind", ["invention", "design", "pct"])
def test_what_is_stored_holds_on_every_day_it_says(kind: str, facts: dict[str, object]) -> None:
    for today in ("2026-10-08", "2026-10-09", "2028-04-03", "2028-04-04", "2028-06-06"):
        made = docket(kind, "", today, **facts)
        for other in (made.valid_from, made.valid_until):
            if date(2026, 1, 1) <= other <= date(2029, 1, 1):
                again = docket(kind, "", other.isoformat(), **facts)
                assert [(item.key, item.due) for item in again.due_items] == [
                    (item.key, item.due) for item in made.due_items
                ]
