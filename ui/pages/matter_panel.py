"""The selected matter: heading, next steps, due items, timeline, and the rest in tabs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.matters import State
from ipdesk.services.rows import MatterView
from ipdesk.text import label
from ui.pages.matter_panel_due import DueSection, split_items
from ui.pages.matter_panel_more import MoreTabs
from ui.pages.panel_steps import panel_steps, waiting_words
from ui.recording import open_pause, open_record_dialog, record_step
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.lamp import Lamp
from ui.widgets.timeline import Mark, Timeline

if TYPE_CHECKING:
    from ui.context import Desk

_MOST_MARKS = 24


class MatterPanel(QFrame):
    """Shows one matter; ``show_matter(0)`` empties it. Files dropped on it are kept as its papers."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAcceptDrops(True)
        self.setMinimumWidth(360)
        self._desk = desk
        self._id = 0
        self._asked = 0
        self._open_whys: set[int] = set()
        self._tab = ""
        self.view: MatterView | None = None
        self.primary: QPushButton | None = None
        self.due: DueSection | None = None
        self.more: MoreTabs | None = None
        self._empty = EmptyState(
            self.tr("没有选中案件"), self.tr("在左侧选择一件案件，这里显示它的期限、经过和下一步。"), parent=self
        )
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("案件详情"))
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._layers = QStackedLayout(self)
        self._layers.setContentsMargins(1, 1, 1, 1)
        self._layers.addWidget(self._empty)
        self._layers.addWidget(self._scroll)

    # -- filling ----------------------------------------------------------------------------------------

    def show_matter(self, matter_id: int) -> None:
        """Read and show a matter; what folds out and which tab is open stays for the same matter."""
        if matter_id != self._id:
            self._open_whys = set()
        self._id = matter_id
        self.refresh()

    def refresh(self) -> None:
        from ipdesk.services.listing import matter_view

        office, today, wanted = self._desk.office, self._desk.today, self._id
        self._asked += 1
        asked = self._asked
        if office is None or not wanted:
            self.view = None
            self._layers.setCurrentWidget(self._empty)
            return

        def gone(_error: BaseException) -> None:
            if asked == self._asked:
                self._id, self.view = 0, None
                self._layers.setCurrentWidget(self._empty)

        self._desk.runner.read(
            lambda: matter_view(office, today, wanted),
            lambda view: self.fill(view) if asked == self._asked else None,
            gone,
        )

    def fill(self, view: MatterView) -> None:
        """Build the panel for this matter."""
        at = self._scroll.verticalScrollBar().value() if self.view is not None and self.view.id == view.id else 0
        same = self.view is not None and self.view.id == view.id
        step = self.more.step_in_focus() if same and self.more is not None else ""
        self.view = view
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        self._add_heading(column, body, view)
        column.addWidget(self._steps(view, body))
        self._add_waiting(column, body, view)
        column.addWidget(_divider(body))
        column.addWidget(_section(self.tr("期限"), body))
        self.due = DueSection(self._desk, view, self._open_whys, body)
        column.addWidget(self.due)
        marks = marks_of(view)
        if marks:
            column.addSpacing(8)
            column.addWidget(_section(self.tr("经过"), body))
            column.addWidget(Timeline(marks, self._desk.today, body))
        self.more = MoreTabs(self._desk, view, self._tab, body)
        self.more.tabs.currentChanged.connect(self._tab_changed)
        column.addWidget(self.more, 1)
        self._scroll.setWidget(body)
        self._scroll.verticalScrollBar().setValue(at)
        self._layers.setCurrentWidget(self._scroll)
        self.more.focus_step(step)

    def _tab_changed(self, place: int) -> None:
        self._tab = self.more.keys[place] if self.more is not None else ""

    def _add_heading(self, column: QVBoxLayout, body: QWidget, view: MatterView) -> None:
        row = view.row
        title = QLabel(row.title, body)
        title.setObjectName("matterTitle")
        title.setWordWrap(True)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        edit = QPushButton(self.tr("修改"), body)
        edit.setObjectName("link")
        edit.setAccessibleName(self.tr("修改案件信息"))
        edit.clicked.connect(self.edit)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        for flag in sorted(view.flags):
            badge = QLabel(label("flag", flag), body)
            badge.setObjectName("badge")
            badge.setProperty("tone", "near")
            top.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(edit, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        first = (row.number, label("kind", row.kind), row.client, f"负责人 {row.handler}" if row.handler else "未分配")
        second = (
            row.application_number,
            f"申请人 {view.applicant}" if view.applicant and view.applicant != row.client else "",
            f"业务员 {row.salesperson}" if row.salesperson else "",
        )
        state = label("matter_state", row.state) if row.state not in ("active", "paused") else ""
        if row.state == "paused":
            self._add_pause(column, body, view)
        for parts in ((state, *first), second):
            words = " · ".join(part for part in parts if part)
            if words:
                line = ElidedLabel(words, body)
                line.setObjectName("quiet")
                line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(line)

    def _add_pause(self, column: QVBoxLayout, body: QWidget, view: MatterView) -> None:
        """Who paused it, when, why and how long ago (3.5.2)."""
        from ipdesk.services.pausing import running_pause

        office = self._desk.office
        pause = running_pause(view, office.calendar, self._desk.today) if office is not None else None
        if pause is None:
            return
        days = self.tr("{days} 个工作日").format(days=pause.days) if pause.days else ""
        since = self.tr("暂停 自 {on}").format(on=f"{pause.on:%m-%d}")
        line = ElidedLabel(" · ".join(part for part in (since, pause.by, pause.reason, days) if part), body)
        line.setProperty("tone", "near")
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(line)

    # -- steps -------------------------------------------------------------------------------------------

    def _steps(self, view: MatterView, body: QWidget) -> QWidget:
        holder = QWidget(body)
        flow = FlowLayout(holder)
        self.primary = None
        for step in panel_steps(view):
            name, words = step.name, label("event", step.name)
            first = self.primary is None and step.leading
            button = QPushButton(f"✓ {words}　Enter" if first else words, holder)
            button.setProperty("primary" if first else "step", True)
            button.setToolTip(self.tr("记录“{step}”，日期为今天；可以撤销").format(step=words))
            button.setAccessibleName(self.tr("记录：{step}").format(step=words))
            button.clicked.connect(lambda _checked=False, name=name: self.record(name))
            flow.addWidget(button)
            if first:
                self.primary = button
        if view.row.state == "active":
            pause = QPushButton(self.tr("暂停"), holder)
            pause.setProperty("step", True)
            pause.clicked.connect(self.pause)
            flow.addWidget(pause)
        more = QPushButton(self.tr("更多 ▾"), holder)
        more.setProperty("step", True)
        more.setAccessibleName(self.tr("记录其他事件"))
        more.setMenu(self._more_menu(more))
        flow.addWidget(more)
        return holder

    def _add_waiting(self, column: QVBoxLayout, body: QWidget, view: MatterView) -> None:
        """Whom the matter waits for, in words."""
        words = waiting_words(view)
        if not words:
            return
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Lamp(State.WAITING, body))
        said = QLabel(self.tr("等待：{whom}").format(whom=words), body)
        said.setObjectName("quiet")
        said.setWordWrap(True)
        line.addWidget(said, 1)
        column.addLayout(line)

    def _more_menu(self, parent: QWidget) -> QMenu:
        """Every event that can be recorded on a matter, the expected ones first, filled when it opens."""
        menu = QMenu(parent)

        def fill() -> None:
            office, view = self._desk.office, self.view
            menu.clear()
            if office is None or view is None:
                return
            menu.addAction(self.tr("分配…"), self.assign)
            menu.addAction(self.tr("移交…"), self.transfer)
            menu.addAction(self.tr("新建提醒…"), self.remind)
            menu.addAction(self.tr("添加附件…"), lambda: self.more.attach() if self.more else None)
            if str(view.row.kind) in ("invention", "utility_model", "design", "pct"):
                menu.addAction(self.tr("计算申请费…"), self.filing_fees)
            menu.addAction(self.tr("修改案件信息…"), self.edit)
            menu.addSeparator()
            names = dict.fromkeys((*view.next_steps, *(k for k, e in office.rulebook.events.items() if not e.office)))
            rest = menu.addMenu(self.tr("记录其他事件"))
            for place, name in enumerate(names):
                target = menu if place < len(view.next_steps) else rest
                words = self.tr("{event}…").format(event=label("event", name))
                target.addAction(words, partial(open_record_dialog, self._desk, view, name, self.window()))

        menu.aboutToShow.connect(fill)
        return menu

    def record(self, name: str) -> None:
        """Record a next step with today's date."""
        if self.view is not None:
            record_step(self._desk, self.view, name, self.window())

    def record_primary(self) -> None:
        """What Enter does: the first step that is expected."""
        if self.primary is not None and self.primary.isEnabled():
            self.primary.click()

    def pause(self) -> None:
        if self.view is not None:
            open_pause(self._desk, (self.view.id,), self.window())

    def assign(self) -> None:
        from ui.dialogs.assign import AssignDialog

        if self.view is not None:
            AssignDialog(self._desk, (self.view.id,), self.window()).open()

    def transfer(self) -> None:
        open_transfer(self._desk, (self.view.id,) if self.view is not None else (), self.window())

    def remind(self) -> None:
        """Write a reminder of this matter."""
        from ui.dialogs.reminder import ReminderDialog

        if self.view is not None:
            ReminderDialog(self._desk, self.view.id, self.window()).open()

    def filing_fees(self) -> None:
        """Count the fees of filing and record them."""
        from ui.dialogs.filing_fees import FilingFeesDialog

        if self.view is not None:
            FilingFeesDialog(self._desk, self.view, self.window()).open()

    def edit(self) -> None:
        from ui.dialogs.edit_matter import EditMatterDialog

        if self.view is not None:
            EditMatterDialog(self._desk, self.view, self.window()).open()

    # -- files dropped -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.view is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if self.more is not None and paths:
            event.acceptProposedAction()
            self.more.keep(paths)


def open_transfer(desk: Desk, matter_ids: tuple[int, ...], parent: QWidget) -> None:
    """Ask for the hand-over of matters (3.5.5)."""
    from ui.dialogs.transfer import TransferDialog

    if matter_ids:
        TransferDialog(desk, matter_ids, parent).open()


def marks_of(view: MatterView) -> list[Mark]:
    """The points of the timeline: what happened, and what is due next."""
    events = [event for event in view.events if not event.revoked][-_MOST_MARKS:]
    resumed = sorted(event.on for event in events if event.name == "resumed")
    marks = []
    for event in events:
        until = None
        if event.name == "paused":
            until = next((on for on in resumed if on >= event.on), view.row.nearest.due if view.row.nearest else None)
        marks.append(Mark(event.on, label("event", event.name), until=until))
    live, _past = split_items(view)
    marks += [Mark(row.due, row.title, str(row.state)) for row in live[:3] if row.state != State.PAUSED]
    return marks


def _section(words: str, parent: QWidget) -> QLabel:
    heading = QLabel(words, parent)
    heading.setObjectName("sectionTitle")
    return heading


def _divider(parent: QWidget) -> QFrame:
    line = QFrame(parent)
    line.setObjectName("divider")
    line.setFixedHeight(1)
    return line
