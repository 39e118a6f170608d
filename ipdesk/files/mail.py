"""Mail drafts as files (RFC 5322): ``.eml`` that a mail program opens as a draft, ready to be read over and sent.

The program sends nothing by itself. Whatever comes from outside (names of clients, titles, notes) can't become
a header of its own: control characters are gone before a header is made of it.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from email.utils import format_datetime

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BODY_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ADDRESS = re.compile(r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")
_NAMED = re.compile(r"^\s*(?P<name>[^<>]*?)\s*<(?P<spec>[^<>]*)>\s*$")
_LONGEST_SUBJECT = 250


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be made. ``to``, ``cc``: ``a@b.cn`` or ``张三 <a@b.cn>``; what is no address is left out of the
    headers, so that the draft opens and the sender fills it in. ``files``: (name, content).
    """

    to: tuple[str, ...]
    subject: str
    body: str
    cc: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


def mail_bytes(mail: Mail, at: datetime) -> bytes:
    """The whole mail, UTF-8, marked as not yet sent (``X-Unsent``). Same input, same bytes. ``at`` is aware."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Date"] = format_datetime(at)
    for header, people in (("To", mail.to), ("Cc", mail.cc)):
        found = _addresses(people)
        if found:
            message[header] = found
    message["Subject"] = one_line(mail.subject)[:_LONGEST_SUBJECT]
    message.set_content(_BODY_CONTROL.sub("", mail.body), charset="utf-8", cte="base64")
    for name, content in mail.files:
        kind, _, sort = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(content, maintype=kind, subtype=sort, filename=one_line(name))
    _fix_boundary(message, mail)
    return message.as_bytes()


def one_line(text: str) -> str:
    """Text that may stand in a header: control characters and line ends become one space."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_address(text: str) -> bool:
    """Whether a person's or client's mail can be addressed with this: ``a@b.cn`` or ``张三 <a@b.cn>``."""
    return _address(text) is not None


def _addresses(people: Iterable[str]) -> tuple[Address, ...]:
    """Each address once, in the order given."""
    found: dict[str, Address] = {}
    for person in people:
        address = _address(person)
        if address is not None:
            found.setdefault(address.addr_spec.casefold(), address)
    return tuple(found.values())


def _address(person: str) -> Address | None:
    plain = one_line(person)
    named = _NAMED.match(plain)
    name, spec = (named["name"].strip('"'), named["spec"].strip()) if named else ("", plain)
    if not _ADDRESS.match(spec):
        return None
    try:
        return Address(display_name=name, addr_spec=spec)
    except (HeaderParseError, ValueError, IndexError):
        return None


def _fix_boundary(message: MIMEPart, mail: Mail) -> None:
    """Boundaries are random by themselves; one made of the content keeps equal mails equal."""
    if not message.is_multipart():
        return
    digest = hashlib.sha256(mail.body.encode())
    for name, content in mail.files:
        digest.update(name.encode() + content)
    message.set_boundary(f"==ipdesk-{digest.hexdigest()[:32]}==")
