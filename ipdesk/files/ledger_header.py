"""Finding the heading of a ledger sheet: which rows it is, and what each column was taken for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ipdesk.files.cells import Cell, text
from ipdesk.files.ledger_words import field_of, heading_key, without_brackets

SEARCHED_ROWS = 10
_TELLING = frozenset({"number", "application_number", "title", "client", "applicant"})
_OF_FEES = frozenset({"费用种类", "应缴金额"})
_VAGUE = frozenset({"编号"})
# Columns that may stand twice and must then agree; of any other field the best-named column is taken.
_SEVERAL = frozenset({"application_number"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: its place (0-based), its heading, what it was taken for (None: not taken over)."""

    index: int
    heading: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """The heading found: its last row (0-based) and the columns under it."""

    last_row: int
    columns: tuple[Column, ...]


def find_header(rows: Sequence[Sequence[Cell]]) -> Header | None:
    """The heading among the first ten rows that are not empty, of one row or of two (a group above its columns).

    A heading names at least two different things, one of them a number, a title or a client. None if there
    is no such row: a sheet of explanations, a pivot table, an empty sheet.
    """
    best: tuple[int, int, Header] | None = None
    last = _last_searched(rows)
    if any(_is_fee_sheet(rows[row]) for row in range(last)):
        return None
    for row in range(last):
        for height in (1, 2):
            found = _try(rows, row, height)
            if found is None:
                continue
            # Of two readings that name equally much, the one with its groups (申请人信息: 名称) says more.
            score = sum(column.field is not None for column in found.columns) * 2 + (height - 1)
            if best is None or score > best[0]:
                best = (score, row, found)
    return best[2] if best else None


def _is_fee_sheet(row: Sequence[Cell]) -> bool:
    """A list of fees (专利代缴总表): a line of it is a fee, no matter, and its remarks are the fee's."""
    return {heading_key(text(cell)) for cell in row} >= _OF_FEES


def _last_searched(rows: Sequence[Sequence[Cell]]) -> int:
    """Ten rows as the file numbers them, and further if blank rows stand above the first filled one."""
    filled = next((index for index, row in enumerate(rows) if any(text(cell) for cell in row)), 0)
    return min(len(rows), filled + SEARCHED_ROWS)


def _try(rows: Sequence[Sequence[Cell]], row: int, height: int) -> Header | None:
    if row + height > len(rows):
        return None
    top = [text(cell) if isinstance(cell, str) else "" for cell in rows[row]]
    if height == 1:
        headings = top
    else:
        if len(set(filter(None, top))) < 2:
            return None  # a title over the whole table is no group of columns
        below = [text(cell) if isinstance(cell, str) else "" for cell in rows[row + 1]]
        if not _is_second_row(rows[row + 1], top, below):
            return None
        headings = [_joined(above, under) for above, under in zip(_spread(top, below), below, strict=False)]
    columns = _columns(headings)
    fields = {column.field for column in columns if column.field}
    if len(fields - {"ordinal"}) < 2 or not fields & _TELLING:
        return None
    return Header(row + height - 1, columns)


def _is_second_row(cells: Sequence[Cell], top: Sequence[str], below: Sequence[str]) -> bool:
    """The row under a heading belongs to it if it holds headings only, no data."""
    filled = [index for index, cell in enumerate(cells) if text(cell)]
    if not filled or filled[-1] >= len(top) or any(not isinstance(cells[index], str) for index in filled):
        return False
    known = sum(
        1
        for index in filled
        if below[index] == top[index] or field_of(below[index]) or field_of(_group_of(top, index) + below[index])
    )
    return known * 2 > len(filled)


def _group_of(top: Sequence[str], index: int) -> str:
    """The nearest text at or left of ``index``: where a group's heading was merged over its columns."""
    return next((top[place] for place in range(index, -1, -1) if top[place]), "")


def _spread(top: Sequence[str], below: Sequence[str]) -> list[str]:
    """A group's heading over every column that has a heading of its own under it."""
    return [
        above or (_group_of(top, index) if index < len(below) and below[index] else "")
        for index, above in enumerate(top)
    ]


def _joined(above: str, under: str) -> str:
    """The heading of two rows: together if that is a known heading, else the lower one (客户 · 等级 is no client).

    A lower cell that only holds a unit or a remark in brackets leaves the upper one as it is.
    """
    if not heading_key(without_brackets(under)) or above == under:
        return above
    return next((heading for heading in (above + under, under) if field_of(heading)), f"{above}{under}")


def _columns(headings: Sequence[str]) -> tuple[Column, ...]:
    best: dict[str, tuple[int, int]] = {}
    known: dict[int, str] = {}
    for index, heading in enumerate(headings):
        found = field_of(heading) if heading else None
        if found is None:
            continue
        field, rank = found
        known[index] = field
        if field not in best or rank < best[field][0]:
            best[field] = (rank, index)
    taken = {index: field for index, field in known.items() if field in _SEVERAL or best[field][1] == index}
    return tuple(Column(index, heading, taken.get(index)) for index, heading in enumerate(headings) if heading)


def with_mapping(header: Header, mapping: Mapping[int, str | None]) -> Header:
    """The header with columns taken for what a person chose; a field chosen anew leaves its former column."""
    chosen = {field for field in mapping.values() if field is not None and field not in _SEVERAL}
    columns = {column.index: column for column in header.columns}
    for index, column in columns.items():
        if index not in mapping and column.field in chosen:
            columns[index] = Column(index, column.heading, None)
    for index, field in mapping.items():
        heading = columns[index].heading if index in columns else ""
        columns[index] = Column(index, heading, field)
    return Header(header.last_row, tuple(columns[index] for index in sorted(columns)))


def without_ordinals(header: Header, rows: Sequence[Sequence[Cell]]) -> Header:
    """A column that is only called 编号 and counts 1, 2, 3 … holds ordinals, no numbers of the office."""
    for column in header.columns:
        if column.field != "number" or heading_key(column.heading) not in _VAGUE:
            continue
        below = [row[column.index] for row in rows[header.last_row + 1 :] if column.index < len(row)]
        filled = [text(cell) for cell in below if text(cell)]
        if filled and sum(cell.isdigit() and len(cell) <= 5 for cell in filled) * 2 > len(filled):
            return with_mapping(header, {column.index: "ordinal"})
    return header


def repeats_header(header: Header, row: Sequence[Cell]) -> bool:
    """Whether a row is the heading over again, as printed ledgers have it on every page."""
    same = different = 0
    for column in header.columns:
        cell = row[column.index] if column.index < len(row) else None
        if not isinstance(cell, str) or not cell:
            continue
        if column.heading.endswith(text(cell)) and field_of(cell) is not None:
            same += 1  # of a two-row heading the lower part may be repeated alone
        else:
            different += 1
    return same >= 2 and same > different
