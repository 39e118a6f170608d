"""The 专利代缴总表 through a real LibreOffice and back: sorted, filled in, recalculated, saved, printed."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from ipdesk.files.fee_sheet_compare import DifferenceKind, compare
from ipdesk.files.fee_sheet_read import read_sheet_file
from ipdesk.files.fee_sheet_write import sheet_bytes
from tests.files.fee_sheet_samples import WORDS, compared, line, sheet, written

SOFFICE = shutil.which("soffice")
EDIT = Path(__file__).with_name("libreoffice_edit.py")
XLSX, XLS, ODS, PDF = "Calc MS Excel 2007 XML", "MS Excel 97", "calc8", "calc_pdf_Export"


def _python_with_uno() -> str | None:
    """LibreOffice's bridge belongs to the system's Python, not to the one that runs the tests."""
    for python in ("/usr/bin/python3", "/usr/lib/libreoffice/program/python"):
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", "import uno"], check=False, capture_output=True).returncode
        ):
            return python
    return None


PYTHON = _python_with_uno() if SOFFICE else None
pytestmark = [
    pytest.mark.soffice,
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.skipif(PYTHON is None, reason="LibreOffice's Python bridge (python3-uno) is not installed"),
]

Edit = Callable[..., Path]


@pytest.fixture(scope="module")
def pipe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One LibreOffice for all tests here, with a profile of its own."""
    name = f"ipdesk-{uuid.uuid4().hex[:8]}"
    profile = tmp_path_factory.mktemp("profile")
    command = [str(SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--invisible", "--norestore"]
    office = subprocess.Popen(
        [*command, f"--accept=pipe,name={name};urp"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    yield name
    subprocess.run([*command, "--unaccept=all", "--terminate_after_init"], check=False, capture_output=True, timeout=60)
    office.terminate()
    office.wait(timeout=60)


@pytest.fixture
def edit(pipe: str, tmp_path: Path) -> Edit:
    source = written(tmp_path)

    def run(*steps: str, kind: str = XLSX, suffix: str = ".xlsx") -> Path:
        target = tmp_path / f"回{suffix}"
        command = [str(PYTHON), str(EDIT), pipe, source.as_uri(), target.as_uri(), kind, *steps]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        return target

    return run


def sums(path: Path) -> dict[str, Decimal | None]:
    return {item.salesperson or item.label: item.amounts["total"] for item in read_sheet_file(path).sums}


def right_sums() -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in sheet().lines:
        found[one.salesperson] = found.get(one.salesperson, Decimal(0)) + one.total
    return {**found, "总计": sum(found.values(), Decimal(0))}


@pytest.mark.parametrize("steps", [(), ("sort:8",), ("sort:2", "insert:9"), ("sort:3", "insert:17"), ("sort:17",)])
def test_saved_sorted_or_with_rows_inserted_nothing_differs(edit: Edit, steps: tuple[str, ...]) -> None:
    path = edit(*steps)
    result = compared(path)
    assert len(result.accepted) == 12
    assert result.differences == ()
    assert sums(path) == right_sums()


def test_the_identity_stays_hidden(edit: Edit) -> None:
    book = openpyxl.load_workbook(edit("sort:8"))
    assert book.worksheets[0].column_dimensions["R"].hidden
    assert book.worksheets[1].sheet_state == "hidden"


def test_a_row_inserted_at_the_end_of_the_block_counts(edit: Edit) -> None:
    path = edit("insert:17", "set:C17=202610000000.1", "set:I17=500", "set:M17=周海")
    right = right_sums()
    assert sums(path) == {**right, "周海": right["周海"] + 500, "总计": right["总计"] + 500}
    assert [(one.kind, one.application_number) for one in compared(path).differences] == [
        (DifferenceKind.ADDED, "202610000000.1")
    ]


def test_finance_s_columns_come_back_to_their_lines(edit: Edit) -> None:
    path = edit("set:T5=2026-11-24", "set:U5=135", "set:V5=网银", "set:T9=2026-11-25", "sort:8")
    result = compared(path)
    assert result.differences == ()
    paid = {entry.uid: (entry.paid_on, entry.paid_amount, entry.finance_note) for entry in result.accepted}
    assert paid[line(1).uid] == (date(2026, 11, 24), Decimal("135.00"), "网银")
    assert paid[line(5).uid] == (date(2026, 11, 25), None, "")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("set:I5=136", "sort:8"), [("amount_changed", 1, "应缴金额")]),
        (("sort:2", "delete:5"), [("removed", 12, "行")]),
        (("insert:6", "copy:5:6", "sort:8"), [("duplicated", 1, "行")]),
        (("set:D5=改名", "sort:8"), [("text_changed", 1, "专利名称")]),
        (("set:K5=1", "set:I18=7"), [("amount_changed", 1, "合计"), ("amount_changed", 0, "小计（周海）·应缴金额"),
                                     ("amount_changed", 0, "小计（周海）·合计")]),
    ],
)  # fmt: skip
def test_every_tampering_is_named(edit: Edit, steps: tuple[str, ...], expected: list[tuple[str, int, str]]) -> None:
    found = [(one.kind, one.application_number, one.field) for one in compared(edit(*steps)).differences]
    assert found == [(kind, line(index).application_number if index else "", field) for kind, index, field in expected]


ODD = (
    "TRUE", "1e5", "2026-11-20", "00123", "12E5", "<b>&amp;\"'", "一　二\u00a0三", "第一行\n第二行", "\t制表", "😀𠮷",
    "很长" * 150, "'=1+1", "=cmd|'/c calc'!A0",
)  # fmt: skip


def test_odd_texts_come_back_as_they_went(pipe: str, tmp_path: Path) -> None:
    lines = tuple(replace(line(index), title=text) for index, text in enumerate(ODD, start=1))
    odd = replace(sheet(), lines=lines)
    source, target = tmp_path / "怪.xlsx", tmp_path / "回.xlsx"
    source.write_bytes(sheet_bytes(odd))
    command = [str(PYTHON), str(EDIT), pipe, source.as_uri(), target.as_uri(), XLSX, "sort:2"]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    assert compare(lines, WORDS, read_sheet_file(target)).differences == ()


@pytest.mark.parametrize(("kind", "suffix"), [(XLS, ".xls"), (ODS, ".ods")])
def test_other_formats_are_read_as_well(edit: Edit, kind: str, suffix: str) -> None:
    path = edit("sort:8", "set:T5=2026-11-24", kind=kind, suffix=suffix)
    result = compared(path)
    assert (len(result.accepted), result.differences) == (12, ())
    assert [entry.paid_on for entry in result.accepted if entry.paid_on] == [date(2026, 11, 24)]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_printed_sheet_has_its_heading_totals_and_page_numbers(edit: Edit) -> None:
    path = edit(kind=PDF, suffix=".pdf")
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    text = "".join(text.split())
    for part in ("江城知识产权服务有限公司", WORDS, "第1页/共1页", "12,841.65", "业务员签字", "总计"):
        assert part in text
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "841.89 x 595" in info
