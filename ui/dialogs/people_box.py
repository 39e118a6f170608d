"""The people of the office for a dialog's combo, read beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk


def fill_people(desk: Desk, take: Callable[[Iterable[Person]], object]) -> None:
    """Hand the active people to ``take`` when they are read, unless its dialog is gone by then."""
    from shiboken6 import Shiboken

    from ipdesk.services.people import people

    office, owner = desk.office, getattr(take, "__self__", None)
    if office is None:
        return

    def arrived(found: Iterable[Person]) -> None:
        if owner is None or Shiboken.isValid(owner):
            take(tuple(one for one in found if one.active))

    desk.runner.read(lambda: people(office), arrived)
