"""What the window's actions do: each asks the services beside the window and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog

from ipdesk.errors import UserError
from ui import theme
from ui.opening import open_in
from ui.quick_import import quick_imports

if TYPE_CHECKING:
    from ipdesk.services.rows import Hit
    from ui.context import Desk
    from ui.main_window import MainWindow


class WindowActions(QObject):
    """One method per entry of ``ui.actions``."""

    def __init__(self, window: MainWindow, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk

    def table(self) -> Mapping[str, Callable[[], object]]:
        """The functions by the keys of ``ui.actions.ENTRIES``."""
        return {
            "new_matter": self.new_matter,
            "undo": self.undo,
            "redo": self.redo,
            "find": self.find,
            "filter": self.filter,
            "refresh": self.refresh,
            "import_ledger": self.import_ledger,
            "export_ledger": self.export_ledger,
            "backup": self.backup,
            "transfers": self.transfers,
            "complaint": self.complaint,
            "reminder": self.reminder,
            "templates": self.templates,
            "checklists": self.checklists,
            "filing_fees": self.filing_fees,
            "arrangement": self.arrangement,
            "deadline": self.deadline,
            "people": self.people,
            "person": self.person,
            "theme": self.theme,
            "open": self.open,
            "start": self._window.show_welcome,
            "quit": lambda: self._window.window().close(),
        }

    # -- matters ----------------------------------------------------------------------------------------

    def new_matter(self) -> None:
        """Ask for a new matter, in the department shown."""
        from ui.dialogs.new_matter import NewMatterDialog
        from ui.views import DEPARTMENTS

        key = self._window.current_key()
        dialog = NewMatterDialog(self._desk, key if key in DEPARTMENTS else "patent", self._window)
        dialog.made.connect(self._desk.navigate)
        dialog.open()

    def undo(self) -> None:
        """Reverse the last act of whoever sits here."""
        self._undo(None)

    def undo_act(self, act_id: int) -> None:
        """Reverse this act: the button beside what was just told."""
        self._undo(act_id)

    def _undo(self, act_id: int | None) -> None:
        from ipdesk.services.undo import undo

        office = self._desk.office
        if office is not None:
            act = self._desk.act()
            self._desk.runner.write(lambda: undo(office, act, act_id))

    def redo(self) -> None:
        """Take the last undo back."""
        from ipdesk.services.undo import redo

        office = self._desk.office
        if office is not None:
            act = self._desk.act()
            self._desk.runner.write(lambda: redo(office, act))

    # -- the office's work ------------------------------------------------------------------------------

    def complaint(self) -> None:
        """Write a complaint down while the client is on the phone (4.3.3)."""
        from ui.dialogs.complaint import ComplaintDialog

        if self._desk.office is not None:
            ComplaintDialog(self._desk, self._window).open()

    def reminder(self) -> None:
        """A reminder made by hand."""
        from ui.dialogs.reminder import ReminderDialog

        if self._desk.office is not None:
            ReminderDialog(self._desk, None, self._window).open()

    def templates(self) -> None:
        """The papers the office sends to clients, with their versions (3.1.5, 3.1.9, 3.3.4)."""
        from ui.dialogs.templates import TemplatesDialog

        if self._desk.office is not None:
            TemplatesDialog(self._desk, self._window).open()

    def checklists(self) -> None:
        """The checklists of each kind of matter, to be changed by the heads."""
        from ui.dialogs.checklist_editor import ChecklistEditor

        if self._desk.office is not None:
            ChecklistEditor(self._desk, self._window).open()

    def arrangement(self) -> None:
        """The State Council's days off of a year: paste, look, take over."""
        from ui.dialogs.arrangement import ArrangementDialog

        if self._desk.office is not None:
            ArrangementDialog(self._desk, self._window).open()

    def deadline(self) -> None:
        """Count one period from one date; nothing is kept."""
        from ui.dialogs.deadline import DeadlineDialog

        if self._desk.office is not None:
            DeadlineDialog(self._desk, self._window).open()

    def filing_fees(self) -> None:
        """The fees of filing, counted with a short form."""
        from ui.dialogs.filing_fees import FilingFeesDialog

        if self._desk.office is not None:
            FilingFeesDialog(self._desk, None, self._window).open()

    # -- going somewhere ---------------------------------------------------------------------------------

    def find(self) -> None:
        """Ctrl+K: matters, clients, people, commands."""
        from ui.actions import ENTRIES
        from ui.dialogs.find import Command, FindDialog
        from ui.shell import TABS
        from ui.views import BY_KEY, tab_of

        if self._desk.office is None:
            return
        known = self._window.actions_by_key
        commands = [
            Command(known[e.key].text(), known[e.key].trigger, e.shortcut, e.also)
            for e in ENTRIES
            if e is not None and e.key != "find" and known[e.key].isEnabled()
        ]
        for place, (key, title) in enumerate(TABS):
            words = self.tr("转到 {tab}").format(tab=title)
            commands.append(Command(words, partial(self._window.show_page, key), f"Ctrl+{place + 1}", key))
        tabs = dict(TABS)
        for view in BY_KEY.values():
            if "/" in view.key:
                words = f"{tabs[tab_of(view.key)]} · {QCoreApplication.translate('Views', str(view.title))}"
                commands.append(Command(words, partial(self._window.show_page, view.key), "", view.also))
        dialog = FindDialog(self._desk, commands, chosen=self._found, parent=self._window)
        dialog.open()

    def _found(self, hit: Hit) -> None:
        """A matter is shown; a client or a person becomes the filter of the department shown."""
        if hit.matter_id is not None:
            self._desk.navigate(hit.matter_id)
            return
        from ui.pages.department import DepartmentPage
        from ui.views import DEPARTMENTS

        key = self._window.current_key()
        page = self._window.show_page(key if key in DEPARTMENTS else "patent")
        if isinstance(page, DepartmentPage):
            page.filter_text(hit.title)

    def filter(self) -> None:
        """Put the cursor into the filter of the page shown, where it has one."""
        focus = getattr(self._window.current_page(), "focus_filter", None)
        if focus is not None:
            focus()

    def refresh(self) -> None:
        """Read the page shown again, after catching up with the day."""
        refresh = getattr(self._window.current_page(), "refresh", None)
        if refresh is not None:
            refresh()
            self._window.refresh_badges()

    def transfers(self) -> None:
        """All hand-overs (3.5.5), those to be decided first."""
        from ui.dialogs.transfer_list import TransferListDialog

        TransferListDialog(self._desk, self._window).open()

    def people(self) -> None:
        """The staff with their units and superiors."""
        from ui.dialogs.people import PeopleDialog

        if self._desk.office is not None:
            PeopleDialog(self._desk, self._window).open()

    def person(self) -> None:
        """Choose who sits here."""
        from ui.dialogs.person import PersonDialog

        PersonDialog(self._desk, self._window).open()

    def ask_person(self) -> None:
        """Ask once per workstation and office who sits here, if there is anybody to choose from."""
        from ipdesk.services.people import people

        office = self._desk.office
        if office is None or self._desk.person is not None:
            return

        def known(found: tuple[object, ...]) -> None:
            if found and self._desk.office is office and self._desk.person is None:
                self.person()

        self._desk.runner.read(lambda: people(office), known)

    def theme(self) -> None:
        """Dark to light and back; remembered on this workstation."""
        name = "light" if theme.is_dark() else "dark"
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name)
        from dataclasses import replace

        self._desk.keep(replace(self._desk.settings, theme=name))

    # -- files ------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Ask for a database, recent ones first, and open it."""
        shown = self._desk.office.url if self._desk.office is not None else ""
        recent = [url for url in self._desk.settings.recent if url != shown]
        other = self.tr("选择文件…")
        choice = other
        if recent:
            choice, well = QInputDialog.getItem(
                self._window, self.tr("打开数据库"), self.tr("最近打开过："), [*recent, other], 0, editable=False
            )
            if not well:
                return
        if choice == other:
            choice, _kind = QFileDialog.getOpenFileName(
                self._window, self.tr("打开数据库"), "", self.tr("数据库 (*.db);;所有文件 (*)")
            )
        if choice:
            self.open_database(choice, create=False)

    def open_database(self, url: str | Path, create: bool, then: Callable[[], object] | None = None) -> None:
        """Close the office shown and open another; on failure the old one stays."""
        open_in(self._desk, str(url), create=create, then=then)

    def new_from_ledger(self, path: Path) -> None:
        """First run with a ledger: a new office at the usual place, then the import's preview."""
        from ipdesk.paths import default_database

        where = default_database()
        self.open_database(where, create=not where.exists(), then=lambda: self.import_ledger(path))

    def import_ledger(self, path: Path | None = None) -> None:
        """Show what a ledger would change before anything is taken over."""
        from ui.dialogs.ledger_import import LedgerImportDialog

        if self._desk.office is None:
            return
        if path is None:
            name, _kind = QFileDialog.getOpenFileName(
                self._window, self.tr("选择台账"), "", self.tr("台账 (*.xlsx *.xls *.csv);;所有文件 (*)")
            )
            if not name:
                return
            path = Path(name)
        LedgerImportDialog(self._desk, path, self._window).open()

    def import_notices(self, path: Path) -> None:
        """Show what a package of notices would bring before anything is taken over."""
        from ui.dialogs.notice_import import NoticeImportDialog

        if self._desk.office is not None:
            NoticeImportDialog(self._desk, path, self._window).open()

    def export_ledger(self) -> None:
        """Write all matters as a ledger that reads back unchanged."""
        office = self._need_office()
        if office is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("导出台账"), self.tr("台账.xlsx"), self.tr("Excel (*.xlsx)")
        )
        if not name:
            return
        act, path = self._desk.act(), Path(name)

        def work(progress: Any, cancel: Any) -> object:
            with quick_imports():
                from ipdesk.services.ledger_export import export_ledger
            return export_ledger(office, act, path, progress=progress, cancel=cancel)

        self._desk.runner.job(work, lambda _made: self._desk.say(self.tr("已导出到 {path}").format(path=path)))

    def backup(self) -> None:
        """A verified copy of the database with its papers."""
        office = self._need_office()
        if office is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("备份到"), self.tr("备份.db"), self.tr("数据库 (*.db)")
        )
        if not name:
            return

        def work(_progress: Any, _cancel: Any) -> object:
            from ipdesk.services.backup import backup

            return backup(office, Path(name))

        self._desk.runner.job(work, lambda _made: self._backed_up(name))

    def _backed_up(self, name: str) -> None:
        self._desk.say(self.tr("已备份并核对：{path}").format(path=name))
        self._window.status.show_backup(self.tr("上次备份 刚刚 ✓"))

    def _need_office(self) -> Any:
        if self._desk.office is None:
            self._desk.show_failure(UserError("ui.no_office"))
        return self._desk.office
