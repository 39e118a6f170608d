"""``ipdesk checklist``, ``template``, ``candidate`` in a new office."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipdesk.services.office import open_office
from tests.cli.desk_cli import Cli


@pytest.fixture
def office(cli: Cli, tmp_path: Path) -> Cli:
    """The command line on an office of its own with nothing in it: quicker than the example."""
    cli.database = tmp_path / "office.db"
    open_office(cli.database, create=True).close()
    return cli


def _matter(office: Cli, *words: str) -> str:
    """A new matter; its number."""
    return str(office.answer("matter", "add", *words)["matters"][0]["number"])


@pytest.fixture
def trade(office: Cli) -> str:
    return _matter(office, "--kind", "patent_trade", "--title", "求购专利：电机", "--client", "云杉科技")


def test_a_step_is_ticked_with_what_was_found_out(office: Cli) -> None:
    matter = _matter(office, "--kind", "invention", "--title", "一种支架", "--client", "云杉科技")
    items = office.answer("checklist", "show", matter)
    assert {item["clause"] for item in items} == {"3.1.3", "3.1.5", "3.1.7"}
    assert not any(item["done"] for item in items)
    done = office.answer("checklist", "tick", matter, "patent.before_coaching", "purpose", "--note", "高企认定")
    assert (done["done"], done["note"]) == (True, "高企认定")
    status, out, _err = office.call("checklist", "show", matter)
    assert status == 0
    assert "✓ 企业申请专利的目的（purpose）" in out
    assert office.answer("checklist", "tick", matter, "patent.before_coaching", "purpose", "--undo")["done"] is False
    assert "没有清单项" in office.refusal("checklist", "tick", matter, "patent.before_coaching", "dance")


def test_a_paper_gets_its_next_version(office: Cli, tmp_path: Path) -> None:
    before = {paper["code"]: paper["versions"] for paper in office.answer("template", "list")}
    assert before == {"disclosure": [], "software": [], "layout": []}
    new = tmp_path / "技术交底书 2027.docx"
    for words in (b"first words", b"second words"):
        new.write_bytes(words)
        office.answer("template", "add", new, "--code", "disclosure")
    new.write_bytes(b"new words")
    paper = office.answer("template", "add", new, "--code", "disclosure", "--note", "2027 版")
    assert [(one["number"], one["in_use"]) for one in paper["versions"]] == [(3, True), (2, False), (1, False)]
    assert "没有代码为“nothing”" in office.refusal("template", "add", new, "--code", "nothing")
    own = office.answer("template", "add", new, "--title", "商标委托书")
    assert (own["title"], own["versions"][0]["number"]) == ("商标委托书", 1)


def test_3_2_11_candidates_are_added_offered_and_one_is_chosen(office: Cli, trade: str, tmp_path: Path) -> None:
    listed = tmp_path / "卖家清单.txt"
    listed.write_text("名称\t价格\t领域\n一种电机\t3.5万\t机械\n一种风机\t面议\t机械\n", encoding="utf-8")
    rows = office.answer("candidate", "add", trade, "--file", listed)
    assert [(row["title"], row["price"]) for row in rows] == [("一种电机", "35000.00"), ("一种风机", None)]
    first, second = (str(row["id"]) for row in rows)
    assert "还没有发给业务员" in office.refusal("candidate", "choose", first)
    sent = office.answer("candidate", "offer", trade)
    assert Path(sent["file"]).read_bytes().startswith(b"X-Unsent: 1")
    assert "请先填写" in office.refusal("candidate", "choose", second)
    office.answer("candidate", "choose", second, "--price", "12000")
    rows = office.answer("candidate", "list", trade)
    assert [(row["chosen"], row["price"]) for row in rows] == [(False, "35000.00"), (True, "12000.00")]
    assert "客户已选定“一种风机”" in office.refusal("candidate", "choose", first)
    events = office.answer("matter", "show", trade)["matters"][0]["events"]
    assert [event["name"] for event in events] == ["candidates_offered", "candidate_chosen"]
