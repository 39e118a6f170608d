"""``ipdesk import notices`` on the packages that the example office brings."""

from __future__ import annotations

from pathlib import Path
from random import Random

from ipdesk.services.demo.package_maker import members_of, zipped
from tests.cli.desk_cli import Cli
from tests.files.notice_packages import DAMAGES, a_notice
from tests.files.test_notice_package import RIGHT


def _package(office: Cli, name: str = "示例通知书包.zip") -> Path:
    assert office.database is not None
    return office.database.with_name(f"{office.database.name}.files") / name


def test_the_examples_package_is_previewed_taken_and_the_second_time_already_there(office: Cli) -> None:
    package = _package(office)
    preview = office.answer("import", "notices", package, "--dry-run")
    assert preview["taken"] >= 5
    assert any(one["official"] for one in preview["notices"])
    assert office.answer("import", "notices", package, "--dry-run") == preview
    taken = office.answer("import", "notices", package)
    assert (taken["taken"], taken["already_there"], taken["refused"]) == (preview["taken"], 0, [])
    assert all(sorted(one) == ["name", "number", "why"] for one in taken["unmatched"])
    assert taken["unmatched"]
    again = office.answer("import", "notices", package)
    assert (again["taken"], again["already_there"]) == (0, taken["taken"])
    number = next(one for one in taken["notices"] if one["official"])
    listed = office.answer("notice", "list", "--text", number["matter"])["notices"]
    assert number["name"] in {one["name"] for one in listed}
    assert office.answer("check")["ok"]


def test_the_fee_package_brings_annual_fees_and_their_windows(office: Cli) -> None:
    found = office.answer("import", "notices", _package(office, "示例缴费通知书包.zip"), "--dry-run")
    assert found["taken"] >= 1
    assert all(len(one["windows"]) == 5 for one in found["notices"])


def test_refusals_name_the_member_or_the_file(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "坏.zip"
    path.write_bytes(zipped([*DAMAGES["entities"](RIGHT).members, *members_of(a_notice(Random(1), 77))]))
    found = office.answer("import", "notices", path)
    assert [one["member"] for one in found["refused"]] == [RIGHT.folder]
    assert "实体" in found["refused"][0]["why"]
    assert found["taken"] == 0
    path.write_bytes(b"no zip")
    assert "坏.zip" in office.refusal("import", "notices", path)
    assert "没有.zip" in office.refusal("import", "notices", tmp_path / "没有.zip")
