"""The export of the ledger: what the import reads, so that export and import change nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from ipdesk.domain.matters import PRIORITY_EXAMINATION, Department, Kind
from ipdesk.errors import Cancelled, UserError
from ipdesk.files.ledger_words import words
from ipdesk.files.ledger_write import Sheet, write_ledger
from ipdesk.model import reading_ledger as reading
from ipdesk.services.office import Act, Office
from ipdesk.text import label

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
_PARTY = ("contact", "phone", "email", "credit_code", "address")
FIELDS = (
    "number", "application_number", "title", "kind", "applicant", "client", "filed", "granted", "handler",
    "salesperson", "state", "reduction", "priority", "classes",
)  # fmt: skip


def export_ledger(
    office: Office, act: Act, path: Path | str, progress: Progress | None = None, cancel: Cancel | None = None
) -> int:
    """Write every matter to ``path`` (``.xlsx``), a sheet per department; how many were written.

    Raises ``UserError`` (``file.unwritable``) and ``Cancelled``; a file that was there stays as it was then.
    """
    path = Path(path)
    with office.database.read() as uow:
        sheets, total = _sheets(uow, progress, cancel)
    try:
        write_ledger(path, sheets, act.today)
    except OSError as error:
        raise UserError("file.unwritable", path=path, reason=error.strerror or type(error).__name__) from error
    return total


def _sheets(uow: object, progress: Progress | None, cancel: Cancel | None) -> tuple[list[Sheet], int]:
    from ipdesk.model.unit_of_work import UnitOfWork

    assert isinstance(uow, UnitOfWork)
    fields = words().fields
    dated = {field.event: name for name, field in fields.items() if field.event} | {"filed": "submitted"}
    # A complaint is no line of a ledger: it has no right, no number and no client of its own.
    matters = [matter for matter in reading.all_matters(uow) if matter.kind != Kind.COMPLAINT]
    people = {person.id: person.name for person in reading.people(uow)}
    clients = {client.id: client for client in reading.clients(uow)}
    contacts: dict[int, reading.StoredContact] = {}
    for contact in reading.contacts(uow):
        contacts.setdefault(contact.client_id, contact)
    events = reading.events_of(uow, [matter.id for matter in matters], set(dated))
    rows: dict[str, list[dict[str, object]]] = defaultdict(list)
    for done, matter in enumerate(matters):
        if done % 500 == 0:
            if cancel is not None and cancel():
                raise Cancelled
            if progress is not None:
                progress(done, len(matters), "export")
        row = _matter(matter, people)
        client, contact_ = clients.get(matter.client_id or 0), contacts.get(matter.client_id or 0)
        if client is not None and _same_party(matter):
            row |= {"credit_code": client.credit_code, "address": client.address}
        if contact_ is not None:
            row |= {"contact": contact_.name, "phone": contact_.phone, "email": contact_.email}
        for event in events.get(matter.id, ()):
            row.setdefault(dated[event.name], event.on)
            if event.result:
                row["result"] = label("result", event.result)
        rows[matter.department].append(row)
    return [_sheet(department, rows[department]) for department in _departments(rows)], len(matters)


def _departments(rows: dict[str, list[dict[str, object]]]) -> list[str]:
    order = [str(department) for department in Department]
    return [department for department in order if rows.get(department)] or order[:1]


def _sheet(department: str, rows: list[dict[str, object]]) -> Sheet:
    """Columns that nothing fills are left out, but for those every ledger has."""
    fields = words().fields
    events = [name for name, field in fields.items() if field.event]
    order = [*FIELDS, *_PARTY, "submitted", *events, "result", "note"]
    filled = {name for row in rows for name, value in row.items() if value not in (None, "")}
    always = {"number", "application_number", "title", "kind", "applicant", "client", "filed", "handler"}
    columns = [name for name in order if name in filled | always]
    return Sheet(
        name=label("department", department),
        headings=tuple(fields[name].label for name in columns),
        fields=tuple(columns),
        rows=[tuple(row.get(name) for name in columns) for row in rows],
    )


def _matter(matter: reading.StoredMatter, people: dict[int, str]) -> dict[str, object]:
    return {
        "number": matter.number,
        "application_number": matter.application_number,
        "title": matter.title,
        "kind": label("kind", matter.kind),
        "applicant": matter.applicant,
        "client": matter.client,
        "filed": matter.filed,
        "granted": matter.granted,
        "handler": people.get(matter.handler_id or 0, ""),
        "salesperson": people.get(matter.salesperson_id or 0, ""),
        "state": label("stage", matter.stage) if matter.stage else "",
        "reduction": f"{matter.reduction}%" if matter.reduction else "",
        "priority": "是" if PRIORITY_EXAMINATION in matter.flags.split() else "",
        "classes": matter.classes,
        "note": matter.note,
    }


def _same_party(matter: reading.StoredMatter) -> bool:
    """Credit code and address are read back as the client's only where it is the applicant, too."""
    return not matter.applicant or matter.applicant.partition("；")[0] == matter.client
