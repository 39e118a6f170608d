"""年费缴纳通知单 (标准 3.2.3) as a printed page, from plain values: several patents of one client on one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from string import Template

from ipdesk.files.form_page import FormPage
from ipdesk.files.forms import table
from ipdesk.paths import resource

CLAUSE_3_2_3 = (
    "服务标准 3.2.3　专利流程部至少提前45天制作年费通知单，至少提前30天将年费通知单通过邮件的方式发送给所属业务员并"
    "抄送给对应的客户邮箱；收款后五个工作日内将年费缴纳到专利代办处。"
)
_FIRST = ' class="first top"'


@dataclass(frozen=True, slots=True)
class AnnualFormLine:
    """One annual fee. ``amount`` to be paid in yuan (after the reduction, in per cent), ``late``: the surcharge if it
    is paid today; ``bands``: (last day, surcharge) of the months after ``due`` in which it may still be paid.
    """

    number: str
    application_number: str
    title: str
    kind: str
    year: int
    amount: Decimal
    reduction: int | None
    due: date
    late: Decimal = Decimal("0.00")
    bands: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class AnnualForm:
    """Everything a 年费缴纳通知单 shows; ``pay_by``: the day asked for; ``payment``: lines such as 户名：…"""

    number: str
    company: str
    on: date
    client: str
    contact: str
    phone: str
    salesperson: str
    clerk: str
    pay_by: date
    lines: tuple[AnnualFormLine, ...]
    total: Decimal
    words: str
    payment: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return f"年费缴纳通知单 {self.number}".strip()


def annual_page(form: AnnualForm) -> FormPage:
    """The form as a page to print."""
    return FormPage(form.title, annual_html(form), form.company, "依据：服务标准 3.2.3")


def annual_html(form: AnnualForm) -> str:
    """The body of the form, ready to be laid out on A4 portrait."""
    template = Template(resource("forms", "annual_notice.html").read_text(encoding="utf-8"))
    contact = "　".join(part for part in (form.contact, form.phone) if part)
    return template.substitute(
        number=escape(form.number),
        on=form.on.isoformat(),
        client=escape(form.client),
        salesperson=escape(form.salesperson) or "&nbsp;",
        contact=escape(contact) or "&nbsp;",
        clerk=escape(form.clerk) or "&nbsp;",
        dear=f"{escape(form.contact)}，" if form.contact else "",
        state=_state(form),
        pay_by=form.pay_by.isoformat(),
        lines=_lines(form.lines),
        total=f"{form.total:,.2f}",
        words=escape(form.words),
        payment=_payment(form.payment),
        late=_late(form.lines),
        clause=escape(CLAUSE_3_2_3),
    )


def _state(form: AnnualForm) -> str:
    if any(line.due < form.on for line in form.lines):
        return "年费已到缴费期限，其中逾期的可在六个月内连同滞纳金补缴"
    return "年费即将到期"


def _lines(lines: Sequence[AnnualFormLine]) -> str:
    headers = (
        ("序号", 6), ("专利号 / 案件编号", 19), ("专利名称", 23), ("年度", 10), ("应缴（元）", 17),
        ("缴费期限", 13), ("是否缴纳", 12),
    )  # fmt: skip
    return table(headers, (_line(place, line) for place, line in enumerate(lines, start=1)))


def _line(place: int, line: AnnualFormLine) -> tuple[str, ...]:
    reduced = f"\n减缴 {line.reduction}%" if line.reduction else ""
    late = f"\n滞纳金 {line.late:,.2f}" if line.late else ""
    number = f"{line.application_number or '（未取得）'}\n{line.number}"
    title = f"{line.title}\n{line.kind}"
    answer = "□ 是　□ 否"
    money = f"{line.amount:,.2f}{reduced}{late}"
    return (str(place), number, title, f"第 {line.year} 年", money, line.due.isoformat(), answer)


def _payment(lines: Sequence[str]) -> str:
    """What the office has set; left to be filled in by hand where nothing is."""
    shown = tuple(line.strip() for line in lines if line.strip()) or ("户名：", "开户行：", "账号：")
    sides = (_FIRST, *([' class="first"'] * len(shown)))
    rows = (f'<tr><td{side} width="100%">{escape(line)}</td></tr>' for side, line in zip(sides, shown, strict=False))
    return "".join(rows)


def _late(lines: Sequence[AnnualFormLine]) -> str:
    """The surcharges month by month, where there is one fee only; several would not be read."""
    if len(lines) != 1 or not lines[0].bands:
        return ""
    headers = tuple((f"至 {day.isoformat()}", 100 // len(lines[0].bands)) for day, _ in lines[0].bands)
    amounts = tuple(f"{surcharge:,.2f}" for _, surcharge in lines[0].bands)
    return f"<p>本件逾期缴纳时的滞纳金（元）：</p>{table(headers, [amounts])}"
