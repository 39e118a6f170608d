"""清单: a matter's steps without a number, list by list, with who did them and when (3.1.3–3.4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.checklists import paper_steps
from ipdesk.services.rows import ChecklistItem, MatterView
from ipdesk.text import label
from ui.recording import record_step
from ui.widgets.check_row import CheckRow

if TYPE_CHECKING:
    from ui.context import Desk


class ChecklistSection(QWidget):
    """``rows``: the steps as shown; ``templates``: the steps of each list by its id."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.rows: list[CheckRow] = []
        self.links: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        there = [item for item in view.checklists if not item.gone]
        gone = [item for item in view.checklists if item.gone]
        for template, items in groupby(there, key=lambda item: item.template):
            self._list(template, tuple(items))
        if gone:
            self._column.addWidget(_quiet(self.tr("已不在模板中（以前勾选的）"), self))
            self._steps(gone)
        if not view.checklists:
            empty = _quiet(self.tr("这类案件没有清单。主管可在“清单模板”中添加。"), self)
            empty.setWordWrap(True)
            self._column.addWidget(empty)

    def _list(self, template: str, items: Sequence[ChecklistItem]) -> None:
        done = sum(item.done for item in items)
        title = QLabel(items[0].template_title, self)
        title.setObjectName("sectionTitle")
        count = QLabel(f"{done}/{len(items)}", self)
        count.setProperty("tone", "well" if done == len(items) else "quiet")
        clause = QLabel(items[0].clause, self)
        clause.setObjectName("faint")
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (title, count, clause):
            head.addWidget(widget)
        head.addStretch(1)
        step = self._completing(items) if items[0].papers and done == len(items) else ""
        if step:
            words = self.tr("✓ 记录“{step}”").format(step=label("event", step))
            self._head_link(head, template, words, lambda: record_step(self._desk, self._view, step, self.window()))
        elif items[0].papers:
            self._head_link(head, template, self.tr("索要与登记资料…"), self.ask_papers)
        elif done < len(items):
            self._head_link(head, template, self.tr("全部勾选"), lambda: self.tick_rest(items))
        if self.rows:
            self._column.addSpacing(8)
        self._column.addLayout(head)
        self._steps(items)

    def _completing(self, items: Sequence[ChecklistItem]) -> str:
        """The event that is due once every paper is there; nothing when it was recorded already."""
        recorded = {event.name for event in self._view.events if not event.revoked}
        name = paper_steps(self._view.row.kind, recorded).complete
        lacking = any(item.papers and not item.gone and not item.done for item in self._view.checklists)
        return "" if lacking or name in recorded or not items else name

    def _head_link(self, head: QHBoxLayout, template: str, words: str, run: Callable[[], object]) -> None:
        link = QPushButton(words, self)
        link.setObjectName("link")
        link.setCursor(Qt.CursorShape.PointingHandCursor)
        link.clicked.connect(lambda _checked=False: run())
        head.addWidget(link)
        self.links[template] = link

    def _steps(self, items: Sequence[ChecklistItem]) -> None:
        for item in items:
            words = self.tr("发给客户") if item.sends and not item.gone else ""
            row = CheckRow(item, self, link=words)
            row.ticked.connect(lambda on, item=item: self._tick(item, done=on))
            if row.link is not None:
                row.link.clicked.connect(lambda _checked=False, item=item: self.send(item.sends))
            self.rows.append(row)
            self._column.addWidget(row)

    def _tick(self, item: ChecklistItem, *, done: bool) -> None:
        from ipdesk.services.checklists import tick

        office, act, matter = self._desk.office, self._desk.act(), self._view.id
        if office is not None:
            self._desk.runner.write(lambda: tick(office, act, matter, item.template, item.item, done))

    def tick_rest(self, items: Sequence[ChecklistItem]) -> None:
        """Tick what is left of a list, as one act."""
        from ipdesk.services.checklists import Tick, tick_all

        office, act, matter = self._desk.office, self._desk.act(), self._view.id
        ticks = [Tick(item.template, item.item) for item in items if not item.done]
        if office is not None:
            self._desk.runner.write(lambda: tick_all(office, act, matter, ticks))

    def send(self, code: str) -> None:
        """Write the mail with the template paper, and open it."""
        send_template_paper(self._desk, self._view.id, code)

    def ask_papers(self) -> None:
        """What is missing, as a mail; what came in, ticked."""
        from ui.dialogs.materials import MaterialsDialog

        MaterialsDialog(self._desk, self._view, self.window()).open()


def send_template_paper(desk: Desk, matter_id: int, code: str) -> None:
    """Write the mail to the client with the version in use, and open the draft."""
    from ipdesk.services.template_papers import send_template
    from ui.mailing import open_mail

    office, act = desk.office, desk.act()
    if office is not None:
        desk.runner.write(
            lambda: send_template(office, act, matter_id, code),
            lambda made: open_mail(desk, made.created) if made.created else None,
        )


def _quiet(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setObjectName("quiet")
    return words
