"""Official notices at every step of their loop, with files, scans and mails (标准 3.2.2, 3.2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ipdesk.domain.periods import add_months
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.notice_steps import NewNotice, StepData, receive_notices, step
from ipdesk.services.notices import lines_of_matter
from ipdesk.services.office import Act, Office
from ipdesk.text import label

OVER = frozenset({"cancelled", "infeasible", "completed", "granted", "paused"})
PATENTS = frozenset({"invention", "utility_model", "design"})


@dataclass(frozen=True, slots=True)
class Story:
    """A notice received so many working days ago, and the steps since: (event, working days ago). ``file``: it has its
    file, or its scan if it came on paper."""

    kind: str
    ago: int
    steps: tuple[tuple[str, int], ...] = ()
    delivery: str = "electronic"
    fetched: bool = True
    file: bool = False
    mailed: int | None = None
    months: int = 0


_ASSIGNED = (("notice_imported", 8), ("response_assigned", 7))
STORIES = (  # the first ones are told in a small example, too
    Story("office_action", 0, fetched=False, months=2),
    Story("correction", 9, (*_ASSIGNED, ("response_received", 1)), file=True, mailed=6, months=2),
    Story("correction", 4, (("notice_imported", 2),), delivery="paper", months=2),
    Story("office_action", 4, (("paper_notice_archived", 1),), delivery="paper", file=True, months=2),
    Story("office_action", 2, (("notice_imported", 1),), file=True, months=2),
    Story("correction", 1, file=True, months=2),
    Story("correction", 4, (("notice_imported", 2), ("response_assigned", 1)), file=True, months=2),
    Story(
        "correction",
        9,
        (*_ASSIGNED, ("response_received", 4), ("response_submitted", 3)),
        file=True,
        mailed=6,
        months=2,
    ),
    Story("procedure_passed", 3, file=True, mailed=1),
    Story("fee_reduction", 5, file=True, mailed=2),
)


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """One story a matter, on applications that have no other notice to answer."""
    clerk = world.cast.of("process_clerk", "process")[0]
    act = Act(by=clerk, at=at, today=world.clock.today)
    for draft, story in zip(_chosen(office, world, drafts), STORIES, strict=False):
        _tell(office, world, draft, story, act)


def _chosen(office: Office, world: World, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Filed long enough ago, going on, nothing else waiting on a notice."""
    before = world.clock.ago(15)
    for draft in drafts:
        names = {event["name"] for event in draft.events if not event.get("revoked")}
        filed = draft.row.get("filed")
        if draft.row["kind"] not in PATENTS or names & OVER or filed is None or filed > before:
            continue
        if not draft.row.get("application_number"):
            continue
        if not any(line.next_step for line in lines_of_matter(office, world.clock.today, draft.id)):
            yield draft


def _tell(office: Office, world: World, draft: Draft, story: Story, act: Act) -> None:
    clock = world.clock
    on = clock.ago(story.ago)
    actions = story.kind == "office_action" and draft.row["kind"] != "invention"
    kind = "correction" if actions else story.kind  # only inventions are examined as to substance
    name = f"{label('notice', kind)}.pdf"
    new = NewNotice(
        kind,
        on,
        on,
        story.delivery,
        matter_id=draft.id,
        answer_by=add_months(on, story.months) if story.months else None,
        fetched=story.fetched,
        file=(name, _pdf(name)) if story.file and story.delivery == "electronic" else None,
    )
    receive_notices(office, act, [new])
    line = lines_of_matter(office, clock.today, draft.id)[0]
    for event, ago in story.steps:
        scan = ((f"扫描件-{name}", _pdf(name)),) if event == "paper_notice_archived" else ()
        answerer = draft.row["handler_id"] if event == "response_assigned" else None
        step(office, act, [line.key], event, clock.ago(ago), StepData(answerer, scan))
    if story.mailed is not None:
        from ipdesk.services.notice_mail import mail_notices, notice_mails

        mail_notices(office, act, notice_mails(office, act, [line.key]), clock.ago(story.mailed))


def _pdf(name: str) -> bytes:
    """The smallest page that a viewer opens; the example's papers have nothing to say."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )
    body = b"%PDF-1.4\n%" + name.encode("utf-8") + b"\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + tail
