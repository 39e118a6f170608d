"""Importing a ledger: nothing right refused, nothing wrong taken, nothing invented; a second time, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from ipdesk.domain.matters import Kind
from ipdesk.errors import Cancelled, UserError
from ipdesk.model import reading_ledger as reading
from ipdesk.services import ledger
from ipdesk.services.matters import NewMatter, add_matter, change_matter
from ipdesk.services.office import Act, Office

INVENTION, MODEL, DESIGN = "202610123456.X", "202620123456.5", "202630123457.5"
HEAD = ("案件编号", "申请号", "名称", "类型", "申请人", "申请日", "负责人", "业务员", "收款日期")
FULL = ("A1", INVENTION, "一种泵", "发明", "甲公司", "2026.3.5", "张三", "王五", "2026-03-01")


def book(tmp_path: Path, *rows: Sequence[object], head: Sequence[str] = HEAD, name: str = "Sheet1") -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = name
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    for line in sheet.iter_rows():
        for cell in line:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    path = tmp_path / "ledger.xlsx"
    workbook.save(path)
    return path


def looked_at(office: Office, act: Act, path: Path) -> ledger.LedgerPreview:
    return ledger.preview(office, act, ledger.read_ledger(path))


def imported(office: Office, act: Act, path: Path) -> ledger.LedgerPreview:
    found = looked_at(office, act, path)
    ledger.take_over(office, act, found)
    return found


def counts(found: ledger.LedgerPreview) -> tuple[int, int, int, int]:
    return found.new, found.changed, found.unchanged, len(found.refused)


def stored(office: Office) -> dict[str, reading.StoredMatter]:
    with office.database.read() as uow:
        return {matter.number: matter for matter in reading.all_matters(uow)}


def people(office: Office) -> dict[str, reading.StoredPerson]:
    with office.database.read() as uow:
        return {person.name: person for person in reading.people(uow)}


def clients(office: Office) -> list[reading.StoredClient]:
    with office.database.read() as uow:
        return reading.clients(uow)


def dates(office: Office, number: str) -> set[tuple[str, date]]:
    matter = stored(office)[number]
    names = {"slip_received", "assigned", "payment_received", "filed", "search_completed", "documents_complete"}
    with office.database.read() as uow:
        return {(event.name, event.on) for event in reading.events_of(uow, [matter.id], names).get(matter.id, [])}


def codes(found: ledger.LedgerPreview) -> list[str]:
    return [error.code for row in found.refused for error in row.errors]


def test_a_row_becomes_a_matter_with_just_what_the_ledger_says(office: Office, act: Act, tmp_path: Path) -> None:
    found = imported(office, act, book(tmp_path, FULL))
    assert counts(found) == (1, 0, 0, 0)
    matter = stored(office)["A1"]
    assert (matter.kind, matter.department, matter.title) == ("invention", "patent", "一种泵")
    assert (matter.application_number, matter.application_key) == (INVENTION, INVENTION.replace(".", ""))
    assert (matter.client, matter.applicant, matter.filed, matter.granted) == (
        "甲公司",
        "甲公司",
        date(2026, 3, 5),
        None,
    )
    everyone = people(office)
    assert (everyone["张三"].role, everyone["张三"].department) == ("handler", "patent")
    assert everyone["王五"].role == "salesperson"
    assert (matter.handler_id, matter.salesperson_id) == (everyone["张三"].id, everyone["王五"].id)
    assert dates(office, "A1") == {("payment_received", date(2026, 3, 1))}  # no `assigned`: no date says so


def test_a_preview_writes_nothing(office: Office, act: Act, tmp_path: Path) -> None:
    found = looked_at(office, act, book(tmp_path, FULL))
    assert (found.new_people, found.new_clients) == ((("张三", "handler"), ("王五", "salesperson")), ("甲公司",))
    assert stored(office) == {}
    assert people(office) == {}


def test_a_second_import_changes_nothing(office: Office, act: Act, tmp_path: Path) -> None:
    path = book(
        tmp_path,
        FULL,
        (None, MODEL, "一种阀", "新型", "乙公司", 46000, "李四", "王五", None),
        (None, None, "一种壳", "外观", "乙公司", None, None, None, None),
        (None, "12345678", "光明", "商标", "丙公司", "2026/1/5", "赵六", "王五", "2026-01-04"),
    )
    first = imported(office, act, path)
    assert counts(first) == (4, 0, 0, 0)
    before = stored(office)
    with office.database.read() as uow:
        acts = reading.last_act_id(uow)
    second = looked_at(office, act, path)
    assert counts(second) == (0, 0, 4, 0)
    assert not ledger.take_over(office, act, second)
    assert stored(office) == before
    with office.database.read() as uow:
        assert reading.last_act_id(uow) == acts


def test_rows_that_repeat_a_matter_are_one_and_complete_each_other(office: Office, act: Act, tmp_path: Path) -> None:
    path = book(
        tmp_path,
        FULL,
        ("A1 ", "ZL２０２６１０１２３４５６．ｘ", " 一种泵", "发明专利", "甲公司", 20260305, "张　三", None, None),
        (None, INVENTION, "一种泵", None, "甲公司", None, None, None, None),
        ("A2", None, "一种阀", "新型", "乙公司", None, None, None, None),
        ("A2", MODEL, "一种阀", "新型", "乙公司", None, None, None, None),
    )
    found = imported(office, act, path)
    assert counts(found) == (2, 0, 3, 0)
    assert [row.remarks for row in found.rows if row.state == "unchanged"] == [("ledger.remark_repeated",)] * 3
    assert stored(office)["A2"].application_number == MODEL
    assert counts(looked_at(office, act, path)) == (0, 0, 5, 0)


def test_rows_of_one_matter_that_disagree_are_refused_naming_the_other(
    office: Office, act: Act, tmp_path: Path
) -> None:
    other = ("A1", INVENTION, "一种泵", "发明", "甲公司", "2026-03-06", "张三", "王五", None)
    found = imported(office, act, book(tmp_path, FULL, other))
    assert counts(found) == (1, 0, 0, 1)
    assert found.refused[0].row == 3
    assert found.refused[0].why == "与第 2 行（Sheet1）是同一案件（A1），但申请日不同。请核对后只留一行。"
    assert stored(office)["A1"].filed == date(2026, 3, 5)


def test_one_number_for_two_matters_is_refused(office: Office, act: Act, tmp_path: Path) -> None:
    other = ("A2", INVENTION, "一种泵", "发明", "甲公司", None, None, None, None)
    found = imported(office, act, book(tmp_path, FULL, other))
    assert codes(found) == ["ledger.number_taken_row"]
    again = imported(office, act, book(tmp_path, other))
    assert codes(again) == ["ledger.number_taken"]
    assert "A1" in again.refused[0].why


def test_a_change_of_a_patent_carries_the_patents_number(office: Office, act: Act, tmp_path: Path) -> None:
    change = ("F1", INVENTION, "变更申请人", "变更", "甲公司", None, None, None, None)
    found = imported(office, act, book(tmp_path, FULL, change))
    assert counts(found) == (2, 0, 0, 0)
    assert stored(office)["F1"].department == "process"


def test_a_trademark_of_several_classes_is_a_matter_per_class(office: Office, act: Act, tmp_path: Path) -> None:
    head = ("商标名称", "注册号", "类别", "注册人")
    path = book(tmp_path, ("光明", "12345678", "9", "甲公司"), ("光明", "12345678", "第42类", "甲公司"), head=head)
    assert counts(imported(office, act, path)) == (2, 0, 0, 0)
    assert counts(looked_at(office, act, path)) == (0, 0, 2, 0)


def test_differences_change_and_empty_cells_never_erase(office: Office, act: Act, tmp_path: Path) -> None:
    imported(office, act, book(tmp_path, FULL))
    path = book(tmp_path, ("A1", INVENTION, "一种水泵", "发明", None, None, "李四", None, "2026-03-02"))
    found = looked_at(office, act, path)
    assert counts(found) == (0, 1, 0, 0)
    assert [(c.field, c.old, c.new) for c in found.rows[0].changes] == [
        ("title", "一种泵", "一种水泵"),
        ("handler", "张三", "李四"),
        ("event:payment_received", "2026-03-01", "2026-03-02"),
    ]
    ledger.take_over(office, act, found)
    matter = stored(office)["A1"]
    assert (matter.title, matter.client, matter.filed) == ("一种水泵", "甲公司", date(2026, 3, 5))
    assert matter.handler_id == people(office)["李四"].id
    assert dates(office, "A1") == {("payment_received", date(2026, 3, 1)), ("payment_received", date(2026, 3, 2))}
    assert counts(looked_at(office, act, path)) == (0, 0, 1, 0)


def test_a_matter_added_by_hand_is_found_and_filled_in(office: Office, act: Act, tmp_path: Path) -> None:
    add_matter(office, act, NewMatter(Kind.UTILITY_MODEL, "一种阀", "甲（中国）公司", number="P26-0009"))
    path = book(tmp_path, (None, MODEL, "一种 阀", "新型", "甲(中国)公司", None, None, None, None))
    found = imported(office, act, path)
    assert counts(found) == (0, 1, 0, 0)
    assert [change.field for change in found.rows[0].changes] == ["applicant", "application_number"]
    assert stored(office)["P26-0009"].application_number == MODEL
    assert len(clients(office)) == 1


def test_a_used_number_for_something_else_is_refused(office: Office, act: Act, tmp_path: Path) -> None:
    imported(office, act, book(tmp_path, FULL))
    other = imported(office, act, book(tmp_path, ("A1", MODEL, "一种阀", "新型", "乙公司", None, None, None, None)))
    assert codes(other) == ["ledger.identity_conflict"]
    assert "一种泵" in other.refused[0].why


def test_namesakes_without_a_number_are_refused(office: Office, act: Act, tmp_path: Path) -> None:
    for number in ("P1", "P2"):
        add_matter(office, act, NewMatter(Kind.DESIGN, "一种壳", "甲公司", number=number))
    found = imported(office, act, book(tmp_path, (None, None, "一种壳", "外观", "甲公司", None, None, None, None)))
    assert codes(found) == ["ledger.several_matters"]
    assert "P1、P2" in found.refused[0].why


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"申请日": "2026-11-21"}, "ledger.date_future"),
        ({"收款日期": "2027-01-01"}, "ledger.date_future"),
        ({"申请日": "1984-01-01"}, "ledger.date_too_early"),
    ],
)
def test_dates_that_cannot_be(office: Office, act: Act, tmp_path: Path, cells: dict[str, str], code: str) -> None:
    row = [cells.get(heading, value) for heading, value in zip(HEAD, FULL, strict=True)]
    found = imported(office, act, book(tmp_path, row))
    assert codes(found) == [code]
    assert stored(office) == {}


def test_a_grant_before_the_filing(office: Office, act: Act, tmp_path: Path) -> None:
    path = book(tmp_path, ("泵", INVENTION, "2026-03-05", "2026-03-04"), head=("名称", "申请号", "申请日", "授权日"))
    assert codes(imported(office, act, path)) == ["ledger.date_order"]


def test_a_filing_later_than_the_numbers_year_is_refused(office: Office, act: Act, tmp_path: Path) -> None:
    old = ("A1", "94108651.8", "一种泵", "发明", "甲公司", "2024.5.6", "", "", "")
    assert codes(imported(office, act, book(tmp_path, old))) == ["ledger.filed_after_number"]


def test_right_rows_are_taken_beside_refused_ones_whose_numbers_stay_free(
    office: Office, act: Act, tmp_path: Path
) -> None:
    wrong = ("P26-0001", "202610123456.1", "坏号", "发明", "甲公司", None, None, None, None)
    fresh = (None, MODEL, "一种阀", "新型", "甲公司", None, None, None, None)
    found = imported(office, act, book(tmp_path, wrong, fresh))
    assert counts(found) == (1, 0, 0, 1)
    assert list(stored(office)) == ["P26-0002"]
    right = ("P26-0001", INVENTION, *wrong[2:])
    assert counts(imported(office, act, book(tmp_path, right, fresh))) == (1, 0, 1, 0)


def test_events_due_items_and_the_assigned_handler(office: Office, act: Act, tmp_path: Path) -> None:
    head = (*HEAD[:7], "接单日期", "分配日期")
    path = book(tmp_path, (*FULL[:7], "2026-11-16", "2026-11-17"), head=head)
    imported(office, act, path)
    matter = stored(office)["A1"]
    assert dates(office, "A1") == {("slip_received", date(2026, 11, 16)), ("assigned", date(2026, 11, 17))}
    from ipdesk.services.listing import matter_view

    view = matter_view(office, act.today, matter.id)
    states = {item.rule: str(item.state) for item in view.due_items}
    assert states["P.allocate"] == "done"
    assert "P.contact" in states


def test_a_filing_date_ends_what_the_payment_began(office: Office, act: Act, tmp_path: Path) -> None:
    head = ("商标名称", "注册人", "申请日", "收款日期")
    imported(office, act, book(tmp_path, ("光明", "甲公司", "2026-03-04", "2026-03-02"), head=head, name="商标"))
    assert dates(office, "T26-0001") == {("payment_received", date(2026, 3, 2)), ("filed", date(2026, 3, 4))}


def test_contacts_and_credit_code_go_to_the_client_once(office: Office, act: Act, tmp_path: Path) -> None:
    head = ("名称", "类型", "申请人", "统一社会信用代码", "联系人", "电话")
    rows = (
        ("泵", "发明", "甲公司", "914403001922038216", "李四", 13800138000),
        ("阀", "发明", "甲公司", "914403001922038216", "李 四", None),
        ("壳", "外观", "甲公司", None, "赵六", "0512-1234567"),
    )
    path = book(tmp_path, *rows, head=head)
    imported(office, act, path)
    (client,) = clients(office)
    assert client.credit_code == "914403001922038216"
    with office.database.read() as uow:
        contacts = [(contact.name, contact.phone) for contact in reading.contacts(uow)]
    assert contacts == [("李四", "13800138000"), ("赵六", "0512-1234567")]
    assert counts(looked_at(office, act, path)) == (0, 0, 3, 0)


def test_two_credit_codes_for_one_client_are_refused(office: Office, act: Act, tmp_path: Path) -> None:
    head = ("名称", "类型", "申请人", "信用代码")
    rows = (("泵", "发明", "甲公司", "914403001922038216"), ("阀", "发明", "甲公司", "91512081MA62K0260E"))
    assert codes(imported(office, act, book(tmp_path, *rows, head=head))) == ["ledger.row_conflict"]


def test_the_whole_import_is_undone_in_one_step(office: Office, act: Act, tmp_path: Path) -> None:
    from ipdesk.services.undo import undo

    path = book(tmp_path, FULL, ("A2", MODEL, "阀", "新型", "乙公司", None, None, None, None))
    imported(office, act, path)
    undo(office, act)
    assert stored(office) == {}
    assert counts(imported(office, act, path)) == (2, 0, 0, 0)


def test_a_stopped_import_leaves_nothing(office: Office, act: Act, tmp_path: Path) -> None:
    found = looked_at(office, act, book(tmp_path, FULL))
    calls = iter([False, False])
    with pytest.raises(Cancelled):
        ledger.take_over(office, act, found, cancel=lambda: next(calls, True))
    assert stored(office) == {}
    assert people(office) == {}
    ledger.take_over(office, act, found)
    assert list(stored(office)) == ["A1"]


def test_a_preview_that_no_longer_holds_is_not_taken_over(office: Office, act: Act, tmp_path: Path) -> None:
    path = book(tmp_path, FULL)
    imported(office, act, path)
    changed = book(tmp_path, ("A1", INVENTION, "一种水泵", *FULL[3:]))
    found = looked_at(office, act, changed)
    matter = stored(office)["A1"]
    change_matter(office, act, matter.id, 1, {"title": "一种油泵"})
    with pytest.raises(UserError, match="stale_preview"):
        ledger.take_over(office, act, found)
    assert stored(office)["A1"].title == "一种油泵"


def test_something_else_done_meanwhile_does_not_matter(office: Office, act: Act, tmp_path: Path) -> None:
    found = looked_at(office, act, book(tmp_path, FULL))
    add_matter(office, act, NewMatter(Kind.DESIGN, "一种壳", "丁公司"))
    ledger.take_over(office, act, found)
    assert "A1" in stored(office)


def test_export_and_import_change_nothing(office: Office, act: Act, tmp_path: Path) -> None:
    head = (*HEAD, "备注", "费减", "联系人", "电话", "信用代码", "检索完成日期", "检索结果", "优先审查")
    rows = (
        (*FULL, "=1+1", "85%", "李四", "13800138000", "914403001922038216", "2026-02-01", "可申请", "是"),
        (
            "A2",
            MODEL,
            "阀",
            "新型",
            "乙公司",
            None,
            "李四",
            None,
            None,
            "+86",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "T1",
            "12345678",
            "光明",
            "商标",
            "乙公司",
            None,
            None,
            "王五",
            "2026-01-04",
            "@x",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ),
        (
            "S1",
            "2026SR0123456",
            "系统V1.0",
            "软著",
            "丙；丁",
            None,
            None,
            None,
            None,
            "-",
            None,
            None,
            None,
            None,
            None,
            None,
            None,
        ),
    )
    imported(office, act, book(tmp_path, *rows, head=head))
    before = stored(office)
    out = tmp_path / "out.xlsx"
    assert ledger.export_ledger(office, act, out) == 4
    found = looked_at(office, act, out)
    assert counts(found) == (0, 0, 4, 0), [row.changes for row in found.rows]
    ledger.take_over(office, act, found)
    assert stored(office) == before


def test_an_exported_ledger_in_an_empty_office_gives_the_same_matters(office: Office, act: Act, tmp_path: Path) -> None:
    from ipdesk.services.office import open_office

    imported(office, act, book(tmp_path, FULL, ("A2", MODEL, "阀", "新型", "乙公司", None, None, None, None)))
    ledger.export_ledger(office, act, tmp_path / "out.xlsx")
    with open_office(tmp_path / "second.db", create=True) as second:
        imported(second, act, tmp_path / "out.xlsx")

        def plain(matter: reading.StoredMatter) -> reading.StoredMatter:
            return replace(matter, id=0, client_id=0, handler_id=0, salesperson_id=0)

        assert {n: plain(m) for n, m in stored(second).items()} == {n: plain(m) for n, m in stored(office).items()}
        assert dates(second, "A1") == dates(office, "A1")


def test_the_export_is_a_sheet_per_department_with_text_and_dates(office: Office, act: Act, tmp_path: Path) -> None:
    head = (*HEAD, "备注")
    imported(
        office,
        act,
        book(tmp_path, (*FULL, "=1+1"), ("T1", "12345678", "光明", "商标", *[None] * 6), head=head),
    )
    out = tmp_path / "out.xlsx"
    ledger.export_ledger(office, act, out)
    workbook = load_workbook(out)
    assert workbook.sheetnames == ["专利部", "商标部"]
    sheet = workbook["专利部"]
    cells = {str(sheet.cell(1, c.column).value): c for c in sheet[2]}
    assert cells["申请日"].is_date
    assert cells["申请号"].data_type == "s"
    assert (cells["备注"].value, cells["备注"].data_type) == ("=1+1", "s")
    assert sheet.freeze_panes
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$1:$1"


def test_an_export_that_cannot_be_written_says_so(office: Office, act: Act, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"file\.unwritable"):
        ledger.export_ledger(office, act, tmp_path / "nowhere" / "out.xlsx")


def test_an_empty_office_exports_a_heading_to_fill_in(office: Office, act: Act, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert ledger.export_ledger(office, act, out) == 0
    assert counts(looked_at(office, act, out)) == (0, 0, 0, 0)


def test_a_softwares_registration_follows_its_acceptance_number(office: Office, act: Act, tmp_path: Path) -> None:
    head = ("软件名称", "流水号", "登记号", "著作权人")
    early, late = ("系统V1.0", "2019R11L885247", None, "甲公司"), ("系统V1.0", None, "2026SR0123456", "甲公司")
    imported(office, act, book(tmp_path, early, head=head))
    found = imported(office, act, book(tmp_path, late, head=head))
    assert [(c.field, c.new) for c in found.rows[0].changes] == [("application_number", "2026SR0123456")]
    for row in (early, late, ("系统V1.0", "2019R11L885247", "2026SR0123456", "甲公司")):
        assert counts(looked_at(office, act, book(tmp_path, row, head=head))) == (0, 0, 1, 0)
    assert len(stored(office)) == 1


def test_a_matter_listed_on_two_sheets_is_one(office: Office, act: Act, tmp_path: Path) -> None:
    path = book(tmp_path, FULL, name="专利部")
    workbook = load_workbook(path)
    sheet = workbook.create_sheet("流程部")
    sheet.append(["专利号", "专利名称", "专利权人", "授权公告日"])
    sheet.append([f"ZL{INVENTION}", "一种泵", "甲公司", date(2026, 10, 9)])
    sheet.append([MODEL, "一种阀", "甲公司", None])
    workbook.save(path)
    assert counts(imported(office, act, path)) == (2, 0, 1, 0)
    assert (stored(office)["A1"].granted, stored(office)["A1"].department) == (date(2026, 10, 9), "patent")
    assert {matter.title: matter.department for matter in stored(office).values()}["一种阀"] == "process"
    assert counts(looked_at(office, act, path)) == (0, 0, 3, 0)


def test_progress_is_told_in_words(office: Office, act: Act, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    found = ledger.preview(
        office, act, ledger.read_ledger(book(tmp_path, FULL)), progress=lambda *step: told.append(step)
    )
    changes = ledger.take_over(office, act, found, progress=lambda *step: told.append(step))
    assert told == [(0, 1, "Sheet1"), (1, 1, "正在推算各案件的期限")]
    assert changes.says == "已导入台账 ledger.xlsx：新增 1 件，修改 0 件"
