"""A package of official notices: what it would bring, and taking it over, all in one act.

Preview and taking over make the same plan from the package; a notice lands whole or not at all, and so does the act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from ipdesk.domain.numbers import number_key
from ipdesk.errors import Cancelled, UserError
from ipdesk.files.notice_package import PackageNotice, Refused, kind_of, read_bytes, read_package
from ipdesk.files.package_zip import open_package
from ipdesk.model import reading_packages as reading
from ipdesk.model.events import NoticeRecord
from ipdesk.model.fees import FeeRecord
from ipdesk.model.links import PackageRecord
from ipdesk.model.queries import last_act_id
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket
from ipdesk.services.events import RecordEvent, append_event
from ipdesk.services.matters import known_matter, touch
from ipdesk.services.notice_effects import STATES_A_DAY, Effector, Effects, ProposedFee, facts_of, more_data
from ipdesk.services.notice_match import DOUBTFUL, READY, THERE, UNMATCHED, Candidate, Match, match_all, shown_name
from ipdesk.services.notice_papers import KeptFile, add_file, keep_files
from ipdesk.services.notice_steps import PAPERS, NewNotice, put_notice
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
STATES = (READY, DOUBTFUL, UNMATCHED, THERE)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One notice of the package. ``state``: ready, doubtful, unmatched or already_there; ``why``: what speaks against
    it; ``choices``: matters it may mean; ``chosen``: somebody picked its matter; ``name``: what it is kept as.
    """

    notice: PackageNotice
    kind: str
    name: str
    state: str
    matter: Candidate | None
    why: tuple[str, ...]
    choices: tuple[Candidate, ...]
    effects: Effects
    remarks: tuple[str, ...] = ()
    chosen: bool = False
    blocked: bool = False

    @property
    def member(self) -> str:
        return self.notice.member

    @property
    def number(self) -> str:
        """What the notice calls its matter: the application number, else the office's own."""
        return self.notice.application_number or self.notice.internal_number


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a package would bring; :func:`take_over` does exactly this or nothing."""

    path: Path
    sha256: str
    rows: tuple[ProposalRow, ...]
    refused: tuple[Refused, ...]
    chosen: Mapping[str, int] = field(default_factory=dict)
    seen_act: int = 0

    def of(self, state: str) -> tuple[ProposalRow, ...]:
        """The rows in this state."""
        return tuple(row for row in self.rows if row.state == state)

    def count(self, state: str) -> int:
        return len(self.of(state))


def preview(
    office: Office, act: Act, path: Path, progress: Progress | None = None, cancel: Cancel | None = None
) -> Proposal:
    """Read a package and match every notice; nothing is written.

    UserErrors: ``package.unreadable``, ``.too_large``, ``.not_zip``, ``.bomb``, ``.empty``; ``Cancelled``.
    """
    content = read_bytes(path)
    found = read_package(content, path.name, progress, cancel)
    sha256 = hashlib.sha256(content).hexdigest()
    return _proposal(office, act, Proposal(path, sha256, (), found.refused), found.notices, {})


def choose(office: Office, act: Act, proposal: Proposal, member: str, matter_id: int | None) -> Proposal:
    """The same package with another matter for one of its notices (None: none picked)."""
    chosen = {key: value for key, value in proposal.chosen.items() if key != member}
    if matter_id is not None:
        chosen[member] = matter_id
    return _proposal(office, act, proposal, [row.notice for row in proposal.rows], chosen)


def take_over(
    office: Office, act: Act, proposal: Proposal, progress: Progress | None = None, cancel: Cancel | None = None
) -> Changes:
    """Record every ready notice with its papers, facts and fees: one act, undone in one step.

    UserErrors: ``package.unreadable``, ``.changed``, ``.stale`` and those of recording a notice; ``Cancelled``.
    Nothing is written then. A package with nothing ready changes nothing.
    """
    if not proposal.of(READY):
        return Changes()
    content = read_bytes(proposal.path)
    if hashlib.sha256(content).hexdigest() != proposal.sha256:
        raise UserError("package.changed", name=proposal.path.name)
    kept = _kept_papers(office, proposal, content, progress, cancel)
    (package,) = keep_files(office, [(proposal.path.name, content)])
    with office.database.write() as uow:
        rows = _still_right(office, uow, act, proposal)
        uow.begin_act(act, "import_notices", f"{proposal.path.name}（{len(rows)} 份）")
        for place, row in enumerate(rows, start=1):
            _check_stop(cancel)
            _put(office, uow, act, row, kept[row.member])
            if progress is not None:
                progress(place, len(rows), "")
        uow.add(
            PackageRecord(name=package.name, sha256=package.sha256, notices=len(rows), taken_by=act.by, taken_at=act.at)
        )
        ids = list(dict.fromkeys(row.matter.id for row in rows if row.matter is not None))
        docket.project(uow, office, ids, act.today, None, cancel)
        says = say("notices_imported", file=proposal.path.name, count=len(rows))
        return commit(uow, Changes(PAPERS | {"fees"}, frozenset(ids), says=says))


def member_bytes(proposal: Proposal, member: str) -> bytes:
    """A file of the package, to be looked at before anything is taken over. UserErrors: ``package.*``."""
    content = read_bytes(proposal.path)
    if hashlib.sha256(content).hexdigest() != proposal.sha256:
        raise UserError("package.changed", name=proposal.path.name)
    with open_package(content, proposal.path.name) as package:
        return package.read(member)


def text_lines(content: bytes) -> tuple[str, ...]:
    """The filled-in fields of an XML text, one a line; what can't be read says why."""
    from ipdesk.files.package_xml import BadXml, line_of, local, parse

    try:
        root = parse(content)
    except BadXml as error:
        return (str(error),)
    return tuple(f"{local(element)}：{line_of(element)}" for element in root.iter() if line_of(element))


