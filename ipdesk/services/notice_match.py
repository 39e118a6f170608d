"""Which matter a notice of a package belongs to, and why that is not sure. Nothing is guessed silently."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ipdesk.domain.numbers import check_number, number_key
from ipdesk.files.notice_package import PackageNotice, kind_of
from ipdesk.model import reading_packages as reading
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.wording import say
from ipdesk.text import label

READY, DOUBTFUL, UNMATCHED, THERE = "ready", "doubtful", "unmatched", "already_there"
GIVES_NUMBER = frozenset({"acceptance", "filing_receipt"})
_PATENTS = frozenset({"invention", "utility_model", "design", "pct", "layout"})
_ACTIONS = frozenset({"first_office_action", "office_action", "second_office_action", "further_office_action"})
_APART = re.compile(r"[、;；,，/]|\s+及\s*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A matter that a notice may belong to."""

    id: int
    number: str
    kind: str
    title: str
    applicant: str
    application_number: str
    filed: date | None
    state: str

    @property
    def words(self) -> str:
        return f"{self.number}　{self.title}"


@dataclass(frozen=True, slots=True)
class Match:
    """What a notice comes to. ``why``: what speaks against taking it; ``blocked``: choosing a matter does not help;
    ``renamed``: the name under which it is kept where another of the same kind and day is there."""

    state: str
    matter: Candidate | None
    why: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    choices: tuple[Candidate, ...] = ()
    blocked: bool = False
    renamed: str = ""


@dataclass(slots=True)
class _Known:
    by_key: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, Candidate] = field(default_factory=dict)
    by_title: dict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[int, Candidate] = field(default_factory=dict)
    serials: dict[str, int] = field(default_factory=dict)
    notices: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    promised: dict[str, Candidate] = field(default_factory=dict)
    """Application keys that an earlier notice of the package gives to a matter."""


def match_all(uow: UnitOfWork, notices: Sequence[PackageNotice], chosen: Mapping[str, int], today: date) -> list[Match]:
    """One match per notice, in their order; ``chosen``: matters that somebody picked, by the notice's member."""
    known = _load(uow, notices, chosen)
    made: dict[int, Match] = {}
    first = [place for place, one in enumerate(notices) if _kind(one) in GIVES_NUMBER]
    for place in dict.fromkeys((*first, *range(len(notices)))):
        notice = notices[place]
        found = _match(notice, known, known.by_id.get(chosen.get(notice.member, 0)), today)
        if found.state == READY and found.matter is not None:
            _take(known, notice, found)
        made[place] = found
    return [made[place] for place in range(len(notices))]


def _take(known: _Known, notice: PackageNotice, found: Match) -> None:
    """What comes later in the package finds this one there."""
    assert found.matter is not None
    if notice.serial:
        known.serials[notice.serial] = found.matter.id
    known.notices[found.matter.id].append(_Taken(notice))
    key = number_key(notice.application_number)
    if key and not found.matter.application_number:
        known.promised[key] = found.matter


@dataclass(frozen=True, slots=True)
class _Taken:
    notice: PackageNotice

    @property
    def issued(self) -> date:
        return self.notice.issued

    @property
    def serial(self) -> str:
        return self.notice.serial

    @property
    def kind(self) -> str:
        return _kind(self.notice)

    @property
    def name(self) -> str:
        return shown_name(self.notice)


def _load(uow: UnitOfWork, notices: Sequence[PackageNotice], chosen: Mapping[str, int]) -> _Known:
    session, known = uow.session, _Known()
    for row in reading.matters_by_key(session, filter(None, (number_key(one.application_number) for one in notices))):
        known.by_key[row.application_key].append(_candidate(row))
    internal = [one.internal_number for one in notices if one.internal_number]
    known.by_number = {row.number: _candidate(row) for row in reading.matters_by_number(session, internal)}
    for row in reading.matters_by_title(session, (one.title for one in notices if one.title)):
        known.by_title[row.title].append(_candidate(row))
    known.by_id = {row.id: _candidate(row) for row in reading.matters_by_id(session, chosen.values())}
    known.serials = reading.serials(session, (one.serial for one in notices if one.serial))
    ids = {one.id for many in (*known.by_key.values(), *known.by_title.values()) for one in many}
    ids |= {one.id for one in known.by_number.values()} | set(known.by_id)
    for row in reading.notices_of(session, ids):
        known.notices[row.matter_id].append(row)
    return known


def _candidate(row: Any) -> Candidate:
    return Candidate(
        row.id,
        row.number,
        row.kind,
        row.title,
        row.applicant or row.client,
        row.application_number,
        row.filed,
        row.state,
    )


# -- one notice -----------------------------------------------------------------------------------


