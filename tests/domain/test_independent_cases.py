"""Cases counted by hand from the service standard, the holiday notices and the articles, told to the program as a file.

Nothing here was taken from what the program answers: each comment is the count that gave the date.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk_cli import Cli

# (kind, the matter's dates, today, "name date [field=value …]" …, {(rule, about): [(due, state), …]})
CASES: list[tuple[str, dict[str, str], str, list[str], dict[tuple[str, str | None], list[tuple[str, str]]]]] = [
    # 3.1.6: 13 Fri, 14 Sat (worked), 15..23 Spring Festival, 24 Tue.
    (
        "invention",
        {},
        "2026-02-25",
        ["disclosure_received 2026-02-12"],
        {("P.search", None): [("2026-02-24", "overdue")]},
    ),
    # 3.1.7, the money last: 20 (worked Sunday), 21..24, 28..30 September, 8, 9 October.
    (
        "invention",
        {},
        "2026-10-08",
        ["documents_complete 2026-09-17", "payment_received 2026-09-18"],
        {("P.draft", None): [("2026-10-09", "due_soon")]},
    ),
    # The papers last, and 22, 23 September are not counted: 20, 21, 24, 28..30, 8, 9, 10 (worked Saturday), 12.
    (
        "invention",
        {},
        "2026-10-09",
        ["payment_received 2026-09-17", "documents_complete 2026-09-18", "paused 2026-09-22", "resumed 2026-09-24"],
        {("P.draft", None): [("2026-10-12", "open")]},
    ),
    # Paused and resumed on one day: nothing is left out.
    (
        "invention",
        {},
        "2026-03-20",
        ["slip_received 2026-03-02", "paused 2026-03-03", "resumed 2026-03-03", "assigned 2026-03-05"],
        {("P.allocate", None): [("2026-03-04", "done_late")]},
    ),
    # 3.3.6, two weeks: 2 October, a holiday, stands; 2 days of the first pause, 3 of the second (30 Sep, 1 and 2 Oct).
    (
        "software",
        {},
        "2026-10-03",
        [
            "payment_received 2026-09-18",
            "documents_complete 2026-09-18",
            "paused 2026-09-22",
            "resumed 2026-09-24",
            "paused 2026-09-30",
            "resumed 2026-10-03",
        ],
        # Five working days: 20, 21, 24, 28, 29. No working day is left before the 7th: due soon.
        {("S.file", None): [("2026-10-07", "due_soon")], ("S.prepare", None): [("2026-09-29", "overdue")]},
    ),
    # 3.3.9: one month from 31 January is 28 February.
    (
        "software",
        {},
        "2026-02-28",
        ["certificate_received 2026-01-31"],
        {("S.subsidy", None): [("2026-02-28", "due_soon")], ("S.certificate", None): [("2026-02-04", "overdue")]},
    ),
    # 3.2.6: 8 Oct, 30, 29, 28, 24 September are the five working days before 9 October; a pause moves nothing.
    (
        "subsidy",
        {},
        "2026-09-24",
        ["subsidy_opened 2026-09-19 closes=2026-10-09", "paused 2026-09-21", "resumed 2026-09-23"],
        {("F.subsidy_prepare", None): [("2026-09-24", "due_soon")]},
    ),
    # Two questions; one answer is about the second only. Asked again while open: nothing; asked again later: anew.
    (
        "trademark",
        {},
        "2026-03-20",
        [
            "question_received 2026-03-06 about=Q1",
            "question_received 2026-03-07 about=Q1",
            "question_received 2026-03-09 about=Q2",
            "question_resolved 2026-03-09 about=Q2",
            "question_received 2026-03-16 about=Q2",
        ],
        {
            ("X.question", "Q1"): [("2026-03-10", "overdue")],
            ("X.question", "Q2"): [("2026-03-11", "done"), ("2026-03-18", "overdue")],
        },
    ),
    # 3.5.3: given up after coaching, on a Saturday that is off; what was open ends.
    (
        "invention",
        {},
        "2026-03-09",
        ["slip_received 2026-03-02", "coached 2026-03-04", "cancelled 2026-03-07", "evidence_kept 2026-03-09"],
        {
            ("P.allocate", None): [("2026-03-04", "void")],
            ("X.evidence", None): [("2026-03-09", "done")],
            ("X.tell_sales", None): [("2026-03-09", "due_soon")],
        },
    ),
    # 3.1.1: Monday 5 October is off until the 7th; the first working day of that week is Thursday the 8th.
    (
        "design",
        {},
        "2026-10-13",
        ["assigned 2026-09-23", "client_contacted 2026-09-28", "client_contacted 2026-10-08"],
        {
            ("P.weekly", None): [("2026-09-28", "done"), ("2026-10-08", "done"), ("2026-10-12", "overdue")],
            ("P.chase", None): [("2026-10-05", "done_late"), ("2026-10-15", "open")],
        },
    ),
    # 3.2.3: year 10 falls due on 20 November; 45 days before is 6 October (off), so 30 September; 30 days: 21 October.
    (
        "utility_model",
        {"filed": "2017-11-20", "granted": "2018-06-01"},
        "2026-09-30",
        ["annual_fee_paid 2025-11-20 about=annual:9"],
        {
            ("F.annual_notice", "annual:10"): [("2026-09-30", "due_soon")],
            ("F.annual_send", "annual:10"): [("2026-10-21", "open")],
            ("D39", "annual:10"): [("2026-11-20", "open")],
        },
    ),
    # A notice by post: 15 days after 19 June is Saturday 4 July, which is not moved; a pause stops no law.
    (
        "invention",
        {},
        "2026-09-04",
        [
            "notice_received 2026-06-24 about=N2 notice=second_office_action issued=2026-06-19 delivery=postal",
            "paused 2026-06-25",
        ],
        {("D02", "N2"): [("2026-09-04", "due_soon")]},
    ),
]


def event(text: str) -> dict[str, str]:
    name, on, *fields = text.split()
    pairs = (field.partition("=") for field in fields)
    return {"name": name, "on": on, **{key: value for key, _, value in pairs}}


def test_histories_counted_by_hand(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    scenarios: list[dict[str, Any]] = [
        {"matter": {**dates, "kind": kind}, "today": today, "events": [event(text) for text in events]}
        for kind, dates, today, events, _ in CASES
    ]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(scenarios), encoding="utf-8")
    answers: list[dict[str, Any]] = Cli(capsys).answer("replay", path)
    for (kind, _, _, events, expected), answer in zip(CASES, answers, strict=True):
        found: dict[tuple[str, str | None], list[tuple[str, str]]] = {key: [] for key in expected}
        for item in answer["due_items"]:
            if (item["rule"], item["about"]) in found:
                found[item["rule"], item["about"]].append((item["due"], item["state"]))
        # Of items that come again and again the next one may stand behind those expected.
        cut = {key: dues[: len(expected[key])] for key, dues in found.items()}
        assert cut == expected, (kind, events)


@pytest.mark.parametrize(
    ("arguments", "served", "raw_end", "last_day", "safe_day"),
    [
        ("D01 2026-06-01", "2026-06-01", "2026-10-01", "2026-10-08", "2026-10-08"),
        # A worked Saturday: the guidelines go on to Monday, the careful reading stays.
        ("D02 2025-12-31", "2025-12-31", "2026-02-28", "2026-03-02", "2026-02-28"),
        ("D02 2026-06-19 --delivery postal", "2026-07-04", "2026-09-04", "2026-09-04", "2026-09-04"),
        ("D07 2026-07-31", "2026-07-31", "2026-09-30", "2026-09-30", "2026-09-30"),
        ("D01 2026-05-31 --delivery publication", "2026-06-30", "2026-10-30", "2026-10-30", "2026-10-30"),
        # Saturday 3 January is a holiday, Sunday the 4th is worked and no end of a period by the guidelines.
        ("D07 2025-11-03", "2025-11-03", "2026-01-03", "2026-01-05", "2026-01-04"),
        # Priority examination: two months of the old measures, one of those in force from 2026-09-01.
        ("D05 2026-08-31", "2026-08-31", "2026-10-31", "2026-11-02", "2026-11-02"),
        ("D05 2026-09-01", "2026-09-01", "2026-10-01", "2026-10-08", "2026-10-08"),
        # Trademarks: deemed served 15 days after the date of the notice, unless another day is proven.
        ("T02 2026-09-01", "2026-09-16", "2026-10-01", "2026-10-08", "2026-10-08"),
        ("T02 2026-09-01 --proven 2026-09-01", "2026-09-01", "2026-09-16", "2026-09-16", "2026-09-16"),
        # Published before 2027, open after: three months, the alarm at two.
        ("T01 2026-12-30", "2026-12-30", "2027-03-30", "2027-03-30", "2027-03-01"),
        ("T01 2027-01-06", "2027-01-06", "2027-03-06", "2027-03-08", "2027-03-08"),
        # Ten years from 29 February: the last February has no such day, so its last day.
        ("T18 2016-02-29", "2016-02-29", "2026-02-28", "2026-02-28", "2026-02-28"),
        ("S4 2026-08-23 --delivery postal", "2026-09-07", "2026-10-07", "2026-10-08", "2026-10-08"),
        ("I10 2026-08-05", "2026-08-05", "2026-10-05", "2026-10-08", "2026-10-08"),
    ],
)
def test_periods_of_the_law_counted_by_hand(
    capsys: pytest.CaptureFixture[str], arguments: str, served: str, raw_end: str, last_day: str, safe_day: str
) -> None:
    answer = Cli(capsys).answer("deadline", *arguments.split())
    found = (answer["served"], answer["raw_end"], answer["last_day"], answer["safe_day"])
    assert found == (served, raw_end, last_day, safe_day)


def test_late_fee_of_a_filing_on_the_29th_of_february(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--kind", "utility_model", "--filed", "2020-02-29", "--granted", "2021-01-05", "--reduction", "85"]
    answer = Cli(capsys).answer("fees", "annual", *arguments)
    assert [fee["year"] for fee in answer["annuities"]] == list(range(2, 11))
    leap = answer["annuities"][3]  # year 5 falls due on 29 February 2024
    assert (leap["due"], leap["full"], leap["payable"]) == ("2024-02-29", "900.00", "135.00")
    # The surcharge is on the whole fee; each band ends on the day of the month, the last one is the grace.
    assert [(band["to"], band["surcharge"], band["total"]) for band in leap["late"]] == [
        ("2024-03-29", "0.00", "135.00"),
        ("2024-04-29", "45.00", "180.00"),
        ("2024-05-29", "90.00", "225.00"),
        ("2024-06-29", "135.00", "270.00"),
        ("2024-07-29", "180.00", "315.00"),
        ("2024-08-29", "225.00", "360.00"),
    ]
    # 2025 has no 29 February: due on the 28th, a Friday.
    assert (answer["annuities"][4]["due"], answer["annuities"][4]["late"][0]["to"]) == ("2025-02-28", "2025-03-28")
