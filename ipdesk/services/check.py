"""Is everything as it must be? The database's own checks, the docket against the events, the papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ipdesk.errors import UserError
from ipdesk.model import dockets, schema, staff
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, papers
from ipdesk.services.office import Act, Office
from ipdesk.services.wording import say
from ipdesk.text import sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found. ``code``: database | foreign_key | docket | underivable | attachment_missing |
    attachment_damaged; ``where``: the record; ``says``: what is wrong and what to do.
    """

    code: str
    where: str
    says: str
    matter_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found; ``repaired`` counts dockets built again from their events."""

    problems: tuple[Problem, ...]
    repaired: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems


def check(office: Office, act: Act, *, repair: bool = False) -> Report:
    """Look at everything; with ``repair`` dockets that differ are built again and only what is left is told."""
    if docket.made_with_others(office):
        docket.catch_up(office, act)  # as every opening does; nothing is wrong with what was made by other rules
    with office.database.read() as uow:
        found = [*_database(uow), *_dockets(office, uow, act.today), *_papers(office, uow)]
    broken = [problem.matter_id for problem in found if problem.code == "docket" and problem.matter_id]
    if not repair or not broken:
        return Report(tuple(found))
    docket.rederive(office, act, broken)
    left = check(office, act)
    return Report(left.problems, len(broken))


def _database(uow: UnitOfWork) -> list[Problem]:
    damage = schema.damage(uow.connection)
    found = [Problem("database", "database", say("check_database", text=text)) for text in damage]
    found += [
        Problem("foreign_key", where, say("check_foreign_key", where=where))
        for where in schema.broken_keys(uow.connection)
    ]
    return found


def _dockets(office: Office, uow: UnitOfWork, today: date) -> list[Problem]:
    """Stored dockets that differ from what the events say; one that only waits for ``catch_up`` is right."""
    found: list[Problem] = []
    people = staff.load_staff(uow)
    for ids in dockets.batches(dockets.matter_ids(uow)):
        for loaded in dockets.load(uow, ids):
            row = loaded.row
            since, until = row.docket_from, row.docket_until
            day = min(max(today, since), until) if since and until else today
            try:
                same = docket.holds(office, people, loaded, day)
            except UserError as problem:
                found.append(Problem("underivable", row.number, sentence(problem)))
                continue
            if not same:
                found.append(Problem("docket", row.number, say("check_docket", number=row.number), row.id))
    return found


def _papers(office: Office, uow: UnitOfWork) -> list[Problem]:
    """Every paper and every mail that was kept must lie there as it was."""
    from ipdesk.model import reading_mailings, reading_packages, reading_papers

    found: list[Problem] = []
    kept = [(number, name, sha256) for _id, number, name, sha256 in dockets.attachments(uow)]
    kept += [(row.title, row.name, row.sha256) for row in reading_papers.kept(uow.session)]
    kept += [(say("check_mail"), row.subject, row.sha256) for row in reading_mailings.kept(uow.session)]
    kept += [(say("check_package"), row.name, row.sha256) for row in reading_packages.kept(uow.session)]
    for number, name, sha256 in kept:
        try:
            papers.verified(office.files, sha256, name)
        except UserError as problem:
            code = problem.code.replace(".", "_")
            found.append(Problem(code, f"{number} {name}", sentence(problem)))
    return found
