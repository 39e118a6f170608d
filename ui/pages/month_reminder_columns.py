"""月度提醒: what stands in the columns of its two tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdesk.domain.matters import State
from ipdesk.services.month_reminder import Basis, CaseRow, Group
from ipdesk.services.month_reminder_papers import basis_words, due_words
from ipdesk.text import label
from ui.tables.plain import PlainColumn

if TYPE_CHECKING:
    from ipdesk.services.mailings import MailingRow
    from ipdesk.services.month_reminder import MonthReminder

_SOON = 5  # working days from which a case is shown as near


@dataclass(frozen=True, slots=True)
class WhoRow:
    """A line of the answerers: everybody together (key ``all``), somebody, or nobody (key 0)."""

    key: int | str
    name: str
    email: str
    cases: tuple[CaseRow, ...]
    mail: MailingRow | None = None


def who_rows(found: MonthReminder) -> tuple[WhoRow, ...]:
    """Everybody first, then each answerer."""
    return (
        WhoRow("all", "全部答复人", "", found.cases),
        *(
            WhoRow(one.person_id or 0, one.name or "未指定答复人", one.email, one.cases, one.mail)
            for one in found.answerers
        ),
    )


def answerer_columns() -> tuple[PlainColumn[WhoRow], ...]:
    """Who answers, how many cases, how far the mail is."""
    return (
        PlainColumn("答复人", lambda row: row.name, 110, tone=_who_tone, stretch=True, tip=lambda row: row.email),
        PlainColumn("件数", lambda row: str(len(row.cases)), 56, right=True, sort=lambda row: len(row.cases)),
        PlainColumn("邮件", mail_words, 136, tone=_mail_tone, lamp=_mail_lamp, tip=_mail_tip),
    )


def case_columns() -> tuple[PlainColumn[CaseRow], ...]:
    """The cases, nearest first."""
    return (
        PlainColumn("答复期限", _due, 124, sort=lambda row: row.due.due, tone=_due_tone, lamp=_due_lamp, tip=_due_tip),
        PlainColumn("期限依据", lambda row: label("answer_basis", row.due.basis), 100, tone=lambda _row: "quiet"),
        PlainColumn("案件编号", lambda row: row.number, 90),
        PlainColumn("通知书", lambda row: row.notice, 172),
        PlainColumn("名称", lambda row: row.title, 160, stretch=True),
        PlainColumn("客户", lambda row: row.client, 160),
        PlainColumn("收到日期", lambda row: str(row.received_on), 100),
        PlainColumn("答复人", lambda row: row.answerer, 76, tone=_answerer_tone, tip=_answerer_tip),
    )


def mail_words(row: WhoRow) -> str:
    """已发出 11-10 · 未发出 · 未写."""
    if row.key == "all":
        return ""
    if row.mail is None:
        return "无法写" if row.key == 0 else "未写"
    return f"已发出 {row.mail.sent_at.astimezone():%m-%d}" if row.mail.sent_at else "未发出"


def _who_tone(row: WhoRow) -> str:
    return "bold" if row.key == "all" else "near" if row.key == 0 else ""


def _mail_lamp(row: WhoRow) -> str | None:
    if row.mail is None:
        return None
    return State.DONE if row.mail.sent else State.DUE_SOON


def _mail_tone(row: WhoRow) -> str:
    if row.mail is None:
        return "quiet"
    return "well" if row.mail.sent else "near"


def _mail_tip(row: WhoRow) -> str:
    if row.mail is None:
        return "案件没有答复人，也没有负责人" if row.key == 0 else ""
    made = f"{row.mail.made_at.astimezone():%Y-%m-%d %H:%M} 写"
    return f"{row.mail.recipients}\n{made}（Enter 或双击打开）"


def _due(row: CaseRow) -> str:
    return due_words(row.due)


def _state(row: CaseRow) -> State | None:
    if row.days_left is None:
        return None
    if row.days_left < 0:
        return State.OVERDUE
    return State.DUE_SOON if row.days_left <= _SOON else State.OPEN


def _due_lamp(row: CaseRow) -> str | None:
    return _state(row)


def _due_tone(row: CaseRow) -> str:
    state = _state(row)
    return {State.OVERDUE: "late", State.DUE_SOON: "near"}.get(state, "") if state else "quiet"


def _due_tip(row: CaseRow) -> str:
    group = label("reminder_group", row.group)
    if row.due.basis is Basis.NONE or row.days_left is None:
        return "收到通知书时没有登记答复期限"
    left = f"逾期 {-row.days_left} 个工作日" if row.days_left < 0 else f"还有 {row.days_left} 个工作日"
    return f"{basis_words(row.due)}\n{left}" + (f"\n{group}" if row.group is Group.EARLIER else "")


def _answerer_tone(row: CaseRow) -> str:
    return "" if row.assigned else "quiet"


def _answerer_tip(row: CaseRow) -> str:
    return "" if row.assigned else "还没有分配答复人，按案件负责人提醒"
