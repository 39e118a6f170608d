"""资料模板: the papers the office sends to clients, version by version (3.1.5, 3.1.9, 3.3.4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import UserError
from ui.dialogs.base import take_wanted_size
from ui.pages.matter_panel_more import size_words
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.services.template_papers import PaperVersion, TemplatePaper
    from ui.context import Desk

_CODE = int(Qt.ItemDataRole.UserRole)


def _state(version: PaperVersion) -> str:
    return "已移除" if version.removed_at is not None else "使用中" if version.in_use else "旧版"


def _tone(version: PaperVersion) -> str:
    return "quiet" if version.removed_at is not None else "well" if version.in_use else ""


COLUMNS: tuple[PlainColumn[PaperVersion], ...] = (
    PlainColumn("版本", lambda one: f"第 {one.number} 版", 64, sort=lambda one: one.number),
    PlainColumn("状态", _state, 64, tone=_tone),
    PlainColumn("文件", lambda one: one.name, 200, stretch=True, tip=lambda one: one.note or one.name),
    PlainColumn("大小", lambda one: size_words(one.size), 60, right=True, sort=lambda one: one.size),
    PlainColumn("添加人", lambda one: one.added_by, 64),
    PlainColumn(
        "添加时间",
        lambda one: f"{one.added_at.astimezone():%Y-%m-%d}",
        108,
        sort=lambda one: one.added_at,
        tip=lambda one: f"{one.added_at.astimezone():%Y-%m-%d %H:%M}",
    ),
)


class TemplatesDialog(QDialog):
    """Left the papers, right their versions. A file dropped anywhere becomes the chosen paper's next version."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._left = False
        self.papers: tuple[TemplatePaper, ...] = ()
        self.setWindowTitle(self.tr("资料模板"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("资料"))
        self.list.setMinimumWidth(200)
        self.list.currentRowChanged.connect(self._chosen)
        self.table: PlainTable[PaperVersion] = PlainTable(COLUMNS, self.tr("版本"), self)
        self.table.opened.connect(lambda _row: self.open_file())
        self.table.go.connect(lambda _row: self.open_file())
        self.heading = QLabel(self)
        self.heading.setObjectName("sectionTitle")
        self.hint = QLabel(self)
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self._lay_out()
        desk.changes.happened.connect(self._changed)
        take_wanted_size(self)
        self.read()

    def sizeHint(self) -> QSize:
        return QSize(920, 460)

    def _lay_out(self) -> None:
        self.add_button = self._button(self.tr("选择文件作为新版本…"), self.add_version)
        self.add_button.setProperty("primary", True)
        self.open_button = self._button(self.tr("打开"), self.open_file)
        self.remove_button = self._button(self.tr("移除"), self.remove)
        self.new_button = self._button(self.tr("新增一种资料…"), self.add_paper)
        left, right = QWidget(self), QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.new_button)
        column = QVBoxLayout(right)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.table, 1)
        column.addWidget(self.hint)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.open_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        close = self._button(self.tr("关闭"), self.reject)
        row.addWidget(close)
        column.addLayout(row)
        parts = QSplitter(self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(parts)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._enable())

    def _button(self, words: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: run())
        return button

    # -- reading ------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read all papers with their versions."""
        from ipdesk.services.template_papers import template_papers

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(lambda: template_papers(office), self._show)

    def _show(self, found: tuple[TemplatePaper, ...]) -> None:
        if self._left:
            return
        chosen = self.paper.code if self.paper is not None else ""
        self.papers = found
        self.list.blockSignals(True)
        self.list.clear()
        for paper in found:
            current = paper.current
            words = self.tr("第 {version} 版").format(version=current.number) if current else self.tr("还没有文件")
            item = QListWidgetItem(f"{paper.title}\n{words}")
            item.setData(_CODE, paper.code)
            self.list.addItem(item)
        places = [place for place, paper in enumerate(found) if paper.code == chosen]
        self.list.setCurrentRow(places[0] if places else 0)
        self.list.blockSignals(False)
        self._chosen(self.list.currentRow())

    @property
    def paper(self) -> TemplatePaper | None:
        """The paper chosen on the left."""
        place = self.list.currentRow()
        return self.papers[place] if 0 <= place < len(self.papers) else None

    def _chosen(self, _place: int) -> None:
        paper = self.paper
        self.heading.setText(paper.title if paper is not None else "")
        self.table.show_rows(paper.versions if paper is not None else ())
        there = paper is not None and bool(paper.versions)
        if there and self.table.current() is None:
            self.table.selectRow(0)
        self.hint.setText(
            self.tr("发给客户的总是使用中的一版，旧版和移除的都保留。也可以把文件拖到这里。")
            if there
            else self.tr("还没有文件。选择或拖入一个文件作为第 1 版，之后就能从案件一键发给客户。")
        )
        self._enable()

    def _enable(self) -> None:
        version = self.table.current()
        self.add_button.setEnabled(self.paper is not None)
        self.open_button.setEnabled(version is not None)
        self.remove_button.setEnabled(version is not None)
        gone = version is not None and version.removed_at is not None
        self.remove_button.setText(self.tr("恢复") if gone else self.tr("移除"))

    # -- doing --------------------------------------------------------------------------------------------

    def add_version(self) -> None:
        """Choose a file as the next version."""
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("选择资料模板"))
        if name:
            self.keep(Path(name))

    def keep(self, path: Path, title: str = "") -> None:
        """Keep a file: as the chosen paper's next version, or as a new paper called ``title``."""
        from ipdesk.services.template_papers import add_template

        office, act = self._desk.office, self._desk.act()
        code = "" if title or self.paper is None else self.paper.code
        if office is not None:
            self._desk.runner.write(partial(add_template, office, act, path, code=code, title=title))

    def add_paper(self) -> None:
        """A paper the standard does not name: its title, then its file."""
        title, well = QInputDialog.getText(self, self.tr("新增一种资料"), self.tr("名称："))
        if not well or not title.strip():
            return
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("选择“{title}”的文件").format(title=title))
        if name:
            self.keep(Path(name), title.strip())

    def open_file(self) -> None:
        """Open the chosen version in the system's program."""
        from ipdesk.services.template_papers import template_path

        office, version = self._desk.office, self.table.current()
        if office is None or version is None:
            return

        def show(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._desk.show_failure(UserError("ui.no_external", name=version.name))

        self._desk.runner.read(lambda: template_path(office, version.id), show)

    def remove(self) -> None:
        """Take the chosen version out of use, or put it back."""
        from ipdesk.services.template_papers import remove_template, restore_template

        office, act, version = self._desk.office, self._desk.act(), self.table.current()
        if office is not None and version is not None:
            change = remove_template if version.removed_at is None else restore_template
            self._desk.runner.write(lambda: change(office, act, version.id))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if self.paper is not None and len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.keep(Path(event.mimeData().urls()[0].toLocalFile()))

    def _changed(self, changes: object) -> None:
        if "templates" in getattr(changes, "kinds", ()) and not self._left:
            self.read()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        self._left = True
        self._desk.changes.happened.disconnect(self._changed)
        super().done(result)
