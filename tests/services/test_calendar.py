"""The shipped arrangements against two independent packages, and reading an arrangement's file."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services.calendar import (
    LAST,
    SHIPPED,
    office_calendar,
    parse_arrangement,
    shipped_calendar,
    store_arrangement,
)

CALENDAR = shipped_calendar()


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def test_every_official_day_equals_holidays() -> None:
    holidays = pytest.importorskip("holidays")
    china = holidays.country_holidays("CN", years=range(2003, 2028), language="zh_CN")
    wrong = [d for d in days(date(2004, 1, 1), date(2026, 12, 31)) if CALENDAR.is_working(d) != china.is_working_day(d)]
    assert wrong == []


def test_every_statutory_day_of_later_years_equals_holidays() -> None:
    holidays = pytest.importorskip("holidays")
    china = holidays.country_holidays("CN", years=range(2026, 2101), language="zh_CN")
    wrong = [d for d in days(date(2027, 1, 1), LAST) if CALENDAR.is_working(d) == (d in china or d.weekday() >= 5)]
    assert wrong == []


def test_every_official_day_equals_chinesecalendar_but_for_the_notice() -> None:
    chinese_calendar = pytest.importorskip("chinese_calendar")
    differing = {
        d: CALENDAR.is_working(d)
        for d in days(date(2004, 1, 1), date(2026, 12, 31))
        if CALENDAR.is_working(d) != chinese_calendar.is_workday(d)
    }
    settled = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["settled"]
    assert differing == {one["on"]: one["working"] for one in settled}
    for one in settled:
        assert one["document"] in (CALENDAR.document(one["on"].year), CALENDAR.document(one["on"].year + 1))
        assert one["says"]


PUBLISHED = {
    "2024": {
        "doc": "国办发明电〔2023〕7号",
        "off": ["01-01", "02-10..02-17", "04-04..04-06", "05-01..05-05", "06-08..06-10", "09-15..09-17", "10-01..10-07"],
        "work": ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    },
    "2025": {
        "doc": "国办发明电〔2024〕12号",
        "off": ["01-01", "01-28..02-04", "04-04..04-06", "05-01..05-05", "05-31..06-02", "10-01..10-08"],
        "work": ["01-26", "02-08", "04-27", "09-28", "10-11"],
    },
    "2026": {
        "doc": "国办发明电〔2025〕7号 (2025-11-04)",
        "off": ["01-01..01-03", "02-15..02-23", "04-04..04-06", "05-01..05-05", "06-19..06-21", "09-25..09-27", "10-01..10-07"],
        "work": ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    },
}  # fmt: skip


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_the_notices_themselves_give_the_shipped_years(year: str) -> None:
    a = parse_arrangement(json.dumps({year: PUBLISHED[year]}))
    loaded = CALENDAR.with_arrangement(a)
    every = days(date(int(year), 1, 1), date(int(year), 12, 31))
    assert [loaded.is_working(d) for d in every] == [CALENDAR.is_working(d) for d in every]
    assert loaded.document(int(year)) == CALENDAR.document(int(year))
    assert {d: loaded.day(d).name for d in every if d in a.off} == {
        d: CALENDAR.day(d).name.replace("（补假）", "调休") for d in every if d in a.off
    }


def test_every_holiday_of_the_law_is_off_and_named() -> None:
    for year in range(2004, 2027):
        assert CALENDAR.document(year), year
        for month, day, name in ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节")):
            found = CALENDAR.day(date(year, month, day))
            assert not found.working
            assert name in found.name


def test_the_snapshot_is_what_the_generator_makes() -> None:
    pytest.importorskip("holidays")
    from ipdesk.services.calendar_snapshot import snapshot

    text = SHIPPED.read_text(encoding="utf-8")
    documents = {year: table for year, table in tomllib.loads(text).items() if year.isdigit()}
    assert text == "\n".join(snapshot(1985, 2099, documents)) + "\n"


OFFICIAL = {
    "2027": {
        "doc": "国办发明电〔2026〕5号 (2026-11-30)",
        "off": ["01-01..01-03", "02-05..02-12", "10-01..10-07"],
        "work": ["02-14", "10-09 国庆节调休上班"],
    }
}


@pytest.mark.parametrize("form", ["json", "toml"])
def test_an_arrangement_in_either_form(form: str) -> None:
    text = (
        json.dumps(OFFICIAL, ensure_ascii=False)
        if form == "json"
        else (
            '[2027]\ndoc = "国办发明电〔2026〕5号 (2026-11-30)"\noff = ["01-01..01-03", "02-05..02-12", "10-01..10-07"]\n'
            'work = ["02-14", "10-09 国庆节调休上班"]\n'
        )
    )
    a = parse_arrangement(text)
    assert (a.year, a.document, len(a.off)) == (2027, "国办发明电〔2026〕5号", 18)
    assert a.work == {date(2027, 2, 14): "", date(2027, 10, 9): "国庆节调休上班"}


def test_the_list_of_days_form() -> None:
    a = parse_arrangement(
        json.dumps(
            {
                "year": 2027,
                "papers": ["https://www.gov.cn/x.htm"],
                "days": [
                    {"name": "元旦", "date": "2026-12-27", "isOffDay": False},
                    {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
                ],
            }
        )
    )
    assert a.source == "https://www.gov.cn/x.htm"
    assert a.work == {date(2026, 12, 27): "元旦调休上班"}
    assert list(a.off) == [date(2027, 1, 1)]
    assert CALENDAR.with_arrangement(a).day(date(2027, 1, 1)).name == "元旦"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("{not json", "not_json"),
        ("off = [", "not_toml"),
        ("{}", "no_year"),
        ('{"2027": {"doc": null, "off": null, "work": null}}', "not_published"),
        ('{"year": 2027, "papers": [], "days": []}', "not_published"),
        ('{"year": "2027", "days": []}', "no_year"),
        ('{"year": 2027, "days": [{"date": "2027-01-01"}]}', "bad_day"),
        ('{"year": 2027, "days": 5}', "wrong_list"),
        ('{"2027": {"off": ["01-01"]}, "2028": {"off": ["01-01"]}}', "several_years"),
        ('{"2027": {"off": "01-01"}}', "wrong_list"),
        ('{"2027": {"off": [101]}}', "bad_date"),
        ('{"2027": {"off": ["1月1日"]}}', "bad_date"),
        ('{"2027": {"off": ["02-30"]}}', "no_such_date"),
        ('{"2027": {"off": ["02-12..02-05"]}}', "reversed_range"),
        ('{"2027": {"off": ["02-01..12-05"]}}', "long_range"),
        ('{"2027": {"off": ["01-01"], "work": ["02-15"]}}', "makeup_on_weekday"),
        ('{"2027": {"off": ["02-13"], "work": ["02-13"]}}', "off_and_work"),
        ('{"2027": {"off": ["2029-01-01"]}}', "wrong_year"),
        ('{"2027": {"off": ["2026-06-01"]}}', "wrong_year"),
        ('{"1950": {"off": ["01-01"]}}', "year_out_of_range"),
        ('{"2190": {"off": ["01-01"]}}', "year_out_of_range"),
    ],
)
def test_each_kind_of_bad_file_is_refused_with_its_own_sentence(text: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_arrangement(text)
    assert caught.value.code == f"calendar.{code}"


def test_a_stored_arrangement_governs_the_office(tmp_path: Path) -> None:
    assert office_calendar(tmp_path) is CALENDAR
    a = store_arrangement(tmp_path, json.dumps(OFFICIAL, ensure_ascii=False))
    calendar = office_calendar(tmp_path)
    assert calendar.last_official == 2027
    assert calendar.document(2027) == a.document
    assert calendar.is_working(date(2027, 2, 14))
    assert not calendar.is_working(date(2027, 2, 12))
    assert parse_arrangement((tmp_path / "arrangements" / "2027.json").read_text("utf-8")) == a


def test_an_override_of_a_shipped_year_keeps_the_next_years_december_days(tmp_path: Path) -> None:
    off = [
        f"{d:%m-%d}"
        for d in days(date(2011, 1, 1), date(2011, 12, 24))
        if not CALENDAR.is_working(d) and d.weekday() < 5
    ]
    store_arrangement(tmp_path, json.dumps({"2011": {"doc": "国办发明电〔2010〕40号", "off": off}}))
    assert office_calendar(tmp_path).is_working(date(2011, 12, 31))


def test_a_bad_arrangement_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        store_arrangement(tmp_path, '{"2027": {"off": ["02-30"]}}')
    assert list(tmp_path.iterdir()) == []


def test_an_unreadable_stored_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "arrangements").mkdir()
    (tmp_path / "arrangements" / "2027.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="stored_unreadable"):
        office_calendar(tmp_path)


def test_each_code_has_a_sentence() -> None:
    import re

    from ipdesk.text import known_codes

    root = Path(__file__).parents[2] / "ipdesk"
    used = set()
    for source in ("domain/workdays.py", "domain/periods.py", "services/calendar.py"):
        used |= set(re.findall(r'UserError\(\s*"(calendar\.\w+)"', (root / source).read_text("utf-8")))
    assert used
    assert used <= known_codes()
