"""Official notices, one line each: 收到 → 下载 → 邮件发出 → 导入 → 分配 → 答复 → 提交 (标准 3.2.2, 3.2.4).

A line is made from the notice, the events about it and its due items; nothing of it is stored. What is recorded on
a notice is written by ``notice_steps``, what goes to the client by ``notice_mail``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from ipdesk.domain.docket import live_state
from ipdesk.domain.matters import Kind, State
from ipdesk.searching import plain
from ipdesk.services import shaping
from ipdesk.services.tight import tight_abouts

if TYPE_CHECKING:
    from ipdesk.model.reading_notices import WantedNotices
    from ipdesk.model.unit_of_work import UnitOfWork
    from ipdesk.services.office import Office

RECEIVED = "notice_received"
DOWNLOADED, MAILED = "notice_downloaded", "notice_mailed"
COLLECTED, ARCHIVED = "paper_notice_collected", "paper_notice_archived"
IMPORTED, ASSIGNED = "notice_imported", "response_assigned"
ANSWERED, SUBMITTED = "response_received", "response_submitted"
BY_NET, ON_PAPER = (DOWNLOADED, MAILED), (COLLECTED, ARCHIVED)
ANSWER = (IMPORTED, ASSIGNED, ANSWERED, SUBMITTED)
STEP_NAMES = (DOWNLOADED, MAILED, COLLECTED, ARCHIVED, *ANSWER)
PAPER = ("paper", "postal")
PLACES = 7
"""How many steps a line shows: the receipt, two of 3.2.2, four of 3.2.4."""

RULES: Mapping[str, str] = {
    MAILED: "F.notice_mail",
    ARCHIVED: "F.paper_archive",
    IMPORTED: "F.notice_import",
    ASSIGNED: "F.response_assign",
    SUBMITTED: "F.response_submit",
}
BEFORE: Mapping[str, str] = {
    MAILED: DOWNLOADED,
    ARCHIVED: COLLECTED,
    ASSIGNED: IMPORTED,
    ANSWERED: ASSIGNED,
    SUBMITTED: ANSWERED,
}
"""What a step follows; the others follow the receipt."""

_AT_ONCE = 400
SHOWN = 500
"""How many lines are given at once; ``NoticeBoard.left_out`` says how many more there are."""

FILTERS: Mapping[str, tuple[str, ...]] = {
    "open": STEP_NAMES,
    "download": (DOWNLOADED, COLLECTED),
    "mail": (MAILED,),
    "import": (IMPORTED,),
    "assign": (ASSIGNED,),
    "answer": (ANSWERED,),
    "submit": (SUBMITTED,),
    "paper": ON_PAPER,
}
"""Each filter is what it waits for; beside them there is ``all``."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a line. ``state``: a due item's (open, due_soon, overdue, paused, done, done_late), ``ready``:
    can be recorded and has no date of its own, ``later``: something comes before it, ``none``: not asked of this one.
    """

    event: str
    state: str
    on: date | None = None
    by: str = ""
    event_id: int | None = None
    due: date | None = None
    days_left: int | None = None
    item_id: int | None = None
    clause: str = ""
    provisional: bool = False

    @property
    def done(self) -> bool:
        return self.state in ("done", "done_late")

    @property
    def pending(self) -> bool:
        """Whether it can be recorded now."""
        return self.state in ("open", "due_soon", "overdue", "paused", "ready")


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice. ``steps`` has always :data:`PLACES`; ``next_step``: the event to record next, empty when nothing is;
    ``answer_by``: the date the notice itself sets, else the law's safe day, with the working days left;
    ``papers``: (attachment id, name);
    ``tight``: what to say where the standard's dates leave too little room before the law's.
    """

    id: int
    matter_id: int
    about: str
    number: str
    title: str
    application_number: str
    client_id: int | None
    client: str
    handler_id: int | None
    handler: str
    kind: str
    name: str
    issued: date | None
    delivery: str
    received_on: date | None
    asks_answer: bool
    answer_by: date | None
    answer_days: int | None
    answerer_id: int | None
    answerer: str
    steps: tuple[Step, ...]
    next_step: str
    nearest: Step | None
    papers: tuple[tuple[int, str], ...] = ()
    tight: str = ""

    @property
    def key(self) -> tuple[int, str]:
        """What the writers take."""
        return self.matter_id, self.about

    def step(self, event: str) -> Step | None:
        """The step that is recorded with this event, None where the line has none such."""
        return next((one for one in self.steps if one.event == event), None)


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """``step``: a key of :data:`FILTERS` or ``all``; ``text``: part of number, name, title, client or notice;
    ``month``: received in the month of this day; ``person_id``: theirs by matter or as the one who answers.
    """

    step: str = "open"
    text: str = ""
    month: date | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeBoard:
    """The lines, how many wait for what (by key of :data:`FILTERS`, and ``all``), and how many are not shown."""

    lines: tuple[NoticeLine, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    left_out: int = 0


def chain(office: Office, kind: str, delivery: str, matter_kind: str) -> tuple[str, ...]:
    """The events a notice asks for after its receipt, by its kind, the way it came and what matter it is on."""
    book, matter = office.rulebook, Kind(matter_kind)
    ways: tuple[str, ...] = ON_PAPER if delivery in PAPER else BY_NET
    if delivery == "publication" or matter not in book.rule(RULES[ways[1]]).kinds:
        ways = ()
    answers = book.asks_answer(kind) and matter in book.rule(RULES[IMPORTED]).kinds
    return (*ways, *(ANSWER if answers else ()))


def pending_steps(asked: Sequence[str], done: Collection[str]) -> tuple[str, ...]:
    """Those of ``asked`` that can be recorded now: not done, and what comes before them is."""
    return tuple(
        name
        for name in asked
        if name not in done and (BEFORE.get(name, RECEIVED) in done or BEFORE.get(name, RECEIVED) not in asked)
    )


# -- reading ------------------------------------------------------------------------------------


def notice_board(office: Office, today: date, wanted: NoticeFilter | None = None) -> NoticeBoard:
    """What is to be done comes first, by the nearest date; ``all`` shows the newest first."""
    from ipdesk.model import reading_notices

    chosen = wanted or NoticeFilter()
    with office.database.read() as uow:
        session, base = uow.session, _base(chosen)
        still = _Still(reading_notices.still_due(session, tuple(RULES.values())))
        unanswered = frozenset(name for name, kind in office.rulebook.notices.items() if not kind.asks_answer)
        rows = reading_notices.progress(session, replace(base, unfinished=unanswered), STEP_NAMES)
        known = {(row.matter_id, row.about) for row in rows}
        for matters in still.batches_but(known):  # done once and asked for again
            more = reading_notices.progress(session, replace(base, matter_ids=matters), STEP_NAMES)
            rows += [row for row in more if (row.matter_id, row.about) not in known]
        waiting = ((row, _pending(office, row, still)) for row in rows)
        found = [(row, waits) for row, waits in waiting if waits]
        counts = {key: sum(1 for _, waits in found if set(waits) & set(of)) for key, of in FILTERS.items()}
        everything = _everything(base)
        counts["all"] = reading_notices.count(session, everything)
        if chosen.step == "all":
            rows = reading_notices.progress(session, everything, (), SHOWN)
            rows.sort(key=lambda row: (row.received_on or date.min, row.id), reverse=True)
            total = counts["all"]
        else:
            of = set(FILTERS[chosen.step])
            rows = [row for row, waits in found if set(waits) & of]
            rows.sort(key=lambda row: (still.first(row), row.received_on or date.min, row.id))
            total = len(rows)
        lines = _lines(office, uow, [row.id for row in rows[:SHOWN]], today)
    if chosen.step != "all":
        lines = tuple(sorted(lines, key=_urgency))
    return NoticeBoard(lines, counts, total - len(lines))


def _urgency(line: NoticeLine) -> tuple[date, date]:
    """The nearest of its own dates; where none is, the one that the notice sets for the answer."""
    due = line.nearest.due if line.nearest is not None else line.answer_by
    return due or date.max, line.received_on or date.min


def notice_lines(office: Office, today: date, wanted: NoticeFilter | None = None) -> tuple[NoticeLine, ...]:
    """The lines alone."""
    return notice_board(office, today, wanted).lines


def lines_of_matter(office: Office, today: date, matter_id: int) -> tuple[NoticeLine, ...]:
    """All notices of one matter, the newest first, whatever their progress."""
    from ipdesk.model import reading_notices

    with office.database.read() as uow:
        rows = reading_notices.progress(uow.session, reading_notices.WantedNotices(live=False, matter_id=matter_id), ())
        rows.sort(key=lambda row: (row.received_on or date.min, row.id), reverse=True)
        return _lines(office, uow, [row.id for row in rows], today)


def lines_of(office: Office, today: date, keys: Iterable[tuple[int, str]]) -> tuple[NoticeLine, ...]:
    """The lines of these notices, in the order asked for; unknown ones are missing."""
    wanted = list(dict.fromkeys(keys))
    found = {
        line.key: line
        for matter_id in dict.fromkeys(matter for matter, _ in wanted)
        for line in lines_of_matter(office, today, matter_id)
    }
    return tuple(found[key] for key in wanted if key in found)


class _Still:
    """Items still to be done, by the thing they are about."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._due: dict[tuple[int, str], dict[str, date]] = {}
        for row in rows:
            if row.about:
                self._due.setdefault((row.matter_id, row.about), {})[row.rule] = row.due

    def asks(self, row: Any, event: str) -> bool:
        """Whether an item waits for this event again, though one like it was recorded before."""
        return RULES.get(event, "") in self._due.get((row.matter_id, row.about), {})

    def batches_but(self, known: Collection[tuple[int, str]]) -> Iterator[tuple[int, ...]]:
        """The matters of things that are not ``known``, so many at once."""
        matters = sorted({matter for matter, about in self._due if (matter, about) not in known})
        for start in range(0, len(matters), _AT_ONCE):
            yield tuple(matters[start : start + _AT_ONCE])

    def first(self, row: Any) -> date:
        """The nearest date of all that is still asked for."""
        return min(self._due.get((row.matter_id, row.about), {}).values(), default=date.max)


def _pending(office: Office, row: Any, still: _Still) -> tuple[str, ...]:
    done = {name for name in STEP_NAMES if getattr(row, name) and not still.asks(row, name)}
    return pending_steps(chain(office, row.kind, row.delivery, row.matter_kind), done)


def _base(chosen: NoticeFilter) -> WantedNotices:
    from ipdesk.model.reading_notices import WantedNotices

    frm = to = None
    if chosen.month is not None:
        frm = chosen.month.replace(day=1)
        to = date.fromordinal(frm.replace(day=28).toordinal() + 4).replace(day=1)
        to = date.fromordinal(to.toordinal() - 1)
    return WantedNotices(frm=frm, to=to, person_id=chosen.person_id, needle=plain(chosen.text))


def _everything(base: WantedNotices) -> WantedNotices:
    return replace(base, live=False)


# -- one line -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Known:
    """What was read for several lines, each by what it belongs to."""

    events: dict[tuple[int, str], dict[str, list[Any]]]
    items: dict[tuple[int, str], dict[str, list[Any]]]
    papers: dict[int, list[tuple[int, str]]]
    names: dict[int, str]


def _lines(office: Office, uow: UnitOfWork, ids: Sequence[int], today: date) -> tuple[NoticeLine, ...]:
    from ipdesk.model import reading_notices

    rows = reading_notices.notice_rows(uow.session, ids)
    matters = [row.matter_id for row in rows.values()]
    events: dict[tuple[int, str], dict[str, list[Any]]] = {}
    answerers = set()
    for event in reading_notices.events_about(uow.session, matters, (RECEIVED, *STEP_NAMES)):
        events.setdefault((event.matter_id, event.about), {}).setdefault(event.name, []).append(event)
        answerers.add(_person(event.data))
    items: dict[tuple[int, str], dict[str, list[Any]]] = {}
    for item in reading_notices.items_of(uow.session, matters, tuple(RULES.values()), law=True):
        items.setdefault((item.matter_id, item.about or ""), {}).setdefault(item.rule, []).append(item)
    papers: dict[int, list[tuple[int, str]]] = {}
    for paper in reading_notices.papers_of_events(uow.session, matters):
        papers.setdefault(paper.event_id, []).append((paper.id, paper.name))
    known = _Known(events, items, papers, reading_notices.names_of(uow.session, answerers - {0}))
    room = tight_abouts(office, uow, today, matters)
    lines = (_line(office, rows[one], known, today) for one in ids if one in rows)
    return tuple(replace(line, tight=room.get(line.key, "")) for line in lines)


def _line(office: Office, row: Any, known: _Known, today: date) -> NoticeLine:
    events = known.events.get((row.matter_id, row.about), {})
    items = known.items.get((row.matter_id, row.about), {})
    live = row.state in ("active", "paused")
    steps = _steps(office, row, events, items, today, live=live)
    received = next(iter(events.get(RECEIVED, ())), None)
    answer_by = _answer_by(received) or _lawful(items)
    answerer = _person(events[ASSIGNED][-1].data) if ASSIGNED in events else 0
    todo = [step for step in steps if step.pending]
    dated = [step for step in todo if step.due is not None]
    return NoticeLine(
        id=row.id,
        matter_id=row.matter_id,
        about=row.about,
        number=row.number,
        title=row.title,
        application_number=row.application_number,
        client_id=row.client_id,
        client=row.client,
        handler_id=row.handler_id,
        handler=row.handler,
        kind=row.kind,
        name=row.name,
        issued=row.issued,
        delivery=row.delivery,
        received_on=row.received_on,
        asks_answer=any(step.event == SUBMITTED and step.state != "none" for step in steps),
        answer_by=answer_by,
        answer_days=shaping.days_left(office.calendar, today, answer_by) if answer_by else None,
        answerer_id=answerer or None,
        answerer=known.names.get(answerer, ""),
        steps=steps,
        next_step=_next(todo) if live else "",
        nearest=min(dated, key=lambda step: step.due or date.max) if dated else None,
        papers=tuple(paper for group in events.values() for event in group for paper in known.papers.get(event.id, ())),
    )


def _steps(
    office: Office,
    row: Any,
    events: Mapping[str, Sequence[Any]],
    items: Mapping[str, Sequence[Any]],
    today: date,
    *,
    live: bool,
) -> tuple[Step, ...]:
    """The receipt and six places; a place that is not asked of this notice says so."""
    asked = chain(office, row.kind, row.delivery, row.matter_kind)
    places = (*(ON_PAPER if row.delivery in PAPER else BY_NET), *ANSWER)
    still = {name: _open_item(items, name) for name in places}
    done = {name for name in places if name in events and still[name] is None}
    can = pending_steps(asked, done) if live else ()
    received = next(iter(events.get(RECEIVED, ())), None)
    first = Step(RECEIVED, "done", row.received_on, received.recorder if received else "", row.event_id)
    made = []
    for name in places:
        item = still[name]
        if item is not None and live:
            state = live_state(State(item.state), item.due, today, office.calendar)
            left = shaping.days_left(office.calendar, today, item.due)
            made.append(
                Step(name, str(state), None, item.person, None, item.due, left, item.id, item.clause, item.provisional)
            )
        elif name in done:
            event = events[name][-1]
            late = any(one.state == "done_late" for one in items.get(RULES.get(name, ""), ()))
            made.append(Step(name, "done_late" if late else "done", event.on, event.recorder, event.id))
        else:
            made.append(Step(name, "ready" if name in can else "later" if name in asked and live else "none"))
    return (first, *made)


def _open_item(items: Mapping[str, Sequence[Any]], event: str) -> Any | None:
    rule = RULES.get(event, "")
    found = [one for one in items.get(rule, ()) if one.state in ("open", "paused") and not one.superseded]
    return min(found, key=lambda one: one.due, default=None)


def _next(todo: Sequence[Step]) -> str:
    """The file first, for all else needs it; then what is due first; what waits for others comes last."""
    fetch = next((step for step in todo if step.event in (DOWNLOADED, COLLECTED)), None)
    if fetch is not None:
        return fetch.event
    dated = [step for step in todo if step.due is not None]
    if dated:
        return min(dated, key=lambda step: step.due or date.max).event
    return todo[0].event if todo else ""


def _lawful(items: Mapping[str, Sequence[Any]]) -> date | None:
    """The law's day for the answer: the earliest safe day of what it asks about this notice."""
    asked = (one for found in items.values() for one in found if one.official and one.state != "void")
    return min((one.due for one in asked), default=None)


def _answer_by(received: Any | None) -> date | None:
    text = (received.data or {}).get("answer_by", "") if received is not None else ""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:  # recorded by hand at the command line
        return None


def _person(data: Mapping[str, str] | None) -> int:
    text = (data or {}).get("answerer_id", "")
    return int(text) if text.isdecimal() else 0
