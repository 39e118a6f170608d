"""The 专利代缴总表 as a file: what is written, and that no tampering passes unseen (标准 3.2.5)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ipdesk.errors import UserError
from ipdesk.files import fee_sheet, fee_sheet_read
from ipdesk.files.fee_sheet import COLUMNS, HIDDEN_SHEET
from ipdesk.files.fee_sheet_compare import DifferenceKind
from ipdesk.files.fee_sheet_write import sheet_bytes
from tests.files.fee_sheet_samples import COLUMN, FIRST, LAST, WORDS, compared, line, sheet, tampered, written

REQUIRED = [
    "序号",
    "案件编号",
    "申请号",
    "专利名称",
    "专利类型",
    "申请人",
    "费用种类",
    "年度",
    "应缴金额",
    "滞纳金",
    "合计",
    "缴费期限",
    "业务员",
    "收款日期",
    "票据抬头",
    "统一社会信用代码",
    "备注",
]
FINANCE = ["业务员签字", "打款日期", "打款金额", "财务备注"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture
def page(path: Path) -> Any:
    return openpyxl.load_workbook(path).worksheets[0]


# -- what is written ------------------------------------------------------------------------------


def test_columns_stand_in_their_order(page: Any) -> None:
    visible = [cell.value for cell in page[4] if not page.column_dimensions[cell.column_letter].hidden]
    assert visible == REQUIRED + FINANCE
    assert [cell.value for cell in page[4]][:17] == REQUIRED


def test_heading_carries_company_week_dates_and_the_total_as_text(page: Any) -> None:
    assert page["A1"].value == "江城知识产权服务有限公司  专利代缴总表"
    for part in ("2026-W48", "2026-11-23 至 2026-11-29", "2026-11-25（周三）", "2026-11-20"):
        assert part in page["A2"].value
    total = sum(one.total for one in sheet().lines)
    assert f"¥{total:,.2f}" in page["A3"].value
    assert WORDS in page["A3"].value


def test_text_never_becomes_a_formula(page: Any) -> None:
    titles = [page.cell(row, COLUMN["title"]) for row in range(FIRST, LAST + 1)]
    assert {cell.data_type for cell in titles} == {"s"}
    dangerous = [cell for cell in titles if cell.value[0] in "=+-@"]
    assert len(dangerous) == 8
    assert all(cell.quotePrefix for cell in dangerous)


def test_cells_have_their_types(page: Any) -> None:
    row = {name: page.cell(FIRST, column) for name, column in COLUMN.items()}
    assert isinstance(row["due"].value, datetime)
    assert row["amount"].value == pytest.approx(135)
    assert row["amount"].number_format == "#,##0.00"
    assert (row["application_number"].data_type, row["credit_code"].data_type) == ("s", "s")
    assert row["total"].value == "=I5+J5"


def test_sums_are_live_and_reach_over_the_guard_row(page: Any) -> None:
    by_person = [page.cell(row, COLUMN["amount"]).value for row in range(18, 21)]
    assert by_person == [f"=SUMIF($M$4:$M$17,$M{row},$I$4:$I$17)" for row in range(18, 21)]
    assert page.cell(21, COLUMN["amount"]).value == "=SUM($I$4:$I$17)"
    assert page.cell(21, COLUMN["total"]).value == "=I21+J21"
    assert all(cell.value is None for cell in page[17])


def test_paper(page: Any) -> None:
    setup = page.page_setup
    assert (setup.orientation, int(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$4:$4"
    assert page.oddFooter.center.text == "第 &P 页 / 共 &N 页"
    heights = {row: page.row_dimensions[row].height for row in range(FIRST, LAST + 1)}
    assert all(heights.values())
    assert max(heights.values()) > min(heights.values())


def test_a_sheet_without_lines_can_be_written(tmp_path: Path) -> None:
    empty = fee_sheet.Sheet("2026-W48", "所", "5F0A", date(2026, 11, 20), date(2026, 11, 25), "人民币零元整")
    path = tmp_path / "空.xlsx"
    path.write_bytes(sheet_bytes(empty))
    assert fee_sheet_read.read_sheet_file(path).rows == ()


def test_control_characters_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "怪.xlsx"
    odd = fee_sheet.SheetLine(**{**{n: getattr(line(1), n) for n in line(1).__slots__}, "note": "a\x0b\x01b\r\nc"})
    path.write_bytes(
        sheet_bytes(fee_sheet.Sheet("2026-W48", "所", "5F", date(2026, 11, 20), date(2026, 11, 25), "x", (odd,)))
    )
    assert fee_sheet_read.read_sheet_file(path).rows[0].text("note") == "ab\nc"


# -- what comes back ------------------------------------------------------------------------------


def test_an_untouched_file_has_no_differences(path: Path) -> None:
    result = compared(path)
    assert len(result.accepted) == 12
    assert result.differences == ()


def _sort(page: Any) -> None:
    """By amount, as values and formulas move when a sheet is sorted."""
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=FIRST, max_row=LAST)]
    rows.sort(key=lambda row: (row[COLUMN["amount"] - 1], row[0]), reverse=True)
    for number, row in enumerate(rows, start=FIRST):
        for column, value in enumerate(row, start=1):
            page.cell(number, column).value = value
            if isinstance(value, str):
                page.cell(number, column).data_type = "s"
        page.cell(number, COLUMN["total"], f"=I{number}+J{number}")


def _insert(page: Any) -> None:
    page.insert_rows(7, amount=2)
    page.insert_rows(1)


def _move_columns(page: Any) -> None:
    page.insert_cols(3)
    page["C4"] = "我们的备注"


@pytest.mark.parametrize("change", [_sort, _insert, _move_columns])
def test_sorting_empty_rows_and_own_columns_are_no_tampering(path: Path, change: Callable[[Any], None]) -> None:
    result = compared(tampered(path, change))
    assert len(result.accepted) == 12
    assert result.differences == ()


def _set(name: str, value: object, row: int = FIRST) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        page.cell(row, COLUMN[name]).value = value

    return change


def _copy_row(page: Any, source: int = FIRST, target: int = 17, *, with_id: bool = True) -> None:
    for column in range(1, len(COLUMNS) + 1):
        if with_id or column != COLUMN["uid"]:
            page.cell(target, column).value = page.cell(source, column).value


def _new_row(page: Any) -> None:
    page.insert_rows(8)
    page.cell(8, COLUMN["application_number"], "202610000000.1")
    page.cell(8, COLUMN["amount"], 500)


def _swap_ids(page: Any) -> None:
    first, second = page.cell(FIRST, COLUMN["uid"]), page.cell(FIRST + 1, COLUMN["uid"])
    first.value, second.value = second.value, first.value


def _empty(page: Any) -> None:
    for column in range(1, len(COLUMNS) + 1):
        if column != COLUMN["uid"]:
            page.cell(FIRST, column).value = None


def _below(page: Any) -> None:
    page.cell(30, COLUMN["application_number"], "202610000000.1")
    page.cell(30, COLUMN["amount"], 500)


A1, A2 = line(1).application_number, line(2).application_number
AMOUNT, TEXT = DifferenceKind.AMOUNT_CHANGED, DifferenceKind.TEXT_CHANGED
LOST = [(DifferenceKind.ADDED, A1, "行"), (DifferenceKind.REMOVED, A1, "行")]
TAMPERING = [
    ("amount", _set("amount", 136), [(AMOUNT, A1, "应缴金额", "135.00", "136.00")]),
    ("a fen", _set("amount", 135.01), [(AMOUNT, A1, "应缴金额", "135.00", "135.01")]),
    ("less than a fen", _set("amount", 135.001), [(AMOUNT, A1, "应缴金额", "135.00", "135.001")]),
    ("amount as text", _set("amount", "１３6.00"), [(AMOUNT, A1, "应缴金额", "135.00", "136.00")]),
    ("amount emptied", _set("amount", None), [(AMOUNT, A1, "应缴金额", "135.00", "")]),
    ("amount a formula", _set("amount", "=100+36"), [(AMOUNT, A1, "应缴金额", "135.00", "=100+36")]),
    ("late fee", _set("late", 5), [(AMOUNT, A1, "滞纳金", "0.00", "5.00")]),
    ("total overwritten", _set("total", 999), [(AMOUNT, A1, "合计", "135.00", "999.00")]),
    ("title", _set("title", "另一种"), [(TEXT, A1, "专利名称", line(1).title, "另一种")]),
    ("number", _set("application_number", "2"), [(TEXT, A1, "申请号", A1, "2")]),
    ("year", _set("year", 20), [(TEXT, A1, "年度", "5", "20")]),
    ("due date", _set("due", date(2027, 1, 1)), [(TEXT, A1, "缴费期限", "2026-11-25", "2027-01-01")]),
    ("salesperson", _set("salesperson", "李秀英"), [(TEXT, A1, "业务员", "周海", "李秀英")]),
    ("credit code", _set("credit_code", "9"), [(TEXT, A1, "统一社会信用代码", "914201000000000012", "9")]),
    ("note", _set("note", "已缴"), [(TEXT, A1, "备注", "", "已缴")]),
    ("removed", lambda page: page.delete_rows(FIRST), [(DifferenceKind.REMOVED, A1, "行")]),
    ("emptied", _empty, [(DifferenceKind.REMOVED, A1, "行")]),
    ("duplicated", _copy_row, [(DifferenceKind.DUPLICATED, A1, "行")]),
    (
        "duplicated without identity",
        lambda page: _copy_row(page, with_id=False),
        [(DifferenceKind.DUPLICATED, A1, "行")],
    ),
    ("added", _new_row, [(DifferenceKind.ADDED, "202610000000.1", "行")]),
    ("added below everything", _below, [(DifferenceKind.ADDED, "202610000000.1", "行")]),
    ("identity rubbed out", _set("uid", None), LOST),
    ("identity invented", _set("uid", "RX"), LOST),
    ("identities swapped", _swap_ids, [(TEXT, A1, "行标识"), (TEXT, A2, "行标识")]),
    (
        "heading total",
        lambda page: page.__setitem__("A3", page["A3"].value.replace("¥", "¥9")),
        [(AMOUNT, "", "表头总额")],
    ),
    ("subtotal overwritten", lambda page: page.cell(18, COLUMN["amount"], 1), [(AMOUNT, "", "小计（周海）·应缴金额")]),
    ("grand total overwritten", lambda page: page.cell(21, COLUMN["total"], 1), [(AMOUNT, "", "总计·合计")]),
    ("column deleted", lambda page: page.delete_cols(COLUMN["note"]), [(TEXT, "", "备注", "有此列", "整列缺失")]),
]


@pytest.mark.parametrize(("change", "expected"), [row[1:] for row in TAMPERING], ids=[row[0] for row in TAMPERING])
def test_every_tampering_is_named(path: Path, change: Callable[[Any], None], expected: list[tuple[str, ...]]) -> None:
    found = [
        (one.kind, one.application_number, one.field, one.ours, one.theirs)
        for one in compared(tampered(path, change)).differences
    ]
    assert [one[: len(want)] for one, want in zip(found, expected, strict=True)] == expected


def test_a_changed_copy_is_told_from_the_untouched_original(path: Path) -> None:
    def change(page: Any) -> None:
        page.insert_rows(FIRST)
        _copy_row(page, source=FIRST + 1, target=FIRST)
        page.cell(FIRST, COLUMN["amount"], 999)

    result = compared(tampered(path, change))
    assert [one.kind for one in result.differences] == [DifferenceKind.DUPLICATED]
    assert "999.00" in result.differences[0].theirs
    assert len(result.accepted) == 12


def test_finance_s_columns_are_read_whatever_their_form(path: Path) -> None:
    forms: list[object] = [
        date(2026, 11, 24),
        "2026-11-24",
        "2026/11/24",
        "2026.11.24",
        "2026年11月24日",
        "20261124",
        20261124,
        46350,
    ]

    def change(page: Any) -> None:
        for row, value in enumerate(forms, start=FIRST):
            page.cell(row, COLUMN["paid_on"]).value = value
            page.cell(row, COLUMN["paid_on"]).number_format = "General"
            page.cell(row, COLUMN["paid_amount"]).value = "¥1,245.00" if row % 2 else 1245

    result = compared(tampered(path, change))
    assert result.differences == ()
    assert {entry.paid_on for entry in result.accepted[: len(forms)]} == {date(2026, 11, 24)}
    assert {entry.paid_amount for entry in result.accepted[: len(forms)]} == {Decimal("1245.00")}


def test_lines_that_came_later_are_not_called_removed(path: Path) -> None:
    from ipdesk.files.fee_sheet_compare import compare

    lines = (*sheet().lines, line(13))
    result = compare(lines, WORDS, fee_sheet_read.read_sheet_file(path))
    assert result.differences == ()
    assert result.newer == (line(13).uid,)


# -- what is refused ------------------------------------------------------------------------------


def _plain(path: Path) -> None:
    openpyxl.Workbook().save(path)


def _renamed_header(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(4, COLUMN["uid"]).value = "其他"
    book.save(path)


def _other_week(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for row in book[HIDDEN_SHEET].iter_rows():
        if row[1].value == "2026-W48":
            row[1].value = "2026-W47"
    book.save(path)


def _copied_page(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book.worksheets[0])
    book.save(path)


def _ids_gone(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for row in range(FIRST, LAST + 1):
        book.worksheets[0].cell(row, COLUMN["uid"]).value = None
    book.save(path)


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_plain, "sheet.not_ours"),
        (_renamed_header, "sheet.ids_missing"),
        (_ids_gone, "sheet.ids_missing"),
        (_copied_page, "sheet.two_tables"),
        (_other_week, "sheet.identity_broken"),
        (_truncated, "sheet.not_a_workbook"),
        (lambda path: path.write_text("不是表格", encoding="utf-8"), "sheet.not_a_workbook"),
        (lambda path: path.unlink(), "file.missing"),
    ],
)
def test_what_is_no_sheet_of_ours_is_refused(path: Path, spoil: Callable[[Path], object], code: str) -> None:
    spoil(path)
    with pytest.raises(UserError, match=re.escape(code)):
        fee_sheet_read.read_sheet_file(path)


def test_a_file_that_unpacks_to_too_much_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fee_sheet_read, "_MAX_UNPACKED", 10_000)
    with pytest.raises(UserError, match=r"sheet\.too_large"):
        fee_sheet_read.read_sheet_file(path)


def test_without_the_hidden_sheet_the_properties_say_the_week(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    del book[HIDDEN_SHEET]
    book.save(path)
    read = fee_sheet_read.read_sheet_file(path)
    assert (read.week, read.office, len(read.rows)) == ("2026-W48", "5F0A", 12)


def test_an_entity_bomb_in_the_file_is_not_expanded(path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            new.writestr(name, data)
    path.write_bytes(content.getvalue())
    with pytest.raises(UserError, match=r"sheet\.not_a_workbook"):
        fee_sheet_read.read_sheet_file(path)
