"""``ipdesk deadline`` and ``ipdesk fees annual`` against the shapes of the contract."""

from __future__ import annotations

import pytest

from tests.cli.desk_cli import Cli


@pytest.fixture
def bare(capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line without a database."""
    return Cli(capsys)


def test_an_official_period_with_two_days(bare: Cli) -> None:
    found = bare.answer("deadline", "D02", "2025-12-31", "--kind", "invention")
    shown = {
        key: found[key] for key in ("rule", "event_date", "served", "raw_end", "last_day", "safe_day", "provisional")
    }
    assert shown == {
        "rule": "D02",
        "event_date": "2025-12-31",
        "served": "2025-12-31",
        "raw_end": "2026-02-28",
        "last_day": "2026-03-02",
        "safe_day": "2026-02-28",
        "provisional": False,
    }
    assert any("调休上班" in step for step in found["steps"])


def test_paper_is_postal(bare: Cli) -> None:
    paper = bare.answer("deadline", "D02", "2008-06-06", "--delivery", "paper")
    assert paper == bare.answer("deadline", "D02", "2008-06-06", "--delivery", "postal")
    assert (paper["served"], paper["last_day"]) == ("2008-06-21", "2008-08-21")


def test_a_service_period(bare: Cli) -> None:
    found = bare.answer("deadline", "P.draft", "2026-09-24")
    assert (found["last_day"], found["safe_day"], found["official"]) == ("2026-10-15", "2026-10-15", False)
    assert "10个工作日" in " ".join(found["steps"])


def test_a_date_not_covered_by_an_arrangement_is_provisional(bare: Cli) -> None:
    assert bare.answer("deadline", "D01", "2026-11-20")["provisional"] is True


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("D77", "2026-01-01"), "D77"),
        (("D20", "2026-01-01"), "没有可计算的期限"),
        (("P.weekly", "2026-01-01"), "没有固定的天数"),
        (("D05", "2026-01-01", "--kind", "design"), "不适用于 design"),
        (("D01", "2026-13-01"), "2026-13-01"),
        (("T02", "2026-09-01", "--proven", "2026-08-01"), "早于"),
    ],
)
def test_refusals(bare: Cli, arguments: tuple[str, ...], part: str) -> None:
    assert part in bare.refusal("deadline", *arguments)


def test_every_annual_fee_with_its_ladder(bare: Cli) -> None:
    found = bare.answer(
        "fees", "annual", "--kind", "invention", "--filed", "2020-05-10", "--granted", "2022-06-01", "--reduction", "85"
    )["annuities"]
    assert [row["year"] for row in found] == list(range(4, 21))
    first = found[0]
    assert (first["due"], first["full"], first["payable"]) == ("2023-05-10", "1200.00", "180.00")
    assert first["late"][1] == {"from": "2023-06-11", "to": "2023-07-10", "surcharge": "60.00", "total": "240.00"}
    assert first["grace_end"] == "2023-11-10"
    # reduced for ten years from the grant year on (year 3): the 13th is full
    assert [row["payable"] for row in found if row["year"] in (12, 13)] == ["600.00", "6000.00"]


def test_what_paying_on_a_day_costs(bare: Cli) -> None:
    arguments = ("fees", "annual", "--kind", "design", "--filed", "2022-03-01", "--granted", "2022-09-01")
    second = bare.answer(*arguments, "--on", "2023-04-02")["annuities"][0]
    assert second["on"] == {"date": "2023-04-02", "surcharge": "30.00", "total": "630.00", "in_time": True}
    assert "早于" in bare.refusal(*arguments[:-1], "2021-01-01")
