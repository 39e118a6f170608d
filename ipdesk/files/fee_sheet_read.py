"""Reads a 专利代缴总表 that comes back from finance: what stands in it, row by row, without judging it.

The file may have been sorted, filled in, given new rows or columns and saved by Excel, WPS or LibreOffice.
Its heading row is found by the names of the columns, its rows by the hidden identity in each of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ipdesk.errors import UserError
from ipdesk.files.fee_sheet import COLUMNS, FORMAT, HIDDEN_SHEET, ID_HEADER, Column, Type, clean, seal

_MAX_ROWS = 20_000
_MAX_COLUMNS = 80
_MAX_UNPACKED = 200 * 1024 * 1024
_HEADER_DEPTH = 60
_SUM_LABELS = frozenset({"小计", "总计"})
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_OWN_TOTAL = re.compile(r"=\s*\$?[A-Z]{1,3}\$?(\d+)\s*\+\s*\$?[A-Z]{1,3}\$?(\d+)\s*")
_EXCEL_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value (of a formula the value last computed, if any) and the formula's text."""

    value: object = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One line of the file. ``cells`` by column name: ``str``, ``Decimal``, ``date``, ``int`` or ``None``.

    A money, date or year cell that can't be understood keeps its text. ``total`` is ``None`` when the cell
    holds the sum of its own row, as sent.
    """

    row: int
    uid: str
    cells: Mapping[str, object]

    def text(self, name: str) -> str:
        return shown(self.cells.get(name))


@dataclass(frozen=True, slots=True)
class ReadSum:
    """A subtotal or the grand total as the file shows it; an amount not computed yet is ``None``."""

    row: int
    label: str
    salesperson: str
    amounts: Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """Everything read from one file. ``sent``: the identities of the lines the file was made with."""

    week: str
    office: str
    sent: tuple[str, ...]
    rows: tuple[ReadRow, ...]
    sums: tuple[ReadSum, ...] = ()
    heading: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = field(default=())


def read_sheet_file(path: Path) -> ReadSheet:
    """Read a returned sheet.

    Errors: ``file.missing``, ``file.unreadable``; ``sheet.not_ours`` (no heading row or no identity);
    ``sheet.two_tables`` (which one would be meant?);
    ``sheet.identity_broken`` (its hidden identity was changed); ``sheet.ids_missing`` (identity column gone).
    """
    path = Path(path)
    grids = _load(path)
    facts, sent = _facts(grids)
    headers = {name: _find_header(grid) for name, grid in grids.items() if name not in {"", HIDDEN_SHEET}}
    tables = [(grids[name], header) for name, header in headers.items() if header is not None]
    if not tables:
        raise UserError("sheet.not_ours", file=path.name)
    if len(tables) > 1:
        raise UserError("sheet.two_tables", file=path.name)
    return _read_grid(*tables[0], facts, sent, path.name)


def shown(value: object) -> str:
    """A cell's value as people read it: dates ``2026-11-25``, money with two decimals."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


_Grid = Sequence[Sequence[Cell]]


def _load(path: Path) -> dict[str, _Grid]:
    """Every sheet of the file as rows of cells; the document properties as the sheet named ``""``."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError("file.missing", path=str(path)) from None
    except OSError as error:
        raise UserError("file.unreadable", path=str(path), reason=error.strerror or str(error)) from None
    try:
        if content[:2] == b"PK" and path.suffix.lower() != ".ods":
            _check_zip(content)
            return _load_openxml(content)
        return _load_other(path)
    except UserError:
        raise
    except Exception as error:  # the libraries raise whatever a damaged file makes them trip over
        raise UserError("sheet.not_a_workbook", file=path.name, reason=type(error).__name__) from error


def _check_zip(content: bytes) -> None:
    """A workbook of a few hundred lines is small; a packed bomb is not opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
            raise UserError("sheet.too_large")


