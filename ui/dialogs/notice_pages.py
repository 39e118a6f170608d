"""The pages of a notice in a package, before it is taken over; what Qt can't show goes to the system's viewer."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QImageReader, QKeySequence, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.dialogs.base import take_wanted_size
from ui.failures import told

if TYPE_CHECKING:
    from ipdesk.services.notice_import import Proposal, ProposalRow
    from ui.context import Desk


class NoticePages(QDialog):
    """One page at a time, as wide as the window; PgUp and PgDn turn."""

    def __init__(self, desk: Desk, proposal: Proposal, row: ProposalRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._proposal = desk, proposal
        self._files = row.notice.pages or row.notice.texts
        self._at = 0
        self._content = b""
        self._image: QImage | None = None
        self.setWindowTitle(row.name)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = QLabel(self)
        self.page = QLabel(self)
        self.area = QScrollArea(self)
        self.before = QPushButton(self.tr("上一页"), self)
        self.after = QPushButton(self.tr("下一页"), self)
        self.outside = QPushButton(self.tr("用系统程序打开"), self)
        self._lay_out()
        take_wanted_size(self)
        self._show(0)

    def sizeHint(self) -> QSize:
        return QSize(760, 860)

    def _lay_out(self) -> None:
        self.page.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.page.setWordWrap(True)
        self.page.setTextFormat(Qt.TextFormat.PlainText)
        self.page.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.area.setObjectName("panel")
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.page)
        self.area.setAccessibleName(self.tr("通知书页面"))
        self.place.setObjectName("quiet")
        close = QPushButton(self.tr("关闭"), self)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, run in (
            (self.before, lambda: self._show(self._at - 1)),
            (self.after, lambda: self._show(self._at + 1)),
            (self.outside, self.open_outside),
            (close, self.accept),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(run)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.place, 1)
        row.addWidget(self.outside)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(self.area, 1)
        column.addLayout(row)
        for key, step in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, -1)):
            QShortcut(QKeySequence(key), self, lambda step=step: self._show(self._at + step))

    def _show(self, at: int) -> None:
        """Read a page beside the window."""
        from shiboken6 import Shiboken

        if not 0 <= at < len(self._files):
            return
        self._at = at
        name, proposal = self._files[at], self._proposal
        self.before.setEnabled(at > 0)
        self.after.setEnabled(at + 1 < len(self._files))
        shown = PurePosixPath(name).name
        self.place.setText(self.tr("{at} / {count}　{name}").format(at=at + 1, count=len(self._files), name=shown))

        def read() -> bytes:
            from ipdesk.services.notice_import import member_bytes

            return member_bytes(proposal, name)

        def arrived(content: bytes) -> None:
            if Shiboken.isValid(self) and self._at == at:
                self._content = content
                self._draw(name)

        def failed(error: BaseException) -> None:
            if Shiboken.isValid(self):
                self._image = None
                self.page.setText(told(error))

        self._desk.runner.read(read, arrived, failed)

    def _draw(self, name: str) -> None:
        self._image = None
        if name.lower().endswith(".xml"):
            self.page.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.page.setText(_plain_xml(self._content))
            return
        self._image = image_of(self._content)
        if self._image is None:
            self.page.setText(self.tr("这一页不能在这里显示，请用系统程序打开。"))
        else:
            self._fit()

    def _fit(self) -> None:
        if self._image is not None:
            width = max(200, self.area.viewport().width() - 4)
            ratio = self.devicePixelRatioF()
            mode = Qt.TransformationMode.SmoothTransformation
            drawn = QPixmap.fromImage(self._image.scaledToWidth(int(width * ratio), mode))
            drawn.setDevicePixelRatio(ratio)
            self.page.setPixmap(drawn)

    def open_outside(self) -> None:
        """A copy for the system's viewer; changing it changes nothing here."""
        from ipdesk.errors import UserError
        from ipdesk.services.papers import safe_name

        name = PurePosixPath(self._files[self._at]).name
        try:
            folder = Path(tempfile.mkdtemp(prefix="ipdesk-page-"))
            path = folder / safe_name(name)
            path.write_bytes(self._content)
        except OSError as error:
            self._desk.show_failure(UserError("attachment.unwritable", name=name, reason=error.strerror or error))
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._desk.say(self.tr("系统没有能打开它的程序，文件在 {path}").format(path=path))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def image_of(content: bytes) -> QImage | None:
    """A page as a picture, None where this Qt can't read it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    image = reader.read()
    del reader  # before the buffer it reads from
    return None if image.isNull() else image


def _plain_xml(content: bytes) -> str:
    """The filled-in fields of a text, one a line."""
    from ipdesk.services.notice_import import text_lines

    return "\n".join(text_lines(content))
