"""A weekly fee sheet looks much like a ledger, and is none: its lines are fees."""

from __future__ import annotations

from ipdesk.files.ledger_header import find_header

HEADING = [
    "序号",
    "案件编号",
    "申请号",
    "专利名称",
    "专利类型",
    "申请人",
    "费用种类",
    "年度",
    "应缴金额",
    "业务员",
    "备注",
]


def test_a_fee_sheet_has_no_ledgers_heading() -> None:
    assert find_header([["专利代缴总表"], HEADING, [1, "P1", "", "泵", "发明", "甲"]]) is None


def test_a_ledger_that_mentions_a_fee_is_still_one() -> None:
    without = [name for name in HEADING if name != "费用种类"]
    assert find_header([["台账"], without, [1, "P1", "", "泵", "发明", "甲"]]) is not None
