"""HTML on paper: A4 pages with the company's heading and page numbers, for preview, printer and PDF.

Every target shows the same pages: the text is laid out once, in the units of a 300 dpi paper, and painted
scaled. Lists and forms bring a :class:`PrintedPage`; nothing else is needed to print it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QPen,
    QTextDocument,
    QTextOption,
    QTextTable,
)
from PySide6.QtWidgets import QWidget

from ipdesk.files.form_page import FormPage
from ipdesk.files.forms import TransferForm, stylesheet, transfer_html
from ipdesk.paths import write_beside

# WenQuanYi first: text copied from a PDF made with Noto CJK comes out as radicals and can't be searched.
FONTS = ("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Microsoft YaHei", "SimSun", "Noto Sans CJK SC")
_DPI = 300
_FINER = 3  # a preview is painted so many times larger than shown
_CSS_DPI = 96
_MM = _DPI / 25.4
_WHOLE = 0.3  # a table lower than this part of a page (signatures, a few rows) is not cut
_MARGIN, _HEADING, _FOOTING = 15 * _MM, 9 * _MM, 8 * _MM


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What is to be printed. ``company`` and ``title`` stand in the heading, ``note`` in the footing."""

    title: str
    html: str
    landscape: bool = False
    company: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Slice:
    """What one page shows: the laid-out text from ``top`` to ``bottom``, under a table's repeated heading."""

    top: float
    bottom: float
    head_top: float = 0.0
    head_bottom: float = 0.0

    @property
    def head(self) -> float:
        return self.head_bottom - self.head_top


@dataclass(frozen=True, slots=True)
class _Cut:
    """A height at which the text may be cut, and the heading rows the rest must repeat."""

    at: float
    head_top: float = 0.0
    head_bottom: float = 0.0


class PrintedDocument:
    """A :class:`PrintedPage` laid out on A4; needs a ``QGuiApplication`` for its fonts."""

    def __init__(self, page: PrintedPage) -> None:
        self.page = page
        width, height = (297, 210) if page.landscape else (210, 297)
        self.paper = QSizeF(width * _MM, height * _MM)
        self.body = QRectF(
            _MARGIN,
            _MARGIN + _HEADING,
            self.paper.width() - 2 * _MARGIN,
            self.paper.height() - 2 * _MARGIN - _HEADING - _FOOTING,
        )
        self._ruler = QImage(1, 1, QImage.Format.Format_RGB32)
        self._ruler.setDotsPerMeterX(round(_DPI / 0.0254))
        self._ruler.setDotsPerMeterY(round(_DPI / 0.0254))
        self._text = self._laid_out(page.html)
        self._slices = _slices(self._text, self.body.height())

    @property
    def pages(self) -> int:
        """How many sheets of paper."""
        return len(self._slices)

    def page_layout(self) -> QPageLayout:
        """A4 without margins of the device's own: the pages bring theirs."""
        landscape = QPageLayout.Orientation.Landscape
        portrait = QPageLayout.Orientation.Portrait
        way = landscape if self.page.landscape else portrait
        return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))

    def paint(self, painter: QPainter, index: int) -> None:
        """Paint page ``index`` (from 0); the painter's units are those of the 300 dpi paper."""
        self._paint_heading(painter)
        self._paint_footing(painter, index)
        part = self._slices[index]
        if part.head:
            self._paint_part(painter, self.body.top(), part.head_top, part.head_bottom)
        self._paint_part(painter, self.body.top() + part.head, part.top, part.bottom)

    def _paint_part(self, painter: QPainter, where: float, top: float, bottom: float) -> None:
        """Paint the text between two heights, moved to height ``where`` of the paper."""
        painter.save()
        painter.translate(self.body.left(), where - top)
        part = QRectF(-_MM, top, self.body.width() + 2 * _MM, bottom - top)
        painter.setClipRect(part)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = part
        palette = context.palette
        palette.setColor(QPalette.ColorRole.Text, QColor("#000000"))
        context.palette = palette
        self._text.documentLayout().draw(painter, context)
        painter.restore()

    def _laid_out(self, html: str) -> QTextDocument:
        text = QTextDocument()
        text.documentLayout().setPaintDevice(self._ruler)
        text.setDefaultFont(self._font(10.5))
        text.setUseDesignMetrics(True)
        text.setDocumentMargin(0)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        text.setDefaultTextOption(option)
        text.setDefaultStyleSheet(stylesheet())
        text.setHtml(html)
        text.setTextWidth(self.body.width())
        return text

    def _font(self, points: float, *, bold: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(_families()))
        font.setPointSizeF(points)
        font.setBold(bold)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return QFont(font, self._ruler)

    def _paint_heading(self, painter: QPainter) -> None:
        area = QRectF(self.body.left(), _MARGIN, self.body.width(), _HEADING - 3 * _MM)
        self._put(painter, area, self.page.company, Qt.AlignmentFlag.AlignLeft, 10.5, bold=True)
        self._put(painter, area, self.page.title, Qt.AlignmentFlag.AlignRight, 9)
        painter.setPen(QPen(QColor("#000000"), 0.3 * _MM))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _paint_footing(self, painter: QPainter, index: int) -> None:
        area = QRectF(self.body.left(), self.body.bottom() + 2 * _MM, self.body.width(), _FOOTING - 2 * _MM)
        number = f"第 {index + 1} 页 / 共 {self.pages} 页"
        self._put(painter, area, self.page.note, Qt.AlignmentFlag.AlignLeft, 8.5)
        self._put(painter, area, number, Qt.AlignmentFlag.AlignRight, 8.5)

    def _put(
        self,
        painter: QPainter,
        area: QRectF,
        text: str,
        side: Qt.AlignmentFlag,
        points: float,
        *,
        bold: bool = False,
    ) -> None:
        painter.setFont(self._pixel_font(points, bold=bold))
        painter.setPen(QColor("#000000"))
        painter.drawText(area, int(side | Qt.AlignmentFlag.AlignVCenter), text)

    def _pixel_font(self, points: float, *, bold: bool) -> QFont:
        """The painter's own resolution differs per target, so the size is given in units of the paper."""
        font = self._font(points, bold=bold)
        font.setPixelSize(round(points / 72 * _DPI))
        return font


