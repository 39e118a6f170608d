"""One row of a ledger as plain values, or all the reasons why it can't be taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ipdesk.domain.matters import Department, Kind
from ipdesk.domain.numbers import check_number
from ipdesk.errors import UserError
from ipdesk.files.cells import Cell, compact, folded, name, read_date, text
from ipdesk.files.ledger_header import Column
from ipdesk.files.ledger_numbers import (
    fits,
    kind_of,
    number_format,
    read_number,
    sheet_department,
    sheet_hint,
)
from ipdesk.files.ledger_words import words

_LIMITS = {"title": 300, "client": 200, "applicant": 500, "note": 10_000, "number": 40, "classes": 200}
_LIMIT = 200
_SEVERAL_NAMES = re.compile(r"[\r\n；;、]+")
_UNIT_ENDS = (
    "公司",
    "大学",
    "学院",
    "研究院",
    "研究所",
    "厂",
    "中心",
    "医院",
    "集团",
    "合作社",
    "部",
    "学校",
    "局",
    "社",
    "协会",
)
_PERCENT = re.compile(r"^减?缴?(?:0?\.)?(\d{2})%?$")


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A row that can be understood. ``row`` is Excel's row number (1-based).

    ``home`` is the department whose sheet the row stands on. Empty text and None mean that the ledger says
    nothing, never that something is to be erased. ``events``: event name to date. ``result`` belongs to
    search_completed or review_completed. ``remarks`` are codes of what was seen and left out
    (``ledger.remark_*``).
    """

    sheet: str
    row: int
    kind: Kind
    title: str
    department: Department | None = None
    number: str = ""
    application_number: str = ""
    client: str = ""
    applicant: str = ""
    filed: date | None = None
    granted: date | None = None
    handler: str = ""
    salesperson: str = ""
    reduction: int | None = None
    priority: bool = False
    classes: str = ""
    note: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    credit_code: str = ""
    address: str = ""
    result: str = ""
    home: Department | None = None
    events: Mapping[str, date] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken over, with every reason; ``why`` makes the sentences."""

    sheet: str
    row: int
    errors: tuple[UserError, ...]
    number: str = ""
    title: str = ""

    @property
    def why(self) -> str:
        """The reasons in Chinese, one after the other."""
        from ipdesk.text import sentence

        return "".join(sentence(error) for error in self.errors)


class RowReader:
    """Reads the rows of one sheet whose columns are known."""

    def __init__(
        self,
        sheet: str,
        columns: Sequence[Column],
        *,
        date1904: bool = False,
        lost: Mapping[tuple[int, int], str] | None = None,
    ) -> None:
        self._sheet = sheet
        telling = ("title", "application_number", "applicant")
        self._home = sheet_department(sheet)
        self._hint = sheet_hint(sheet, [column.heading for column in columns if column.field in telling])
        self._date1904 = date1904
        self._lost = lost or {}
        self._places: dict[str, list[Column]] = {}
        for column in columns:
            if column.field is not None:
                self._places.setdefault(column.field, []).append(column)
        fields = words().fields
        self._events = [(fields[name].event or "", name) for name in self._places if fields[name].event]
        self._texts = [(name, self._places[name][0], reader) for name, reader in _TEXTS.items() if name in self._places]

    def read(self, row: int, cells: Sequence[Cell]) -> LedgerRow | RefusedRow:
        """The row's values; ``row`` is its number as Excel shows it."""
        errors: list[UserError] = []
        values: dict[str, object] = {}
        remarks: list[str] = []
        for field_name, column, reader in self._texts:
            self._take(values, errors, field_name, column, cells, reader)
        numbers = self._numbers(cells, errors)
        self._dates(values, cells, errors)
        self._parties(values, cells)
        values["reduction"] = self._special(cells, "reduction", _reduction, errors, remarks)
        values["priority"] = self._special(cells, "priority", _yes, errors, remarks) is True
        values["result"] = self._special(cells, "result", _result, errors, remarks) or ""
        kind = self._kind(numbers, cells, errors)
        if numbers and kind is not None:
            values["application_number"] = next(number for number in numbers if fits(kind, number))
        errors += self._lost_values(row, remarks)
        if not values.get("title") and not any(error.code == "ledger.cell_lost" for error in errors):
            errors.append(UserError("ledger.title_missing"))
        if errors or kind is None:
            number, title = str(values.get("number", "")), str(values.get("title", ""))
            return RefusedRow(self._sheet, row, tuple(errors), number, title)
        department = self._department(cells, remarks)
        return LedgerRow(
            sheet=self._sheet,
            row=row,
            kind=kind,
            department=department,
            home=self._home,
            remarks=tuple(remarks),
            **values,  # type: ignore[arg-type]
        )

    def _lost_values(self, row: int, remarks: list[str]) -> list[UserError]:
        """A lost value is not a blank one; only a remark or an ordinal may go missing."""
        found: list[UserError] = []
        for field_name, columns in self._places.items() if self._lost else ():
            for column in columns:
                shown = self._lost.get((row - 1, column.index))
                if shown is None or field_name in ("ordinal", "state"):
                    continue
                if field_name == "note":
                    remarks.append("ledger.remark_lost_note")
                else:
                    found.append(UserError("ledger.cell_lost", column=column.heading, text=shown))
        return found

    def _cell(self, cells: Sequence[Cell], column: Column) -> Cell:
        return cells[column.index] if column.index < len(cells) else ""

    def _first(self, cells: Sequence[Cell], field_name: str) -> Cell:
        columns = self._places.get(field_name)
        return self._cell(cells, columns[0]) if columns else ""

    def _take(
        self,
        values: dict[str, object],
        errors: list[UserError],
        field_name: str,
        column: Column,
        cells: Sequence[Cell],
        reader: Callable[[Cell], str],
    ) -> None:
        cell = self._cell(cells, column)
        if cell == "" or cell is None:
            return
        try:
            value = reader(cell)
        except UserError as error:
            errors.append(_named(error, column.heading))
            return
        if len(value) > _LIMITS.get(field_name, _LIMIT):
            errors.append(UserError("ledger.too_long", column=column.heading, limit=_LIMITS.get(field_name, _LIMIT)))
        elif value:
            values[field_name] = value

    def _numbers(self, cells: Sequence[Cell], errors: list[UserError]) -> list[str]:
        """The numbers of a row, the telling one first. Several of one format (申请号, 专利号) must agree.

        Numbers of different formats may stand side by side: 登记号 and 流水号, PCT and national number.
        """
        found: dict[str, str] = {}
        for column in self._places.get("application_number", ()):
            cell = self._cell(cells, column)
            if cell == "" or cell is None:
                continue
            try:
                number = read_number(cell)
            except UserError as error:
                errors.append(_named(error, column.heading))
                continue
            if number is not None:
                found.setdefault(number, column.heading)
        if len(found) < 2:
            return list(found)
        of_format: dict[int, str] = {}
        for number, heading in found.items():
            one = of_format.setdefault(number_format(number), number)
            if one != number:
                details = {"one": one, "column": found[one], "other": number, "second": heading}
                errors.append(UserError("ledger.numbers_differ", **details))
        return [of_format[rank] for rank in sorted(of_format)]

    def _dates(self, values: dict[str, object], cells: Sequence[Cell], errors: list[UserError]) -> None:
        values["filed"] = self._date(cells, "filed", errors)
        values["granted"] = self._date(cells, "granted", errors)
        events: dict[str, date] = {}
        for event, field_name in self._events:
            on = self._date(cells, field_name, errors)
            if on is not None:
                events[event] = on
        submitted = self._date(cells, "submitted", errors)
        if submitted is not None:
            events["filed"] = submitted
            values["filed"] = values["filed"] or submitted
        values["events"] = events

    def _date(self, cells: Sequence[Cell], field_name: str, errors: list[UserError]) -> date | None:
        columns = self._places.get(field_name)
        if not columns:
            return None
        cell = self._cell(cells, columns[0])
        if cell == "" or cell is None or (isinstance(cell, str) and _says_nothing(cell)):
            return None
        try:
            return read_date(cell, date1904=self._date1904)
        except UserError as error:
            errors.append(_named(error, columns[0].heading))
            return None

    def _parties(self, values: dict[str, object], cells: Sequence[Cell]) -> None:
        """Applicants (several stay apart) and the client, who is the first applicant if no column names one."""
        applicants = _names(self._first(cells, "applicant"))
        if applicants:
            values["applicant"] = "；".join(applicants)
            values.setdefault("client", applicants[0])

    def _special(
        self,
        cells: Sequence[Cell],
        field_name: str,
        reader: Callable[[Cell, list[str]], int | bool | str | None],
        errors: list[UserError],
        remarks: list[str],
    ) -> int | bool | str | None:
        columns = self._places.get(field_name)
        if not columns:
            return None
        cell = self._cell(cells, columns[0])
        if cell == "" or cell is None or (isinstance(cell, str) and _says_nothing(cell)):
            return None
        try:
            return reader(cell, remarks)
        except UserError as error:
            errors.append(_named(error, columns[0].heading))
            return None

    def _kind(self, numbers: Sequence[str], cells: Sequence[Cell], errors: list[UserError]) -> Kind | None:
        try:
            return kind_of(self._first(cells, "kind"), numbers, self._hint)
        except UserError as error:
            columns = self._places.get("kind")
            if error.code == "ledger.kind_missing" and errors:
                return None  # a number that could not be read is the reason, and is named already
            errors.append(_named(error, columns[0].heading if columns else ""))
            return None

    def _department(self, cells: Sequence[Cell], remarks: list[str]) -> Department | None:
        said = folded(text(self._first(cells, "department")))
        if said and said not in words().empty:
            if said in words().departments:
                return Department(words().departments[said])
            remarks.append("ledger.remark_department")
        return None


