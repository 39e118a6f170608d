"""Family and links: priority, divisional, parallel, change of owner; what follows is derived in the same act.

A link is one row seen from both its matters, so none can be one-sided. Setting or removing a priority keeps the
claiming matter's earliest priority date, from which the law's items of that matter count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import bare_key, check_number, number_key
from ipdesk.domain.periods import add_months
from ipdesk.domain.rulings import law_day_on_or_after
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import queries, reading_links
from ipdesk.model.events import EventRecord
from ipdesk.model.links import LinkRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.events import RECORDED, RecordEvent, append_event
from ipdesk.services.matters import fresh_matter, known_matter, touch
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

KINDS = ("priority", "divisional", "parallel", "owner_change")
CHANGED = RECORDED | {"links"}
PATENTS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT})
INVENTIVE = PATENTS - {Kind.DESIGN}
CHANGES = frozenset({Kind.PATENT_CHANGE, Kind.EXCLUSIVE_LICENCE, Kind.PATENT_TRADE})
FOREIGN = "foreign_priority"
WISHES = ("wants_priority", "divisional_wanted", "priority_correction")
"""Flags by which a matter says what its client wants; each opens the law's items that go with it."""

LONGEST_NUMBER, LONGEST_NOTE = 40, 500
_FOLLOWS = {"priority": "priority_claimed", "divisional": "divisional_filed"}


@dataclass(frozen=True, slots=True)
class NewLink:
    """``from_id`` claims the priority of, was divided from, is parallel to, or changes the owner of the other one:
    ``to_id``, or what is not in this office by ``number``, ``country`` (two letters) and ``on``, its filing date."""

    kind: str
    from_id: int
    to_id: int | None = None
    number: str = ""
    country: str = "CN"
    on: date | None = None
    note: str = ""


def add_link(office: Office, act: Act, new: NewLink) -> Changes:
    """Link two matters, or a matter with something outside; ``created``: the link's id.

    ``UserError`` (all ``link.*``): bad_kind, no_other, bad_number, bad_country, no_date, in_future, itself, twice,
    circle, one_parent, one_parallel, wrong_kinds, other_kind, other_applicant, other_day, too_early, too_late,
    note_too_long; matter.unknown.
    """
    if new.kind not in KINDS:
        raise UserError("link.bad_kind", text=new.kind)
    if len(new.note) > LONGEST_NOTE:
        raise UserError("link.note_too_long", limit=LONGEST_NOTE)
    with office.database.write() as uow:
        matter = known_matter(uow, new.from_id)
        record, other = _ends(uow, act, matter, new)
        if other is not None and record.kind == "parallel" and matter.kind != Kind.INVENTION:
            matter, other = other, matter
            record.from_id, record.to_id, record.on = matter.id, other.id, other.filed
        late = _check(office, uow, act, matter, other, record)
        uow.begin_act(act, "add_link", f"{label('link', record.kind)} {_name(record, other)}", matter.id)
        uow.add(record)
        uow.flush()
        _follow(uow, act, matter)
        touched = {matter.id}
        if other is not None:
            touched.add(other.id)
            _follow_up(office, uow, act, matter, other, record)
        docket.project(uow, office, sorted(touched), act.today)
        said = {"number": matter.number, "kind": label("link", record.kind), "other": _name(record, other)}
        says = say("link_added", **said) + (say("link_restore") if late else "")
        return commit(uow, Changes(CHANGED, frozenset(touched), says=says, created=record.id))


def remove_link(office: Office, act: Act, link_id: int, expected_version: int | None = None) -> Changes:
    """Take a link away, and with it what its setting recorded. ``UserError`` link.unknown; ``StaleVersion``."""
    with office.database.write() as uow:
        record = uow.get(LinkRecord, link_id)
        if record is None or record.removed_at is not None:
            raise UserError("link.unknown", id=link_id)
        if expected_version is not None and record.version != expected_version:
            raise StaleVersion("record.stale", record=label("link", record.kind))
        matter = uow.get(MatterRecord, record.from_id)
        other = uow.get(MatterRecord, record.to_id) if record.to_id is not None else None
        assert matter is not None
        uow.begin_act(act, "remove_link", f"{label('link', record.kind)} {_name(record, other)}", matter.id)
        record.removed_at = act.at
        uow.flush()
        _follow(uow, act, matter)
        touched = {matter.id}
        if other is not None:
            touched.add(other.id)
            _take_back(uow, act, other, record)
        docket.project(uow, office, sorted(touched), act.today)
        says = say("link_removed", number=matter.number, kind=label("link", record.kind), other=_name(record, other))
        return commit(uow, Changes(CHANGED, frozenset(touched), says=says))


