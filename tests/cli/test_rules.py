"""``ipdesk rule``, ``mark`` and ``nice``: rules changed after a dry run; marks entered, searched, numbered."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ipdesk.services.office import open_office
from tests import database
from tests.cli.desk_cli import Cli
from tests.services import desk_office

CHANGE = ("rule", "change", "P.allocate", "--within", "4 wd", "--from", "2026-11-19", "--why", "试行")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small office to copy from."""
    path = tmp_path_factory.mktemp("built") / "office.db"
    with open_office(path, create=True) as office:
        desk_office.build(office, database.an_act())
    return path


@pytest.fixture
def office_cli(cli: Cli, built: Path, tmp_path: Path) -> Cli:
    cli.database = Path(shutil.copy(built, tmp_path / "office.db"))
    return cli


def test_a_rule_is_changed_after_a_dry_run_and_taken_back(office_cli: Cli) -> None:
    rows = {row["rule"]: row for row in office_cli.answer("rule", "list")["rules"]}
    assert (rows["P.allocate"]["clause"], rows["P.allocate"]["period"]) == ("3.1.2", "2个工作日")
    seen = office_cli.answer(*CHANGE, "--dry-run")
    (moved,) = seen["moved"]
    assert (moved["was"], moved["due"], seen["written"]) == ("2026-11-24", "2026-11-26", False)
    due = {(row["matter"], row["rule"]): row["due"] for row in office_cli.answer("due")["due_items"]}
    assert due[moved["matter"], "P.allocate"] == "2026-11-24"
    assert "王伟" in office_cli.refusal(*CHANGE, "--by", "王伟")
    assert "无名氏" in office_cli.refusal(*CHANGE, "--by", "无名氏")
    assert office_cli.answer(*CHANGE, "--by", "赵主任")["written"] is True
    after = {(row["matter"], row["rule"]): row["due"] for row in office_cli.answer("due")["due_items"]}
    assert {key for key in due if after[key] != due[key]} == {(moved["matter"], "P.allocate")}
    shown = office_cli.answer("rule", "show", "P.allocate")
    assert [(one["by"], one["why"], one["from"]) for one in shown["changes"]] == [("赵主任", "试行", "2026-11-19")]
    assert shown["versions"][0]["now"] is True
    office_cli.answer("rule", "back", "P.allocate", "--by", "赵主任")
    assert {(row["matter"], row["rule"]): row["due"] for row in office_cli.answer("due")["due_items"]} == due
    assert office_cli.refusal("rule", "back", "P.allocate", "--by", "赵主任")
    assert "P.nothing" in office_cli.refusal("rule", "show", "P.nothing")


def test_marks_are_entered_searched_and_numbered(office_cli: Cli) -> None:
    assert office_cli.answer("nice", "服装")["classes"][0]["number"] == 25
    assert len(office_cli.answer("nice")["classes"]) == 45
    made = office_cli.answer("matter", "add", "--kind", "trademark", "--title", "远航", "--client", "远航公司")
    number = made["matters"][0]["number"] if "matters" in made else made["number"]
    rows = office_cli.answer("mark", "add", number, "远航", "--classes", "9 服装")["marks"]
    assert [(row["name"], row["class"]) for row in rows] == [("远航", 9), ("远航", 25)]
    one = office_cli.answer("mark", "set", rows[0]["id"], "--result", "can_file", "--application-number", "81234567")
    assert (one["mark"]["result"], one["mark"]["application_number"], one["mark"]["filed"]) == (
        "can_file",
        "81234567",
        "2026-11-20",
    )
    assert [row["result"] for row in office_cli.answer("mark", "list", number)["marks"]] == ["can_file", None]
    assert "46" in office_cli.refusal("mark", "add", number, "新", "--classes", "46")
    assert "999" in office_cli.refusal("mark", "set", "999", "--result", "similar")
