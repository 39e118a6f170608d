"""The law's clock: the official worked examples, the same kind of case with the real calendars, and what must hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.law import LawBook
from ipdesk.domain.matters import Kind
from ipdesk.domain.rulings import rule_on
from ipdesk.errors import UserError
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.rules import shipped_law

LAW, CALENDAR = shipped_law(), shipped_calendar()
DAY = date.fromisoformat
ACTS = {"statutory", "designated", "fixed", "special"}

# rule, date, how delivered, served, raw end, last day, safe day (the same where the text leaves no doubt)
EXAMPLES = [
    # 审查指南第五部分第七章2.3 and 2008 公报
    ("D11", "1998-06-01", "electronic", "1998-06-01", "2001-06-01", "2001-06-01", None),
    ("D02", "2008-06-06", "postal", "2008-06-21", "2008-08-21", "2008-08-21", None),
    ("D02", "2022-12-31", "electronic", "2022-12-31", "2023-02-28", "2023-02-28", None),
    ("D09", "2007-10-30", "electronic", "2007-10-30", "2007-12-30", "2008-01-02", None),
    # the calendars of 2024-2026
    ("D01", "2026-06-01", "electronic", "2026-06-01", "2026-10-01", "2026-10-08", None),
    ("D01", "2026-08-20", "electronic", "2026-08-20", "2026-12-20", "2026-12-21", None),
    ("D02", "2025-12-31", "electronic", "2025-12-31", "2026-02-28", "2026-03-02", "2026-02-28"),
    ("D14", "2026-08-31", "electronic", "2026-08-31", "2026-09-30", "2026-09-30", None),
    ("D07", "2026-09-01", "electronic", "2026-09-01", "2026-11-01", "2026-11-02", None),
    ("D07", "2026-07-31", "electronic", "2026-07-31", "2026-09-30", "2026-09-30", None),
    ("D13", "2026-07-05", "electronic", "2026-07-05", "2026-10-05", "2026-10-08", None),
    ("D09", "2026-08-03", "electronic", "2026-08-03", "2026-10-03", "2026-10-08", None),
    ("D40", "2026-04-05", "electronic", "2026-04-05", "2026-10-05", "2026-10-08", None),
    ("D22", "2025-10-03", "electronic", "2025-10-03", "2026-10-03", "2026-10-08", None),
    ("T02", "2026-09-01", "electronic", "2026-09-16", "2026-10-01", "2026-10-08", None),
    ("T01", "2026-09-27", "electronic", "2026-09-27", "2026-12-27", "2026-12-28", None),
    ("T01", "2027-01-06", "electronic", "2027-01-06", "2027-03-06", "2027-03-08", None),
    ("S4", "2026-09-07", "electronic", "2026-09-07", "2026-10-07", "2026-10-08", None),
    ("S4", "2026-09-07", "postal", "2026-09-22", "2026-10-22", "2026-10-22", None),
    ("S4", "2026-09-07", "postal_remote", "2026-09-28", "2026-10-28", "2026-10-28", None),
    ("D19", "2026-01-31", "publication", "2026-02-28", "2026-04-28", "2026-04-28", None),
    ("T05", "2026-01-31", "publication", "2026-03-02", "2026-04-01", "2026-04-01", None),
    # a raw end on New Year's Saturday: the next day is a worked Sunday, which the guideline skips
    ("D02", "2025-11-03", "electronic", "2025-11-03", "2026-01-03", "2026-01-05", "2026-01-04"),
    # 2027: an opposition still open when the new law comes goes by two months, three stay visible
    ("T01", "2026-10-20", "electronic", "2026-10-20", "2027-01-20", "2027-01-20", "2026-12-21"),
    ("T01", "2026-09-30", "electronic", "2026-09-30", "2026-12-30", "2026-12-30", None),
    ("T25", "2026-07-15", "electronic", "2026-08-01", "2026-11-01", "2026-11-02", None),
    # 商标法实施条例第12条第2款: the term ends the day before, and is not moved
    ("T18", "2017-03-28", "electronic", "2017-03-28", "2027-03-27", "2027-03-27", None),
    ("T18", "2016-02-29", "electronic", "2016-02-29", "2026-02-28", "2026-02-28", None),
    ("T20", "2027-03-27", "electronic", "2027-03-27", "2027-09-27", "2027-09-27", None),
    # priority examination runs from the date of issue, whatever the delivery
    ("D05", "2026-09-01", "postal", "2026-09-01", "2026-10-01", "2026-10-08", None),
    ("D05", "2026-08-31", "electronic", "2026-08-31", "2026-10-31", "2026-11-02", None),
    ("D41", "2026-12-15", "electronic", "2026-12-15", "2026-09-30", "2026-09-30", None),
    ("D44", "1999-06-01", "electronic", "1999-06-01", "2019-05-31", "2019-05-31", None),
    ("S8", "2020-03-15", "electronic", "2020-03-15", "2070-12-31", "2070-12-31", None),
]


@pytest.mark.parametrize(
    ("rule", "on", "delivery", "served", "raw", "last", "safe"),
    EXAMPLES,
    ids=[f"{row[0]} {row[1]} {row[2]}" for row in EXAMPLES],
)
def test_example(rule: str, on: str, delivery: str, served: str, raw: str, last: str, safe: str | None) -> None:
    found = rule_on(LAW.rule(rule, DAY(on)), DAY(on), CALENDAR, delivery=delivery)
    shown = (found.served, found.raw_end, found.last_day, found.safe_day)
    assert shown == (DAY(served), DAY(raw), DAY(last), DAY(safe or last))


def test_a_proven_day_beats_every_presumption() -> None:
    found = rule_on(LAW.rule("T02", DAY("2026-09-01")), DAY("2026-09-01"), CALENDAR, proven=DAY("2026-09-01"))
    assert (found.served, found.last_day) == (DAY("2026-09-01"), DAY("2026-09-16"))
    with pytest.raises(UserError, match=r"law\.proven_too_early"):
        rule_on(LAW.rule("T02", DAY("2026-09-01")), DAY("2026-09-01"), CALENDAR, proven=DAY("2026-08-31"))


def test_of_two_limbs_the_later_ends_the_period_and_the_earlier_warns() -> None:
    rule = LAW.rule("D09", DAY("2026-03-02"))
    found = rule_on(rule, DAY("2026-03-02"), CALENDAR, also_on=DAY("2026-04-29"))
    assert (found.last_day, found.safe_day) == (DAY("2026-05-14"), DAY("2026-05-06"))
    early = rule_on(rule, DAY("2026-03-02"), CALENDAR, also_on=DAY("2026-03-05"))
    assert (early.last_day, early.safe_day) == (DAY("2026-05-06"), DAY("2026-05-06"))


@pytest.mark.parametrize(
    ("rule", "on", "kind", "length"),
    [
        ("D44", "2021-05-31", Kind.DESIGN, 120),
        ("D44", "2021-06-01", Kind.DESIGN, 180),
        ("D44", "2021-06-01", Kind.UTILITY_MODEL, 120),
        ("D44", "2021-06-01", Kind.INVENTION, 240),
        ("D05", "2026-08-31", Kind.INVENTION, 2),
        ("D05", "2026-09-01", Kind.INVENTION, 1),
        ("T01", "2026-12-31", Kind.TRADEMARK, 3),
        ("T01", "2027-01-01", Kind.TRADEMARK, 2),
    ],
)
def test_the_version_is_chosen_by_the_day_it_starts(rule: str, on: str, kind: Kind, length: int) -> None:
    assert LAW.rule(rule, DAY(on), kind).length.months == length


@pytest.mark.parametrize(
    ("rule", "on", "kind", "code"),
    [
        ("D99", "2026-01-01", None, "rules.unknown_rule"),
        ("D05", "2026-01-01", Kind.DESIGN, "law.not_for_kind"),
        ("T22b", "2026-12-31", None, "law.not_in_force"),
        ("I6", "2026-10-15", None, "law.not_in_force"),
    ],
)
def test_what_there_is_no_rule_for(rule: str, on: str, kind: Kind | None, code: str) -> None:
    with pytest.raises(UserError, match=code):
        LAW.rule(rule, DAY(on), kind)


def test_every_rule_names_its_article_and_a_weak_one_is_to_be_confirmed() -> None:
    for versions in LAW.versions.values():
        for rule in versions:
            assert rule.article, rule.id
            assert not (rule.confidence == "L" or rule.source == "GK") or rule.to_confirm


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[book]\nregime = "x"', "regime 不能是 x"),
        ('[book]\nregime = "patent"\n[[rule]]\nid = "Z1"', "缺少 act"),
        ('[book]\nregime = "patent"\n[[rule]]\nid = "Z1"\nact = "a"\nwithin = "2 x"', "within 不能是 2 x"),
        ('[book]\nregime = "patent"\n[[rule]]\nid = "Z1"\nwhat = 1', "不认识的字段 what"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(UserError, match=r"rules\.bad") as refused:
        LawBook.load([("own.toml", text)])
    assert reason in str(refused.value.details["reason"])


DAYS = st.dates(date(2010, 1, 1), date(2026, 8, 31))
COUNTED = sorted(
    rule_id
    for rule_id, rules in LAW.versions.items()
    if rules[-1].nature in ACTS and rules[-1].length.months + rules[-1].length.days
)


@given(st.sampled_from(COUNTED), DAYS, st.integers(0, 400), st.sampled_from(["electronic", "postal", "publication"]))
def test_a_later_start_never_ends_earlier(rule_id: str, on: date, later: int, delivery: str) -> None:
    rule = LAW.versions[rule_id][-1]
    if rule.regime == "software" and delivery == "publication":
        return
    first = rule_on(rule, on, CALENDAR, delivery=delivery)
    second = rule_on(rule, on + timedelta(days=later), CALENDAR, delivery=delivery)
    assert first.last_day <= second.last_day
    if rule.safe_length is None:
        assert first.safe_day <= second.safe_day


@given(st.sampled_from(COUNTED), DAYS)
def test_an_act_never_ends_on_a_day_off_and_is_safe_before(rule_id: str, on: date) -> None:
    rule = LAW.versions[rule_id][-1]
    found = rule_on(rule, on, CALENDAR)
    assert CALENDAR.is_working(found.safe_day)
    assert CALENDAR.is_working(found.last_day)
    assert found.safe_day <= found.last_day
    assert rule.before or (found.last_day.weekday() < 5 and found.raw_end <= found.last_day)
    assert not rule.before or found.last_day <= found.raw_end
