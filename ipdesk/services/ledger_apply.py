"""Writing what a ledger import has planned: people, clients, contacts, matters and their dated events."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ipdesk.domain.matters import DEPARTMENT_OF, PRIORITY_EXAMINATION, Department, Kind
from ipdesk.errors import Cancelled
from ipdesk.searching import initials
from ipdesk.services.docket import project
from ipdesk.services.ledger_match import Entry, number_key
from ipdesk.services.ledger_parties import Client, Parties
from ipdesk.services.office import Act, Office
from ipdesk.services.wording import say

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
_RESULT_EVENTS = ("search_completed", "review_completed")
_PLAIN = ("title", "applicant", "application_number", "filed", "granted", "reduction", "classes", "note")
# `filed` ends what these events set going (rules T.file, S.file, F.layout_file).
_FILED_ENDS = {Kind.TRADEMARK: "payment_received", Kind.SOFTWARE: "payment_received", Kind.LAYOUT: "review_completed"}


def apply(
    uow: UnitOfWork,
    office: Office,
    act: Act,
    entries: Sequence[Entry],
    parties: Parties,
    reserved: Collection[str],
    progress: Progress | None,
    cancel: Cancel | None,
) -> tuple[frozenset[str], frozenset[int]]:
    """Write the plan inside the act of ``uow``; the kinds of what was changed and the matters touched.

    ``reserved``: office numbers that the file uses. Raises ``Cancelled``; the caller's unit of work then rolls back.
    """
    people = _people(uow, parties)
    clients_changed = _clients(uow, parties)
    _stop(cancel)
    fresh = [entry for entry in entries if entry.id is None]
    changed = [entry for entry in entries if entry.id is not None and entry.changes()]
    _number(uow, act, fresh, reserved)
    _insert(uow, act, fresh, parties)
    for place, entry in enumerate(changed):
        if place % 200 == 0:
            _stop(cancel)
        _update(uow, act, entry, parties)
    uow.flush()
    recorded = _events(uow, [*fresh, *changed], parties)
    touched = [entry.id for entry in (*fresh, *changed) if entry.id is not None]
    project(uow, office, touched, act.today, _worded(progress), cancel)
    kinds = {"people"} if people else set()
    kinds |= {"clients"} if clients_changed else set()
    kinds |= {"matters", "due_items"} if touched else set()
    kinds |= {"events"} if recorded else set()
    return frozenset(kinds), frozenset(touched)


def _worded(progress: Progress | None) -> Progress | None:
    """Progress in the words that people see."""
    if progress is None:
        return None
    doing = say("ledger_docket")
    return lambda done, total, _what: progress(done, total, doing)


def _stop(cancel: Cancel | None) -> None:
    if cancel is not None and cancel():
        raise Cancelled


def _people(uow: UnitOfWork, parties: Parties) -> int:
    from ipdesk.model.bulk import insert_rows
    from ipdesk.model.people import PersonRecord

    made = parties.unmade_people()
    rows = [
        {"name": one.name, "role": one.role, "department": one.department, "initials": initials(one.name)}
        for one in made
    ]
    for person, row_id in zip(made, insert_rows(uow, PersonRecord, rows), strict=True):
        person.id = row_id
    return len(made)


def _clients(uow: UnitOfWork, parties: Parties) -> bool:
    """Make and change clients and their contacts; whether anything was."""
    from ipdesk.model.bulk import insert_rows
    from ipdesk.model.clients import ClientRecord

    made = [client for client in parties.clients.values() if client.id is None]
    rows = [
        {
            "name": one.name,
            "credit_code": one.credit_code,
            "address": one.address,
            "initials": initials(one.name),
        }
        for one in made
    ]
    changed = bool(made)
    for client, row_id in zip(made, insert_rows(uow, ClientRecord, rows), strict=True):
        client.id = row_id
        client.changed.clear()
    for client in parties.clients.values():
        if client.changed:
            record = uow.get(ClientRecord, client.id)
            for field in client.changed:
                setattr(record, field, getattr(client, field))
            changed = True
    return _contacts(uow, list(parties.clients.values())) or changed


def _contacts(uow: UnitOfWork, clients: Sequence[Client]) -> bool:
    from ipdesk.model.bulk import insert_rows
    from ipdesk.model.clients import ContactRecord

    rows: list[dict[str, Any]] = []
    filled = False
    for client in clients:
        known = any(contact.id is not None for contact in client.contacts)
        for contact in client.contacts:
            values = {"name": contact.name, "phone": contact.phone, "email": contact.email}
            if contact.id is None:
                rows.append({"client_id": client.id, "is_main": not known, **values})
                known = True
            elif contact.filled:
                record = uow.get(ContactRecord, contact.id)
                for field, value in values.items():
                    setattr(record, field, value)
                filled = True
    insert_rows(uow, ContactRecord, rows)
    return bool(rows) or filled


def _insert(uow: UnitOfWork, act: Act, entries: Sequence[Entry], parties: Parties) -> None:
    from ipdesk.model.bulk import insert_matters

    rows = [
        {
            **_columns(entry, parties),
            "number": entry.text("number"),
            "kind": entry.text("kind"),
            "department": _department(entry),
            "created_at": act.at,
            "taken_on": act.today,
            "changed_at": act.at,
            "changed_by_id": act.by,
        }
        for entry in entries
    ]
    for entry, row_id in zip(entries, insert_matters(uow, rows), strict=True):
        entry.id = row_id


def _number(uow: UnitOfWork, act: Act, entries: Sequence[Entry], reserved: Collection[str]) -> None:
    """Give matters without a number of the office their next ones, past those that the file itself uses.

    The numbers of refused rows stay free for them: they come back when the row has been put right.
    """
    from ipdesk.services.matters import numbers_from

    used = {entry.text("number") for entry in entries} | set(reserved)
    free: dict[str, Iterator[str]] = {}
    for entry in entries:
        if entry.text("number"):
            continue
        department = _department(entry)
        if department not in free:
            free[department] = numbers_from(uow, Department(department), act.today.year)
        number = next(candidate for candidate in free[department] if candidate not in used)
        entry.given["number"] = (number, entry.rows[0])


def _update(uow: UnitOfWork, act: Act, entry: Entry, parties: Parties) -> None:
    """Set what differs; the session's journal keeps what it was."""
    from ipdesk.services.matters import known_matter, touch

    record = known_matter(uow, entry.id or 0)
    touch(record, act)
    names = {change.field for change in entry.changes()}
    for column, value in _columns(entry, parties, only=names).items():
        setattr(record, column, value)
    if "department" in names:
        record.department = _department(entry)


