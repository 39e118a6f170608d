"""``ipdesk --self-test``: does this copy of the program find everything it needs? For the frozen program above all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

TODAY = date(2026, 3, 2)


def self_test() -> int:
    """Try each part on a database of its own in a temporary folder; 0 when all work, 1 otherwise."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="ipdesk-self-test-") as folder:
        for name, part in _PARTS:
            try:
                part(Path(folder))
            except Exception as error:  # noqa: BLE001 - each part is told, whatever is wrong with it
                failed += 1
                _tell(f"不行  {name}：{type(error).__name__}: {error}")
            else:
                _tell(f"正常  {name}")
    return 1 if failed else 0


def _tell(line: str) -> None:
    if sys.stdout is not None:
        print(line, flush=True)  # noqa: T201 - this is its output


def _resources(_folder: Path) -> None:
    from ipdesk.errors import UserError
    from ipdesk.paths import resource
    from ipdesk.text import label, sentence

    if label("kind", "invention") == "invention" or "cli" in sentence(UserError("cli.number", text="x")):
        raise FileNotFoundError(resource("text"))


def _rules(_folder: Path) -> None:
    from ipdesk.services.calendar import shipped_calendar
    from ipdesk.services.replay import replay
    from ipdesk.services.rules import shipped_rules

    scenario = {"matter": {"kind": "trademark"}, "events": [{"name": "slip_received", "on": "2026-02-13"}]}
    found = replay(scenario, shipped_rules(), shipped_calendar(), TODAY)
    if found["due_items"][0]["due"] != "2026-02-14":
        raise ValueError(found)


def _database(folder: Path) -> None:
    """Open (the migrations run), fill, derive, look."""
    from ipdesk.services.demo import make_demo
    from ipdesk.services.listing import due_items
    from ipdesk.services.office import Act, open_office

    office = open_office(str(folder / "self-test.db"), create=True)
    try:
        make_demo(office, Act(by=None, at=datetime(2026, 3, 2, tzinfo=UTC), today=TODAY), matters=24, seed=1)
        if not due_items(office, TODAY):
            raise ValueError("nothing is due")
    finally:
        office.close()


def _spreadsheets(folder: Path) -> None:
    from ipdesk.services.ledger import export_ledger, read_ledger
    from ipdesk.services.office import Act, open_office

    office = open_office(str(folder / "self-test.db"), create=False)
    try:
        path = folder / "台账.xlsx"
        export_ledger(office, Act(by=None, at=datetime(2026, 3, 2, tzinfo=UTC), today=TODAY), path)
        read_ledger(path)
    finally:
        office.close()


def _window(_folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from ui.self_check import self_check

    self_check()


_PARTS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("资源文件", _resources),
    ("规则与工作日历", _rules),
    ("数据库、迁移、示例", _database),
    ("Excel 台账", _spreadsheets),
    ("窗口与 Qt 中文", _window),
)
