"""``ipdesk notice`` and ``ipdesk form annual-notice`` on the example office (3.2.2, 3.2.3, 3.2.4)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ipdesk.cli import Parts
from tests.cli.desk_cli import Cli


def _matter(office: Cli) -> str:
    """A patent without a notice yet."""
    listed = {one["number"] for one in office.answer("notice", "list")["notices"]}
    found = office.answer("matter", "find", "一种", "--limit", "80")["matters"]
    return str(next(one["number"] for one in found if one["number"] not in listed and one["kind"] == "invention"))


def _steps(answer: dict[str, Any]) -> dict[str, str]:
    return {one["event"]: one["state"] for one in answer["steps"]}


def test_a_notice_from_its_receipt_to_the_answer_submitted(office: Cli, tmp_path: Path) -> None:
    number, file = _matter(office), tmp_path / "通知书.pdf"
    file.write_bytes(b"%PDF notice")
    made = office.answer(
        "notice", "receive", number, "--kind", "office_action", "--issued", "2026-11-19", "--file", file,
        "--answer-by", "2027-03-19",
    )  # fmt: skip
    assert (made["about"], made["files"], made["answer_by"]) == ("N1", ["通知书.pdf"], "2027-03-19")
    assert _steps(made)["notice_downloaded"] == "done"
    assert number in {one["number"] for one in office.answer("notice", "list", "--open")["notices"]}
    handler = office.answer("matter", "show", number)["matters"][0]["handler"]
    for step, more in (
        ("import", ()), ("mail", ()), ("assign", ("--answerer", handler)), ("answer", ()), ("submit", ()),
    ):  # fmt: skip
        made = office.answer("notice", "step", number, "N1", step, *more)
    assert set(_steps(made).values()) == {"done"}
    assert (made["next_step"], made["answerer"]) == (None, handler)
    assert number not in {one["number"] for one in office.answer("notice", "list", "--open")["notices"]}
    assert number in office.call("notice", "list", "--text", number)[1]


def test_the_example_has_notices_at_every_step(office: Cli) -> None:
    found = office.answer("notice", "list", "--open")
    assert all(found["counts"].values()), found["counts"]
    files = [name for one in office.answer("notice", "list")["notices"] for name in one["files"]]
    assert any(name.startswith("扫描件") for name in files)


def test_refusals_are_one_sentence(office: Cli) -> None:
    number = _matter(office)
    assert "P99-9999" in office.refusal("notice", "receive", "P99-9999", "--kind", "office_action")
    office.answer("notice", "receive", number, "--kind", "correction", "--delivery", "paper")
    assert "扫描件" in office.refusal("notice", "step", number, "N1", "archive")
    assert "没有此人" in office.refusal("notice", "step", number, "N1", "assign", "--answerer", "没有此人")


def test_the_annual_form_of_a_client(office: Cli, tmp_path: Path) -> None:
    pages: list[tuple[str, str]] = []
    office.parts = replace(office.parts, pdf=lambda form, path: pages.append((getattr(form, "title", ""), str(path))))
    assert isinstance(office.parts, Parts)
    fees = [row for row in office.answer("due")["due_items"] if row["rule"] == "F.annual_notice"]
    matter = office.answer("matter", "show", fees[0]["matter"])["matters"][0]
    out = tmp_path / "通知单.pdf"
    made = office.answer("form", "annual-notice", matter["client"], "--out", out, "--until", "2027-11-01")
    assert matter["number"] in {fee["number"] for fee in made["fees"]}
    assert pages == [(pages[0][0], str(out))]
    assert pages[0][0].startswith("年费缴纳通知单")
    assert "没有这家公司" in office.refusal("form", "annual-notice", "没有这家公司", "--out", out)
