"""Pages on paper: heading and page numbers on each, cut between rows, text that can be copied."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from ipdesk.files.forms import FormContact, FormDueItem, FormMatter, TransferForm, table
from ui.printing import FONTS, PrintedDocument, PrintedPage, pdf_bytes, preview_pages, transfer_page, write_pdf

pytestmark = pytest.mark.usefixtures("qapp")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def form(matters: int = 1) -> TransferForm:
    return TransferForm(
        number="YJ-2026-0012",
        company="江城知识产权服务有限公司",
        on=date(2026, 11, 20),
        state="待审批",
        from_person="王建国",
        to_person="欧阳明月",
        department="专利部",
        reason="客户要求更换负责人。",
        requested_by="陈思远",
        matters=tuple(
            FormMatter(
                f"P26-{index:04}", "发明专利", "一种食品包装机的长距离送料装置", "光谷食品公司", "李长人",
                "202610123456.7", date(2026, 3, 5), "周海", "撰写中",
            )
            for index in range(1, matters + 1)
        ),
        due_items=tuple(
            FormDueItem(f"P26-{index:04}", "撰写完成", "3.1.7", date(2026, 11, 30), "进行中", official=False)
            for index in range(1, matters + 1)
        ),
        contacts=(FormContact("光谷食品公司", "张门", "13800138000", "zhang@example.com"),),
    )  # fmt: skip


def text_of(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page without its blanks."""
    path = folder / "页.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True)
    return ["".join(page.split()) for page in done.stdout.split("\f")[:-1]]


@needs_poppler
def test_chinese_text_can_be_copied_from_the_pdf(tmp_path: Path) -> None:
    (page,) = text_of(pdf_bytes(form()), tmp_path)
    for word in ("食品", "人", "长", "项目移交申请单", "江城知识产权服务有限公司", "第1页/共1页", "3.5.5", "部门总监"):
        assert word in page


@needs_poppler
def test_long_forms_have_heading_and_number_on_every_page_and_lose_no_row(tmp_path: Path) -> None:
    pages = text_of(pdf_bytes(form(60)), tmp_path)
    assert len(pages) > 3
    for index, page in enumerate(pages, start=1):
        assert page.startswith("江城知识产权服务有限公司项目移交申请单YJ-2026-0012")
        assert f"第{index}页/共{len(pages)}页" in page
    text = "".join(pages)
    for index in range(1, 61):
        assert text.count(f"P26-{index:04}") == 2  # among the matters and among the due items


@needs_poppler
def test_a_table_s_heading_is_repeated_and_its_rows_stay_whole(tmp_path: Path) -> None:
    rows = [[f"第{index}行", f"开头{index}\n中间\n结尾{index}末"] for index in range(1, 60)]
    html = "<h4>甲</h4>" + table([("行号", 30), ("内容", 70)], rows)
    pages = text_of(pdf_bytes(PrintedPage("清单", html)), tmp_path)
    assert len(pages) > 2
    for page in pages:
        assert page.count("行号内容") == 1
        assert page.count("开头") == page.count("结尾")


def test_a_heading_does_not_stand_alone_at_the_end_of_a_page() -> None:
    filler = "".join(f"<p>{index}</p>" for index in range(200))
    html = "".join(f"<h4>甲{index}</h4><p>乙{index}</p>" for index in range(100)) + filler
    document = PrintedDocument(PrintedPage("长", html))
    assert document.pages > 3
    tops = [cut.top for cut in document._slices]
    assert tops == sorted(set(tops))
    heights = [cut.bottom - cut.top + cut.head for cut in document._slices]
    assert max(heights) <= document.body.height() + 0.5


def test_what_is_taller_than_a_page_is_cut_through() -> None:
    html = table([("甲", 100)], [["\n".join("很长" for _ in range(300))]])
    document = PrintedDocument(PrintedPage("高", html))
    assert document.pages > 2
    assert document._slices[-1].bottom > 0


def test_the_preview_shows_what_the_pdf_has() -> None:
    document = PrintedDocument(transfer_page(form(20)))
    pictures = preview_pages(document, dpi=60)
    assert len(pictures) == document.pages
    assert {(picture.width(), picture.height()) for picture in pictures} == {(496, 702)}
    assert all(_ink(picture) > 500 for picture in pictures)


def test_landscape_and_empty_pages() -> None:
    (picture,) = preview_pages(PrintedPage("空", "", landscape=True), dpi=50)
    assert picture.width() > picture.height()


def test_forms_are_black_on_white_in_a_dark_window_too(qapp: QApplication) -> None:
    palette = qapp.palette()
    dark = qapp.palette()
    dark.setColor(dark.ColorRole.Text, QColor("#ffffff"))
    qapp.setPalette(dark)
    try:
        assert _ink(preview_pages(form(), dpi=60)[0]) > 500
    finally:
        qapp.setPalette(palette)


def test_pdf_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "移交.pdf"
    write_pdf(replace(form(), number=""), path)
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(OSError, match="No such file"):
        write_pdf(form(), tmp_path / "没有" / "移交.pdf")
    assert [entry.name for entry in tmp_path.iterdir()] == ["移交.pdf"]


def test_the_font_wanted_first_is_one_whose_text_can_be_searched() -> None:
    assert FONTS[0].startswith("WenQuanYi")


def _ink(picture: QImage) -> int:
    """How many dark pixels."""
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    width, stride = grey.width(), grey.bytesPerLine()
    bits = bytes(grey.constBits())
    return sum(1 for row in range(grey.height()) for pixel in bits[row * stride : row * stride + width] if pixel < 100)


@pytest.mark.parametrize("matters", range(1, 13))
def test_the_signatures_stay_together_on_one_page(matters: int) -> None:
    document = PrintedDocument(transfer_page(form(matters)))
    text, layout = document._text, document._text.documentLayout()
    tops = []
    for words in ("五、审批与签字", "申请人：", "部门总监"):
        found = text.find(words)
        assert not found.isNull(), words
        tops.append(layout.blockBoundingRect(found.block()).top())
    on = [next(n for n, part in enumerate(document._slices) if part.top - 1 <= top < part.bottom) for top in tops]
    assert len(set(on)) == 1, on