def _columns(entry: Entry, parties: Parties, only: set[str] | None = None) -> dict[str, Any]:
    """Columns of the matters' table from what the file gives; ``only`` these fields."""
    columns: dict[str, Any] = {}
    for name, (value, row) in entry.given.items():
        if only is not None and name not in only:
            continue
        if name in _PLAIN:
            columns[name] = value
        elif name == "client":
            columns["client_id"] = parties.client(str(value)).id
        elif name in ("handler", "salesperson"):
            person = parties.person(str(value), name, row)
            columns[f"{name}_id"] = person.id if person else None
        elif name == "priority":
            columns["flags"] = f"{entry.flags} {PRIORITY_EXAMINATION}".strip()
    if "application_number" in columns:
        columns["application_key"] = number_key(str(columns["application_number"]))
    return columns


def _department(entry: Entry) -> str:
    """As a column says, else the department whose sheet it stands on, else the one of its kind."""
    home = next((row.home for row in entry.rows if row.home), None)
    return entry.text("department") or (home or DEPARTMENT_OF[Kind(entry.text("kind"))]).value


def _events(uow: UnitOfWork, entries: Sequence[Entry], parties: Parties) -> int:
    """Record the dates that are not recorded yet. A filing date is an event where it ends a period (T.file …)."""
    from ipdesk.model.bulk import insert_events

    rows: list[dict[str, Any]] = []
    for entry in entries:
        for name, on in sorted(_dated(entry).items(), key=lambda pair: pair[1]):
            rows.append({"matter_id": entry.id, "name": name, "on": on, "data": _data(entry, name, parties)})
    insert_events(uow, rows)
    return len(rows)


def _dated(entry: Entry) -> dict[str, date]:
    dates = entry.fresh_events()
    kind = Kind(entry.text("kind"))
    filed = entry.value("filed")
    begun = _FILED_ENDS.get(kind)
    known = {*entry.events, *entry.given_events}
    if begun in known and "filed" not in known and isinstance(filed, date):
        dates["filed"] = filed
    return dates


def _data(entry: Entry, event: str, parties: Parties) -> dict[str, str]:
    """What the other columns say of an event: the result of a search or review, whom the matter went to."""
    if event in _RESULT_EVENTS and entry.result:
        return {"result": entry.result}
    if event == "assigned" and "handler" in entry.given:
        name, row = entry.given["handler"]
        person = parties.person(str(name), "handler", row)
        return {"handler_id": str(person.id)} if person else {}
    return {}