def _load_openxml(content: bytes) -> dict[str, _Grid]:
    from openpyxl import load_workbook

    formulas: Any = load_workbook(io.BytesIO(content))
    values = load_workbook(io.BytesIO(content), data_only=True)
    grids: dict[str, _Grid] = {}
    for page in formulas.worksheets:
        computed = values[page.title]
        rows = []
        for written, value in zip(_rows(page), _rows(computed), strict=False):
            rows.append([_cell(a, b) for a, b in zip(written, value, strict=False)])
        grids[page.title] = rows
    grids[""] = [[Cell(prop.name), Cell(prop.value)] for prop in formulas.custom_doc_props.props]
    return grids


def _rows(page: Any) -> Iterator[tuple[Any, ...]]:
    rows = min(page.max_row or 1, _MAX_ROWS)
    columns = min(page.max_column or 1, _MAX_COLUMNS)
    found: Iterator[tuple[Any, ...]] = page.iter_rows(max_row=rows, max_col=columns)
    return found


def _cell(written: Any, computed: Any) -> Cell:
    if written.data_type == "f":
        value = written.value
        return Cell(computed.value, value if isinstance(value, str) else f"={getattr(value, 'text', '')}")
    return Cell(written.value)


def _load_other(path: Path) -> dict[str, _Grid]:
    """Old ``.xls`` and ``.ods``: values only, formulas as last computed."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    grids: dict[str, _Grid] = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)[:_MAX_ROWS]
        grids[name] = [[Cell(None if value == "" else value) for value in row[:_MAX_COLUMNS]] for row in rows]
    return grids


def _facts(grids: Mapping[str, _Grid]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Office and week from the hidden sheet, else from the document's properties; and the lines sent."""
    facts: dict[str, str] = {}
    sent: list[str] = []
    for name in ("", HIDDEN_SHEET):
        for row in grids.get(name, ()):
            key, value = (shown(cell.value) for cell in (*row, Cell(), Cell())[:2])
            if key == "ipdesk.line":
                sent.append(value)
            elif key.startswith("ipdesk."):
                facts[key] = value
    return facts, tuple(sent)


def _find_header(grid: _Grid) -> int | None:
    """The row that names the most of our columns, the application number among them."""
    wanted = {column.header for column in COLUMNS}
    best, found = 5, None
    for index, row in enumerate(grid[:_HEADER_DEPTH]):
        names = {_header_text(cell) for cell in row}
        hits = len(names & wanted)
        if "申请号" in names and hits > best:
            best, found = hits, index
    return found


def _header_text(cell: Cell) -> str:
    return re.sub(r"\s+", "", str(cell.value)) if cell.value is not None else ""


def _read_grid(grid: _Grid, header: int, facts: Mapping[str, str], sent: tuple[str, ...], file: str) -> ReadSheet:
    if facts.get("ipdesk.format") != FORMAT:
        raise UserError("sheet.not_ours", file=file)
    week, office = facts.get("ipdesk.week", ""), facts.get("ipdesk.office", "")
    # Without the hidden sheet there is no list to check the seal with; the rows' own identities remain.
    if sent and seal(week, office, sent) != facts.get("ipdesk.seal"):
        raise UserError("sheet.identity_broken", file=file)
    places = _places(grid[header])
    if ID_HEADER not in places:
        raise UserError("sheet.ids_missing", file=file)
    rows, sums = _body(grid, header, places)
    if sent and rows and not any(row.uid for row in rows):
        raise UserError("sheet.ids_missing", file=file)
    heading = tuple(shown(cell.value) for row in grid[:header] for cell in row if cell.value is not None)
    missing = tuple(column.header for column in COLUMNS if column.header not in places)
    return ReadSheet(week, office, sent, rows, sums, heading, missing)


def _places(row: Sequence[Cell]) -> dict[str, int]:
    """Column heading → index; of two equal headings the first one counts."""
    places: dict[str, int] = {}
    for index, cell in enumerate(row):
        places.setdefault(_header_text(cell), index)
    return {column.header: places[column.header] for column in COLUMNS if column.header in places}


