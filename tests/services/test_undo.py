"""Undo and redo: by recording reversals, refused where others worked on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.model import bulk
from ipdesk.services import docket, people
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.matters import NewMatter, add_matter, assign, change_matter, remove_matter
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.undo import changes_since, last_act, last_undone, redo, undo
from ipdesk.text import sentence
from tests.database import TODAY, an_act
from tests.services.test_matters import the_matter

NEW = NewMatter(Kind.INVENTION, "一种折叠支架", "云杉科技", slip_on=date(2026, 11, 18))
TRUTH = {
    "matters": "SELECT id, number, title, handler_id, filed, note, state, stage, nearest_due FROM matters"
    " WHERE removed_at IS NULL ORDER BY id",
    "events": "SELECT id, matter_id, name, about FROM events WHERE revoked_at IS NULL ORDER BY id",
    "due_items": "SELECT matter_id, key, due, state, person_id FROM due_items ORDER BY matter_id, key",
    "waiting": "SELECT matter_id, rule, missing FROM waiting ORDER BY matter_id, rule, missing",
    "clients": "SELECT id, name FROM clients WHERE removed_at IS NULL ORDER BY id",
    "people": "SELECT id, name, role FROM people WHERE removed_at IS NULL ORDER BY id",
    "notices": "SELECT id, about FROM notices WHERE removed_at IS NULL ORDER BY id",
}


def truth(office: Office) -> dict[str, list[tuple[Any, ...]]]:
    """What counts, without the marks that reversals leave."""
    with office.database.read() as uow:
        return {name: [tuple(r) for r in uow.connection.exec_driver_sql(sql)] for name, sql in TRUTH.items()}


def set_up(office: Office, act: Act) -> tuple[int, int]:
    person = people.add_person(office, act, "周宁", department="patent").created or 0
    return add_matter(office, act, NEW).created or 0, person


def many(office: Office, act: Act) -> Changes:
    """A small import: matters and events at once."""
    with office.database.write() as uow:
        uow.begin_act(act, "import_ledger", "台账.xlsx")
        values = {"department": "patent", "kind": "invention", "title": "导入"}
        ids = bulk.insert_matters(uow, [{**values, "number": f"L-{n}"} for n in range(5)])
        bulk.insert_events(uow, [{"matter_id": i, "name": "slip_received", "on": TODAY} for i in ids])
        docket.project(uow, office, ids, act.today)
        return commit(uow, Changes(frozenset({"matters", "events"}), frozenset(ids)))


@dataclass(frozen=True, slots=True)
class Desk:
    """What an act below works on."""

    office: Office
    act: Act
    matter: int
    person: int

    def record(self, name: str) -> Changes:
        return record_event(self.office, self.act, RecordEvent(self.matter, name, TODAY))

    def change(self) -> Changes:
        fields: dict[str, object] = {"title": "新名", "note": "记", "filed": date(2026, 11, 2)}
        return change_matter(self.office, self.act, self.matter, the_matter(self.office, self.matter).version, fields)


ACTS: dict[str, Callable[[Desk], Changes]] = {
    "add_matter": lambda d: add_matter(d.office, d.act, replace(NEW, client="另一家")),
    "change_matter": lambda d: d.change(),
    "assign": lambda d: assign(d.office, d.act, [d.matter], d.person, TODAY),
    "remove": lambda d: remove_matter(d.office, d.act, d.matter),
    "notice": lambda d: d.record("notice_received"),
    "filed": lambda d: d.record("filed"),
    "pause": lambda d: d.record("paused"),
    "revoke": lambda d: revoke_event(d.office, d.act, 1, "错"),
    "add_person": lambda d: people.add_person(d.office, d.act, "林晓", "department_head", "patent"),
    "rename_client": lambda d: people.change_client(d.office, d.act, 1, 1, {"name": "云杉股份"}),
    "import": lambda d: many(d.office, d.act),
}


@pytest.mark.parametrize("name", ACTS)
def test_any_act_is_undone_redone_and_undone_again(office: Office, act: Act, name: str) -> None:
    matter_id, person_id = set_up(office, act)
    before = truth(office)
    done = ACTS[name](Desk(office, an_act(second=10), matter_id, person_id))
    after = truth(office)
    assert after != before
    found = last_act(office, None)
    assert found is not None
    assert found.id == done.act
    back = undo(office, an_act(second=20))
    assert truth(office) == before
    assert back.kinds
    undone = last_undone(office, None)
    assert undone is not None
    assert undone.undoes == done.act
    redo(office, an_act(second=30))
    assert truth(office) == after
    undo(office, an_act(second=40))
    assert truth(office) == before
    assert not docket.rederive(office, act)


def test_undo_goes_back_step_by_step_to_the_start(office: Office, act: Act) -> None:
    made = add_matter(office, act, NEW).created or 0
    record_event(office, act, RecordEvent(made, "assigned", TODAY))
    record_event(office, act, RecordEvent(made, "client_contacted", TODAY))
    for expected in (2, 1):
        undo(office, act)
        assert len(truth(office)["events"]) == expected
    undo(office, act)
    assert truth(office) == {name: [] for name in TRUTH}
    with pytest.raises(UserError, match=r"undo\.nothing"):
        undo(office, act)


def test_undo_takes_the_own_last_act_only(office: Office, act: Act) -> None:
    mine = people.add_person(office, act, "周宁").created
    other = people.add_person(office, act, "林晓").created
    made = add_matter(office, an_act(mine), NEW).created or 0
    theirs = record_event(office, an_act(other), RecordEvent(made, "sales_contacted", TODAY))
    own = last_act(office, mine)
    assert own is not None
    assert own.name == "add_matter"
    with pytest.raises(UserError) as caught:
        undo(office, an_act(mine))
    assert caught.value.code == "undo.changed_since"
    assert "新建案件" in sentence(caught.value)
    undo(office, an_act(other), theirs.act)
    undo(office, an_act(mine))
    assert truth(office)["matters"] == []


def test_a_field_changed_since_is_not_overwritten(office: Office, act: Act) -> None:
    made = add_matter(office, act, NEW).created or 0
    first = change_matter(office, act, made, the_matter(office, made).version, {"title": "甲"})
    change_matter(office, act, made, the_matter(office, made).version, {"title": "乙"})
    with pytest.raises(UserError, match=r"undo\.changed_since"):
        undo(office, act, first.act)
    assert the_matter(office, made).title == "乙"


@pytest.mark.parametrize(("act_id", "code"), [(99, "undo.unknown"), (1, "undo.already")])
def test_what_cannot_be_undone_says_why(office: Office, act: Act, act_id: int, code: str) -> None:
    add_matter(office, act, NEW)
    undo(office, act)
    with pytest.raises(UserError) as caught:
        undo(office, act, act_id)
    assert caught.value.code == code


def test_a_new_act_closes_the_way_to_redo(office: Office, act: Act) -> None:
    made = add_matter(office, act, NEW).created or 0
    record_event(office, act, RecordEvent(made, "assigned", TODAY))
    undo(office, act)
    record_event(office, act, RecordEvent(made, "sales_contacted", TODAY))
    assert last_undone(office, None) is None
    with pytest.raises(UserError, match=r"undo\.nothing_to_redo"):
        redo(office, act)


def test_others_learn_of_acts_from_the_log(office: Office, act: Act) -> None:
    assert not changes_since(office, 0)
    made = add_matter(office, act, NEW)
    seen = changes_since(office, 0)
    assert (seen.kinds, seen.matters, seen.act) == (made.kinds, made.matters, made.act)
    assert not changes_since(office, made.act or 0)
    recorded = record_event(office, act, RecordEvent(made.created or 0, "assigned", TODAY))
    assert changes_since(office, made.act or 0).matters == recorded.matters
