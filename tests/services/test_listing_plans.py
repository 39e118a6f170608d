"""What a department and the calendar ask when they open is answered from an index alone, at any size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from ipdesk.services.listing import Bucket, Filter, Sort, counters, due_items, matter_ids
from ipdesk.services.month import month_load
from ipdesk.services.office import Office
from ipdesk.services.rows import MonthFilter
from ipdesk.services.search import find
from tests import database

TODAY = database.TODAY
pytestmark = pytest.mark.skipif(bool(database.URL), reason="query plans of SQLite")

Asked = list[tuple[str, Any]]


@contextmanager
def listening(office: Office) -> Iterator[Asked]:
    """The statements that reach the driver."""
    asked: Asked = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(office.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(office.database.engine, "before_cursor_execute", note)


def plans(office: Office, question: Callable[[], object]) -> list[str]:
    """How SQLite answers each statement of ``question``."""
    with listening(office) as asked:
        question()
    with office.database.engine.connect() as connection:
        return [
            " | ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values))
            for sql, values in asked
            if re.search(
                r"FROM (matters|due_items)\b", sql
            )  # the big tables; duties and reminders are a few rows a day
        ]


QUESTIONS: dict[str, tuple[Callable[[Office], object], str]] = {
    "counters": (lambda office: counters(office, TODAY, "patent"), "COVERING INDEX ix_matters_counters"),
    "counters of one handler": (
        lambda office: counters(office, TODAY, "patent", 3),
        "COVERING INDEX ix_matters_counters",
    ),
    "ids": (lambda office: matter_ids(office, TODAY, Filter("patent")), "COVERING INDEX ix_matters_nearest"),
    "ids backwards": (
        lambda office: matter_ids(office, TODAY, Filter("patent"), Sort(descending=True)),
        "COVERING INDEX ix_matters_nearest",
    ),
    "ids by number": (
        lambda office: matter_ids(office, TODAY, Filter("patent"), Sort("number")),
        "COVERING INDEX ix_matters_numbers",
    ),
    "ids of a bucket": (
        lambda office: matter_ids(office, TODAY, Filter("patent", Bucket.OVERDUE)),
        "INDEX ix_matters_",
    ),
    "month": (lambda office: month_load(office, TODAY, 2026, 11), "COVERING INDEX ix_due_items_due"),
    "month of a department": (
        lambda office: month_load(office, TODAY, 2026, 11, MonthFilter("patent")),
        "COVERING INDEX ix_due_items_due",
    ),
    "month of a person": (
        lambda office: month_load(office, TODAY, 2026, 11, MonthFilter(handler_id=3)),
        "INDEX ix_due_items_",
    ),
    "overdue": (lambda office: due_items(office, TODAY, state="overdue", limit=200), "ix_due_items_"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_index_answers(office: Office, name: str) -> None:
    question, index = QUESTIONS[name]
    found = plans(office, lambda: question(office))
    assert found
    for plan in found:
        assert index in plan, plan
        assert "SCAN matters" not in plan
        assert "SCAN due_items" not in plan


@pytest.mark.parametrize("name", ["counters", "ids", "ids by number"])
def test_opening_a_department_sorts_nothing(office: Office, name: str) -> None:
    question, _ = QUESTIONS[name]
    assert not [plan for plan in plans(office, lambda: question(office)) if "TEMP B-TREE" in plan]


def test_an_exact_number_is_looked_up(office: Office) -> None:
    found = plans(office, lambda: find(office, "P26-0001"))
    assert "INDEX uq_matters_number" in found[0]
    assert "INDEX ix_matters_application_key" in found[1]