# -- the plan -------------------------------------------------------------------------------------


def _proposal(
    office: Office, act: Act, known: Proposal, notices: Sequence[PackageNotice], chosen: Mapping[str, int]
) -> Proposal:
    with office.database.read() as uow:
        rows = _plan(office, uow, act, notices, chosen)
        return replace(known, rows=rows, chosen=dict(chosen), seen_act=last_act_id(uow))


def _plan(
    office: Office, uow: UnitOfWork, act: Act, notices: Sequence[PackageNotice], chosen: Mapping[str, int]
) -> tuple[ProposalRow, ...]:
    matches = match_all(uow, notices, chosen, act.today)
    ids = [match.matter.id for match in matches if match.matter is not None and match.state in (READY, DOUBTFUL)]
    effector = Effector(office, uow, act.today, ids)
    return tuple(
        _row(effector, notice, match, chosen=notice.member in chosen)
        for notice, match in zip(notices, matches, strict=True)
    )


def _row(effector: Effector, notice: PackageNotice, match: Match, *, chosen: bool) -> ProposalRow:
    effects = Effects()
    state, why, blocked = match.state, match.why, match.blocked
    if state in (READY, DOUBTFUL) and match.matter is not None and not blocked:
        effects = effector.effects(notice, match, lands=state == READY)
        if effects.problem:
            state, why, blocked = DOUBTFUL, (effects.problem, *why), True
    return ProposalRow(
        notice,
        kind_of(notice.code, notice.name),
        match.renamed or shown_name(notice),
        state,
        match.matter,
        why,
        match.choices,
        effects,
        (*match.remarks, *effects.remarks),
        chosen,
        blocked,
    )


def _still_right(office: Office, uow: UnitOfWork, act: Act, proposal: Proposal) -> tuple[ProposalRow, ...]:
    """The ready rows as previewed; if anybody did anything since, made anew, and then they must be the same."""
    if last_act_id(uow) == proposal.seen_act:
        return proposal.of(READY)
    rows = _plan(office, uow, act, [row.notice for row in proposal.rows], proposal.chosen)
    for now, before in zip(rows, proposal.rows, strict=True):
        if before.state == READY and (now.state, now.matter, now.effects) != (
            before.state,
            before.matter,
            before.effects,
        ):
            raise UserError("package.stale", number=before.matter.number if before.matter else before.number)
    return tuple(now for now, before in zip(rows, proposal.rows, strict=True) if before.state == READY)


