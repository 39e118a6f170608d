"""How much faster the precomputed calendar answers than asking a holiday library each time.

The ratio is what counts, not the times.
"""

from __future__ import annotations

import timeit
from datetime import date, timedelta

from ipdesk.services.calendar import shipped_calendar
from tests.performance.harness import Ratio


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


def bench() -> list[Ratio]:
    """Our answers against those of ``holidays``, and adding working days against a look-up in a list."""
    found = [
        Ratio(f"{question}: faster than holidays", theirs / ours, f"{ours:.0f} ns / {theirs:.0f} ns", goal, faster=True)
        for (question, (ours, theirs)), goal in zip(measure().items(), (None, 100.0, None), strict=True)
    ]
    names: dict[str, object] = {"ours": shipped_calendar(), "a": date(2026, 2, 10), "list": list(range(40_000))}
    add = nanoseconds("ours.add(a, 10)", names, 1_000_000)
    bare = nanoseconds("list[20_000]", names, 1_000_000)
    return [*found, Ratio("a million add 10 / a million list look-ups", add / bare, f"{add:.0f} ns / {bare:.0f} ns")]
