"""``ipdesk followup`` (3.1.1) and ``ipdesk remind`` (3.2.4)."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import openpyxl

from tests.cli.desk_cli import Cli


def test_the_weekly_list(office: Cli, tmp_path: Path) -> None:
    data = office.answer("followup", "--today", "2026-11-20", "--out", tmp_path / "跟进.xlsx")
    assert data["week"] == "2026-W47"
    assert data["rows"]
    assert data["told"] == sum(1 for row in data["rows"] if row["told_on"])
    assert openpyxl.load_workbook(tmp_path / "跟进.xlsx").sheetnames[0] == "在跟进"
    name = data["rows"][0]["handler"]
    own = office.answer("followup", "--today", "2026-11-20", "--handler", name)
    assert own["rows"] == [row for row in data["rows"] if row["handler"] == name]
    status, out, _err = office.call("followup", "--today", "2026-11-20")
    assert status == 0
    assert data["rows"][0]["number"] in out
    assert "没有开始" in office.refusal("followup", "--today", "2026-11-20", "--week", "2026-W48")


def test_the_monthly_reminder(office: Cli, tmp_path: Path) -> None:
    before = office.answer("remind", "--month", "2026-11", "--today", "2026-11-20", "--out", tmp_path / "清单.xlsx")
    assert (before["from"], before["to"], before["due"]) == ("2026-11-01", "2026-12-10", "2026-11-10")
    assert before["cases"]
    dated = [case["due"] for case in before["cases"] if case["group"] == "due"]
    assert all("2026-11-01" <= due <= "2026-12-10" for due in dated)
    page = openpyxl.load_workbook(tmp_path / "清单.xlsx").worksheets[0]
    numbers = [row[4].value for row in page.iter_rows(min_row=3) if row[4].value]
    assert sorted(numbers) == sorted(case["number"] for case in before["cases"])
    after = office.answer("remind", "--today", "2026-11-20", "--mails", tmp_path / "m", "--sent")
    files = [Path(name) for name in after["mails"]]
    assert sorted(files) == sorted((tmp_path / "m").iterdir())
    assert len(files) == sum(1 for one in after["answerers"] if one["person_id"] and one["cases"])
    assert all(message_from_bytes(path.read_bytes())["X-Unsent"] == "1" for path in files)
    assert after["done_on"] is not None
    assert all(one["sent_at"] for one in after["answerers"] if one["cases"])
    assert "2026-10" in office.refusal(
        "remind", "--month", "2026-10", "--today", "2026-11-20", "--mails", tmp_path / "x"
    )
