"""Recording on notices: several received at once, one step on several of them, each in one act (标准 3.2.2, 3.2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ipdesk.domain.numbers import number_key
from ipdesk.errors import UserError
from ipdesk.model import queries, reading_notices
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.events import RecordEvent, append_event
from ipdesk.services.matters import known_matter, known_person
from ipdesk.services.notice_papers import KeptFile, keep_files, put_file
from ipdesk.services.notices import (
    ARCHIVED,
    ASSIGNED,
    BEFORE,
    COLLECTED,
    DOWNLOADED,
    PAPER,
    RECEIVED,
    STEP_NAMES,
    chain,
)
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

KINDS = frozenset({"notices", "events", "due_items", "matters"})
PAPERS = KINDS | {"attachments"}
_MUST_FOLLOW = frozenset({"notice_mailed", ARCHIVED, ASSIGNED, "response_submitted"})
"""Steps whose item begins with the step before: recorded without it they would fulfil nothing."""

Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice that came in. ``number``: the office's number or an application number, with or without ZL and dot;
    ``matter_id`` if it is known already. ``kind``: a code of the rules, or empty with ``name``.

    ``answer_by``: the date written on the notice. ``fetched``: the file was downloaded (or the paper collected) the
    same day. ``file``: (name, content or path), kept with the receipt; ``data``: more fields of the receipt.
    """

    kind: str
    issued: date | None
    received_on: date
    delivery: str = "electronic"
    number: str = ""
    matter_id: int | None = None
    name: str = ""
    answer_by: date | None = None
    fetched: bool = True
    file: tuple[str, Path | bytes] | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepData:
    """What goes with a step beside its day: who is to answer, papers (for all notices alike), a note."""

    answerer_id: int | None = None
    files: tuple[tuple[str, Path | bytes], ...] = ()
    note: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


def receive_notices(office: Office, act: Act, notices: Sequence[NewNotice]) -> Changes:
    """Record notices as received, in one act; ``created`` is the last notice's id.

    UserErrors: ``notice.nothing``, ``.no_matter``, ``.no_kind``, ``.duplicate``, ``.dates_reversed``, ``.answer_by``,
    ``attachment.*``, and those of recording an event.
    """
    if not notices:
        raise UserError("notice.nothing")
    files = [keep_files(office, [one.file]) if one.file else () for one in notices]
    with office.database.write() as uow:
        uow.begin_act(act, "receive_notices", _summary(notices))
        matters = [_matter_of(uow, one) for one in notices]
        if uow.act is not None and len({matter.id for matter in matters}) == 1:
            uow.act.matter_id = matters[0].id
        last = 0
        for one, matter, kept in zip(notices, matters, files, strict=True):
            last = put_notice(office, uow, act, matter, one, kept)
        ids = list(dict.fromkeys(matter.id for matter in matters))
        docket.project(uow, office, ids, act.today)
        says = say("notices_received", count=len(notices), number=matters[0].number)
        kinds = PAPERS if any(files) else KINDS
        return commit(uow, Changes(kinds, frozenset(ids), says=says, created=last))


def step(office: Office, act: Act, keys: Sequence[Key], event: str, on: date, extra: StepData | None = None) -> Changes:
    """Record one step on notices ``(matter id, about)``, all or none, undone together.

    UserErrors: ``notice.unknown``, ``.unknown_step``, ``.not_asked``, ``.done_already``, ``.too_soon``,
    ``.before_it``, ``.no_scan`` (paper without a scan), ``.no_answerer``, ``attachment.*``, those of an event.
    """
    if event not in STEP_NAMES:
        raise UserError("notice.unknown_step", step=event)
    if not keys:
        raise UserError("notice.nothing")
    more = extra or StepData()
    kept = keep_files(office, more.files)
    with office.database.write() as uow:
        wanted = list(dict.fromkeys(keys))
        only = wanted[0][0] if len({matter for matter, _ in wanted}) == 1 else None
        uow.begin_act(act, "notice_step", say("notice_step", label=label("event", event), count=len(wanted)), only)
        for key in wanted:
            put_step(office, uow, act, key, event, on, more, kept)
        ids = list(dict.fromkeys(matter for matter, _ in wanted))
        docket.project(uow, office, ids, act.today)
        says = say("notice_step_done", label=label("event", event), count=len(wanted), on=on)
        return commit(uow, Changes(PAPERS if kept else KINDS, frozenset(ids), says=says))


def put_step(
    office: Office,
    uow: UnitOfWork,
    act: Act,
    key: Key,
    event: str,
    on: date,
    extra: StepData | None = None,
    kept: Sequence[KeptFile] = (),
) -> EventRecord:
    """One step on one notice inside an act; the caller derives the dockets afterwards. UserErrors as ``step``."""
    more = extra or StepData()
    matter = known_matter(uow, key[0])
    notice = reading_notices.notice_of(uow, *key)
    if notice is None:
        raise UserError("notice.unknown", number=matter.number, about=key[1])
    _checked(office, uow, matter, notice, event, on)
    data = dict(more.data)
    if event == ASSIGNED:
        if more.answerer_id is None:
            raise UserError("notice.no_answerer", number=matter.number)
        data["answerer_id"] = str(known_person(uow, more.answerer_id).id)
    if event == ARCHIVED and not kept and not _papers(uow, key):
        raise UserError("notice.no_scan", number=matter.number, name=notice.name)
    record = append_event(office, uow, act, matter, RecordEvent(matter.id, event, on, key[1], data, more.note))
    for file in kept:
        put_file(uow, act, matter.id, record.id, file)
    return record


