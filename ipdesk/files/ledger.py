"""Reading an office's Excel ledger: its sheets, their headings, their rows as plain values.

Nothing is looked up and nothing written here; what a row means for the office's matters is
``ipdesk.services.ledger``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ipdesk.errors import Cancelled, UserError
from ipdesk.files.cells import text
from ipdesk.files.ledger_header import Column, Header, find_header, with_mapping
from ipdesk.files.ledger_rows import LedgerRow, RefusedRow, RowReader
from ipdesk.files.ledger_sheets import RawSheet, fill_merges, header_view, read_sheets
from ipdesk.files.ledger_skips import is_matter
from ipdesk.files.ledger_words import words

Mappings = Mapping[str, Mapping[int, str | None]]
Progress = Callable[[int, int, str], None]
_REPORTED_EVERY = 500


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """One sheet as it was understood. ``header_row`` is the heading's last row as Excel numbers it (1-based).

    ``skipped`` is the code of the reason (``ledger.sheet_*``) when the sheet holds no ledger.
    """

    name: str
    hidden: bool
    header_row: int | None
    columns: tuple[Column, ...]
    rows: int
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerBook:
    """A ledger file opened: what its sheets are, and their cells for :meth:`read`."""

    path: Path
    sheets: tuple[LedgerSheet, ...]
    raw: tuple[tuple[RawSheet, Header], ...]

    def with_mapping(self, mapping: Mappings) -> LedgerBook:
        """The book with columns taken for what a person chose: ``{sheet: {column index: field or None}}``."""
        unknown = {field for chosen in mapping.values() for field in chosen.values() if field} - set(words().fields)
        if unknown:
            raise UserError("ledger.unknown_field", field=min(unknown))
        raw = tuple((sheet, with_mapping(header, mapping.get(sheet.name, {}))) for sheet, header in self.raw)
        headers = {sheet.name: header for sheet, header in raw}
        sheets = tuple(_described(sheet, headers.get(sheet.name)) for sheet in self.sheets)
        return LedgerBook(self.path, sheets, raw)

    def read(
        self, progress: Progress | None = None, cancel: Callable[[], bool] | None = None
    ) -> Iterator[LedgerRow | RefusedRow]:
        """Every row that speaks of a matter, in the order of the file; blank, total and heading rows are not."""
        total = sum(len(sheet.rows) for sheet, _ in self.raw)
        done = 0
        for sheet, header in self.raw:
            reader = RowReader(sheet.name, header.columns, date1904=sheet.date1904, lost=sheet.lost)
            for index in range(header.last_row + 1, len(sheet.rows)):
                if (done + index) % _REPORTED_EVERY == 0:
                    if cancel is not None and cancel():
                        raise Cancelled
                    if progress is not None:
                        progress(done + index, total, sheet.name)
                if not is_matter(sheet, header, index):
                    continue
                yield reader.read(index + 1, sheet.rows[index])
            done += len(sheet.rows)


def read_ledger(path: Path | str) -> LedgerBook:
    """Open a ledger (``.xlsx``, ``.xls``, CSV) and find the heading of every sheet.

    Raises ``UserError`` as :func:`ipdesk.files.ledger_sheets.read_sheets`, and ``ledger.no_header`` if no sheet
    has a heading that can be understood.
    """
    path = Path(path)
    sheets: list[LedgerSheet] = []
    raw: list[tuple[RawSheet, Header]] = []
    for sheet in read_sheets(path):
        header = find_header(header_view(sheet))
        if header is None:
            blank = not any(text(cell) for row in sheet.rows for cell in row)
            reason = "ledger.sheet_blank" if blank else "ledger.sheet_no_header"
            sheets.append(LedgerSheet(sheet.name, sheet.hidden, None, (), 0, reason))
            continue
        fill_merges(sheet, header.last_row + 1)
        rows = sum(is_matter(sheet, header, index) for index in range(header.last_row + 1, len(sheet.rows)))
        sheets.append(LedgerSheet(sheet.name, sheet.hidden, header.last_row + 1, header.columns, rows))
        raw.append((sheet, header))
    if not raw:
        raise UserError("ledger.no_header", path=path.name)
    return LedgerBook(path, tuple(sheets), tuple(raw))


def _described(sheet: LedgerSheet, header: Header | None) -> LedgerSheet:
    columns = header.columns if header is not None else sheet.columns
    return LedgerSheet(sheet.name, sheet.hidden, sheet.header_row, columns, sheet.rows, sheet.skipped)
