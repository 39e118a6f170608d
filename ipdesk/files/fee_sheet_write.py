"""Writes the weekly 专利代缴总表 as a workbook for salespeople and finance (标准 3.2.5).

Live formulas do the sums, in a block of their own below the lines: they name the salesperson's column over a
range that runs from the heading to an empty guard row, so that sorting, inserting and deleting lines keeps
them right. openpyxl stores no computed values, therefore the total also stands as text in the heading.
"""

from __future__ import annotations

import io
import math
from copy import copy
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ipdesk.files.fee_sheet import (
    COLUMNS,
    FORMAT,
    HIDDEN_SHEET,
    TITLE,
    Column,
    Sheet,
    SheetLine,
    Type,
    clean,
    display_width,
    seal,
    week_days,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "宋体"
_HEADER_ROW = 4
_FORMULA_STARTS = frozenset("=+-@")
_WEEKDAYS = "一二三四五六日"
_MONEY_FORMAT = "#,##0.00"
_DATE_FORMAT = "yyyy-mm-dd"
_LETTER = {column.name: chr(ord("A") + index) for index, column in enumerate(COLUMNS)}
_LAST = chr(ord("A") + len(COLUMNS) - 1)
_SIGNATURES = ("制表人：", "业务员确认：", "流程部负责人：", "财务部：", "部门总监：")


def sheet_bytes(sheet: Sheet) -> bytes:
    """The workbook as bytes (write them with ``paths.write_beside``)."""
    from openpyxl import Workbook

    book = Workbook()
    page: Any = book.active
    page.title = sheet.week
    _heading(page, sheet)
    _header_row(page)
    for index, line in enumerate(sheet.lines, start=1):
        _line(page, _HEADER_ROW + index, index, line)
    guard = _HEADER_ROW + len(sheet.lines) + 1
    page.row_dimensions[guard].height = 4.5
    last = _sums(page, sheet, guard)
    last = _signatures(page, last + 2)
    _paper(page, sheet, guard - 1, last)
    _identity(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def heading_texts(sheet: Sheet) -> tuple[str, str, str]:
    """The three lines above the table; the total as text, because a mail preview computes no formulas."""
    monday, sunday = week_days(sheet.week)
    pay = f"{sheet.pay_on:%Y-%m-%d}（周{_WEEKDAYS[sheet.pay_on.weekday()]}）"
    days = f"{monday:%Y-%m-%d} 至 {sunday:%Y-%m-%d}"
    return (
        f"{sheet.company}  {TITLE}",
        f"周次：{sheet.week}（{days}）    代缴日：{pay}    制表日期：{sheet.made_on:%Y-%m-%d}",
        f"应缴总额：¥{sheet.total:,.2f}    大写：{sheet.words}    共 {len(sheet.lines)} 笔",
    )


def _heading(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    for row, (text, size, height) in enumerate(
        zip(heading_texts(sheet), (16, 10, 11), (27, 18, 19), strict=True), start=1
    ):
        page.merge_cells(f"A{row}:{_LAST}{row}")
        cell: Any = page.cell(row, 1)
        _put_text(cell, text)
        cell.font = Font(name=_FONT, size=size, bold=row != 2)
        cell.alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center")
        page.row_dimensions[row].height = height


def _header_row(page: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for index, column in enumerate(COLUMNS, start=1):
        cell: Any = page.cell(_HEADER_ROW, index, column.header)
        cell.font = Font(name=_FONT, size=10, bold=True)
        cell.fill = PatternFill("solid", fgColor="E8ECF1")
        cell.border = _border()
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[_LETTER[column.name]].width = column.width
    page.column_dimensions[_LETTER["uid"]].hidden = True
    page.row_dimensions[_HEADER_ROW].height = 30


def _line(page: Worksheet, row: int, position: int, line: SheetLine) -> None:
    lines_needed = 1
    for index, column in enumerate(COLUMNS, start=1):
        cell: Any = page.cell(row, index)
        _style(page, cell, column, index)
        value = position if column.name == "position" else getattr(line, column.name, "")
        _put(cell, column, value, row)
        if column.type is Type.TEXT:
            lines_needed = max(lines_needed, _wrapped(str(value), column.width))
    # Neither Excel nor LibreOffice grows a wrapped row of a file it has just opened.
    page.row_dimensions[row].height = max(22.0, 13.5 * lines_needed + 4)


def _style(page: Worksheet, cell: Any, column: Column, index: int) -> None:
    """The first line is styled; every other one copies it, which takes a tenth of the time."""
    from openpyxl.styles import Font

    if cell.row > _HEADER_ROW + 1:
        above: Any = page.cell(_HEADER_ROW + 1, index)
        cell._style = copy(above._style)  # noqa: SLF001
        return
    cell.font = Font(name=_FONT, size=10)
    cell.border = _border()
    cell.alignment = _alignment(column)


def _put(cell: Any, column: Column, value: object, row: int) -> None:
    """One value in its type; text is text whatever it begins with."""
    if column.type is Type.TOTAL:
        cell.value = f"={_LETTER['amount']}{row}+{_LETTER['late']}{row}"
        cell.number_format = _MONEY_FORMAT
    elif column.type in {Type.TEXT, Type.IDENTITY}:
        _put_text(cell, str(value or ""))
    elif column.type is Type.MONEY:
        cell.number_format = _MONEY_FORMAT
        cell.value = value if isinstance(value, Decimal) else None
    elif column.type is Type.DATE:
        cell.number_format = _DATE_FORMAT
        cell.value = value if isinstance(value, date) else None
    else:
        cell.value = value if isinstance(value, int) else None
        cell.number_format = "0"


def _put_text(cell: Any, text: str) -> None:
    """Text that can never become a formula: string type, text format and, where needed, the quote mark."""
    text = clean(text)
    cell.number_format = "@"
    cell.quotePrefix = text[:1] in _FORMULA_STARTS
    if text:
        cell.value = text
        cell.data_type = "s"


def _sums(page: Worksheet, sheet: Sheet, guard: int) -> int:
    """Subtotals per salesperson and the grand total below the guard row; the last row used."""
    row = guard + 1
    for salesperson in sheet.salespeople:
        key = f"${_LETTER['salesperson']}{row}"
        match = f"${_LETTER['salesperson']}${_HEADER_ROW}:${_LETTER['salesperson']}${guard}"
        formulas = {name: f"=SUMIF({match},{key},{_range(name, guard)})" for name in ("amount", "late", "paid_amount")}
        _sum_row(page, row, "小计", salesperson, formulas)
        row += 1
    totals = {name: f"=SUM({_range(name, guard)})" for name in ("amount", "late", "paid_amount")}
    _sum_row(page, row, "总计", "", totals)
    return row


def _range(name: str, guard: int) -> str:
    letter = _LETTER[name]
    return f"${letter}${_HEADER_ROW}:${letter}${guard}"


def _sum_row(page: Worksheet, row: int, label: str, salesperson: str, formulas: dict[str, str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    total = f"={_LETTER['amount']}{row}+{_LETTER['late']}{row}"
    bold = label == "总计"
    for index, column in enumerate(COLUMNS, start=1):
        cell: Any = page.cell(row, index)
        cell.font = Font(name=_FONT, size=10, bold=bold)
        cell.border = _border()
        cell.alignment = _alignment(column)
        if bold:
            cell.fill = PatternFill("solid", fgColor="F3F5F8")
        formula = total if column.type is Type.TOTAL else formulas.get(column.name)
        if formula is not None:
            cell.value = formula
            cell.number_format = _MONEY_FORMAT
    _put_text(page.cell(row, 4), label)
    page.cell(row, 4).alignment = Alignment(horizontal="right", vertical="center")
    _put_text(page[f"{_LETTER['salesperson']}{row}"], salesperson)
    page.row_dimensions[row].height = 20


def _signatures(page: Worksheet, row: int) -> int:
    """The signature block: who made, confirmed and paid, with room to sign."""
    from openpyxl.styles import Alignment, Border, Font, Side

    spans = (("A", "C"), ("D", "E"), ("F", "J"), ("K", "O"), ("P", _LAST))
    for text, (first, last) in zip(_SIGNATURES, spans, strict=True):
        page.merge_cells(f"{first}{row}:{last}{row}")
        cell: Any = page[f"{first}{row}"]
        _put_text(cell, f"{text}＿＿＿＿＿＿＿＿")
        cell.font = Font(name=_FONT, size=10)
        cell.alignment = Alignment(vertical="bottom")
    page.row_dimensions[row].height = 34
    page.merge_cells(f"A{row + 1}:{_LAST}{row + 1}")
    cell = page[f"A{row + 1}"]
    _put_text(
        cell,
        "依据服务标准 3.2.5：业务员签字确认后，每周二之前送财务部打款，每周三下午代缴。"
        "财务请只填写“打款日期、打款金额、财务备注”三列。",
    )
    cell.font = Font(name=_FONT, size=9, color="52606D")
    cell.alignment = Alignment(vertical="center")
    cell.border = Border(top=Side(style=None))
    page.row_dimensions[row + 1].height = 20
    return row + 1


def _paper(page: Any, sheet: Sheet, last_line: int, last: int) -> None:
    """A4 landscape, fitted to the width, heading row repeated, page numbers; filter and frozen panes."""
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth = 1
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    page.print_area = f"A1:{_LAST}{last}"
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.35
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.6, 0.25, 0.3
    page.oddFooter.left.text = f"{TITLE} {sheet.week}"
    page.oddFooter.center.text = "第 &P 页 / 共 &N 页"
    page.oddFooter.right.text = f"制表日期 {sheet.made_on:%Y-%m-%d}"
    page.freeze_panes = f"D{_HEADER_ROW + 1}"
    if sheet.lines:
        page.auto_filter.ref = f"A{_HEADER_ROW}:{_LAST}{last_line}"


def _identity(book: Any, sheet: Sheet) -> None:
    """Which office and week made the file: a hidden sheet, and the same again as document properties."""
    from openpyxl.packaging.custom import StringProperty

    facts = {
        "ipdesk.format": FORMAT,
        "ipdesk.week": sheet.week,
        "ipdesk.office": sheet.office,
        "ipdesk.seal": seal(sheet.week, sheet.office, (line.uid for line in sheet.lines)),
    }
    page = book.create_sheet(HIDDEN_SHEET)
    page.sheet_state = "hidden"
    for row, (key, value) in enumerate(facts.items(), start=1):
        _put_text(page.cell(row, 1), key)
        _put_text(page.cell(row, 2), value)
        book.custom_doc_props.append(StringProperty(name=key, value=value))
    for row, line in enumerate(sheet.lines, start=len(facts) + 1):
        _put_text(page.cell(row, 1), "ipdesk.line")
        _put_text(page.cell(row, 2), line.uid)
    book.properties.title = f"{TITLE} {sheet.week}"
    book.properties.creator = sheet.company


def _alignment(column: Column) -> Any:
    from openpyxl.styles import Alignment

    if column.type in {Type.MONEY, Type.TOTAL}:
        return Alignment(horizontal="right", vertical="center")
    wrap = column.type is Type.TEXT
    centred = column.type in {Type.NUMBER, Type.YEAR, Type.DATE} or column.width < 10
    return Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=wrap)


def _border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="8A94A0")
    return Border(left=side, right=side, top=side, bottom=side)


def _wrapped(text: str, width: float) -> int:
    """How many printed lines a wrapped cell needs; a cell loses about one character to its margins."""
    room = max(width - 1.2, 2)
    return sum(max(1, math.ceil(display_width(part) / room)) for part in text.split("\n"))
