"""Which matter each ledger row means, and what it would change: by number, by application number, by name.

One :class:`Entry` is one matter as it will be after the import, stored or new. Rows with the stronger
identity come first, whatever their place in the file, so that a second import finds the same matters again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from ipdesk.domain import numbers
from ipdesk.domain.matters import PRIORITY_EXAMINATION, Kind
from ipdesk.errors import UserError
from ipdesk.files.cells import folded
from ipdesk.files.ledger_numbers import number_format
from ipdesk.files.ledger_rows import LedgerRow

if TYPE_CHECKING:
    from ipdesk.model.reading_ledger import StoredEvent, StoredMatter

# Kinds whose number is their own: two matters of one group can't share it. The others are about somebody's right.
_PATENTS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT})
_PATENT_LAW = date(1985, 4, 1)
# Fields whose two spellings may differ in width, case and spaces and still be the same.
_FOLDED = frozenset({"title", "client", "applicant", "handler", "salesperson", "number", "classes"})
VALUES = (
    "number", "kind", "department", "title", "client", "applicant", "application_number", "filed", "granted",
    "handler", "salesperson", "reduction", "priority", "classes", "note",
)  # fmt: skip

Value = str | int | date | bool | None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing an import changes: a field of ``ledger.toml`` (or ``event:<name>``), old and new as text."""

    field: str
    old: str
    new: str


@dataclass(slots=True)
class Entry:
    """A matter on its way through the import. ``given``: field to (value, the row that gave it)."""

    id: int | None
    stored: Mapping[str, Value]
    events: dict[str, set[date]]
    results: dict[str, str]
    given: dict[str, tuple[Value, LedgerRow]] = field(default_factory=dict)
    given_events: dict[str, tuple[date, LedgerRow]] = field(default_factory=dict)
    result: str = ""
    flags: str = ""
    rows: list[LedgerRow] = field(default_factory=list)

    def value(self, name: str) -> Value:
        """What the matter will have there."""
        return self.given[name][0] if name in self.given else self.stored.get(name)

    def text(self, name: str) -> str:
        return str(self.value(name) or "")

    def fresh_events(self) -> dict[str, date]:
        """The dated events that are not recorded yet."""
        return {name: on for name, (on, _) in self.given_events.items() if on not in self.events.get(name, ())}

    def changes(self) -> tuple[FieldChange, ...]:
        """What the file changes of a stored matter."""
        found = [
            FieldChange(name, _shown(self.stored.get(name)), _shown(value))
            for name, (value, _) in self.given.items()
            if not same(name, self.stored.get(name), value)
        ]
        for name, on in self.fresh_events().items():
            old = "、".join(day.isoformat() for day in sorted(self.events.get(name, ())))
            found.append(FieldChange(f"event:{name}", old, on.isoformat()))
        return tuple(found)


@lru_cache(maxsize=65_536)
def number_key(number: str) -> str:
    """The form in which numbers are compared; remembered, for every row asks several times."""
    return numbers.number_key(number)


