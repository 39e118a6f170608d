"""Papers asked of the client: what is missing goes out as a mail, what comes in is ticked, the last one completes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from ipdesk.domain.checklists import paper_steps
from ipdesk.services.rows import MatterView
from ipdesk.text import label
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.first_call import add_steps, changed_ticks, whose

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ui.context import Desk


class MaterialsDialog(AskDialog):
    """Enter keeps the ticks; once nothing is missing it also records that the papers are complete."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"客户资料（{view.row.number}）", "保存", parent)
        self._view = view
        recorded = {event.name for event in view.events if not event.revoked}
        self._steps = paper_steps(view.row.kind, recorded)
        self._recorded = self._steps.complete in recorded
        self.form.addRow(whose(view, self))
        items = tuple(item for item in view.checklists if item.papers and not item.gone)
        self.rows = add_steps(self, items, self.tr("备注，如“不适用”"))
        words = QLabel(self.tr("清单内容由本所自定，主管可在“清单模板”中修改；标准只规定时限。"), self)
        words.setObjectName("quiet")
        words.setWordWrap(True)
        self.form.addRow(words)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("邮件附言"))
        self.note.setPlaceholderText(self.tr("写在索要资料邮件里的话（可不填）"))
        self.form.addRow(self.tr("邮件附言"), self.note)
        self.ask = QPushButton(self)
        self.ask.setAutoDefault(False)
        self.ask.clicked.connect(self.request)
        self.buttons.addButton(self.ask, self.buttons.ButtonRole.ActionRole)
        for row in self.rows:
            row.box.toggled.connect(self._counted)
        self._counted()
        take_wanted_size(self)

    @property
    def lacking(self) -> int:
        """How many papers are not ticked."""
        return sum(not row.checked for row in self.rows)

    def _counted(self, _on: bool = False) -> None:
        """The buttons say what they do now."""
        left = self.lacking
        whom = self.tr("业务员") if self._steps.salesperson else self.tr("客户")
        self.ask.setText(self.tr("给{whom}写索要邮件（缺 {count} 项）").format(whom=whom, count=left))
        self.ask.setEnabled(left > 0)
        complete = left == 0 and bool(self.rows) and not self._recorded
        step = label("event", self._steps.complete)
        self.go.setText(self.tr("✓ {step}").format(step=step) if complete else self.tr("保存"))

    def submit(self) -> None:
        from ipdesk.services.client_papers import receive_papers

        ticks, complete = changed_ticks(self.rows), self.lacking == 0 and not self._recorded
        if not ticks and not complete:
            self.reject()
            return
        matter = self._view.id
        self.run(lambda office, act: receive_papers(office, act, matter, ticks, complete=complete))

    def request(self) -> None:
        """Keep the ticks, then write the mail that lists what is still missing, and open it."""
        from ipdesk.services.client_papers import ask_for_papers
        from ui.mailing import open_mail

        ticks, note, matter, desk = changed_ticks(self.rows), self.note.text(), self._view.id, self.desk

        def done(made: Changes) -> None:
            if made.created is not None:
                open_mail(desk, made.created)

        self.run(lambda office, act: ask_for_papers(office, act, matter, note, ticks), done)
