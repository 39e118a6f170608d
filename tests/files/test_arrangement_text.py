"""Notices on days off in words: the real ones give the shipped years, and what is wrong is named with its words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services.calendar import days_off_by_law, known_arrangement, parse_arrangement, shipped_calendar
from ipdesk.text import sentence

CALENDAR = shipped_calendar()
_HEAD = "国务院办公厅关于{year}年\n部分节假日安排的通知\n{number}\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n　　经国务院批准，现将{year}年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。\n"
_TAIL = "\n　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作，遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过节日假期。\n国务院办公厅\n{before}年11月4日\n（此件公开发布）"
_NOTICES = {
    2018: (
        "国办发明电〔2017〕12号",
        (
            "一、元旦：1月1日放假，与周末连休。二、春节：2月15日至21日放假调休，共7天。2月11日（星期日）、2月24日（星期六）上班。"
            "三、清明节：4月5日至7日放假调休，共3天。4月8日（星期日）上班。四、劳动节：4月29日至5月1日放假调休，共3天。"
            "4月28日（星期六）上班。五、端午节：6月18日放假，与周末连休。六、中秋节：9月24日放假，与周末连休。"
            "七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期六）、9月30日（星期日）上班。"
        ),
    ),
    2021: (
        "国办发明电〔2020〕27号",
        (
            "一、元旦：2021年1月1日至3日放假，共3天。二、春节：2月11日至17日放假调休，共7天。2月7日（星期日）、2月20日（星期六）上班。"
            "三、清明节：4月3日至5日放假调休，共3天。四、劳动节：5月1日至5日放假调休，共5天。4月25日（星期日）、5月8日（星期六）上班。"
            "五、端午节：6月12日至14日放假，共3天。六、中秋节：9月19日至21日放假调休，共3天。9月18日（星期六）上班。"
            "七、国庆节：10月1日至7日放假调休，共7天。9月26日（星期日）、10月9日（星期六）上班。"
        ),
    ),
    2022: (
        "国办发明电〔2021〕11号",
        (
            "一、元旦：2022年1月1日至3日放假，共3天。二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。"
            "三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。四、劳动节：4月30日至5月4日放假调休，共5天。"
            "4月24日（星期日）、5月7日（星期六）上班。五、端午节：6月3日至5日放假，共3天。六、中秋节：9月10日至12日放假，共3天。"
            "七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。"
        ),
    ),
    2023: (
        "国办发明电〔2022〕16号",
        (
            "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。二、春节：1月21日至27日放假调休，共7天。"
            "1月28日（星期六）、1月29日（星期日）上班。三、清明节：4月5日放假，共1天。四、劳动节：4月29日至5月3日放假调休，共5天。"
            "4月23日（星期日）、5月6日（星期六）上班。五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。"
            "六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。"
        ),
    ),
    2024: (
        "国办发明电〔2023〕7号",
        (
            "一、元旦：1月1日放假，与周末连休。\n二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。"
            "鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。三、清明节：4月4日至6日放假调休，共3天。"
            "4月7日（星期日）上班。四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。"
            "五、端午节：6月10日放假，与周末连休。六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。"
            "七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。"
        ),
    ),
    2025: (
        "国办发明电〔2024〕12号",
        (
            "一、元旦：1月1日（周三）放假1天，不调休。二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。"
            "1月26日（周日）、2月8日（周六）上班。三、清明节：4月4日（周五）至6日（周日）放假，共3天。"
            "四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。"
            "五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。"
            "六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。"
        ),
    ),
    2026: (
        "国办发明电〔2025〕7号",
        (
            "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"
            "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。"
            "三、清明节：4月4日（周六）至6日（周一）放假，共3天。四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。"
            "五、端午节：6月19日（周五）至21日（周日）放假，共3天。六、中秋节：9月25日（周五）至27日（周日）放假，共3天。"
            "七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"
        ),
    ),
}
_AMENDED = {
    2019: (
        "国办发明电〔2018〕15号",
        (
            "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。二、春节：2月4日至10日放假调休，共7天。"
            "2月2日（星期六）、2月3日（星期日）上班。三、清明节：4月5日放假，与周末连休。四、劳动节：5月1日放假。"
            "五、端午节：6月7日放假，与周末连休。六、中秋节：9月13日放假，与周末连休。"
            "七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。"
        ),
    ),
    2020: (
        "国办发明电〔2019〕16号",
        (
            "一、元旦：2020年1月1日放假，共1天。二、春节：1月24日至30日放假调休，共7天。1月19日（星期日）、2月1日（星期六）上班。"
            "三、清明节：4月4日至6日放假调休，共3天。四、劳动节：5月1日至5日放假调休，共5天。4月26日（星期日）、5月9日（星期六）上班。"
            "五、端午节：6月25日至27日放假调休，共3天。6月28日（星期日）上班。"
            "六、国庆节、中秋节：10月1日至8日放假调休，共8天。9月27日（星期日）、10月10日（星期六）上班。"
        ),
    ),
}
_LABOUR_2019 = (
    "国务院办公厅关于调整2019年劳动节假期安排的通知\n国办发明电〔2019〕3号\n各省、自治区、直辖市人民政府，国务院各部委、各直属机构：\n"
    "经国务院批准，现将调整2019年劳动节放假安排通知如下：2019年5月1日至4日放假调休，共4天。4月28日（星期日）、5月5日（星期日）上班。"
)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def whole(year: int) -> str:
    """A notice as it was published, from its number to the date beneath."""
    number, body = {**_NOTICES, **_AMENDED}[year]
    return _HEAD.format(year=year, number=number) + body + _TAIL.format(before=year - 1)


def working(year: int, text: str) -> dict[date, bool]:
    """Every day from December before to the year's end under the notice."""
    calendar = CALENDAR.with_arrangement(parse_arrangement(text))
    start = date(year - 1, 12, 1)
    return {d: calendar.is_working(d) for d in (start + timedelta(days=i) for i in range(396))}


