"""What a returned 专利代缴总表 says against the sheet we sent: finance's columns, and every other difference.

Rows are matched by their identity alone. Finance's own columns (打款日期 打款金额 财务备注) are taken;
everything else that differs is named, nothing is swallowed and nothing is changed on our side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ipdesk.files.fee_sheet import COLUMNS, HEADER_OF, ID_HEADER, SheetLine, Type, clean
from ipdesk.files.fee_sheet_read import ReadRow, ReadSheet, ReadSum, shown

_OURS = tuple(column for column in COLUMNS if column.ours and column.type is not Type.TOTAL)
_HEADING_TOTAL = re.compile(r"应缴总额：[¥￥]?\s*([\d,.]+)")
_HEADING_WORDS = re.compile(r"大写：(\S+)")


class DifferenceKind(StrEnum):
    """The ways in which a returned sheet can differ (``command-line``: ``sheet read``)."""

    AMOUNT_CHANGED = "amount_changed"
    REMOVED = "removed"
    ADDED = "added"
    DUPLICATED = "duplicated"
    TEXT_CHANGED = "text_changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``field`` is the column's heading (``行`` for a whole row), ``row`` the file's row."""

    kind: DifferenceKind
    application_number: str
    field: str
    ours: str
    theirs: str
    row: int | None = None
    uid: str = ""


@dataclass(frozen=True, slots=True)
class FinanceEntry:
    """What finance wrote beside one of our lines."""

    uid: str
    paid_on: date | None
    paid_amount: Decimal | None
    finance_note: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``accepted``: every line found again; ``newer``: our lines that were not in the file when it was made."""

    accepted: tuple[FinanceEntry, ...]
    differences: tuple[Difference, ...]
    newer: tuple[str, ...] = ()


def compare(lines: Sequence[SheetLine], words: str, read: ReadSheet) -> Comparison:
    """Match the file's rows with our lines. ``words`` is our total in 大写, as printed in the heading."""
    ours = {line.uid: line for line in lines}
    contents = {_content_of_line(line): line for line in lines}
    originals, others = _originals(ours, read.rows)
    accepted: list[FinanceEntry] = []
    found: list[Difference] = []
    for line in lines:
        row = originals.get(line.uid)
        if row is None:
            continue
        other = contents.get(_content_of_row(row))
        if other is not None and other.uid != line.uid:
            found.append(_slipped(line, other, row))
            continue
        found.extend(_row_differences(line, row))
        entry, bad = _finance(line, row)
        accepted.append(entry)
        found.extend(bad)
    found.extend(_extra({uid: ours[uid] for uid in originals}, row) for row in others)
    exported = set(read.sent) or set(ours)
    missing = [line for line in lines if line.uid not in originals]
    found.extend(_removed(line) for line in missing if line.uid in exported)
    found.extend(_missing_columns(read))
    found.extend(_sum_differences(read))
    if exported == set(ours):
        found.extend(_heading_differences(lines, words, read))
    newer = tuple(line.uid for line in missing if line.uid not in exported)
    return Comparison(tuple(accepted), tuple(found), newer)


def _originals(ours: Mapping[str, SheetLine], rows: Sequence[ReadRow]) -> tuple[dict[str, ReadRow], list[ReadRow]]:
    """Of several rows with one identity the unchanged one is the original, else the first."""
    by_uid: dict[str, list[ReadRow]] = {}
    others: list[ReadRow] = []
    for row in rows:
        if row.uid in ours:
            by_uid.setdefault(row.uid, []).append(row)
        else:
            others.append(row)
    originals: dict[str, ReadRow] = {}
    for uid, found in by_uid.items():
        content = _content_of_line(ours[uid])
        original = next((row for row in found if _content_of_row(row) == content), found[0])
        originals[uid] = original
        others.extend(row for row in found if row is not original)
    return originals, sorted(others, key=lambda row: row.row)


def _content_of_line(line: SheetLine) -> tuple[str, ...]:
    return tuple(_ours(line, column.name) for column in _OURS)


def _content_of_row(row: ReadRow) -> tuple[str, ...]:
    return tuple(row.text(column.name) for column in _OURS)


def _ours(line: SheetLine, name: str) -> str:
    value = getattr(line, name)
    return clean(value) if isinstance(value, str) else shown(value)


def _row_differences(line: SheetLine, row: ReadRow) -> Iterator[Difference]:
    for column in _OURS:
        if column.name not in row.cells:
            continue  # the whole column is gone; said once
        ours, theirs = _ours(line, column.name), row.text(column.name)
        if ours != theirs:
            money = column.type is Type.MONEY
            kind = DifferenceKind.AMOUNT_CHANGED if money else DifferenceKind.TEXT_CHANGED
            yield Difference(kind, line.application_number, column.header, ours, theirs, row.row, line.uid)
    total = row.cells.get("total")
    if total is not None and total not in {line.total, _own_total(row)}:
        yield Difference(
            DifferenceKind.AMOUNT_CHANGED,
            line.application_number,
            HEADER_OF["total"],
            shown(line.total),
            shown(total),
            row.row,
            line.uid,
        )


def _own_total(row: ReadRow) -> Decimal | None:
    """The sum of the row's own amounts as they stand in the file; ``None`` when one is no number."""
    parts = [row.cells.get(name) for name in ("amount", "late")]
    if any(isinstance(part, str) for part in parts):
        return None
    return sum((part for part in parts if isinstance(part, Decimal)), Decimal("0.00"))


