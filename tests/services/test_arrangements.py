"""Changing the calendar: exactly what moved is listed, nothing else moves, and there is a way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ipdesk.errors import UserError
from ipdesk.services.arrangements import can_restore, load_arrangement, read_arrangement, restore_arrangement
from ipdesk.services.calendar import as_document, known_arrangement
from ipdesk.services.demo import make_demo
from ipdesk.services.listing import due_items
from ipdesk.services.office import Act, Office, open_office

TODAY = date(2026, 11, 24)
ACT = Act(None, datetime(2026, 11, 24, 1, tzinfo=UTC), TODAY)
NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。1月30日（周六）、2月13日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("demo") / "demo.db", create=True) as office:
        make_demo(office, ACT, matters=40, seed=7)
        yield office


def lying(office: Office) -> dict[int, tuple[Any, ...]]:
    """Where every item lies, and when it was done; one that was done keeps its day of doing whatever the calendar."""
    rows = due_items(office, TODAY)
    return {row.id: (row.due, row.last_day, row.done_on, row.trigger_on, row.rule, row.about) for row in rows}


def one_more_day_off(on: date) -> str:
    known = known_arrangement(None, on.year)
    assert known is not None
    document = as_document(known)
    document[str(on.year)]["off"].append(f"{on:%m-%d} 试验")
    return json.dumps(document)


def test_one_day_off_moves_what_counts_over_it_and_nothing_else(demo: Office) -> None:
    off = date(2026, 12, 1)
    before = lying(demo)
    loaded = load_arrangement(demo, ACT, one_more_day_off(off))
    after = lying(demo)
    listed = {(one.matter_id, one.rule, one.about, one.was, one.due) for one in loaded.moved}
    rows = {row.id: row for row in due_items(demo, TODAY)}
    differing = {
        (rows[key].matter_id, rows[key].rule, rows[key].about, before[key][0], after[key][0])
        for key in before
        if before[key][:2] != after[key][:2] and after[key][2] is None
    }
    assert differing == listed
    assert listed
    assert set(before) == set(after)
    assert all(one.was is not None and one.due is not None for one in loaded.moved)
    assert all((one.was or TODAY) >= off and (one.due or TODAY) > off for one in loaded.moved)
    assert all(demo.calendar.is_working(one.due) for one in loaded.moved if one.due and one.official)
    assert can_restore(demo, 2026)
    back = restore_arrangement(demo, ACT, 2026)
    assert len(back.moved) == len(loaded.moved)
    assert lying(demo) == before
    assert not can_restore(demo, 2026)


def test_a_year_that_was_provisional_and_the_way_back(demo: Office) -> None:
    before = lying(demo)
    seen = read_arrangement(demo, TODAY, NOTICE_2027)
    assert seen.known is None
    assert {day.on for day in seen.changed if day.working} >= {date(2027, 1, 30), date(2027, 2, 13)}
    assert demo.calendar.document(2027) is None, "looking writes nothing"
    loaded = load_arrangement(demo, ACT, NOTICE_2027)
    assert (loaded.year, loaded.document) == (2027, "国办发明电〔2026〕9号")
    assert "calendar" in loaded.changes.kinds
    assert demo.calendar.document(2027) == "国办发明电〔2026〕9号"
    assert all((one.was or date.max).year >= 2027 or (one.due or date.max).year >= 2027 for one in loaded.moved)
    restore_arrangement(demo, ACT, 2027)
    assert demo.calendar.document(2027) is None
    assert lying(demo) == before


def test_three_loaded_are_taken_back_one_by_one(demo: Office) -> None:
    days = [date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 10)]
    for on in days:
        load_arrangement(demo, ACT, one_more_day_off(on))
    for shown, taken in ((days[2], days[1]), (days[1], days[0])):
        assert not demo.calendar.is_working(shown)
        restore_arrangement(demo, ACT, 2026)
        assert demo.calendar.is_working(shown)
        assert not demo.calendar.is_working(taken)
    restore_arrangement(demo, ACT, 2026)
    assert demo.calendar.is_working(days[0])
    with pytest.raises(UserError, match=r"arrangement\.none_earlier"):
        restore_arrangement(demo, ACT, 2026)


def test_a_refused_text_changes_nothing(demo: Office) -> None:
    before = lying(demo)
    with pytest.raises(UserError, match=r"arrangement\.count"):
        load_arrangement(demo, ACT, NOTICE_2027.replace("放假调休，共8天", "放假调休，共9天"))
    assert lying(demo) == before
    assert demo.calendar.document(2027) is None
    assert not can_restore(demo, 2027)


def test_the_form_of_holiday_cn_is_read_too(demo: Office, tmp_path: Path) -> None:
    days = [{"name": "元旦", "date": f"2027-01-0{n}", "isOffDay": True} for n in (1, 2, 3)]
    days.append({"name": "春节", "date": "2027-02-13", "isOffDay": False})
    seen = read_arrangement(demo, TODAY, json.dumps({"year": 2027, "papers": ["https://example.org/1"], "days": days}))
    assert seen.arrangement.source == "https://example.org/1"
    assert date(2027, 2, 13) in {day.on for day in seen.changed if day.working}
