"""The service standard as the office follows it: every rule, its history, its clause, how it is kept now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ipdesk.domain.rulebook import Rule, RuleBook
from ipdesk.errors import UserError
from ipdesk.services.rule_words import period_words, rule_sentence, trigger_words
from ipdesk.services.rules import OFFICE_FILE, clauses, shipped_rules
from ipdesk.text import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from ipdesk.services.office import Act, Office

ORDER = ("patent", "process", "software", "trademark", "any")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """How a rule's items stand: to be done, of these late; finished this year on time and late; void."""

    open: int = 0
    overdue: int = 0
    done: int = 0
    done_late: int = 0


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it is in force on a day. ``own``: changed by the office; ``coming``: the day a later version begins;
    ``fixed``: it is not changed in the program (an office-wide duty, an official period)."""

    id: str
    clause: str
    department: str
    title: str
    trigger: str
    period: str
    responsible: str
    in_force_from: date | None
    own: bool
    off: bool
    coming: date | None
    fixed: bool
    may_change: bool
    kept: Kept


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a rule: in force from (None: always) to (None: until further notice)."""

    since: date | None
    until: date | None
    title: str
    period: str
    responsible: str
    own: bool
    now: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change made in the program; ``standing``: not taken back, ``last``: it may be taken back now."""

    id: int
    at: datetime
    person: str
    in_force_from: date
    why: str
    standing: bool
    last: bool


@dataclass(frozen=True, slots=True)
class StandardView:
    """The page. ``path``: where the office's own rules lie (or would); ``shared``: other workstations read the same
    folder; ``problem``: why that file can't be read, then the rules read before are shown."""

    rules: tuple[RuleRow, ...]
    path: Path
    shared: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule in full; ``clause_texts``: the standard's own words by clause number."""

    row: RuleRow
    rule: Rule
    sentence: str
    versions: tuple[VersionRow, ...]
    changes: tuple[ChangeRow, ...]
    clause_texts: tuple[tuple[str, str], ...] = field(default=())


def standard_view(office: Office, act: Act) -> StandardView:
    """Every rule of the standard as it is in force on ``act.today``, by department and clause."""
    from ipdesk.model import reading_standard

    book, problem = _book(office)
    role, department = _sitting(office, act)
    with office.database.read() as uow:
        kept = _kept(reading_standard.rule_counts(uow.session, act.today, date(act.today.year, 1, 1)))
    rows = [
        _row(versions, book, act.today, kept.get(rule_id, Kept()), (role, department))
        for rule_id, versions in book.versions.items()
    ]
    rows.sort(key=lambda row: (ORDER.index(row.department), _clause_key(row.clause), row.id))
    shared = office.place.path is not None or _folder_is_set(office)
    return StandardView(tuple(rows), office.folder / OFFICE_FILE, shared, problem)


def rule_view(office: Office, act: Act, rule_id: str) -> RuleView:
    """One rule with its versions and changes. ``UserError("rules.unknown_rule")``."""
    from ipdesk.model import reading_standard

    book, _problem = _book(office)
    book.rule(rule_id)
    versions = book.versions[rule_id]
    with office.database.read() as uow:
        found = reading_standard.rule_changes(uow.session, rule_id)
        last = reading_standard.last_standing_change(uow.session)
        counts = reading_standard.rule_counts(uow.session, act.today, date(act.today.year, 1, 1))
    changes = tuple(
        ChangeRow(
            row.id, row.changed_at, row.person, row.in_force_from, row.why, row.removed_at is None, row.id == last
        )
        for row in found
    )
    row = _row(versions, book, act.today, _kept(counts).get(rule_id, Kept()), _sitting(office, act))
    rule = _now(versions, act.today)
    texts = clauses()
    quoted = tuple((number, texts[number]) for number in _numbers(rule.clause) if number in texts)
    return RuleView(row, rule, rule_sentence(rule, book), _versions(versions, act.today), changes, quoted)


