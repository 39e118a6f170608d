"""``ipdesk fees``: licences and owners, filing, the forecast of an office."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.desk_cli import Cli

ANNUAL = ("fees", "annual", "--kind", "invention", "--filed", "2022-03-15", "--granted", "2024-05-01")


def test_annual_fees_under_a_licence_and_after_a_change_of_owner(cli: Cli) -> None:
    found = cli.answer(*ANNUAL, "--reduction", "85", "--licence", "2028-01-01:2028-12-31",
                       "--owner-changed", "2027-01-01", "--compensated", "800")  # fmt: skip
    fees = {row["year"]: (row["payable"], row["basis"]) for row in found["annuities"]}
    assert [fees[year] for year in (5, 6, 7, 8)] == [
        ("180.00", "reduction"), ("1200.00", ""), ("1700.00", "licence"), ("2000.00", ""),
    ]  # fmt: skip
    assert found["compensation"] == {
        "days": 800, "begins": "2042-03-15", "ends": "2044-05-23", "years": 2, "amount": "16000.00", "due": "2042-03-14",
    }  # fmt: skip


def test_a_day_that_can_be_read_in_two_ways(cli: Cli) -> None:
    fifth = cli.answer(*ANNUAL, "--on", "2026-05-15")["annuities"][1]
    assert (fifth["due"], fifth["last_day"], fifth["on"]["surcharge"]) == ("2026-03-16", "2026-03-16", "60.00")
    assert fifth["on_by_other_readings"] == {"highest": "120.00", "lowest": "60.00"}
    assert "另有算法" in cli.call(*ANNUAL, "--on", "2026-05-15")[1]


@pytest.mark.parametrize(
    "more", [("--licence", "2028"), ("--licence", "2028-01-01:2027-01-01"), ("--compensated", "x")]
)
def test_what_is_no_licence_is_refused(cli: Cli, more: tuple[str, ...]) -> None:
    assert cli.refusal(*ANNUAL, *more)


def test_only_inventions_are_compensated(cli: Cli) -> None:
    arguments = ("fees", "annual", "--kind", "design", "--filed", "2022-03-15", "--compensated", "30")
    assert "只有发明专利" in cli.refusal(*arguments)


def test_the_fees_of_filing(cli: Cli) -> None:
    arguments = ("fees", "filing", "--kind", "invention", "--claims", 12, "--pages", 31, "--priorities", 1)
    found = cli.answer(*arguments, "--reduction", "85", "--examination")
    assert [(line["code"], line["count"], line["amount"]) for line in found["lines"]] == [
        ("filing", 1, "135.00"), ("publication", 1, "50.00"), ("claim", 2, "300.00"), ("page", 1, "50.00"),
        ("priority", 1, "80.00"), ("examination", 1, "375.00"),
    ]  # fmt: skip
    assert (found["total"], found["words"]) == ("990.00", "人民币玖佰玖拾元整")
    assert "权利要求附加费" in cli.refusal("fees", "filing", "--kind", "design", "--claims", 11)


def test_the_forecast_of_the_office_and_of_one_client(office: Cli, tmp_path: Path) -> None:
    found = office.answer("fees", "forecast", "--to", "2028", "--out", tmp_path / "f.xlsx")
    fees = found["fees"]
    assert len(fees) > 20
    assert [fee["due"] for fee in fees] == sorted(fee["due"] for fee in fees)
    assert max(fee["due"] for fee in fees) <= "2028-12-31"
    assert sum(year["count"] for year in found["years"]) == len(fees)
    book = openpyxl.load_workbook(tmp_path / "f.xlsx", read_only=True)
    assert book.sheetnames == ["年费与续展", "按客户和年份"]
    client = fees[0]["client"]
    own = office.answer("fees", "forecast", "--to", "2028", "--client", client)["fees"]
    assert own == [fee for fee in fees if fee["client"] == client]
    assert "没有客户" in office.refusal("fees", "forecast", "--client", "没有这家")
    assert "2020" in office.refusal("fees", "forecast", "--to", "2020")