def set_wish(
    office: Office, act: Act, matter_id: int, wish: str, *, on: bool, expected_version: int | None = None
) -> Changes:
    """Say, or take back, that the client wants what ``wish`` (of ``WISHES``) names. ``UserError`` link.bad_kind."""
    if wish not in WISHES:
        raise UserError("link.bad_kind", text=wish)
    with office.database.write() as uow:
        matter = fresh_matter(uow, matter_id, expected_version)
        if (wish in matter.flags.split()) is on:
            return Changes()
        uow.begin_act(act, "set_wish", f"{label('flag', wish)}：{'是' if on else '否'}", matter.id)
        _flag(matter, wish, on=on)
        touch(matter, act)
        docket.project(uow, office, [matter.id], act.today)
        says = say("wish_set" if on else "wish_unset", number=matter.number, wish=label("flag", wish))
        return commit(uow, Changes(CHANGED, frozenset({matter.id}), says=says))


def follow_filing(uow: UnitOfWork, act: Act, matter: MatterRecord) -> list[int]:
    """After ``matter``'s filing date changed: links to it carry the new one; the claiming matters touched."""
    touched = []
    for record in reading_links.links_touching(uow.session, [matter.id]):
        if record.to_id == matter.id and record.on != matter.filed:
            record.on = matter.filed
            uow.flush()
            claiming = uow.get(MatterRecord, record.from_id)
            if claiming is not None and claiming.removed_at is None:
                _follow(uow, act, claiming)
                touched.append(claiming.id)
    return touched


def linked_numbers(uow: UnitOfWork, matter_id: int) -> list[str]:
    """The other ends of a matter's links, for saying that it is linked."""
    links = reading_links.links_touching(uow.session, [matter_id])
    ends = [one.to_id if one.from_id == matter_id else one.from_id for one in links]
    rows = reading_links.matters_of(uow.session, [end for end in ends if end is not None])
    return [rows[end].number if end is not None else one.to_number for one, end in zip(links, ends, strict=True)]


# -- the two ends ------------------------------------------------------------------------------------


def _ends(uow: UnitOfWork, act: Act, matter: MatterRecord, new: NewLink) -> tuple[LinkRecord, MatterRecord | None]:
    """The row to be, and the other matter if it is here; a number of ours finds its matter."""
    number, country, on = new.number.strip(), new.country.strip().upper() or "CN", new.on
    other = known_matter(uow, new.to_id) if new.to_id is not None else None
    if other is None and not number:
        raise UserError("link.no_other", kind=label("link", new.kind))
    key = ""
    if other is None:
        number, key = _written(matter, number, country)
        other = queries.matter_by_application(uow, number_key(number)) if country in ("CN", "WO") else None
    if other is not None:
        number = key = country = ""
        on = other.filed
    if on is None and new.kind == "priority":
        raise UserError("link.no_date", other=other.number if other is not None else number)
    if on is not None and on > act.today:
        raise UserError("link.in_future", on=on, today=act.today)
    record = LinkRecord(
        kind=new.kind, from_id=matter.id, to_id=other.id if other is not None else None,
        to_number=number, to_key=key, to_country=country, on=on, note=new.note.strip(),
    )  # fmt: skip
    return record, other


def _written(matter: MatterRecord, number: str, country: str) -> tuple[str, str]:
    """The number outside as written and as looked for; a Chinese patent number's wrong character is refused."""
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        raise UserError("link.bad_country", text=country)
    if len(number) > LONGEST_NUMBER:
        raise UserError("link.bad_number", number=number[:20], problem=say("link_number_long", limit=LONGEST_NUMBER))
    if country in ("CN", "WO"):
        found = check_number(number)
        wanted = "pct" if country == "WO" else "trademark" if matter.kind == Kind.TRADEMARK else "patent_application"
        if country == "CN" and found.kind == "pct":
            wanted = "pct"
        if not found.valid or found.kind != wanted or found.canonical is None:
            problem = found.problem or say("link_number_kind", kind=say(f"number_{wanted}"))
            raise UserError("link.bad_number", number=number, problem=problem)
        number = found.canonical
    return number, bare_key(number)


