"""``ipdesk fees``: annuities, fees of filing, the forecast of the office."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipdesk.cli.session import Session
from ipdesk.cli.words import DATE, WHOLE, Command, Group
from ipdesk.errors import UserError

if TYPE_CHECKING:
    from ipdesk.domain.fee_terms import Licence
    from ipdesk.domain.fees import Annuity

_PATENTS = ("invention", "utility_model", "design", "pct")


@click.group("fees", cls=Group)
def fees() -> None:
    """官费。"""


@fees.command("annual", cls=Command)
@click.option("--kind", type=click.Choice(_PATENTS), required=True, metavar="类型", help="专利类型。")
@click.option("--filed", type=DATE, required=True, metavar="日期", help="申请日。")
@click.option("--granted", type=DATE, metavar="日期", help="授权公告日；不填则列出第 2 年起的全部年费。")
@click.option("--reduction", type=click.Choice(["85", "70"]), metavar="比例", help="费减比例：85 或 70。")
@click.option("--licence", "licences", multiple=True, metavar="起[:止]", help="开放许可实施期间，可多次；止日可不填。")
@click.option("--owner-changed", type=DATE, metavar="日期", help="专利权人变更日：此后到期的年费不再减缴。")
@click.option("--compensated", type=WHOLE, default=0, metavar="天数", help="专利权期限补偿的天数。")
@click.option("--on", "on", type=DATE, metavar="日期", help="若在这一天缴纳，各应缴多少。")
@click.pass_obj
def annual(
    session: Session,
    /,
    kind: str,
    filed: date,
    granted: date | None,
    reduction: str | None,
    on: date | None,
    **changed: Any,  # licences, owner_changed, compensated
) -> None:
    """每一年度年费：全额、减缴后、期限、逐月滞纳金、宽限期届满日。"""
    from ipdesk.domain.fee_terms import FeeTerms, OwnerChange
    from ipdesk.domain.fees import annuities, compensation
    from ipdesk.services.tariffs import shipped_tariff

    rate = int(reduction) if reduction else None
    compensated: int = changed["compensated"]
    owners = (OwnerChange(changed["owner_changed"]),) if changed["owner_changed"] else ()
    terms = FeeTerms(tuple(_licence(text) for text in changed["licences"]), owners, compensated)
    calendar, tariff = session.calendar(), shipped_tariff()
    found = annuities(kind, filed, granted, rate, calendar, tariff, terms)
    data: dict[str, object] = {"annuities": [_annuity_json(one, on) for one in found]}
    lines = [_annuity_line(one, on) for one in found]
    if compensated:
        if kind not in ("invention", "pct"):
            raise UserError("fees.not_compensated", kind=kind)
        more = compensation(filed, compensated, calendar, tariff)
        assert more is not None
        fields = ("days", "begins", "ends", "years", "amount", "due")
        data["compensation"] = {name: getattr(more, name) for name in fields}
        lines.append(
            f"补偿期 {more.begins} 至 {more.ends}：{more.years} 个整年，{more.amount:,.2f}，{more.due} 前一次缴纳"
        )
    session.answer(data, lines)


def _licence(text: str) -> Licence:
    from ipdesk.domain.fee_terms import Licence

    begins, _, ends = text.partition(":")
    first = DATE.convert(begins, None, None)
    last = DATE.convert(ends, None, None) if ends else None
    if last is not None and last < first:
        raise UserError("cli.date", text=text)
    return Licence(first, last)


def _annuity_json(one: Annuity, on: date | None) -> dict[str, object]:
    from ipdesk.domain.fees import late_fee, late_readings

    data: dict[str, object] = {
        "year": one.year,
        "due": one.due,
        "full": one.full,
        "payable": one.payable,
        "late": [
            {"from": band.frm, "to": band.to, "surcharge": band.surcharge, "total": band.total} for band in one.late
        ],
        "grace_end": one.grace_end,
        "last_day": one.last_day,
        "basis": one.basis,
    }
    if on is not None:
        late, read = late_fee(one, on), late_readings(one, on)
        data["on"] = {"date": on, "surcharge": late, "total": one.payable + late, "in_time": on <= one.grace_end}
        if read.doubtful:
            data["on_by_other_readings"] = {"highest": read.charged, "lowest": read.other}
    return data


def _annuity_line(one: Annuity, on: date | None) -> str:
    from ipdesk.domain.fees import late_fee, late_readings

    words = f"第 {one.year:2} 年 期限 {one.due} 全额 {one.full:,.2f} 应缴 {one.payable:,.2f} 宽限至 {one.grace_end}"
    if one.last_day != one.due:
        words += f"（按审查指南期限为 {one.last_day}）"
    if on is not None:
        words += f" {on} 缴纳共 {one.payable + late_fee(one, on):,.2f}"
        read = late_readings(one, on)
        if read.doubtful:
            words += f"（滞纳金另有算法：{read.other:,.2f} 至 {read.charged:,.2f}）"
    return words


@fees.command("filing", cls=Command)
@click.option("--kind", type=click.Choice(_PATENTS), required=True, metavar="类型", help="专利类型。")
@click.option("--claims", type=WHOLE, default=1, metavar="项数", help="权利要求项数，自第 11 项起加收。")
@click.option("--pages", type=WHOLE, default=1, metavar="页数", help="说明书、附图、序列表页数，自第 31 页起加收。")
@click.option("--priorities", type=WHOLE, default=0, metavar="项数", help="要求优先权的项数。")
@click.option("--reduction", type=click.Choice(["85", "70"]), metavar="比例", help="费减比例：85 或 70。")
@click.option("--examination", is_flag=True, help="同时请求实质审查。")
@click.option("--received-here", is_flag=True, help="PCT：中国局为受理局并作出国际检索，免申请费和附加费。")
@click.option("--searched-here", is_flag=True, help="PCT：中国局作出国际检索或初审报告，免实审费。")
@click.option("--on", "on", type=DATE, metavar="日期", help="按这一天的标准；默认今天。")
@click.pass_obj
def filing(session: Session, /, kind: str, reduction: str | None, on: date | None, **form: Any) -> None:
    """提交申请时的官费：申请费、公布印刷费、附加费、优先权要求费、实审费。"""
    from ipdesk.domain.fees import amount_in_words
    from ipdesk.domain.filing_fees import Filing, filing_fees
    from ipdesk.services.tariffs import shipped_tariff

    rate = int(reduction) if reduction else None
    found = filing_fees(Filing(kind, reduction=rate, **form), on or session.today, shipped_tariff())
    fields = ("code", "name", "unit", "count", "each", "full", "amount", "note")
    data = {
        "lines": [{name: getattr(line, name) for name in fields} for line in found.lines],
        "full": found.full,
        "total": found.total,
        "words": amount_in_words(found.total),
    }
    lines = [f"{line.name}　{line.count} × {line.each:,.2f}　{line.amount:,.2f}　{line.note}" for line in found.lines]
    session.answer(data, [*lines, f"合计 {found.total:,.2f}　{amount_in_words(found.total)}"])


@fees.command("forecast", cls=Command)
@click.option("--client", default="", metavar="客户", help="只列这个客户。")
@click.option("--to", "to", type=WHOLE, metavar="年份", help="算到这一年年底；默认往后 12 个月。")
@click.option("--out", type=click.Path(path_type=Path), metavar="文件.xlsx", help="写成 Excel，附按客户和年份的合计。")
@click.pass_obj
def forecast(session: Session, client: str, to: int | None, out: Path | None) -> None:
    """年费与续展预测：每一笔的期限、应缴、宽限，按客户和年份合计，晚缴多付多少。"""
    from ipdesk.domain.periods import add_months
    from ipdesk.services import annuities
    from ipdesk.services.annuity_papers import sheets, what_words

    office, today = session.office(), session.today
    if to is not None and not today.year <= to <= today.year + 30:
        raise UserError("annuities.bad_year", year=to, first=today.year, last=today.year + 30)
    until = date(to, 12, 31) if to is not None else add_months(today, 12)
    only = annuities.client_id_of(office, client) if client else None
    found = annuities.forecast(office, today, until, client_id=only)
    if out is not None:
        from ipdesk.files.table_book import write_book

        write_book(out, sheets(found.fees, today), today)
    fields = ("matter_id", "number", "title", "kind", "client", "what", "year", "due", "last_day", "full", "payable",
              "percent", "basis", "state", "late", "late_other", "grace_end")  # fmt: skip
    sums = annuities.year_sums(found.fees)
    data = {
        "today": today,
        "until": until,
        "fees": [{name: getattr(one, name) for name in fields} for one in found.fees],
        "over": [{name: getattr(one, name) for name in fields} for one in found.over],
        "years": [
            {"client": one.client, "year": one.year, "count": one.count, "full": one.full, "payable": one.payable,
             "waiting": list(one.waiting)}
            for one in sums
        ],
        "problems": [{"number": number, "why": why} for number, why in found.problems],
        "file": out,
    }  # fmt: skip
    lines = [
        f"{one.due} {one.number} {one.client}　{one.title}　{what_words(one)}　应缴 {one.payable:,.2f}"
        + (f"　滞纳金 {one.late:,.2f}" if one.late else "")
        for one in found.fees
    ]
    lines += [
        f"{one.year} 年 {one.client}：{one.count} 笔，应缴 {one.payable:,.2f}，都拖到最后多付 {one.waiting[-1]:,.2f}"
        for one in sums
    ]
    lines += [f"算不出：{number}　{why}" for number, why in found.problems]
    session.answer(data, [*lines, *([f"已写入 {out}"] if out else [])])