class Entries:
    """All matters that the file may mean, found by each of their identities."""

    def __init__(self) -> None:
        self._by_number: dict[str, Entry] = {}
        self._by_application: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._by_name: dict[tuple[str, str, str], list[Entry]] = defaultdict(list)
        self.new: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """Make an entry findable by what it holds."""
        number = entry.text("number")
        if number:
            self._by_number[folded(number)] = entry
        if entry.text("application_number"):
            self._by_application[_application(entry)].append(entry)
        self._by_name[_name(entry)].append(entry)

    def place(self, row: LedgerRow) -> Entry:
        """The entry a row means, with the row's values taken in; a new one if there is none.

        Raises ``UserError`` (``ledger.row_conflict``, ``number_taken``, ``number_taken_row``,
        ``several_matters``, ``identity_conflict``) and takes nothing then.
        """
        entry = self._find(row)
        if entry is None:
            entry = Entry(None, {}, {}, {})
            _take(entry, row)
            self.new.append(entry)
            self.add(entry)
            return entry
        _check_kind(entry, row)
        row = _without_older_number(entry, row)
        had_number, had_application = entry.text("number"), entry.text("application_number")
        _refuse_conflicts(entry, row)
        _take(entry, row)
        if not had_number and row.number:
            self._by_number[folded(row.number)] = entry
        if row.application_number and row.application_number != had_application:
            self._by_application[_application(entry)].append(entry)
        return entry

    def _find(self, row: LedgerRow) -> Entry | None:
        same_application = self._with_application(row)
        if row.number:
            entry = self._by_number.get(folded(row.number))
            for other in same_application:
                if other is not entry and other.text("number"):
                    raise _taken(other, row)
            return entry
        if len(same_application) > 1:
            raise _several(same_application)
        if same_application:
            return same_application[0]
        return self._named(row)

    def _with_application(self, row: LedgerRow) -> list[Entry]:
        if not row.application_number:
            return []
        found = self._by_application.get((_group(row.kind), number_key(row.application_number)), [])
        # A trademark filed in several classes has one number for all of them, and is a matter per class.
        return [entry for entry in found if row.kind != Kind.TRADEMARK or _classes_agree(entry, row)]

    def _named(self, row: LedgerRow) -> Entry | None:
        """By kind, title and client, where neither the row nor the matter has a number that says otherwise."""
        key = (row.kind.value, folded(row.title), folded(row.client))
        found = [entry for entry in self._by_name.get(key, []) if _classes_agree(entry, row)]
        without = [entry for entry in found if _is_open_to(entry, row)]
        if row.application_number or without:
            found = without
        if len(found) > 1:
            raise _several(found)
        return found[0] if found else None


def stored_entry(matter: StoredMatter, names: Mapping[int, str], events: Iterable[StoredEvent]) -> Entry:
    """The entry of a matter of the database; ``names`` are those of the people by id."""
    dates: dict[str, set[date]] = defaultdict(set)
    results: dict[str, str] = {}
    for event in events:
        dates[event.name].add(event.on)
        if event.result:
            results[event.name] = event.result
    stored: dict[str, Value] = {
        "number": matter.number,
        "kind": matter.kind,
        "department": matter.department,
        "title": matter.title,
        "client": matter.client,
        "applicant": matter.applicant,
        "application_number": matter.application_number,
        "filed": matter.filed,
        "granted": matter.granted,
        "handler": names.get(matter.handler_id or 0, ""),
        "salesperson": names.get(matter.salesperson_id or 0, ""),
        "reduction": matter.reduction,
        "priority": PRIORITY_EXAMINATION in matter.flags.split(),
        "classes": matter.classes,
        "note": matter.note,
    }
    return Entry(matter.id, stored, dict(dates), results, flags=matter.flags)


def same(name: str, old: Value, new: Value) -> bool:
    """Whether a value of the file says the same as the stored one."""
    if old == new:
        return True
    if name == "application_number":
        return number_key(str(old or "")) == number_key(str(new or ""))
    if name == "classes":
        return _class_numbers(str(old or "")) == _class_numbers(str(new or ""))
    return name in _FOLDED and folded(str(old or "")) == folded(str(new or ""))


def check_dates(row: LedgerRow, today: date, label: Mapping[str, str]) -> list[UserError]:
    """Dates that can't be: not yet come, a grant before the filing, a patent before the patent law."""
    errors: list[UserError] = []
    dated = [("filed", row.filed), ("granted", row.granted), *row.events.items()]
    for name, on in dated:
        if on is not None and on > today:
            errors.append(UserError("ledger.date_future", column=label.get(name, name), on=on))
    if row.filed and row.granted and row.granted < row.filed:
        errors.append(UserError("ledger.date_order", filed=row.filed, granted=row.granted))
    if row.filed and row.filed < _PATENT_LAW and row.kind in _PATENTS:
        errors.append(UserError("ledger.date_too_early", column=label.get("filed", "filed"), on=row.filed))
    year = numbers.filing_year(row.application_number or "") if row.kind in _PATENTS else None
    if row.filed and year is not None and row.filed.year > year:
        errors.append(UserError("ledger.filed_after_number", on=row.filed, number=row.application_number))
    return errors


def strength(row: LedgerRow) -> int:
    """The order in which rows find their matters: own number, application number, name."""
    if row.number:
        return 0
    return 1 if row.application_number else 2


def _given(row: LedgerRow) -> dict[str, Value]:
    """What a row says; an empty cell says nothing."""
    values: dict[str, Value] = {}
    for name in VALUES:
        value = getattr(row, name)
        if value:
            values[name] = str(value) if name in ("kind", "department") else value
    return values


