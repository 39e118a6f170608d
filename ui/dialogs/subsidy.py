"""Subsidies (3.2.6): the salesperson is told on the day it opens, the enterprise gets its papers before it closes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.dialogs.base import AskDialog
from ui.dialogs.first_call import contact_words, whose

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import AttachmentRow, MatterView
    from ui.context import Desk


class _MailDialog(AskDialog):
    """A mail that is a step: says to whom, takes a remark, opens the draft when it is written."""

    def __init__(self, desk: Desk, view: MatterView, title: str, go: str, parent: QWidget | None) -> None:
        super().__init__(desk, f"{title}（{view.row.number}）", go, parent)
        self._view = view
        self.form.addRow(whose(view, self))
        closes = closing_day(view)
        if closes:
            self.form.addRow(self.tr("申报截止日"), QLabel(closes, self))
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("附言"))
        self.note.setPlaceholderText(self.tr("写在邮件里的话（可不填）"))

    def open_draft(self, made: Changes) -> None:
        """Show the mail; sending it is the sender's."""
        from ui.mailing import open_mail

        if made.created is not None:
            open_mail(self.desk, made.created)


class NotifySubsidyDialog(_MailDialog):
    """发送申报通知: to the salesperson, who names the enterprise's contact."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, "发送申报通知", "写邮件并记录", parent)
        who = view.row.salesperson or self.tr("（未登记业务员，收件人请在邮件中填写）")
        self.form.addRow(self.tr("收件人"), QLabel(who, self))
        self.form.addRow(self.tr("附言"), self.note)
        words = QLabel(self.tr("业务员提供企业联系人；资料由流程部填报后发给企业，由企业自行提交。"), self)
        words.setObjectName("quiet")
        words.setWordWrap(True)
        self.form.addRow(words)
        self.note.setFocus()

    def submit(self) -> None:
        from ipdesk.services.subsidies import notify_subsidy

        matter, note = self._view.id, self.note.text()
        self.run(lambda office, act: notify_subsidy(office, act, matter, note), self.open_draft)


class PrepareSubsidyDialog(_MailDialog):
    """资助资料已发企业: the papers of the matter that go along, all chosen at first."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, "资助资料发给企业", "写邮件并记录", parent)
        who = contact_words(view) or self.tr("（还没有联系人，收件人请在邮件中填写）")
        self.form.addRow(self.tr("收件人"), QLabel(who, self))
        self.boxes: dict[int, QCheckBox] = {}
        self.holder = QWidget(self)
        self._column = QVBoxLayout(self.holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.empty = QLabel(self.tr("还没有附件。先添加填报好的资料，再发给企业。"), self.holder)
        self.empty.setProperty("tone", "near")
        self.empty.setWordWrap(True)
        self._column.addWidget(self.empty)
        self.add = QPushButton(self.tr("添加文件…"), self.holder)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self.choose_files)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.form.addRow(self.tr("随信资料"), self.holder)
        self.form.addRow(self.tr("附言"), self.note)
        self._show(view.attachments)
        self.note.setFocus()

    def _show(self, papers: Sequence[AttachmentRow]) -> None:
        """A box for each paper of the matter that has none yet."""
        for paper in papers:
            if paper.id not in self.boxes:
                box = QCheckBox(paper.name, self.holder)
                box.setChecked(True)
                self._column.insertWidget(self._column.count() - 1, box)
                self.boxes[paper.id] = box
        self.empty.setVisible(not self.boxes)
        self.go.setEnabled(bool(self.boxes))

    def choose_files(self) -> None:
        """Keep files with the matter, so that they can go along."""
        names, _kind = QFileDialog.getOpenFileNames(self, self.tr("添加文件"))
        for name in names:
            self.keep(Path(name))

    def keep(self, path: Path) -> None:
        """Keep one file with the matter and offer it here."""
        from shiboken6 import Shiboken

        from ipdesk.services.attachments import attach, attachments

        office, act, matter = self.desk.office, self.desk.act(), self._view.id
        if office is None:
            return

        def kept(_made: object) -> None:
            self.desk.runner.read(
                lambda: attachments(office, [matter]),
                lambda found: self._show(found) if Shiboken.isValid(self) else None,
            )

        self.desk.runner.write(lambda: attach(office, act, matter, path), kept)

    def submit(self) -> None:
        from ipdesk.services.subsidies import prepare_subsidy

        chosen = [paper_id for paper_id, box in self.boxes.items() if box.isChecked()]
        matter, note = self._view.id, self.note.text()
        self.run(lambda office, act: prepare_subsidy(office, act, matter, chosen, note), self.open_draft)


def closing_day(view: MatterView) -> str:
    """The closing date of the last 资助可申请 that counts, as ISO text."""
    opened = [event for event in view.events if event.name == "subsidy_opened" and not event.revoked]
    return opened[-1].data.get("closes", "") if opened else ""
