"""The office's Excel ledger in and out: what an import would do, doing it whole or not at all, the export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ipdesk.errors import Cancelled, UserError
from ipdesk.files.cells import folded
from ipdesk.files.ledger import LedgerBook, LedgerSheet, Mappings, read_ledger
from ipdesk.files.ledger_header import Column
from ipdesk.files.ledger_rows import LedgerRow, RefusedRow
from ipdesk.files.ledger_words import words
from ipdesk.model import reading_ledger as reading
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.ledger_apply import apply
from ipdesk.services.ledger_export import export_ledger
from ipdesk.services.ledger_match import (
    Entries,
    Entry,
    FieldChange,
    check_dates,
    number_key,
    stored_entry,
    strength,
)
from ipdesk.services.ledger_parties import Parties
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What becomes of one row. ``state``: new, changed, unchanged or refused (then ``errors`` say why).

    ``matter_id`` is the stored matter it means. ``remarks`` are codes of sentences (``ledger.remark_*``).
    """

    sheet: str
    row: int
    state: str
    number: str
    title: str
    kind: str
    matter_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    remarks: tuple[str, ...] = ()
    errors: tuple[UserError, ...] = ()

    @property
    def why(self) -> str:
        """The reasons of a refusal in Chinese."""
        from ipdesk.text import sentence

        return "".join(sentence(error) for error in self.errors)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the rows come to; applying it uses it up."""

    rows: tuple[PreviewRow, ...]
    entries: tuple[Entry, ...]
    parties: Parties
    today: date


@dataclass(frozen=True, slots=True)
class LedgerPreview:
    """What the import of a book would do; :func:`take_over` does exactly this or nothing."""

    book: LedgerBook
    rows: tuple[PreviewRow, ...]
    new_people: tuple[tuple[str, str], ...]
    new_clients: tuple[str, ...]
    seen_act: int
    parsed: tuple[LedgerRow | RefusedRow, ...]
    _prepared: list[_Plan] = field(default_factory=list, repr=False, compare=False)

    @property
    def sheets(self) -> tuple[LedgerSheet, ...]:
        return self.book.sheets

    @property
    def new(self) -> int:
        return self.count(NEW)

    @property
    def changed(self) -> int:
        return self.count(CHANGED)

    @property
    def unchanged(self) -> int:
        return self.count(UNCHANGED)

    @property
    def refused(self) -> tuple[PreviewRow, ...]:
        return tuple(row for row in self.rows if row.state == REFUSED)

    def count(self, state: str) -> int:
        """How many rows of the file come to this."""
        return sum(row.state == state for row in self.rows)


def preview(
    office: Office,
    act: Act,
    book: LedgerBook,
    mapping: Mappings | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> LedgerPreview:
    """What importing ``book`` would do, row by row; nothing is written.

    ``mapping`` (``{sheet: {column index: field or None}}``) overrides what columns were taken for. Raises
    ``UserError("ledger.unknown_sheet" / "ledger.unknown_field")`` and ``Cancelled``.
    """
    if mapping:
        unknown = set(mapping) - {sheet.name for sheet in book.sheets}
        if unknown:
            raise UserError("ledger.unknown_sheet", sheet=min(unknown))
        book = book.with_mapping(mapping)
    parsed = tuple(book.read(progress, cancel))
    with office.database.read() as uow:
        plan = _plan(uow, act, parsed)
        seen = reading.last_act_id(uow)
    people, clients = plan.parties.new_people(), plan.parties.new_clients()
    return LedgerPreview(book, plan.rows, people, clients, seen, parsed, [plan])


def take_over(
    office: Office,
    act: Act,
    found: LedgerPreview,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Changes:
    """Import what the preview showed: one transaction, one act that can be undone. Refused rows stay out.

    Raises ``UserError("ledger.stale_preview")`` if the database was changed meanwhile so that the outcome
    would be another one, and ``Cancelled``; nothing is written then.
    """
    if cancel is not None and cancel():
        raise Cancelled
    if not found.new and not found.changed:
        return Changes()
    with office.database.write() as uow:
        plan = _still_right(uow, act, found)
        uow.begin_act(act, "ledger_import", found.book.path.name)
        reserved = {row.number for row in found.parsed if row.number}
        kinds, matters = apply(uow, office, act, plan.entries, plan.parties, reserved, progress, cancel)
        says = say("ledger_imported", file=found.book.path.name, new=found.new, changed=found.changed)
        return commit(uow, Changes(kinds, matters, says=says))


def _still_right(uow: UnitOfWork, act: Act, found: LedgerPreview) -> _Plan:
    """The plan that the preview showed, if nobody did anything since; else made anew, and then it must be the same."""
    untouched = reading.last_act_id(uow) == found.seen_act
    if found._prepared:  # noqa: SLF001 - the preview is this module's own
        plan = found._prepared.pop()  # noqa: SLF001
        if untouched and plan.today == act.today:
            return plan
    plan = _plan(uow, act, found.parsed)
    if plan.rows != found.rows:
        raise UserError("ledger.stale_preview")
    return plan


def _plan(uow: UnitOfWork, act: Act, parsed: tuple[LedgerRow | RefusedRow, ...]) -> _Plan:
    """Match every row against the database and the rows of stronger identity; no row is taken half."""
    good = [row for row in parsed if isinstance(row, LedgerRow)]
    people = reading.people(uow)
    entries = _load(uow, good, {person.id: person.name for person in people})
    parties = Parties(people, reading.clients(uow), reading.contacts(uow))
    labels = {name: known.label for name, known in words().fields.items()}
    placed: dict[int, Entry] = {}
    errors: dict[int, tuple[UserError, ...]] = {}
    repeated: set[int] = set()
    order = sorted(range(len(parsed)), key=lambda place: _strength(parsed[place]))
    for place in order:
        row = parsed[place]
        if isinstance(row, RefusedRow):
            errors[place] = row.errors
            continue
        wrong = [*check_dates(row, act.today, labels), *parties.problems(row)]
        if not wrong:
            try:
                entry = entries.place(row)
            except UserError as error:
                wrong = [_labelled(error, labels)]
            else:
                parties.take(row)
                placed[place] = entry
                if len(entry.rows) > 1:
                    repeated.add(place)
        if wrong:
            errors[place] = tuple(wrong)
    rows = tuple(
        _preview_row(row, placed.get(place), errors.get(place, ()), parties, repeated=place in repeated)
        for place, row in enumerate(parsed)
    )
    touched = list(dict.fromkeys(id(entry) for entry in placed.values()))
    by_identity = {id(entry): entry for entry in placed.values()}
    return _Plan(rows, tuple(by_identity[key] for key in touched), parties, act.today)


def _load(uow: UnitOfWork, rows: Collection[LedgerRow], names: Mapping[int, str]) -> Entries:
    titles = {folded(row.title) for row in rows if not row.number}
    matters = reading.matters_meant(
        uow,
        {row.number for row in rows if row.number},
        {number_key(row.application_number) for row in rows if row.application_number},
        (lambda title: folded(title) in titles) if titles else None,
    )
    event_names = {known.event for known in words().fields.values() if known.event} | {"filed"}
    events = reading.events_of(uow, [matter.id for matter in matters], event_names)
    entries = Entries()
    for matter in matters:
        entries.add(stored_entry(matter, names, events.get(matter.id, ())))
    return entries


def _preview_row(
    row: LedgerRow | RefusedRow,
    entry: Entry | None,
    errors: tuple[UserError, ...],
    parties: Parties,
    *,
    repeated: bool,
) -> PreviewRow:
    if isinstance(row, RefusedRow):
        return PreviewRow(row.sheet, row.row, REFUSED, row.number, row.title, "", errors=errors)
    if entry is None:
        return PreviewRow(row.sheet, row.row, REFUSED, row.number, row.title, row.kind.value, errors=errors)
    remarks = row.remarks + parties.remarks(row)
    changes: tuple[FieldChange, ...] = ()
    if repeated:
        state, remarks = UNCHANGED, (*remarks, "ledger.remark_repeated")
    elif entry.id is None:
        state = NEW
    else:
        changes = entry.changes() + parties.changes(entry.rows)
        state = CHANGED if changes else UNCHANGED
    number = entry.text("number")
    return PreviewRow(row.sheet, row.row, state, number, row.title, row.kind.value, entry.id, changes, remarks, errors)


def _labelled(error: UserError, labels: Mapping[str, str]) -> UserError:
    """Field names inside an error in the words of the ledger."""
    details = dict(error.details)
    names = details.get("fields")
    if isinstance(names, list):
        details["fields"] = [labels.get(name, name) for name in names]
    return UserError(error.code, **details)


def _strength(row: LedgerRow | RefusedRow) -> int:
    return strength(row) if isinstance(row, LedgerRow) else 0


def field_choices() -> tuple[tuple[str, str], ...]:
    """What a column can be taken for: field and its label, in the order in which they are exported."""
    return tuple((known.name, known.label) for known in words().fields.values())


__all__ = [
    "CHANGED",
    "NEW",
    "REFUSED",
    "UNCHANGED",
    "Column",
    "FieldChange",
    "LedgerBook",
    "LedgerPreview",
    "LedgerSheet",
    "PreviewRow",
    "export_ledger",
    "field_choices",
    "preview",
    "read_ledger",
    "take_over",
]