# -- writing ----------------------------------------------------------------------------------------


def _kept_papers(
    office: Office, proposal: Proposal, content: bytes, progress: Progress | None, cancel: Cancel | None
) -> dict[str, tuple[KeptFile, ...]]:
    """Pages and texts of the ready notices, on disk before the act begins."""
    rows = proposal.of(READY)
    kept = {}
    with open_package(content, proposal.path.name) as package:
        for place, row in enumerate(rows, start=1):
            _check_stop(cancel)
            kept[row.member] = keep_files(
                office, [(_paper_name(row, name), package.read(name) or b"\n") for name in row.notice.files]
            )
            if progress is not None:
                progress(place, len(rows), "")
    return kept


def _paper_name(row: ProposalRow, member: str) -> str:
    return f"{row.name} {PurePosixPath(member).name}"


def _put(office: Office, uow: UnitOfWork, act: Act, row: ProposalRow, kept: Sequence[KeptFile]) -> None:
    assert row.matter is not None
    notice, matter = row.notice, known_matter(uow, row.matter.id)
    _put_facts(office, uow, act, row)
    new = NewNotice(
        row.kind,
        notice.issued,
        act.today,
        matter_id=matter.id,
        name=row.name,
        answer_by=_answer_by(row, act),
        data=more_data(notice),
    )
    record = uow.get(NoticeRecord, put_notice(office, uow, act, matter, new, ()))
    assert record is not None
    for file in kept:
        add_file(uow, act, matter.id, record.event_id, file)
    record.serial, record.code = notice.serial, notice.code
    for fee in row.effects.fees:
        _put_fee(uow, matter.id, record.about or "", fee)


def _answer_by(row: ProposalRow, act: Act) -> date | None:
    on = row.notice.pay_deadline
    return on if row.kind in STATES_A_DAY and on is not None and on >= act.today else None


def _put_facts(office: Office, uow: UnitOfWork, act: Act, row: ProposalRow) -> None:
    """The filing date and the application number of a matter that had none; the event of its acceptance."""
    assert row.matter is not None
    matter = known_matter(uow, row.matter.id)
    accepted = row.kind != "acceptance" or bool(reading.with_event(uow.session, [matter.id], "acceptance_received"))
    has = replace(row.matter, application_number=matter.application_number, filed=matter.filed)
    facts = facts_of(row.notice, has, accepted=accepted)
    if facts.filed is not None:
        matter.filed = facts.filed
    if facts.number:
        matter.application_number, matter.application_key = facts.number, number_key(facts.number)
    if facts.acceptance:
        data = {"issued": row.notice.issued.isoformat(), "application_number": facts.number}
        append_event(office, uow, act, matter, RecordEvent(matter.id, "acceptance_received", act.today, data=data))
    elif facts.filed or facts.number:
        touch(matter, act)
        uow.flush()


def _put_fee(uow: UnitOfWork, matter_id: int, about: str, fee: ProposedFee) -> None:
    uow.add(
        FeeRecord(
            matter_id=matter_id,
            kind=fee.kind,
            year=fee.year,
            about=fee.about or about,
            amount=fee.amount,
            due=fee.due,
            note=fee.name,
        )
    )
    uow.flush()


def _check_stop(cancel: Cancel | None) -> None:
    if cancel is not None and cancel():
        raise Cancelled


__all__ = [
    "DOUBTFUL",
    "READY",
    "STATES",
    "THERE",
    "UNMATCHED",
    "Proposal",
    "ProposalRow",
    "choose",
    "member_bytes",
    "preview",
    "take_over",
    "text_lines",
]
