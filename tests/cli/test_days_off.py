"""A State Council notice loaded as text, the way back, and the control sheet from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ipdesk.cli import Parts, run
from ipdesk.files.form_page import FormPage
from tests.cli.desk_cli import Cli

CHANGED = (
    "国务院办公厅关于调整2026年国庆节假期安排的通知\n国办发明电〔2026〕88号\n"
    "国庆节：10月1日（周四）至8日（周四）放假调休，共8天。9月20日（周日）、10月10日（周六）、10月11日（周日）上班。"
)


def test_a_notice_as_text_changes_one_holiday_and_can_be_taken_back(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(CHANGED, encoding="utf-8")
    loaded = office.answer("workdays", "load", path)
    assert (loaded["year"], loaded["document"]) == (2026, "国办发明电〔2026〕88号")
    assert office.answer("workdays", "is", "2026-10-08")["working"] is False
    assert office.answer("workdays", "is", "2026-10-11")["working"] is True
    assert office.answer("workdays", "is", "2026-05-04")["working"] is False, "the other holidays stay"
    back = office.answer("workdays", "restore", 2026)
    assert back["document"] == "国办发明电〔2025〕7号"
    assert {(m["matter"], m["rule"], m["to"]) for m in back["moved"]} == {
        (m["matter"], m["rule"], m["from"]) for m in loaded["moved"]
    }
    assert office.answer("workdays", "is", "2026-10-08")["working"] is True
    status, _, err = office.call("workdays", "restore", 2026)
    assert status == 1
    assert "没有更早的放假安排" in err


def test_a_wrong_notice_is_refused_with_its_words(office: Cli, tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text(CHANGED.replace("共8天", "共7天"), encoding="utf-8")
    status, out, err = office.call("workdays", "load", path)
    assert (status, out) == (1, "")
    assert "写明共 7 天，实际数出 8 天" in err


def test_the_control_sheet_has_every_step_and_two_signatures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPDESK_DATABASE", str(tmp_path / "none.db"))
    printed: list[tuple[FormPage, Path]] = []
    parts = Parts(lambda *_: [], lambda form, path: printed.append((form, path)))  # type: ignore[arg-type]
    moment = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    out = tmp_path / "d.pdf"
    asked = ["form", "deadline", "D09", "2026-09-20", "--also", "2026-11-10", "--out", str(out)]
    assert run(asked, parts, lambda: moment) == 0
    capsys.readouterr()
    ((page, path),) = printed
    assert path == out
    for words in ("2026-11-25（周三）", "2026-11-20（周五）", "细则第112条", "计算人", "复核人", "受理通知书"):
        assert words in page.html
    assert page.note.startswith("制表 2026-11-20")