def _name(record: LinkRecord, other: MatterRecord | None) -> str:
    if other is not None:
        return other.number
    return f"{record.to_country} {record.to_number}".strip()


# -- what can't be -----------------------------------------------------------------------------------


def _check(
    office: Office,
    uow: UnitOfWork,
    act: Act,
    matter: MatterRecord,
    other: MatterRecord | None,
    record: LinkRecord,
) -> bool:
    """Refuse what can't be; True: a priority past its months that needs restoring."""
    if other is not None and other.id == matter.id:
        raise UserError("link.itself", number=matter.number)
    _check_others(uow, matter, record, _name(record, other))
    if record.kind == "owner_change":
        if matter.kind not in CHANGES or (other is not None and other.kind in CHANGES):
            raise UserError("link.wrong_kinds", rule=say("link_rule_owner_change"))
        return False
    if record.kind == "priority":
        return _check_priority(office, act, matter, other, record)
    if record.kind == "divisional":
        _check_divisional(matter, other, record)
    else:
        _check_parallel(matter, other, record)
    if other is not None and _parties(uow, matter).isdisjoint(_parties(uow, other) or _parties(uow, matter)):
        kind = label("link", record.kind)
        raise UserError("link.other_applicant", kind=kind, number=matter.number, other=other.number)
    return False


def _check_others(uow: UnitOfWork, matter: MatterRecord, record: LinkRecord, name: str) -> None:
    """Not twice, not in a circle, one parent, one parallel."""
    links = reading_links.family_links(uow.session, matter.id)
    for one in links:
        ends = {one.from_id, one.to_id}
        if one.kind == record.kind and matter.id in ends:
            same = record.to_id in ends if record.to_id is not None else one.to_key == record.to_key != ""
            if same:
                raise UserError("link.twice", number=matter.number, kind=label("link", record.kind), other=name)
        if record.kind == one.kind == "parallel" and ends & {matter.id, record.to_id} - {None}:
            raise UserError("link.one_parallel", number=matter.number)
        if record.kind == one.kind == "divisional" and one.from_id == matter.id:
            raise UserError("link.one_parent", number=matter.number)
    if record.to_id is not None and record.kind != "parallel" and _leads(links, record.to_id, matter.id):
        raise UserError("link.circle", number=matter.number, other=name)


def _leads(links: list[LinkRecord], start: int, goal: int) -> bool:
    """Does the chain of what a matter rests on lead from ``start`` to ``goal``?"""
    seen, todo = {start}, [start]
    while todo:
        here = todo.pop()
        nexts = {one.to_id for one in links if one.from_id == here and one.kind != "parallel" and one.to_id is not None}
        if goal in nexts:
            return True
        todo += sorted(nexts - seen)
        seen |= nexts
    return False


def _check_priority(
    office: Office, act: Act, matter: MatterRecord, other: MatterRecord | None, record: LinkRecord
) -> bool:
    """Twelve months, six for designs and marks; two more where it can be restored (专利法第29条, 细则第36条)."""
    trademark = matter.kind == Kind.TRADEMARK
    if matter.kind not in PATENTS | {Kind.TRADEMARK}:
        raise UserError("link.wrong_kinds", rule=say("link_rule_priority"))
    first = Kind(other.kind) if other is not None else None
    if first is not None and (first == Kind.TRADEMARK if not trademark else first != Kind.TRADEMARK):
        raise UserError("link.wrong_kinds", rule=say("link_rule_priority"))
    if first is not None and (first not in PATENTS | {Kind.TRADEMARK} or (first == Kind.DESIGN != matter.kind)):
        raise UserError("link.wrong_kinds", rule=say("link_rule_priority"))
    assert record.on is not None
    filed = matter.filed or act.today
    if filed < record.on:
        raise UserError("link.too_early", filed=filed, on=record.on)
    months = 12 if matter.kind in INVENTIVE else 6
    end = law_day_on_or_after(add_months(record.on, months), office.calendar)
    if filed <= end:
        return False
    last = law_day_on_or_after(add_months(end, 2), office.calendar)
    if months != 12 or filed > last:
        raise UserError("link.too_late", months=months, on=record.on, end=end, filed=filed)
    return True


