"""The exceptions of 3.5 and hand-overs from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk_cli import Cli


@pytest.fixture
def matter(office: Cli) -> str:
    """A patent matter with somebody's name on it, new today."""
    return new_matter(office, "一种测试支架")


def new_matter(office: Cli, title: str) -> str:
    who = _staff(office)["handlers"][0]
    made = office.answer(
        *("matter", "add", "--kind", "utility_model", "--title", title, "--client", "测试客户"),
        *("--handler", who, "--slip-on", "2026-11-17"),
    )["matters"][0]["number"]
    return str(made)


def _staff(office: Cli) -> dict[str, list[str]]:
    from ipdesk.services.office import open_office
    from ipdesk.services.people import people

    assert office.database is not None
    with open_office(office.database) as found:
        everybody = people(found)
    return {
        "handlers": [one.name for one in everybody if one.role == "handler" and one.department == "patent"],
        "directors": [one.name for one in everybody if one.role == "director"],
    }


def _states(answer: Any) -> dict[str, str]:
    return {item["rule"]: item["state"] for item in answer["matters"][0]["due_items"]}


def test_3_5_1_evidence_needs_a_file(office: Cli, matter: str, tmp_path: Path) -> None:
    office.answer("event", "record", matter, "infeasible")
    assert "证据" in office.refusal("event", "record", matter, "evidence_kept")
    proof = tmp_path / "聊天记录.txt"
    proof.write_text("客户：不做了", encoding="utf-8")
    answer = office.answer("event", "record", matter, "evidence_kept", "--attach", proof)
    assert _states(answer)["X.evidence"] == "done"
    assert "没有.txt" in office.refusal("event", "record", matter, "evidence_kept", "--attach", tmp_path / "没有.txt")


def test_stop_with_its_evidence(office: Cli, matter: str, tmp_path: Path) -> None:
    proof = tmp_path / "聊天记录.txt"
    proof.write_text("客户：不做了", encoding="utf-8")
    assert "解决方案" in office.refusal("stop", matter, "infeasible", "--reason", "不属于客体")
    answer = office.answer("stop", matter, "cancelled", "--reason", "费用预算不足", "--evidence", proof)
    assert answer["matters"][0]["state"] == "cancelled"
    assert (_states(answer)["X.evidence"], _states(answer)["P.allocate"]) == ("done", "void")
    assert "客户放弃" in office.refusal("stop", matter, "cancelled", "--reason", "再次")


def test_3_5_2_pause_and_resume(office: Cli, matter: str) -> None:
    other = new_matter(office, "一种测试水杯")
    answer = office.answer("pause", matter, other, "--reason", "未按合同付款", "--on", "2026-11-18")
    assert [one["state"] for one in answer["matters"]] == ["paused", "paused"]
    shown = office.answer("resume", matter, other, "--dry-run")
    assert not shown["written"]
    first = shown["matters"][0]
    assert (first["since"], first["working_days"], first["reason"]) == ("2026-11-18", 2, "未按合同付款")
    assert [(item["before"], item["after"]) for item in first["items"]] == [("2026-11-19", "2026-11-23")]
    office.answer("resume", matter, other)
    due = office.answer("matter", "show", matter)["matters"][0]["due_items"]
    assert [(item["rule"], item["due"]) for item in due] == [("P.allocate", "2026-11-23")]
    assert "没有在暂停" in office.refusal("resume", matter)


def test_3_5_5_a_hand_over_from_request_to_the_signed_form(office: Cli, matter: str, tmp_path: Path) -> None:
    staff = _staff(office)
    taker, director = staff["handlers"][1], staff["directors"][0]
    made = office.answer("transfer", "request", matter, "--to", taker, "--why", "客户要求", "--by-client")["transfer"]
    assert (made["state"], made["to"], [one["number"] for one in made["matters"]]) == ("requested", taker, [matter])
    assert "总监" in office.refusal("transfer", "approve", made["id"])
    assert "总监" in office.refusal("transfer", "approve", made["id"], "--by", taker)
    done = office.answer("transfer", "approve", made["id"], "--by", director)["transfer"]
    assert (done["state"], done["decided_by"]) == ("approved", director)
    assert done["mail"] is not None
    assert office.answer("matter", "show", matter)["matters"][0]["handler"] == taker
    scan = tmp_path / "已签字.pdf"
    scan.write_bytes(b"%PDF-1.4")
    assert office.answer("transfer", "sign", made["id"], scan)["transfer"]["signed"] == "已签字.pdf"
    listed = office.answer("transfer", "list", "--state", "approved")["transfers"]
    assert made["id"] in [row["id"] for row in listed]
    status, out, _err = office.call("transfer", "list")
    assert status == 0
    assert "已签字存档" in out


def test_a_refused_hand_over_leaves_everything(office: Cli, matter: str) -> None:
    staff = _staff(office)
    made = office.answer("transfer", "request", matter, "--to", staff["handlers"][1], "--why", "客户要求")["transfer"]
    asked = office.answer("transfer", "refuse", made["id"], "--why", "先沟通", "--by", staff["directors"][0])
    assert (asked["transfer"]["state"], asked["transfer"]["refusal"]) == ("refused", "先沟通")
    assert office.answer("matter", "show", matter)["matters"][0]["handler"] == staff["handlers"][0]
