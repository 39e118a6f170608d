"""``ipdesk complaint`` and ``ipdesk form complaint``: complaints without a screen (服务标准 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipdesk.cli.files import form
from ipdesk.cli.matters import person_id
from ipdesk.cli.session import Session
from ipdesk.cli.words import CLOCK, DATE, WHOLE, Group
from ipdesk.domain.complaints import CAUSES, CHANNELS, LEVELS, SUBJECTS
from ipdesk.errors import UserError
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ClockLine, ComplaintRow
    from ipdesk.services.complaint_year import UnitRate
    from ipdesk.services.office import Office

_PATH = click.Path(path_type=Path)
_STEPS: Mapping[str, str] = {
    "call-back": "called_back",
    "escalate": "escalated",
    "explain": "explained",
    "report": "report_written",
}
_FORMS = ("report", "sheet", "criticism")


class _Money(click.ParamType[Decimal]):
    name = "金额"

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Decimal:
        """The amount meant; UserError when the text is none."""
        try:
            return Decimal(str(value).replace(",", ""))
        except InvalidOperation:
            raise UserError("complaint.bad_fee", fee=value) from None


_AT = click.option("--at", type=CLOCK, metavar="HH:MM", help="时刻；不给则为现在。")
_ON = click.option("--on", type=DATE, metavar="日期", help="日期；不给则为今天。")


@click.group("complaint", cls=Group)
def complaint() -> None:
    """投诉：记录、处理、赠送、统计。"""


@complaint.command("add")
@click.argument("client", metavar="客户")
@click.argument("text", metavar="内容")
@click.option("--matter", metavar="案件编号", help="针对哪个案件；被投诉人即其负责人。")
@click.option("--against", metavar="姓名", help="被投诉人。")
@click.option("--level", type=click.Choice(tuple(LEVELS)), default="A", help="类型（4.2）。")
@click.option("--channel", type=click.Choice(CHANNELS), default="phone", help="来源。")
@click.option("--subject", type=click.Choice(SUBJECTS), default="service", help="事由。")
@click.option("--demands", default="", metavar="文字", help="客户要求。")
@click.option("--caller", default="", metavar="姓名", help="投诉人。")
@click.option("--phone", default="", metavar="号码", help="电话。")
@click.option("--through-owner", is_flag=True, help="老板转来（4.3.6）。")
@click.option("--beyond-superior", is_flag=True, help="主管上级无法自行处理（4.3.3）。")
@_ON
@_AT
@click.pass_obj
def add(session: Session, /, *, client: str, text: str, matter: str | None, against: str | None, **fields: Any) -> None:
    """记录一件投诉，时限随之开始。"""
    from ipdesk.services.complaints import NewComplaint, record_complaint
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    new = NewComplaint(
        client,
        text,
        about_id=matter_id(office, matter) if matter else None,
        against_id=person_id(office, against) if against else None,
        **fields,
    )
    changes = record_complaint(office, session.act(), new)
    _show(session, office, changes.created or 0)


@complaint.command("list")
@click.option("--open", "only_open", is_flag=True, help="只列进行中的。")
@click.option("--year", type=WHOLE, metavar="YYYY", help="只列这一年收到的。")
@click.pass_obj
def list_(session: Session, only_open: bool, year: int | None) -> None:
    """投诉清单，新的在前；正在计时的说明还剩多少。"""
    from ipdesk.services.complaint_lists import complaint_rows

    rows = [row for row in complaint_rows(session.current_office()) if row.is_open or not only_open]
    if year is not None:
        rows = [row for row in rows if row.received is not None and row.received.year == year]
    now = _now(session)
    session.answer({"complaints": [_json(row, now) for row in rows]}, (_line(row, now) for row in rows))


@complaint.command("show")
@click.argument("number", metavar="投诉编号")
@click.pass_obj
def show(session: Session, number: str) -> None:
    """一件投诉的全部。"""
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    _show(session, office, matter_id(office, number))


@complaint.command("step")
@click.argument("number", metavar="投诉编号")
@click.argument("step", metavar="步骤", type=click.Choice(tuple(_STEPS)))
@_ON
@_AT
@click.option("--note", default="", metavar="文字", help="说明。")
@click.pass_obj
def step(session: Session, number: str, step: str, on: date | None, at: time | None, note: str) -> None:
    """记录处理步骤：call-back 已回访、escalate 已上报、explain 已解释、report 报告已发。"""
    from ipdesk.services.complaints import Step, record_step
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    which = matter_id(office, number)
    record_step(office, session.act(), Step(which, _STEPS[step], on, at, note))
    _show(session, office, which)


@complaint.command("level")
@click.argument("number", metavar="投诉编号")
@click.argument("level", metavar="类型", type=click.Choice(tuple(LEVELS)))
@click.pass_obj
def level(session: Session, number: str, level: str) -> None:
    """改变类型（4.2）；B 立项、D 专案时给出立项编号。"""
    from ipdesk.services.complaint_lists import complaint_view
    from ipdesk.services.complaints import change_complaint, open_project
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    which = matter_id(office, number)
    change_complaint(office, session.act(), which, None, {"level": level})
    if complaint_view(office, which).needs_project:
        open_project(office, session.act(), which)
    _show(session, office, which)


@complaint.command("criticism")
@click.argument("number", metavar="投诉编号")
@click.argument("file", metavar="文件", type=_PATH)
@click.pass_obj
def criticism(session: Session, number: str, file: Path) -> None:
    """检讨书存档（4.4.1）。"""
    from ipdesk.services.complaint_settling import file_criticism
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    which = matter_id(office, number)
    file_criticism(office, session.act(), which, file)
    _show(session, office, which)


@complaint.command("close")
@click.argument("number", metavar="投诉编号")
@click.option("--cause", type=click.Choice(CAUSES), required=True, help="投诉原因。")
@click.option("--settlement", required=True, metavar="文字", help="处理结果。")
@_ON
@_AT
@click.pass_obj
def close(session: Session, number: str, cause: str, settlement: str, on: date | None, at: time | None) -> None:
    """处理完毕；还缺什么会逐项说明。"""
    from ipdesk.services.complaints import Step, close_complaint
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    which = matter_id(office, number)
    close_complaint(office, session.act(), Step(which, "complaint_closed", on, at), cause, settlement)
    _show(session, office, which)


@complaint.command("handler")
@click.argument("number", metavar="投诉编号")
@click.option("--to", required=True, metavar="姓名", help="接手人。")
@click.option("--why", default="", metavar="文字", help="原因。")
@click.pass_obj
def handler(session: Session, number: str, to: str, why: str) -> None:
    """客户要求更换负责人（4.3.2）：申请移交，批准后才移交。"""
    from ipdesk.services.complaints import ask_new_handler
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    changes = ask_new_handler(office, session.act(), matter_id(office, number), person_id(office, to), why)
    session.answer({"transfer": changes.created, "says": changes.says}, [changes.says])


@complaint.command("gift")
@click.argument("number", metavar="投诉编号")
@click.argument("service", metavar="服务")
@click.argument("fee", metavar="官费", type=_Money())
@click.option("--erred", metavar="姓名", help="失误人；不给则为被投诉人。")
@click.option("--not-our-mistake", is_flag=True, help="不是本部门失误，不分担。")
@click.pass_obj
def gift(session: Session, number: str, service: str, fee: Decimal, erred: str | None, not_our_mistake: bool) -> None:
    """登记赠送服务；本部门失误的官费按 3:4:3 分担（4.4.2）。"""
    from ipdesk.services.complaint_settling import NewGift, add_gift, gifts
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    erred_id = person_id(office, erred) if erred else None
    new = NewGift(matter_id(office, number), service, fee, not not_our_mistake, erred_id)
    made = add_gift(office, session.act(), new).created
    (row,) = (one for one in gifts(office) if one.id == made)
    shares = ((row.erred, row.erred_share), (row.superior, row.superior_share), (row.head, row.head_share))
    data = {
        "gift": row.id,
        "official_fee": row.official_fee,
        "shares": [{"person": name, "amount": amount} for name, amount in shares] if row.own_mistake else [],
        "commission": False,
    }
    words = "，".join(f"{name or '—'} {amount:.2f}" for name, amount in shares) if row.own_mistake else "不分担"
    session.answer(data, [f"{row.number} {row.service} 官费 {row.official_fee:.2f} 元：{words}；不计提成"])


@complaint.command("rates")
@click.option("--year", type=WHOLE, metavar="YYYY", help="年度；不给则为今年。")
@click.option("--out", metavar="文件.xlsx", type=_PATH, help="年度汇总写成 Excel。")
@click.pass_obj
def rates(session: Session, year: int | None, out: Path | None) -> None:
    """各小组一年的投诉占服务客户的比例；超过 10% 的标出（4.4.3）。"""
    from ipdesk.services.complaint_year import unit_rates, year_book

    office, chosen = session.current_office(), year or session.today.year
    found = unit_rates(office, chosen)
    data: dict[str, object] = {"year": chosen, "units": [_rate_json(rate) for rate in found]}
    lines = [_rate_line(rate) for rate in found]
    if out is not None:
        from ipdesk.files.table_book import write_book

        write_book(out, year_book(office, chosen), session.today)
        data["file"] = out
        lines.append(f"已写到 {out}。")
    session.answer(data, lines)


@form.command("complaint")
@click.argument("number", metavar="投诉编号")
@click.option("--out", required=True, metavar="文件.pdf", type=_PATH, help="PDF 写到哪里。")
@click.option("--form", "which", type=click.Choice(_FORMS), default="report", help="报告、登记表或检讨书。")
@click.option("--measures", default="", metavar="文字", help="改进措施。")
@click.pass_obj
def complaint_form(session: Session, number: str, out: Path, which: str, measures: str) -> None:
    """投诉处理报告（4.3.6）、登记表或检讨书，写成 PDF。"""
    from ipdesk.files.complaint_report import PAGES
    from ipdesk.services.complaint_report import complaint_report
    from ipdesk.services.listing import matter_id

    office = session.current_office()
    report = complaint_report(office, session.act(), matter_id(office, number), measures)
    session.parts.pdf(PAGES[which](report), out)
    session.answer({"file": out}, [f"已写到 {out}。"])


# -- answers ----------------------------------------------------------------------------------------


def _now(session: Session) -> datetime:
    """The day taken as today with the clock's hour."""
    return datetime.combine(session.today, session.act().at.astimezone(UTC).astimezone().time())


