"""The words of the page 统计: periods, rates, what a figure counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ipdesk.domain.periods import Unit
from ipdesk.domain.statistics import JUDGED, LATE, LIVE, Days, Outcome, Span, Tally, month_span, year_span
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.statistics_days import Share
    from ipdesk.services.statistics_figures import Overview, Which

NO_RATE = "—"
HOW = (
    "按到期日计入所在月份；达标率 = 按期 ÷（按期 + 逾期），逾期含办迟、未办和漏办；暂停、失效的不计。"
    "用时按规则的工作日或日历日计，扣除暂停。"
)


def percent(rate: float | None, digits: int = 1) -> str:
    """95.5%; a dash where nothing is judged. 100 % only where nothing was late."""
    if rate is None:
        return NO_RATE
    if rate < 1 and round(rate * 100, digits) >= 100:
        return f"{100 - 10**-digits:.{digits}f}%"
    return "100%" if rate == 1 else f"{rate * 100:.{digits}f}%"


def points(rate: float | None, other: float | None) -> str:
    """How many percentage points better (+) or worse (−) than the other; empty where one is missing."""
    if rate is None or other is None:
        return ""
    difference = round((rate - other) * 100, 1)
    if not difference:
        return "持平"
    return f"{'+' if difference > 0 else '−'}{abs(difference):.1f}"


def span_words(span: Span) -> str:
    """2026年11月, 2026年, 2025年12月—2026年11月; any other days as dates."""
    if span == year_span(span.frm):
        return f"{span.frm.year}年"
    if span == month_span(span.frm):
        return month_words(span.frm)
    if span.frm.day == 1 and span.to == month_span(span.to).to:
        return f"{month_words(span.frm)}—{month_words(span.to)}"
    return f"{span.frm} 至 {span.to}"


def month_words(month: date) -> str:
    """2026年11月."""
    return f"{month.year}年{month.month}月"


def short_month(month: date) -> str:
    """11月; January with its year, 26年1月."""
    return f"{month:%y}年1月" if month.month == 1 else f"{month.month}月"


def who(name: str, department: str) -> str:
    """A person's name; what nobody in particular answers for is the department's."""
    if name:
        return name
    return f"{label('department', department)}（共同）" if department else label("statistics", "nobody")


def tally_words(tally: Tally) -> str:
    """按期 95，逾期 3（逾期完成 2、逾期未办 1），在办 4."""
    parts = [f"{label('outcome', one.value)} {tally.of([one])}" for one in LATE if tally.of([one])]
    late = f"逾期 {tally.late}" + (f"（{'、'.join(parts)}）" if parts else "")
    found = [f"按期 {tally.kept}", late, f"在办 {tally.open}"]
    if tally.paused:
        found.append(f"暂停 {tally.paused}")
    return "，".join(found)


def rate_words(tally: Tally) -> str:
    """达标率 95.5%（应办 44 项）."""
    if tally.rate is None:
        return "尚无到期事项"
    small = "，件数少，仅供参考" if tally.small else ""
    return f"达标率 {percent(tally.rate)}（已到期 {tally.judged} 项{small}）"


def figure(value: float | None, days: Days) -> str:
    """A number of days as a cell shows it: 2, 2.5, 提前52."""
    if value is None:
        return ""
    return f"提前{value:g}" if days.before else f"{value:g}"


def unit_words(unit: Unit) -> str:
    """What days used are counted in."""
    if unit is Unit.MINUTES:
        return "分钟"
    return "个工作日" if unit in (Unit.WORKING_DAYS, Unit.SAME_DAY) else "日"


def days_words(days: Days | None) -> str:
    """办结 35 项，中位 8 个工作日，最慢 14 个工作日，规定 10个工作日."""
    if days is None:
        return "周期性事项，不计用时"
    unit = unit_words(days.unit)
    parts = [f"规定{days.words}"]
    if days.median is not None:
        parts.append(f"办结 {days.n} 项，中位 {figure(days.median, days)} {unit}")
    if days.worst is not None:
        parts.append(f"最慢 {figure(days.worst, days)} {unit}")
    return "，".join(parts)


def share_words(share: Share | None) -> str:
    """What the part of the time used means."""
    if share is None or share.median is None:
        return ""
    return f"一半事项用去规定时间的 {share.median:.0%} 以内；最慢的用去 {share.worst or 0:.0%}"


def outcomes_words(outcomes: tuple[Outcome, ...] | None) -> str:
    """Which outcomes a list holds."""
    if outcomes is None:
        return "全部"
    known = {tuple(LATE): "逾期", tuple(JUDGED): "已到期", tuple(LIVE): "待办"}
    return known.get(outcomes) or "、".join(label("outcome", one.value) for one in outcomes)


def describe(which: Which, view: Overview, rule_title: str = "") -> str:
    """What a list holds, in one line: 专利部 · 2026年11月 · 3.1.2 分配到具体负责人 · 逾期."""
    parts = [label("department", which.department) if which.department else label("statistics", "centre")]
    if which.person_id is not None or which.nobody:
        parts.append(_name(which, view))
    if which.frm is not None and which.to is not None:
        parts.append(span_words(Span(which.frm, which.to)))
    if rule_title:
        parts.append(rule_title)
    if which.official:
        parts.append("法定期限")
    parts.append("本周逾期" if which.late_since is not None else outcomes_words(which.outcomes))
    return " · ".join(parts)


def _name(which: Which, view: Overview) -> str:
    for one in view.staff:
        if one.id == which.person_id:
            return who(one.name, one.department)
    for busy in view.load:
        if busy.id == which.person_id:
            return who(busy.name, busy.department)
    for late in view.late:
        if late.id == which.person_id:
            return who(late.name, late.department)
    return label("statistics", "nobody")
