"""Loading rules: every field is checked, and a refusal names the file, the rule and the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.rulebook import RuleBook
from ipdesk.errors import UserError
from ipdesk.services.rules import office_rules, shipped_rules
from ipdesk.text import sentence
from tests.domain.desk import docket, shown

EVENTS = ("events.toml", '[labels]\na = "甲"\nb = "乙"\nc = "丙"\npaused = "暂停"\n')
GOOD = """
[[rule]]
id = "R.one"
clause = "1.1"
title = "一"
department = "patent"
kinds = ["invention"]
after = "a"
within = "2 wd"
done_by = ["b"]
responsible = "handler"
"""


def load(*texts: str) -> RuleBook:
    return RuleBook.load([EVENTS, *((f"{n}.toml", text) for n, text in enumerate(texts, 1))])


BAD = [
    ('within = "2 wd"', 'within = "2 days"', "R.one", "within 不能是 2 days"),
    ('within = "2 wd"', 'within = "0 wd"', "R.one", "within"),
    ('within = "2 wd"', "", "R.one", "缺少 within 或 every"),
    ('clause = "1.1"', "", "R.one", "缺少 clause"),
    ('clause = "1.1"', 'clause = " "', "R.one", "缺少 clause"),
    ('after = "a"', 'after = "z"', "R.one", "不认识的事件 z"),
    ('done_by = ["b"]', 'done_by = ["z"]', "R.one", "不认识的事件 z"),
    ('done_by = ["b"]', "", "R.one", "缺少 done_by"),
    ('done_by = ["b"]', 'done_by = "b"', "R.one", "要写成列表"),
    ('title = "一"', 'title = "一"\nwithinn = "2 wd"', "R.one", "不认识的字段 withinn"),
    ('kinds = ["invention"]', 'kinds = ["inventions"]', "R.one", "不认识的案件类型 inventions"),
    ('kinds = ["invention"]', 'kinds = ["@none"]', "R.one", "不认识的类型组 @none"),
    ('kinds = ["invention"]', "", "R.one", "缺少 kinds"),
    ('department = "patent"', 'department = "patents"', "R.one", "department 不能是 patents"),
    ('responsible = "handler"', 'responsible = "boss"', "R.one", "responsible 不能是 boss"),
    ('after = "a"', 'after = "a"\nafter_any = ["b"]', "R.one", "只能写一个"),
    ('after = "a"', 'after_all = ["a", "a"]', "R.one", "after_all"),
    ('after = "a"', 'before = "field:closes"', "R.one", "需要 after"),
    ('after = "a"', 'after = "a"\nevery = "7 d"', "R.one", "不能同用"),
    ('after = "a"', "", "R.one", "缺少触发"),
    ('done_by = ["b"]', 'done_by = ["a"]', "R.one", "循环"),
    ('title = "一"', "title = 1", "R.one", "title 要写成文字"),
    ('title = "一"', 'title = "一"\nofficial = "yes"', "R.one", "official 只能是 true 或 false"),
    ('title = "一"', 'title = "一"\nfrom = "2026"', "R.one", "from 要写成日期"),
    ('title = "一"', 'title = "一"\nfrom = 2026-02-01\nto = 2026-01-01', "R.one", "from 晚于 to"),
    ("[[rule]]", '[book]\ncovers = ["9.9"]\n[[rule]]', "covers", "条款 9.9 没有规则"),
    ("[[rule]]", "[books]\n[[rule]]", "books", "不认识的表名"),
    ("[[rule]]", "[[rule]", "第 2 行", "不是有效的 TOML"),
    ("[[rule]]", '[groups]\nx = ["y"]\n[[rule]]', "groups", "不认识的案件类型 y"),
]


@pytest.mark.parametrize(("old", "new", "rule", "reason"), BAD)
def test_a_bad_rule_is_refused_by_file_rule_and_reason(old: str, new: str, rule: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(UserError) as refused:
        load(GOOD.replace(old, new))
    said = sentence(refused.value)
    assert "1.toml" in said
    assert rule in said
    assert reason in said


def test_rules_that_set_each_other_going_are_refused() -> None:
    back = GOOD.replace("R.one", "R.two").replace('after = "a"', 'after = "b"').replace('["b"]', '["c"]')
    round_again = GOOD.replace("R.one", "R.three").replace('after = "a"', 'after = "c"').replace('["b"]', '["a"]')
    with pytest.raises(UserError, match=r"循环：.*→"):
        load(GOOD + back + round_again)
    assert set(load(GOOD + back).versions) == {"R.one", "R.two"}


def test_the_same_rule_twice_in_one_file_is_refused() -> None:
    with pytest.raises(UserError, match="写了两次"):
        load(GOOD + GOOD)


def test_an_offices_own_file_wins_rule_by_rule() -> None:
    book = load(GOOD + GOOD.replace("R.one", "R.two").replace('["b"]', '["c"]'), GOOD.replace("2 wd", "5 wd"))
    assert book.rule("R.one").period is not None
    assert book.rule("R.one").period.n == 5  # type: ignore[union-attr]
    assert book.rule("R.two").period.n == 2  # type: ignore[union-attr]


def test_a_rule_in_force_from_a_day_leaves_earlier_triggers_alone(tmp_path: Path) -> None:
    shipped = shipped_rules().rule("P.allocate")
    (tmp_path / "rules.toml").write_text(
        """
        [[rule]]
        id = "P.allocate"
        clause = "3.1.2"
        title = "分配到具体负责人"
        department = "patent"
        kinds = ["invention"]
        after = "slip_received"
        within = "1 wd"
        done_by = ["assigned"]
        responsible = "department_head"
        from = 2026-03-10
        """,
        encoding="utf-8",
    )
    book = office_rules(tmp_path)
    assert book.rule("P.allocate", date(2026, 3, 9)) == shipped
    for slip, due in (("03-09", "03-11"), ("03-10", "03-11")):
        made = docket("invention", f"{slip} slip_received", "03-10", book=book)
        assert [f"{item.due:%m-%d}" for item in made.due_items] == [due]


def test_a_rule_can_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[[rule]]\nid = "P.weekly"\noff = true\nkinds = ["invention"]', encoding="utf-8"
    )
    made = docket("invention", "03-04 assigned; 03-04 sales_contacted", "03-17", book=office_rules(tmp_path))
    assert "P.weekly" not in {item.rule for item in made.due_items}


def test_the_shipped_book_covers_every_kind() -> None:
    book = shipped_rules()
    assert all(book.plan(kind).rules() for kind in Kind)
    assert {rule.id for rule in book.office_rules()} == {
        "F.cpc_daily", "F.month_remind", "F.sheet_to_finance", "F.sheet_pay",
    }  # fmt: skip
    assert shown([]) == []


def test_an_unknown_notice_is_taken_to_ask_for_an_answer() -> None:
    book = shipped_rules()
    assert book.asks_answer("first_office_action")
    assert book.asks_answer("something_new")
    assert book.asks_answer(None)
    assert not book.asks_answer("acceptance")
