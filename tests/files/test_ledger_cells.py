"""What single cells of a ledger mean: dates, numbers and names as people type them, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import patent_check_digit
from ipdesk.errors import UserError
from ipdesk.files import cells
from ipdesk.files.ledger_numbers import fits, kind_of, read_number, sheet_hint

MARCH_5 = date(2026, 3, 5)
DATES = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "cell",
    [
        "2026.3.5", "2026-03-05", "2026年3月5日", "20260305", "2026/3/5", "２０２６．３．５", " 2026 年 3 月 5 日 ",
        "2026-03-05 10:20:30", "2026-03-05T00:00:00", "2026/3/5 上午 0:00:00", "2026年3月5日 星期四", "2026年3月5日（周四）",
        "2026、3、5", "2026。3。5", "26年3月5日", "2026.3.5.", "'2026-3-5", "2026\u00a03月5日".replace("\u00a0", "年"), "\u200b2026-3-5\ufeff",
        "2026–03–05", "2026.03.05日", "二〇二六年三月五日", "5-Mar-2026", "March 5, 2026", "5 Mar 2026", 46086, 46086.0, 46086.75, "46086", 20260305, 20260305.0,
        MARCH_5, datetime(2026, 3, 5, 23, 59),
    ],
)  # fmt: skip
def test_every_usual_way_to_write_a_date_is_read(cell: cells.Cell) -> None:
    assert cells.read_date(cell) == MARCH_5


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2026年3月", "ledger.date_month_only"),
        ("2026.3", "ledger.date_month_only"),
        (2026.3, "ledger.date_month_only"),
        (2026.0, "ledger.date_month_only"),
        ("2026", "ledger.date_month_only"),
        ("26.3.5", "ledger.date_ambiguous"),
        ("05/03/2026", "ledger.date_ambiguous"),
        ("2026-02-30", "ledger.date_impossible"),
        ("2026-13-01", "ledger.date_impossible"),
        ("20261301", "ledger.date_impossible"),
        ("2025年2月29日", "ledger.date_impossible"),
        ("1900-01-01", "ledger.date_range"),
        (date(1900, 1, 1), "ledger.date_range"),
        ("2026年3.5", "ledger.date_unreadable"),
        ("明天", "ledger.date_unreadable"),
        ("2026-3-5至2026-3-8", "ledger.date_unreadable"),
        (12.0, "ledger.date_unreadable"),
        (True, "ledger.date_unreadable"),
        (time(10, 30), "ledger.date_unreadable"),
        (timedelta(hours=30), "ledger.date_unreadable"),
    ],
)
def test_what_is_no_date_or_could_be_several_is_refused_with_the_reason(cell: cells.Cell, code: str) -> None:
    with pytest.raises(UserError) as refused:
        cells.read_date(cell)
    assert refused.value.code == code


@pytest.mark.parametrize("cell", ["", None, "  ", "\u3000", 0, 0.0])
def test_a_blank_cell_is_no_date(cell: cells.Cell) -> None:
    assert cells.read_date(cell) is None


def test_serials_of_a_1904_workbook_count_from_1904() -> None:
    assert cells.read_date(46086 - 1462, date1904=True) == MARCH_5


@given(
    DATES,
    st.sampled_from(["{0}.{1}.{2}", "{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}{1:02}{2:02}", "{0}/{1}/{2} 0:00"]),
)
def test_a_written_date_is_read_as_itself(on: date, form: str) -> None:
    assert cells.read_date(form.format(on.year, on.month, on.day)) == on


@given(DATES)
def test_an_excel_serial_is_read_as_its_day(on: date) -> None:
    serial = (on - date(1899, 12, 30)).days
    assert cells.read_date(float(serial)) == on
    assert cells.read_date(str(serial)) == on


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused_never_a_crash(text: str) -> None:
    found: date | str | None
    try:
        found = cells.read_date(text)
    except UserError as refused:
        found = refused.code
    assert found is None or (found.startswith("ledger.date_") if isinstance(found, str) else found.year >= 1950)


def written(body: str) -> str:
    return f"{body}.{patent_check_digit(body)}"


@given(st.integers(2003, 2026), st.sampled_from("12389"), st.integers(0, 9_999_999))
def test_a_number_cell_gives_the_application_number_exactly(year: int, digit: str, serial: int) -> None:
    number = written(f"{year}{digit}{serial:07d}")
    forms: list[cells.Cell] = [number, number.replace(".", ""), f"ZL {number}", f"CN{number}", number.lower()]
    if not number.endswith("X"):
        forms += [float(number), float(number.replace(".", "")), f"{float(number.replace('.', '')):.12E}"]
    for form in forms:
        assert read_number(form) == number, form


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" ２０２６１０１２３４５６．Ｘ ", "202610123456.X"),
        ("申请号：202610123456.X", "202610123456.X"),
        ("202610123456。x", "202610123456.X"),
        (87654321.0, "87654321"),
        ("第87654321号", "87654321"),
        ("2026SR0123456", "2026SR0123456"),
        ("软著登字第15980140号", "软著登字第15980140号"),
        ("2019R11L885247", "2019R11L885247"),
        ("BS.185559220", "BS.185559220"),
        ("PCT/CN2026/012345", "PCT/CN2026/012345"),
        ("/", None), ("无", None), ("待受理", None), ("—", None), ("", None), (None, None), (" \u3000", None),
    ],
)  # fmt: skip
def test_numbers_of_every_register(cell: cells.Cell, expected: str | None) -> None:
    assert read_number(cell) == expected


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("202610123456.1", "ledger.number_wrong"),
        ("202610123456", "ledger.number_wrong"),  # text without its check digit: nobody can know it
        ("202640123456.1", "ledger.number_wrong"),
        ("2.0261E+12", "ledger.number_rounded"),
        (2.026101234567e17, "ledger.number_rounded"),
        (date(2026, 1, 1), "ledger.number_is_date"),
        ("914403001922038216", "ledger.number_unknown"),
        ("张三", "ledger.number_unknown"),
        ("202610123456.X\n202620123456.5", "ledger.number_unknown"),
    ],
)
def test_wrong_numbers_are_refused_never_repaired(cell: cells.Cell, code: str) -> None:
    with pytest.raises(UserError) as refused:
        read_number(cell)
    assert refused.value.code == code


def test_the_refusal_names_the_right_check_digit() -> None:
    with pytest.raises(UserError) as refused:
        read_number("202610123456.1")
    assert "应为 X" in str(refused.value.details["problem"])


@pytest.mark.parametrize(
    ("said", "number", "hint", "kind"),
    [
        ("发明专利", None, None, Kind.INVENTION),
        ("新型", None, None, Kind.UTILITY_MODEL),
        ("实用新型专利（普通）", None, None, Kind.UTILITY_MODEL),
        (" 外 观 ", None, None, Kind.DESIGN),
        ("PCT", "PCT/CN2026/012345", None, Kind.PCT),
        ("软著", "2026SR0123456", None, Kind.SOFTWARE),
        ("商标", "87654321", None, Kind.TRADEMARK),
        ("专利", "202620123456.5", None, Kind.UTILITY_MODEL),
        ("", "202630123457.5", "patent", Kind.DESIGN),
        ("", "202610123456.X", None, Kind.INVENTION),
        ("", "2026SR0123456", None, Kind.SOFTWARE),
        ("", "BS.185559220", None, Kind.LAYOUT),
        ("", None, "trademark", Kind.TRADEMARK),
        ("变更", "202620123456.5", None, Kind.PATENT_CHANGE),
    ],
)
def test_the_kind_comes_from_the_type_the_number_or_the_sheet(
    said: str, number: str | None, hint: str | None, kind: Kind
) -> None:
    assert kind_of(said, [number] if number else [], hint) is kind


@pytest.mark.parametrize(
    ("said", "number", "hint", "code"),
    [
        ("发明", "202620123456.5", None, "ledger.kind_conflict"),
        ("商标", "202620123456.5", None, "ledger.kind_conflict"),
        ("软著", "87654321", None, "ledger.kind_conflict"),
        ("", "202620123456.5", "trademark", "ledger.kind_conflict"),
        ("PCT", "202610123456.X", None, "ledger.kind_conflict"),
        ("", None, None, "ledger.kind_missing"),
        ("专利", None, None, "ledger.kind_missing"),
        ("", "87654321", None, "ledger.kind_missing"),  # eight digits alone could be anything
        ("商标续展", None, None, "ledger.kind_unknown"),
        ("一案双申", None, None, "ledger.kind_unknown"),
    ],
)
def test_an_unclear_or_contradicted_kind_is_refused(said: str, number: str | None, hint: str | None, code: str) -> None:
    with pytest.raises(UserError) as refused:
        kind_of(said, [number] if number else [], hint)
    assert refused.value.code == code


def test_type_digits_fit_their_kinds() -> None:
    eight, nine = written("202380123456"), written("202390123456")
    assert fits(Kind.INVENTION, eight)
    assert fits(Kind.PCT, eight)
    assert not fits(Kind.UTILITY_MODEL, eight)
    assert fits(Kind.UTILITY_MODEL, nine)
    assert fits(Kind.SUBSIDY, "202620123456.5")


@pytest.mark.parametrize(
    ("name", "headings", "hint"),
    [
        ("商标台账2026", [], "trademark"),
        ("软件著作权", [], "software"),
        ("专利", [], "patent"),
        ("实用新型专利", [], "utility_model"),
        ("商标与软著", [], None),
        ("Sheet1", ["商标名称", "注册号"], "trademark"),
        ("Sheet1", ["名称", "申请号"], None),
        ("专利变更", [], "patent_change"),
    ],
)
def test_what_a_sheet_speaks_of(name: str, headings: list[str], hint: str | None) -> None:
    assert sheet_hint(name, headings) == hint


@pytest.mark.parametrize(
    ("cell", "text", "name"),
    [
        ("  一种用于\n水处理的 装置\u3000", "一种用于水处理的 装置", "一种用于水处理的装置"),
        ("A\r\nB", "A B", "A B"),
        ("张\u3000三", "张 三", "张三"),
        ("甲（北京）有限\u200b公司\xa0", "甲（北京）有限公司", "甲（北京）有限公司"),
        (520.0, "520", "520"),
        (True, "是", "是"),
        (None, "", ""),
        (date(2026, 3, 5), "2026-03-05", "2026-03-05"),
        (datetime(2026, 3, 5, tzinfo=UTC), "2026-03-05", "2026-03-05"),
    ],
)
def test_stray_spaces_and_invisible_characters_go_the_wording_stays(cell: cells.Cell, text: str, name: str) -> None:
    assert cells.text(cell) == text
    assert cells.name(cell) == name


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing_more(text: str) -> None:
    once = cells.text(text)
    assert cells.text(once) == once
