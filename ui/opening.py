"""Opening an office beside the window: the libraries, the database, the calendar, the rules, the day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.quick_import import quick_imports

_LATER = 1500  # milliseconds: the first page is filled before anything else is read

if TYPE_CHECKING:
    from ipdesk.services.office import Changes, Office
    from ui.context import Desk


def database_for(desk: Desk, url: str | None) -> str | None:
    """Which database a start opens: the one asked for, the last one, the usual one; None means first run."""
    if url:
        return url
    last = desk.settings.database
    if last and ("://" in last or Path(last).exists()):
        return last
    from ipdesk.paths import default_database

    usual = default_database()
    return str(usual) if usual.exists() else None


def open_in(
    desk: Desk,
    url: str,
    *,
    create: bool,
    then: Callable[[], object] | None = None,
    failed: Callable[[BaseException], object] | None = None,
) -> None:
    """Open ``url`` in the writing lane and show it; on failure what was open stays."""

    def opened(office: Office) -> None:
        before = desk.office
        desk.keep(desk.settings.with_database(office.url))
        desk.set_office(office)
        if before is not None:
            desk.runner.read(before.close)  # after every read that still uses it
        QTimer.singleShot(_LATER, desk, lambda: _catch_up(desk, office))
        if then is not None:
            then()

    desk.runner.write(lambda: _open(url, create=create), opened, failed)


def _open(url: str, *, create: bool) -> Office:
    with quick_imports():
        from ipdesk.services.office import open_office

        office = open_office(url, create=create)
        import ipdesk.services.listing
        import ipdesk.services.today  # noqa: F401 - imported here, beside the window
    _ = office.calendar, office.rulebook
    return office


def _catch_up(desk: Desk, office: Office) -> None:
    """What the passing of days moved: asked for once the first page stands."""
    if desk.office is not office:
        return
    act = desk.act()

    def work() -> Changes:
        with quick_imports():
            from ipdesk.services.docket import catch_up
        return catch_up(office, act)

    desk.runner.write(work)
