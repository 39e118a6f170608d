"""Importing a ledger of 10,000 rows, against openpyxl alone reading the same file."""

from __future__ import annotations

import gc
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook, load_workbook

from ipdesk.domain.numbers import patent_check_digit
from ipdesk.services import ledger
from ipdesk.services.office import Act, open_office
from tests.performance.harness import Ratio, seconds

ROWS = 10_000
ROUNDS = 2
TODAY = date(2026, 11, 22)
HEADINGS = (
    "序号", "案件编号", "申请号", "发明名称", "专利类型", "申请人", "申请日", "授权公告日", "负责人", "业务员",
    "接单日期", "分配日期", "收款日期", "联系人", "备注",
)  # fmt: skip
KINDS = (("1", "发明"), ("2", "实用新型"), ("3", "外观设计"))


def bench() -> list[Ratio]:
    """The whole import (open, preview, take over), and a second one that finds nothing to do."""
    with tempfile.TemporaryDirectory(prefix="ipdesk-ledger-") as folder:
        plain = write(Path(folder) / "plain.xlsx", dated=False)
        dated = write(Path(folder) / "dated.xlsx", dated=True)
        return [
            *_measured("register of rights", plain, Path(folder)),
            *_measured("with three event dates each, 40,000 due items", dated, Path(folder)),
        ]


def _measured(what: str, path: Path, folder: Path) -> list[Ratio]:
    bare, whole, again, parts = [], [], [], ""
    for turn in range(ROUNDS):
        bare.append(seconds(lambda: _read_bare(path)))
        gc.collect()
        with open_office(folder / f"{path.stem}{turn}.db", create=True) as office:
            act = Act(None, datetime(2026, 11, 22, 8, tzinfo=UTC), TODAY)
            spent: list[float] = []
            whole.append(seconds(lambda: _take(office, act, path, spent)))  # noqa: B023 - called at once
            again.append(seconds(lambda: _take(office, act, path, [])))  # noqa: B023
            parts = " + ".join(f"{part:.2f}" for part in spent)
    note = f"{what}; open + preview + take over {parts} s; openpyxl {min(bare):.2f} s"
    return [
        Ratio(f"import of {ROWS} ledger rows / openpyxl reading", min(whole) / min(bare), note, goal=1.0),
        Ratio("the second import of the same file", min(again) / min(bare), "finds nothing to change", goal=1.0),
    ]


def _read_bare(path: Path) -> None:
    for sheet in load_workbook(path).worksheets:
        for row in sheet.iter_rows(values_only=True):
            tuple(row)


def _take(office: object, act: Act, path: Path, spent: list[float]) -> None:
    book = preview = None

    def opened() -> None:
        nonlocal book
        book = ledger.read_ledger(path)

    def looked() -> None:
        nonlocal preview
        preview = ledger.preview(office, act, book)  # type: ignore[arg-type]

    spent += [seconds(opened), seconds(looked), seconds(lambda: ledger.take_over(office, act, preview))]  # type: ignore[arg-type]
    assert preview.new + preview.unchanged == ROWS, preview.refused[:3]  # type: ignore[attr-defined]


def write(path: Path, rows: int = ROWS, *, dated: bool) -> Path:
    """A ledger of ``rows`` patents, dates and numbers as offices write them; ``dated``: with event dates."""
    chance = random.Random(7)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "专利"
    sheet.append([*HEADINGS[:10], *(HEADINGS[10:13] if dated else ("状态", "联系电话", "费减")), *HEADINGS[13:]])
    for place in range(rows):
        digit, kind = KINDS[place % 3]
        body = f"2025{digit}{1_000_000 + place:07d}"
        filed = date(2025, 1, 2) + timedelta(days=chance.randrange(400))
        begun = TODAY - timedelta(days=chance.randrange(5, 120))
        sheet.append(
            (
                place + 1,
                f"A25-{place:05d}",
                f"{body}.{patent_check_digit(body)}",
                f"一种第{place}号的水处理装置及其控制方法",
                kind,
                f"江苏第{place % 400}环境科技有限公司",
                f"{filed.year}.{filed.month}.{filed.day}",
                filed + timedelta(days=300) if place % 5 == 0 and filed.year == 2025 and filed.month == 1 else None,
                f"张{'甲乙丙丁戊己庚辛壬癸'[place % 10]}",
                f"李{'子丑寅卯辰巳午未申酉'[place % 10]}",
                *((begun.isoformat(), begun + timedelta(days=1)) if dated else ("受理", "13800138000")),
                (f"{begun.year}年{begun.month}月{begun.day}日" if place % 2 else None) if dated else "85%",
                "王芳",
                "台账导入",
            )
        )
    book.save(path)
    return path
