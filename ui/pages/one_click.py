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

    What needs more than a date (a result, a new handler) is asked for in its dialog.
    """
    office, act = desk.office, desk.act()
    matter_id, step = line.matter_id, line.step
    if office is None or step is None or matter_id is None:
        return
    if step == "assigned":
        from ui.dialogs.assign import AssignDialog

        AssignDialog(desk, (matter_id,), window).open()
        return
    kind = office.rulebook.events.get(step)
    if kind is not None and kind.fields:
        _ask(desk, matter_id, step, window)
        return
    from ipdesk.services.events import RecordEvent, record_event

    event = RecordEvent(matter_id, step, act.today, about=line.about)
    desk.runner.write(lambda: record_event(office, act, event))


def _ask(desk: Desk, matter_id: int, step: str, window: QWidget) -> None:
    from ipdesk.services.listing import matter_view

    office, today = desk.office, desk.today

    def show(view: MatterView) -> None:
        from ui.dialogs.record_event import open_record_dialog

        open_record_dialog(desk, view, step, window)

    if office is not None:
        desk.runner.read(lambda: matter_view(office, today, matter_id), show)
