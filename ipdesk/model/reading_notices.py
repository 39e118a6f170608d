"""What the notices' loop asks of the tables (3.2.2, 3.2.4): how far each notice is, and everything one line shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.due_items import DueItemRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.reading import AnyRow, AnySelect, contains, in_pieces
from ipdesk.model.unit_of_work import UnitOfWork

_Handler = aliased(PersonRecord, name="handler")
_Salesperson = aliased(PersonRecord, name="salesperson")
_Recorder = aliased(PersonRecord, name="recorder")
LIVE = ("active", "paused")


@dataclass(frozen=True, slots=True)
class WantedNotices:
    """Which notices; None and empty text are any. ``live``: only those of matters that go on.

    ``frm``, ``to``: received between these days; ``person_id``: whose matter it is, or who is to answer;
    ``needle``: made by ``ipdesk.searching.plain``. ``unfinished``: kinds that ask for no answer; given, what is surely
    done is left out.
    """

    live: bool = True
    frm: date | None = None
    to: date | None = None
    person_id: int | None = None
    needle: str = ""
    matter_id: int | None = None
    matter_ids: tuple[int, ...] = ()
    unfinished: frozenset[str] | None = None


def progress(session: Session, wanted: WantedNotices, names: Sequence[str], limit: int | None = None) -> list[AnyRow]:
    """Per notice: id, matter, what it is, and for each of ``names`` whether such an event stands (0 or 1).

    One walk over the notices with a seek each into the events; ``limit``: only the newest so many.
    """
    notice, event, matter = NoticeRecord, EventRecord, MatterRecord
    flags = [func.max(case((event.name == name, 1), else_=0)).label(name) for name in names]
    about = and_(event.matter_id == notice.matter_id, event.about == notice.about)
    query = (
        select(
            notice.id, notice.matter_id, notice.about, notice.kind, notice.delivery, notice.received_on,
            matter.kind.label("matter_kind"), matter.state, *flags,
        )
        .join(matter, matter.id == notice.matter_id)
        .outerjoin(event, and_(about, event.name.in_(names), event.revoked_at.is_(None)))
        .where(*_conditions(wanted))
        .group_by(notice.id, matter.kind, matter.state)
    )  # fmt: skip
    if wanted.unfinished is not None:
        query = query.having(~_surely_done(wanted.unfinished))
    if limit is not None:
        newest = select(notice.id).join(matter, matter.id == notice.matter_id).where(*_conditions(wanted))
        chosen = newest.order_by(notice.received_on.desc(), notice.id.desc()).limit(limit)
        query = query.where(notice.id.in_(chosen.scalar_subquery()))
    return list(session.execute(query).all())


def _surely_done(no_answer: frozenset[str]) -> ColumnElement[bool]:
    """Passed on, and answered or asking for no answer; a kind nobody knows asks for one."""
    notice, event = NoticeRecord, EventRecord

    def stands(*names: str) -> ColumnElement[bool]:
        return func.max(case((event.name.in_(names), 1), else_=0)) == 1

    fetched, passed = stands("notice_downloaded", "paper_notice_collected"), stands("notice_mailed")
    settled = and_(
        stands("notice_imported"),
        stands("response_assigned"),
        stands("response_received"),
        stands("response_submitted"),
    )
    answered = or_(func.max(case((notice.kind.in_(sorted(no_answer)), 1), else_=0)) == 1, settled)
    return and_(fetched, or_(passed, stands("paper_notice_archived")), answered)


def count(session: Session, wanted: WantedNotices) -> int:
    """How many notices are wanted, whatever their progress."""
    query = select(func.count(NoticeRecord.id)).join(MatterRecord, MatterRecord.id == NoticeRecord.matter_id)
    return int(session.execute(query.where(*_conditions(wanted))).scalar_one())


def _conditions(wanted: WantedNotices) -> list[ColumnElement[bool]]:
    notice, matter = NoticeRecord, MatterRecord
    where: list[ColumnElement[bool]] = [
        notice.removed_at.is_(None),
        notice.about.is_not(None),
        matter.removed_at.is_(None),
    ]
    if wanted.matter_id is not None:
        where.append(notice.matter_id == wanted.matter_id)
    if wanted.matter_ids:
        where.append(notice.matter_id.in_(wanted.matter_ids))
    if wanted.live:
        where.append(matter.state.in_(LIVE))
    if wanted.frm is not None:
        where.append(notice.received_on >= wanted.frm)
    if wanted.to is not None:
        where.append(notice.received_on <= wanted.to)
    if wanted.person_id is not None:
        mine = (matter.handler_id == wanted.person_id, matter.clerk_id == wanted.person_id)
        where.append(or_(*mine, _answers(wanted.person_id)))
    if wanted.needle:
        where.append(or_(contains(matter.search, wanted.needle), contains(notice.name, wanted.needle)))
    return where


def _answers(person_id: int) -> ColumnElement[bool]:
    """Whether this person was asked to answer the notice."""
    given = aliased(EventRecord)
    return (
        select(given.id)
        .where(
            given.matter_id == NoticeRecord.matter_id,
            given.about == NoticeRecord.about,
            given.name == "response_assigned",
            given.revoked_at.is_(None),
            given.data["answerer_id"].as_string() == str(person_id),
        )
        .exists()
    )


def still_due(session: Session, rules: Sequence[str]) -> Sequence[AnyRow]:
    """The items of these rules that are still to be done, of all matters: which thing, by when, whose."""
    item = DueItemRecord
    query = select(item.matter_id, item.about, item.rule, item.due, item.person_id).where(
        item.department == "process",
        item.state.in_(("open", "paused")),
        item.superseded.is_(False),
        item.rule.in_(rules),
    )
    return session.execute(query).all()


def items_of(session: Session, matter_ids: Iterable[int], rules: Sequence[str], *, law: bool = False) -> list[AnyRow]:
    """Every item of these rules (with ``law`` the law's about a notice, too) on these matters, in the order they were
    set off."""
    item = DueItemRecord
    columns = (
        item.id, item.matter_id, item.about, item.rule, item.clause, item.due, item.state, item.done_on,
        item.person_id, item.provisional, item.superseded, item.official,
        func.coalesce(PersonRecord.name, "").label("person"),
    )  # fmt: skip
    lawful = and_(item.official, item.about.is_not(None)) if law else false()
    found: list[AnyRow] = []
    for ids in in_pieces(dict.fromkeys(matter_ids)):
        query = (
            select(*columns)
            .outerjoin(PersonRecord, PersonRecord.id == item.person_id)
            .where(item.matter_id.in_(ids), or_(item.rule.in_(rules), lawful))
            .order_by(item.trigger_on, item.id)
        )
        found += session.execute(query).all()
    return found


def notice_rows(session: Session, ids: Iterable[int]) -> dict[int, AnyRow]:
    """What stands in a line, by the notice's id."""
    found: dict[int, AnyRow] = {}
    for piece in in_pieces(ids):
        rows = session.execute(_rows().where(NoticeRecord.id.in_(piece)))
        found.update((row.id, row) for row in rows)
    return found


@cache
def _rows() -> AnySelect:
    notice, matter = NoticeRecord, MatterRecord
    return (
        select(
            notice.id, notice.matter_id, notice.event_id, notice.about, notice.kind, notice.name, notice.issued,
            notice.delivery, notice.received_on, matter.number, matter.title, matter.application_number,
            matter.kind.label("matter_kind"), matter.state, matter.handler_id, matter.client_id,
            func.coalesce(ClientRecord.name, matter.applicant).label("client"),
            func.coalesce(_Handler.name, "").label("handler"),
            func.coalesce(_Salesperson.name, "").label("salesperson"),
            func.coalesce(_Salesperson.email, "").label("salesperson_email"),
        )
        .join(matter, matter.id == notice.matter_id)
        .outerjoin(ClientRecord, ClientRecord.id == matter.client_id)
        .outerjoin(_Handler, _Handler.id == matter.handler_id)
        .outerjoin(_Salesperson, _Salesperson.id == matter.salesperson_id)
    )  # fmt: skip


def events_about(session: Session, matter_ids: Iterable[int], names: Sequence[str]) -> list[AnyRow]:
    """The counting events of these names on these matters, in order, with who recorded them."""
    event = EventRecord
    found: list[AnyRow] = []
    for ids in in_pieces(dict.fromkeys(matter_ids)):
        query = (
            select(
                event.id, event.matter_id, event.about, event.name, event.on, event.data,
                func.coalesce(_Recorder.name, "").label("recorder"),
            )
            .outerjoin(_Recorder, _Recorder.id == event.recorded_by)
            .where(
                event.matter_id.in_(ids), event.name.in_(names),
                event.revoked_at.is_(None), event.about.is_not(None),
            )
            .order_by(event.on, event.id)
        )  # fmt: skip
        found += session.execute(query).all()
    return found


def papers_of_events(session: Session, matter_ids: Iterable[int]) -> list[AnyRow]:
    """The papers of these matters that were kept with an event, oldest first."""
    paper = AttachmentRecord
    found: list[AnyRow] = []
    for ids in in_pieces(dict.fromkeys(matter_ids)):
        query = (
            select(paper.id, paper.event_id, paper.name, paper.sha256, paper.size)
            .where(paper.matter_id.in_(ids), paper.event_id.is_not(None), paper.removed_at.is_(None))
            .order_by(paper.id)
        )
        found += session.execute(query).all()
    return found


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Names by id, of those who left, too."""
    found: dict[int, str] = {}
    for ids in in_pieces(person_ids):
        rows = session.execute(select(PersonRecord.id, PersonRecord.name).where(PersonRecord.id.in_(ids)))
        found.update((row.id, row.name) for row in rows)
    return found


def main_contacts(session: Session, client_ids: Iterable[int]) -> dict[int, ContactRecord]:
    """Per client the first to write to: the main one if it has an address, else the first that has one."""
    found: dict[int, ContactRecord] = {}
    contact = ContactRecord
    for ids in in_pieces(client_ids):
        query = select(contact).where(contact.client_id.in_(ids), contact.removed_at.is_(None))
        for one in session.scalars(query.order_by(contact.is_main.desc(), contact.id)):
            known = found.get(one.client_id)
            if known is None or (one.email and not known.email):
                found[one.client_id] = one
    return found


def notice_of(uow: UnitOfWork, matter_id: int, about: str) -> NoticeRecord | None:
    """The notice with this key on a matter."""
    query = select(NoticeRecord).where(
        NoticeRecord.matter_id == matter_id, NoticeRecord.about == about, NoticeRecord.removed_at.is_(None)
    )
    return uow.session.scalars(query).first()


def same_notice(uow: UnitOfWork, matter_id: int, kind: str, name: str, issued: date) -> NoticeRecord | None:
    """A notice of this kind with this date of issue that is there already."""
    query = select(NoticeRecord).where(
        NoticeRecord.matter_id == matter_id,
        NoticeRecord.kind == kind,
        NoticeRecord.name == name,
        NoticeRecord.issued == issued,
        NoticeRecord.removed_at.is_(None),
    )
    return uow.session.scalars(query).first()


def person(session: Session, person_id: int | None) -> PersonRecord | None:
    """A member of staff by id, whoever has left included; None when there is none."""
    return None if person_id is None else session.get(PersonRecord, person_id)
