"""More time, the right back, giving up, the proven day: each one act with its papers and its fee, each undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.services.listing import matter_view
from ipdesk.services.official_acts import (
    Restoration,
    choices,
    give_up,
    grant_extension,
    prove_receipt,
    request_extension,
    request_restoration,
)
from ipdesk.services.papers import NewPaper
from ipdesk.services.rows import DueRow
from ipdesk.services.undo import undo
from ipdesk.text import sentence
from tests.services.kinds_office import Kinds, make

TODAY = date(2026, 11, 20)


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


@pytest.fixture
def letter(tmp_path: Path) -> tuple[NewPaper, ...]:
    path = tmp_path / "客户确认.txt"
    path.write_text("同意放弃", encoding="utf-8")
    return (NewPaper(path),)


def with_notice(kinds: Kinds, notice: str, issued: str, kind: Kind = Kind.INVENTION) -> int:
    matter = kinds.matter(kind)
    kinds.record(matter, "notice_received", notice=notice, issued=issued, delivery="electronic")
    return matter


def item(kinds: Kinds, matter: int, rule: str) -> DueRow:
    (one,) = [row for row in matter_view(kinds.office, kinds.day, matter).due_items if row.rule == rule]
    return one


def fees(kinds: Kinds, matter: int) -> list[tuple[str, Decimal, date | None]]:
    return [(fee.kind, fee.amount, fee.due) for fee in matter_view(kinds.office, kinds.day, matter).fees]


def test_an_extension_is_asked_for_paid_and_granted(kinds: Kinds) -> None:
    matter = with_notice(kinds, "first_office_action", "2026-11-02")
    asked = item(kinds, matter, "D01")
    assert asked.due == date(2027, 3, 2)
    assert choices(kinds.office, kinds.act(), asked.id).why_not_extend == ""
    request_extension(kinds.office, kinds.act(), asked.id, 2, TODAY)
    assert fees(kinds, matter) == [("extension", Decimal("600.00"), date(2027, 3, 2))]
    assert item(kinds, matter, "D01").due == date(2027, 3, 2)  # asked is not granted
    assert (item(kinds, matter, "D21").due, item(kinds, matter, "D21").state) == (date(2027, 3, 2), "open")
    seen = choices(kinds.office, kinds.act(), asked.id)
    assert seen.asked_months == 2
    assert "只准延长一次" in seen.why_not_extend
    grant_extension(kinds.office, kinds.act(), asked.id, 2, TODAY)
    assert item(kinds, matter, "D01").due == date(2027, 5, 5)
    assert item(kinds, matter, "D21").state == "done"
    undo(kinds.office, kinds.act())
    undo(kinds.office, kinds.act())
    assert item(kinds, matter, "D01").due == date(2027, 3, 2)
    assert fees(kinds, matter) == []
    assert [row.rule for row in matter_view(kinds.office, kinds.day, matter).due_items if row.rule == "D21"] == []


@pytest.mark.parametrize(
    ("notice", "rule", "issued", "kind", "words"),
    [
        ("grant_notice", "D07", "2026-11-02", Kind.INVENTION, "法定期限不得延长"),
        ("rejection", "D13", "2026-11-02", Kind.INVENTION, "法定期限不得延长"),
        ("invalidation_notice", "D16", "2026-11-02", Kind.DESIGN, "无效宣告程序"),
        ("first_office_action", "D01", "2026-07-01", Kind.INVENTION, "已于"),
        ("rejection", "T02", "2026-11-02", Kind.TRADEMARK, "只有专利"),
    ],
)
def test_only_a_designated_period_that_runs_is_extended(
    kinds: Kinds, notice: str, rule: str, issued: str, kind: Kind, words: str
) -> None:
    matter = with_notice(kinds, notice, issued, kind)
    with pytest.raises(UserError, match=r"official\.not_extendable") as refused:
        request_extension(kinds.office, kinds.act(), item(kinds, matter, rule).id, 1, TODAY)
    assert words in sentence(refused.value)
    assert fees(kinds, matter) == []


@pytest.mark.parametrize("months", [0, 3, -1])
def test_one_or_two_months(kinds: Kinds, months: int) -> None:
    matter = with_notice(kinds, "first_office_action", "2026-11-02")
    with pytest.raises(UserError, match=r"official\.months"):
        request_extension(kinds.office, kinds.act(), item(kinds, matter, "D01").id, months, TODAY)


def test_the_right_is_asked_back_after_the_loss_notice(kinds: Kinds) -> None:
    matter = with_notice(kinds, "deemed_withdrawn", "2026-11-02")
    lost = item(kinds, matter, "D19")
    assert lost.due == date(2027, 1, 4)
    request_restoration(kinds.office, kinds.act(), lost.id, Restoration("other", TODAY))
    assert item(kinds, matter, "D19").state == "done"
    assert fees(kinds, matter) == [("restoration", Decimal("1000.00"), date(2027, 1, 4))]
    undo(kinds.office, kinds.act())
    assert item(kinds, matter, "D19").state == "open"
    assert fees(kinds, matter) == []


def test_force_majeure_opens_two_months_from_the_obstacles_end_without_a_fee(kinds: Kinds) -> None:
    matter = with_notice(kinds, "first_office_action", "2026-07-01")
    lost = item(kinds, matter, "D01")
    assert lost.state == "overdue"
    with pytest.raises(UserError, match=r"official\.obstacle_missing"):
        request_restoration(kinds.office, kinds.act(), lost.id, Restoration("force_majeure", None))
    ended = Restoration("force_majeure", None, date(2026, 11, 16))
    request_restoration(kinds.office, kinds.act(), lost.id, ended)
    opened = item(kinds, matter, "D18")
    assert (opened.due, opened.state) == (date(2027, 1, 18), "open")
    request_restoration(kinds.office, kinds.act(), opened.id, Restoration("force_majeure", TODAY, date(2026, 11, 16)))
    assert all(
        row.state == "done" for row in matter_view(kinds.office, kinds.day, matter).due_items if row.rule == "D18"
    )
    assert fees(kinds, matter) == []


def test_what_is_not_lost_and_what_the_law_excludes_is_not_restored(kinds: Kinds) -> None:
    running = item(kinds, with_notice(kinds, "first_office_action", "2026-11-02"), "D01")
    with pytest.raises(UserError) as refused:
        request_restoration(kinds.office, kinds.act(), running.id, Restoration("other", TODAY))
    assert "还没有丧失" in sentence(refused.value)
    first = kinds.matter(Kind.DESIGN, filed=date(2026, 3, 2), flags=frozenset({"wants_priority"}))
    with pytest.raises(UserError) as refused:
        request_restoration(kinds.office, kinds.act(), item(kinds, first, "D23").id, Restoration("other", TODAY))
    assert "不适用恢复" in sentence(refused.value)


def test_a_period_is_given_up_only_with_the_clients_paper(kinds: Kinds, letter: tuple[NewPaper, ...]) -> None:
    matter = with_notice(kinds, "first_office_action", "2026-11-02")
    asked = item(kinds, matter, "D01")
    with pytest.raises(UserError, match=r"event\.evidence_missing"):
        give_up(kinds.office, kinds.act(), asked.id, TODAY, ())
    assert item(kinds, matter, "D01").state == "open"
    give_up(kinds.office, kinds.act(), asked.id, TODAY, letter, "邮件确认")
    assert item(kinds, matter, "D01").state == "void"
    assert [paper.name for paper in matter_view(kinds.office, kinds.day, matter).attachments] == ["客户确认.txt"]
    with pytest.raises(UserError, match=r"official\.not_open"):
        give_up(kinds.office, kinds.act(), asked.id, TODAY, letter)
    undo(kinds.office, kinds.act())
    assert item(kinds, matter, "D01").state == "open"
    assert matter_view(kinds.office, kinds.day, matter).attachments == ()


def test_giving_up_one_period_leaves_the_others_of_the_matter(kinds: Kinds, letter: tuple[NewPaper, ...]) -> None:
    first = kinds.matter(Kind.INVENTION, filed=date(2026, 3, 2), flags=frozenset({"wants_priority"}))
    give_up(kinds.office, kinds.act(), item(kinds, first, "D22").id, TODAY, letter)
    assert (item(kinds, first, "D22").state, item(kinds, first, "D11").state) == ("void", "open")


def test_a_proven_day_of_receipt_moves_the_period(kinds: Kinds, letter: tuple[NewPaper, ...]) -> None:
    matter = with_notice(kinds, "second_office_action", "2026-11-02")
    asked = item(kinds, matter, "D02")
    assert asked.due == date(2027, 1, 4)
    for wrong, code in (
        (date(2026, 11, 1), "law.proven_too_early"),
        (date(2026, 11, 21), "official.received_in_future"),
    ):
        with pytest.raises(UserError) as refused:
            prove_receipt(kinds.office, kinds.act(), asked.id, wrong, letter)
        assert refused.value.code == code
    with pytest.raises(UserError, match=r"event\.evidence_missing"):
        prove_receipt(kinds.office, kinds.act(), asked.id, date(2026, 11, 9), ())
    prove_receipt(kinds.office, kinds.act(), asked.id, date(2026, 11, 9), letter)
    assert item(kinds, matter, "D02").due == date(2027, 1, 11)
    undo(kinds.office, kinds.act())
    assert item(kinds, matter, "D02").due == date(2027, 1, 4)


def test_what_is_not_of_the_law_is_refused(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.INVENTION)
    own = next(row for row in matter_view(kinds.office, kinds.day, matter).due_items if not row.official)
    with pytest.raises(UserError, match=r"official\.not_official"):
        choices(kinds.office, kinds.act(), own.id)
    with pytest.raises(UserError, match=r"due_item\.unknown"):
        choices(kinds.office, kinds.act(), 99_999)
