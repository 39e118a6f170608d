"""A rule in plain Chinese: what sets it going, how long there is, who does it, what counts as done."""

from __future__ import annotations

from collections.abc import Sequence

from ipdesk.domain.periods import Period, Unit, period_text
from ipdesk.domain.rulebook import Recurrence, Rule, RuleBook
from ipdesk.text import label


def trigger_words(rule: Rule, book: RuleBook) -> str:
    """收到技术交底书; 已收款、客户资料齐全（以较晚者为准）; 年费期限 …"""
    if rule.before == "annual_fee":
        return "年费到期"
    if rule.office:
        return "全所事项"
    said = [label("when", f"{name}={value}") for name, value in rule.when.items()]
    if rule.asks_answer:
        said.append("须答复或补正的")
    if rule.provided:
        said.append(f"已有“{_name(rule.provided, book)}”")
    if rule.flag:
        said.append(label("rule_flag", rule.flag))
    if rule.needs_all:
        words = f"{_names(rule.after, book, '、')}都具备（以较晚者为准）"
    else:
        words = _names(rule.after, book, "或") or _names(rule.steps, book, " → ")
    return words + (f"（{'，'.join(said)}）" if said else "")


def period_words(rule: Rule) -> str:
    """5个工作日, 当日, 至少提前45日, 每周一, 每 7 日, 不设期限."""
    if rule.off:
        return "已停用"
    if rule.every is not None:
        return every_words(rule.every)
    return period_text(rule.period) if rule.period is not None else "不设期限"


def every_words(every: Recurrence) -> str:
    """每周一, 每 7 日, 每个工作日, 每月 10 日前, 每周二之前."""
    day = label("weekday", str(every.n))
    return {
        "working_day": "每个工作日",
        "week": f"每{day}",
        "before_weekday": f"每{day}之前",
        "month": f"每月{every.n}日前",
        "days": f"每{every.n}日",
    }[every.unit]


def rule_sentence(rule: Rule, book: RuleBook) -> str:
    """The whole rule in one or two sentences."""
    who, done = label("role", rule.responsible), _names(rule.done_by, book, "或")
    if rule.off:
        return f"这条规则已停用，不再产生期限。原由{who}在“{trigger_words(rule, book)}”后办理。"
    ends = f"到{_names(rule.until, book, '或')}为止" if rule.until else ""
    counts = f"记录“{done}”即为完成。"
    if rule.office:
        return f"{every_words(rule.every) if rule.every else ''}，由{who}{rule.title}。"
    if rule.every is not None:
        shift = "（当日休息则为该周第一个工作日）" if rule.every.unit == "week" else ""
        times = f"{every_words(rule.every)}{shift}"
        return f"自{trigger_words(rule, book)}起，{times}由{who}{rule.title}，{ends or '直至案件结束'}；{counts}"
    if rule.period is None:
        return f"{trigger_words(rule, book)}之后，由{who}办理“{rule.title}”；不设期限，作为下一步提示。{counts}"
    if rule.before:
        base = "年费期限" if rule.before == "annual_fee" else f"{trigger_words(rule, book)}时写明的截止日"
        return f"在{base}之前{period_text(rule.period)}（遇休息日提前），由{who}{rule.title}；{counts}"
    return f"{trigger_words(rule, book)}之后，{_within(rule.period)}由{who}{rule.title}；{counts}"


def _within(period: Period) -> str:
    if period.unit is Unit.SAME_DAY:
        return "当日（休息日顺延到下一工作日）"
    if period.unit is Unit.WORKING_DAYS:
        return f"次日起{period.n}个工作日内"
    return f"{period_text(period)}内"


def within_text(rule: Rule) -> str:
    """The period as the rule files write it: ``8 wd``, ``same_day``; empty where there is none."""
    if rule.period is None:
        return ""
    return "same_day" if rule.period.unit is Unit.SAME_DAY else f"{rule.period.n} {rule.period.unit}"


def every_text(rule: Rule) -> str:
    """The recurrence as the rule files write it: ``7 d``, ``monday``; empty where there is none that can be changed."""
    if rule.every is None:
        return ""
    if rule.every.unit == "days":
        return f"{rule.every.n} d"
    return WEEKDAYS[rule.every.n - 1] if rule.every.unit == "week" else ""


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _name(event: str, book: RuleBook) -> str:
    return book.event(event).label


def _names(events: Sequence[str], book: RuleBook, between: str) -> str:
    return between.join(_name(event, book) for event in events)