def _body(grid: _Grid, header: int, places: Mapping[str, int]) -> tuple[tuple[ReadRow, ...], tuple[ReadSum, ...]]:
    rows: list[ReadRow] = []
    sums: list[ReadSum] = []
    for index in range(header + 1, len(grid)):
        row = _row(grid[index], index + 1, places)
        label = row.text("title")
        if not row.uid and label in _SUM_LABELS and not row.text("application_number"):
            sums.append(_sum(grid[index], index + 1, label, row, places))
        elif _says_something(row, below=bool(sums) and not row.uid):
            rows.append(row)
    return tuple(rows), tuple(sums)


def _says_something(row: ReadRow, *, below: bool) -> bool:
    """Whether a row is a line at all: one that was emptied is none; below the sums stand the signatures."""
    if below:
        return any(row.text(name) for name in ("number", "application_number", "amount"))
    return any(row.text(name) for name in row.cells if name not in {"position", "total"})


def _row(cells: Sequence[Cell], number: int, places: Mapping[str, int]) -> ReadRow:
    found: dict[str, object] = {}
    for column in COLUMNS:
        place = places.get(column.header)
        if place is not None:
            found[column.name] = _value(cells[place] if place < len(cells) else Cell(), column, number)
    uid = str(found.pop("uid", "") or "")
    return ReadRow(number, uid, found)


def _value(cell: Cell, column: Column, row: int) -> object:
    value: object = cell.value if cell.value is not None else (cell.formula or None)
    if column.type is Type.TOTAL:
        own = _OWN_TOTAL.fullmatch(cell.formula.upper())
        if own is not None and own[1] == own[2] == str(row) and cell.value is None:
            return None
        return None if cell.value is None else parse_money(cell.value)
    if column.type is Type.MONEY:
        return parse_money(value)
    if column.type is Type.DATE:
        return parse_date(value)
    if column.type in {Type.YEAR, Type.NUMBER}:
        return _whole(value)
    return _plain(value)


def _sum(cells: Sequence[Cell], number: int, label: str, row: ReadRow, places: Mapping[str, int]) -> ReadSum:
    amounts: dict[str, Decimal | None] = {}
    for column in COLUMNS:
        place = places.get(column.header)
        if column.name in {"amount", "late", "total"} and place is not None and place < len(cells):
            value = parse_money(cells[place].value)
            amounts[column.name] = value if isinstance(value, Decimal) else None
    return ReadSum(number, label, row.text("salesperson"), amounts)


def parse_money(value: object) -> Decimal | str | None:
    """Yuan from a number or a text such as ``1,200.00`` or ``￥900``; what is neither stays text."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value)
    if isinstance(value, (int, float, Decimal)):
        number = _money(str(value))
        return str(value) if number is None else number
    if isinstance(value, (date, timedelta)):
        return str(value)
    text = clean(str(value))
    if not text:
        return None
    number = _money(re.sub(r"[,，\s¥￥元]", "", text))
    return text if number is None else number


def _money(text: str) -> Decimal | None:
    """A decimal with at least two places; binary dust beyond a hundredth of a fen is not money."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > Decimal(10) ** 12:
        return None
    rounded = number.quantize(Decimal("0.01"))
    return rounded if abs(number - rounded) < Decimal("0.00001") else number


def parse_date(value: object) -> date | str | None:
    """A date from a date cell, a serial number or a usual writing; what is none stays text."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(int(value)) if float(value).is_integer() else str(value)
        if 20_000 < value < 80_000:
            return _EXCEL_EPOCH + timedelta(days=int(value))
    else:
        text = clean(str(value))
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if match is None:
        return text or None
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        return text


def _whole(value: object) -> int | str | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int):
        return value
    text = clean(str(value)) if value is not None else ""
    return int(text) if text.isdecimal() else (text or None)


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return clean(str(value)) if value is not None else ""
