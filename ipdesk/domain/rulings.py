"""Counting a period of the law: served, raw end, last day and safe day, with every step (细则第4、5条 and the like).

``last_day`` is the end as the law is read: a period that ends on a statutory day off or a weekend, make-up workdays
included (审查指南第五部分第七章2.3), moves to the next day that is neither. ``safe_day`` is the earliest
reading anybody could hold against the client: a make-up workday counts as a working day, a doubtful transition
goes by the shorter period. Alarms go by the safe day. Nothing stops this clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ipdesk.domain.law import LawRule, Length
from ipdesk.domain.periods import CountedDay, add_months, written
from ipdesk.domain.workdays import ONE_DAY, WorkCalendar
from ipdesk.errors import UserError

DELIVERIES = ("electronic", "postal", "postal_remote", "direct", "publication")
_SATURDAY = 5
_ACTS = frozenset({"statutory", "designated", "fixed", "special"})
_OLD_ELECTRONIC = date(2024, 1, 20)

# regime -> delivery -> how long after the document's date it counts as served, and why
_SERVED: dict[str, dict[str, tuple[Length, str]]] = {
    "patent": {
        "electronic": (Length(), "电子送达：进入电子系统之日送达，推定为发文日（细则第4条）"),
        "postal": (Length(days=15), "邮寄送达：自发文日起满15日推定收到，遇休息日不顺延（细则第4条）"),
        "direct": (Length(), "直接送达：交付日送达（细则第4条）"),
        "publication": (Length(months=1), "公告送达：自公告之日起满一个月（细则第4条）"),
    },
    "trademark": {
        "electronic": (Length(days=15), "数据电文送达：自发文日起满15日视为送达（商标法实施条例第10条）"),
        "postal": (Length(days=15), "邮寄送达：邮戳日不清的，自发文日起满15日视为送达（商标法实施条例第10条）"),
        "direct": (Length(), "直接送达：交付日送达（商标法实施条例第10条）"),
        "publication": (Length(days=30), "公告送达：自公告之日起满30日（商标法实施条例第10条）"),
    },
    "software": {
        "electronic": (Length(), "电子送达：登记办法没有规定，按系统显示日（待核实）"),
        "postal": (Length(days=15), "邮寄送达：省会、自治区首府及直辖市自发文日起满15日推定收到（登记办法第32条）"),
        "postal_remote": (Length(days=21), "邮寄送达：其他地区自发文日起满21日推定收到（登记办法第32条）"),
        "direct": (Length(), "直接送达：交付日送达"),
    },
    "layout": {
        "electronic": (Length(), "电子送达：实施细则没有规定，以通知为准（待核实）"),
        "postal": (Length(days=15), "邮寄送达：自发文日起满15日推定收到（实施细则第7条）"),
        "direct": (Length(), "直接送达：交付日送达（实施细则第7条）"),
        "publication": (Length(months=1), "公告送达：自公告之日起满一个月（实施细则第7条）"),
    },
}


def deliveries(regime: str) -> tuple[str, ...]:
    """The ways a document is served under a regime."""
    return tuple(_SERVED[regime])


@dataclass(frozen=True, slots=True)
class Ruling:
    """One counted period. ``served``: the day the count starts from; ``opens``: the first day of a window."""

    rule: LawRule
    event_date: date
    served: date
    raw_end: date
    last_day: date
    safe_day: date
    provisional: bool
    steps: tuple[str, ...]
    opens: date | None = None


@dataclass(frozen=True, slots=True)
class _End:
    """Where one way of counting ends, before and after days off, with its steps."""

    raw: date
    last: date
    safe: date
    steps: tuple[str, ...]


def rule_on(
    rule: LawRule,
    on: date,
    calendar: WorkCalendar,
    *,
    delivery: str = "electronic",
    proven: date | None = None,
    also_on: date | None = None,
) -> Ruling:
    """Count ``rule`` from ``on`` (a document's date of issue where the rule runs from its service).

    ``proven``: the proven day of receipt, which beats every presumption; ``also_on``: the date of the rule's second
    limb (D09: the acceptance notice). ``UserError``: law.no_period, law.no_such_delivery, law.proven_too_early,
    law.no_second_start, calendar.out_of_range.
    """
    if rule.nature == "none":
        raise UserError("law.no_period", rule=rule.id, act=rule.act, article=rule.article)
    if also_on is not None and rule.also is None:
        raise UserError("law.no_second_start", rule=rule.id, act=rule.act)
    served, first_steps = _start(rule, on, delivery, proven)
    end = _counted(rule, served, rule.length, calendar)
    steps = [*_heading(rule), *first_steps, *end.steps]
    last, safe, raw = end.last, end.safe, end.raw
    if rule.also is not None and also_on is not None:
        other = _second(rule, also_on, delivery, calendar)
        steps += other.steps
        if other.last > last:
            steps.append(f"两个起算日任一未届满即可：以较晚的{written(other.last)}为准，报警仍按较早的{written(safe)}")
            last, raw = other.last, other.raw
        else:
            steps.append(f"两个起算日以较晚的为准：{written(last)}")
    doubtful = _in_doubt(rule, served, last, calendar)
    if doubtful is not None:
        safe, words = min(safe, doubtful.safe), doubtful.steps
        steps += words
    if safe < last and doubtful is None and rule.also is None:
        steps.append(_why_two(rule, last, safe))
    opens = _opens(rule, raw)
    if opens is not None:
        steps.append(f"自{written(opens)}起可以办理")
    provisional = calendar.provisional(last) or calendar.provisional(safe)
    if provisional:
        steps.append(f"{last.year}年的放假安排尚未公布（或未导入），此日期为暂定，公布后将重新计算")
    return Ruling(rule, on, served, raw, last, safe, provisional, (*steps, *_closing(rule)), opens)


def both_marked(days: Sequence[CountedDay], ruling: Ruling) -> tuple[CountedDay, ...]:
    """The strip of a count with the safe day marked beside the last one, where it is another and listed."""
    if ruling.safe_day == ruling.last_day:
        return tuple(days)
    text = f"安全日：按此日提醒（最后一日 {ruling.last_day.isoformat()}）"
    return tuple(replace(day, mark="due", text=text) if day.on == ruling.safe_day else day for day in days)


# -- the day it starts --------------------------------------------------------------------------


def _start(rule: LawRule, on: date, delivery: str, proven: date | None) -> tuple[date, list[str]]:
    if rule.served:
        return served_on(rule.regime, on, delivery, proven)
    if rule.first_of_next_month:
        first = add_months(on.replace(day=1), 1)
        return first, [f"{rule.start}{written(on)}，自次月1日{written(first)}起算"]
    words = f"{rule.start}：{written(on)}"
    return on, [f"{words}（自发文日起算，不加送达时间）" if rule.issued else words]


def served_on(regime: str, on: date, delivery: str, proven: date | None = None) -> tuple[date, list[str]]:
    """The day a document dated ``on`` counts as served, and why. ``paper`` is ``postal``."""
    if proven is not None:
        if proven < on:
            raise UserError("law.proven_too_early", on=on, proven=proven)
        return proven, [f"发文日{written(on)}；有证据证明{written(proven)}收到，以实际收到日为送达日"]
    found = _SERVED[regime].get("postal" if delivery == "paper" else delivery)
    if found is None:
        raise UserError("law.no_such_delivery", delivery=delivery, choices=list(_SERVED[regime]))
    length, why = found
    served = add_months(on, length.months) + timedelta(days=length.days)
    steps = [f"发文日{written(on)}", f"{why}，送达日{written(served)}"]
    if regime == "patent" and delivery == "electronic" and on < _OLD_ELECTRONIC:
        steps.append("2024年1月20日以前发出的电子文件，旧规定或可另加15日（待核实）；此处按较早的日期计算")
    if regime == "trademark" and delivery == "electronic":
        steps.append(f"从严的内部做法是不加15日，自{written(on)}起算；以下仍按法定的送达日计算")
    return served, steps


# -- the day it ends ----------------------------------------------------------------------------


def _counted(rule: LawRule, start: date, length: Length, calendar: WorkCalendar) -> _End:
    raw, steps = _raw_end(rule, start, length, calendar)
    if rule.nature not in _ACTS or length.working:
        return _End(raw, raw, raw, tuple(steps))
    if rule.before:
        safe = calendar.on_or_before(raw)
        if safe != raw:
            steps.append(f"{written(raw)}为休息日（{calendar.day(raw).name}），须提前至{written(safe)}")
        return _End(raw, safe, safe, tuple(steps))
    last = law_day_on_or_after(raw, calendar)
    safe = calendar.on_or_before(raw) if rule.opens is not None else calendar.on_or_after(raw)
    if last != raw:
        steps.append(f"{written(raw)}为休息日（{_off_name(raw, calendar)}），顺延至{written(last)}")
    return _End(raw, last, min(safe, last), tuple(steps))


def _raw_end(rule: LawRule, start: date, length: Length, calendar: WorkCalendar) -> tuple[date, list[str]]:
    if length.working:
        end = calendar.add(start, length.days)
        return end, [f"{length.text()}，届满于{written(end)}"]
    if not (length.months or length.days):
        return start, [f"须在{written(start)}届满以前办理"]
    sign = -1 if rule.before else 1
    end = add_months(start, sign * length.months) + timedelta(days=sign * length.days)
    if rule.before:
        return end, [f"至少提前{length.text()}：{written(end)}"]
    if rule.year_end:
        end = date(end.year, 12, 31)
        return end, [f"{length.text()}，截止于{written(end)}"]
    if rule.nature == "term":
        corresponding, end = end, term_end(start, length.months)
        if end == corresponding:
            words = f"{length.text()}，{end.year}年{end.month}月没有{start.day}日，于该月最后一日届满：{written(end)}"
            return end, [words]
        return end, [f"{length.text()}，至相应日{written(corresponding)}的前一日届满：{written(end)}"]
    steps = [f"起算日不计入，{length.text()}，届满于{written(end)}"]
    month_end = add_months(start, length.months)
    if length.months and month_end.day != start.day:
        steps.append(f"{month_end.year}年{month_end.month}月没有{start.day}日，以该月最后一日为准")
    return end, steps


def term_end(start: date, months: int) -> date:
    """The last day of a term that began on ``start``: the day before the corresponding day, or where the month has
    none (29 February) its last day (商标法实施条例第12条第2款)."""
    end = add_months(start, months)
    return end - ONE_DAY if end.day == start.day else end


def law_day_on_or_after(d: date, calendar: WorkCalendar) -> date:
    """The first day from ``d`` on that is neither off nor on a weekend, a make-up workday's included."""
    while True:
        d = calendar.on_or_after(d)
        if d.weekday() < _SATURDAY:
            return d
        d += ONE_DAY


def _off_name(d: date, calendar: WorkCalendar) -> str:
    return f"周末，{calendar.day(d).name}" if calendar.is_makeup(d) else calendar.day(d).name


def _second(rule: LawRule, also_on: date, delivery: str, calendar: WorkCalendar) -> _End:
    assert rule.also is not None
    limb, steps = rule.also, [f"{rule.also.start}：{written(also_on)}"]
    start = also_on
    if limb.served:
        start, steps = served_on(rule.regime, also_on, delivery)
        steps[0] = f"另一起算日：{limb.start.removesuffix('送达')}{steps[0]}"
    end = _counted(rule, start, limb.length, calendar)
    return _End(end.raw, end.last, end.safe, (*steps, *end.steps))


def _in_doubt(rule: LawRule, start: date, last: date, calendar: WorkCalendar) -> _End | None:
    """The shorter reading of a period that is still open when another law comes into force."""
    if rule.safe_length is None or rule.in_doubt_from is None or last < rule.in_doubt_from:
        return None
    end = _counted(rule, start, rule.safe_length, calendar)
    words = (
        f"{written(rule.in_doubt_from)}起适用新规定，届满在此以后的过渡规则未明确："
        f"按{rule.length.text()}为{written(last)}，按{rule.safe_length.text()}为{written(end.safe)}；报警按较早的一天"
    )
    return _End(end.raw, end.last, end.safe, (words,))


def _why_two(rule: LawRule, last: date, safe: date) -> str:
    if rule.opens is not None:
        return f"届满日遇休息日是否顺延没有明文：最迟{written(last)}，稳妥应在{written(safe)}以前"
    return (
        f"{written(safe)}是调休上班的休息日：按审查指南顺延至{written(last)}，"
        f"若视为工作日则在{written(safe)}届满；报警按较早的一天"
    )


def _opens(rule: LawRule, raw: date) -> date | None:
    return None if rule.opens is None else add_months(raw, -rule.opens.months) + ONE_DAY


# -- words around the count -------------------------------------------------------------------------


def _heading(rule: LawRule) -> Iterator[str]:
    yield f"{rule.id} {rule.act}，依据：{rule.article}"


def _closing(rule: LawRule) -> Iterator[str]:
    if rule.missed:
        yield f"逾期后果：{rule.missed}"
    if rule.note:
        yield f"注意：{rule.note}"
    if rule.to_confirm:
        yield "此条未见到条文，只作提醒，办理前须核实"