def add_papers(office: Office, act: Act, key: Key, files: Sequence[tuple[str, Path | bytes]]) -> Changes:
    """Keep papers with a notice's receipt. UserErrors: ``notice.unknown``, ``attachment.*``."""
    kept = keep_files(office, files)
    with office.database.write() as uow:
        matter = known_matter(uow, key[0])
        notice = reading_notices.notice_of(uow, *key)
        if notice is None:
            raise UserError("notice.unknown", number=matter.number, about=key[1])
        uow.begin_act(act, "attach", "、".join(file.name for file in kept), matter.id)
        for file in kept:
            put_file(uow, act, matter.id, notice.event_id, file)
        says = say("notice_papers", count=len(kept), number=matter.number)
        return commit(uow, Changes(frozenset({"attachments", "notices"}), frozenset({matter.id}), says=says))


# -- checks -------------------------------------------------------------------------------------


def _matter_of(uow: UnitOfWork, new: NewNotice) -> MatterRecord:
    """By id, by the office's number, or by an application number however it is written."""
    if new.matter_id is not None:
        return known_matter(uow, new.matter_id)
    text = new.number.strip()
    found = queries.matter_by_number(uow, text.upper()) or queries.matter_by_number(uow, text)
    if found is None and text:
        found = queries.matter_by_application(uow, number_key(text))
    if found is None:
        raise UserError("notice.no_matter", number=text)
    return found


def put_notice(
    office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, new: NewNotice, kept: Sequence[KeptFile]
) -> int:
    """One notice inside an act, its id; the caller derives dockets afterwards. UserErrors as ``receive_notices``."""
    name = new.name.strip()
    if not new.kind and not name:
        raise UserError("notice.no_kind", number=matter.number)
    shown = name or label("notice", new.kind)
    if new.issued is not None:
        if new.issued > new.received_on:
            raise UserError("notice.dates_reversed", number=matter.number, issued=new.issued, on=new.received_on)
        if reading_notices.same_notice(uow, matter.id, new.kind, shown, new.issued) is not None:
            raise UserError("notice.duplicate", number=matter.number, name=shown, issued=new.issued)
    if new.answer_by is not None and new.answer_by < new.received_on:
        raise UserError("notice.answer_by", number=matter.number, on=new.answer_by)
    data = {**new.data, "notice": new.kind, "name": name, "delivery": new.delivery}
    data |= {"issued": new.issued.isoformat()} if new.issued else {}
    data |= {"answer_by": new.answer_by.isoformat()} if new.answer_by else {}
    event = append_event(office, uow, act, matter, RecordEvent(matter.id, RECEIVED, new.received_on, data=data))
    uow.flush()
    for file in kept:
        put_file(uow, act, matter.id, event.id, file)
    asked = chain(office, new.kind, new.delivery, matter.kind)
    fetch = COLLECTED if new.delivery in PAPER else DOWNLOADED
    if new.fetched and fetch in asked:
        append_event(office, uow, act, matter, RecordEvent(matter.id, fetch, new.received_on, event.about))
    notices = queries.notices_of_event(uow, event.id)
    return notices[-1].id if notices else 0


def _checked(office: Office, uow: UnitOfWork, matter: MatterRecord, notice: NoticeRecord, event: str, on: date) -> None:
    """Refuse what is not asked, was done already, or would stand before what it follows."""
    names = {"number": matter.number, "name": notice.name, "step": label("event", event)}
    if event not in chain(office, notice.kind, notice.delivery, matter.kind):
        raise UserError("notice.not_asked", **names)
    rows = reading_notices.events_about(uow.session, [matter.id], (RECEIVED, *STEP_NAMES))
    stands: dict[str, list[date]] = {}
    for row in rows:
        if row.about == notice.about:
            stands.setdefault(row.name, []).append(row.on)
    if event in stands and not _asked_again(uow, matter.id, notice.about, event):
        raise UserError("notice.done_already", **names, on=stands[event][-1])
    before = BEFORE.get(event, RECEIVED)
    if event in _MUST_FOLLOW and before not in stands:
        raise UserError("notice.too_soon", **names, before=label("event", before))
    earliest = min(stands.get(before, ()), default=notice.received_on)
    if earliest is not None and on < earliest:
        raise UserError("notice.before_it", **names, on=on, before=label("event", before), first=earliest)


def _asked_again(uow: UnitOfWork, matter_id: int, about: str | None, event: str) -> bool:
    """Something came a second time (a corrected answer) and its item is open again, or nothing asks in days."""
    from ipdesk.services.notices import ANSWERED, RULES

    if event == ANSWERED:  # the client or the answerer may send a corrected one
        return True
    rows = reading_notices.items_of(uow.session, [matter_id], (RULES.get(event, ""),))
    return any(row.about == about and row.state in ("open", "paused") and not row.superseded for row in rows)


def _papers(uow: UnitOfWork, key: Key) -> bool:
    """Whether a paper is kept with one of the notice's events already."""
    rows = reading_notices.events_about(uow.session, [key[0]], (RECEIVED, *STEP_NAMES))
    ids = {row.id for row in rows if row.about == key[1]}
    return any(paper.event_id in ids for paper in reading_notices.papers_of_events(uow.session, [key[0]]))


def _summary(notices: Sequence[NewNotice]) -> str:
    first = notices[0].name.strip() or label("notice", notices[0].kind)
    return first if len(notices) == 1 else say("notices_count", name=first, count=len(notices))
