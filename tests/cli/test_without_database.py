"""The commands that need no database, their refusals and their exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ipdesk.cli import Parts, run

MOMENT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SCENARIO = {
    "matter": {"kind": "invention", "department": "patent", "filed": "2025-03-10", "granted": None},
    "today": "2026-03-02",
    "events": [
        {"name": "slip_received", "on": "2026-02-13"},
        {"name": "assigned", "on": "2026-02-24"},
    ],
}


def _nothing(*_args: object) -> list[Path]:
    return []


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = run([str(item) for item in arguments], Parts(_nothing, _nothing), lambda: MOMENT)
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    status, out, err = call(capsys, *arguments)
    assert (status, err) == (0, "")
    found: dict[str, object] = json.loads(out)
    return found


def test_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "workdays", "is", "2026-02-14", "--json")
    assert found["date"] == "2026-02-14"
    assert found["working"] is True
    assert found["provisional"] is False
    assert "春节" in str(found["name"])


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-02-24", -1, "2026-02-14"),
        ("2026-03-02", 0, "2026-03-02"),
    ],
)
def test_adding(capsys: pytest.CaptureFixture[str], start: str, n: int, expected: str) -> None:
    assert answer(capsys, "--json", "workdays", "add", start, n)["date"] == expected


def test_counting(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "workdays", "count", "2026-02-13", "2026-02-24", "--json")["count"] == 2


def test_a_month(capsys: pytest.CaptureFixture[str]) -> None:
    days = answer(capsys, "workdays", "month", "2026-10", "--json")["days"]
    assert isinstance(days, list)
    assert len(days) == 31
    assert set(days[0]) >= {"date", "working", "name", "provisional"}
    assert [day["date"][-2:] for day in days if not day["working"]] == [
        "01", "02", "03", "04", "05", "06", "07", "11", "17", "18", "24", "25", "31"
    ]  # fmt: skip


def test_options_stand_before_or_after(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({k: v for k, v in SCENARIO.items() if k != "today"}), encoding="utf-8")
    before = call(capsys, "--today", "2026-03-02", "--json", "replay", path)
    after = call(capsys, "replay", path, "--json", "--today", "2026-03-02")
    assert before == after
    assert before[0] == 0


def test_replay(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps(SCENARIO), encoding="utf-8")
    found = answer(capsys, "replay", path)
    assert set(found) == {"due_items", "waiting", "next_steps"}
    items = found["due_items"]
    assert isinstance(items, list)
    allocate = next(item for item in items if item["rule"] == "P.allocate")
    assert allocate["due"] == "2026-02-24"  # Friday 13 + Saturday 14 (worked) + Tuesday after the festival
    assert allocate["state"] == "done"
    assert allocate["done_on"] == "2026-02-24"


def test_annual_events_without_a_year_are_about_the_earliest_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "s.json"
    done = (
        ("annual_notice_made", "2025-11-20"),
        ("annual_notice_sent", "2025-12-05"),
        ("annual_fee_paid", "2026-01-05"),
    )
    scenario = {
        "matter": {"kind": "invention", "filed": "2022-01-10", "granted": "2025-03-10"},
        "today": "2026-02-01",
        "events": [{"name": name, "on": on} for name, on in done],
    }
    path.write_text(json.dumps(scenario), encoding="utf-8")
    items = answer(capsys, "replay", path)["due_items"]
    fifth = {item["rule"]: item["state"] for item in items if item["about"] == "annual:5"}  # type: ignore[attr-defined]
    assert fifth == {"F.annual_notice": "done", "F.annual_send": "done", "D39": "done"}


def test_replay_of_a_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps([SCENARIO, {**SCENARIO, "events": []}]), encoding="utf-8")
    found = answer(capsys, "replay", path)
    assert isinstance(found, list)
    assert len(found) == 2
    assert [item["rule"] for item in found[1]["due_items"]] == ["D11"]  # filed in 2025: the examination by 2028


@pytest.mark.parametrize(
    "arguments",
    [
        ["workdays", "is", "2026-02-30"],
        ["workdays", "is", "2026-2-3"],
        ["workdays", "is", "heute"],
        ["workdays", "is", "1800-01-01"],
        ["workdays", "month", "2026-13"],
        ["workdays", "month", "0000-01"],
        ["workdays", "add", "2026-02-13", "viel"],
        ["workdays", "add", "2026-02-13", "999999999"],
        ["--today", "morgen", "workdays", "is", "2026-02-13"],
        ["replay", "no-such-file.json"],
        ["replay", "."],
    ],
)
def test_refusals_are_one_sentence(capsys: pytest.CaptureFixture[str], arguments: Sequence[str]) -> None:
    status, out, err = call(capsys, *arguments)
    assert (status, out) == (1, "")
    assert err.endswith("。\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"17", b'"text"', b"null", b"\xff\xfe\x00", b"[[]]", b"{}",
        b'{"matter": {"kind": "house"}, "events": []}',
        b'{"matter": {"kind": "invention"}, "events": [{"name": "no_such", "on": "2026-01-01"}]}',
        b'{"matter": {"kind": "invention"}, "events": [{"name": "assigned", "on": "2026-02-30"}]}',
        b'{"matter": {"kind": "invention"}, "events": [{"name": "assigned"}]}',
        b'{"matter": {"kind": "invention"}, "events": {}}',
        b'{"matter": {"kind": ["invention"]}, "events": []}',
        b'{"matter": {"kind": "invention"}, "events": [[]]}',
        b'{"matter": {"kind": "invention", "filed": 7}, "events": []}',
        b'{"matter": [], "events": []}',
        b'{"matter": {"kind": "invention"}, "today": "x", "events": []}',
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_bad_scenario_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    status, out, err = call(capsys, "replay", path)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch"], "nosuch"),
        (["workdays"], "缺少命令"),
        (["workdays", "is"], "缺少"),
        (["workdays", "is", "2026-02-13", "extra"], "extra"),
        (["due", "--nix"], "--nix"),
        (["due", "--department", "kitchen"], "patent"),
        (["due", "--from"], "--from"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: Sequence[str], says: str) -> None:
    status, out, err = call(capsys, *arguments)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, "--help")
    assert (status, err) == (0, "")
    assert out.startswith("用法：")
    assert "Options" not in out
    assert "Show this message" not in out
    for name in ("demo", "replay", "workdays", "due", "matter", "event", "explain", "number", "import", "export",
                 "sheet", "form", "backup", "restore", "check", "upgrade", "screenshots"):  # fmt: skip
        assert f"  {name} " in out, name


def test_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "number", "check", "88888", "--json")
    assert set(found) == {"text", "kind", "valid", "canonical", "problem", "expected_check"}


@pytest.mark.parametrize(
    "start", [["-m", "ipdesk"], ["-c", "from ipdesk.__main__ import main; raise SystemExit(main())"]]
)
def test_as_a_program(start: list[str], tmp_path: Path) -> None:
    """``python -m ipdesk`` from anywhere, with a C locale: UTF-8 comes out."""
    done = subprocess.run(
        [sys.executable, *start, "workdays", "is", "2026-10-01"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={"LC_ALL": "POSIX", "PATH": "", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "国庆节" in done.stdout.decode("utf-8")


def test_a_bug_is_logged_and_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ipdesk import __main__

    def broken(*_: object) -> int:
        raise RuntimeError("a bug")

    monkeypatch.setattr("ipdesk.cli.run", broken)
    assert __main__.main(["workdays"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_without_a_screen_the_window_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ipdesk import __main__

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert __main__.main([]) == 1
    assert "屏幕" in capsys.readouterr().err
    assert __main__.main(["--today", "heute"]) == 1
