"""How much faster the precomputed calendar answers than asking a holiday library each time.

Run by hand: ``python -m tests.performance.bench_workdays``; the ratio is what counts, not the times.
"""

from __future__ import annotations

import sys
import timeit
from datetime import date, timedelta

from ipdesk.services.calendar import shipped_calendar


def nanoseconds(statement: str, names: dict[str, object], number: int) -> float:
    """The best of five runs, per call."""
    return min(timeit.repeat(statement, globals=names, number=number, repeat=5)) / number * 1e9


def measure() -> dict[str, tuple[float, float]]:
    """Per question: our nanoseconds and those of ``holidays``."""
    import holidays

    china = holidays.country_holidays("CN", years=range(2020, 2028))
    names: dict[str, object] = {"ours": shipped_calendar(), "theirs": china}
    names |= {"a": date(2026, 2, 10), "b": date(2027, 2, 10) - timedelta(days=60)}
    questions = {
        "is_working": ("ours.is_working(a)", "theirs.is_working_day(a)", 2000),
        "add 10": ("ours.add(a, 10)", "theirs.get_nth_working_day(a, 10)", 500),
        "count 10 months": ("ours.count(a, b)", "theirs.get_working_days_count(a, b)", 20),
    }
    return {
        question: (nanoseconds(ours, names, 100_000), nanoseconds(theirs, names, number))
        for question, (ours, theirs, number) in questions.items()
    }


if __name__ == "__main__":
    for question, (ours, theirs) in measure().items():
        sys.stdout.write(f"{question:16} {ours:8.0f} ns  holidays {theirs:9.0f} ns  x{theirs / ours:.0f}\n")
