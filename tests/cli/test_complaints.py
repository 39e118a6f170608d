"""``ipdesk complaint`` and ``ipdesk form complaint`` (标准 4)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ipdesk.cli import Parts
from ipdesk.files.form_page import FormPage
from tests import database
from tests.cli.desk_cli import Cli

ON = ("--on", "2026-11-19")


@pytest.fixture
def desk(tmp_path: Path, cli: Cli) -> Cli:
    """An office with two matters of one client."""
    cli.database = tmp_path / "office.db"
    database.make_template(cli.database)
    cli.answer(
        "matter", "add", "--kind", "invention", "--title", "支架", "--client", "深圳长虹", "--slip-on", "2026-11-02"
    )
    return cli


def test_a_complaint_from_call_to_report(desk: Cli, tmp_path: Path) -> None:
    made = desk.answer(
        *("complaint", "add", "深圳长虹", "电话没人接", "--matter", "P26-0001", "--level", "B"),
        *("--through-owner", *ON, "--at", "23:50"),
    )
    assert (made["number"], made["level"], made["through_owner"]) == ("TS26-001", "B", True)
    assert [(one["rule"], one["due"]) for one in made["clocks"]] == [
        ("C.call_back", "2026-11-20T00:20:00"), ("C.explain", "2026-11-23T23:59:59"),
    ]  # fmt: skip
    assert "TS26-001 B 一般" in desk.call("complaint", "list", "--open")[1]
    assert "早于收到投诉" in desk.refusal("complaint", "step", "TS26-001", "call-back", *ON, "--at", "23:49")
    assert "不是时刻" in desk.refusal("complaint", "step", "TS26-001", "call-back", "--at", "25:00")
    called = desk.answer("complaint", "step", "TS26-001", "call-back", "--on", "2026-11-20", "--at", "0021")
    assert (called["clocks"][0]["state"], called["clocks"][0]["late"]) == ("done_late", 1)
    refusal = desk.refusal(
        "complaint", "close", "TS26-001", "--cause", "attitude", "--settlement", "致歉", "--at", "1:00"
    )
    assert all(words in refusal for words in ("立项编号", "向客户解释", "检讨书"))
    assert desk.answer("complaint", "level", "TS26-001", "D")["project_number"] == "ZA-2026-001"
    paper = tmp_path / "检讨书.txt"
    paper.write_text("检讨", encoding="utf-8")
    desk.answer("complaint", "criticism", "TS26-001", paper)
    desk.answer("complaint", "step", "TS26-001", "explain", "--at", "0:40", "--note", "已说明")
    done = desk.answer("complaint", "close", "TS26-001", "--cause", "attitude", "--settlement", "致歉", "--at", "1:00")
    assert (done["state"], done["missing"]) == ("closed", [])
    assert desk.answer("complaint", "step", "TS26-001", "report", "--at", "1:10")["state"] == "reported"
    assert desk.answer("complaint", "list", "--open") == {"complaints": []}


def test_gifts_and_rates(desk: Cli, tmp_path: Path) -> None:
    desk.answer("complaint", "add", "深圳长虹", "电话没人接", "--matter", "P26-0001", *ON, "--at", "9:00")
    assert "失误" in desk.refusal("complaint", "gift", "TS26-001", "检索", "100.01")
    given = desk.answer("complaint", "gift", "TS26-001", "检索", "100.01", "--not-our-mistake")
    assert (given["official_fee"], given["shares"], given["commission"]) == ("100.01", [], False)
    assert "不是金额" in desk.refusal("complaint", "gift", "TS26-001", "检索", "x")
    out = tmp_path / "rates.xlsx"
    rates = desk.answer("complaint", "rates", "--out", out)
    assert rates["year"] == 2026
    assert out.stat().st_size > 1000


def test_the_forms_are_printed(desk: Cli, tmp_path: Path) -> None:
    printed: list[FormPage] = []

    def keep(form: object, _path: Path) -> object:
        assert isinstance(form, FormPage)
        printed.append(form)
        return _path

    def nothing(*_args: object) -> Sequence[Path]:
        return []

    desk.parts = Parts(nothing, keep)
    desk.answer("complaint", "add", "深圳长虹", "电话没人接", *ON, "--at", "9:00")
    for which in ("report", "sheet", "criticism"):
        desk.answer("form", "complaint", "TS26-001", "--form", which, "--out", tmp_path / "x.pdf")
    assert [page.title for page in printed] == [
        "客户投诉处理报告 TS26-001", "客户投诉登记表 TS26-001", "投诉检讨书 TS26-001",
    ]  # fmt: skip


def test_any_event_can_carry_its_minute(desk: Cli) -> None:
    desk.answer("complaint", "add", "深圳长虹", "电话没人接", *ON, "--at", "9:00")
    (shown,) = desk.answer("event", "record", "TS26-001", "called_back", *ON, "--at", "9:31")["matters"]
    assert [event["at"] for event in shown["events"]] == ["09:00", "09:31"]
    (item,) = [one for one in shown["due_items"] if one["rule"] == "C.call_back"]
    assert item["state"] == "done_late"
