"""What is in the window: tabs, search, one page at a time, the status line; built before any service is imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.actions import enable_office_actions, fill_menu, make_actions
from ui.failures import FailureBar
from ui.shell import TABS, TITLE
from ui.status_line import StatusLine
from ui.views import BY_KEY, DEPARTMENTS, tab_of
from ui.widgets.complaint_strip import ComplaintStrip
from ui.widgets.tab_strip import TabStrip
from ui.widgets.toast import Toast
from ui.widgets.view_strip import ViewStrip

if TYPE_CHECKING:
    from ipdesk.services.office import Changes
    from ui.context import Desk

_BADGES_LATER = 500  # milliseconds: the first page is read before the badges


class Page(Protocol):
    """What every page offers the window."""

    title: str

    def refresh(self) -> None: ...

    def on_changes(self, changes: Changes) -> None: ...


class MainWindow(QWidget):
    """Stands in the shell, or alone. ``page_shown`` carries the tab's key."""

    page_shown = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.pages: dict[str, QWidget] = {}
        self._closed = False
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.tabs = TabStrip([title for _key, title in TABS], self)
        self.tabs.setEnabled(False)
        self.search = QPushButton(self.tr("查找案件、申请号、客户、命令…        Ctrl K"), self)
        self.menu_button = QPushButton("☰", self)
        self.failures = FailureBar(self)
        self.views = ViewStrip(self)
        self.complaints = ComplaintStrip(desk, self)
        self._last_view: dict[str, str] = {}
        self.stack = QStackedWidget(self)
        self.opening = QLabel(self.tr("正在打开…"), self)
        self.status = StatusLine(self)
        self._lay_out()
        self.toast = Toast(self)
        self._connect()
        self._badge_timer = _single_shot(self, 150, self.refresh_badges)

    # -- building -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.search.setObjectName("searchBox")
        self.search.setMinimumWidth(280)
        self.search.setCursor(Qt.CursorShape.PointingHandCursor)
        self.search.setAccessibleName(self.tr("查找（Ctrl+K）"))
        self.menu_button.setProperty("flat", True)
        self.menu_button.setFixedWidth(36)
        self.menu_button.setAccessibleName(self.tr("菜单"))
        self.menu_button.setToolTip(self.tr("菜单（Alt+M）"))
        bar = QWidget(self)
        bar.setObjectName("topBar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.menu_button)
        self.opening.setObjectName("emptyState")
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(self.opening)
        failure = QVBoxLayout()
        failure.setContentsMargins(16, 8, 16, 0)
        failure.addWidget(self.failures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.views)
        column.addWidget(self.complaints)
        column.addLayout(failure)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        from ui.window_actions import WindowActions

        self.deeds = WindowActions(self, self.desk)
        self.actions_by_key = make_actions(self, self.deeds.table())
        menu = QMenu(self)
        fill_menu(menu, self.actions_by_key)
        self.menu_button.setMenu(menu)
        self.search.clicked.connect(self.deeds.find)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.tabs.tabBarClicked.connect(self._go)
        self.views.wanted.connect(lambda key: _focus(self.show_page(key)))
        self.complaints.opened.connect(self.show_complaint)
        self.complaints.all_wanted.connect(lambda: _focus(self.show_page("complaints")))
        self.status.person_wanted.connect(self.deeds.person)
        self.toast.undo.connect(self.deeds.undo_act)
        desk = self.desk
        desk.said.connect(self.toast.say)
        desk.failure.connect(self.failures.tell)
        desk.wanted.connect(self.show_matter)
        desk.view_wanted.connect(self.show_view)
        desk.changes.happened.connect(self._on_changes)
        desk.office_changed.connect(self._office_changed)
        desk.today_changed.connect(self._start_over)
        desk.person_changed.connect(self._person_changed)
        desk.runner.busy_changed.connect(self.status.working.setVisible)
        for place in range(len(TABS)):
            QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self, lambda place=place: self._go(place))
        QShortcut(QKeySequence("Alt+M"), self, self.menu_button.showMenu)

    # -- pages ----------------------------------------------------------------------------------------

    def current_key(self) -> str:
        """The tab chosen."""
        return TABS[max(0, self.tabs.currentIndex())][0]

    def current_page(self) -> QWidget | None:
        """The page shown, None while none is."""
        widget = self.stack.currentWidget()
        return None if widget is self.opening else widget

    def show_page(self, key: str) -> QWidget:
        """Show a view (``patent``, ``patent/follow_up``), made the first time it is wanted."""
        place = [name for name, _title in TABS].index(tab_of(key))
        if self.tabs.currentIndex() != place:
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(place)
            self.tabs.blockSignals(False)
        page = self.pages.get(key)
        if page is None:
            page = self.pages[key] = BY_KEY[key].make(self.desk, self.stack)
            self.stack.addWidget(page)
        self._last_view[tab_of(key)] = key
        self.views.show_key(key)
        self.stack.setCurrentWidget(page)
        self.tabs.update()
        self.desk.remember("window/tab", key)
        self.page_shown.emit(key)
        return page

    def show_view(self, key: str, place: object = None) -> None:
        """Show a view with the keyboard in it, at a place of its own (a week, a month) where one is named."""
        page = self.show_page(key)
        go = getattr(page, "show_place", None)
        if place is not None and go is not None:
            go(place)
        _focus(page)

    def _view_of(self, tab: str) -> str:
        """The view looked at last behind a tab."""
        return self._last_view.get(tab, tab)

    def show_complaint(self, matter_id: int) -> None:
        """Show a complaint behind its own tab (4)."""
        cast("_Department", self.show_page("complaints")).show_matter(matter_id)

    def show_matter(self, matter_id: int) -> None:
        """Show a matter in the tab of its department; a complaint behind the tab of complaints."""
        from ipdesk.domain.matters import Kind
        from ipdesk.services.listing import matter_rows

        office, today = self.desk.office, self.desk.today
        if office is None:
            return

        def found(rows: tuple[object, ...]) -> None:
            if not rows:
                from ipdesk.errors import UserError

                self.desk.show_failure(UserError("matter.not_found", id=matter_id))
                return
            if getattr(rows[0], "kind", None) is Kind.COMPLAINT:
                self.show_complaint(matter_id)
                return
            page = self.show_page(str(getattr(rows[0], "department", "patent")))
            cast("_Department", page).show_matter(matter_id)

        self.desk.runner.read(lambda: matter_rows(office, today, [matter_id]), found)

    def show_welcome(self) -> None:
        """The page of the first run; the tabs are off while it is shown."""
        page = self.pages.get("welcome")
        if page is None:
            from ui.pages.welcome import WelcomePage

            page = WelcomePage(self.desk, self.stack)
            page.open_wanted.connect(self.deeds.open_database)
            page.ledger_wanted.connect(self.deeds.new_from_ledger)
            self.pages["welcome"] = page
            self.stack.addWidget(page)
        self.tabs.setEnabled(False)
        self.views.hide()
        self.stack.setCurrentWidget(page)

    def _go(self, place: int) -> None:
        if self.tabs.isEnabled():
            _focus(self.show_page(self._view_of(TABS[place][0])))

    def _tab_chosen(self, place: int) -> None:
        if self.desk.office is not None and place >= 0:
            self.show_page(self._view_of(TABS[place][0]))

    # -- the office -----------------------------------------------------------------------------------

    def _office_changed(self) -> None:
        office = self.desk.office
        self._drop_pages()
        enable_office_actions(self.actions_by_key, on=office is not None)
        self.tabs.setEnabled(office is not None)
        self.status.show_office(office, self.desk.today)
        self.complaints.refresh()
        if office is None:
            self.stack.setCurrentWidget(self.opening)
            return
        wanted = self.desk.recall("window/tab")
        _focus(self.show_page(wanted if wanted in BY_KEY else "today"))
        QTimer.singleShot(_BADGES_LATER, self._badge_timer, self._badge_timer.start)

    def _start_over(self) -> None:
        """A new day: everything shown is read again."""
        if self.desk.office is not None:
            key = self._view_of(self.current_key())
            self._drop_pages()
            self.show_page(key)
            self.status.show_office(self.desk.office, self.desk.today)
            self.complaints.refresh()
            self._badge_timer.start()

    def _drop_pages(self) -> None:
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self.pages.clear()

    def _person_changed(self) -> None:
        from ui.status_line import person_name

        self.complaints.refresh()
        if self.desk.office is None or self.desk.person is None:
            self.status.show_person("")
            return
        self.desk.runner.read(lambda: person_name(self.desk), self.status.show_person)

    def _on_changes(self, changes: Changes) -> None:
        for page in list(self.pages.values()):
            cast("Page", page).on_changes(changes)
        self.complaints.on_changes(changes)
        if changes.kinds & {"matters", "events", "due_items", "calendar", "rules"}:
            self._badge_timer.start()
        if "calendar" in changes.kinds:
            self.status.show_office(self.desk.office, self.desk.today)

    def refresh_badges(self) -> None:
        """Count again what is late behind each tab."""
        from ipdesk.services.listing import counters

        office, today = self.desk.office, self.desk.today
        if office is None:
            return

        def count() -> list[tuple[int, int]]:
            return [(c.overdue, c.today) for c in (counters(office, today, name) for name in DEPARTMENTS)]

        self.desk.runner.read(count, self._show_badges)

    def _show_badges(self, found: list[tuple[int, int]]) -> None:
        self.tabs.set_badge(0, sum(late + now for late, now in found))
        for place, (late, _now) in enumerate(found, start=1):
            self.tabs.set_badge(place, late)

    # -- Qt -------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from ui.pages.file_drop import package_of, spreadsheet_of

        data = event.mimeData()
        if self.desk.office is not None and (spreadsheet_of(data) or package_of(data)) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from ui.pages.file_drop import package_of, spreadsheet_of

        path, package = spreadsheet_of(event.mimeData()), package_of(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.deeds.import_ledger(path)
        elif package is not None:
            event.acceptProposedAction()
            self.deeds.import_notices(package)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_down()
        super().closeEvent(event)

    def close_down(self) -> None:
        """Ask everything that runs to stop, wait for it, close the office. Nothing runs afterwards."""
        if self._closed:
            return
        self._closed = True
        for page in self.pages.values():
            page.hide()  # a page remembers its columns when it is hidden
        self._badge_timer.stop()
        self.complaints.close_down()
        self.desk.runner.close()
        if self.desk.office is not None:
            self.desk.office.close()


class _Department(Protocol):
    def show_matter(self, matter_id: int) -> None: ...


def _focus(page: QWidget) -> None:
    """Put the keyboard where the page is worked: its list, where it has one."""
    take = getattr(page, "take_focus", None)
    if take is not None:
        take()
    else:
        page.setFocus()


def _single_shot(parent: QWidget, milliseconds: int, run: Callable[[], object]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(run)
    return timer