def _show(session: Session, office: Office, complaint_id: int) -> None:
    from ipdesk.services.complaint_lists import complaint_view

    view, now = complaint_view(office, complaint_id), _now(session)
    data = _json(view.row, now)
    data["text"] = view.text
    data["settlement"] = view.settlement
    data["project_number"] = view.project_number or None
    data["missing"] = view.missing
    data["steps"] = [{"name": one.name, "at": one.at, "by": one.by, "note": one.note} for one in view.row.steps]
    lines = [_line(view.row, now), f"  内容 {view.text}"]
    lines += [
        f"  时限 {one.clause} {one.title} {one.due_at:%Y-%m-%d %H:%M} {_went(one, now)}" for one in view.row.clocks
    ]
    lines += [f"  {one.at:%Y-%m-%d %H:%M} {label('event', one.name)} {one.note}".rstrip() for one in view.row.steps]
    if view.missing and view.row.is_open:
        lines.append("  结案前还缺：" + "、".join(label("complaint_missing", code) for code in view.missing))
    session.answer(data, lines)


def _went(clock: ClockLine, now: datetime) -> str:
    from ipdesk.domain.complaints import left

    if clock.state != "open":
        return f"{label('state', clock.state)} {clock.late or ''}".strip()
    rest = left(clock.due_at, now)
    return f"已超时 {rest.figures}" if rest.over else f"剩 {rest.figures}"