def _finance(line: SheetLine, row: ReadRow) -> tuple[FinanceEntry, list[Difference]]:
    """Finance's columns; a date or an amount that is none is reported and not taken."""
    paid_on, paid_amount = row.cells.get("paid_on"), row.cells.get("paid_amount")
    bad: list[Difference] = []
    if isinstance(paid_on, str):
        bad.append(_bad(line, row, "paid_on", DifferenceKind.TEXT_CHANGED))
    if isinstance(paid_amount, str) or (isinstance(paid_amount, Decimal) and _odd(paid_amount)):
        bad.append(_bad(line, row, "paid_amount", DifferenceKind.AMOUNT_CHANGED))
        paid_amount = None
    entry = FinanceEntry(
        line.uid,
        paid_on if isinstance(paid_on, date) else None,
        paid_amount if isinstance(paid_amount, Decimal) else None,
        row.text("finance_note"),
        row.text("signature"),
    )
    return entry, bad


def _odd(amount: Decimal) -> bool:
    return amount < 0 or amount != amount.quantize(Decimal("0.01"))


def _bad(line: SheetLine, row: ReadRow, name: str, kind: DifferenceKind) -> Difference:
    ours = shown(getattr(line, name))
    return Difference(kind, line.application_number, HEADER_OF[name], ours, row.text(name), row.row, line.uid)


def _slipped(line: SheetLine, other: SheetLine, row: ReadRow) -> Difference:
    """The identity of one line stands beside the contents of another: finance's columns can't be trusted."""
    return Difference(
        DifferenceKind.TEXT_CHANGED,
        line.application_number,
        ID_HEADER,
        f"{line.number} {line.application_number}".strip(),
        f"{other.number} {other.application_number}".strip(),
        row.row,
        line.uid,
    )


def _extra(found: Mapping[str, SheetLine], row: ReadRow) -> Difference:
    """A row that is not ours: a copy of one of our lines that is there as well, or a new one."""
    twin = found.get(row.uid) or _twin(found, row)
    kind = DifferenceKind.ADDED if twin is None else DifferenceKind.DUPLICATED
    number = row.text("application_number") or (twin.application_number if twin else "")
    return Difference(kind, number, "行", _line_text(twin) if twin else "", _row_text(row), row.row, row.uid)


def _twin(found: Mapping[str, SheetLine], row: ReadRow) -> SheetLine | None:
    """Our line for the same fee of the same patent, if the row without identity repeats one."""
    if row.uid:
        return None
    names = ("application_number", "fee", "year")
    wanted = tuple(row.text(name) for name in names)
    same = (line for line in found.values() if tuple(_ours(line, name) for name in names) == wanted)
    return next(same, None) if wanted[0] else None


def _removed(line: SheetLine) -> Difference:
    return Difference(DifferenceKind.REMOVED, line.application_number, "行", _line_text(line), "", None, line.uid)


def _line_text(line: SheetLine) -> str:
    names = ("number", "application_number", "fee", "year", "total")
    return " ".join(filter(None, (_ours(line, name) for name in names)))


def _row_text(row: ReadRow) -> str:
    names = ("number", "application_number", "fee", "year", "amount", "late")
    return f"第 {row.row} 行：" + " ".join(filter(None, (row.text(name) for name in names)))


def _missing_columns(read: ReadSheet) -> Iterator[Difference]:
    for header in read.missing_columns:
        yield Difference(DifferenceKind.TEXT_CHANGED, "", header, "有此列", "整列缺失")


def _sum_differences(read: ReadSheet) -> Iterator[Difference]:
    """A subtotal that is not the sum of the file's own rows was overwritten or lost its range."""
    for item in read.sums:
        rows = [row for row in read.rows if item.label == "总计" or row.text("salesperson") == item.salesperson]
        for name, theirs in item.amounts.items():
            right = _sum_of(rows, name)
            if theirs is not None and right is not None and theirs != right:
                field = f"{item.label}{_of(item)}·{HEADER_OF[name]}"
                yield Difference(DifferenceKind.AMOUNT_CHANGED, "", field, shown(right), shown(theirs), item.row)


def _of(item: ReadSum) -> str:
    return f"（{item.salesperson}）" if item.salesperson else ""


def _sum_of(rows: Sequence[ReadRow], name: str) -> Decimal | None:
    total = Decimal("0.00")
    for row in rows:
        value = _own_total(row) if name == "total" else row.cells.get(name)
        if isinstance(value, str):
            return None
        total += value if isinstance(value, Decimal) else Decimal("0.00")
    return total


def _heading_differences(lines: Sequence[SheetLine], words: str, read: ReadSheet) -> Iterator[Difference]:
    """The total in figures and in words above the table is text: it is compared as such."""
    text = "\n".join(read.heading)
    total = sum((line.total for line in lines), Decimal("0.00"))
    figures, written = _HEADING_TOTAL.search(text), _HEADING_WORDS.search(text)
    if figures is None or figures[1] != f"{total:,.2f}":
        theirs = figures[1] if figures else ""
        yield Difference(DifferenceKind.AMOUNT_CHANGED, "", "表头总额", f"{total:,.2f}", theirs)
    if written is None or written[1] != words:
        yield Difference(DifferenceKind.TEXT_CHANGED, "", "表头大写", words, written[1] if written else "")