@pytest.mark.parametrize("year", sorted(_NOTICES))
@pytest.mark.parametrize("width", ["plain", "full-width"])
def test_real_notices_give_the_shipped_days_names_and_number(year: int, width: str) -> None:
    text = whole(year) if width == "plain" else whole(year).translate(_FULL_WIDTH)
    found, shipped = parse_arrangement(text), known_arrangement(None, year)
    assert shipped is not None
    assert (found.year, found.document) == (year, shipped.document)
    assert dict(found.off) == dict(shipped.off)
    assert dict(found.work) == dict(shipped.work)


def test_2019_as_first_published_then_changed_for_one_holiday(tmp_path: Path) -> None:
    from ipdesk.services.calendar import store_arrangement

    first = store_arrangement(tmp_path, whole(2019))
    assert [d for d in first.off if d.month == 5] == [date(2019, 5, 1)]
    changed = store_arrangement(tmp_path, _LABOUR_2019)
    shipped = known_arrangement(None, 2019)
    assert shipped is not None
    assert changed.document == "国办发明电〔2019〕3号"
    assert set(changed.off) == set(shipped.off)
    assert set(changed.work) == set(shipped.work)


def test_2020_before_the_spring_festival_was_made_longer() -> None:
    days = working(2020, whole(2020))
    differing = [d for d, on in days.items() if on != CALENDAR.is_working(d)]
    assert differing == [date(2020, 1, 31), date(2020, 2, 1)]


def test_one_line_without_year_is_placed_by_its_weekdays() -> None:
    line = "10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"
    found, shipped = parse_arrangement(line, near=2026), known_arrangement(None, 2026)
    assert shipped is not None
    assert found.year == 2026
    assert (dict(found.off), dict(found.work)) == (dict(shipped.off), dict(shipped.work))
    with pytest.raises(UserError, match=r"arrangement\.no_year"):
        parse_arrangement(line)


