"""The people, clients and contacts that ledger rows name: found by name, made where they are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdesk.domain.matters import DEPARTMENT_OF
from ipdesk.errors import UserError
from ipdesk.files.cells import folded
from ipdesk.files.ledger_rows import LedgerRow
from ipdesk.services.ledger_match import FieldChange

if TYPE_CHECKING:
    from ipdesk.model.reading_ledger import StoredClient, StoredContact, StoredPerson

_ROLE_OF = {"handler": "handler", "salesperson": "salesperson"}


@dataclass(slots=True)
class Person:
    """Somebody a row names; ``id`` None: to be made, with this role and department."""

    id: int | None
    name: str
    role: str
    department: str | None


@dataclass(slots=True)
class Contact:
    """A person at a client's; ``id`` None: to be made; ``filled``: the import adds to a stored one."""

    id: int | None
    name: str
    phone: str
    email: str
    filled: bool = False


@dataclass(slots=True)
class Client:
    """A client with what the file says of it; ``changed`` fields differ from the database."""

    id: int | None
    name: str
    credit_code: str
    address: str
    contacts: list[Contact]
    given: dict[str, LedgerRow]
    changed: set[str]


class Parties:
    """Everyone known, and everyone the accepted rows add."""

    def __init__(
        self,
        people: Iterable[StoredPerson],
        clients: Iterable[StoredClient],
        contacts: Iterable[StoredContact],
    ) -> None:
        self._people: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            self._people[folded(person.name)].append(Person(person.id, person.name, person.role, person.department))
        of_client: dict[int, list[Contact]] = defaultdict(list)
        for contact in contacts:
            of_client[contact.client_id].append(Contact(contact.id, contact.name, contact.phone, contact.email))
        self.clients: dict[str, Client] = {}
        for client in clients:
            self.clients.setdefault(
                folded(client.name),
                Client(client.id, client.name, client.credit_code, client.address, of_client[client.id], {}, set()),
            )
        self._changes: dict[tuple[str, int], list[FieldChange]] = defaultdict(list)

    def problems(self, row: LedgerRow) -> list[UserError]:
        """Why a row's people or client can't be told: namesakes, two credit codes for one client."""
        errors: list[UserError] = []
        for column, label in (("handler", "负责人"), ("salesperson", "业务员")):
            name = getattr(row, column)
            if name and self._find(name, column, row) is None and len(self._people[folded(name)]) > 1:
                errors.append(UserError("ledger.person_ambiguous", column=label, name=name))
        client = self.clients.get(folded(row.client))
        if client is not None and _is_the_clients(row):
            for field, label in (("credit_code", "统一社会信用代码"),):
                value = getattr(row, field)
                first = client.given.get(field)
                if value and first is not None and value != getattr(client, field):
                    errors.append(
                        UserError(
                            "ledger.row_conflict", row=first.row, sheet=first.sheet, what=row.client, fields=[label]
                        )
                    )
        return errors

    def take(self, row: LedgerRow) -> None:
        """Note whom an accepted row names; who is unknown will be made."""
        for column, role in _ROLE_OF.items():
            name = getattr(row, column)
            if name and not self._people[folded(name)]:
                department = (row.department or DEPARTMENT_OF[row.kind]).value if role == "handler" else None
                self._people[folded(name)].append(Person(None, name, role, department))
        if row.client:
            self._take_client(row)

    def _take_client(self, row: LedgerRow) -> None:
        client = self.clients.get(folded(row.client))
        if client is None:
            client = self.clients[folded(row.client)] = Client(None, row.client, "", "", [], {}, set())
        if _is_the_clients(row):
            for field in ("credit_code", "address"):
                value = getattr(row, field)
                if not value or field in client.given:
                    continue
                client.given[field] = row
                old = getattr(client, field)
                if old != value:
                    setattr(client, field, value)
                    client.changed.add(field)
                    if client.id is not None:
                        self._changes[row.sheet, row.row].append(FieldChange(field, old, value))
        if row.contact or row.phone or row.email:
            self._take_contact(client, row)

    def _take_contact(self, client: Client, row: LedgerRow) -> None:
        """A contact agrees with a known one where neither says otherwise; it then fills what was blank."""
        for known in client.contacts:
            pairs = ((known.name, row.contact), (known.phone, row.phone), (known.email, row.email))
            if any(ours and theirs and folded(ours) != folded(theirs) for ours, theirs in pairs):
                continue
            if not any(ours and theirs for ours, theirs in pairs):
                continue
            for field, value in (("name", row.contact), ("phone", row.phone), ("email", row.email)):
                if value and not getattr(known, field):
                    setattr(known, field, value)
                    known.filled = known.id is not None
                    self._noted(client, row, "contact" if field == "name" else field, value)
            return
        client.contacts.append(Contact(None, row.contact, row.phone, row.email))
        for field in ("contact", "phone", "email"):
            if getattr(row, field):
                self._noted(client, row, field, getattr(row, field))

    def _noted(self, client: Client, row: LedgerRow, field: str, value: str) -> None:
        if client.id is not None:
            self._changes[row.sheet, row.row].append(FieldChange(field, "", value))

    def changes(self, rows: Sequence[LedgerRow]) -> tuple[FieldChange, ...]:
        """What these rows change of a stored client."""
        return tuple(change for row in rows for change in self._changes.get((row.sheet, row.row), ()))

    def remarks(self, row: LedgerRow) -> tuple[str, ...]:
        """Codes of what was seen of the client and left out."""
        left_out = (row.credit_code or row.address) and not _is_the_clients(row)
        return ("ledger.remark_credit_code",) if left_out else ()

    def client(self, name: str) -> Client:
        """The client of this name; every accepted row's client is known."""
        return self.clients[folded(name)]

    def person(self, name: str, column: str, row: LedgerRow) -> Person | None:
        """The person a row names in ``handler`` or ``salesperson``."""
        return self._find(name, column, row)

    def _find(self, name: str, column: str, row: LedgerRow) -> Person | None:
        """Of namesakes the one whose role and department fit, if that is just one."""
        found = self._people.get(folded(name), [])
        if len(found) <= 1:
            return found[0] if found else None
        department = row.department or DEPARTMENT_OF[row.kind]
        sells = column == "salesperson"
        fitting = [person for person in found if (person.role == "salesperson") == sells]
        if not sells and len(fitting) > 1:
            fitting = [person for person in fitting if person.department == department]
        return fitting[0] if len(fitting) == 1 else None

    def unmade_people(self) -> list[Person]:
        """Those the import makes."""
        return [person for people in self._people.values() for person in people if person.id is None]

    def new_people(self) -> tuple[tuple[str, str], ...]:
        """Names and roles of those the import makes."""
        return tuple((person.name, person.role) for person in self.unmade_people())

    def new_clients(self) -> tuple[str, ...]:
        """Names of the clients the import makes."""
        return tuple(client.name for client in self.clients.values() if client.id is None)


def _is_the_clients(row: LedgerRow) -> bool:
    """Credit code and address stand for the applicant; they are the client's only if that is the same one."""
    first = row.applicant.partition("；")[0]
    return not first or folded(first) == folded(row.client)
