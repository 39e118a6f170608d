"""The monthly reminder as mail, workbook and printed list (标准 3.2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.files.lists import ListGroup, PrintedList
from ipdesk.files.table_book import BookColumn, BookSheet, book_bytes
from ipdesk.services.follow_up import clause_words
from ipdesk.services.mailings import NewMail
from ipdesk.services.month_reminder import CLAUSE, PURPOSE, AnswerDue, Answerer, Basis, CaseRow, Group, MonthReminder
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.model.unit_of_work import UnitOfWork

_GROUPS = (Group.EARLIER, Group.DUE, Group.UNDATED)


def spoken_month(month: str) -> str:
    """2026年11月."""
    return f"{month[:4]}年{int(month[5:])}月"


def due_words(due: AnswerDue) -> str:
    """2026-12-04, or that it is not known."""
    return "未登记" if due.due is None else f"{due.due}{'（暂定）' if due.provisional else ''}"


def basis_words(due: AnswerDue) -> str:
    """法定期限 · 通知书载明 · 内部期限：分配答复人."""
    words = label("answer_basis", due.basis)
    return f"{words}：{due.title}" if due.basis is Basis.OFFICE else words


def mail_to(uow: UnitOfWork, found: MonthReminder, answerer: Answerer, today: date) -> NewMail:
    """The mail to one answerer: the cases in its body, the same as a workbook beside it."""
    from ipdesk.model import reading_today
    from ipdesk.services.fee_sheet_reading import COMPANY, DEFAULT_COMPANY

    month = spoken_month(found.month)
    subject = f"{month}未答复案件提醒（{len(answerer.cases)} 件）— {answerer.name}"
    company = reading_today.setting(uow.session, COMPANY) or DEFAULT_COMPANY
    content = book_bytes(book(found, answerer), today)
    return NewMail(
        purpose=PURPOSE,
        to=(f"{answerer.name} <{answerer.email}>" if answerer.email else answerer.name,),
        subject=subject,
        body=mail_body(found, answerer, company, today),
        files=((f"{month}未答复案件 {answerer.name}.xlsx", content),),
        period=found.month,
        person_id=answerer.person_id,
    )


def mail_body(found: MonthReminder, answerer: Answerer, company: str, today: date) -> str:
    """The words of the mail: greeting, the cases by group, what is asked, the clause."""
    lines = [
        f"{answerer.name}，您好：",
        "",
        f"以下 {len(answerer.cases)} 件案件尚未答复（{found.frm} 至 {found.to} 到期），请按期完成答复。",
        "答复后请及时把答复文件交流程部，我们会在收到后 2 个工作日内提交到专利局。",
    ]
    for group in _GROUPS:
        cases = [case for case in answerer.cases if case.group is group]
        if cases:
            lines += ["", f"【{label('reminder_group', group)}】{len(cases)} 件"]
            for number, case in enumerate(cases, 1):
                lines += _case_lines(number, case)
    lines += [
        "",
        "清单见附件。如期限或答复人有误，请回复本邮件告知流程部。",
        "",
        company,
        f"专利流程部　{today}",
        "",
        f"依据：服务标准 {CLAUSE}",
    ]
    return "\n".join(lines)


def _case_lines(number: int, case: CaseRow) -> list[str]:
    head = f"{number}. {case.number}　{case.title}"
    who = f"   客户：{case.client or '—'}　申请号：{case.application_number or '—'}"
    what = f"   {case.notice}，{case.received_on} 收到；答复期限：{due_words(case.due)}"
    if case.due.due is not None:
        what += f"（{basis_words(case.due)}）"
    return [head, who, what]


def book(found: MonthReminder, answerer: Answerer | None = None) -> list[BookSheet]:
    """The cases as a workbook, one answerer's or all; one sheet with every group named in a column."""
    columns = (
        BookColumn("答复人", 10), BookColumn("类别", 16), BookColumn("答复期限", 12, "date"),
        BookColumn("期限依据", 22), BookColumn("案件编号", 12), BookColumn("申请号", 19),
        BookColumn("名称", 36), BookColumn("客户", 28),
        BookColumn("通知书", 24), BookColumn("收到日期", 12, "date"),
    )  # fmt: skip
    cases = found.cases if answerer is None else answerer.cases
    rows = [
        (
            case.answerer or "（未分配）", label("reminder_group", case.group), case.due.due, basis_words(case.due),
            case.number, case.application_number, case.title, case.client, case.notice, case.received_on,
        )
        for case in sorted(cases, key=lambda case: (_GROUPS.index(case.group), case.due.due or date.max, case.number))
    ]  # fmt: skip
    heading = f"{spoken_month(found.month)}未答复案件（{found.frm} 至 {found.to} 到期）"
    if answerer is not None:
        heading += f"　{answerer.name}"
    return [BookSheet("未答复案件", columns, rows, heading, (clause_words(CLAUSE),))]


def printed(found: MonthReminder) -> PrintedList:
    """The whole list for paper: a table per answerer, each with a line to sign."""
    groups = [
        ListGroup(f"{answerer.name or '未指定答复人'}　{len(answerer.cases)} 件", _rows(answerer.cases))
        for answerer in found.answerers
    ]
    counts = "，".join(
        f"{label('reminder_group', group)} {len(found.of(group))} 件" for group in _GROUPS if found.of(group)
    )
    return PrintedList(
        title=f"{spoken_month(found.month)}未答复案件提醒",
        columns=(
            ("序号", 4), ("案件 / 申请号", 15), ("名称", 22), ("客户", 17), ("通知书", 15), ("收到日期", 9),
            ("答复期限", 10), ("期限依据", 8),
        ),
        lead=f"到期日 {found.frm} 至 {found.to}　{counts or '没有未答复的案件'}",
        clause=clause_words(CLAUSE),
        signatures=("流程专员", "流程部负责人"),
        groups=tuple(groups),
        empty="没有未答复的案件。",
    )  # fmt: skip


def _rows(cases: Sequence[CaseRow]) -> list[tuple[str, ...]]:
    return [
        (
            str(number), f"{case.number}\n{case.application_number}", case.title, case.client, case.notice,
            str(case.received_on), due_words(case.due), label("answer_basis", case.due.basis),
        )
        for number, case in enumerate(cases, 1)
    ]  # fmt: skip