Printable: TypeAlias = PrintedDocument | PrintedPage | TransferForm | FormPage


def preview_pages(document: Printable, dpi: int = 110) -> list[QImage]:
    """Every page as a picture, white paper, for the preview.

    Painted larger and scaled down: a bold that the font lacks is made by thickening strokes, which clogs small ones.
    """
    document = _document(document)
    scale = dpi * _FINER / _DPI
    pictures = []
    for index in range(document.pages):
        picture = QImage(
            round(document.paper.width() * scale),
            round(document.paper.height() * scale),
            QImage.Format.Format_RGB32,
        )
        picture.fill(QColor("#ffffff"))
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        document.paint(painter, index)
        painter.end()
        size = picture.size() / _FINER
        smooth = Qt.TransformationMode.SmoothTransformation
        pictures.append(picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth))
    return pictures


def pdf_bytes(document: Printable) -> bytes:
    """The pages as PDF with text that can be selected and searched."""
    document = _document(document)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(document.page.title)
    writer.setCreator("ipdesk")
    _paint_all(document, writer, writer.resolution())
    buffer.close()
    return bytes(content.data())


def write_pdf(document: Printable, path: Path) -> Path:
    """Write the PDF whole or not at all; also from the command line, without a window. Errors: ``OSError``."""
    if QGuiApplication.instance() is None:
        application = QGuiApplication([sys.argv[0], "-platform", "offscreen"])
        content = pdf_bytes(document)
        del application
    else:
        content = pdf_bytes(document)
    return write_beside(Path(path), content)


def transfer_page(form: TransferForm) -> PrintedPage:
    """The 项目移交申请单 as a page to print (3.5.5)."""
    title = f"项目移交申请单 {form.number}".strip()
    return PrintedPage(title, transfer_html(form), company=form.company, note="依据：服务标准 3.5.5")


def form_page(form: FormPage) -> PrintedPage:
    """A form made of plain values as a page to print."""
    return PrintedPage(form.title, form.html, form.landscape, form.company, form.note)


