"""Changing the standard: what a change would move is seen before it is taken over, and it can be taken back.

Heads of department change the rules of their own department, the director and the system administrator all of them.
A change is a new version of the rule in the office's own rule file; what was triggered before its day keeps the old.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ipdesk.domain.matters import Kind
from ipdesk.domain.permissions import Deed, may
from ipdesk.domain.rule_fields import RESPONSIBLE
from ipdesk.domain.rule_text import CannotEdit, with_version
from ipdesk.domain.rulebook import Rule, RuleBook
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import reading_standard
from ipdesk.model.people import PersonRecord
from ipdesk.model.rule_changes import RuleChangeRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, rule_file
from ipdesk.services.docket import Cancel, Progress
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.rule_words import WEEKDAYS, every_text, within_text
from ipdesk.services.rules import OFFICE_FILE, own_text, raw_rules, rules_with
from ipdesk.services.wording import say

FIRST, LAST = date(2000, 1, 1), date(2090, 12, 31)
LONGEST: Mapping[str, int] = {"wd": 250, "d": 730, "w": 104, "m": 24, "min": 1440}
LISTED = 500
_WITHIN = re.compile(r"(\d{1,4}) (wd|d|w|m|min)")
_TITLE = 40


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is to be another way from ``in_force_from`` on; None: as it is.

    ``within``: ``8 wd``, ``same_day``; ``every``: ``7 d``, ``monday``; ``off``: no items from that day on.
    """

    rule: str
    in_force_from: date
    why: str = ""
    within: str | None = None
    every: str | None = None
    responsible: str | None = None
    title: str | None = None
    off: bool | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked change: the file's text before and after, the rules with it, the rule on its day before and after."""

    change: RuleChange
    text_before: str | None
    text_after: str
    old_book: RuleBook
    new_book: RuleBook
    old: Rule
    new: Rule
    replaced: tuple[Rule, ...]

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of matter that have the rule."""
        books = (self.old_book, self.new_book)
        return frozenset(kind for book in books for rule in book.versions[self.old.id] for kind in rule.kinds)

    @property
    def triggers(self) -> tuple[str, ...]:
        """The events without which a matter has no item of the rule; none: it may have one all the same."""
        return () if self.old.before == "annual_fee" else self.old.trigger_events


def prepare(office: Office, change: RuleChange, note: str = "") -> Prepared:
    """Check a change against the rules as they are now; nothing is written.

    ``UserError``: rules.unknown_rule, rules.bad, standard.official, .office_rule, .nothing, .bad_*, .no_*,
    .only_minutes, .before_needs_days, .too_long, .cannot_edit.
    """
    text = own_text(office.folder)
    book = rules_with(text)
    old = _on_its_day(book, change.rule, change.in_force_from)
    _may_be_changed(old)
    _fits(old, change)
    raw = _written(text, old, change)
    try:
        after = with_version(text or "", raw, note)
    except CannotEdit as problem:
        raise UserError("standard.cannot_edit", path=office.folder / OFFICE_FILE, reason=problem.reason) from problem
    new_book = rules_with(after)
    new = _on_its_day(new_book, change.rule, change.in_force_from)
    later = [rule for rule in book.versions[old.id] if rule.source == OFFICE_FILE]
    replaced = tuple(rule for rule in later if rule.in_force_from >= change.in_force_from)
    if not replaced and _same(old, new):
        raise UserError("standard.nothing", rule=old.id, on=change.in_force_from)
    return Prepared(change, text, after, book, new_book, old, new, replaced)


def change_rule(
    office: Office,
    act: Act,
    change: RuleChange,
    expected: str | None = None,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Changes:
    """Take a change over in one act: the file, and every matter that has the rule derived again.

    ``expected``: the ``state`` of the preview it was based on. ``StaleVersion("standard.stale")`` when the file is
    another by now; refusals as ``prepare``, and standard.no_why, .not_allowed.
    """
    if not change.why.strip():
        raise UserError("standard.no_why")
    docket.catch_up(office, act)
    with office.database.write() as uow:
        office.follow_rules()
        person = known_person(uow, act)
        note = f"{act.today} {person.name if person else say('somebody')}：{change.why.strip()}"
        made = prepare(office, change, note)
        allowed(person, made.old)
        if expected is not None and expected != rule_file.state_of(made.text_before):
            raise StaleVersion("standard.stale")
        uow.begin_act(act, "change_rule", f"{made.old.id} {made.new.title}")
        record = RuleChangeRecord(
            rule=made.old.id,
            in_force_from=change.in_force_from,
            why=change.why.strip(),
            text_before=made.text_before,
            text_after=made.text_after,
            changed_by=act.by,
            changed_at=act.at,
        )
        uow.add(record)
        uow.flush()
        # What is waited for is there before any trigger; nothing else of a rule is.
        triggers = () if made.old.needs_all else made.triggers
        ids = reading_standard.matters_of_kinds(uow.session, made.kinds, triggers)
        before = reading_standard.items_of_rule(uow.session, made.old.id)
        with rule_file.swapped(office, uow, made.text_after):
            touched = docket.project(uow, office, ids, act.today, progress, cancel)
            after = reading_standard.items_of_rule(uow.session, made.old.id)
            count = len({row[0] for row in before ^ after})
            code = "rule_switched_off" if made.new.off else "rule_changed"
            says = say(code, rule=made.old.id, title=made.new.title, on=change.in_force_from, count=count)
            kinds = frozenset({"rules", "matters", "due_items"})
            listed = touched if len(touched) <= LISTED else frozenset()
            return commit(uow, Changes(kinds, listed, says=says, created=record.id))


def take_back(office: Office, act: Act, change_id: int) -> Changes:
    """Take the newest standing change back: file and items are as they were before it.

    ``UserError``: standard.unknown_change, .file_changed (a newer one stands), .not_allowed.
    """
    from ipdesk.services.undo import undo

    with office.database.read() as uow:
        record = uow.get(RuleChangeRecord, change_id)
        made_in = reading_standard.act_that_made(uow.session, change_id)
        if record is None or record.removed_at is not None or made_in is None:
            raise UserError("standard.unknown_change", id=change_id)
        allowed(known_person(uow, act), office.rulebook.rule(record.rule))
    return undo(office, act, made_in)


# -- who may -----------------------------------------------------------------------------------


def known_person(uow: UnitOfWork, act: Act) -> PersonRecord | None:
    """Who changes the standard; None where nobody was chosen (the command line)."""
    person = uow.get(PersonRecord, act.by)
    return person if person is not None and person.removed_at is None and person.active else None


def allowed(person: PersonRecord | None, rule: Rule) -> None:
    """``UserError("standard.not_allowed")`` unless this person may change this rule."""
    if person is not None and not may_change(person.role, person.department, rule):
        raise UserError("standard.not_allowed", person=person.name)


def may_change(role: str | None, department: str | None, rule: Rule) -> bool:
    """Heads change the rules of their own department, the director and the system administrator every one;
    ``role`` None: nobody was chosen."""
    own = role != "department_head" or department == rule.department
    return own and may(role, Deed.CHANGE_RULES)


# -- what may be another way ---------------------------------------------------------------------


def _on_its_day(book: RuleBook, rule_id: str, on: date) -> Rule:
    """The version, switched off or not, that holds for triggers of this day."""
    versions = (book.rule(rule_id), *book.versions[rule_id])[1:]
    held = [rule for rule in versions if rule.in_force(on)]
    return held[-1] if held else versions[-1]


def _same(old: Rule, new: Rule) -> bool:
    """Do both say the same, but for their days and the file they stand in?"""
    return replace(new, in_force_from=old.in_force_from, in_force_to=old.in_force_to, source=old.source) == old


def _may_be_changed(rule: Rule) -> None:
    if rule.official:
        raise UserError("standard.official", rule=rule.id)
    if rule.office:
        raise UserError("standard.office_rule", rule=rule.id, clause=rule.clause)


def _fits(rule: Rule, change: RuleChange) -> None:
    if not FIRST <= change.in_force_from <= LAST:
        raise UserError("standard.bad_date", on=change.in_force_from)
    if change.responsible is not None and change.responsible not in RESPONSIBLE:
        raise UserError("standard.bad_responsible", text=change.responsible)
    if change.title is not None and not 1 <= len(change.title.strip()) <= _TITLE:
        raise UserError("standard.bad_title")
    if change.within is not None and change.within != within_text(rule):
        _period_fits(rule, change.within)
    if change.every is not None and change.every != every_text(rule):
        _turn_fits(rule, change.every)


def _period_fits(rule: Rule, text: str) -> None:
    if rule.every is not None:
        raise UserError("standard.no_number", rule=rule.id)
    if rule.period is None and not rule.off:
        raise UserError("standard.no_period", rule=rule.id)
    found = _WITHIN.fullmatch(text)
    if found is None and text != "same_day":
        raise UserError("standard.bad_period", text=text)
    unit = found[2] if found else "same_day"
    timed = rule.period is not None and str(rule.period.unit) == "min"
    if unit == "min" and not timed:
        raise UserError("standard.no_minutes", rule=rule.id)
    if timed and unit != "min":
        raise UserError("standard.only_minutes", rule=rule.id, clause=rule.clause)
    if rule.before and unit == "same_day":
        raise UserError("standard.before_needs_days", rule=rule.id)
    if found and not 1 <= int(found[1]) <= LONGEST[unit]:
        raise UserError("standard.too_long", text=text, limit=LONGEST[unit])


def _turn_fits(rule: Rule, text: str) -> None:
    now = every_text(rule)
    days = re.fullmatch(r"(\d{1,3}) d", text)
    same_sort = bool(days) if now.endswith(" d") else text in WEEKDAYS[:5]
    if not now or not same_sort:
        raise UserError("standard.bad_every", text=text)
    if days and not 1 <= int(days[1]) <= LONGEST["d"]:
        raise UserError("standard.too_long", text=text, limit=LONGEST["d"])


def _written(text: str | None, old: Rule, change: RuleChange) -> dict[str, Any]:
    """The new version as the file will say it: the version of that day with what is to be another way."""
    try:
        known = [raw for raw in raw_rules(text) if raw.get("id") == old.id]
    except tomllib.TOMLDecodeError as error:  # the book was read from the same text just now
        raise UserError("standard.cannot_edit", path=OFFICE_FILE, reason=str(error)) from error
    held = [raw for raw in known if raw.get("from", date.min) <= change.in_force_from <= raw.get("to", date.max)]
    raw: dict[str, Any] = dict((held or known)[-1])
    if "done_by" not in raw:  # a version that only switches the rule off says no more than that
        raw = {**known[0], **raw}
    for name in ("off", "from", "to"):
        raw.pop(name, None)
    wanted = {"within": change.within, "every": change.every, "responsible": change.responsible}
    raw |= {name: value for name, value in wanted.items() if value is not None}
    if change.title is not None:
        raw["title"] = change.title.strip()
    if old.off if change.off is None else change.off:
        raw["off"] = True
    return {**raw, "from": change.in_force_from}
