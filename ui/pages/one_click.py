"""One click that finishes a due item: its fulfilling event, today, about the same thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipdesk.text import label
from ui.pages.due_lines import Line

if TYPE_CHECKING:
    from ui.context import Desk


def record_step(desk: Desk, line: Line) -> None:
    """Record what fulfils ``line`` with today's date; it can be undone like every act."""
    from ipdesk.services.events import RecordEvent, record_event

    office, act = desk.office, desk.act()
    if office is None or line.step is None or line.matter_id is None:
        return
    event = RecordEvent(line.matter_id, line.step, act.today, about=line.about)
    said = f"{line.number} 已记录「{label('event', line.step)}」"

    def done(_changes: object) -> None:
        desk.say(said)

    desk.runner.write(lambda: record_event(office, act, event), done)
