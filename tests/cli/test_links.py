"""``ipdesk link``: the family from the command line, shown with its matter."""

from __future__ import annotations

from tests.cli.desk_cli import Cli


def added(office: Cli, title: str, filed: str) -> str:
    made = office.answer("matter", "add", "--kind", "invention", "--title", title, "--client", "云杉", "--filed", filed)
    return str(made["matters"][0]["number"])


def test_links_are_added_shown_and_removed(office: Cli) -> None:
    first, later = added(office, "首次", "2026-03-02"), added(office, "后续", "2026-11-02")
    made = office.answer("link", "add", "priority", later, first)
    assert [(row["number"], row["kind"], row["depth"]) for row in made["links"]] == [
        (first, None, 0),
        (later, "priority", 1),
    ]
    for number in (first, later):
        (shown,) = office.answer("matter", "show", number)["matters"]
        assert [row["number"] for row in shown["links"]] == [first, later]
    (shown,) = office.answer("matter", "show", later)["matters"]
    assert [item["due"] for item in shown["due_items"] if item["rule"] == "D11"] == ["2029-03-02"]
    assert first in office.refusal("link", "add", "priority", first, later)
    office.answer("link", "remove", made["id"])
    assert office.answer("link", "list", first)["links"] == []


def test_a_number_outside(office: Cli) -> None:
    later = added(office, "后续", "2026-11-02")
    assert "应为 X" in office.refusal("link", "add", "priority", later, "202610123456.7", "--on", "2026-03-02")
    made = office.answer("link", "add", "priority", later, "63/123456", "--country", "US", "--on", "2026-03-02")
    assert made["links"][0]["country"] == "US"
    assert office.answer("matter", "find", "63/123456")["matters"][0]["number"] == later
