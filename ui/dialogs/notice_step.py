"""One step on notices with what it needs beside today's date: another day, the scan, who is to answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from ipdesk.services.notices import ARCHIVED, ASSIGNED, NoticeLine
from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.dialogs.people_box import fill_people
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.people import Person
    from ui.context import Desk

_MOST_NAMED = 4


class NoticeStepDialog(AskDialog):
    """For one line or several; the scan of a paper notice is asked for (3.2.2), so is the one who answers (3.2.4)."""

    def __init__(
        self,
        desk: Desk,
        lines: Sequence[NoticeLine],
        event: str,
        parent: QWidget | None = None,
        files: Sequence[Path] = (),
    ) -> None:
        super().__init__(desk, label("event", event), "记录", parent)
        self._lines, self._event = tuple(lines), event
        self._files: list[Path] = list(files)
        self.go.setProperty("primary", True)
        said = QLabel("\n".join(_named(lines)), self)
        said.setWordWrap(True)
        self.form.addRow(self.tr("通知书"), said)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.answerer: QComboBox | None = None
        if event == ASSIGNED:
            self.answerer = QComboBox(self)
            self.answerer.setAccessibleName(self.tr("答复人"))
            self.form.addRow(self.tr("答复人"), self.answerer)
            fill_people(desk, self._filled)
        self.files = QLabel(self)
        self.files.setObjectName("quiet")
        self.files.setWordWrap(True)
        self.form.addRow(self.tr("扫描件") if event == ARCHIVED else self.tr("附件"), self._file_row())
        self.setAcceptDrops(True)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.form.addRow(self.tr("说明"), self.note)
        self._show_files()
        first = self.answerer if self.answerer is not None else self.on
        first.setFocus()

    def _file_row(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.choose = QPushButton(self.tr("选择…"), holder)
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        row.addWidget(self.choose)
        row.addWidget(self.files, 1)
        return holder

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("选择扫描件"))
        self.take([Path(name) for name in names])

    def take(self, paths: Sequence[Path]) -> None:
        """These files go along."""
        self._files += [path for path in paths if path not in self._files]
        self._show_files()

    def _show_files(self) -> None:
        names = "、".join(path.name for path in self._files)
        kept = [name for line in self._lines for _, name in line.papers]
        there = self.tr("已有：{names}").format(names="、".join(kept)) if kept else self.tr("可把文件拖到这里")
        self.files.setText(names or there)

    def _filled(self, found: Iterable[Person]) -> None:
        """Whoever has the matter comes first: they mostly answer."""
        if self.answerer is None:
            return
        handlers = {line.handler_id for line in self._lines}
        people = [one for one in found if one.role not in ("salesperson", "director")]
        for one in sorted(people, key=lambda one: (one.id not in handlers, one.department != "patent")):
            words = self.tr("{name}（本案负责人）").format(name=one.name) if one.id in handlers else one.name
            self.answerer.addItem(words, one.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take(paths)

    def submit(self) -> None:
        from ipdesk.services.notice_steps import StepData, step

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        who = self.answerer.currentData() if self.answerer is not None else None
        if self.answerer is not None and who is None:
            self.refuse(self.tr("请选择答复人。"))
            return
        extra = StepData(who, tuple((path.name, path) for path in self._files), self.note.text().strip())
        keys, event = [line.key for line in self._lines], self._event
        self.run(lambda office, act: step(office, act, keys, event, on, extra))


def _named(lines: Sequence[NoticeLine]) -> list[str]:
    named = [f"{line.number} {line.title}：{line.name}" for line in lines[:_MOST_NAMED]]
    return named + ([f"……共 {len(lines)} 份"] if len(lines) > _MOST_NAMED else [])
