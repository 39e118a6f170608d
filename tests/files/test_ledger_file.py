"""Ledgers as offices keep them: where the heading stands, what the columns are, which rows are matters."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from ipdesk.domain.matters import Department, Kind
from ipdesk.errors import Cancelled, UserError
from ipdesk.files.ledger import LedgerBook, read_ledger
from ipdesk.files.ledger_header import find_header
from ipdesk.files.ledger_rows import LedgerRow, RefusedRow
from ipdesk.files.ledger_words import field_of
from ipdesk.text import known_codes

INVENTION, MODEL, DESIGN = "202610123456.X", "202620123456.5", "202630123457.5"


def workbook(
    path: Path, sheets: dict[str, Sequence[Sequence[object]]], merges: dict[str, Sequence[str]] | None = None
) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    cell = sheet.cell(r, c, value)
                    if isinstance(value, str):
                        cell.data_type = "s"
        for merge in (merges or {}).get(name, ()):
            sheet.merge_cells(merge)
    book.save(path)
    return path


def good(book: LedgerBook) -> list[LedgerRow]:
    return [row for row in book.read() if isinstance(row, LedgerRow)]


def bad(book: LedgerBook) -> list[RefusedRow]:
    return [row for row in book.read() if isinstance(row, RefusedRow)]


HEAD = ["案件编号", "申请号", "名称", "类型", "申请人", "申请日"]


@pytest.mark.parametrize("above", range(10))
def test_the_heading_may_stand_in_any_of_the_first_ten_rows(tmp_path: Path, above: int) -> None:
    rows = [["某某所案件总台账"], ["制表：张三", "2026-11-20"], *[[None]] * 8][:above]
    path = workbook(
        tmp_path / "l.xlsx", {"Sheet1": [*rows, HEAD, ["A1", INVENTION, "泵", "发明", "甲公司", "2026.3.5"]]}
    )
    book = read_ledger(path)
    assert book.sheets[0].header_row == above + 1
    assert [(row.row, row.number, row.filed) for row in good(book)] == [(above + 2, "A1", date(2026, 3, 5))]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("申请号", "application_number"), ("专利号", "application_number"), ("专利申请号", "application_number"),
        ("申请号/专利号", "application_number"), ("申请（专利）号", "application_number"), ("申 请\n号", "application_number"),
        ("*申请号（必填）", "application_number"), ("商标注册号", "application_number"), ("登记号", "application_number"),
        ("名称", "title"), ("发明名称", "title"), ("商标名称", "title"), ("软件名称", "title"), ("专利名称(中文)", "title"),
        ("申请人", "applicant"), ("专利权人", "applicant"), ("申请人/专利权人", "applicant"), ("著作权人", "applicant"),
        ("申请日", "filed"), ("申请日期（yyyy-mm-dd）", "filed"), ("授权公告日", "granted"), ("提交日期", "submitted"),
        ("专利类型", "kind"), ("案件编号★", "number"), ("我方编号：", "number"), ("负责人", "handler"), ("所属业务员", "salesperson"),
        ("备注", "note"), ("收款日期", "payment_received"), ("接单日期", "slip_received"), ("Ｎｏ．", "ordinal"),
        ("优先权日", None), ("答复期限", None), ("申请费", None), ("发明人", None), ("申请人/业务员", None), ("代理费(元)", None),
        ("联系人/电话", None), ("客户/申请人", "applicant"), ("申请日/提交日", "filed"), ("专利/商标名称", "title"), ("证书号", None), ("付款日期", None),
        ("公开号", None), ("下次缴费日", None),
    ],
)  # fmt: skip
def test_headings(heading: str, field: str | None) -> None:
    found = field_of(heading)
    assert (found[0] if found else None) == field


def test_two_rows_of_heading_with_merged_groups(tmp_path: Path) -> None:
    rows = [
        ["案件编号", "专利信息", None, None, "申请人信息", None, "负责人"],
        [None, "名称", "申请号", "类型", "名称", "联系人", None],
        ["A1", "泵", INVENTION, "发明", "甲公司", "李四", "张三"],
    ]
    merges = {"专利": ["A1:A2", "B1:D1", "E1:F1", "G1:G2"]}
    row = good(read_ledger(workbook(tmp_path / "l.xlsx", {"专利": rows}, merges)))[0]
    assert (row.number, row.title, row.applicant, row.contact, row.handler) == ("A1", "泵", "甲公司", "李四", "张三")


def test_merged_data_cells_lend_their_value_to_the_rows_they_span(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["A1", INVENTION, "泵", "发明", "甲公司", "2026.3.5"],
        ["A2", MODEL, "阀", "新型", None, None],
        [None, None, None, None, None, None],
    ]
    path = workbook(tmp_path / "l.xlsx", {"专利": rows}, {"专利": ["E2:E4", "F2:F3"]})
    found = list(read_ledger(path).read())
    assert [(row.row, row.applicant, row.filed) for row in found if isinstance(row, LedgerRow)] == [
        (2, "甲公司", date(2026, 3, 5)),
        (3, "甲公司", date(2026, 3, 5)),
    ]
    assert len(found) == 2  # the row that has nothing but the merge is no matter


def test_what_is_not_a_matter_is_left_out_without_a_word(tmp_path: Path) -> None:
    rows = [
        ["序号", *HEAD],
        [1, "A1", INVENTION, "泵", "发明", "甲公司", None],
        [2, None, None, None, None, None, None],
        [],
        ["序号", *HEAD],
        [3, "A2", MODEL, "阀", "新型", "乙公司", None],
        ["小计", None, None, "2", None, None, None],
        ["合计：2 件"],
        ["共2件"],
        [4, "A3", None, None, None, None, None],
        [None, "以下空白"],
        ["说明：本表由流程部填写", None, None, None, None, None, None],
        ["制表人：张三", None, None, None, "审核：李四", None, None],
    ]
    book = read_ledger(workbook(tmp_path / "l.xlsx", {"专利": rows}, {"专利": ["A12:G12"]}))
    assert [row.number for row in good(book)] == ["A1", "A2"]
    assert bad(book) == []
    assert book.sheets[0].rows == 2


def test_sheets_without_a_ledger_are_skipped_and_hidden_ones_are_said(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    workbook(
        path, {"说明": [["填写说明"], ["请按要求填写"]], "空": [], "商标": [["商标名称", "注册人"], ["光明", "甲公司"]]}
    )
    from openpyxl import load_workbook

    book = load_workbook(path)
    book["商标"].sheet_state = "hidden"
    book.save(path)
    sheets = read_ledger(path).sheets
    assert [(s.name, s.hidden, s.skipped) for s in sheets] == [
        ("说明", False, "ledger.sheet_no_header"),
        ("空", False, "ledger.sheet_blank"),
        ("商标", True, None),
    ]
    assert {s.skipped for s in sheets if s.skipped} <= known_codes()
    assert good(read_ledger(path))[0].kind is Kind.TRADEMARK


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_usual_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        ["商标名称", "注册号", "类别", "注册人", "申请日期"],
        ['"红,花\n牌"', "第12345678号", "第9类", "甲公司", "2026/1/5"],
    ]
    path = tmp_path / "商标.csv"
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    row = good(read_ledger(path))[0]
    assert (row.title, row.application_number, row.classes, row.filed) == ("红,花牌", "12345678", "9", date(2026, 1, 5))


def test_a_number_forced_to_text_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "专利.csv"
    path.write_text(f'名称,申请号,申请人\n泵,="{INVENTION}",甲公司\n阀,\t{MODEL},甲公司\n', encoding="utf-8")
    assert [row.application_number for row in good(read_ledger(path))] == [INVENTION, MODEL]


def test_xls_with_merges_dates_and_number_cells() -> None:
    found = good(read_ledger(Path(__file__).parent / "data" / "ledger.xls"))
    assert [(row.number, row.application_number, row.applicant, row.filed, row.kind) for row in found] == [
        ("X-1", INVENTION, "甲公司", date(2026, 3, 5), Kind.INVENTION),
        ("X-2", MODEL, "甲公司", date(2026, 3, 6), Kind.UTILITY_MODEL),
        ("X-3", DESIGN, "甲公司", date(2026, 3, 7), Kind.DESIGN),
    ]


def one(tmp_path: Path, **cells: object) -> LedgerRow | RefusedRow:
    """A ledger of one row, read."""
    row = {"名称": "泵", "类型": "发明", "申请人": "甲公司", **cells}
    path = workbook(tmp_path / "l.xlsx", {"Sheet1": [list(row), list(row.values())]})
    return next(iter(read_ledger(path).read()))


def taken(tmp_path: Path, **cells: object) -> LedgerRow:
    row = one(tmp_path, **cells)
    assert isinstance(row, LedgerRow), row
    return row


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("85%", 85), (0.85, 85), ("70", 70), (70.0, 70), ("减缴85%", 85), ("否", None), ("无", None), ("不费减", None)],
)
def test_fee_reductions(tmp_path: Path, cell: object, expected: int | None) -> None:
    assert taken(tmp_path, 费减比例=cell).reduction == expected


def test_a_reduction_without_its_rate_is_remarked_not_guessed(tmp_path: Path) -> None:
    row = taken(tmp_path, 费减="是")
    assert (row.reduction, row.remarks) == (None, ("ledger.remark_reduction",))


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    for text in ("=1+1", "+86 10", "-无-", "@张三", '=HYPERLINK("http://x")'):
        assert taken(tmp_path, 备注=text).note == text


def test_several_applicants_stay_apart_and_a_wrapped_name_stays_whole(tmp_path: Path) -> None:
    row = taken(tmp_path, 申请人="甲公司\n乙大学")
    assert (row.applicant, row.client) == ("甲公司；乙大学", "甲公司")
    assert taken(tmp_path, 申请人="丙科技有限\n公司").applicant == "丙科技有限公司"
    assert taken(tmp_path, 申请人="张三；李四").applicant == "张三；李四"
    assert taken(tmp_path, 申请人="乙公司", 客户="丁公司").client == "丁公司"


def test_a_trademarks_number_for_a_title_a_phone_as_number(tmp_path: Path) -> None:
    row = taken(tmp_path, 名称=520, 类型="商标", 联系电话=13800138000, 类别="第9、42类")
    assert (row.title, row.phone, row.classes) == ("520", "13800138000", "9,42")


def test_dates_become_events(tmp_path: Path) -> None:
    row = taken(tmp_path, 接单日期="2026.9.1", 分配日期=datetime(2026, 9, 2), 收款日期="-", 提交日期="20260910")
    assert row.events == {"slip_received": date(2026, 9, 1), "assigned": date(2026, 9, 2), "filed": date(2026, 9, 10)}
    assert row.filed == date(2026, 9, 10)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"名称": "-"}, "ledger.title_missing"),
        ({"名称": date(2026, 1, 1)}, "ledger.not_a_name"),
        ({"名称": "长" * 301}, "ledger.too_long"),
        ({"类型": "一案双申"}, "ledger.kind_unknown"),
        ({"申请号": INVENTION, "专利号": "ZL" + MODEL}, "ledger.numbers_differ"),
        ({"申请号": MODEL}, "ledger.kind_conflict"),
        ({"负责人": "张三、李四"}, "ledger.several_people"),
        ({"统一社会信用代码": "914403001922038217"}, "ledger.credit_code_wrong"),
        ({"费减比例": "50%"}, "ledger.reduction_wrong"),
        ({"类别": "第46类"}, "ledger.class_wrong"),
        ({"案件编号": date(2026, 3, 1)}, "ledger.number_is_date"),
        ({"申请日": "2026年3月"}, "ledger.date_month_only"),
        ({"收款日期": "上周"}, "ledger.date_unreadable"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_reason(
    tmp_path: Path, cells: dict[str, object], code: str
) -> None:
    row = one(tmp_path, **cells)
    assert isinstance(row, RefusedRow)
    assert code in {error.code for error in row.errors}
    assert row.why
    assert "…" not in row.why


def test_a_refused_row_names_every_reason(tmp_path: Path) -> None:
    row = one(tmp_path, 申请号="202610123456.1", 申请日="2026-02-30")
    assert isinstance(row, RefusedRow)
    assert [error.code for error in row.errors] == ["ledger.number_wrong", "ledger.date_impossible"]
    assert "申请号“202610123456.1”有误" in row.why
    assert "申请日“2026-02-30”不是存在的日期" in row.why


def test_columns_can_be_taken_for_something_else(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "l.xlsx", {"专利": [["名称", "申请号", "谁", "客户"], ["泵", INVENTION, "张三", "甲公司"]]}
    )
    book = read_ledger(path)
    assert [column.field for column in book.sheets[0].columns] == ["title", "application_number", None, "client"]
    changed = book.with_mapping({"专利": {2: "handler", 3: None}})
    assert [column.field for column in changed.sheets[0].columns] == ["title", "application_number", "handler", None]
    assert (good(changed)[0].handler, good(changed)[0].client) == ("张三", "")
    with pytest.raises(UserError, match="unknown_field"):
        book.with_mapping({"专利": {2: "nonsense"}})


def test_of_columns_that_say_the_same_the_better_named_one_is_taken() -> None:
    header = find_header(
        [["案件编号", "撰写人", "负责人", "名称", "申请人", "客户名称"], ["A1", "李四", "张三", "泵", "甲", "乙"]]
    )
    assert header is not None
    assert {column.heading: column.field for column in header.columns}["负责人"] == "handler"
    assert {column.heading: column.field for column in header.columns}["撰写人"] is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "ledger.empty_file"),
        (b"  \r\n ", "ledger.empty_file"),
        (b"PK\x03\x04broken", "ledger.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ledger.broken"),
        (b"%PDF-1.7 abc", "ledger.broken"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff", "ledger.not_text"),
        ("姓名,年龄\n张三,3\n".encode(), "ledger.no_header"),
    ],
)
def test_what_is_no_ledger_is_refused_in_one_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "l.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        read_ledger(path)
    assert refused.value.code == code
    assert code in known_codes()


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"file\.missing"):
        read_ledger(tmp_path / "none.xlsx")
    with pytest.raises(UserError, match=r"file\.unreadable"):
        read_ledger(tmp_path)


def test_an_archive_that_unpacks_to_absurd_sizes_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(UserError, match=r"ledger\.too_large"):
        read_ledger(path)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    book = read_ledger(
        workbook(tmp_path / "l.xlsx", {"专利": [HEAD, ["A1", INVENTION, "泵", "发明", "甲公司", None]] * 600})
    )
    with pytest.raises(Cancelled):
        list(book.read(cancel=lambda: True))
    seen: list[int] = []
    list(book.read(progress=lambda done, total, _: seen.append(done * 100 // total)))
    assert seen
    assert seen == sorted(seen)


def test_a_value_that_the_file_does_not_hold_is_no_blank(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["案件编号", "名称", "类型", "申请人", "申请日", "备注"])
    sheet.append(["A1", "泵", "发明", "甲公司", "=DATE(2026,3,5)", None])
    sheet.append(["A2", "阀", "发明", "甲公司", "#REF!", None])
    sheet.append(["A3", '=CONCAT("壳",1)', "发明", "甲公司", None, None])
    sheet.append(["A4", "罩", "发明", "甲公司", None, "=1+1"])
    sheet.append(["合计", "=COUNTA(B2:B5)", None, None, None, None])
    path = tmp_path / "l.xlsx"
    book.save(path)
    found = list(read_ledger(path).read())
    assert [[error.code for error in row.errors] for row in found if isinstance(row, RefusedRow)] == [
        ["ledger.cell_lost"]
    ] * 3
    (row,) = (row for row in found if isinstance(row, LedgerRow))
    assert (row.number, row.note, row.remarks) == ("A4", "", ("ledger.remark_lost_note",))


def test_computed_formulas_are_read_as_their_results(tmp_path: Path) -> None:
    path = workbook(tmp_path / "l.xlsx", {"专利": [HEAD, ["A1", None, "泵", "发明", "甲公司", None]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    xml = parts[name].decode()
    filled = '<c r="B2" t="str"><f>IF(1,"","x")</f><v></v></c>'
    dated = '<c r="F2"><f>DATE(2026,3,5)</f><v>46086</v></c>'
    cells = re.sub(r'(<c r="C2")', filled + r"\1", xml).replace("</row></sheetData>", dated + "</row></sheetData>")
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, cells if part == name else content)
    (row,) = good(read_ledger(path))
    assert (row.application_number, row.filed) == ("", date(2026, 3, 5))


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "l.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 200
    )
    with pytest.raises(UserError, match=r"ledger\.password"):
        read_ledger(path)


def test_numbers_of_different_formats_stand_side_by_side(tmp_path: Path) -> None:
    row = taken(tmp_path, 类型="软著", 流水号="2019R11L885247", 登记号="2026SR0123456")
    assert row.application_number == "2026SR0123456"
    row = taken(tmp_path, 国际申请号="PCT/CN2026/012345", 申请号=INVENTION)
    assert (row.kind, row.application_number) == (Kind.INVENTION, INVENTION)
    row = taken(tmp_path, 类型="PCT", 国际申请号="PCT/CN2026/012345", 申请号=INVENTION)
    assert row.application_number == "PCT/CN2026/012345"


def test_a_column_called_bianhao_is_a_number_unless_it_only_counts(tmp_path: Path) -> None:
    head = ["编号", "名称", "类型", "申请人"]
    counted = workbook(tmp_path / "l.xlsx", {"专利": [head, [1, "泵", "发明", "甲"], [2, "阀", "发明", "甲"]]})
    assert [row.number for row in good(read_ledger(counted))] == ["", ""]
    named = workbook(tmp_path / "l.xlsx", {"专利": [head, ["ZL-1", "泵", "发明", "甲"], ["ZL-2", "阀", "发明", "甲"]]})
    assert [row.number for row in good(read_ledger(named))] == ["ZL-1", "ZL-2"]


def test_a_sheet_named_after_a_department_is_its_matters_home(tmp_path: Path) -> None:
    sheets = {
        "流程部": [HEAD, ["A1", INVENTION, "泵", "发明", "甲", None]],
        "专利": [HEAD, ["A2", MODEL, "阀", None, "甲", None]],
    }
    homes = {row.number: row.home for row in good(read_ledger(workbook(tmp_path / "l.xlsx", sheets)))}
    assert homes == {"A1": Department.PROCESS, "A2": None}


def outcome(path: Path) -> str:
    try:
        list(read_ledger(path).read())
    except UserError as refused:
        return refused.code
    return "read"


def test_damaged_files_are_refused_never_a_crash(tmp_path: Path) -> None:
    chance = random.Random(5)
    whole = (Path(__file__).parent / "data" / "ledger.xls").read_bytes()
    book = workbook(tmp_path / "l.xlsx", {"专利": [HEAD, ["A1", INVENTION, "泵", "发明", "甲公司", None]]}).read_bytes()
    text = "案件编号,名称,类型,申请人\nA1,泵,发明,甲公司,多\n\n,,".encode("gbk")
    path = tmp_path / "damaged"
    for content in (whole, book, text):
        for _ in range(60):
            path.write_bytes(content[: chance.randrange(len(content))])
            assert outcome(path) in {"read", *known_codes()}


def test_a_ragged_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "专利.csv"
    path.write_text("台账\n名称,申请人\n说明,多,几,列,名称\n泵,甲公司,发明\n阀\n", encoding="utf-8")
    assert [row.row for row in bad(read_ledger(path))] == [3, 4, 5]
