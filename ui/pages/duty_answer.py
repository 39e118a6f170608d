"""Answering a duty of the office from a screen: done today, nothing to do, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipdesk.services.duties import DutyState
    from ui.context import Desk


def answer_today(desk: Desk, duty: DutyState, answer: str, refused: Callable[[], object]) -> None:
    """Mark ``duty`` with today's date (``done``, ``none``), or take its mark back (``open``); it can be undone.

    ``refused`` is called after a refusal was told: what the screen shows may be out of date.
    """
    from ipdesk.services.duties import mark_duty, unmark_duty

    office, act = desk.office, desk.act()
    if office is None:
        return

    def failed(error: BaseException) -> None:
        desk.show_failure(error)
        refused()

    if answer == "open":
        desk.runner.write(lambda: unmark_duty(office, act, duty.rule, duty.period), None, failed)
    else:
        desk.runner.write(lambda: mark_duty(office, act, duty.rule, duty.period, answer), None, failed)