def _named(error: UserError, heading: str) -> UserError:
    return type(error)(error.code, **{"column": heading, **error.details})


def _says_nothing(cell: str) -> bool:
    key = folded(text(cell))
    return not key or key in words().empty or key in words().pending


def _title(cell: Cell) -> str:
    if not isinstance(cell, (str, int, float)) or isinstance(cell, bool):
        raise UserError("ledger.not_a_name", text=text(cell))
    shown = text(cell)
    return "" if folded(shown) in words().empty else shown


def _party(cell: Cell) -> str:
    if isinstance(cell, str):
        return "" if _says_nothing(cell) else name(cell)
    raise UserError("ledger.not_a_name", text=text(cell))


def _person(cell: Cell) -> str:
    """One person: two names in one cell leave open whose matter it is."""
    shown = _party(cell)
    if re.search(r"[、，,;；/\\]", shown):
        raise UserError("ledger.several_people", text=shown)
    return shown


def _plain_text(cell: Cell) -> str:
    shown = text(cell)
    return "" if folded(shown) in words().empty else shown


def _office_number(cell: Cell) -> str:
    if isinstance(cell, str) and _says_nothing(cell):
        return ""
    return compact(cell)


def _phone(cell: Cell) -> str:
    if isinstance(cell, (int, float)):
        return compact(cell)
    return _plain_text(cell)


