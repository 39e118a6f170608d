"""Ctrl+K and ``matter find``: numbers however they are written, names by part, pinyin initials."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import patent_check_digit
from ipdesk.services.matters import NewMatter, add_matter, remove_matter
from ipdesk.services.people import NewContact, add_client, add_contact
from ipdesk.services.search import find
from tests.services.desk_office import Desk, make_desk

TWELVE = "202610123456"
WRITTEN = f"{TWELVE}.{patent_check_digit(TWELVE)}"
KEY = WRITTEN.replace(".", "")


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        new = NewMatter(Kind.INVENTION, "一种卡扣", "重庆长安汽车", application_number=WRITTEN)
        made.matters["filed"] = add_matter(made.office, made.act, new).created or 0
        yield made


def found(desk: Desk, text: str, kind: str = "matter") -> list[str]:
    hits = [hit for hit in find(desk.office, text) if hit.kind == kind]
    return desk.numbers([hit.id for hit in hits]) if kind == "matter" else [hit.title for hit in hits]


@pytest.mark.parametrize(
    "text", [KEY, WRITTEN, f"ZL{WRITTEN}", f"zl {KEY}", f"CN{WRITTEN}", f" {WRITTEN} ", KEY[:9], KEY[4:12]]
)
def test_an_application_number_however_it_is_written(desk: Desk, text: str) -> None:
    assert found(desk, text) == ["filed"]


@pytest.mark.parametrize("text", ["P26-0001", "p26-0001", "Ｐ２６－０００１"])
def test_an_exact_number_finds_that_one_alone(desk: Desk, text: str) -> None:
    assert [(hit.kind, hit.matter_id) for hit in find(desk.office, text)] == [("matter", desk.matters["overdue"])]


def test_the_beginning_of_a_number_finds_all_of_them_in_order(desk: Desk) -> None:
    assert found(desk, "P26-00") == ["overdue", "today", "later", "paused", "waiting", "filed"]


@pytest.mark.parametrize(
    ("text", "matters"),
    [
        ("折叠", ["overdue"]),
        ("zdzj", ["overdue"]),
        ("cqca", ["filed"]),
        ("食品厂", ["today", "later"]),
        ("没有这个", []),
        ("%", []),
        ("", []),
        ("   ", []),
    ],
)
def test_by_part_and_by_initials(desk: Desk, text: str, matters: list[str]) -> None:
    assert found(desk, text) == matters


def test_people_and_clients(desk: Desk) -> None:
    assert found(desk, "ww", "person") == ["王伟"]
    assert found(desk, "总监", "person") == ["孙总监"]
    assert found(desk, "bjax", "client") == ["北京安信公司"]
    assert found(desk, "安信", "client") == ["北京安信公司"]
    client = add_client(desk.office, desk.act, "杭州新客户公司").created or 0
    add_contact(desk.office, desk.act, client, NewContact("何经理", "13800001111"))
    assert found(desk, "何经理", "client") == ["杭州新客户公司"]
    assert found(desk, "13800001111", "client") == ["杭州新客户公司"]


def test_what_was_removed_is_not_found(desk: Desk) -> None:
    remove_matter(desk.office, desk.act, desk.matters["filed"])
    assert found(desk, KEY) == []


def test_no_more_than_asked_for(desk: Desk) -> None:
    assert len(find(desk.office, "P26", 2)) == 2
    assert find(desk.office, "P26", 0) == ()
