"""The forms of a complaint: the report to the company's owner with its mail (4.3.6), registration, self-criticism."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ipdesk.files.complaint_report import PAGES, ComplaintReport
from ipdesk.files.form_page import FormPage
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.print_preview import PageStrip, save_pdf
from ui.mailing import open_mail
from ui.printing import form_page, pdf_bytes, print_document
from ui.widgets.office_clock import office_now

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView
    from ipdesk.services.complaint_report import ReportMail
    from ui.context import Desk

_TYPING = 400
_NAMES = {"report": "客户投诉处理报告", "sheet": "客户投诉登记表", "criticism": "投诉检讨书"}


@dataclass(frozen=True, slots=True)
class _Read:
    report: ComplaintReport
    mail: ReportMail


class ReportDialog(AskDialog):
    """The chosen form as pages on the right; on the left what is added by hand, and the mail."""

    def __init__(
        self,
        desk: Desk,
        view: ComplaintView,
        parent: QWidget | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(desk, f"报告与表单（{view.row.number}）", "写邮件，报告附上", parent)
        self._view = view
        self._now = now or (lambda: office_now(desk))
        self.report: ComplaintReport | None = None
        self.page: FormPage | None = None
        done = {step.name for step in view.row.steps}
        self.which = QComboBox(self)
        for key, words in _NAMES.items():
            self.which.addItem(words, key)
        self.which.setCurrentIndex(0 if "complaint_closed" in done else 1)
        self.measures = QPlainTextEdit(self)
        self.to, self.cc, self.subject = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.body = QPlainTextEdit(self)
        self.strip = PageStrip(self)
        self.note = QLabel(self)
        self._mailable = "complaint_closed" in done
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TYPING)
        self._timer.timeout.connect(self._show)
        self._lay_out()
        self.which.currentIndexChanged.connect(self._show)
        self.measures.textChanged.connect(self._timer.start)
        take_wanted_size(self)
        self._read()

    def sizeHint(self) -> QSize:
        return QSize(1180, 720)

    # -- building ------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        outer.removeItem(self.form)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        left = QWidget(self)
        left.setFixedWidth(340)
        left.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 0, 0)
        for widget, name in (
            (self.which, self.tr("表单")), (self.measures, self.tr("改进措施（写进报告）")),
            (self.to, self.tr("收件人：老板")), (self.cc, self.tr("抄送：业务员")), (self.subject, self.tr("主题")),
            (self.body, self.tr("正文")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
            self.form.addRow(name, widget)
        self.measures.setTabChangesFocus(True)
        self.measures.setFixedHeight(72)
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(120)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.form.addRow(self.note)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(left)
        row.addWidget(self.strip, 1)
        outer.insertLayout(0, row, 1)
        self.strip.set_zoom(80)
        pdf, do_print = QPushButton(self.tr("存为 PDF…"), self), QPushButton(self.tr("打印…"), self)
        for button, run in ((pdf, self._save), (do_print, self._print)):
            button.setAutoDefault(False)
            button.clicked.connect(run)
            self.buttons.addButton(button, self.buttons.ButtonRole.ActionRole)

    def _read(self) -> None:
        from shiboken6 import Shiboken

        office, act, matter_id = self.desk.office, self.desk.act(), self._view.row.id
        if office is None:
            return

        def read() -> _Read:
            from ipdesk.services.complaint_report import complaint_report, report_mail

            return _Read(complaint_report(office, act, matter_id), report_mail(office, act, matter_id))

        def show(found: _Read) -> None:
            if Shiboken.isValid(self):
                self._filled(found)

        self.desk.runner.read(read, show)

    def _filled(self, found: _Read) -> None:
        self.report = found.report
        for line, text in ((self.to, found.mail.to), (self.cc, found.mail.cc), (self.subject, found.mail.subject)):
            line.setText(text)
            line.setCursorPosition(0)
        self.body.setPlainText(found.mail.body)
        self._show()

    # -- showing -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """Lay the chosen form out again."""
        from dataclasses import replace

        if self.report is None:
            return
        key = str(self.which.currentData())
        report = replace(self.report, measures=self.measures.toPlainText())
        self.page = PAGES[key](report)
        self.strip.show_page(form_page(self.page))
        for widget in (self.measures, self.to, self.cc, self.subject, self.body):
            widget.setEnabled(key == "report")
        self.go.setEnabled(key == "report" and self._mailable)
        words = {
            "report": self.tr("邮件写成草稿，由您发出；同时记录“报告已发”（4.3.6）。")
            if self._mailable
            else self.tr("处理完毕之后才能写报告邮件（4.3.6）；现在可以先看。"),
            "sheet": self.tr("一页登记表，打印后签字存档。"),
            "criticism": self.tr("打印给当事人手写签字，扫描后用“检讨书存档…”保存（4.4.1）。"),
        }
        self.note.setText(words[key])

    # -- going out -------------------------------------------------------------------------------------------

    def submit(self) -> None:
        from ipdesk.services.complaint_report import ReportMail, send_report

        if self.page is None or not self.go.isEnabled():
            return
        self._show()
        matter_id, pdf = self._view.row.id, pdf_bytes(self.page)
        mail = ReportMail(self.to.text(), self.cc.text(), self.subject.text(), self.body.toPlainText())
        desk, at = self.desk, self._now().time()

        def written(changes: object) -> None:
            mail_id = getattr(changes, "created", None)
            if mail_id is not None:
                open_mail(desk, mail_id)

        self.run(lambda office, act: send_report(office, act, matter_id, mail, pdf, at), written)

    def _print(self) -> None:
        if self.strip.document is not None:
            print_document(self.strip.document, self)

    def _save(self) -> None:
        from pathlib import Path

        proposed = f"{self.page.title}.pdf" if self.page is not None else ""
        name, _ = QFileDialog.getSaveFileName(self, self.tr("存为 PDF"), proposed, self.tr("PDF 文件 (*.pdf)"))
        if name:
            save_pdf(self.strip.document, Path(name), self)