def print_document(document: Printable, parent: QWidget | None = None) -> bool:
    """Ask for a printer and print. False when the person changed their mind."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    from PySide6.QtWidgets import QDialog

    document = _document(document)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(document.page.title)
    printer.setPageLayout(document.page_layout())
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, document.pages)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    first, last = printer.fromPage() or 1, printer.toPage() or document.pages
    printer.setFullPage(True)
    _paint_all(document, printer, printer.resolution(), range(first - 1, min(last, document.pages)))
    return True


def _paint_all(
    document: PrintedDocument, device: QPagedPaintDevice, resolution: int, pages: range | None = None
) -> None:
    device.setPageLayout(document.page_layout())
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(f"the paint device for {document.page.title} could not be opened")
    scale = resolution / _DPI
    for count, index in enumerate(pages if pages is not None else range(document.pages)):
        if count:
            device.newPage()
        painter.save()
        painter.scale(scale, scale)
        document.paint(painter, index)
        painter.restore()
    painter.end()


def _document(document: Printable) -> PrintedDocument:
    if isinstance(document, TransferForm):
        document = transfer_page(document)
    elif isinstance(document, FormPage):
        document = form_page(document)
    return document if isinstance(document, PrintedDocument) else PrintedDocument(document)


def _slices(text: QTextDocument, height: float) -> list[_Slice]:
    """Cut the text into pages between rows and paragraphs, as late as fits; only what is taller is cut through."""
    end = text.documentLayout().documentSize().height()
    cuts = [*_cuts(text, height), _Cut(end)]
    slices: list[_Slice] = []
    start = _Cut(0.0)
    while start.at < end - 1:
        room = start.at + height - (start.head_bottom - start.head_top)
        fitting = [cut for cut in cuts if start.at + 1 < cut.at <= room]
        stop = fitting[-1] if fitting else _Cut(min(room, end), start.head_top, start.head_bottom)
        slices.append(_Slice(start.at, stop.at, start.head_top, start.head_bottom))
        start = stop
    return slices or [_Slice(0.0, end)]


def _cuts(text: QTextDocument, height: float) -> list[_Cut]:
    """Where pages of this height may end: before a paragraph or a table row; never after a heading or a table's head,
    nor within a short table.
    """
    layout = text.documentLayout()
    found: list[_Cut] = []
    kept = False
    iterator = text.rootFrame().begin()
    while not iterator.atEnd():
        frame, block = iterator.currentFrame(), iterator.currentBlock()
        if isinstance(frame, QTextTable):
            cuts = _row_cuts(frame, layout, kept=kept)
            short = layout.frameBoundingRect(frame).height() <= height * _WHOLE
            found.extend(cuts[: 0 if kept else 1] if short else cuts)
            kept = False
        elif block.isValid() and block.text():
            # The empty paragraph that follows every table is laid out beside its last row: no place to cut.
            if not kept:
                found.append(_Cut(layout.blockBoundingRect(block).top()))
            kept = block.blockFormat().headingLevel() > 0
        iterator += 1
    return found


def _row_cuts(table: QTextTable, layout: QAbstractTextDocumentLayout, *, kept: bool) -> list[_Cut]:
    tops = [_row_top(table, row, layout) for row in range(table.rows())]
    heads = table.format().toTableFormat().headerRowCount()
    first_line = tops[0] - _DPI / _CSS_DPI  # the head's upper rule lies above its cells
    first = [] if kept else [_Cut(first_line)]
    if heads >= len(tops):
        return first
    # The row after the head stays with it; the rows after that repeat the head on a new page.
    repeated = (first_line, tops[heads]) if heads else (0.0, 0.0)
    return first + [_Cut(top, *repeated) for top in tops[heads + 1 :]]


def _row_top(table: QTextTable, row: int, layout: QAbstractTextDocumentLayout) -> float:
    padding = table.format().toTableFormat().cellPadding() * _DPI / _CSS_DPI
    cells = (table.cellAt(row, column) for column in range(table.columns()))
    tops = [layout.blockBoundingRect(cell.firstCursorPosition().block()).top() for cell in cells]
    return min(tops) - padding


def _families() -> tuple[str, ...]:
    """The fonts in the wanted order, those that are there first."""
    there = set(QFontDatabase.families())
    return tuple(sorted(FONTS, key=lambda name: (name not in there, FONTS.index(name))))
