"""A matter's family as a tree, for the panel and the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ipdesk.domain.matters import Kind
from ipdesk.model import reading_links
from ipdesk.services.office import Office

if TYPE_CHECKING:
    from ipdesk.model.links import LinkRecord

NEAR_GRANT = ("grant", "grant_notice", "registration", "double_grant")


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """One line of the tree. ``depth``: how far in it stands; ``kind`` and ``link_id``: the link by which it hangs
    on the line above it (empty for what stands at the root); ``matter_id`` None: not in this office.

    ``direct``: the link is one of the matter's that was asked for; ``warning``: a code of ``[labels.family]``.
    """

    depth: int
    matter_id: int | None
    number: str
    title: str
    matter_kind: Kind | None
    application_number: str
    country: str
    on: date | None
    state: str
    stage: str
    kind: str
    link_id: int | None
    link_version: int
    note: str
    itself: bool
    direct: bool
    removed: bool = False
    warning: str = ""


def family(office: Office, matter_id: int) -> tuple[FamilyRow, ...]:
    """The tree: what others rest on first, each once, the matter itself among them; empty without links."""
    with office.database.read() as uow:
        links = reading_links.family_links(uow.session, matter_id)
        if not links:
            return ()
        ids = {end for one in links for end in (one.from_id, one.to_id) if end is not None}
        matters = reading_links.matters_of(uow.session, sorted(ids))
        granting = reading_links.with_notice(uow.session, sorted(ids), NEAR_GRANT)
    return tuple(_Tree(matter_id, links, matters, granting).rows())


def link_count(rows: tuple[FamilyRow, ...]) -> int:
    """How many links the matter itself has."""
    return len({row.link_id for row in rows if row.direct})


class _Tree:
    """Children rest on their parent: the later on the first filing, the divided on what it was divided from."""

    def __init__(self, own: int, links: list[LinkRecord], matters: dict[int, Any], granting: set[int]) -> None:
        self.own, self.matters, self.granting = own, matters, granting
        self.below: dict[int | str, list[LinkRecord]] = {}
        self.outside: dict[int | str, LinkRecord] = {}
        resting: set[int | str] = set()
        for one in links:
            upper, lower = _placed(one)
            self.below.setdefault(upper, []).append(one)
            resting.add(lower)
            if one.to_id is None:
                self.outside.setdefault(_other(one), one)
        self.roots: list[int | str] = [key for key in self.below if key not in resting]
        self.links, self.seen = links, set[int | str]()

    def rows(self) -> Iterator[FamilyRow]:
        for root in sorted(self.roots, key=self._order):
            yield from self._branch(root, None, 0)
        if self.own not in self.seen:  # two that rest on each other, as a parallel pair with a priority between
            yield from self._branch(self.own, None, 0)

    def _order(self, key: int | str) -> tuple[date, str]:
        on = self._outside(key).on if isinstance(key, str) else self.matters[key].filed
        return on or date.max, str(key)

    def _outside(self, key: str) -> LinkRecord:
        return self.outside[key]

    def _branch(self, key: int | str, link: LinkRecord | None, depth: int) -> Iterator[FamilyRow]:
        yield self._row(key, link, depth)
        if key in self.seen:
            return
        self.seen.add(key)
        for one in self.below.get(key, ()):
            yield from self._branch(_placed(one)[1], one, depth + 1)

    def _row(self, key: int | str, link: LinkRecord | None, depth: int) -> FamilyRow:
        named: dict[str, Any] = {
            "depth": depth,
            "kind": link.kind if link is not None else "",
            "link_id": link.id if link is not None else None,
            "link_version": link.version if link is not None else 0,
            "note": link.note if link is not None else "",
            "direct": link is not None and self.own in (link.from_id, link.to_id),
            "itself": key == self.own,
        }
        if isinstance(key, str):
            one = self._outside(key)
            return FamilyRow(
                matter_id=None, number=one.to_number, title="", matter_kind=None, application_number=one.to_number,
                country=one.to_country, on=one.on, state="", stage="", **named,
            )  # fmt: skip
        row = self.matters[key]
        return FamilyRow(
            matter_id=row.id, number=row.number, title=row.title, matter_kind=Kind(row.kind),
            application_number=row.application_number, country="", on=row.filed, state=row.state, stage=row.stage,
            removed=row.removed_at is not None, warning=self._warning(link), **named,
        )  # fmt: skip

    def _warning(self, link: LinkRecord | None) -> str:
        """The same invention can't be granted twice: the utility model is given up then (专利法第9条)."""
        if link is None or link.kind != "parallel":
            return ""
        invention = self.matters[link.from_id]
        if invention.granted is not None or invention.id in self.granting:
            return "give_up_model"
        return ""


def _placed(link: LinkRecord) -> tuple[int | str, int | str]:
    """Which end stands above: what the other rests on; of a parallel pair the invention."""
    ends: tuple[int | str, int | str] = (_other(link), link.from_id)
    return (ends[1], ends[0]) if link.kind == "parallel" else ends


def _other(link: LinkRecord) -> int | str:
    return link.to_id if link.to_id is not None else f"{link.to_country} {link.to_key}"
