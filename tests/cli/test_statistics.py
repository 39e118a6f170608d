"""``ipdesk stats``: the figures of the page 统计 without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.people import add_person
from tests import database
from tests.cli.desk_cli import Cli

pytestmark = pytest.mark.skipif(bool(database.URL), reason="the command line opens the file it is given")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    """An office with one software matter: allotted in time (3.3.2), called late (3.3.3)."""
    from datetime import date

    path = tmp_path / "office.db"
    template = database.make_template(tmp_path / "template.db")
    act = database.an_act()
    with database.fresh_office(template, path) as office:
        handler = add_person(office, act, "陈丽", "handler", "software").created
        new = NewMatter(Kind.SOFTWARE, "仓储软件V1.0", "某公司", slip_on=date(2026, 11, 9), handler_id=handler)
        matter = add_matter(office, act, new).created or 0
        for name, on in (("assigned", 10), ("client_contacted", 16)):
            record_event(office, act, RecordEvent(matter, name, date(2026, 11, on)))
    return Cli(capsys, path)


def test_by_department_clause_handler_and_month(cli: Cli) -> None:
    found = cli.answer("stats", "--department", "software")
    assert (found["from"], found["to"]) == ("2026-11-01", "2026-11-30")
    assert {key: found["total"][key] for key in ("kept", "late", "open", "rate")} == {
        "kept": 1,
        "late": 1,
        "open": 0,
        "rate": 0.5,
    }
    software = next(row for row in found["rows"] if row["department"] == "software")
    assert (software["kept"], software["late_done"]) == (1, 1)
    clauses = cli.answer("stats", "--department", "software", "--by", "clause")["rows"]
    assert [(row["clause"], row["late"], row["median"], row["allowed"]) for row in clauses] == [
        ("3.3.3", 1, 4, "2个工作日"),
        ("3.3.2", 0, 1, "1个工作日"),
    ]
    people = cli.answer("stats", "--handler", "陈丽", "--by", "handler")["rows"]
    assert [(row["handler"], row["late"], row["median"]) for row in people] == [("陈丽", 1, 2.0)]
    months = cli.answer("stats", "--department", "software", "--by", "month")["rows"]
    assert [row["month"] for row in months][-1] == "2026-11"
    assert [row["kept"] for row in months] == [0] * 11 + [1]
    empty = cli.answer("stats", "--month", "2026-10", "--department", "software")
    assert empty["total"]["rate"] is None


def test_lines_for_people_and_a_workbook(cli: Cli, tmp_path: Path) -> None:
    status, out, err = cli.call("stats", "--department", "software", "--by", "clause", "--out", tmp_path / "达标")
    assert (status, err) == (0, "")
    assert out.splitlines()[1] == "3.3.3 联系客户：达标率 0.0%，按期 0，逾期 1，在办 0"
    assert (tmp_path / "达标.xlsx").read_bytes().startswith(b"PK")


def test_refusals(cli: Cli) -> None:
    assert "晚于" in cli.refusal("stats", "--from", "2026-12-01", "--to", "2026-11-01")
    assert "没有名为“无”的人员" in cli.refusal("stats", "--handler", "无")
    assert cli.call("stats", "--by", "weather")[0] == 2
