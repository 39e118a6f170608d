"""The example office's staff and clients: made up, but shaped like real ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from ipdesk.domain.numbers import CREDIT_ALPHABET, credit_code_check
from ipdesk.searching import initials
from ipdesk.services.demo import words

Row = dict[str, Any]
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
STAFF: tuple[tuple[str, str | None, int], ...] = (
    ("director", None, 1),
    ("system_administrator", "process", 1),
    ("department_head", "patent", 1),
    ("superior", "patent", 2),
    ("handler", "patent", 8),
    ("department_head", "process", 1),
    ("process_clerk", "process", 4),
    ("department_head", "software", 1),
    ("handler", "software", 3),
    ("department_head", "trademark", 1),
    ("handler", "trademark", 3),
    ("salesperson", None, 8),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A client as it is inserted, and the trade that its titles come from."""

    row: Mapping[str, Any]
    contacts: tuple[Mapping[str, Any], ...]
    trade: str
    short: str


def person_name(rng: Random) -> str:
    """A Chinese name of two or three characters."""
    given = rng.choice(words.GIVEN) + (rng.choice(words.GIVEN) if rng.random() < 0.72 else "")
    return rng.choice(words.SURNAMES) + given


def phone(rng: Random) -> str:
    """A mobile number of the kind that starts with 13."""
    return f"13{rng.randrange(10)}{rng.randrange(10**8):08d}"


def staff(rng: Random) -> list[Row]:
    """Rows of every member of staff; names don't repeat."""
    names: set[str] = set()
    rows: list[Row] = []
    for role, department, count in STAFF:
        units = UNITS.get((role, department), ("",) * count)
        for unit in units:
            name = person_name(rng)
            while name in names:
                name = person_name(rng)
            names.add(name)
            rows.append(
                {
                    "name": name,
                    "role": role,
                    "department": department,
                    "unit": unit,
                    "email": f"{initials(name)}{len(rows):02d}@example.com",
                    "phone": phone(rng),
                    "initials": initials(name),
                }
            )
    return rows


UNITS: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    ("superior", "patent"): ("专利一组", "专利二组"),
    ("handler", "patent"): ("专利一组",) * 4 + ("专利二组",) * 4,
    ("process_clerk", "process"): ("流程组",) * 4,
    ("system_administrator", "process"): ("流程组",),
    ("handler", "software"): ("软件组",) * 3,
    ("handler", "trademark"): ("商标组",) * 3,
}
"""The units of each role's people, in the order they are made (4.4.3); heads, director and salespeople have none."""


def superiors(rows: Sequence[Row]) -> dict[int, int]:
    """Who answers for whom, as places in ``rows``: the leader of the unit, the department's head, the director."""
    leaders = {row["unit"]: place for place, row in enumerate(rows) if row["role"] == "superior"}
    heads = {row["department"]: place for place, row in enumerate(rows) if row["role"] == "department_head"}
    director = next(place for place, row in enumerate(rows) if row["role"] == "director")
    found: dict[int, int] = {}
    for place, row in enumerate(rows):
        if row["role"] in ("director", "salesperson"):
            continue
        above = heads.get(row["department"], director)
        if row["role"] == "department_head":
            above = director
        elif row["role"] == "handler":
            above = leaders.get(row["unit"], above)
        found[place] = above
    return found


def clients(rng: Random, count: int, salespeople: list[int]) -> list[Client]:
    """``count`` clients with valid credit codes and one or two contacts each."""
    names: set[str] = set()
    found: list[Client] = []
    while len(found) < count:
        client = _client(rng, len(found), salespeople)
        if client.row["name"] not in names:
            names.add(client.row["name"])
            found.append(client)
    return found


def _client(rng: Random, number: int, salespeople: list[int]) -> Client:
    city, province, districts = rng.choice(words.CITIES)
    district, region = rng.choice(districts)
    trade, what = rng.choice(words.TRADES)
    shop = rng.choice(words.SHOP_NAMES)
    if number >= len(words.SHOP_NAMES):
        shop += rng.choice(words.MARK_SECOND)
    place = rng.choice((city, city.removesuffix("市"), province.removesuffix("省")))
    name = f"{place}{shop}{trade}{rng.choice(words.SUFFIXES)}"
    road = f"{rng.choice(words.ROADS)}{rng.randrange(1, 320)}号"
    row = {
        "name": name,
        "credit_code": credit_code(rng, region),
        "invoice_title": "" if rng.random() < 0.9 else f"{name}{city.removesuffix('市')}分公司",
        "address": f"{province}{city}{district}{road}",
        "salesperson_id": rng.choice(salespeople),
        "initials": initials(name),
        "note": rng.choice(words.NOTES) if rng.random() < 0.2 else "",
    }
    contacts = tuple(_contact(rng, main=i == 0) for i in range(1 if rng.random() < 0.6 else 2))
    return Client(row, contacts, what, shop)


def _contact(rng: Random, *, main: bool) -> Row:
    name = person_name(rng)
    number = phone(rng)
    return {
        "name": name,
        "phone": number,
        "email": f"{initials(name)}{number[-4:]}@example.com",
        "wechat": number if rng.random() < 0.6 else "",
        "is_main": main,
    }


def credit_code(rng: Random, region: str) -> str:
    """A valid unified social credit code of a company registered in ``region`` (GB 32100-2015)."""
    body = "MA" + "".join(rng.choice(CREDIT_ALPHABET) for _ in range(6))
    total = sum(
        weight * (int(c) if c.isdigit() else ord(c) - 55) for c, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    organisation = body + "0123456789X0"[(11 - total % 11)]
    first17 = "91" + region + organisation
    return first17 + credit_code_check(first17)