def _match(notice: PackageNotice, known: _Known, picked: Candidate | None, today: date) -> Match:
    if notice.issued > today:
        return Match(DOUBTFUL, picked, (say("import_future", issued=notice.issued),), blocked=True)
    if notice.serial and notice.serial in known.serials:
        there = _by_id(known, known.serials[notice.serial])
        return Match(THERE, there, (say("import_same"),))
    if picked is not None:
        found = Match(READY, picked, remarks=_against(notice, picked))
        return _unless_there(notice, found, known)
    found = _by_number(notice, known)
    if found.matter is None:
        return found
    found = _unless_there(notice, found, known)
    if found.state == THERE:
        return found
    doubts = (*found.why, *_against(notice, found.matter or picked), *notice.problems)
    if found.renamed:
        doubts += (say("import_same_day", name=shown_name(notice)),)
    if not _kind(notice) and not notice.name:
        doubts += (say("import_no_kind"),)
    if doubts:
        choices = found.choices or ((found.matter,) if found.matter else ())
        return Match(DOUBTFUL, found.matter, doubts, found.remarks, choices, renamed=found.renamed)
    return found


def _by_number(notice: PackageNotice, known: _Known) -> Match:
    """By the application number; by the office's own number, for a matter that has none yet."""
    number = notice.application_number
    key = number_key(number)
    found = known.by_key.get(key, []) if key else []
    patents = [one for one in found if one.kind in _PATENTS] or found
    if len(patents) == 1:
        return Match(READY, patents[0])
    if patents:
        numbers = "、".join(one.number for one in patents)
        why = say("import_several", count=len(patents), number=number, numbers=numbers)
        return Match(UNMATCHED, None, (why,), choices=tuple(patents))
    problem = check_number(number).problem if key else None
    if key in known.promised and not problem:
        return Match(READY, known.promised[key])
    internal = known.by_number.get(notice.internal_number) if notice.internal_number else None
    if internal is not None:
        if internal.application_number and key:
            why = say("import_other_number", internal=internal.number, number=number)
            return Match(DOUBTFUL, internal, (why,))
        words = say("import_by_internal", internal=internal.number, number=number or "—")
        if problem:
            return Match(DOUBTFUL, internal, (say("import_wrong_number", number=number, problem=problem),))
        return Match(READY, internal, remarks=(words,))
    return _not_found(notice, known, problem)


def _not_found(notice: PackageNotice, known: _Known, problem: str | None) -> Match:
    number = notice.application_number
    if not number:
        why = say("import_no_number")
    elif problem:
        why = say("import_wrong_number", number=number, problem=problem)
    else:
        why = say("import_unknown_number", number=number)
    titled = known.by_title.get(notice.title, [])
    if len(titled) == 1 and not problem:
        return Match(DOUBTFUL, titled[0], (say("import_by_title", number=titled[0].number),), choices=tuple(titled))
    return Match(UNMATCHED, None, (why,), choices=tuple(titled))


def _unless_there(notice: PackageNotice, found: Match, known: _Known) -> Match:
    """The same kind of the same day is there: the same notice, unless serial numbers tell them apart."""
    assert found.matter is not None
    kind, name = _kind(notice), shown_name(notice)
    same = [
        one
        for one in known.notices.get(found.matter.id, ())
        if one.issued == notice.issued and (_same_kind(one.kind, kind) if kind else plain(one.name) == plain(name))
    ]
    if not same:
        return found
    if notice.serial and all(one.serial and one.serial != notice.serial for one in same):
        return Match(
            found.state, found.matter, found.why, found.remarks, found.choices, renamed=f"{name}（{notice.serial}）"
        )
    words = "import_twice" if isinstance(same[0], _Taken) else "import_same"
    return Match(THERE, found.matter, (say(words),))


def _same_kind(one: str, other: str) -> bool:
    """Some kinds have two codes; an office action recorded by hand may have the general one."""
    return (
        one == other
        or {one, other} <= _ACTIONS
        or (bool(one) and bool(other) and label("notice", one) == label("notice", other))
    )


def _against(notice: PackageNotice, matter: Candidate | None) -> tuple[str, ...]:
    """What the notice says otherwise than the matter."""
    if matter is None:
        return ()
    found = []
    if notice.title and matter.title and plain(notice.title) != plain(matter.title):
        found.append(say("import_title", theirs=notice.title, ours=matter.title))
    theirs = {plain(name) for name in notice.applicants}
    ours = {plain(name) for name in _APART.split(matter.applicant) if plain(name)} | {plain(matter.applicant)} - {""}
    if theirs and ours and not theirs & ours:
        found.append(say("import_applicant", theirs="、".join(notice.applicants), ours=matter.applicant))
    if notice.kind and matter.kind in ("invention", "utility_model", "design") and notice.kind != matter.kind:
        theirs_kind, ours_kind = label("kind", notice.kind), label("kind", matter.kind)
        found.append(say("import_kind", theirs=theirs_kind, ours=ours_kind))
    if notice.filed and matter.filed and notice.filed != matter.filed:
        found.append(say("import_filed", theirs=notice.filed, ours=matter.filed))
    return tuple(found)


def _by_id(known: _Known, matter_id: int) -> Candidate | None:
    everyone: Iterable[Candidate] = (
        *known.by_number.values(),
        *known.by_id.values(),
        *(one for many in known.by_key.values() for one in many),
    )
    return next((one for one in everyone if one.id == matter_id), None)


def _kind(notice: PackageNotice) -> str:
    return kind_of(notice.code, notice.name)


def shown_name(notice: PackageNotice) -> str:
    """The notice's own name; without one that of its kind."""
    return notice.name or label("notice", _kind(notice))


def plain(text: str) -> str:
    """A title or a name without blanks, punctuation and width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