def test_2027_can_be_loaded_as_a_whole_only() -> None:
    """No arrangement of 2027 is known: one holiday alone would leave the others without days off."""
    with pytest.raises(UserError) as refused:
        parse_arrangement(
            "国务院办公厅关于2027年部分节假日安排的通知。七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。"
        )
    assert refused.value.code == "arrangement.incomplete"
    assert "1月1日 元旦" in sentence(refused.value)


def test_the_year_before_is_understood_without_its_number() -> None:
    text = whole(2023).replace("2022年12月31日至2023年1月2日", "12月31日至1月2日")
    shipped = known_arrangement(None, 2023)
    assert shipped is not None
    assert dict(parse_arrangement(text).off) == dict(shipped.off)


_2026 = _NOTICES[2026][1]
_WRONG = [
    ("10月1日（周四）至7日（周三）", "10月1日（周五）至7日（周三）", "arrangement.weekday", "10月1日(周五)"),
    ("至7日（周三）放假调休，共7天", "至7日（周三）放假调休，共8天", "arrangement.count", "实际数出 7 天"),
    ("10月10日（周六）上班", "10月9日上班", "arrangement.work_on_weekday", "10月9日（周五）"),
    ("9月20日（周日）、10月10日（周六）上班", "9月20日（周日）、9月20日（周日）上班", "arrangement.twice", "9月20日"),
    ("9月20日（周日）、", "6月21日（周日）、", "arrangement.day_twice", "6月21日"),
    ("5月9日（周六）上班", "5月9日（周六）照旧", "arrangement.not_understood", "5月9日"),
    ("4月4日（周六）至6日（周一）放假，共3天", "4月6日（周一）放假，共1天", "arrangement.statutory", "清明节"),
    ("6月19日（周五）至21日（周日）放假", "6月31日至7月2日放假", "arrangement.no_such_date", "6月31日"),
    ("10月1日（周四）至7日（周三）", "10月1日（周四）至1月7日", "arrangement.long", "不像一次放假"),
    ("9月25日（周五）至27日（周日）放假，共3天", "9月25日（周五）、27日（周日）放假", "arrangement.gap", "不连续"),
    ("六、中秋节：9月25日（周五）至27日（周日）放假，共3天。", "六、中秋节：另行通知。", "arrangement.no_days_off", "另行通知"),
    ("六、中秋节：9月25日（周五）至27日（周日）放假，共3天。", "关于2027年部分节假日安排", "calendar.several_years", "2026、2027"),
    ("10月1日（周四）至7日（周三）放假调休，共7天", "10月1日（周四）放假1天，与周末连休", "arrangement.no_weekend_beside", "10月1日"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code", "words"), _WRONG, ids=[f"{c[2]}-{i}" for i, c in enumerate(_WRONG)])
def test_what_is_wrong_is_refused_with_its_words(right: str, wrong: str, code: str, words: str) -> None:
    text = whole(2026)
    assert right in text
    with pytest.raises(UserError) as refused:
        parse_arrangement(text.replace(right, wrong))
    assert refused.value.code == code
    assert words in sentence(refused.value)


def test_a_mistyped_figure_never_passes_but_where_a_month_of_four_weeks_hides_it() -> None:
    """Brackets and counts catch it; 2月14日 and 2月28日 read as March fall on the same weekdays."""
    text = whole(2026)
    passed, seen = [], 0
    for place in range(text.index("一、元旦"), text.index("节假日期间")):
        if not text[place].isdecimal():
            continue
        seen += 1
        mistyped = str((int(text[place]) + 1) % 10)
        try:
            found = parse_arrangement(text[:place] + mistyped + text[place + 1 :])
        except UserError:
            continue
        assert (found.off, found.work) != (parse_arrangement(text).off, parse_arrangement(text).work)
        passed.append(mistyped + text[place + 1 : place + 5])
    assert passed == ["3月14日", "3月28日"]
    assert seen == 52


def test_days_by_law_are_handed_in_by_year() -> None:
    assert set(days_off_by_law(2026)) >= {date(2026, 10, 1), date(2026, 2, 16)}
    assert all(d.year == 2026 for d in days_off_by_law(2026))
