"""The commands on an office: the shapes of the answers, the refusals, one whole piece of work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.desk_cli import Cli

DUE = {"id", "matter", "rule", "clause", "about", "due", "state", "done_on", "responsible", "official", "provisional"}
MATTER = {
    "number", "department", "kind", "title", "client", "application_number", "filed", "granted", "handler",
    "salesperson", "state",
}  # fmt: skip


def test_demo_refuses_to_overwrite(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "there.db"
    path.write_bytes(b"something")
    assert "there.db" in cli.refusal("demo", path)
    assert path.read_bytes() == b"something"


def test_demo_wants_matters(cli: Cli, tmp_path: Path) -> None:
    assert cli.refusal("demo", tmp_path / "x.db", "--matters", "0")
    assert not list(tmp_path.iterdir())


def test_a_missing_database_is_refused(cli: Cli, tmp_path: Path) -> None:
    cli.database = tmp_path / "none.db"
    for command in (["due"], ["matter", "find", "x"], ["check"], ["explain", "1"], ["export", "ledger", "x.xlsx"]):
        assert "none.db" in cli.refusal(*command)
    assert not list(tmp_path.iterdir())


def test_not_a_database_is_refused(cli: Cli, tmp_path: Path) -> None:
    cli.database = tmp_path / "text.db"
    cli.database.write_text("this is no database " * 100, encoding="utf-8")
    assert cli.refusal("due")
    assert cli.refusal("upgrade")


@pytest.mark.parametrize("url", ["nosql://x/y", "postgresql+psycopg://nobody@127.0.0.1:1/none", "://"])
def test_a_bad_url_is_refused(cli: Cli, url: str) -> None:
    status, out, err = cli.call("--db", url, "due")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1


def test_due_items(office: Cli) -> None:
    items = office.answer("due")["due_items"]
    assert items
    assert all(set(item) >= DUE for item in items)
    keys = [(item["due"], item["rule"]) for item in items]
    assert keys == sorted(keys)
    overdue = office.answer("due", "--state", "overdue")["due_items"]
    assert overdue
    assert all(item["state"] == "overdue" and item["due"] < "2026-11-20" for item in overdue)
    some = office.answer("due", "--from", "2026-11-23", "--to", "2026-11-27", "--department", "trademark")["due_items"]
    assert all("2026-11-23" <= item["due"] <= "2026-11-27" for item in some)
    assert all(item["official"] for item in office.answer("due", "--official")["due_items"])


def test_another_day_is_another_answer(office: Cli) -> None:
    now = office.answer("due", "--state", "overdue")["due_items"]
    later = office.answer("--today", "2027-03-01", "due", "--state", "overdue")["due_items"]
    assert len(later) > len(now)


def test_explain(office: Cli) -> None:
    item = office.answer("due", "--state", "open")["due_items"][0]
    why = office.answer("explain", item["id"])
    assert why["due"] == item["due"]
    assert why["clause"] == item["clause"]
    assert why["says"]
    assert why["triggers"]
    assert office.refusal("explain", "999999")


def test_a_matter_from_slip_to_assignment(office: Cli) -> None:
    made = office.answer(
        "matter", "add", "--kind", "trademark", "--title", "云杉", "--client", "北京云杉食品有限公司",
        "--slip-on", "2026-11-18",
    )["matters"][0]  # fmt: skip
    assert set(made) >= MATTER | {"events", "due_items"}
    number = made["number"]
    (allocate,) = [item for item in made["due_items"] if item["rule"] == "T.allocate"]
    assert allocate["due"] == "2026-11-19"
    assert allocate["state"] == "overdue"
    after = office.answer("event", "record", number, "assigned", "--on", "2026-11-20", "--note", "转王工")["matters"][0]
    rules = {item["rule"]: item for item in after["due_items"]}
    assert rules["T.allocate"]["state"] == "done_late"
    assert rules["T.contact"]["due"] == "2026-11-23"
    (event,) = [item for item in after["events"] if item["name"] == "assigned"]
    assert event["note"] == "转王工"
    assert office.answer("matter", "find", "云杉")["matters"][0]["number"] == number
    office.answer("event", "revoke", event["id"], "--why", "记错案件")
    again = office.answer("matter", "show", number)["matters"][0]
    assert {item["rule"]: item["state"] for item in again["due_items"]} == {"T.allocate": "overdue"}
    assert [item["revoked"] for item in again["events"] if item["name"] == "assigned"] == [True]


def test_what_the_office_refuses(office: Cli) -> None:
    number = office.answer("due", "--state", "open")["due_items"][0]["matter"]
    assert office.refusal("matter", "show", "no-such-number")
    assert office.refusal("event", "record", "no-such-number", "assigned")
    assert office.refusal("event", "record", number, "no_such_event")
    assert office.refusal("event", "record", number, "assigned", "--on", "2026-02-30")
    assert office.refusal("event", "record", number, "assigned", "--on", "2031-01-01")
    assert office.refusal("event", "record", number, "search_completed", "--set", "nonsense")
    assert office.refusal("event", "revoke", "999999", "--why", "记错")
    assert office.refusal("matter", "add", "--kind", "invention", "--title", " ", "--client", "甲公司")
    assert office.refusal(
        "matter", "add", "--kind", "invention", "--title", "一种阀", "--client", "甲公司",
        "--application-number", "202610123456.0",
    )  # fmt: skip
    assert office.refusal(
        "matter", "add", "--kind", "design", "--title", "杯子", "--client", "甲公司", "--handler", "查无此人"
    )
    assert office.refusal("matter", "find", "\udcff")
    assert office.answer("check")["ok"] is True


def test_ledger_out_and_in_again(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    office.answer("export", "ledger", path)
    looked = office.answer("import", "ledger", path, "--dry-run")
    assert (looked["new"], looked["changed"], looked["refused"]) == (0, 0, [])
    assert looked["unchanged"] > 100  # all matters but the complaints
    assert office.answer("import", "ledger", path) == looked


def test_a_preview_leaves_nothing_behind(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    office.answer("export", "ledger", path)
    office.database = tmp_path / "fresh" / "new.db"
    office.database.parent.mkdir()
    new = office.answer("import", "ledger", path, "--dry-run")["new"]
    assert new > 100
    assert not list(office.database.parent.iterdir())
    assert office.answer("import", "ledger", path)["new"] == new
    assert office.answer("import", "ledger", path)["unchanged"] == new


def test_bad_ledgers_are_refused(office: Cli, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    assert office.refusal("import", "ledger", broken)
    assert office.refusal("import", "ledger", tmp_path / "none.xlsx")
    assert office.refusal("import", "ledger", tmp_path)


def test_the_weekly_sheet(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    made = office.answer("sheet", "make", "--week", "2026-W48", "--out", path)
    assert made["week"] == "2026-W48"
    assert made["lines"] >= 20
    assert re.fullmatch(r"\d+\.\d{2}", made["total"])
    shown = office.answer("sheet", "show", "--week", "2026-W48")
    assert len(shown["lines"]) == made["lines"]
    assert shown["total"] == made["total"]
    assert set(shown["lines"][0]) >= {
        "application_number", "fee", "year", "amount", "late", "total", "due", "salesperson", "paid_on", "paid_amount",
    }  # fmt: skip
    read = office.answer("sheet", "read", path)
    assert read["week"] == "2026-W48"
    assert read["differences"] == []


def test_sheet_refusals(office: Cli, tmp_path: Path) -> None:
    assert office.refusal("sheet", "make", "--week", "2026-W60", "--out", tmp_path / "x.xlsx")
    assert office.refusal("sheet", "make", "--week", "diese", "--out", tmp_path / "x.xlsx")
    assert office.refusal("sheet", "read", tmp_path / "none.xlsx")
    assert office.refusal("sheet", "show", "--week", "2019-W01")


def test_backup_and_restore(office: Cli, tmp_path: Path) -> None:
    before = office.answer("due")
    copy = tmp_path / "备份"
    office.answer("backup", copy)
    number = before["due_items"][0]["matter"]
    office.answer("event", "record", number, "cancelled", "--note", "放弃")
    assert office.answer("due") != before
    office.answer("restore", copy)
    assert office.answer("due") == before
    assert office.answer("check") == {"ok": True, "problems": []}
    assert office.refusal("restore", tmp_path / "nothing")


def test_check_finds_what_is_wrong(office: Cli) -> None:
    import sqlite3
    from contextlib import closing

    assert office.database is not None
    with closing(sqlite3.connect(office.database)) as raw, raw:
        raw.execute("UPDATE due_items SET due = '2001-01-01' WHERE id = (SELECT min(id) FROM due_items)")
    status, out, _ = office.call("check", "--json")
    assert status == 1
    assert set(json.loads(out)["problems"][0]) == {"code", "where", "says"}
    office.call("check", "--repair")
    assert office.answer("check")["ok"] is True


def test_upgrade(office: Cli, tmp_path: Path) -> None:
    assert office.answer("upgrade")["ok"] is True
    office.database = tmp_path / "fresh.db"
    assert office.answer("upgrade")["ok"] is True
    assert office.answer("due") == {"due_items": []}


def test_an_arrangement_moves_open_items(office: Cli, tmp_path: Path) -> None:
    """A day off on the Monday after: what was due then is due on the Tuesday."""
    number = office.answer(
        "matter", "add", "--kind", "trademark", "--title", "海棠", "--client", "海棠公司", "--slip-on", "2026-11-20",
    )["matters"][0]["number"]  # fmt: skip
    before = office.answer("matter", "show", number)["matters"][0]["due_items"][0]
    assert before["due"] == "2026-11-23"
    shipped = office.answer("workdays", "month", "2026-10")
    assert shipped["days"]
    path = tmp_path / "2026.json"
    path.write_text(
        json.dumps({"2026": {"doc": "试验〔2026〕1号", "off": ["11-23 试验"], "work": []}}), encoding="utf-8"
    )
    loaded = office.answer("workdays", "load", path)
    assert {"matter": number, "rule": "T.allocate", "about": None, "from": "2026-11-23", "to": "2026-11-24"} in loaded[
        "moved"
    ]
    assert office.answer("workdays", "is", "2026-11-23")["working"] is False
    assert office.answer("check")["ok"] is True


def test_people_read_it_too(office: Cli) -> None:
    """Without --json: lines in Chinese, no codes of states or events."""
    status, out, err = office.call("due", "--state", "overdue")
    assert status == 0
    assert "已逾期" in out
    assert "overdue" not in out
    assert err.startswith("共 ")
