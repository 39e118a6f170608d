"""Printed forms about complaints: 客户投诉处理报告 (4.3.6), 客户投诉登记表, 投诉检讨书 (4.4.1), from plain values.

All text comes as people read it and is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import Template

from ipdesk.files.form_page import FormPage
from ipdesk.files.forms import table
from ipdesk.paths import resource

CLAUSE_REPORT = (
    "服务标准 4.3.6　收到老板接到的投诉信息，部门经理了解投诉内容并进行客户回访和安抚；处理完投诉后，"
    "部门负责人写一份该客户投诉处理报告，邮件给老板并抄送该客户的业务员。"
)
CLAUSE_SHEET = (
    "服务标准 4.2　A 轻微：负责人自行处理；B 一般：立项处理；C 重大：及时处理；D 严重：专案处理。"
    "4.3.3　客户来电投诉，主管上级半个小时内电话回访客户，或汇报部门负责人。"
)
CLAUSE_CRITICISM = (
    "服务标准 4.4.1　投诉原因是具体负责人工作态度问题的，处理完客户投诉后，具体负责人写一份投诉检讨书，"
    "由部门负责人建档记录，并作为年终绩效考核指标之一。"
)
_BLANK_LINES = 7

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComplaintReport:
    """Everything the forms show, in words. ``clocks``: (what, clause, due, done, how it went); ``steps``: (when,
    what, note, who); ``slips``: (title, clause, due, done, by how much, who, why this day); ``timeline``: (day, what,
    note, who); ``handovers``: (number, day, from → to, state, reason); ``others``: (number, department, title, stage,
    handler); ``gifts``: (service, fee, who bears what …, commission).
    """

    company: str
    number: str
    on: date
    client: str
    caller: str
    received: str
    channel: str
    level: str
    levels: str
    project_number: str
    against: str
    about: str
    salesperson: str
    text: str
    demands: str
    cause: str
    settlement: str
    criticism: str
    measures: str
    head: str
    clocks: tuple[Cells, ...] = ()
    steps: tuple[Cells, ...] = ()
    slips: tuple[Cells, ...] = ()
    timeline: tuple[Cells, ...] = ()
    handovers: tuple[Cells, ...] = ()
    others: tuple[Cells, ...] = ()
    gifts: tuple[Cells, ...] = ()


_CLOCKS = (("要求", 24), ("条款", 9), ("应于", 21), ("实际", 21), ("结果", 25))
_STEPS = (("时间", 20), ("事项", 20), ("说明", 46), ("记录人", 14))
_SLIPS = (
    ("期限", 16), ("条款", 8), ("应于", 12), ("实际", 12), ("逾期", 12), ("责任人", 10), ("为什么是这一天", 30),
)  # fmt: skip
_TIMELINE = (("日期", 14), ("事项", 24), ("说明", 48), ("记录人", 14))
_HANDOVERS = (("编号", 17), ("日期", 14), ("移交", 23), ("状态", 12), ("原因", 34))
_OTHERS = (("案件", 14), ("部门", 12), ("名称", 40), ("进度", 18), ("负责人", 16))
_GIFTS = (
    ("赠送服务", 26), ("官费（元）", 12), ("失误人 30%", 16), ("主管上级 40%", 16),
    ("部门负责人 30%", 18), ("提成", 12),
)  # fmt: skip


def report_page(report: ComplaintReport) -> FormPage:
    """The report for the company's owner, A4 portrait."""
    html = _template("complaint_report.html").substitute(
        _particulars(report),
        on=report.on.isoformat(),
        clocks=table(_CLOCKS, report.clocks, empty="本件没有时限要求。"),
        steps=table(_STEPS, report.steps, empty="尚无处理记录。"),
        slips=table(_SLIPS, report.slips, empty="被投诉的项目没有逾期的期限。"),
        timeline=table(_TIMELINE, report.timeline, empty="没有针对某一案件。"),
        handovers=table(_HANDOVERS, report.handovers, empty="没有移交。"),
        others=table(_OTHERS, report.others, empty="没有其他项目。"),
        gifts=table(_GIFTS, report.gifts, empty="没有赠送服务。"),
        criticism=_text(report.criticism) or "—",
        measures=_text(report.measures) or "<br>&nbsp;<br>&nbsp;",
        head=_text(report.head),
        clause=escape(CLAUSE_REPORT),
    )
    return _page("客户投诉处理报告", report, html, "依据：服务标准 4.3.6")


def sheet_page(report: ComplaintReport) -> FormPage:
    """The registration form of a complaint on one page."""
    html = _template("complaint_sheet.html").substitute(
        _particulars(report),
        levels=_text(report.levels),
        clocks=table(_CLOCKS, report.clocks, empty="本件没有时限要求。"),
        steps=table(_STEPS, report.steps, empty="尚无处理记录。"),
        clause=escape(CLAUSE_SHEET),
    )
    return _page("客户投诉登记表", report, html, "依据：服务标准 4.2、4.3")


def criticism_page(report: ComplaintReport) -> FormPage:
    """The self-criticism to be written by hand and signed."""
    lines = "<br>&nbsp;" * _BLANK_LINES
    html = _template("criticism.html").substitute(_particulars(report), lines=lines, clause=escape(CLAUSE_CRITICISM))
    return _page("投诉检讨书", report, html, "依据：服务标准 4.4.1")


def _particulars(report: ComplaintReport) -> dict[str, str]:
    project = f"&nbsp;&nbsp;&nbsp;&nbsp;立项编号：{_text(report.project_number)}" if report.project_number else ""
    shown = (
        *("number", "client", "caller", "received", "channel", "level", "against", "about", "salesperson"),
        *("text", "demands", "cause", "settlement"),
    )
    return {"project": project, **{name: _text(getattr(report, name)) or "—" for name in shown}}


def _page(title: str, report: ComplaintReport, html: str, note: str) -> FormPage:
    return FormPage(f"{title} {report.number}", html, company=report.company, note=note)


def _template(name: str) -> Template:
    return Template(resource("forms", name).read_text(encoding="utf-8"))


def _text(value: str) -> str:
    return escape(value.strip()).replace("\n", "<br>")


PAGES = {"report": report_page, "sheet": sheet_page, "criticism": criticism_page}
"""Which form; each takes the same values."""


def rows_of(cells: Sequence[Sequence[object]]) -> tuple[Cells, ...]:
    """Any values as the words of a table; None and empty become a dash."""
    return tuple(tuple(str(cell) if cell not in (None, "") else "—" for cell in row) for row in cells)
