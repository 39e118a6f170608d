"""Plain lists: as workbooks nothing of which is a formula, and as printed pages."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ipdesk.files.lists import ListGroup, PrintedList, list_html
from ipdesk.files.table_book import BookColumn, BookSheet, book_bytes, write_book

TODAY = date(2026, 11, 20)
COLUMNS = (
    BookColumn("客户"), BookColumn("到期", 12, "date"), BookColumn("件数", 8, "int"), BookColumn("金额", 12, "money"),
    BookColumn("占比", 8, "percent"),
)  # fmt: skip


def reread(sheets: list[BookSheet]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book_bytes(sheets, TODAY)))


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 138", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "=cmd|' /C calc'!A0"]
)
def test_outside_text_is_never_a_formula(text: str) -> None:
    sheet = BookSheet("表", COLUMNS, [(text, text, text, text, text)], heading=text, notes=(text,))
    page = reread([sheet]).active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
    assert [cell.data_type for cell in cells if cell.data_type == "f"] == []
    assert sum(1 for cell in cells if cell.value == text and cell.data_type == "s") == 7


def test_values_keep_their_kind() -> None:
    row = ("甲公司", date(2026, 12, 1), 3, Decimal("1234.50"), 0.125)
    page = reread([BookSheet("表", COLUMNS, [row], heading="标题")]).active
    assert page is not None
    assert [cell.value for cell in page[2]] == ["客户", "到期", "件数", "金额", "占比"]
    values = [cell.value for cell in page[3]]
    assert values[1].date() == date(2026, 12, 1)  # type: ignore[union-attr]
    assert (values[2], values[3], values[4]) == (3, 1234.5, 0.125)
    assert page[3][3].number_format == "#,##0.00"
    assert page[3][4].number_format == "0.0%"
    assert page.freeze_panes == "A3"
    assert page.page_setup.paperSize == 9


def test_control_characters_empty_values_and_long_names() -> None:
    sheets = [
        BookSheet("一/二:三[四]" * 6, COLUMNS, [("甲\x00\x0b公司", None, None, None, "")]),
        BookSheet("一/二:三[四]" * 6, COLUMNS, []),
    ]
    book = reread(sheets)
    assert len(set(book.sheetnames)) == 2
    assert all(len(name) <= 31 for name in book.sheetnames)
    page = book.worksheets[0]
    assert [cell.value for cell in page[2]] == ["甲公司", None, None, None, None]


def test_the_same_list_is_the_same_file(tmp_path: Path) -> None:
    sheet = BookSheet("表", COLUMNS, [("甲", TODAY, 1, Decimal(2), 0.5)])
    assert book_bytes([sheet], TODAY) == book_bytes([sheet], TODAY)
    write_book(tmp_path / "表.xlsx", [sheet], TODAY)
    assert (tmp_path / "表.xlsx").read_bytes() == book_bytes([sheet], TODAY)


def test_a_printed_list_escapes_and_shows_everything() -> None:
    printed = PrintedList(
        title="清单 <b>",
        columns=(("客户", 60), ("件数", 40)),
        lead="说明 & 更多",
        clause="服务标准 3.1.1",
        signatures=("撰写人",),
        groups=(ListGroup("林一", [("<script>公司", "2")], "小计 2"), ListGroup("王二", [])),
        empty="没有",
    )
    html = list_html(printed)
    assert "<script>" not in html
    for words in (
        "清单 &lt;b&gt;",
        "说明 &amp; 更多",
        "&lt;script&gt;公司",
        "小计 2",
        "没有",
        "撰写人：",
        "依据：服务标准 3.1.1",
    ):
        assert words in html
    assert html.index("林一") < html.index("王二")