def _check_divisional(matter: MatterRecord, other: MatterRecord | None, record: LinkRecord) -> None:
    if matter.kind not in PATENTS:
        raise UserError("link.wrong_kinds", rule=say("link_rule_divisional"))
    if other is not None and other.kind != matter.kind:
        raise UserError("link.other_kind", number=matter.number, other=other.number)
    if matter.filed is not None and record.on is not None and matter.filed < record.on:
        raise UserError("link.too_early", filed=matter.filed, on=record.on)


def _check_parallel(matter: MatterRecord, other: MatterRecord | None, record: LinkRecord) -> None:
    """An invention and a utility model, filed on one day (专利法第9条)."""
    kinds = {matter.kind} | (
        {other.kind} if other is not None else {Kind.INVENTION, Kind.UTILITY_MODEL} - {matter.kind}
    )
    if kinds != {str(Kind.INVENTION), str(Kind.UTILITY_MODEL)}:
        raise UserError("link.wrong_kinds", rule=say("link_rule_parallel"))
    if matter.filed is not None and record.on is not None and matter.filed != record.on:
        raise UserError("link.other_day", filed=matter.filed, on=record.on)


def _parties(uow: UnitOfWork, matter: MatterRecord) -> set[str]:
    """Who applies: the applicants' names, without them the client's."""
    import re

    from ipdesk.model.clients import ClientRecord

    names = re.split(r"[;；、,，\n]", matter.applicant)
    found = {name.strip() for name in names if name.strip()}
    if found or matter.client_id is None:
        return found
    client = uow.get(ClientRecord, matter.client_id)
    return {client.name} if client is not None else set()


# -- what follows ------------------------------------------------------------------------------------


def _follow(uow: UnitOfWork, act: Act, matter: MatterRecord) -> None:
    """The earliest priority date, and whether one of them is from abroad."""
    claims = [
        one
        for one in reading_links.links_touching(uow.session, [matter.id])
        if one.kind == "priority" and one.from_id == matter.id
    ]
    days = [one.on for one in claims if one.on is not None]
    matter.priority_on = min(days, default=None)
    _flag(matter, FOREIGN, on=any(one.to_id is None and one.to_country != "CN" for one in claims))
    touch(matter, act)


def _flag(matter: MatterRecord, flag: str, *, on: bool) -> None:
    flags = set(matter.flags.split())
    matter.flags = " ".join(sorted(flags | {flag} if on else flags - {flag}))


def _follow_up(
    office: Office, uow: UnitOfWork, act: Act, matter: MatterRecord, other: MatterRecord, record: LinkRecord
) -> None:
    """What the other matter waited for has happened once this one is filed."""
    name = _FOLLOWS.get(record.kind)
    if name is None or matter.filed is None or matter.filed > act.today:
        return
    about = None
    if record.kind == "divisional":
        abouts = queries.open_abouts(uow, other.id, name)
        if not abouts:
            return
        about = abouts[0]
    elif "wants_priority" not in other.flags.split():
        return
    what = RecordEvent(
        other.id,
        name,
        matter.filed,
        about=about,
        data={"link": str(record.id)},
        note=say("by_link", number=matter.number),
    )
    append_event(office, uow, act, other, what)


def _take_back(uow: UnitOfWork, act: Act, other: MatterRecord, record: LinkRecord) -> None:
    name = _FOLLOWS.get(record.kind)
    for event in _events(uow, other.id, name) if name else ():
        if event.data.get("link") == str(record.id):
            event.revoked_at, event.revoked_by, event.revoked_why = act.at, act.by, say("link_gone")
            touch(other, act)


def _events(uow: UnitOfWork, matter_id: int, name: str) -> list[EventRecord]:
    return reading_links.events_named(uow.session, matter_id, name)
