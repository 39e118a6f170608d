"""Writing a ledger workbook: text as text, dates as dates, ready to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from ipdesk.files.cells import text
from ipdesk.files.table_book import text_cell
from ipdesk.paths import write_beside

Page = Any  # openpyxl's write-only sheet; its stubs leave out what it takes over from the normal one

_DATE_FORMAT = "yyyy-mm-dd"
_WIDTHS = {"title": 42, "applicant": 28, "client": 28, "note": 30, "application_number": 19, "address": 30}
_WIDTH, _DATE_WIDTH = 13, 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: headings, the field of each column, and rows of text, dates or None."""

    name: str
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


def write_ledger(path: Path, sheets: Sequence[Sheet], today: date) -> None:
    """Write the workbook beside ``path`` and rename it there. Raises ``OSError``."""
    from openpyxl import Workbook

    def save(stream: IO[bytes]) -> None:
        book = Workbook(write_only=True)
        book.properties.title = f"案件台账 {today.isoformat()}"
        for sheet in sheets:
            _write(book.create_sheet(sheet.name[:31]), sheet)
        book.save(stream)

    write_beside(path, save)


def _write(page: Page, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    for place, field in enumerate(sheet.fields, start=1):
        dated = any(isinstance(row[place - 1], date) for row in sheet.rows[:50])
        page.column_dimensions[get_column_letter(place)].width = _DATE_WIDTH if dated else _WIDTHS.get(field, _WIDTH)
    last = get_column_letter(len(sheet.fields))
    page.freeze_panes = "D2"
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "第 &P 页，共 &N 页"
    for cells in _cells(page, sheet):
        page.append(cells)


def _cells(page: Page, sheet: Sheet) -> Iterator[list[object]]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill

    font, fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
    middle = Alignment(vertical="center", wrap_text=True)
    headings: list[object] = []
    for heading in sheet.headings:
        cell = WriteOnlyCell(page, value=heading)
        cell.font, cell.fill, cell.alignment = font, fill, middle
        headings.append(cell)
    yield headings
    for row in sheet.rows:
        yield [_cell(page, value) for value in row]


def _cell(page: Page, value: object) -> object:
    """A date as a date; text always as text, also where it begins like a formula (=, +, -, @)."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, date):
        cell = WriteOnlyCell(page, value=value)  # type: ignore[arg-type]  # dates it takes, says its code
        cell.number_format = _DATE_FORMAT
        return cell
    return text_cell(page, text(str(value)))
