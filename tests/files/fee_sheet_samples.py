"""A sheet of twelve lines for three salespeople, and what people do to such a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from ipdesk.files.fee_sheet import COLUMNS, Sheet, SheetLine
from ipdesk.files.fee_sheet_compare import Comparison, compare
from ipdesk.files.fee_sheet_read import read_sheet_file
from ipdesk.files.fee_sheet_write import sheet_bytes

FIRST, LAST = 5, 16
WORDS = "人民币壹万陆仟叁佰捌拾元整"
COLUMN = {column.name: index for index, column in enumerate(COLUMNS, start=1)}
_PEOPLE = ("周海", "李秀英", "欧阳明月")
_TITLES = (
    "一种食品包装机的自动送料装置",
    "一种基于深度学习的工业零件表面缺陷检测方法、系统、电子设备及计算机可读存储介质",
    "=SUM(A1:A9)",
    "+86 电话机",
    "@提醒装置",
    "-40℃ 低温长效电池",
)
_AMOUNTS = ("1200.00", "135.00", "2000.00", "900.55")


def line(index: int) -> SheetLine:
    return SheetLine(
        uid=f"R{index:05d}A-{index * 7919 % 1000000:06d}",
        number=f"P26-{index:04d}",
        application_number=f"20211{index:07d}.{'X' if index % 5 == 0 else index % 10}",
        title=_TITLES[index % len(_TITLES)],
        patent_kind=("发明专利", "实用新型", "外观设计")[index % 3],
        applicant="武汉光谷食品机械有限公司" if index % 2 else "湖北长江智能制造研究院股份有限公司",
        fee="年费",
        year=4 + index % 8,
        amount=Decimal(_AMOUNTS[index % 4]),
        late=Decimal("45.00") if index % 4 == 0 else Decimal("0.00"),
        due=date(2026, 11, 20) + timedelta(days=index * 5),
        salesperson=_PEOPLE[(index - 1) // 4 % 3],
        received_on=date(2026, 11, 9) + timedelta(days=index % 9),
        invoice_title="武汉光谷食品机械有限公司",
        credit_code="914201000000000012",
        note="加急" if index % 6 == 0 else "",
    )


def sheet() -> Sheet:
    lines = tuple(line(index) for index in range(1, 13))
    return Sheet("2026-W48", "江城知识产权服务有限公司", "5F0A", date(2026, 11, 20), date(2026, 11, 25), WORDS, lines)


def written(folder: Path) -> Path:
    path = folder / "专利代缴总表-2026-W48.xlsx"
    path.write_bytes(_content())
    return path


@cache
def _content() -> bytes:
    return sheet_bytes(sheet())


def tampered(path: Path, change: Callable[[Any], object]) -> Path:
    """Open as a person would, change the first page, save."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def compared(path: Path) -> Comparison:
    return compare(sheet().lines, WORDS, read_sheet_file(path))
