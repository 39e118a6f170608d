"""为什么是这一天: sentence, steps and strip of days."""

from __future__ import annotations

import pytest

from ipdesk.domain.docket import derive
from ipdesk.domain.explain import Explanation, explain
from ipdesk.domain.matters import Kind, Matter
from ipdesk.errors import UserError
from tests.domain.desk import calendar, day, history, rules


def explained(kind: str, events: str, today: str, rule: str, **facts: object) -> Explanation:
    matter, happened = Matter(kind=Kind(kind), **facts), history(events)  # type: ignore[arg-type]
    made = derive(matter, happened, rules(), calendar(), day(today))
    key = [item.key for item in made.due_items if item.rule == rule][-1]
    return explain(matter, happened, rules(), calendar(), day(today), key)


def test_the_drafts_ten_days_across_national_day() -> None:
    why = explained("invention", "09-17 payment_received; 09-24 documents_complete", "10-13", "P.draft")
    assert why.sentence == "已收款（2026年9月17日）与客户资料齐全（2026年9月24日）以较晚者为准，次日起第 10 个工作日。"
    assert why.clause == "3.1.7"
    assert why.documents == ("国办发明电〔2025〕7号",)
    marks = {f"{one.on:%m-%d}": (one.mark, one.number) for one in why.days}
    assert marks["09-24"][0] == "trigger"
    assert marks["09-25"] == ("off", None)
    assert marks["09-28"] == ("counted", 1)
    assert marks["10-10"] == ("makeup", 6)
    assert marks["10-15"] == ("due", 10)
    assert len(marks) == 22
    assert [trigger.name for trigger in why.triggers] == ["payment_received", "documents_complete"]


def test_a_running_pause_is_said() -> None:
    events = "03-02 payment_received; 03-02 documents_complete; 03-10 paused"
    why = explained("invention", events, "03-12", "P.draft")
    assert "按今天（2026年3月12日）恢复推算" in why.steps[-1]
    assert [one.mark for one in why.days if one.on in (day("03-10"), day("03-11"))] == ["paused", "paused"]


CASES = [
    (
        "invention",
        "03-04 assigned",
        "03-10",
        "P.weekly",
        "每周一（当日休息则为该周第一个工作日），至撰写完成或提交为止",
    ),
    ("software", "03-02 filed", "03-20", "S.track", "每 7 日，至收到证书为止"),
    (
        "subsidy",
        "09-18 subsidy_opened closes=2026-10-12",
        "09-20",
        "F.subsidy_prepare",
        "截止日 2026年10月12日，至少提前5个工作日",
    ),
    ("software", "03-02 certificate_received", "03-20", "S.subsidy", "次日起1个月内，末日休息不顺延"),
    ("complaint", "03-02 complaint_received channel=phone", "03-20", "C.call_back", "30分钟内"),
]


@pytest.mark.parametrize(("kind", "events", "today", "rule", "said"), CASES)
def test_every_shape_of_rule_is_explained(kind: str, events: str, today: str, rule: str, said: str) -> None:
    why = explained(kind, events, today, rule)
    assert said in why.sentence
    assert why.days[-1].on == why.item.due or why.days[0].on == why.item.due


def test_annual_fee() -> None:
    facts = {"filed": day("2022-11-18"), "granted": day("2026-01-06")}
    why = explained("invention", "01-06 granted", "09-01", "F.annual_notice", **facts)
    assert why.sentence == "年费期限 2026年11月18日，至少提前45日（遇休息日提前）。"
    assert any("10月4日" in step and "9月30日" in step for step in why.steps)


def test_an_item_that_is_gone_is_refused() -> None:
    with pytest.raises(UserError, match=r"docket\.no_item"):
        explain(Matter(kind=Kind.INVENTION), [], rules(), calendar(), day("03-02"), "P.draft||2026-03-02")
