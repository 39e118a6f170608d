"""Text to search and text typed meet in one form; initials agree with pypinyin."""

from __future__ import annotations

import pytest

from ipdesk.searching import initials, plain, readings, search_text


@pytest.mark.parametrize(
    "typed",
    ["2026101234567", "202610123456.7", "ZL202610123456.7", "zl 2026 1 0123456.7", "CN2026101234567",
     "ＺＬ２０２６１０１２３４５６．７"],
)  # fmt: skip
def test_every_way_to_write_an_application_number_is_one(typed: str) -> None:
    assert plain(typed) == "2026101234567"


def test_a_version_or_an_amount_is_no_application_number() -> None:
    assert plain("管理软件 V1.0") == "管理软件v1.0"
    assert plain("P26-0405") == "p26-0405"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("折叠支架", "zdzj"),
        ("一种折叠支架", "yzzdzj"),
        ("重庆长安汽车", "cqcaqc"),
        ("长沙银行", "csyh"),
        ("压力调节阀", "yltjf"),
        ("仓储管理软件V2.0", "ccglrjv20"),
        ("张晓明", "zxm"),
        ("，。", ""),
    ],
)
def test_initials(text: str, expected: str) -> None:
    assert initials(text) == expected


def test_an_ambiguous_name_is_found_by_both_readings() -> None:
    assert readings("曾庆红") == ("cqh", "zqh")
    assert readings("王伟") == ("ww",)


def test_search_text_holds_names_initials_and_numbers_apart() -> None:
    text = search_text("一种折叠支架", None, "王伟", also=("P26-0405", "202610123456.7", None))
    assert text.split("\n") == [
        "p26-0405", "2026101234567", "一种折叠支架", "yzzdzj", "yzsdzj", "王伟", "ww",
    ]  # fmt: skip


def test_the_shipped_table_is_pypinyins() -> None:
    import unicodedata

    from pypinyin.constants import PINYIN_DICT

    wrong = []
    for code in range(0x4E00, 0x9FA6):
        readings_of = PINYIN_DICT.get(code)
        if readings_of:
            first = unicodedata.normalize("NFD", readings_of)[0]
            if first.isascii() and initials(chr(code)) != first:
                wrong.append(chr(code))
    assert wrong == []
