"""What will be printed, page by page, before it is: then print or PDF."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.printing import PrintedDocument, PrintedPage, preview_pages, print_document, write_pdf

_ZOOMS = (60, 80, 100, 130, 170)
_DPI = 96


class PageStrip(QScrollArea):
    """The pages one under another on a quiet ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: PrintedDocument | None = None
        self._zoom = 80
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(self.tr("打印预览"))
        self.setObjectName("pageStrip")
        self.images: list[QImage] = []

    @property
    def document(self) -> PrintedDocument | None:
        """What is shown."""
        return self._document

    def show_page(self, page: PrintedPage | None) -> None:
        """Lay a page out and show it; None shows nothing."""
        self._document = PrintedDocument(page) if page is not None else None
        self._paint()

    def set_zoom(self, percent: int) -> None:
        """Show the pages at another size."""
        self._zoom = percent
        self._paint()

    def _paint(self) -> None:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(16)
        ratio = self.devicePixelRatioF()
        self.images = preview_pages(self._document, round(_DPI * self._zoom / 100 * ratio)) if self._document else []
        for number, image in enumerate(self.images, 1):
            image.setDevicePixelRatio(ratio)
            page = QLabel(inner)
            page.setPixmap(QPixmap.fromImage(image))
            page.setObjectName("paper")
            page.setAccessibleName(self.tr("第 {number} 页").format(number=number))
            column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setWidget(inner)


class PrintPreview(QDialog):
    """Preview of one document with 打印 and 存为 PDF."""

    def __init__(self, page: PrintedPage, parent: QWidget | None = None, proposed: str = "") -> None:
        super().__init__(parent)
        self._proposed = proposed or f"{page.title}.pdf"
        self.setWindowTitle(self.tr("打印预览 — {title}").format(title=page.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.strip = PageStrip(self)
        self._zoom = _ZOOMS.index(60 if page.landscape else 80)  # so that the width fits the dialog
        self.strip.set_zoom(_ZOOMS[self._zoom])
        self.strip.show_page(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self._buttons())
        layout.addWidget(self.strip, 1)

    def sizeHint(self) -> QSize:
        return QSize(960, 720)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(QLabel(self.tr("共 {count} 页").format(count=len(self.strip.images)), self))
        smaller, larger = QPushButton("－", self), QPushButton("＋", self)
        for button, words, step in ((smaller, self.tr("缩小"), -1), (larger, self.tr("放大"), 1)):
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, by=step: self._zoom_by(by))
            row.addWidget(button)
        row.addStretch(1)
        pdf = QPushButton(self.tr("存为 PDF…"), self)
        pdf.setAutoDefault(False)
        pdf.clicked.connect(self._save)
        do_print = QPushButton(self.tr("打印…"), self)
        do_print.setDefault(True)
        do_print.setProperty("primary", True)
        do_print.clicked.connect(self._print)
        row.addWidget(pdf)
        row.addWidget(do_print)
        return row

    def _zoom_by(self, step: int) -> None:
        self._zoom = min(len(_ZOOMS) - 1, max(0, self._zoom + step))
        self.strip.set_zoom(_ZOOMS[self._zoom])

    def _print(self) -> None:
        if self.strip.document is not None:
            print_document(self.strip.document, self)

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("存为 PDF"), self._proposed, self.tr("PDF 文件 (*.pdf)"))
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> bool:
        """Write the PDF; a failure of the disk is said with the way out. True when it was written."""
        return save_pdf(self.strip.document, path, self)


def save_pdf(document: PrintedDocument | None, path: Path, parent: QWidget) -> bool:
    """Write a PDF whole or not at all and say so when that failed."""
    if document is None:
        return False
    try:
        write_pdf(document, path)
    except OSError as error:
        QMessageBox.warning(
            parent,
            parent.tr("未能保存"),
            parent.tr("无法写入 {path}（{why}）。请换一个文件夹，或先关闭正在使用它的程序。").format(
                path=path, why=error.strerror or error
            ),
        )
        return False
    return True