def _take(entry: Entry, row: LedgerRow) -> None:
    for name, value in _given(row).items():
        if name not in entry.given:
            ours = entry.stored.get(name) if entry.stored else None
            # The same in another spelling: ours stays.
            entry.given[name] = (ours if ours and name in _FOLDED and same(name, ours, value) else value, row)
    for name, on in row.events.items():
        entry.given_events.setdefault(name, (on, row))
    entry.result = entry.result or row.result
    entry.rows.append(row)


def _refuse_conflicts(entry: Entry, row: LedgerRow) -> None:
    """An earlier row of the file said something else of the same matter: which is right, nobody can tell here."""
    different: list[str] = []
    first: LedgerRow | None = None
    for name, value in _given(row).items():
        if name in entry.given and not same(name, entry.given[name][0], value):
            different.append(name)
            first = first or entry.given[name][1]
    for name, on in row.events.items():
        if name in entry.given_events and entry.given_events[name][0] != on:
            different.append(name)
            first = first or entry.given_events[name][1]
    if first is not None:
        raise UserError("ledger.row_conflict", row=first.row, sheet=first.sheet, what=_what(entry), fields=different)


def _check_kind(entry: Entry, row: LedgerRow) -> None:
    """A number used again for another kind of matter, or for another title and application: not the same."""
    if not entry.rows:
        other_kind = entry.stored.get("kind") != row.kind.value
        other_title = not same("title", entry.stored.get("title"), row.title)
        old = entry.stored.get("application_number")
        other_number = bool(old and row.application_number) and not same(
            "application_number", old, row.application_number
        )
        if other_kind or (other_title and other_number):
            raise UserError(
                "ledger.identity_conflict",
                number=entry.text("number"),
                title=entry.text("title"),
                what=entry.text("application_number") or entry.text("client"),
            )


def _taken(other: Entry, row: LedgerRow) -> UserError:
    if other.rows:
        first = other.rows[0]
        return UserError(
            "ledger.number_taken_row", label="号码", number=row.application_number, row=first.row, sheet=first.sheet
        )
    return UserError("ledger.number_taken", label="号码", number=row.application_number, other=other.text("number"))


def _several(entries: Iterable[Entry]) -> UserError:
    return UserError("ledger.several_matters", numbers=[entry.text("number") or _rows(entry) for entry in entries])


def _rows(entry: Entry) -> str:
    return f"第 {entry.rows[0].row} 行" if entry.rows else "?"


def _what(entry: Entry) -> str:
    return entry.text("number") or entry.text("application_number") or entry.text("title")


def _group(kind: Kind | str) -> str:
    return "patent" if kind in _PATENTS else str(kind)


def _application(entry: Entry) -> tuple[str, str]:
    return (_group(entry.text("kind")), number_key(entry.text("application_number")))


def _name(entry: Entry) -> tuple[str, str, str]:
    return (entry.text("kind"), folded(entry.text("title")), folded(entry.text("client")))


def _is_open_to(entry: Entry, row: LedgerRow) -> bool:
    """Whether the matter may be the row's although their numbers don't meet: it has none, or a software's of
    another format (流水号 first, 登记号 later)."""
    ours = entry.text("application_number")
    if not ours:
        return True
    software = row.kind == Kind.SOFTWARE and bool(row.application_number)
    return software and number_format(ours) != number_format(row.application_number)


def _without_older_number(entry: Entry, row: LedgerRow) -> LedgerRow:
    """An acceptance number says nothing new of a software that has its registration number by now."""
    ours = entry.text("application_number")
    if row.kind != Kind.SOFTWARE or not ours or not row.application_number:
        return row
    older = number_format(ours) < number_format(row.application_number)
    return replace(row, application_number="") if older else row


def _classes_agree(entry: Entry, row: LedgerRow) -> bool:
    ours = entry.text("classes")
    return not ours or not row.classes or _class_numbers(ours) == _class_numbers(row.classes)


def _class_numbers(text: str) -> frozenset[str]:
    """Nice classes by number: 9、42 and 第9,42类 are the same."""
    return frozenset(number.lstrip("0") for number in re.findall(r"\d+", text))


def _shown(value: Value) -> str:
    if value is None or value is False:
        return ""
    return "是" if value is True else str(value)
