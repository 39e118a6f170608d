"""Below the timeline: events, checklists, papers, fees, note, each in its tab, built when it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import UserError
from ipdesk.services.rows import AttachmentRow, EventRow, FeeRow, MatterView
from ipdesk.text import label
from ui.pages.panel_sections import SECTIONS, PanelSection
from ui.pages.sections.checklist import ChecklistSection
from ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from ui.context import Desk


@dataclass(frozen=True, slots=True)
class _Maker:
    """One tab and what fills it."""

    key: str
    title: str
    make: Callable[[QVBoxLayout, QWidget], None]


class MoreTabs(QWidget):
    """事件 · 清单 · 附件 · 费用 · 备注, and what the kind of matter has besides."""

    def __init__(self, desk: Desk, view: MatterView, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.note: QPlainTextEdit | None = None
        asked = [item for item in view.checklists if not item.gone]
        checks = f" {sum(item.done for item in asked)}/{len(asked)}" if asked else ""
        own: list[_Maker] = [
            _Maker("events", _counted(self.tr("事件"), len(view.events)), self._events),
            _Maker("checklists", self.tr("清单") + checks, self._checklist),
            _Maker("papers", _counted(self.tr("附件"), len(view.attachments)), self._papers),
            _Maker("fees", _counted(self.tr("费用"), len(view.fees)), self._fees),
            _Maker("note", self.tr("备注") + (" •" if view.note else ""), self._note),
        ]
        more = [one for one in SECTIONS if one.applies(view)]
        leading = [self._section(one) for one in more if one.leads]
        self._makers = (*leading, own[0], *(self._section(one) for one in more if not one.leads), *own[1:])
        self.keys = tuple(maker.key for maker in self._makers)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("panelTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("案件的其他内容"))
        for maker in self._makers:
            self.tabs.addTab(maker.title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.tabs)
        self._shown: QWidget | None = None
        self.tabs.setCurrentIndex(self.keys.index(key) if key in self.keys else 0)
        self.show_tab(self.tabs.currentIndex())
        self.tabs.currentChanged.connect(self.show_tab)

    def show_tab(self, place: int) -> None:
        """Build the tab's content."""
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.deleteLater()
        self.note = None
        self._shown = QWidget(self)
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._makers[place].make(column, self._shown)
        column.addStretch(1)
        self._column.addWidget(self._shown, 1)

    def show_key(self, key: str) -> None:
        """Show the tab with this key, if the matter has it."""
        if key in self.keys:
            self.tabs.setCurrentIndex(self.keys.index(key))

    def step_in_focus(self) -> str:
        """The checklist step that has the keyboard, so that it has it again after the panel was built anew."""
        section, focus = self.findChild(ChecklistSection), self.window().focusWidget()
        rows = section.rows if section is not None else ()
        return next((f"{row.item.template}/{row.item.item}" for row in rows if row.box is focus), "")

    def focus_step(self, step: str) -> None:
        """Give the keyboard to a checklist step, if it is shown."""
        section = self.findChild(ChecklistSection) if step else None
        for row in section.rows if section is not None else ():
            if f"{row.item.template}/{row.item.item}" == step:
                row.box.setFocus()

    def _section(self, section: PanelSection) -> _Maker:
        """A section of its own as one of the tabs."""

        def make(column: QVBoxLayout, parent: QWidget) -> None:
            column.addWidget(section.make(self._desk, self._view, parent))

        return _Maker(section.key, section.title(self._view), make)

    # -- events -----------------------------------------------------------------------------------------

    def _events(self, column: QVBoxLayout, parent: QWidget) -> None:
        if not self._view.events:
            column.addWidget(_quiet(self.tr("还没有记录。"), parent))
        for event in reversed(self._view.events):
            column.addLayout(self._event_line(event, parent))

    def _event_line(self, event: EventRow, parent: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        when = QLabel(f"{event.on.isoformat()}" + (f" {event.at:%H:%M}" if event.at else ""), parent)
        line.addWidget(when)
        words = ElidedLabel(event_words(event), parent)
        words.setProperty("tone", "quiet" if event.revoked else "plain")
        if event.revoked:
            font = words.font()
            font.setStrikeOut(True)
            words.setFont(font)
        line.addWidget(words, 1)
        if event.revoked:
            line.addWidget(_quiet(self.tr("已撤销：{why}").format(why=event.revoked_why), parent))
            return line
        by = _quiet(event.recorded_by, parent)
        line.addWidget(by)
        revoke = _link(self.tr("撤销…"), parent)
        revoke.setAccessibleName(self.tr("撤销事件：{event}").format(event=event_words(event)))
        revoke.clicked.connect(lambda: self._revoke(event))
        line.addWidget(revoke)
        return line

    def _revoke(self, event: EventRow) -> None:
        from ui.dialogs.revoke import RevokeDialog

        RevokeDialog(self._desk, event.id, event_words(event), event.on, self.window()).open()

    # -- checklists -------------------------------------------------------------------------------------

    def _checklist(self, column: QVBoxLayout, parent: QWidget) -> None:
        column.addWidget(ChecklistSection(self._desk, self._view, parent))

    # -- papers -----------------------------------------------------------------------------------------

    def _papers(self, column: QVBoxLayout, parent: QWidget) -> None:
        for paper in self._view.attachments:
            column.addLayout(self._paper_line(paper, parent))
        row = QHBoxLayout()
        add = QPushButton(self.tr("添加附件…"), parent)
        add.clicked.connect(self.attach)
        row.addWidget(add)
        row.addWidget(_quiet(self.tr("也可以把文件拖到这里"), parent))
        row.addStretch(1)
        column.addLayout(row)

    def _paper_line(self, paper: AttachmentRow, parent: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(ElidedLabel(paper.name, parent), 1)
        origin = f"{size_words(paper.size)} · {paper.added_by} · {paper.added_at.astimezone():%m-%d}"
        line.addWidget(_quiet(origin, parent))
        for words, run in ((self.tr("打开"), self._open_paper), (self.tr("移除"), self._remove_paper)):
            button = _link(words, parent)
            button.setAccessibleName(f"{words} {paper.name}")
            button.clicked.connect(lambda _checked=False, run=run: run(paper))
            line.addWidget(button)
        return line

    def attach(self) -> None:
        """Choose files to be kept with the matter."""
        names, _kind = QFileDialog.getOpenFileNames(self.window(), self.tr("添加附件"))
        self.keep([Path(name) for name in names])

    def keep(self, paths: Sequence[Path]) -> None:
        """Keep files with the matter, one act each."""
        from ipdesk.services.attachments import attach

        office, matter = self._desk.office, self._view.id
        if office is None:
            return
        for path in paths:
            act = self._desk.act()
            self._desk.runner.write(partial(attach, office, act, matter, path))

    def _open_paper(self, paper: AttachmentRow) -> None:
        from ipdesk.services.attachments import open_path

        office = self._desk.office
        if office is None:
            return

        def show(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._desk.show_failure(UserError("ui.no_external", name=paper.name))

        self._desk.runner.read(lambda: open_path(office, paper.id), show)

    def _remove_paper(self, paper: AttachmentRow) -> None:
        from ipdesk.services.attachments import remove_attachment

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: remove_attachment(office, act, paper.id))

    # -- fees and note ----------------------------------------------------------------------------------

    def _fees(self, column: QVBoxLayout, parent: QWidget) -> None:
        if not self._view.fees:
            column.addWidget(_quiet(self.tr("没有费用。"), parent))
        for fee in self._view.fees:
            line = QHBoxLayout()
            line.setSpacing(8)
            line.addWidget(ElidedLabel(fee_words(fee), parent), 1)
            if fee.due is not None:
                line.addWidget(_quiet(self.tr("期限 {due}").format(due=fee.due.isoformat()), parent))
            amount = QLabel(f"¥{fee.amount + fee.late:,.2f}", parent)
            amount.setMinimumWidth(90)
            amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(amount)
            state = _quiet(label("fee_state", fee.state), parent)
            state.setMinimumWidth(70)
            line.addWidget(state)
            column.addLayout(line)
        from ui.pages.sections.annuities import AnnuitiesSection, has_annuities

        if has_annuities(self._view):
            column.addSpacing(8)
            column.addWidget(AnnuitiesSection(self._desk, self._view, parent))

    def _note(self, column: QVBoxLayout, parent: QWidget) -> None:
        self.note = QPlainTextEdit(self._view.note, parent)
        self.note.setAccessibleName(self.tr("备注"))
        self.note.setPlaceholderText(self.tr("写给自己和同事的备注"))
        self.note.setTabChangesFocus(True)
        self.note.setMinimumHeight(96)
        save = QPushButton(self.tr("保存备注"), parent)
        save.setEnabled(False)
        self.note.textChanged.connect(lambda: save.setEnabled(True))
        save.clicked.connect(lambda: self._save_note(save))
        column.addWidget(self.note)
        column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        for contact in self._view.contacts:
            parts = (contact.name, contact.phone, contact.email, f"微信 {contact.wechat}" if contact.wechat else "")
            column.addWidget(_quiet(self.tr("联系人 ") + " · ".join(part for part in parts if part), parent))

    def _save_note(self, save: QPushButton) -> None:
        from ipdesk.services.matters import change_matter

        office, act, view = self._desk.office, self._desk.act(), self._view
        if office is None or self.note is None:
            return
        text = self.note.toPlainText()
        save.setEnabled(False)

        def failed(error: BaseException) -> None:
            save.setEnabled(True)  # what was typed stays in the field
            self._desk.show_failure(error)

        self._desk.runner.write(lambda: change_matter(office, act, view.id, view.version, {"note": text}), None, failed)

    def typing(self) -> bool:
        """Whether a note is being written that is not stored yet: a refresh must wait."""
        return self.note is not None and self.note.toPlainText() != self._view.note


def event_words(event: EventRow) -> str:
    """An event in words: name, what it is about, its fields, the note."""
    parts = [label("event", event.name)]
    if event.data.get("notice"):
        parts.append(label("notice", event.data["notice"]))
    if event.data.get("result"):
        parts.append(label("result", event.data["result"]))
    if event.data.get("closes"):
        parts.append(f"截止 {event.data['closes']}")
    if event.about and event.about.startswith("annual:"):
        parts.append(f"第 {event.about.partition(':')[2]} 年度")
    parts += [event.data[key] for key in ("reason", "solution") if event.data.get(key)]
    if event.note:
        parts.append(event.note)
    return " · ".join(parts)


def fee_words(fee: FeeRow) -> str:
    year = f"（第 {fee.year} 年度）" if fee.year else ""
    late = f"，含滞纳金 ¥{fee.late:,.2f}" if fee.late else ""
    return f"{label('fee_kind', fee.kind)}{year}{late}"


def size_words(size: int) -> str:
    """1.4 MB, 12 KB, 300 B."""
    if size >= 1 << 20:
        return f"{size / (1 << 20):.1f} MB"
    return f"{size / 1024:.0f} KB" if size >= 1024 else f"{size} B"


def _counted(title: str, count: int) -> str:
    return f"{title} {count}" if count else title


def _link(text: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setObjectName("link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _quiet(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setObjectName("quiet")
    return words
