"""A week's sheet as a printed page (标准 3.2.5): lines by salesperson, subtotals, total in words, signatures."""

from __future__ import annotations

from datetime import date
from html import escape

from ipdesk.files.forms import table
from ipdesk.services.fee_sheet import LineView, SheetView, Subtotal
from ui.pages.fee_sheet_table import fee_words, money
from ui.printing import PrintedPage

_HEADERS = (
    ("序号", 4), ("案件编号", 8), ("申请号", 12), ("专利名称", 16), ("费用", 11), ("应缴金额", 8), ("滞纳金", 7),
    ("合计", 8), ("缴费期限", 8), ("票据抬头", 12), ("备注", 6),
)  # fmt: skip
_MONEY = frozenset({5, 6, 7})


def sheet_page(view: SheetView, company: str, today: date) -> PrintedPage:
    """An A4 landscape page of the sheet."""
    title = f"专利代缴总表 {view.week}"
    note = f"标准 3.2.5　缴费日 {view.pay_on}　制表 {today}"
    return PrintedPage(title=title, html=sheet_html(view), landscape=True, company=company, note=note)


def sheet_html(view: SheetView) -> str:
    """Heading with the total in figures and words, a table per salesperson, signature lines."""
    parts = [
        f'<p align="center" style="font-size:15pt">专利代缴总表（{view.week}，{view.monday} 至 {view.sunday}）</p>',
        f"<p>合计：¥{money(view.total)}　大写：{escape(view.words)}　共 {len(view.lines)} 笔</p>",
    ]
    for subtotal in view.subtotals:
        lines = [line for line in view.lines if line.salesperson == subtotal.salesperson]
        parts.append(f"<h4>业务员：{escape(subtotal.salesperson or '（无）')}　签字：________________</h4>")
        parts.append(table(_HEADERS, [*map(_cells, lines), _sum(subtotal)], right=_MONEY))
    parts.append("<p>&nbsp;</p><p>编制：________________　　部门负责人：________________　　财务：________________</p>")
    return "".join(parts)


def _cells(line: LineView) -> tuple[str, ...]:
    return (
        str(line.position), line.number, line.application_number, line.title, fee_words(line),
        money(line.amount), money(line.late), money(line.total), line.due.isoformat() if line.due else "",
        line.invoice_title, line.note,
    )  # fmt: skip


def _sum(subtotal: Subtotal) -> tuple[str, ...]:
    figures = (money(subtotal.amount), money(subtotal.late), money(subtotal.total))
    return ("", "", "", f"小计（{subtotal.lines} 笔）", "", *figures, "", "", "")
