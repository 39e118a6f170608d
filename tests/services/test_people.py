"""Staff, clients and contacts."""

from __future__ import annotations

from typing import Any

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import credit_code_check
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services import people
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter, assign
from ipdesk.services.office import Act, Office
from ipdesk.services.people import NewContact
from ipdesk.services.undo import undo
from ipdesk.text import sentence
from tests.services.test_matters import the_matter

CODE = "91440300MA5EQ7XK0"


def test_a_person_is_kept_with_initials(office: Office, act: Act) -> None:
    made = people.add_person(office, act, " 周宁 ", "department_head", "patent", email="zn@example.com")
    [person] = people.people(office)
    assert (person.id, person.name, person.role, person.department) == (
        made.created,
        "周宁",
        "department_head",
        "patent",
    )
    assert (person.initials, person.active, person.email) == ("zn", True, "zn@example.com")
    assert people.person_named(office, "周宁") == person


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (("  ", "handler", None), "person.name_missing"),
        (("林晓", "emperor", None), "person.bad_role"),
        (("周宁", "handler", "patent"), "person.duplicate"),
    ],
)
def test_a_bad_person_is_refused(office: Office, act: Act, values: tuple[Any, ...], code: str) -> None:
    people.add_person(office, act, "周宁", "handler", "patent")
    with pytest.raises(UserError) as caught:
        people.add_person(office, act, *values)
    assert caught.value.code == code
    assert "…" not in sentence(caught.value)


def test_renaming_a_handler_is_found_by_the_search(office: Office, act: Act) -> None:
    who = people.add_person(office, act, "周宁", department="patent").created or 0
    made = add_matter(office, act, NewMatter(Kind.DESIGN, "台灯", handler_id=who)).created
    people.change_person(office, act, who, 1, {"name": "周安"})
    assert "周安" in the_matter(office, made).search
    assert "周宁" not in the_matter(office, made).search
    with pytest.raises(StaleVersion):
        people.change_person(office, act, who, 1, {"name": "周平"})


def test_somebody_who_left_gets_no_new_matters(office: Office, act: Act) -> None:
    who = people.add_person(office, act, "周宁").created or 0
    people.change_person(office, act, who, 1, {"active": False})
    with pytest.raises(UserError, match=r"person\.unknown"):
        add_matter(office, act, NewMatter(Kind.DESIGN, "台灯", handler_id=who))


def test_a_client_with_code_and_contacts(office: Office, act: Act) -> None:
    code = CODE + credit_code_check(CODE)
    made = people.add_client(office, act, "云杉科技", {"credit_code": code.lower(), "address": "深圳"}).created or 0
    [client] = people.clients(office)
    assert (client.credit_code, client.address, client.initials) == (code, "深圳", "yskj")
    first = people.add_contact(office, act, made, NewContact("王五", "13800000000", is_main=True)).created
    second = people.add_contact(office, act, made, NewContact("赵六", is_main=True)).created
    with office.database.read() as uow:
        rows = uow.connection.exec_driver_sql("SELECT id, is_main FROM contacts ORDER BY id")
        assert [(row[0], bool(row[1])) for row in rows] == [(first, False), (second, True)]


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        ("", {}, "client.name_missing"),
        ("云杉科技", {}, "client.duplicate"),
        ("另一家", {"credit_code": CODE + "0"}, "client.bad_credit_code"),
        ("另一家", {"credit_code": "123"}, "client.bad_credit_code"),
    ],
)
def test_a_bad_client_is_refused(office: Office, act: Act, name: str, fields: dict[str, object], code: str) -> None:
    people.add_client(office, act, "云杉科技")
    with pytest.raises(UserError) as caught:
        people.add_client(office, act, name, fields)
    assert caught.value.code == code
    assert "…" not in sentence(caught.value)


def test_a_stale_client_change_is_refused(office: Office, act: Act) -> None:
    made = people.add_client(office, act, "云杉科技").created or 0
    people.change_client(office, act, made, 1, {"note": "甲"})
    with pytest.raises(StaleVersion):
        people.change_client(office, act, made, 1, {"note": "乙"})
    assert not people.change_client(office, act, made, 2, {"note": "甲"})
    with pytest.raises(UserError, match=r"client\.unknown"):
        people.change_client(office, act, 99, 1, {})


def test_unit_and_superior_are_kept_and_nobody_answers_for_themselves(office: Office, act: Act) -> None:
    head = people.add_person(office, act, "赵主任", "department_head", "patent").created or 0
    leader = people.add_person(office, act, "周宁", "superior", "patent", more={"superior_id": head}).created or 0
    more = {"unit": " 专利一组 ", "superior_id": leader}
    people.add_person(office, act, "林一", department="patent", more=more)
    person = people.person_named(office, "林一")
    assert person is not None
    assert (person.unit, person.superior_id) == ("专利一组", leader)
    for who, above, code in ((head, person.id, "person.bad_superior"), (head, head, "person.bad_superior")):
        with pytest.raises(UserError) as caught:
            people.change_person(office, act, who, 1, {"superior_id": above})
        assert caught.value.code == code
        assert "赵主任" in sentence(caught.value)
    with pytest.raises(UserError) as caught:
        people.change_person(office, act, person.id, person.version, {"superior_id": 999})
    assert caught.value.code == "person.unknown"
    people.change_person(office, act, person.id, person.version, {"superior_id": None, "unit": ""})
    undo(office, act)
    assert people.person_named(office, "林一") is not None
    assert [(one.unit, one.superior_id) for one in people.people(office) if one.id == person.id] == [
        ("专利一组", leader)
    ]


def test_what_somebody_who_leaves_still_has(office: Office, act: Act) -> None:
    who = people.add_person(office, act, "周宁", department="patent").created or 0
    other = people.add_person(office, act, "林一", department="patent", more={"superior_id": who}).created or 0
    assert people.leaving(office, who) == people.Leaving((), 0, 0, 1)
    slip = act.today
    open_one = add_matter(office, act, NewMatter(Kind.DESIGN, "台灯", handler_id=who, slip_on=slip)).created or 0
    done = add_matter(office, act, NewMatter(Kind.DESIGN, "水杯", handler_id=who)).created or 0
    record_event(office, act, RecordEvent(done, "completed", act.today))
    add_matter(office, act, NewMatter(Kind.DESIGN, "路由器", handler_id=other, clerk_id=who))
    assign(office, act, [open_one], who, act.today)
    left = people.leaving(office, who)
    assert (left.matters, left.as_clerk, left.team) == ((open_one,), 1, 1)
    assert left.open_items == 3  # call the client, tell the salesperson, the weekly call
    assert people.workloads(office) == {who: 1, other: 1}
