"""One click that finishes a due item: its fulfilling event, today, about the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.pages.due_lines import Line

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


def finish_item(desk: Desk, line: Line, window: QWidget) -> None:
    """Record what fulfils ``line`` with today's date; it can be undone like every act.

    The matter is read first: what needs more than a date (a result, a new handler) is asked for in its dialog.
    """
    from ipdesk.services.listing import matter_view

    office, today = desk.office, desk.today
    matter_id, step = line.matter_id, line.step
    if office is None or step is None or matter_id is None:
        return

    def go_on(view: MatterView) -> None:
        from ui.recording import record_step

        record_step(desk, view, step, window, line.about)

    desk.runner.read(lambda: matter_view(office, today, matter_id), go_on)
