"""The sheet on its way out and back: written for finance, read when it returns, taken over when accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ipdesk.errors import StaleVersion, UserError
from ipdesk.files.fee_sheet import Sheet
from ipdesk.files.fee_sheet_compare import Comparison, Difference, FinanceEntry, compare
from ipdesk.files.fee_sheet_read import read_sheet_file
from ipdesk.files.fee_sheet_write import sheet_bytes
from ipdesk.model import fee_sheets, reading_today
from ipdesk.model.fees import SheetLineRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.paths import write_beside
from ipdesk.services.fee_sheet_collect import OFFICE_KEY, collect, office_key
from ipdesk.services.fee_sheet_rows import STEPS, SheetView, file_line, sheet_view, view_of
from ipdesk.services.fee_sheet_steps import take_step
from ipdesk.services.office import Act, Changes, Office, commit

COMPANY = "office.company"
DEFAULT_COMPANY = "知识产权服务中心"
_AHEAD = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Made:
    """A sheet written to a file."""

    week: str
    file: Path
    lines: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A returned sheet, read and compared; nothing is taken yet.

    ``entries``: the lines found again, with finance's columns; ``differences``: everything else that
    differs; ``remarks``: sentences about finance's own figures (paid less than the line's total …).
    """

    week: str
    file: Path
    version: int
    entries: tuple[FinanceEntry, ...]
    differences: tuple[Difference, ...]
    remarks: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """How many of our lines were found again."""
        return len(self.entries)


def company_name(office: Office) -> str:
    """The name on printed sheets and forms (setting ``office.company``)."""
    with office.database.read() as uow:
        return reading_today.setting(uow.session, COMPANY) or DEFAULT_COMPANY


def make_sheet(office: Office, act: Act, week: str, path: Path) -> Made:
    """Collect (while a draft) and write the sheet. Errors: ``sheet.bad_week``, ``file.unwritable``."""
    collect(office, act, week)
    return export_sheet(office, act, week, path)


def export_sheet(office: Office, act: Act, week: str, path: Path) -> Made:
    """Write the week's sheet as it stands. Errors: ``sheet.missing``, ``file.unwritable``."""
    view = sheet_view(office, week)
    sheet = Sheet(
        week=week,
        company=company_name(office),
        office=_office_key(office),
        made_on=act.today,
        pay_on=view.pay_on,
        words=view.words,
        lines=tuple(file_line(line) for line in view.lines),
    )
    content = sheet_bytes(sheet)
    path = Path(path)
    try:
        write_beside(path, content)
    except OSError as error:
        raise UserError("file.unwritable", path=str(path), reason=error.strerror or str(error)) from error
    return Made(week, path, len(view.lines), view.total)


def read_sheet(office: Office, act: Act, path: Path, week: str | None = None) -> SheetReading:
    """Read a returned sheet and compare it with ours; nothing is written.

    ``week``: the week the reader has before them; another one in the file is refused.
    Errors: those of :func:`read_sheet_file`, ``sheet.other_office``, ``sheet.other_week``, ``sheet.unknown_week``.
    """
    path = Path(path)
    read = read_sheet_file(path)
    with office.database.read() as uow:
        if read.office != reading_today.setting(uow.session, OFFICE_KEY):
            raise UserError("sheet.other_office", file=path.name, week=read.week)
        if week is not None and read.week != week:
            raise UserError("sheet.other_week", file=path.name, ours=week, theirs=read.week)
        record = fee_sheets.sheet_of(uow, read.week)
        if record is None:
            raise UserError("sheet.unknown_week", file=path.name, week=read.week)
        view = view_of(uow, office, record)
    result = compare([file_line(line) for line in view.lines], view.words, read)
    remarks = _remarks(view, result, act.today)
    return SheetReading(read.week, path, view.version, result.accepted, result.differences, remarks)


def take_over_reading(office: Office, act: Act, reading: SheetReading) -> Changes:
    """Take finance's columns of a reading; when every line is paid out the sheet goes on to 已打款.

    Reading the same file again changes nothing. ``StaleVersion`` when the sheet went on or lost a line since.
    """
    with office.database.write() as uow:
        record = fee_sheets.sheet_of(uow, reading.week)
        if record is None:
            raise UserError("sheet.unknown_week", file=reading.file.name, week=reading.week)
        lines = {line.uid: line for line in fee_sheets.lines_of(uow, record.id)}
        if record.version != reading.version or any(entry.uid not in lines for entry in reading.entries):
            raise StaleVersion("record.stale", record=f"{reading.week} 专利代缴总表")
        news = [(lines[one.uid], one) for one in reading.entries if _is_news(lines[one.uid], one)]
        paid = {line.uid for line in lines.values() if line.paid_on} | {
            one.uid for one in reading.entries if one.paid_on
        }
        before = STEPS.index(record.state) < STEPS.index("paid_out")
        goes_on = bool(lines) and before and paid == set(lines)
        if not news and not goes_on:
            return Changes()
        uow.begin_act(act, "read_sheet", f"读回 {reading.week} 专利代缴总表")
        for line, entry in news:
            _take(line, entry)
        if goes_on:
            take_step(record, "paid_out", act)
        uow.flush()
        says = f"已接收财务填写的 {len(news)} 行" + ("，总表转为“已打款”。" if goes_on else "。")
        matters = frozenset(line.matter_id for line, _ in news if line.matter_id is not None)
        return commit(uow, Changes(frozenset({"sheets"}), matters, says=says))


def _is_news(line: SheetLineRecord, entry: FinanceEntry) -> bool:
    """An empty cell takes nothing back that finance said before."""
    return any(
        value and getattr(line, name) != value
        for name, value in (
            ("paid_on", entry.paid_on),
            ("paid_amount", entry.paid_amount),
            ("finance_note", entry.finance_note),
            ("signature", entry.signature),
        )
    )


def _take(line: SheetLineRecord, entry: FinanceEntry) -> None:
    line.paid_on = entry.paid_on or line.paid_on
    line.paid_amount = entry.paid_amount if entry.paid_amount is not None else line.paid_amount
    line.finance_note = entry.finance_note or line.finance_note
    line.signature = entry.signature or line.signature


def _remarks(view: SheetView, result: Comparison, today: date) -> tuple[str, ...]:
    """What a careful reader would ask finance about its own columns."""
    lines = {line.uid: line for line in view.lines}
    found: list[str] = []
    for entry in result.accepted:
        line = lines[entry.uid]
        name = line.application_number or line.number
        if entry.paid_amount is not None and entry.paid_amount != line.total:
            found.append(f"{name}：打款金额 {entry.paid_amount:.2f} 与合计 {line.total:.2f} 不一致。")
        if entry.paid_amount is not None and entry.paid_on is None:
            found.append(f"{name}：填了打款金额，没有打款日期。")
        if entry.paid_on is not None and not view.monday - _AHEAD <= entry.paid_on <= today + _AHEAD:
            found.append(f"{name}：打款日期 {entry.paid_on} 离本周太远，请核对。")
    if result.newer:
        found.append(f"有 {len(result.newer)} 行是导出之后加入总表的，这份文件里没有。")
    return tuple(found)


def _office_key(office: Office) -> str:
    """The key is made when the first sheet is; a sheet always has one."""
    with office.database.read() as uow:
        key = reading_today.setting(uow.session, OFFICE_KEY)
    if key is not None:
        return key
    with office.database.write() as uow:
        return _made_key(uow)


def _made_key(uow: UnitOfWork) -> str:
    key = office_key(uow)
    uow.commit()
    return key
