"""Who the mails of a matter's steps go to, and how they begin and end."""

from __future__ import annotations

from dataclasses import dataclass

from ipdesk.files.mail import is_address
from ipdesk.model import reading_matter
from ipdesk.model.matters import MatterRecord
from ipdesk.model.office_work import MailingRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.office import Act
from ipdesk.services.wording import say


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to write to; ``to`` is empty when no address is known and the sender has to fill it in."""

    name: str
    to: tuple[str, ...]


def client_contact(uow: UnitOfWork, matter: MatterRecord) -> Addressee:
    """The client's main contact; without a mail address, the first contact that has one."""
    contacts = [] if matter.client_id is None else reading_matter.contacts_of(uow.session, matter.client_id)
    chosen = next((one for one in contacts if is_address(one.email)), contacts[0] if contacts else None)
    if chosen is None:
        return Addressee("", ())
    return Addressee(chosen.name, (f"{chosen.name} <{chosen.email}>",) if is_address(chosen.email) else ())


def salesperson(uow: UnitOfWork, matter: MatterRecord) -> Addressee:
    """The salesperson the order came from."""
    person = uow.get(PersonRecord, matter.salesperson_id)
    if person is None:
        return Addressee("", ())
    return Addressee(person.name, (f"{person.name} <{person.email}>",) if is_address(person.email) else ())


def client_name(uow: UnitOfWork, matter: MatterRecord) -> str:
    """The client as we call it."""
    client = None if matter.client_id is None else reading_matter.client_of(uow.session, matter.client_id)
    return client.name if client is not None else matter.applicant


def letter(uow: UnitOfWork, act: Act, to: Addressee, paragraphs: tuple[str, ...], company: str) -> str:
    """The body of a mail: greeting, paragraphs, who writes and for whom."""
    person = uow.get(PersonRecord, act.by)
    writer = [] if person is None else [" ".join(filter(None, (person.name, person.phone)))]
    greeting = f"{to.name}，您好：" if to.name else "您好："
    return "\n\n".join((greeting, *paragraphs, "\n".join([*writer, company])))


def told(says: str, mail: MailingRecord) -> str:
    """What was done, and that the sender has to fill in the address where none is known."""
    return says if mail.recipients else say("no_address", says=says)
