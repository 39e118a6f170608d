"""What a change of the standard would move: every item of the rule, before and after; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ipdesk.domain.docket import DueItem, derive
from ipdesk.domain.law import no_law
from ipdesk.domain.matters import State
from ipdesk.domain.rulebook import Rule, RuleBook
from ipdesk.errors import Cancelled, UserError
from ipdesk.model import dockets, reading_standard
from ipdesk.services.docket import Cancel, Progress, matter_of
from ipdesk.services.office import Act, Office
from ipdesk.services.rule_file import state_of
from ipdesk.services.standard_change import Prepared, RuleChange, prepare

LIVE = frozenset({State.OPEN, State.DUE_SOON, State.OVERDUE, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that would lie elsewhere. ``due_*`` and ``state_*`` None: it was, or will be, not there;
    ``who_*`` are roles; ``live``: it is still to be done, before or after."""

    matter_id: int
    number: str
    matter_title: str
    item: str
    about: str | None
    due_old: date | None
    due_new: date | None
    state_old: State | None
    state_new: State | None
    who_old: str
    who_new: str
    live: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do. ``moved``, ``appearing`` and ``vanishing`` are still to be done, nearest first;
    ``judged_anew``: finished items that would count as on time, or late, the other way round;
    ``unaffected``: how many open items of the whole office stay as they are; ``state`` names the rules it was
    made with; ``replaced``: later versions in the office's own file that give way.
    """

    change: RuleChange
    old: Rule
    new: Rule
    moved: tuple[Moved, ...]
    appearing: tuple[Moved, ...]
    vanishing: tuple[Moved, ...]
    judged_anew: tuple[Moved, ...]
    unaffected: int
    state: str
    replaced: tuple[Rule, ...]
    backdated: bool

    @property
    def rows(self) -> tuple[Moved, ...]:
        """All of them in the order in which they are shown."""
        return (*self.moved, *self.appearing, *self.vanishing, *self.judged_anew)


@dataclass(slots=True)
class _Found:
    moved: list[Moved] = field(default_factory=list)
    appearing: list[Moved] = field(default_factory=list)
    vanishing: list[Moved] = field(default_factory=list)
    judged: list[Moved] = field(default_factory=list)


def preview_change(
    office: Office, act: Act, change: RuleChange, progress: Progress | None = None, cancel: Cancel | None = None
) -> Preview:
    """What ``change`` would move on ``act.today``. Refusals as ``standard_change.prepare``; ``Cancelled``."""
    made = prepare(office, change)
    old_book, new_book = _only(made.old_book, made.old.id), _only(made.new_book, made.old.id)
    found = _Found()
    with office.database.read() as uow:
        ids = reading_standard.matters_of_kinds(uow.session, made.kinds, made.triggers)
        live = reading_standard.live_count(uow.session)
        done = 0
        for part in dockets.batches(ids):
            if cancel is not None and cancel():
                raise Cancelled
            for loaded in dockets.load(uow, part):
                _sort_out(found, loaded, old_book, new_book, office, act.today)
            done += len(part)
            if progress is not None:
                progress(done, len(ids), "docket")
    return _preview(made, found, live, act.today)


def _preview(made: Prepared, found: _Found, live: int, today: date) -> Preview:
    touched = sum(one.state_old in LIVE for one in (*found.moved, *found.vanishing))
    return Preview(
        change=made.change,
        old=made.old,
        new=made.new,
        moved=_sorted(found.moved),
        appearing=_sorted(found.appearing),
        vanishing=_sorted(found.vanishing),
        judged_anew=_sorted(found.judged),
        unaffected=max(0, live - touched),
        state=state_of(made.text_before),
        replaced=made.replaced,
        backdated=made.change.in_force_from < today,
    )


def _only(book: RuleBook, rule_id: str) -> RuleBook:
    """The book with one rule and without the law: no rule's items depend on another's."""
    return replace(book, versions={rule_id: book.versions[rule_id]}, reads_law=no_law)


def _sort_out(
    found: _Found, loaded: dockets.Loaded, old_book: RuleBook, new_book: RuleBook, office: Office, today: date
) -> None:
    row = loaded.row
    matter = matter_of(row)
    try:
        old, new = (
            {item.key: item for item in derive(matter, loaded.events, book, office.calendar, today).due_items}
            for book in (old_book, new_book)
        )
    except UserError as problem:
        from ipdesk.text import sentence

        raise UserError("docket.underivable", number=row.number, reason=sentence(problem)) from problem
    for before, after in _pairs(old, new):
        one = _moved(row, before, after)
        if not one.live:
            if one.state_old != one.state_new and before is not None and after is not None:
                found.judged.append(one)
        elif before is None:
            found.appearing.append(one)
        elif after is None:
            found.vanishing.append(one)
        else:
            found.moved.append(one)


def _pairs(old: Mapping[str, DueItem], new: Mapping[str, DueItem]) -> Iterator[tuple[DueItem | None, DueItem | None]]:
    """The items that differ in what matters: day, state, who."""
    for key, before in old.items():
        after = new.get(key)
        if after is None or _told(before) != _told(after):
            yield before, after
    yield from ((None, after) for key, after in new.items() if key not in old)


def _told(item: DueItem) -> tuple[object, ...]:
    return item.due, item.due_time, item.state, item.responsible, item.superseded


def _moved(row: object, before: DueItem | None, after: DueItem | None) -> Moved:
    item = after or before
    assert item is not None
    return Moved(
        matter_id=getattr(row, "id", 0),
        number=getattr(row, "number", ""),
        matter_title=getattr(row, "title", ""),
        item=item.title,
        about=item.about,
        due_old=before.due if before else None,
        due_new=after.due if after else None,
        state_old=before.state if before else None,
        state_new=after.state if after else None,
        who_old=before.responsible if before else "",
        who_new=after.responsible if after else "",
        live=any(one is not None and one.state in LIVE and not one.superseded for one in (before, after)),
    )


def _sorted(rows: list[Moved]) -> tuple[Moved, ...]:
    return tuple(sorted(rows, key=lambda one: (one.due_new or one.due_old or date.max, one.number, one.about or "")))