def _json(row: ComplaintRow, now: datetime) -> dict[str, object]:
    from ipdesk.domain.complaints import left

    return {
        "number": row.number,
        "client": row.client,
        "level": row.level,
        "channel": row.channel,
        "subject": row.subject,
        "cause": row.cause or None,
        "against": row.against or None,
        "unit": row.unit or None,
        "matter": row.about_number or None,
        "received": row.received,
        "state": row.state,
        "through_owner": row.through_owner,
        "clocks": [
            {
                "rule": one.rule,
                "clause": one.clause,
                "due": one.due_at,
                "state": one.state,
                "done": one.done_at,
                "late": one.late,
                "responsible": one.person or None,
                "minutes_left": left(one.due_at, now).minutes if one.state == "open" and one.in_minutes else None,
            }
            for one in row.clocks
        ],
    }


def _line(row: ComplaintRow, now: datetime) -> str:
    running = row.clock()
    received = f"{row.received:%Y-%m-%d %H:%M}" if row.received else ""
    parts = [
        row.number, f"{row.level} {label('complaint_level', row.level)}", received, row.client, row.against or "—",
        label("complaint_state", row.state), f"{running.title} {_went(running, now)}" if running else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def _rate_json(rate: UnitRate) -> dict[str, object]:
    return {
        "department": rate.department,
        "unit": rate.unit or None,
        "complaints": rate.complaints,
        "clients": rate.clients,
        "share": None if rate.share is None else round(rate.share, 4),
        "flagged": rate.flagged,
    }


def _rate_line(rate: UnitRate) -> str:
    share = "—" if rate.share is None else f"{rate.share:.1%}"
    flag = " 超过 10%，年终总结检讨" if rate.flagged else ""
    name = f"{label('department', rate.department)} {rate.unit or '（未分小组）'}"
    return f"{name}：投诉 {rate.complaints}，服务客户 {rate.clients}，{share}{flag}"
