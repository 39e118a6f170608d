"""A reminder's line in a list: done with one click, taken away with Delete; both can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.due_lines import Line

if TYPE_CHECKING:
    from ui.context import Desk


def finish_line(desk: Desk, line: Line, *, done: bool = True) -> None:
    """The reminder of this line is done (or not, after all)."""
    from ipdesk.services.reminders import finish_reminder

    office, act, reminder = desk.office, desk.act(), line.reminder_id
    if office is not None and reminder is not None:
        desk.runner.write(lambda: finish_reminder(office, act, reminder, done=done))


def remove_line(desk: Desk, line: Line) -> None:
    """Take the reminder of this line away."""
    from ipdesk.services.reminders import remove_reminder

    office, act, reminder = desk.office, desk.act(), line.reminder_id
    if office is not None and reminder is not None:
        desk.runner.write(lambda: remove_reminder(office, act, reminder))
