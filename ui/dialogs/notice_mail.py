"""Mails to clients, read over before they are written: notices (标准 3.2.2), annual-fee forms (3.2.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from ipdesk.services.notice_mail import Mailed, NoticeMail
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Office
    from ui.context import Desk


Key = tuple[int, str]


class MailsDialog(AskDialog):
    """One mail per client; with several clients the list on top shows whose mail is being read.

    What is read and what is written is the heirs' business.
    """

    def __init__(self, desk: Desk, title: str, keys: Sequence[Key], parent: QWidget | None = None) -> None:
        super().__init__(desk, title, "写好邮件并记录", parent)
        self._keys = tuple(keys)
        self._mails: list[NoticeMail] = []
        self._shown = -1
        self.go.setProperty("primary", True)
        self.go.setEnabled(False)
        self.only = QPushButton(self.tr("只记录已发出"), self)
        self.only.setAutoDefault(False)
        self.only.setToolTip(self.tr("邮件已用别的方式发出：不写邮件，只记录步骤"))
        self.only.setEnabled(False)
        self.buttons.addButton(self.only, self.buttons.ButtonRole.ActionRole)
        self.only.clicked.connect(lambda: self._run(write=False))
        self.clients = QListWidget(self)
        self.clients.setAccessibleName(self.tr("客户"))
        self.clients.setFixedHeight(4 * (self.fontMetrics().height() + 10))
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.to, self.cc, self.subject = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.body = QPlainTextEdit(self)
        self.files = QLabel(self)
        self.missing = QLabel(self)
        self._lay_out()
        self.clients.currentRowChanged.connect(self._show)
        take_wanted_size(self)
        self._read()

    def sizeHint(self) -> QSize:
        return QSize(760, 640)

    def _lay_out(self) -> None:
        self.form.addRow(self.tr("客户"), self.clients)
        self.form.addRow(self.tr("发出日期"), self.on)
        for words, widget in (
            (self.tr("收件人"), self.to),
            (self.tr("抄送"), self.cc),
            (self.tr("主题"), self.subject),
            (self.tr("正文"), self.body),
            (self.tr("附件"), self.files),
        ):
            widget.setAccessibleName(words)
            self.form.addRow(words, widget)
        self.to.setPlaceholderText(self.tr("邮箱，多个用分号隔开"))
        self.body.setTabChangesFocus(True)
        self.body.setMinimumHeight(240)
        self.files.setObjectName("quiet")
        self.files.setWordWrap(True)
        self.missing.setObjectName("quiet")
        self.missing.setProperty("tone", "near")
        self.missing.setWordWrap(True)
        self.missing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form.addRow("", self.missing)
        column = self.layout()
        if isinstance(column, QVBoxLayout):  # the body takes the room, not the space below the form
            column.setStretch(0, 1)
            column.setStretch(2, 0)

    def read_mails(self, office: Office, act: Act, keys: Sequence[Key]) -> Sequence[NoticeMail]:
        """The mails as they would be written; beside the window."""
        raise NotImplementedError

    def write_mails(self, office: Office, act: Act, mails: Sequence[NoticeMail], on: date, *, write: bool) -> Mailed:
        """Write them and record the step; beside the window."""
        raise NotImplementedError

    def _read(self) -> None:
        from shiboken6 import Shiboken

        office, act, keys = self.desk.office, self.desk.act(), self._keys

        def read(mails: Sequence[NoticeMail]) -> None:
            if Shiboken.isValid(self):
                self._fill(mails)

        def failed(error: BaseException) -> None:
            if Shiboken.isValid(self):
                self._failed(error)
                self.go.setEnabled(False)

        if office is not None:
            self.desk.runner.read(lambda: self.read_mails(office, act, keys), read, failed)

    def _fill(self, mails: Sequence[NoticeMail]) -> None:
        self._mails = list(mails)
        several = len(mails) > 1
        self.form.setRowVisible(self.clients, several)
        for mail in mails:
            self.clients.addItem(f"{mail.client}（{len(mail.keys)} 份）")
        self.clients.setCurrentRow(0)
        if several:
            self.go.setText(self.tr("写好 {count} 封邮件并记录").format(count=len(mails)))
        for button in (self.go, self.only):
            button.setEnabled(bool(mails))
        self.go.setFocus()

    def _show(self, place: int) -> None:
        self._take_typed()
        if not 0 <= place < len(self._mails):
            return
        mail = self._mails[place]
        self._shown = place
        self.to.setText("; ".join(mail.to))
        self.cc.setText("; ".join(mail.cc))
        self.subject.setText(mail.subject)
        self.subject.setCursorPosition(0)
        self.body.setPlainText(mail.body)
        self.files.setText("、".join(name for _, name in mail.files) or self.tr("（没有附件）"))
        self.missing.setText("\n".join(mail.missing))
        self.form.setRowVisible(self.missing, bool(mail.missing))

    def _take_typed(self) -> None:
        """What was typed into the mail that was shown."""
        if 0 <= self._shown < len(self._mails):
            self._mails[self._shown] = replace(
                self._mails[self._shown],
                to=_people(self.to.text()),
                cc=_people(self.cc.text()),
                subject=self.subject.text().strip(),
                body=self.body.toPlainText(),
            )

    def submit(self) -> None:
        self._run(write=True)

    def _run(self, *, write: bool) -> None:
        self._take_typed()
        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        mails, desk = tuple(self._mails), self.desk

        def done(changes: Any) -> None:
            from ui.mailing import open_mails

            if isinstance(changes, Mailed) and changes.mailings:
                open_mails(desk, changes.mailings)

        self.run(lambda office, act: self.write_mails(office, act, mails, on, write=write), done)


class NoticeMailDialog(MailsDialog):
    """Notices to the client, the salesperson in copy (3.2.2)."""

    def __init__(self, desk: Desk, keys: Sequence[Key], parent: QWidget | None = None) -> None:
        super().__init__(desk, "通知书邮件发出", keys, parent)

    def read_mails(self, office: Office, act: Act, keys: Sequence[Key]) -> Sequence[NoticeMail]:
        from ipdesk.services.notice_mail import notice_mails

        return notice_mails(office, act, keys)

    def write_mails(self, office: Office, act: Act, mails: Sequence[NoticeMail], on: date, *, write: bool) -> Mailed:
        from ipdesk.services.notice_mail import mail_notices

        return mail_notices(office, act, mails, on, write=write)


class AnnualMailDialog(MailsDialog):
    """Annual-fee forms to the salesperson, the client in copy (3.2.3)."""

    def __init__(self, desk: Desk, keys: Sequence[Key], parent: QWidget | None = None) -> None:
        super().__init__(desk, "发送年费通知单", keys, parent)

    def read_mails(self, office: Office, act: Act, keys: Sequence[Key]) -> Sequence[NoticeMail]:
        from ipdesk.services.annual_steps import annual_mails

        return annual_mails(office, act, keys)

    def write_mails(self, office: Office, act: Act, mails: Sequence[NoticeMail], on: date, *, write: bool) -> Mailed:
        from ipdesk.services.annual_steps import send_notices

        return send_notices(office, act, mails, on, write=write)


def _people(text: str) -> tuple[str, ...]:
    parts = text.replace("；", ";").replace("，", ";").replace(",", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())
