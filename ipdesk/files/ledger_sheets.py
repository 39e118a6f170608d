"""Opening a ledger: workbooks and delimited text as sheets of plain cells, merged cells filled in."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ipdesk.errors import UserError
from ipdesk.files import csv_text
from ipdesk.files.cells import Cell
from ipdesk.files.ledger_lost import Lost, lost_cells

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MAX_BYTES = 100 * 1024 * 1024
MAX_UNPACKED = 1024 * 1024 * 1024
MAX_RATIO = 200  # a workbook's XML packs 10 to 30 times; a bomb packs a thousand times
MAX_ROWS = 200_000
MAX_COLUMNS = 16_384

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DATE_1904 = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\"")


@dataclass(slots=True)
class RawSheet:
    """A sheet's cells from A1 on. ``merged`` holds the cells (row, column) that a merge above filled in.

    ``banners`` are the rows that one cell merged over several columns takes up: titles, sections, remarks;
    ``lost`` the cells whose value the file doesn't hold (:mod:`ipdesk.files.ledger_lost`).
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    date1904: bool = False
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    merged: set[tuple[int, int]] = field(default_factory=set)
    banners: set[int] = field(default_factory=set)
    lost: Mapping[tuple[int, int], str] = field(default_factory=dict)


def read_sheets(path: Path) -> list[RawSheet]:
    """The sheets of a ``.xlsx``, ``.xls`` or delimited text file; what it is, its content says, not its name.

    Raises ``UserError``: ``file.missing``, ``file.unreadable``, ``ledger.empty_file``, ``ledger.too_large``,
    ``ledger.password``, ``ledger.broken``, ``ledger.not_text``.
    """
    content = _content(path)
    if content.startswith((_ZIP, _OLE)):
        return _workbook(path, content)
    if content.lstrip()[:6].lower() in (b"<html>", b"<!doct", b"<table") or content.startswith(b"%PDF"):
        raise UserError("ledger.broken", path=path.name)
    rows: list[list[Cell]] = [list(row) for row in csv_text.rows(csv_text.decode(content, path.name))]
    _check_size(path, len(rows), max(map(len, rows), default=0))
    return [RawSheet(path.stem, rows)]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError("ledger.too_large", path=path.name)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError("file.missing", path=path) from error
    except OSError as error:
        raise UserError("file.unreadable", path=path, reason=error.strerror or type(error).__name__) from error
    if not content.strip():
        raise UserError("ledger.empty_file", path=path.name)
    return content


def _workbook(path: Path, content: bytes) -> list[RawSheet]:
    import python_calamine as calamine

    if content.startswith(_OLE):
        _check_compound(path, content)
    date1904 = _checked_zip(path, content) if content.startswith(_ZIP) else False
    lost = lost_cells(content) if content.startswith(_ZIP) else {}
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return [
                _sheet(path, book, meta.name, meta.visible, lost.get(meta.name, {}), date1904=date1904)
                for meta in book.sheets_metadata
                if meta.typ == calamine.SheetTypeEnum.WorkSheet
            ]
    except calamine.PasswordError as error:
        raise UserError("ledger.password", path=path.name) from error
    except UserError:
        raise
    except BaseException as error:
        # The reader's own panic on damaged files (pyo3_runtime.PanicException) is no ``Exception``.
        panic = type(error).__name__ == "PanicException"
        if not panic and not isinstance(error, (calamine.CalamineError, ValueError, OSError)):
            raise
        raise UserError("ledger.broken", path=path.name) from error


def _checked_zip(path: Path, content: bytes) -> bool:
    """Refuse archives that unpack to absurd sizes before anything is unpacked; the 1904 date flag is returned."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked > MAX_RATIO * len(content)):
                raise UserError("ledger.too_large", path=path.name)
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                return False
            return bool(_DATE_1904.search(archive.read("xl/workbook.xml")[:200_000]))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UserError("ledger.broken", path=path.name) from error


def _check_compound(path: Path, content: bytes) -> None:
    """Refuse what an .xls's container can't be: encrypted, cut off, or pointing past its own end."""
    if _ENCRYPTED in content:
        raise UserError("ledger.password", path=path.name)
    if len(content) < 1536 or content[30:32] not in (b"\x09\0", b"\x0c\0"):
        raise UserError("ledger.broken", path=path.name)
    sectors = (len(content) - 512) >> content[30]
    (tables,) = struct.unpack_from("<I", content, 44)
    starts = struct.unpack_from("<I", content, 48) + struct.unpack_from("<109I", content, 76)[: min(tables, 109)]
    if tables == 0 or any(start >= sectors for start in starts):
        raise UserError("ledger.broken", path=path.name)


def _sheet(path: Path, book: CalamineWorkbook, name: str, visible: object, lost: Lost, *, date1904: bool) -> RawSheet:
    from python_calamine import SheetVisibleEnum

    sheet: CalamineSheet = book.get_sheet_by_name(name)
    end = sheet.end
    if end is None:
        return RawSheet(name, [], visible != SheetVisibleEnum.Visible)
    _check_size(path, end[0] - (sheet.start or (0, 0))[0] + 1, end[1] + 1)
    rows: list[list[Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    merges = tuple(sheet.merged_cell_ranges or ())
    return RawSheet(name, rows, visible != SheetVisibleEnum.Visible, date1904, merges, lost=lost)


def _check_size(path: Path, rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        raise UserError("ledger.too_large", path=path.name)


def header_view(sheet: RawSheet, rows: int = 40) -> list[list[Cell]]:
    """The first rows of a sheet with every merged cell filled, to look for the heading in; a copy."""
    view = [list(row) for row in sheet.rows[:rows]]
    for (top, left), (bottom, right) in sheet.merges:
        if top >= len(view) or left >= len(view[top]):
            continue
        for row in view[top : bottom + 1]:
            row[left : min(right + 1, len(row))] = [view[top][left]] * (min(right + 1, len(row)) - left)
    return view


def fill_merges(sheet: RawSheet, header_rows: int) -> None:
    """Give the rows under the heading what is merged over them: down the merge's first column.

    A merge sideways is layout (a remark over several columns), not a value of each column.
    """
    for (top, left), (bottom, right) in sheet.merges:
        if top >= len(sheet.rows) or left >= len(sheet.rows[top]):
            continue
        value = sheet.rows[top][left]
        if top < header_rows:
            continue
        last = min(bottom, len(sheet.rows) - 1)
        if right - left >= 2:
            sheet.banners.update(range(top, last + 1))
        for row in range(top + 1, last + 1):
            if left < len(sheet.rows[row]):
                sheet.rows[row][left] = value
                sheet.merged.add((row, left))
