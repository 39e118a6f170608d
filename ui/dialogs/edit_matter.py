"""Change a matter's fields; somebody else's change meanwhile is told and nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from ipdesk.errors import StaleVersion
from ui.dialogs.base import AskDialog
from ui.dialogs.matter_fields import MatterFields

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class EditMatterDialog(AskDialog):
    """Only what differs is sent, based on the version that was read."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"修改案件 {view.row.number}", "保存", parent)
        self.setMinimumWidth(560)
        self._view = view
        self._version = view.version
        self.fields = MatterFields(desk, self.form, str(view.row.department), self)
        self.fields.show_view(view)
        self.again = QPushButton(self.tr("仍按我填写的保存"), self)
        self.again.hide()
        self.again.clicked.connect(self._save_over)
        self.buttons.addButton(self.again, self.buttons.ButtonRole.ActionRole)

    def changed(self) -> dict[str, object]:
        """The fields whose value is another than the one read."""
        row, view = self._view.row, self._view
        before: dict[str, object] = {
            "kind": row.kind, "title": row.title, "client": row.client, "applicant": view.applicant,
            "application_number": row.application_number, "filed": row.filed, "granted": row.granted,
            "reduction": view.reduction, "handler_id": row.handler_id, "salesperson_id": view.salesperson_id,
            "note": view.note,
        }  # fmt: skip
        return {name: value for name, value in self.fields.values().items() if value != before[name]}

    def submit(self) -> None:
        from ipdesk.services.matters import change_matter

        problem = self.fields.problem()
        if problem:
            self.refuse(problem)
            return
        fields = self.changed()
        if not fields:
            self.accept()
            return
        version = self._version
        self.run(lambda office, act: change_matter(office, act, self._view.id, version, fields))

    def _failed(self, error: BaseException) -> None:
        super()._failed(error)
        self.again.setVisible(isinstance(error, StaleVersion))

    def _save_over(self) -> None:
        """Take the newest version as the base: only the fields changed here are written."""
        from ipdesk.services.listing import matter_view

        office, today = self.desk.office, self.desk.today
        if office is None:
            return

        def known(view: MatterView) -> None:
            self._version = view.version
            self.again.hide()
            self.submit()

        self.desk.runner.read(lambda: matter_view(office, today, self._view.id), known)