def _credit_code(cell: Cell) -> str:
    if isinstance(cell, str) and _says_nothing(cell):
        return ""
    plain = compact(cell).upper()
    check = check_number(plain)
    if check.kind == "credit_code" and check.valid and check.canonical:
        return check.canonical
    problem = check.problem if check.kind == "credit_code" else None
    raise UserError("ledger.credit_code_wrong", text=text(cell), problem=(problem or "应为18位").rstrip("。"))


def _classes(cell: Cell) -> str:
    """Nice classes as plain numbers parted by a comma (第9、42类 → 9,42)."""
    shown = _plain_text(cell)
    found = re.findall(r"\d+", compact(cell) if isinstance(cell, str) else shown)
    if not shown or not found:
        return shown
    if any(not 1 <= int(number) <= 45 for number in found):
        raise UserError("ledger.class_wrong", text=shown)
    return ",".join(dict.fromkeys(str(int(number)) for number in found))


_TEXTS: Mapping[str, Callable[[Cell], str]] = {
    "number": _office_number,
    "title": _title,
    "client": _party,
    "handler": _person,
    "salesperson": _person,
    "note": _plain_text,
    "contact": _party,
    "phone": _phone,
    "email": _plain_text,
    "credit_code": _credit_code,
    "address": _plain_text,
    "classes": _classes,
}


def _names(cell: Cell) -> list[str]:
    """The names in a cell: parted by ；、 or a line break, unless the break only wraps one long name."""
    if not isinstance(cell, str):
        return [text(cell)] if text(cell) else []
    if _says_nothing(cell):
        return []
    parts = [part for part in (name(piece) for piece in _SEVERAL_NAMES.split(cell)) if part]
    if len(parts) > 1 and not re.search("[；;、]", cell) and not all(map(_is_whole_name, parts)):
        return [name(cell)]
    return parts


def _is_whole_name(part: str) -> bool:
    return part.endswith(_UNIT_ENDS) or (2 <= len(part) <= 3)


def _reduction(cell: Cell, remarks: list[str]) -> int | None:
    """85 or 70 (财税〔2016〕78号); None for none. 是 alone does not say how much: remarked, not guessed."""
    if isinstance(cell, float) and not cell.is_integer():
        shown = f"{round(cell * 100)}%" if 0 < cell < 1 else text(cell)
    else:
        shown = compact(cell)
    key = folded(shown)
    if key in words().no:
        return None
    if key in words().yes:
        remarks.append("ledger.remark_reduction")
        return None
    found = _PERCENT.match(key)
    if found and found.group(1) in ("85", "70"):
        return int(found.group(1))
    raise UserError("ledger.reduction_wrong", text=text(cell))


def _yes(cell: Cell, remarks: list[str]) -> bool:  # noqa: ARG001 - one signature for all readers
    key = folded(text(cell))
    if key in words().yes:
        return True
    if key in words().no:
        return False
    raise UserError("ledger.yes_or_no", text=text(cell))


def _result(cell: Cell, remarks: list[str]) -> str:
    key = folded(text(cell))
    if key in words().can_file:
        return "can_file"
    if key in words().cannot_file:
        return "cannot_file"
    remarks.append("ledger.remark_result")
    return ""
