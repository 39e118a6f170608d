"""Plain lists as Excel workbooks: headings, typed cells, ready to print on A4.

Text from outside is text in every case, also where it begins like a formula (=, +, -, @).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from ipdesk.paths import write_beside

Page = Any  # openpyxl's write-only sheet; its stubs leave out what it takes over from the normal one

_FORMATS = {"date": "yyyy-mm-dd", "int": "#,##0", "money": "#,##0.00", "percent": "0.0%"}
_FONT, _MOST_TEXT, _PORTRAIT_WIDTH = "宋体", 32_767, 92
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column. ``width`` in characters; ``kind``: text | date | int | money | percent (a share of 1)."""

    title: str
    width: int = 14
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet: a heading over the table, rows as long as there are columns, notes below it.

    Values are str, int, Decimal, float, date or None; what does not fit its column's kind is written as text.
    """

    name: str
    columns: Sequence[BookColumn]
    rows: Sequence[Sequence[object]]
    heading: str = ""
    notes: tuple[str, ...] = ()


def write_book(path: Path, sheets: Sequence[BookSheet], today: date) -> None:
    """Write the workbook beside ``path`` and rename it there. Raises ``OSError``."""
    write_beside(path, book_bytes(sheets, today))


def book_bytes(sheets: Sequence[BookSheet], today: date) -> bytes:
    """The workbook as bytes; ``today`` is the date it says it was made. At least one sheet is needed.

    Same input, same bytes.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    made = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - the format knows no zones
    book.properties.created = book.properties.modified = made
    book.properties.title = sheets[0].heading or sheets[0].name
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.create_sheet(_sheet_name(sheet.name, taken)), sheet)
    stream = io.BytesIO()
    book.save(stream)
    return _dated(stream.getvalue(), made)


def _dated(content: bytes, made: datetime) -> bytes:
    """The same workbook with the clock's time taken out: equal lists are equal files, which are kept once."""
    moment = made.timetuple()[:6]
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + f"{made:%Y-%m-%dT%H:%M:%SZ}".encode() + rb"\g<2>", part)
            target.writestr(zipfile.ZipInfo(name, moment), part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def safe_text(value: str) -> str:
    """Text a workbook can hold: no control characters, not longer than a cell."""
    return _FORBIDDEN.sub("", value)[:_MOST_TEXT]


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel takes: no ``[]:*?/\\``, at most 31 characters, no two alike."""
    plain = _NO_TITLE.sub(" ", name).strip(" '")[:31] or "表"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[:27]} {number}"
    taken.add(found.casefold())
    return found


def _write(page: Page, sheet: BookSheet) -> None:
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    head = 2 if sheet.heading else 1
    last = get_column_letter(max(1, len(sheet.columns)))
    page.freeze_panes = f"A{head + 1}"
    if sheet.rows:
        page.auto_filter.ref = f"A{head}:{last}{len(sheet.rows) + head}"
    page.print_title_rows = f"1:{head}"
    wide = sum(column.width for column in sheet.columns) > _PORTRAIT_WIDTH
    page.page_setup.orientation = "landscape" if wide else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    _append_rows(page, sheet)


def _append_rows(page: Page, sheet: BookSheet) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    styles = _Styles()
    bold, fill = Font(name=_FONT, bold=True), PatternFill("solid", fgColor="E8ECF1")
    middle = Alignment(vertical="center", wrap_text=True)
    if sheet.heading:
        page.append([text_cell(page, sheet.heading, font=Font(name=_FONT, bold=True, size=14))])
    looks = {"font": bold, "fill": fill, "alignment": middle, "border": styles.border}
    page.append([text_cell(page, column.title, **looks) for column in sheet.columns])
    for row in sheet.rows:
        pairs = zip(row, sheet.columns, strict=True)
        page.append([_cell(page, value, column.kind, styles) for value, column in pairs])
    if sheet.notes:
        page.append([])
    width = sum(column.width for column in sheet.columns)
    for line in (line for note in sheet.notes for line in _lines(note, width)):
        page.append([text_cell(page, line, font=styles.font)])


def _lines(note: str, width: int) -> Iterator[str]:
    """A note in lines that don't run over the table's width (in characters; a Chinese one takes two)."""
    line, used = "", 0
    for letter in note:
        takes = 2 if ord(letter) > 0x2E80 else 1
        if used + takes > max(width, 20):
            yield line
            line, used = "", 0
        line, used = line + letter, used + takes
    yield line


class _Styles:
    """The looks of a cell, made once: a style made anew for every cell takes most of the time."""

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        thin = Side("thin", color="B8C0CA")
        self.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        self.font = Font(name=_FONT)
        self.words = Alignment(vertical="top", horizontal="left", wrap_text=True)
        self.figures = Alignment(vertical="top", horizontal="right")


def _cell(page: Page, value: object, kind: str, styles: _Styles) -> object:
    """A cell of the column's kind; a value of another kind, and all that is text, is written as text."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return text_cell(page, "", border=styles.border)
    fits = isinstance(value, date) if kind == "date" else isinstance(value, (int, float, Decimal))
    if kind == "text" or not fits or isinstance(value, bool):
        return text_cell(page, _words(value), font=styles.font, alignment=styles.words, border=styles.border)
    plain = value.date() if isinstance(value, datetime) else value
    cell: Any = WriteOnlyCell(page, value=plain)  # type: ignore[arg-type]  # dates it takes, says its code
    cell.number_format = _FORMATS[kind]
    cell.font, cell.border = styles.font, styles.border
    cell.alignment = styles.words if kind == "date" else styles.figures
    return cell


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def text_cell(page: Page, value: str, **looks: object) -> object:
    """A cell of a write-only sheet that is text and nothing else; ``looks``: its font, fill, alignment."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(page, value=safe_text(value) or None)
    if value:
        cell.data_type = "s"
    cell.number_format = "@"
    for name, look in looks.items():
        setattr(cell, name, look)
    return cell
