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
from ipdesk.files.ledger_header import Column, Header, find_header, with_mapping, without_ordinals
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
    """A ledger file opened: what its sheets are, and for :meth:`read` their cells, headings and matter rows."""

    path: Path
    sheets: tuple[LedgerSheet, ...]
    raw: tuple[tuple[RawSheet, Header, tuple[int, ...]], ...]

    def with_mapping(self, mapping: Mappings) -> LedgerBook:
        """The book with columns taken for what a person chose: ``{sheet: {column index: field or None}}``."""
        unknown = {field for chosen in mapping.values() for field in chosen.values() if field} - set(words().fields)
        if unknown:
            raise UserError("ledger.unknown_field", field=min(unknown))
        raw = tuple(
            _under(sheet, with_mapping(header, mapping[sheet.name])) if sheet.name in mapping else (sheet, header, rows)
            for sheet, header, rows in self.raw
        )
        found = {sheet.name: _described(sheet, header, rows) for sheet, header, rows in raw}
        return LedgerBook(self.path, tuple(found.get(sheet.name, sheet) for sheet in self.sheets), raw)

    def read(
        self, progress: Progress | None = None, cancel: Callable[[], bool] | None = None
    ) -> Iterator[LedgerRow | RefusedRow]:
        """Every row that speaks of a matter, in the order of the file; blank, total and heading rows are not."""
        total = sum(len(rows) for _, _, rows in self.raw)
        done = 0
        for sheet, header, rows in self.raw:
            reader = RowReader(sheet.name, header.columns, date1904=sheet.date1904, lost=sheet.lost)
            for index in rows:
                if done % _REPORTED_EVERY == 0:
                    if cancel is not None and cancel():
                        raise Cancelled
                    if progress is not None:
                        progress(done, total, sheet.name)
                yield reader.read(index + 1, sheet.rows[index])
                done += 1


def read_ledger(path: Path | str) -> LedgerBook:
    """Open a ledger (``.xlsx``, ``.xls``, CSV) and find the heading of every sheet.

    Raises ``UserError`` as :func:`ipdesk.files.ledger_sheets.read_sheets`, and ``ledger.no_header`` if no sheet
    has a heading that can be understood.
    """
    path = Path(path)
    sheets: list[LedgerSheet] = []
    raw: list[tuple[RawSheet, Header, tuple[int, ...]]] = []
    for sheet in read_sheets(path):
        header = find_header(header_view(sheet))
        if header is None:
            blank = not any(text(cell) for row in sheet.rows for cell in row)
            reason = "ledger.sheet_blank" if blank else "ledger.sheet_no_header"
            sheets.append(LedgerSheet(sheet.name, sheet.hidden, None, (), 0, reason))
            continue
        fill_merges(sheet, header.last_row + 1)
        header = without_ordinals(header, sheet.rows)
        raw.append(_under(sheet, header))
        sheets.append(_described(*raw[-1]))
    if not raw:
        raise UserError("ledger.no_header", path=path.name)
    return LedgerBook(path, tuple(sheets), tuple(raw))


def _under(sheet: RawSheet, header: Header) -> tuple[RawSheet, Header, tuple[int, ...]]:
    """A sheet with its heading and the rows under it that are matters."""
    below = range(header.last_row + 1, len(sheet.rows))
    return sheet, header, tuple(index for index in below if is_matter(sheet, header, index))


def _described(sheet: RawSheet, header: Header, rows: tuple[int, ...]) -> LedgerSheet:
    return LedgerSheet(sheet.name, sheet.hidden, header.last_row + 1, header.columns, len(rows))
