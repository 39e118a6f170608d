"""完成辅导: what was explained (3.1.5, 3.3.4), and the template paper that goes to the client with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from ipdesk.domain.checklists import Moment
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.first_call import add_steps, changed_ticks, steps_at, whose
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import MatterView
    from ipdesk.services.template_papers import TemplatePaper
    from ui.context import Desk


class CoachingDialog(AskDialog):
    """The list, the day, and 发送模板: ticked where a paper is at hand, so that Enter does it all."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"完成辅导（{view.row.number}）", "记录辅导", parent)
        self._view = view
        self.form.addRow(whose(view, self))
        steps = steps_at(view, Moment.COACHING)
        self.rows = add_steps(self, tuple(item for item in steps if not item.sends))
        self._sends = next((item for item in steps if item.sends), None)
        self.on = DateField(desk.today, self.tr("辅导日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("辅导日期"), self.on)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setPlaceholderText(self.tr("辅导情况（可不填）"))
        self.form.addRow(self.tr("说明"), self.note)
        self.send = QCheckBox(self.tr("给客户写邮件，附资料模板"), self)
        self.send.setVisible(self._sends is not None)
        self.send.setEnabled(False)
        self.hint = QLabel(self)
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.hint.hide()
        if self._sends is not None:
            self.form.addRow(self.tr("发送模板"), self.send)
            self.form.addRow("", self.hint)
            self._read()
        take_wanted_size(self)
        self.note.setFocus()

    def _read(self) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.template_papers import template_papers

        office = self.desk.office
        if office is None:
            return

        def arrived(found: tuple[TemplatePaper, ...]) -> None:
            if Shiboken.isValid(self):
                self._known(found)

        self.desk.runner.read(lambda: template_papers(office), arrived)

    def _known(self, found: tuple[TemplatePaper, ...]) -> None:
        """Offer the paper; what was sent before is not offered again by itself."""
        item = self._sends
        if item is None:
            return
        paper = next((one for one in found if one.code == item.sends), None)
        current = paper.current if paper is not None else None
        if paper is None or current is None:
            title = paper.title if paper is not None else item.text
            self.hint.setText(self.tr("还没有“{title}”，请先在“资料模板”中选择文件。").format(title=title))
            self.hint.show()
            return
        words = self.tr("给客户写邮件，附“{title}”第 {version} 版").format(title=paper.title, version=current.number)
        self.send.setText(words)
        self.send.setEnabled(True)
        self.send.setChecked(not item.done)
        if item.done:
            self.hint.setText(self.tr("已发过：{who}").format(who=item.done_by or self.tr("已勾选")))
            self.hint.show()

    def submit(self) -> None:
        from ipdesk.services.first_call import Coaching, record_coaching
        from ui.mailing import open_mail

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写辅导日期。"))
            return
        code = self._sends.sends if self._sends is not None and self.send.isChecked() else ""
        coaching = Coaching(
            self._view.id, on, changed_ticks(self.rows), self.note.text(), code, expected_version=self._view.version
        )
        desk = self.desk

        def done(made: Changes) -> None:
            if made.created is not None:
                open_mail(desk, made.created)

        self.run(lambda office, act: record_coaching(office, act, coaching), done)
