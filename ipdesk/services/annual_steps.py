"""Recording on annual fees (标准 3.2.3): forms made, sent to the salesperson with the client in copy, money received.

The form's PDF is printed above this layer and handed in; it is kept with the event of every fee it is for, so that
it prints again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from ipdesk.errors import UserError
from ipdesk.model import reading_annual, reading_notices, reading_today
from ipdesk.model.papers import AttachmentRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services import docket, papers
from ipdesk.services.annual_notices import (
    BEFORE,
    MADE,
    PAID,
    PAYMENT,
    RECEIVED,
    SENT,
    AnnualLine,
    FormOf,
    Key,
    annual_lines,
    pay_by,
)
from ipdesk.services.events import RecordEvent, append_event
from ipdesk.services.fee_sheet import company_name
from ipdesk.services.mailings import put_mail, put_sent
from ipdesk.services.matters import known_matter
from ipdesk.services.notice_mail import Mailed, NoticeMail, new_mail, paper_content
from ipdesk.services.notice_papers import KeptFile, keep_files, put_file
from ipdesk.services.office import Act, Changes, Office, commit
from ipdesk.services.wording import say
from ipdesk.text import label

KINDS = frozenset({"notices", "events", "due_items", "matters", "fees"})
PURPOSE = "annual_notice"


def make_notices(
    office: Office, act: Act, forms: Sequence[tuple[FormOf, bytes]], on: date, *, anew: bool = True
) -> Changes:
    """Keep each form's PDF with the event ``annual_notice_made`` of every fee it is for, in one act.

    A fee whose notice was made already gets the new form with a new event; ``anew`` False: with the event that is
    there, for what was recorded without a form. UserErrors: ``annual.nothing``,
    ``attachment.*``, those of recording an event.
    """
    if not forms:
        raise UserError("annual.nothing")
    kept = [keep_files(office, [(file_name(made), content)])[0] for made, content in forms]
    with office.database.write() as uow:
        keys = [key for made, _ in forms for key in made.keys]
        matters = _begin(uow, act, "make_annual_notices", keys)
        for (made, _), file in zip(forms, kept, strict=True):
            for key in made.keys:
                there = None if anew else _made(uow, key)
                if there is not None:
                    put_file(uow, act, key[0], there, file)
                else:
                    _put(office, uow, act, key, MADE, on, {"form": made.form.number}, file)
        docket.project(uow, office, matters, act.today)
        says = say("annual_made", forms=len(forms), count=len(keys))
        return commit(uow, Changes(KINDS | {"attachments"}, frozenset(matters), says=says))


def file_name(made: FormOf) -> str:
    """年费缴纳通知单-<client>-<day>.pdf."""
    return papers.safe_name(f"年费缴纳通知单-{made.form.client[:40].replace('/', '_')}-{made.form.on:%Y%m%d}.pdf")


def annual_mails(office: Office, act: Act, keys: Sequence[Key]) -> tuple[NoticeMail, ...]:
    """The mails that send these fees' forms: one per salesperson and client, for no client may see another's.

    UserErrors: ``annual.nothing``, ``annual.not_made``.
    """
    lines = annual_lines(office, act.today, keys)
    if not lines:
        raise UserError("annual.nothing")
    for line in lines:
        if not line.step(MADE).done or not line.papers:
            raise UserError("annual.not_made", number=line.number, year=line.year)
    company = company_name(office)
    with office.database.read() as uow:
        patents = reading_annual.patents(uow.session, [line.matter_id for line in lines])
        groups: dict[tuple[int | None, int | None, str], list[AnnualLine]] = {}
        for line in lines:
            row = patents[line.matter_id]
            groups.setdefault((row.salesperson_id, row.client_id, row.client), []).append(line)
        contacts = reading_notices.main_contacts(uow.session, [client for _, client, _ in groups if client is not None])
        sender = reading_notices.person(uow.session, act.by)
        made = []
        for (_seller, client_id, client), group in groups.items():
            row, contact = patents[group[0].matter_id], contacts.get(client_id or 0)
            seller = f"{row.salesperson} <{row.salesperson_email}>" if row.salesperson_email else ""
            copy = f"{contact.name} <{contact.email}>" if contact is not None and contact.email else ""
            to, cc = ((seller,), (copy,) if copy else ()) if seller else ((copy,) if copy else (), ())
            missing = [] if seller else [say("annual_no_sales_mail", client=client)]
            missing += [] if copy else [say("annual_no_client_mail", client=client)]
            last = [line.papers[-1] for line in group]
            made.append(
                NoticeMail(
                    client=client,
                    keys=tuple(line.key for line in group),
                    to=to,
                    cc=cc,
                    subject=_subject(client, group),
                    body=_body(office, act, client, group, row.salesperson, sender.name if sender else "", company),
                    files=tuple(dict.fromkeys(_distinct(uow, last))),
                    missing=tuple(missing),
                )
            )
    return tuple(made)


def send_notices(office: Office, act: Act, mails: Sequence[NoticeMail], on: date, *, write: bool = True) -> Mailed:
    """Write the mails and record ``annual_notice_sent`` on every fee, in one act; ``mailings``: the mails' ids.

    UserErrors: ``annual.nothing``, ``.no_recipient``, ``.before_it``, ``attachment.missing``, ``.damaged``.
    """
    if not mails:
        raise UserError("annual.nothing")
    contents: dict[int, bytes] = {}
    for mail in mails:
        if write and not any("@" in one for one in (*mail.to, *mail.cc)):
            raise UserError("annual.no_recipient", client=mail.client)
        for paper, _ in mail.files if write else ():
            contents[paper] = contents.get(paper) or paper_content(office, paper)
    with office.database.write() as uow:
        keys = [key for mail in mails for key in mail.keys]
        matters = _begin(uow, act, "send_annual_notices", keys)
        ids = []
        for mail in mails:
            for key in mail.keys:
                _follows(uow, key, SENT, on)
                _put(office, uow, act, key, SENT, on)
            if write:
                record = put_mail(office, uow, act, new_mail(PURPOSE, mail, contents, on))
                put_sent(act, [record])
                ids.append(record.id)
        docket.project(uow, office, matters, act.today)
        says = say("annual_sent", mails=len(ids), count=len(keys))
        kinds = KINDS | ({"mailings"} if write else frozenset())
        made = commit(uow, Mailed(kinds, frozenset(matters), says=says, mailings=tuple(ids)))
        assert isinstance(made, Mailed)
        return made


def receive_payments(office: Office, act: Act, paid_in: Sequence[tuple[Key, Decimal | str]], on: date) -> Changes:
    """Record that the client's money came (fee, amount): the weekly sheet takes it up from there.

    UserErrors: ``annual.nothing``, ``.unknown``, ``.done_already``, ``.bad_amount``, those of an event.
    """
    if not paid_in:
        raise UserError("annual.nothing")
    lines = {line.key: line for line in annual_lines(office, act.today, [key for key, _ in paid_in])}
    total = Decimal("0.00")
    with office.database.write() as uow:
        matters = _begin(uow, act, "receive_annual_payments", [key for key, _ in paid_in])
        for key, amount in paid_in:
            line = lines.get(key)
            if line is None:
                raise UserError("annual.unknown", number=known_matter(uow, key[0]).number, about=key[1])
            step = line.step(RECEIVED)
            if step.done:
                raise UserError(
                    "annual.done_already", number=line.number, year=line.year, on=step.on, step=label("event", RECEIVED)
                )
            money = _money(line.number, amount)
            total += money
            _put(office, uow, act, key, RECEIVED, on, {"amount": f"{money:.2f}"})
        docket.project(uow, office, matters, act.today)
        says = say("annual_received", count=len(paid_in), amount=f"{total:,.2f}")
        return commit(uow, Changes(KINDS | {"sheets"}, frozenset(matters), says=says))


def record_paid(office: Office, act: Act, keys: Sequence[Key], on: date) -> Changes:
    """Record fees as paid to the office otherwise than by marking the weekly sheet's line.

    UserErrors: ``annual.nothing``, ``.before_it``, those of recording an event.
    """
    if not keys:
        raise UserError("annual.nothing")
    with office.database.write() as uow:
        matters = _begin(uow, act, "record_event", list(keys))
        for key in dict.fromkeys(keys):
            _follows(uow, key, PAID, on)
            _put(office, uow, act, key, PAID, on)
        docket.project(uow, office, matters, act.today)
        says = say("notice_step_done", label=label("event", PAID), count=len(keys), on=on)
        return commit(uow, Changes(KINDS | {"sheets"}, frozenset(matters), says=says))


def payment_lines(office: Office) -> str:
    """How clients pay (户名, 开户行, 账号), one a line, as it stands on the forms; empty: left to be filled in."""
    with office.database.read() as uow:
        return reading_today.setting(uow.session, PAYMENT) or ""


def set_payment_lines(office: Office, text: str) -> None:
    """Set what ``payment_lines`` answers."""
    with office.database.write() as uow:
        reading_today.put_setting(uow.session, PAYMENT, "\n".join(line.strip() for line in text.splitlines()).strip())
        uow.commit()


# -- inside an act ------------------------------------------------------------------------------


def _begin(uow: UnitOfWork, act: Act, name: str, keys: Sequence[Key]) -> list[int]:
    matters = list(dict.fromkeys(matter for matter, _ in keys))
    only = matters[0] if len(matters) == 1 else None
    uow.begin_act(act, name, say("annual_count", count=len(keys)), only)
    return matters


def _put(
    office: Office,
    uow: UnitOfWork,
    act: Act,
    key: Key,
    event: str,
    on: date,
    data: Mapping[str, str] | None = None,
    file: KeptFile | None = None,
) -> None:
    matter = known_matter(uow, key[0])
    record = append_event(office, uow, act, matter, RecordEvent(matter.id, event, on, key[1], data or {}))
    if file is not None:
        put_file(uow, act, matter.id, record.id, file)


def _made(uow: UnitOfWork, key: Key) -> int | None:
    """The event with which the notice of a fee was made last."""
    rows = [row for row in reading_notices.events_about(uow.session, [key[0]], (MADE,)) if row.about == key[1]]
    return int(rows[-1].id) if rows else None


def _follows(uow: UnitOfWork, key: Key, event: str, on: date) -> None:
    """Refuse a day before that of the step it follows: nothing would be fulfilled."""
    before = BEFORE[event]
    rows = [row for row in reading_notices.events_about(uow.session, [key[0]], (before,)) if row.about == key[1]]
    if rows and on < rows[0].on:
        matter = known_matter(uow, key[0])
        raise UserError(
            "annual.before_it",
            number=matter.number,
            step=label("event", event),
            on=on,
            before=label("event", before),
            first=rows[0].on,
        )


def _money(number: str, amount: Decimal | str) -> Decimal:
    try:
        found = Decimal(str(amount).replace(",", "").strip())
        exact = found.quantize(Decimal("0.01"))
    except InvalidOperation:
        raise UserError("annual.bad_amount", number=number, amount=amount) from None
    if not found.is_finite() or exact <= 0 or exact != found:
        raise UserError("annual.bad_amount", number=number, amount=amount)
    return exact


def _distinct(uow: UnitOfWork, found: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """One form serves several fees: the same content goes along once."""
    seen: dict[str, tuple[int, str]] = {}
    for paper, name in found:
        record = uow.get(AttachmentRecord, paper)
        if record is not None:
            seen.setdefault(record.sha256, (paper, name))
    return list(seen.values())


# -- words --------------------------------------------------------------------------------------


def _subject(client: str, lines: Sequence[AnnualLine]) -> str:
    total = sum((line.total for line in lines), Decimal("0.00"))
    first = min((line.due for line in lines if line.due), default=None)
    return say("annual_mail_subject", client=client, count=len(lines), total=f"{total:,.2f}", due=first)


def _body(
    office: Office, act: Act, client: str, lines: Sequence[AnnualLine], seller: str, sender: str, company: str
) -> str:
    total = sum((line.total for line in lines), Decimal("0.00"))
    first = min((line.due for line in lines if line.due), default=act.today)
    rows = [
        say(
            "annual_mail_line",
            place=place,
            title=line.title,
            number=line.application_number or line.number,
            year=line.year,
            amount=f"{line.total:,.2f}",
            due=line.due,
        )
        for place, line in enumerate(lines, start=1)
    ]
    parts = [
        say("annual_mail_dear", who=seller or client),
        "",
        say("annual_mail_opening", client=client),
        "",
        *rows,
        "",
        say("annual_mail_total", count=len(lines), total=f"{total:,.2f}", until=pay_by(office, first, act.today)),
        say("annual_mail_closing"),
        "",
        *([sender] if sender else []),
        company,
        f"{act.today:%Y-%m-%d}",
    ]
    return "\n".join(parts)
