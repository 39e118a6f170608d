"""Ctrl+K: find anything by number, name, part of a name, or pinyin initials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipdesk.searching import initials, plain, search_text
from ipdesk.services.rows import Hit

if TYPE_CHECKING:
    from ipdesk.services.office import Office

__all__ = ["Hit", "find", "initials", "plain", "search_text"]

OTHERS = 8
"""How many clients, and how many people, are offered beside the matters."""


def find(office: Office, text: str, limit: int = 50) -> tuple[Hit, ...]:
    """What ``text`` may mean, best first: an exact number, people and clients, beginnings, then parts.

    An application number is found however it is written (``ZL202610123456.7``, without dot or ZL).
    At most ``limit`` matters, and ``OTHERS`` clients and people each; empty text finds nothing.
    """
    from ipdesk.model import searching

    needle = plain(text)
    if not needle or limit < 1:
        return ()
    with office.database.read() as uow:
        session = uow.session
        hits = [_matter(row) for row in searching.matters_by_number(session, needle, limit, exact=True)]
        if hits:
            return tuple(hits)
        linked = searching.matters_by_linked_number(session, text, limit)
        hits += [_person(row) for row in searching.people(session, needle, OTHERS)]
        hits += [_client(row) for row in searching.clients(session, needle, OTHERS)]
        matters = searching.matters_by_number(session, needle, limit, exact=False)
        parts = searching.matters_by_part(session, needle, limit) if len(matters) < limit else ()
    found = {row.id: row for row in [*matters, *linked, *parts]}
    hits += map(_matter, list(found.values())[:limit])
    return tuple(hits)


def _matter(row: Any) -> Hit:
    parts = (row.client, row.application_number, row.handler)
    title = f"{row.number} {row.title}"
    return Hit("matter", row.id, title, " · ".join(part for part in parts if part), row.id)


def _client(row: Any) -> Hit:
    return Hit("client", row.id, row.name, row.credit_code, None)


def _person(row: Any) -> Hit:
    """``subtitle`` holds the codes of role and department, parted by a blank; labels are the caller's."""
    return Hit("person", row.id, row.name, " ".join(part for part in (row.role, row.department) if part), None)
