"""Numbers: recognised, checked, written in their one form, never repaired."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.numbers import (
    CREDIT_ALPHABET,
    canonical_application_number,
    check_number,
    credit_code_check,
    filing_year,
    number_key,
    numbers_in,
    patent_check_digit,
)


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("200710308494.X", "patent_application", "200710308494.X"),
        ("200710308494x", "patent_application", "200710308494.X"),
        ("2011103698755", "patent_application", "201110369875.5"),
        ("201710601862.3", "patent_application", "201710601862.3"),
        ("ZL201710601862.3", "patent_application", "201710601862.3"),
        ("CN 2017 1 0601862.3", "patent_application", "201710601862.3"),
        ("ＺＬ２０１７１０６０１８６２．３", "patent_application", "201710601862.3"),
        (" zl201710601862.3\n", "patent_application", "201710601862.3"),
        ("85100001.0", "patent_application", "85100001.0"),
        ("91512081MA62K0260E", "credit_code", "91512081MA62K0260E"),
        ("91512081ma62k0260e", "credit_code", "91512081MA62K0260E"),
        ("914403001922038216", "credit_code", "914403001922038216"),
        ("9144 0300 1922 0382 16", "credit_code", "914403001922038216"),
        ("91350100M000100Y43", "credit_code", "91350100M000100Y43"),
        ("87654321", "trademark", "87654321"),
        ("第87654321号", "trademark", "87654321"),
        ("G1234567", "trademark", "G1234567"),
        ("2014SR001852", "software", "2014SR001852"),
        ("2025sr2146980", "software", "2025SR2146980"),
        ("软著登字第0671096号", "software", "软著登字第0671096号"),
        ("软著登字第15980140号", "software", "软著登字第15980140号"),
        ("BS.185559220", "layout", "BS.185559220"),
        ("bs185559220", "layout", "BS.185559220"),
        ("PCT/CN2026/012345", "pct", "PCT/CN2026/012345"),
        ("pct/cn 2026/012345", "pct", "PCT/CN2026/012345"),
        ("PCT/CN03/00123", "pct", "PCT/CN03/00123"),
    ],
)
def test_right_numbers(text: str, kind: str, canonical: str) -> None:
    found = check_number(text)
    assert (found.kind, found.valid, found.canonical, found.problem) == (kind, True, canonical, None)
    assert found.text == text


@pytest.mark.parametrize(
    ("text", "kind", "expected", "says"),
    [
        ("201710601862.4", "patent_application", "3", "第13位）应为 3，而不是 4"),
        ("200710308494.0", "patent_application", "X", "应为 X"),
        ("201701601862.3", "patent_application", None, "第5位表示专利类型"),
        ("200710308494", "patent_application", "X", "缺少最后的校验位"),
        ("201710601862.", "patent_application", "3", "缺少最后的校验位"),
        ("2O1710601862.3", "patent_application", None, "第2位“O”不是数字"),
        ("ZL20171060186.3", "patent_application", None, "现为12位"),
        ("190010601862.3", "patent_application", None, "不是可能的年份"),
        ("501000010", "patent_application", None, "九位申请号只用到2003年"),
        ("91350100M000100Y4Z", "credit_code", "3", "第18位）应为 3，而不是 Z"),
        ("91512081MA62K0260F", "credit_code", "E", "应为 E，而不是 F"),
        ("91512081MA62KO260E", "credit_code", None, "第14位“O”有误"),
        ("915I2081MA62K0260E", "credit_code", None, "第4位“I”有误"),
        ("9151208AMA62K0260E", "credit_code", None, "第8位“A”有误"),
        ("91512081MA62K0260", "credit_code", None, "现为17位"),
        ("2014SR00185", "software", None, "现为5位"),
        ("1014SR001852", "software", None, "“1014”不是可能的年份"),
        ("软著登字第12号", "software", None, "现为2位"),
        ("BS.18555922", "layout", None, "现为8位"),
        ("PCT/CN2026/12345", "pct", None, "现为5位"),
        ("PCT/CN1926/012345", "pct", None, "不是可能的年份"),
        ("PCTCN", "pct", None, "应写作"),
        ("第123456789号", "trademark", None, "现为9位"),
        ("01234567", "trademark", None, "不以0开头"),
        ("20171060186", None, None, "11位数字"),
        ("CN115123456A", None, None, "公开（公告）号"),
        ("张三", None, None, "不像是"),
        ("", None, None, "没有填写"),
        ("  ", None, None, "没有填写"),
    ],
)
def test_wrong_numbers_say_what_is_wrong(text: str, kind: str | None, expected: str | None, says: str) -> None:
    found = check_number(text)
    assert (found.kind, found.valid) == (kind, False)
    assert found.problem is not None
    assert says in found.problem
    if expected is not None:
        assert found.expected_check == expected


def test_the_written_form_and_the_stored_key() -> None:
    assert canonical_application_number("CN2011103698755") == "201110369875.5"
    assert canonical_application_number("2011103698756") is None
    assert canonical_application_number("91512081MA62K0260E") is None
    assert canonical_application_number("") is None
    assert number_key("ZL 201110369875.5") == number_key("2011103698755") == "2011103698755"
    assert number_key("2014SR001852") == "2014SR001852"


def test_numbers_found_in_running_text() -> None:
    text = "关于201710601862.3和ZL200710308494X的通知，另见201710601862.4、电话13800000000。"
    assert list(numbers_in(text)) == ["201710601862.3", "200710308494.X"]


@pytest.mark.parametrize("digits", ["", "1234567", "12345678901", "20171060186X", "１２３４５６７８"])
def test_a_check_digit_needs_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="digits are needed"):
        patent_check_digit(digits)
    with pytest.raises(ValueError, match="characters"):
        credit_code_check(digits)


DIGITS12 = st.builds(
    lambda year, kind, serial: f"{year}{kind}{serial:07d}",
    st.integers(2003, 2099),
    st.sampled_from("12389"),
    st.integers(0, 9_999_999),
)
CREDIT17 = st.builds(
    lambda head, region, tail: head + region + tail,
    st.sampled_from(("91", "92", "12", "52")),
    st.integers(110000, 659999).map(str),
    st.text(CREDIT_ALPHABET, min_size=9, max_size=9),
)


@given(DIGITS12)
def test_the_made_number_is_right_and_any_other_check_digit_wrong(digits: str) -> None:
    right = patent_check_digit(digits)
    for check in "0123456789X":
        found = check_number(digits + check)
        assert found.valid is (check == right)
        assert found.expected_check == right
        assert (found.problem is None) is found.valid


@given(DIGITS12, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, by: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + by) % 10) + digits[place + 1 :]
    assert not check_number(wrong + patent_check_digit(digits)).valid


@given(CREDIT17)
def test_the_made_credit_code_is_right_and_any_other_wrong(first17: str) -> None:
    right = credit_code_check(first17)
    assert check_number(first17 + right).valid
    for check in CREDIT_ALPHABET:
        assert check_number(first17 + check).valid is (check == right)


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    found = check_number(text)
    assert found.valid is (found.problem is None)
    assert not found.valid or found.canonical


@pytest.mark.parametrize(
    ("number", "year"),
    [("202310123456.7", 2023), ("94108651.8", 1994), ("03123456.1", 2003), ("PCT/CN2024/123456", None), ("", None)],
)
def test_the_year_a_number_was_given_in(number: str, year: int | None) -> None:
    assert filing_year(number) == year


PUBLISHED = ("200710308494.X", "201110369875.5", "201710601862.3", "94108651.8", "85100001.0")
CODES = ("91512081MA62K0260E", "914403001922038216", "91350100M000100Y43")


@pytest.mark.parametrize("number", PUBLISHED)
def test_every_single_wrong_character_of_a_published_number_is_found(number: str) -> None:
    plain = number.replace(".", "")
    expected = [patent_check_digit(plain[:-1])]
    for place, right in enumerate(plain):
        for wrong in "0123456789X":
            if wrong != right:
                found = check_number(plain[:place] + wrong + plain[place + 1 :])
                assert not found.valid, found
                assert found.problem
                if place == len(plain) - 1:
                    assert found.expected_check == expected[0]


@pytest.mark.parametrize("number", PUBLISHED[:3])
def test_two_neighbours_swapped_are_found(number: str) -> None:
    plain = number.replace(".", "")
    for place in range(len(plain) - 1):
        swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
        if swapped != plain:
            assert not check_number(swapped).valid, swapped


@pytest.mark.parametrize("code", CODES)
def test_every_single_wrong_character_of_a_credit_code_is_found(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if wrong != right:
                found = check_number(code[:place] + wrong + code[place + 1 :])
                assert not found.valid, found
                assert found.problem
