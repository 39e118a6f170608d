"""The stored docket: a projection that is rebuilt without a trace and follows the days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import Event, Kind
from ipdesk.errors import Cancelled, UserError
from ipdesk.services import docket, people
from ipdesk.services.docket import catch_up, explain_item, made_with_others, preview_event, rederive
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import due_items
from ipdesk.services.matters import NewMatter, add_matter, assign
from ipdesk.services.office import Act, Changes, Office
from tests.database import TODAY, an_act
from tests.services.test_matters import the_matter

TABLES = ("matters", "due_items", "waiting", "events", "acts", "act_changes", "people", "clients")
HISTORY = [
    ("assigned", date(2026, 10, 12)),
    ("sales_contacted", date(2026, 10, 12)),
    ("client_contacted", date(2026, 10, 13)),
    ("disclosure_received", date(2026, 10, 20)),
    ("search_completed", date(2026, 10, 23)),
    ("payment_received", date(2026, 11, 2)),
    ("paused", date(2026, 11, 4)),
    ("resumed", date(2026, 11, 9)),
    ("notice_received", date(2026, 11, 16)),
]


def dump(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with office.database.read() as uow:
        return {
            name: [tuple(row) for row in uow.connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id")]
            for name in TABLES
        }


@pytest.fixture
def busy(office: Office, act: Act) -> list[int]:
    """Matters of several kinds with a history, in a small office."""
    head = people.add_person(office, act, "赵主任", "department_head", "patent").created
    people.add_person(office, act, "钱流程", "process_clerk", "process")
    assert head
    found = []
    for kind in (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.SOFTWARE, Kind.TRADEMARK, Kind.PATENT_CHANGE):
        new = NewMatter(kind, f"案{kind}", "云杉科技", slip_on=date(2026, 10, 9))
        made = add_matter(office, act, new).created or 0
        for name, on in HISTORY:
            record_event(office, act, RecordEvent(made, name, on))
        found.append(made)
    granted = replace(
        NewMatter(Kind.INVENTION, "已授权"), filed=date(2021, 1, 8), granted=date(2024, 5, 7), taken_on=TODAY
    )
    found.append(add_matter(office, act, granted).created or 0)
    return found


def test_deriving_everything_again_changes_nothing(office: Office, act: Act, busy: list[int]) -> None:
    before = dump(office)
    assert len(before["due_items"]) > 30
    assert rederive(office, act) == Changes()
    assert catch_up(office, act) == Changes()
    assert dump(office) == before


def test_a_docket_thrown_away_comes_back_the_same(office: Office, act: Act, busy: list[int]) -> None:
    shown = "SELECT matter_id, key, rule, due, state, person_id, title FROM due_items ORDER BY matter_id, key"
    with office.database.read() as uow:
        before = [tuple(r) for r in uow.connection.exec_driver_sql(shown)]
    with office.database.write() as uow:
        for table in ("due_items", "waiting"):
            uow.connection.exec_driver_sql(f"DELETE FROM {table}")
        uow.connection.exec_driver_sql("UPDATE matters SET nearest_due = NULL, nearest_item_id = NULL, state = 'x'")
        uow.commit()
    changes = rederive(office, act)
    assert changes.matters == set(busy)
    with office.database.read() as uow:
        assert [tuple(r) for r in uow.connection.exec_driver_sql(shown)] == before
    for matter_id in busy:
        assert the_matter(office, matter_id).state == "active"


def test_what_is_stored_is_what_derive_says(office: Office, act: Act, busy: list[int]) -> None:
    with office.database.read() as uow:
        for loaded in docket.dockets.load(uow, busy):
            matter = docket.matter_of(loaded.row)
            said = derive(matter, loaded.events, office.rulebook, office.calendar, TODAY)
            stored = {key: (row.due, row.done_on, row.rule) for key, row in loaded.items.items()}
            assert stored == {item.key: (item.due, item.done_on, item.rule) for item in said.due_items}
            assert loaded.row.next_steps.split() == list(said.next_steps)
            assert {row.rule for row in loaded.waiting} == {one.rule for one in said.waiting}


def test_the_nearest_item_is_the_earliest_still_to_do(office: Office, busy: list[int]) -> None:
    with office.database.read() as uow:
        for loaded in docket.dockets.load(uow, busy):
            live = [r for r in loaded.items.values() if r.state == "open" and not r.superseded]
            assert loaded.row.nearest_due == min((r.due for r in live), default=None)
            if live:
                nearest = next(r for r in live if r.id == loaded.row.nearest_item_id)
                assert nearest.due == loaded.row.nearest_due


@pytest.mark.parametrize("days", [1, 3, 7, 30, 400])
def test_catching_up_equals_deriving_on_that_day(office: Office, act: Act, busy: list[int], days: int) -> None:
    later = an_act(today=TODAY + timedelta(days=days))
    catch_up(office, later)
    caught_up = dump(office)
    assert rederive(office, later) == Changes()
    assert dump(office) == caught_up
    catch_up(office, act)
    assert rederive(office, act) == Changes()


def test_due_items_belong_to_whoever_has_the_role(office: Office, act: Act, busy: list[int]) -> None:
    def whose(responsible: str) -> set[int | None]:
        with office.database.read() as uow:
            rows = uow.connection.exec_driver_sql(
                f"SELECT DISTINCT person_id FROM due_items WHERE responsible = '{responsible}'"
                " AND department IN ('patent', 'process')"
            )
            return {row[0] for row in rows}

    found = {person.name: person for person in people.people(office)}
    head, clerk = found["赵主任"], found["钱流程"]
    assert whose("department_head") == {head.id}
    assert whose("process_clerk") == {clerk.id}
    people.change_person(office, act, head.id, head.version, {"active": False})
    assert whose("department_head") == {None}
    people.add_person(office, act, "孙流程", "process_clerk", "process")
    assert whose("process_clerk") == {None}, "of two clerks neither is meant by itself"
    assert rederive(office, act) == Changes()
    handler = people.add_person(office, act, "周宁", department="patent").created or 0
    assign(office, act, busy[:1], handler, TODAY)
    assert handler in whose("handler")


def test_an_item_says_why_it_is_due(office: Office, act: Act, busy: list[int]) -> None:
    item_id = the_matter(office, busy[0]).nearest_item_id or 0
    why = explain_item(office, act, item_id)
    assert why.item.due == the_matter(office, busy[0]).nearest_due
    assert why.clause
    assert why.steps
    with pytest.raises(UserError, match=r"due_item\.unknown"):
        explain_item(office, act, 99999)


def test_a_preview_writes_nothing(office: Office, act: Act, busy: list[int]) -> None:
    before = dump(office)
    seen = preview_event(office, act, busy[0], Event("documents_complete", TODAY))
    assert {item.rule for item in seen.after} - {item.rule for item in seen.before} == {"P.draft"}
    assert dump(office) == before


def test_a_cancelled_derivation_leaves_nothing(office: Office, act: Act, busy: list[int]) -> None:
    with office.database.write() as uow:
        uow.connection.exec_driver_sql("DELETE FROM due_items")
        uow.commit()
    before = dump(office)
    with pytest.raises(Cancelled):
        rederive(office, act, cancel=lambda: True)
    assert dump(office) == before
    steps: list[tuple[int, int]] = []
    rederive(office, act, progress=lambda done, of, _what: steps.append((done, of)))
    assert steps == [(len(busy), len(busy))]


def test_other_rules_are_followed_at_the_next_opening(office: Office, act: Act, busy: list[int]) -> None:
    catch_up(office, act)
    assert not catch_up(office, act)
    assert not made_with_others(office)
    with office.database.read() as uow:
        before = uow.connection.exec_driver_sql("SELECT due FROM due_items WHERE rule = 'P.contact'").scalars().all()
    office.folder.mkdir(exist_ok=True)
    own = """
