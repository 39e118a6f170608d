"""Deriving a matter's due items, against counting the same ten working days with ``holidays`` alone."""

from __future__ import annotations

from datetime import date

import holidays

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import Kind, Matter
from tests.domain.desk import calendar, history, rules
from tests.performance.harness import Ratio, alternate

TODAY = date(2026, 11, 22)
LONG = history(
    "09-01 slip_received; 09-02 assigned; 09-02 sales_contacted; 09-03 client_contacted; 09-10 disclosure_received;"
    "09-14 search_completed result=can_file; 09-14 payment_requested; 09-17 payment_received;"
    "09-24 documents_complete; 09-30 draft_completed; 10-09 filed"
)
TURNS = 300


def bench() -> list[Ratio]:
    """One whole matter of eleven events, and a new one, per ``get_nth_working_day(…, 10)``."""
    china = holidays.country_holidays("CN", years=range(2025, 2028), language="zh_CN")
    book, days = rules(), calendar()
    made = []
    for name, events in (("derive: matter of 11 events", LONG), ("derive: new matter", LONG[:1])):
        ours, bare = alternate(
            lambda events=events: [derive(Matter(Kind.INVENTION), events, book, days, TODAY) for _ in range(TURNS)],
            lambda: [china.get_nth_working_day(date(2026, 9, 24), 10) for _ in range(TURNS)],
        )
        made.append(Ratio(name, ours / bare, f"{ours / TURNS * 1e6:.0f} µs a matter"))
    return made
