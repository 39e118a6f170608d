"""What a page is handed: the office, who sits here, the day, and the ways to ask, tell and go somewhere."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ipdesk import config
from ui.changes import ChangeFeed
from ui.runner import Runner

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Changes, Office

_log = logging.getLogger(__name__)


class Desk(QObject):
    """Handed to every page's constructor. ``office`` is None until one is open; pages are shown afterwards."""

    said = Signal(str, object)  # a sentence, and the act that can be undone (or None)
    failure = Signal(object)
    wanted = Signal(int)  # a matter to be shown
    view_wanted = Signal(str, object)  # a view (``fee_sheet``), and the place in it (a week, a month) or None
    office_changed = Signal()
    person_changed = Signal()
    today_changed = Signal()

    def __init__(self, today: date, settings: config.Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.office: Office | None = None
        self.today = today
        self.person: int | None = None
        self.settings = settings or config.Settings()
        self.keeps_settings = True
        self.runner = Runner(self)
        self.changes = ChangeFeed(self)
        self._fresh: int | None = None
        self._spoken = False
        self.runner.wrote.connect(self._wrote)
        self.runner.settled.connect(self._settled)
        self.runner.failed.connect(self.failure)

    # -- the office -----------------------------------------------------------------------------------

    def set_office(self, office: Office | None) -> None:
        """Show another office; the person who sat here when it was open last sits here again."""
        self.office = office
        self.person = self.settings.person.get(office.url) if office is not None else None
        self.office_changed.emit()
        self.person_changed.emit()

    def set_person(self, person: int | None) -> None:
        """Whoever records something from now on."""
        self.person = person
        if self.office is not None and person is not None:
            self.keep(self.settings.with_person(self.office.url, person))
        self.person_changed.emit()

    def set_today(self, today: date) -> None:
        """A new day began while the window was open."""
        if today != self.today:
            self.today = today
            self.today_changed.emit()

    def act(self) -> Act:
        """Who does it, when, and the day taken as today: for one use case."""
        from ipdesk.services.office import Act

        return Act(by=self.person, at=datetime.now(UTC), today=self.today)

    # -- telling --------------------------------------------------------------------------------------

    def say(self, text: str) -> None:
        """Tell what was done; after a write the undo of it is offered beside."""
        self._spoken = True
        self.said.emit(text, self._fresh)

    def show_failure(self, error: BaseException) -> None:
        """Tell a failure in one sentence; a bug's details fold out."""
        self.failure.emit(error)

    def navigate(self, matter_id: int) -> None:
        """Show a matter in its department."""
        self.wanted.emit(matter_id)

    def show_view(self, key: str, place: object = None) -> None:
        """Show one of ``ui.views``; ``place`` is handed to its ``show_place``."""
        self.view_wanted.emit(key, place)

    def _wrote(self, changes: Changes) -> None:
        self._fresh, self._spoken = getattr(changes, "act", None), False
        if getattr(changes, "kinds", None):
            self.changes.happened.emit(changes)

    def _settled(self, changes: Changes) -> None:
        says = getattr(changes, "says", "")
        if says and not self._spoken:
            self.say(says)
        self._fresh = None

    # -- remembering ----------------------------------------------------------------------------------

    def recall(self, key: str) -> str:
        """What a screen remembered on this workstation; empty when nothing."""
        return self.settings.window.get(key, "")

    def remember(self, key: str, value: str) -> None:
        """Keep a screen's string for the next start."""
        if self.recall(key) != value:
            self.keep(self.settings.with_window(key, value))

    def keep(self, settings: config.Settings) -> None:
        """Take over and store settings; a workstation that can't store them still works."""
        self.settings = settings
        if not self.keeps_settings:
            return
        try:
            config.save(settings)
        except OSError as error:
            _log.warning("settings were not stored: %s", error)
