"""The last two steps of a complaint have dialogs of their own: closing asks why and how, the report is a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ipdesk.domain.matters import Kind

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


def _close(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    def show(complaint: ComplaintView) -> None:
        from ui.dialogs.complaint_steps import CloseDialog

        CloseDialog(desk, complaint, parent).open()

    return _with_complaint(desk, view, show)


def _report(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    def show(complaint: ComplaintView) -> None:
        from ui.dialogs.complaint_report import ReportDialog

        ReportDialog(desk, complaint, parent).open()

    return _with_complaint(desk, view, show)


def _with_complaint(desk: Desk, view: MatterView, show: Callable[[ComplaintView], object]) -> bool:
    """Read the complaint whole, then go on; False for a matter that is none."""
    office = desk.office
    if office is None or view.row.kind is not Kind.COMPLAINT:
        return False

    def read() -> ComplaintView:
        from ipdesk.services.complaint_lists import complaint_view

        return complaint_view(office, view.id)

    desk.runner.read(read, show)
    return True


COMPLAINT_OPENERS: Mapping[str, Callable[[Desk, MatterView, QWidget, str | None], bool]] = {
    "complaint_closed": _close,
    "report_written": _report,
}