[[rule]]
id = "P.contact"
clause = "3.1.3"
title = "联系客户"
department = "patent"
kinds = ["@patents", "layout"]
after = "assigned"
within = "3 wd"
done_by = ["client_contacted"]
responsible = "handler"
"""
    (office.folder / "rules.toml").write_text(own, encoding="utf-8")
    office.reload()
    assert made_with_others(office)
    changes = catch_up(office, act)
    assert changes.matters
    with office.database.read() as uow:
        after = uow.connection.exec_driver_sql("SELECT due FROM due_items WHERE rule = 'P.contact'").scalars().all()
    assert after != before
    assert not catch_up(office, act)


def test_the_offices_own_law_wins_and_every_docket_follows(office: Office, act: Act) -> None:
    """A period whose source is weak is data: the office writes its own reading beside its database."""
    made = add_matter(office, act, NewMatter(Kind.INVENTION, "支架")).created or 0
    data = {"notice": "first_office_action", "issued": "2026-11-02"}
    record_event(office, act, RecordEvent(made, "notice_received", date(2026, 11, 3), data=data))

    def due() -> list[date]:
        return [item.due for item in due_items(office, act.today, official=True)]

    assert due() == [date(2027, 3, 2)]
    rule = files("ipdesk.rulebook").joinpath("patents.toml").read_text(encoding="utf-8").split("\n[[rule]]\n")[1]
    own = '[book]\nregime = "patent"\n[[rule]]\n' + rule.replace('"4 m"', '"3 m"')
    office.folder.mkdir(parents=True, exist_ok=True)
    (office.folder / "patents.toml").write_text(own, encoding="utf-8")
    office.reload()
    catch_up(office, act)
    assert due() == [date(2027, 2, 2)]
