"""Printed forms as HTML, from plain values: 项目移交申请单 (标准 3.5.5) and plain lists.

The HTML is the small dialect that a rich-text document lays out; the pages around it (paper, heading, page
numbers) are made by the window. All text from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import Template

from ipdesk.paths import resource

CLAUSE_3_5_5 = (
    "服务标准 3.5.5　客户提出要更换具体负责人时，要第一时间配合部门协调，并填写项目移交申请单，"
    "经部门总监同意后，再把该客户的所有信息交接给接手的具体负责人。"
)

_FIRST = ' class="first"'


@dataclass(frozen=True, slots=True)
class FormMatter:
    """One matter that is handed over; ``kind``, ``stage`` are labels."""

    number: str
    kind: str
    title: str
    client: str
    applicant: str
    application_number: str
    filed: date | None
    salesperson: str
    stage: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormDueItem:
    """An open due item that goes along; ``state`` is a label."""

    number: str
    title: str
    clause: str
    due: date
    state: str
    official: bool
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A paper kept with a matter."""

    number: str
    name: str
    added_on: date | None


@dataclass(frozen=True, slots=True)
class FormContact:
    """A person at the client's."""

    client: str
    name: str
    phone: str
    email: str
    wechat: str = ""


@dataclass(frozen=True, slots=True)
class TransferForm:
    """Everything a 项目移交申请单 shows. ``state``: a label such as 待审批; ``opinion``: what was decided."""

    number: str
    company: str
    on: date
    state: str
    from_person: str
    to_person: str
    department: str
    reason: str
    requested_by: str
    by_client: bool = False
    decided_by: str = ""
    decided_on: date | None = None
    opinion: str = ""
    matters: tuple[FormMatter, ...] = ()
    due_items: tuple[FormDueItem, ...] = ()
    papers: tuple[FormPaper, ...] = ()
    contacts: tuple[FormContact, ...] = ()


def transfer_html(form: TransferForm) -> str:
    """The body of the form, ready to be laid out on A4 portrait."""
    return _template("transfer.html").substitute(
        number=_text(form.number) or "（待编号）",
        on=form.on.isoformat(),
        state=_text(form.state),
        from_person=_text(form.from_person) or "（未分配）",
        to_person=_text(form.to_person),
        department=_text(form.department),
        asked_by="客户提出" if form.by_client else "部门提出",
        requested_by=_text(form.requested_by),
        count=f"{len(form.matters)} 件",
        reason=_text(form.reason) or "&nbsp;",
        matters=_matters(form.matters),
        due_items=_due_items(form.due_items),
        papers=_papers(form.papers),
        contacts=_contacts(form.contacts),
        signatures=_signatures(form),
        clause=escape(CLAUSE_3_5_5),
    )


def stylesheet() -> str:
    """The one style of all printed forms: black on white."""
    return resource("forms", "print.css").read_text(encoding="utf-8")


def table(
    headers: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[str]],
    empty: str = "无",
    *,
    right: Container[int] = (),
) -> str:
    """A ruled table: headings with their widths in percent, cells as plain text. Empty: one quiet line.

    ``right``: the columns of figures, set to the right.
    """
    body = ["".join(_cell(cell, index, index in right) for index, cell in enumerate(row)) for row in rows]
    if not body:
        return f"<p>{_text(empty)}</p>"
    head = "".join(
        f'<th width="{width}%"{_FIRST if index == 0 else ""}>{_text(name)}</th>'
        for index, (name, width) in enumerate(headers)
    )
    lines = "".join(f"<tr>{row}</tr>" for row in body)
    return (
        '<table class="grid" width="100%" cellspacing="0" cellpadding="4">'
        f"<thead><tr>{head}</tr></thead>{lines}</table>"
    )


def _cell(text: str, index: int, right: bool = False) -> str:
    # Each cell draws its own right and bottom rule, so a table stays closed where a page ends.
    side = ' align="right"' if right else ""
    return f"<td{_FIRST if index == 0 else ''}{side}>{_text(text) or '&nbsp;'}</td>"


def _template(name: str) -> Template:
    return Template(resource("forms", name).read_text(encoding="utf-8"))


def _text(value: str) -> str:
    return escape(value.strip()).replace("\n", "<br>")


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _matters(matters: Sequence[FormMatter]) -> str:
    headers = (
        ("案件编号", 12),
        ("类型", 11),
        ("名称", 25),
        ("客户 / 申请人", 20),
        ("申请号 / 申请日", 18),
        ("业务员 / 进度", 14),
    )
    return table(headers, (_matter(matter) for matter in matters), "没有选择案件。")


def _matter(matter: FormMatter) -> tuple[str, ...]:
    who = matter.client
    if matter.applicant and matter.applicant != matter.client:
        who = f"{matter.client}\n{matter.applicant}"
    title = f"{matter.title}\n备注：{matter.note}" if matter.note else matter.title
    filed = f"{matter.application_number or '（未取得）'}\n{_day(matter.filed)}"
    return (matter.number, matter.kind, title, who, filed, f"{matter.salesperson}\n{matter.stage}")


def _due_items(items: Sequence[FormDueItem]) -> str:
    headers = (("案件编号", 14), ("期限", 34), ("依据", 16), ("到期日", 20), ("状态", 16))
    rows = (
        (
            item.number,
            item.title,
            f"{item.clause}{'·法定' if item.official else ''}",
            f"{item.due.isoformat()}{'·暂定' if item.provisional else ''}",
            item.state,
        )
        for item in items
    )
    return table(headers, rows, "没有未完成的期限。")


def _papers(papers: Sequence[FormPaper]) -> str:
    headers = (("案件编号", 16), ("资料名称", 60), ("存入日期", 24))
    rows = ((paper.number, paper.name, _day(paper.added_on)) for paper in papers)
    return table(headers, rows, "案卷中没有电子资料；纸质资料由双方当面清点。")


def _contacts(contacts: Sequence[FormContact]) -> str:
    headers = (("客户", 29), ("联系人", 10), ("电话", 16), ("邮箱", 28), ("微信", 17))
    rows = ((item.client, item.name, item.phone, item.email, item.wechat) for item in contacts)
    return table(headers, rows, "没有登记客户联系人。")


def _signatures(form: TransferForm) -> str:
    """One line for each who signs; the director's shows what was decided in the program."""
    decided = form.opinion or ("同意移交" if form.decided_on and form.decided_by else "")
    rows = (
        ("申请人", form.requested_by, "", ""),
        ("移交人", form.from_person, "资料已交清", ""),
        ("接手人", form.to_person, "资料已核对签收", ""),
        ("部门总监", form.decided_by, decided, _day(form.decided_on)),
    )
    return "".join(
        f"<tr><td{_FIRST}>{role}{'：' + _text(name) if name else ''}</td><td>{_text(opinion) or '&nbsp;'}</td>"
        f"<td><br>&nbsp;</td><td>{day or '&nbsp;'}</td></tr>"
        for role, name, opinion, day in rows
    )
