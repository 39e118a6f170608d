"""Printed forms as HTML: nothing from outside becomes markup, nothing is left out (标准 3.5.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ipdesk.files.forms import (
    FormContact,
    FormDueItem,
    FormMatter,
    FormPaper,
    TransferForm,
    stylesheet,
    table,
    transfer_html,
)

FORM = TransferForm(
    number="YJ-2026-0012",
    company="江城知识产权服务有限公司",
    on=date(2026, 11, 20),
    state="待审批",
    from_person="王建国",
    to_person="欧阳明月",
    department="专利部",
    reason="客户要求更换负责人。\n<b>急</b> & 快",
    requested_by="陈思远",
    by_client=True,
    matters=(
        FormMatter(
            "P26-0405", "发明专利", "一种食品包装机", "光谷食品公司", "李长人", "202610123456.7",
            date(2026, 3, 5), "周海", "撰写中", "<script>",
        ),
    ),
    due_items=(FormDueItem("P26-0405", "撰写完成", "3.1.7", date(2026, 11, 30), "进行中", official=False),),
    papers=(FormPaper("P26-0405", "技术交底书.docx", date(2026, 11, 2)),),
    contacts=(FormContact("光谷食品公司", "张门", "13800138000", "zhang@example.com"),),
)  # fmt: skip


def test_everything_stands_on_the_form() -> None:
    html = transfer_html(FORM)
    for text in (
        "YJ-2026-0012", "2026-11-20", "待审批", "王建国", "欧阳明月", "专利部", "客户提出", "陈思远", "1 件",
        "P26-0405", "发明专利", "一种食品包装机", "光谷食品公司<br>李长人", "202610123456.7<br>2026-03-05",
        "周海<br>撰写中", "撰写完成", "3.1.7", "2026-11-30", "技术交底书.docx", "张门", "13800138000",
        "部门总监", "接手人：欧阳明月", "服务标准 3.5.5",
    ):  # fmt: skip
        assert text in html


def test_text_from_outside_is_no_markup() -> None:
    html = transfer_html(FORM)
    assert "&lt;b&gt;急&lt;/b&gt; &amp; 快" in html
    assert "<script>" not in html
    assert '<td class="first">&lt;a&gt;</td>' in table([("列", 100)], [["<a>"]])


def test_what_is_missing_is_said() -> None:
    html = transfer_html(replace(FORM, from_person="", matters=(), due_items=(), papers=(), contacts=()))
    for text in ("（未分配）", "没有未完成的期限", "纸质资料由双方当面清点", "没有登记客户联系人"):
        assert text in html


@pytest.mark.parametrize(("decided", "opinion", "shown"), [
    (None, "", False),
    (date(2026, 11, 23), "", True),
])  # fmt: skip
def test_the_director_s_decision_stands_in_its_line(decided: date | None, opinion: str, shown: bool) -> None:
    html = transfer_html(replace(FORM, decided_by="刘总", decided_on=decided, opinion=opinion))
    assert ("同意移交" in html) is shown


def test_official_and_provisional_items_are_marked() -> None:
    item = replace(FORM.due_items[0], official=True, provisional=True)
    html = transfer_html(replace(FORM, due_items=(item,)))
    assert "3.1.7·法定" in html
    assert "2026-11-30·暂定" in html


def test_forms_are_black_on_white() -> None:
    style = stylesheet()
    assert "color: #000000" in style
    assert "url(" not in style