def _book(office: Office) -> tuple[RuleBook, str]:
    """The rules in force, and what is wrong with the office's own file if it can't be read (any more)."""
    from ipdesk.services.rules import office_rules

    try:
        office.follow_rules()
        book, problem = office_rules(office.folder), ""
    except UserError as error:
        problem = sentence(error)
        try:
            book = office.rulebook
        except UserError:
            book = shipped_rules()
    return book, problem


def _folder_is_set(office: Office) -> bool:
    from ipdesk.model.settings import SettingRecord

    with office.database.read() as uow:
        return uow.get(SettingRecord, "files") is not None


def _sitting(office: Office, act: Act) -> tuple[str | None, str | None]:
    from ipdesk.services.standard_change import known_person

    with office.database.read() as uow:
        person = known_person(uow, act)
        return (person.role, person.department) if person is not None else (None, None)


def _kept(counts: Any) -> dict[str, Kept]:
    found: dict[str, dict[str, int]] = {}
    for row in counts:
        sums = found.setdefault(row.rule, {"open": 0, "overdue": 0, "done": 0, "done_late": 0})
        name = "open" if row.state in ("open", "paused") else row.state
        if name in sums:
            sums[name] += row.n
        if row.late:
            sums["overdue"] += row.n
    return {rule: Kept(**sums) for rule, sums in found.items()}


def _now(versions: tuple[Rule, ...], today: date) -> Rule:
    held = [rule for rule in versions if rule.in_force(today)]
    return held[-1] if held else versions[0]


def _row(
    versions: tuple[Rule, ...], book: RuleBook, today: date, kept: Kept, sitting: tuple[str | None, str | None]
) -> RuleRow:
    from ipdesk.services.standard_change import may_change

    rule = _now(versions, today)
    whole = rule if rule.clause else versions[0]
    coming = [one.in_force_from for one in versions if one.in_force_from > today]
    fixed = rule.office or rule.official
    return RuleRow(
        id=rule.id,
        clause=whole.clause,
        department=whole.department or "any",
        title=whole.title,
        trigger=trigger_words(rule, book),
        period=period_words(rule),
        responsible=whole.responsible,
        in_force_from=rule.in_force_from if rule.in_force_from > date.min else None,
        own=rule.source == OFFICE_FILE,
        off=rule.off,
        coming=min(coming, default=None),
        fixed=fixed,
        may_change=not fixed and may_change(*sitting, whole),
        kept=kept,
    )


def _versions(versions: tuple[Rule, ...], today: date) -> tuple[VersionRow, ...]:
    """The spans in which each version holds, newest first: of two for the same day the later one loaded wins."""
    starts = sorted({rule.in_force_from for rule in versions} | {_next(rule.in_force_to) for rule in versions})
    spans: list[tuple[date, date, Rule]] = []
    for place, start in enumerate(starts):
        end = starts[place + 1] - _DAY if place + 1 < len(starts) else date.max
        held = [rule for rule in versions if rule.in_force(start)]
        if not held or start == date.max:
            continue
        if spans and spans[-1][2] is held[-1]:
            spans[-1] = (spans[-1][0], end, held[-1])
        else:
            spans.append((start, end, held[-1]))
    current = _now(versions, today)
    return tuple(
        VersionRow(
            since=start if start > date.min else None,
            until=end if end < date.max - _DAY else None,
            title=rule.title,
            period=period_words(rule),
            responsible=rule.responsible,
            own=rule.source == OFFICE_FILE,
            now=rule is current and start <= today <= end,
        )
        for start, end, rule in reversed(spans)
    )


def _next(day: date) -> date:
    return day + _DAY if day < date.max else date.max


def _numbers(clause: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in clause.split(",") if part.strip())


def _clause_key(clause: str) -> tuple[int, ...]:
    first = next(iter(_numbers(clause)), "")
    return tuple(int(part) if part.isdigit() else 0 for part in first.split("."))
