"""Column types, the journal's plain values, bulk ids."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import StatementError

from ipdesk.model import bulk, journal
from ipdesk.model.acts import ActChangeRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.queries import changes_of, last_serial
from ipdesk.model.unit_of_work import Database
from tests.database import an_act

MATTER = {"number": "P26-0001", "department": "patent", "kind": "invention", "title": "支架"}


@pytest.mark.parametrize("amount", ["0.00", "0.01", "1200.50", "99999999.99", "-3.10"])
def test_money_comes_back_exact(database: Database, amount: str) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "x")
        ids = bulk.insert_matters(uow, [MATTER])
        fee = FeeRecord(matter_id=ids[0], kind="annual", amount=Decimal(amount))
        uow.add(fee)
        uow.flush()
        uow.session.expire_all()
        assert str(fee.amount) == amount
        assert uow.connection.exec_driver_sql("SELECT typeof(amount) FROM fees").scalar() == "integer"


def test_a_third_decimal_is_a_bug(database: Database) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "x")
        ids = bulk.insert_matters(uow, [MATTER])
        uow.add(FeeRecord(matter_id=ids[0], kind="annual", amount=Decimal("0.005")))
        with pytest.raises(StatementError):
            uow.flush()


def test_moments_come_back_aware_and_the_same(database: Database) -> None:
    at = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    with database.write() as uow:
        uow.begin_act(an_act(), "x")
        bulk.insert_matters(uow, [{**MATTER, "created_at": at}])
        found = uow.get(MatterRecord, 1)
        assert found is not None
        assert found.created_at == at
        assert found.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("record", "column", "value"),
    [
        (MatterRecord, "filed", date(2026, 11, 20)),
        (MatterRecord, "title", "2026-11-20"),
        (MatterRecord, "created_at", datetime(2026, 11, 20, 2, 3, 4, 5, tzinfo=UTC)),
        (EventRecord, "at", time(9, 30)),
        (EventRecord, "data", {"result": "can_file"}),
        (FeeRecord, "amount", Decimal("12.30")),
        (FeeRecord, "year", 7),
        (PersonRecord, "active", True),
        (PersonRecord, "department", None),
    ],
)
def test_the_journal_gives_back_what_it_took(record: Any, column: str, value: object) -> None:
    back = journal.revive(record, column, journal.plain(value))
    assert back == value
    assert type(back) is type(value)


def test_the_journal_keeps_no_projection() -> None:
    assert not set(journal.told(MatterRecord)) & {"nearest_due", "state", "version", "search"}
    assert not DueItemRecord.journaled


def test_an_update_is_journaled_by_its_changed_columns(database: Database) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "add_person")
        person = PersonRecord(name="周宁", role="handler")
        uow.add(person)
        uow.commit()
    with database.write() as uow:
        act = uow.begin_act(an_act(), "change_person")
        found = uow.get(PersonRecord, 1)
        assert found is not None
        found.role, found.name = "director", "周宁"
        uow.commit()
        act_id = act.id
    with database.read() as uow:
        [change] = changes_of(uow, act_id)
        assert (change.before, change.after) == ({"role": "handler"}, {"role": "director"})


def test_bulk_ids_are_new_and_journaled_as_one_run(database: Database) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "x")
        first = bulk.insert_matters(uow, [{**MATTER, "number": str(n)} for n in range(3)])
        uow.connection.exec_driver_sql("DELETE FROM matters WHERE id = 3")
        second = bulk.insert_matters(uow, [{**MATTER, "number": str(n)} for n in range(3, 5)])
        uow.flush()
        assert (first, second) == ([1, 2, 3], [4, 5]), "a number is never used twice"
        runs = [(c.row_id, c.last_id) for c in uow.session.query(ActChangeRecord).order_by(ActChangeRecord.id)]
        assert runs == [(1, 3), (4, 5)]
        assert bulk.insert_matters(uow, []) == []


@pytest.mark.parametrize(
    ("ids", "expected"),
    [([], []), ([4], [(4, 4)]), ([1, 2, 3], [(1, 3)]), ([1, 3, 4, 9], [(1, 1), (3, 4), (9, 9)])],
)
def test_runs(ids: list[int], expected: list[tuple[int, int]]) -> None:
    assert bulk.runs(ids) == expected


@pytest.mark.parametrize(
    ("numbers", "last"),
    [([], 0), (["P26-0007", "P26-0031"], 31), (["P26-9999", "P26-10000"], 10000), (["P26-旧", "P25-0009"], 0)],
)
def test_the_last_serial(database: Database, numbers: list[str], last: int) -> None:
    with database.write() as uow:
        uow.begin_act(an_act(), "x")
        bulk.insert_matters(uow, [{**MATTER, "number": number} for number in numbers])
        assert last_serial(uow, "P26-") == last
