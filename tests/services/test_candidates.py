"""Patent trade (3.2.11): candidates read from Excel, offered, one chosen at its price, then paid and transferred."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from ipdesk.domain.candidates import NewCandidate, price_of, read_rows
from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.candidates import (
    CandidateRow,
    add_candidates,
    candidates,
    change_candidate,
    choose_candidate,
    offer_candidates,
    remove_candidate,
)
from ipdesk.services.events import revoke_event
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.undo import redo, undo
from tests.services.kinds_office import Kinds, make
from tests.services.test_kind_steps import usual

TWO = (
    NewCandidate("一种电机", "202310123456.6", "机械", Decimal(35000), "科创中介"),
    NewCandidate("一种风机", "", "机械", None, "个人卖家"),
)


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


@pytest.fixture
def trade(kinds: Kinds) -> int:
    return kinds.matter(Kind.PATENT_TRADE, "求购电机专利", "周流程")


def rows(kinds: Kinds, matter: int) -> tuple[CandidateRow, ...]:
    return candidates(kinds.office, matter)


def test_3_2_11_from_the_slip_to_the_transfer(kinds: Kinds, trade: int) -> None:
    assert [name for name, _turn in usual(kinds.view(trade))] == ["candidates_offered"]
    add_candidates(kinds.office, kinds.act("周流程"), trade, TWO)
    made = offer_candidates(kinds.office, kinds.act("周流程"), trade, "请本周内回复")
    parsed = message_from_bytes(mail_path(kinds.office, made.created or 0).read_bytes(), policy=policy.default)
    assert "jia@example.com" in str(parsed["To"])
    body = parsed.get_body()
    assert body is not None
    text = body.get_content()
    assert "请客户选定" in text
    assert "35,000.00 元" in text
    assert "价格待定" in text
    assert "科创中介" not in text  # who sells stays with us
    (book,) = parsed.iter_attachments()
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(book.get_content())).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[2] for row in cells if row[0] in (1, 2)] == ["一种电机", "一种风机"]
    view = kinds.view(trade)
    assert (view.row.stage, view.next_steps) == ("candidates_offered", ("candidate_chosen",))
    first, second = rows(kinds, trade)
    with pytest.raises(UserError, match=r"candidate\.no_price"):
        choose_candidate(kinds.office, kinds.act(), second.id)
    choose_candidate(kinds.office, kinds.act(), first.id, Decimal(33000))
    view = kinds.view(trade)
    assert view.events[-1].data["price"] == "33000.00"
    assert "一种电机" in view.events[-1].note
    assert view.next_steps == ("payment_received",)
    kinds.record(trade, "payment_received")
    assert kinds.view(trade).next_steps == ("transferred",)
    kinds.record(trade, "transferred")
    assert kinds.view(trade).row.stage == "transferred"


def test_choosing_again_needs_the_first_choice_revoked(kinds: Kinds, trade: int) -> None:
    add_candidates(kinds.office, kinds.act(), trade, TWO)
    offer_candidates(kinds.office, kinds.act(), trade)
    first, second = rows(kinds, trade)
    event = choose_candidate(kinds.office, kinds.act(), first.id).created or 0
    with pytest.raises(UserError, match=r"candidate\.chosen_already"):
        choose_candidate(kinds.office, kinds.act(), second.id, Decimal(1))
    with pytest.raises(UserError, match=r"candidate\.chosen_already"):
        remove_candidate(kinds.office, kinds.act(), first.id)
    revoke_event(kinds.office, kinds.act(), event, "客户改主意")
    assert not any(row.chosen or row.chosen_on for row in rows(kinds, trade))
    choose_candidate(kinds.office, kinds.act(), second.id, Decimal(9000))
    assert [row.chosen for row in rows(kinds, trade)] == [False, True]
    undo(kinds.office, kinds.act())
    assert [(row.chosen, row.price) for row in rows(kinds, trade)] == [(False, Decimal(35000)), (False, None)]
    redo(kinds.office, kinds.act())
    assert [(row.chosen, row.price) for row in rows(kinds, trade)] == [
        (False, Decimal(35000)),
        (True, Decimal(9000)),
    ]


def test_each_write_is_undone(kinds: Kinds, trade: int) -> None:
    add_candidates(kinds.office, kinds.act(), trade, TWO)
    first, _second = rows(kinds, trade)
    new = replace(TWO[0], title="一种永磁电机", price=Decimal(30000))
    change_candidate(kinds.office, kinds.act(), first.id, first.version, new)
    with pytest.raises(StaleVersion, match=r"candidate\.stale"):
        change_candidate(kinds.office, kinds.act(), first.id, first.version, new)
    assert rows(kinds, trade)[0].title == "一种永磁电机"
    undo(kinds.office, kinds.act())
    assert rows(kinds, trade)[0].price == Decimal(35000)
    remove_candidate(kinds.office, kinds.act(), first.id)
    assert len(rows(kinds, trade)) == 1
    undo(kinds.office, kinds.act())
    offer_candidates(kinds.office, kinds.act(), trade)
    undo(kinds.office, kinds.act())
    assert [row.offered_on for row in rows(kinds, trade)] == [None, None]
    assert mailings(kinds.office, matter_id=trade) == ()
    undo(kinds.office, kinds.act())
    assert rows(kinds, trade) == ()


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ([], "candidate.nothing"),
        ([NewCandidate(" ")], "candidate.no_title"),
        ([NewCandidate("电机", "202310123456.X")], "candidate.bad_number"),
        ([TWO[0], NewCandidate("又是它", "2023101234566")], "candidate.same_number"),
        ([NewCandidate("电机", price=Decimal("1.005"))], "candidate.bad_price"),
        ([NewCandidate("长" * 301)], "candidate.too_long"),
    ],
)
def test_what_is_no_candidate(kinds: Kinds, trade: int, new: list[NewCandidate], code: str) -> None:
    with pytest.raises(UserError) as refused:
        add_candidates(kinds.office, kinds.act(), trade, new)
    assert refused.value.code == code
    assert rows(kinds, trade) == ()


def test_only_a_trade_has_candidates_and_nothing_is_offered_twice(kinds: Kinds, trade: int) -> None:
    with pytest.raises(UserError, match=r"candidate\.not_trade"):
        add_candidates(kinds.office, kinds.act(), kinds.matter(Kind.DESIGN), TWO)
    add_candidates(kinds.office, kinds.act(), trade, TWO)
    offer_candidates(kinds.office, kinds.act(), trade)
    with pytest.raises(UserError, match=r"candidate\.nothing_new"):
        offer_candidates(kinds.office, kinds.act(), trade)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("35000", "35000.00"),
        ("¥35,000.5", "35000.50"),
        ("3.5万", "35000.00"),
        ("３万元", "30000.00"),
        ("面议", None),
        ("", None),
    ],
)
def test_prices_as_sellers_write_them(text: str, price: str | None) -> None:
    assert price_of(text) == (None if price is None else Decimal(price))


@pytest.mark.parametrize("text", ["贵", "-5", "1e99", "NaN", "12 34"])
def test_what_is_no_price(text: str) -> None:
    with pytest.raises(UserError, match=r"candidate\.bad_price"):
        price_of(text)


@pytest.mark.parametrize(
    ("text", "titles", "price"),
    [
        ("202310123456.6\t电机\t机械\t3.5万", ["电机"], "35000"),
        ("电机\t机械\t3.5万", ["电机"], "35000"),
        ("专利名称\t报价\n电机\t35000\n\n风机\t面议", ["电机", "风机"], "35000"),
        ("电机", ["电机"], None),
    ],
)
def test_rows_as_excel_copies_them(text: str, titles: list[str], price: str | None) -> None:
    found = read_rows(text)
    assert [one.title for one in found] == titles
    assert found[0].price == (None if price is None else Decimal(price))


def test_a_wrong_row_is_named() -> None:
    with pytest.raises(UserError) as refused:
        read_rows("名称\t价格\n电机\t35000\n风机\t贵")
    assert (refused.value.code, refused.value.details["line"]) == ("candidate.bad_price", 3)
