"""The forecast of annuities and renewals on its way out: words, workbook, the page that goes to one client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ipdesk.domain.fees import amount_in_words
from ipdesk.files.lists import ListGroup, PrintedList
from ipdesk.files.table_book import BookColumn, BookSheet
from ipdesk.services.annuities import ZERO, FeeOf, year_sums
from ipdesk.text import label

BASIS = "专利法实施细则第115条；商标法（2019）第40条、（2026）第44条"
LATE_TITLES = ("1月内", "1–2月", "2–3月", "3–4月", "4–5月", "5–6月")
_LADDER = 6


def what_words(one: FeeOf) -> str:
    """第 7 年度 · 补偿期年费 · 第 2 次续展."""
    if one.what == "annual":
        return f"第 {one.year} 年度"
    return f"第 {one.year} 次续展" if one.what == "renewal" else "补偿期年费"


def basis_words(one: FeeOf) -> str:
    """费减 85% · 开放许可减 15% · nothing."""
    if not one.basis:
        return ""
    return f"费减 {one.percent}%" if one.basis == "reduction" else f"开放许可减 {one.percent}%"


def money(amount: Decimal) -> str:
    """1,200.00"""
    return f"{amount:,.2f}"


def sheets(fees: Sequence[FeeOf], today: date) -> list[BookSheet]:
    """Every fee with what waiting would cost, and the sums by client and year."""
    return [_details(fees, today), _sums(fees)]


def _details(fees: Sequence[FeeOf], today: date) -> BookSheet:
    columns = (
        *(BookColumn("客户", 28), BookColumn("案件编号", 12), BookColumn("申请号/注册号", 20), BookColumn("名称", 34)),
        *(BookColumn("类型", 10), BookColumn("费用", 14), BookColumn("期限", 12, "date")),
        *(BookColumn("全额", 12, "money"), BookColumn("减缴", 14), BookColumn("应缴", 12, "money")),
        *(BookColumn(f"晚缴{title}多付", 12, "money") for title in LATE_TITLES),
        *(BookColumn("宽限期届满", 12, "date"), BookColumn("状态", 14), BookColumn("备注", 30)),
    )
    rows = [
        (
            one.client, one.number, one.application_number, one.title, label("kind", one.kind), what_words(one),
            one.due, one.full, basis_words(one), one.payable, *ladder(one), one.grace_end,
            label("annuity_state", one.state), notes(one),
        )
        for one in fees
    ]  # fmt: skip
    return BookSheet("年费与续展", columns, rows, f"年费与续展预测（{today}）", (f"依据：{BASIS}",))


def _sums(fees: Sequence[FeeOf]) -> BookSheet:
    columns = (
        *(BookColumn("客户", 30), BookColumn("年份", 8), BookColumn("笔数", 8, "int")),
        *(BookColumn("全额", 14, "money"), BookColumn("应缴", 14, "money")),
        *(BookColumn(f"都晚{title}多付", 13, "money") for title in LATE_TITLES),
    )
    rows = [(one.client, str(one.year), one.count, one.full, one.payable, *one.waiting) for one in year_sums(fees)]
    return BookSheet("按客户和年份", columns, rows, "按客户和年份合计")


def ladder(one: FeeOf) -> tuple[Decimal | None, ...]:
    """The surcharge in each month after the due date; None where there is no such month."""
    return tuple(one.waiting(month) if one.ladder else None for month in range(1, _LADDER + 1))


def notes(one: FeeOf) -> str:
    """What is to be known besides: two readings of the last day, of the late fee, the renewal's window."""
    words = [one.note] if one.note else []
    if one.last_day != one.due:
        words.append(f"按审查指南可至 {one.last_day}，稳妥以 {one.due} 为准")
    if one.late != one.late_other:
        words.append(f"今日滞纳金另一种算法为 {money(one.late_other)} 元")
    return "；".join(words)


def printed(fees: Sequence[FeeOf], client: str, today: date) -> PrintedList:
    """The forecast for one client: a table per year, its sums, and what paying late costs on top."""
    groups = []
    for total in year_sums(fees):
        rows = [_printed_row(one) for one in fees if one.due.year == total.year and one.client == total.client]
        waits = "、".join(
            f"晚{title} {money(more)}" for title, more in zip(LATE_TITLES, total.waiting, strict=True) if more
        )
        note = (
            f"{total.year} 年共 {total.count} 笔，应缴 {money(total.payable)} 元（{amount_in_words(total.payable)}）。"
        )
        groups.append(ListGroup(f"{total.year} 年", rows, note + (f"\n如都晚缴，另付：{waits}。" if waits else "")))
    payable = sum((one.payable for one in fees), ZERO)
    most = sum((one.at_most for one in fees), ZERO)
    lead = f"客户：{client}　　制表日期：{today}\n共 {len(fees)} 笔，应缴合计 {money(payable)} 元"
    lead += f"；全部拖到宽限期末将多付 {money(most)} 元。" if most else "。"
    lead += "\n期限为稳妥的最后缴费日；第一个月内补缴不收滞纳金，宽限期届满仍未缴的，专利权终止、注册商标注销。"
    return PrintedList(
        title="年费与续展预测",
        columns=(
            *(("期限", 9), ("专利号/注册号", 13), ("名称", 16), ("费用", 12), ("全额", 8), ("应缴", 8)),
            *(("晚1–2月", 6), ("2–3月", 5), ("3–4月", 5), ("4–5月", 5), ("5–6月", 5)),
            ("宽限届满", 8),
        ),
        groups=tuple(groups),
        lead=lead,
        clause=BASIS,
        empty="这一期间没有要缴的年费和续展费。",
    )


def _short(amount: Decimal) -> str:
    """1,200 where there are no fen: the columns are narrow."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else money(amount)


def _printed_row(one: FeeOf) -> tuple[str, ...]:
    late = tuple(_short(more) if more is not None else "—" for more in ladder(one)[1:])
    if one.what == "renewal":  # one extra fee for the whole grace period
        late = (_short(one.at_most), "", "", "", "")
    return (
        one.due.isoformat(),
        one.application_number or one.number,
        one.title,
        what_words(one) + (f"（{basis_words(one)}）" if one.basis else ""),
        money(one.full),
        money(one.payable),
        *late,
        one.grace_end.isoformat() if one.grace_end else "无宽限",
    )
