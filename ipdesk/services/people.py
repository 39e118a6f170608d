"""People of the centre and clients with their contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ipdesk.domain.matters import Department
from ipdesk.domain.numbers import check_number
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import queries, reading_people, reversal, staff
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.searching import initials
from ipdesk.services import docket
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

ROLES = (
    "handler",
    "department_head",
    "process_clerk",
    "system_administrator",
    "superior",
    "director",
    "salesperson",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; ``unit``: the group within the department (4.4.3), ``superior_id``: who answers for them."""

    id: int
    name: str
    role: str
    department: str | None
    email: str
    phone: str
    initials: str
    active: bool
    version: int
    unit: str = ""
    superior_id: int | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What somebody who leaves still has: ids of matters under way as handler, how many as process clerk, open items,
    and how many active people they answer for.
    """

    matters: tuple[int, ...]
    as_clerk: int
    open_items: int
    team: int


@dataclass(frozen=True, slots=True)
class Client:
    """A client."""

    id: int
    name: str
    credit_code: str
    invoice_title: str
    address: str
    salesperson_id: int | None
    initials: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class NewContact:
    """A person to talk to at a client's."""

    name: str
    phone: str = ""
    email: str = ""
    wechat: str = ""
    is_main: bool = False


def people(office: Office) -> tuple[Person, ...]:
    """Everybody, the active first."""
    with office.database.read() as uow:
        return tuple(map(_person, queries.all_people(uow)))


def _person(p: PersonRecord) -> Person:
    return Person(
        id=p.id,
        name=p.name,
        role=p.role,
        department=p.department,
        email=p.email,
        phone=p.phone,
        initials=p.initials,
        active=p.active,
        version=p.version,
        unit=p.unit,
        superior_id=p.superior_id,
    )


def workloads(office: Office) -> dict[int, int]:
    """How many matters under way each handler has, by the person's id."""
    with office.database.read() as uow:
        return reading_people.workloads(uow.session)


def leaving(office: Office, person_id: int) -> Leaving:
    """What is to be handed over before this person may go."""
    with office.database.read() as uow:
        return Leaving(
            matters=tuple(reading_people.matters_of(uow.session, person_id)),
            as_clerk=reading_people.clerk_matters(uow.session, person_id),
            open_items=reading_people.open_items(uow.session, person_id),
            team=reading_people.team(uow.session, person_id),
        )


def person_named(office: Office, name: str) -> Person | None:
    """The person of exactly this name."""
    return next((person for person in people(office) if person.name == name.strip()), None)


def add_person(
    office: Office,
    act: Act,
    name: str,
    role: str = "handler",
    department: str | None = None,
    email: str = "",
    phone: str = "",
    more: Mapping[str, object] | None = None,
) -> Changes:
    """Add somebody; ``more``: unit and superior_id. ``UserError``: person.name_missing, .bad_role, .duplicate (same
    name, same department), .unknown (the superior).
    """
    with office.database.write() as uow:
        name = name.strip()
        uow.begin_act(act, "add_person", name)
        given = {"name": name, "role": role, "department": department, "email": email, "phone": phone}
        fields = _person_fields(uow, {**given, **(more or {})}, None)
        person = PersonRecord(**fields)
        uow.add(person)
        uow.flush()
        roles_changed(uow)
        kinds = frozenset({"people", "due_items"})
        return commit(uow, Changes(kinds, says=say("person_added", name=name), created=person.id))


def change_person(
    office: Office, act: Act, person_id: int, expected_version: int, fields: Mapping[str, object]
) -> Changes:
    """Change name, role, department, unit, superior, email, phone or ``active``; due items follow the roles."""
    with office.database.write() as uow:
        person = uow.get(PersonRecord, person_id)
        if person is None or person.removed_at is not None:
            raise UserError("person.unknown", id=person_id)
        if person.version != expected_version:
            raise StaleVersion("person.stale", name=person.name)
        uow.begin_act(act, "change_person", person.name)
        renamed = fields.get("name", person.name) != person.name
        for key, value in _person_fields(uow, fields, person).items():
            setattr(person, key, value)
        if not uow.session.is_modified(person):
            return Changes()
        uow.flush()
        roles_changed(uow)
        if renamed:
            docket.project(uow, office, sorted(reversal.matters_named(uow, "people", person.id)), act.today)
        kinds = frozenset({"people", "due_items", "matters"})
        return commit(uow, Changes(kinds, says=say("person_changed", name=person.name)))


def _person_fields(uow: UnitOfWork, fields: Mapping[str, object], person: PersonRecord | None) -> dict[str, Any]:
    allowed = ("name", "role", "department", "unit", "superior_id", "email", "phone", "active")
    values: dict[str, Any] = {name: fields[name] for name in allowed if name in fields}
    for name in ("name", "unit", "email", "phone"):
        if isinstance(values.get(name), str):
            values[name] = values[name].strip()
    if "role" in values and values["role"] not in ROLES:
        raise UserError("person.bad_role", role=values["role"])
    if values.get("superior_id") is not None:
        _can_answer_for(uow, values["superior_id"], person)
    if values.get("department"):
        values["department"] = str(Department(values["department"]))
    if "name" in values:
        if not values["name"]:
            raise UserError("person.name_missing")
        values["initials"] = initials(values["name"])
        _no_twin(uow, values, person)
    return values


def _can_answer_for(uow: UnitOfWork, superior_id: int, person: PersonRecord | None) -> None:
    """The superior is somebody active who does not, in the end, answer to this very person."""
    superior = uow.get(PersonRecord, superior_id)
    if superior is None or superior.removed_at is not None or not superior.active:
        raise UserError("person.unknown", id=superior_id)
    above: PersonRecord | None = superior
    seen: set[int] = set()
    while above is not None and above.id not in seen:
        if person is not None and above.id == person.id:
            raise UserError("person.bad_superior", name=person.name, superior=superior.name)
        seen.add(above.id)
        above = uow.get(PersonRecord, above.superior_id)


def _no_twin(uow: UnitOfWork, values: Mapping[str, Any], person: PersonRecord | None) -> None:
    department = values.get("department", person.department if person else None)
    for other in queries.all_people(uow):
        same = other.name == values["name"] and other.department == department and other.active
        if same and (person is None or other.id != person.id):
            raise UserError("person.duplicate", name=other.name, department=_department_label(department))


def _department_label(department: str | None) -> str:
    return label("department", department) if department else say("the_office")


def roles_changed(uow: UnitOfWork) -> None:
    """Due items of a role belong to whoever has it now."""
    staff.reassign_roles(uow, staff.load_staff(uow))


def clients(office: Office) -> tuple[Client, ...]:
    """Every client, by name."""
    with office.database.read() as uow:
        return tuple(_client(record) for record in queries.all_clients(uow))


def _client(c: ClientRecord) -> Client:
    return Client(
        c.id, c.name, c.credit_code, c.invoice_title, c.address, c.salesperson_id, c.initials, c.note, c.version
    )


def add_client(office: Office, act: Act, name: str, fields: Mapping[str, object] | None = None) -> Changes:
    """Add a client; ``UserError``: client.name_missing, .duplicate, .bad_credit_code."""
    with office.database.write() as uow:
        uow.begin_act(act, "add_client", name.strip())
        client = ClientRecord(**_client_fields(uow, {"name": name, **(fields or {})}, None))
        uow.add(client)
        uow.flush()
        says = say("client_added", name=client.name)
        return commit(uow, Changes(frozenset({"clients"}), says=says, created=client.id))


def change_client(
    office: Office, act: Act, client_id: int, expected_version: int, fields: Mapping[str, object]
) -> Changes:
    """Change a client's name, codes, address, salesperson or note."""
    with office.database.write() as uow:
        client = known_client(uow, client_id)
        if client.version != expected_version:
            raise StaleVersion("client.stale", name=client.name)
        uow.begin_act(act, "change_client", client.name)
        renamed = fields.get("name", client.name) != client.name
        for key, value in _client_fields(uow, fields, client).items():
            setattr(client, key, value)
        if not uow.session.is_modified(client):
            return Changes()
        touched = reversal.matters_named(uow, "clients", client.id) if renamed else set()
        docket.project(uow, office, sorted(touched), act.today)
        kinds = frozenset({"clients", "matters"})
        return commit(uow, Changes(kinds, says=say("client_changed", name=client.name)))


def add_contact(office: Office, act: Act, client_id: int, contact: NewContact) -> Changes:
    """Add a person to talk to; a main one takes the place of the one before."""
    with office.database.write() as uow:
        client = known_client(uow, client_id)
        uow.begin_act(act, "change_client", client.name)
        if contact.is_main:
            for other in queries.contacts_of(uow, client.id):
                other.is_main = False
        record = ContactRecord(
            client_id=client.id,
            name=contact.name.strip(),
            phone=contact.phone.strip(),
            email=contact.email.strip(),
            wechat=contact.wechat.strip(),
            is_main=contact.is_main,
        )
        uow.add(record)
        uow.flush()
        says = say("client_changed", name=client.name)
        return commit(uow, Changes(frozenset({"clients"}), says=says, created=record.id))


def known_client(uow: UnitOfWork, client_id: int) -> ClientRecord:
    """The client, unless there is none or it was removed: ``UserError("client.unknown")``."""
    client = uow.get(ClientRecord, client_id)
    if client is None or client.removed_at is not None:
        raise UserError("client.unknown", id=client_id)
    return client


def _client_fields(uow: UnitOfWork, fields: Mapping[str, object], client: ClientRecord | None) -> dict[str, Any]:
    allowed = ("name", "credit_code", "invoice_title", "address", "salesperson_id", "note")
    values: dict[str, Any] = {
        key: value.strip() if isinstance(value, str) else value for key, value in fields.items() if key in allowed
    }
    if "name" in values:
        if not values["name"]:
            raise UserError("client.name_missing")
        twin = queries.client_by_name(uow, values["name"])
        if twin is not None and (client is None or twin.id != client.id):
            raise UserError("client.duplicate", name=twin.name)
        values["initials"] = initials(values["name"])
    code = values.get("credit_code")
    if code:
        found = check_number(code)
        if found.kind != "credit_code" or not found.valid:
            raise UserError("client.bad_credit_code", text=code, problem=found.problem or "")
        values["credit_code"] = found.canonical
    return values
