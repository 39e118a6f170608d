"""First run: what to do when there is no office yet: 打开示例 · 导入台账 · 新建 (and 打开已有)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import Cancelled
from ui.pages.file_drop import spreadsheet_of

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Changes
    from ui.context import Desk
    from ui.runner import Cancel, Job, Progress

_CARD = 240


class WelcomePage(QWidget):
    """Three cards and a line. It asks; the window opens what was chosen.

    ``open_wanted``: a database (path) to open, made if ``create``; ``ledger_wanted``: a ledger to import into a
    new office.
    """

    open_wanted = Signal(object, bool)  # Path, create
    ledger_wanted = Signal(object)  # Path

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None
        self.title = self.tr("开始")
        self.setAcceptDrops(True)
        self.example = _card(self.tr("打开示例"), self.tr("看一看：约 300 件案件的示例办公室，可以随意试用。"), self)
        self.ledger = _card(
            self.tr("导入台账"), self.tr("从现有的 Excel 台账开始，导入前逐行预览。也可以把文件拖到这里。"), self
        )
        self.new = _card(self.tr("新建"), self.tr("从空白的办公室开始，逐件录入案件。"), self)
        self.existing = QPushButton(self.tr("打开已有的数据库…"), self)
        self.existing.setObjectName("link")
        self.bar = QProgressBar(self)
        self.doing = QLabel(self)
        self.stop = QPushButton(self.tr("停止"), self)
        self._lay_out()
        self._show_progress(shown=False)
        self.example.clicked.connect(self.open_example)
        self.ledger.clicked.connect(self._choose_ledger)
        self.new.clicked.connect(self._choose_new)
        self.existing.clicked.connect(self._choose_existing)
        self.stop.clicked.connect(self._stop)

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("欢迎使用"), self)
        heading.setObjectName("welcomeTitle")
        heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = QLabel(self.tr("这台电脑上还没有办公室数据。请选择从哪里开始："), self)
        line.setObjectName("quiet")
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        cards.addStretch(1)
        for card in (self.example, self.ledger, self.new):
            cards.addWidget(card)
        cards.addStretch(1)
        progress = QHBoxLayout()
        progress.addStretch(1)
        self.bar.setFixedWidth(2 * _CARD)
        self.bar.setAccessibleName(self.tr("进度"))
        progress.addWidget(self.bar)
        progress.addWidget(self.stop)
        progress.addStretch(1)
        self.doing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.existing)
        below.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 32, 32, 32)
        layout.setSpacing(16)
        layout.addStretch(2)
        for part in (heading, line):
            layout.addWidget(part)
        layout.addSpacing(8)
        for row in (cards, below, progress):
            layout.addLayout(row)
        layout.addWidget(self.doing)
        layout.addStretch(3)

    # -- the page's face to the window --------------------------------------------------------------

    def refresh(self) -> None:
        """Nothing is read: there is no office yet."""

    def on_changes(self, changes: Changes) -> None:
        """Nothing here depends on an office."""

    # -- choices ------------------------------------------------------------------------------------

    def open_example(self) -> None:
        """Make the example office beside the user's data (unless it is there) and open it."""
        from ipdesk.paths import user_data_dir

        self.make_example(user_data_dir() / "示例办公室.db")

    def make_example(self, path: Path) -> None:
        """Make the example office at ``path`` beside the window's thread; an existing one is opened as it is."""
        if path.exists():
            self.open_wanted.emit(path, False)
            return
        act = self._desk.act()
        self._show_progress(shown=True)
        self._job = self._desk.runner.job(
            lambda progress, cancel: _fill_example(path, act, progress, cancel),
            lambda _result: self._made(path),
            self._failed,
            self._progress,
        )

    def _made(self, path: Path) -> None:
        self._show_progress(shown=False)
        self.open_wanted.emit(path, False)

    def _failed(self, error: BaseException) -> None:
        self._show_progress(shown=False)
        if not isinstance(error, Cancelled):
            self._desk.show_failure(error)

    def _progress(self, done: int, total: int, what: str) -> None:
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        self.doing.setText(what)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_progress(self, *, shown: bool) -> None:
        for part in (self.bar, self.doing, self.stop):
            part.setVisible(shown)
        for part in (self.example, self.ledger, self.new, self.existing):
            part.setEnabled(not shown)
        if not shown:
            self._job = None

    def _choose_ledger(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("选择台账"), "", self.tr("台账 (*.xlsx *.xls *.csv);;所有文件 (*)")
        )
        if name:
            self.ledger_wanted.emit(Path(name))

    def _choose_new(self) -> None:
        from ipdesk.paths import default_database

        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("新建办公室"), str(default_database()), self.tr("数据库 (*.db)")
        )
        if name:
            self.open_wanted.emit(Path(name), True)

    def _choose_existing(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("打开数据库"), "", self.tr("数据库 (*.db);;所有文件 (*)"))
        if name:
            self.open_wanted.emit(Path(name), False)

    # -- dropping a file -------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if spreadsheet_of(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = spreadsheet_of(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.ledger_wanted.emit(path)


def _fill_example(path: Path, act: Act, progress: Progress, cancel: Cancel) -> None:
    """Make the example office; what was stopped or went wrong leaves no half-filled database behind."""
    from ipdesk.services.demo import make_demo
    from ipdesk.services.office import open_office

    papers = path.with_name(f"{path.name}.files")
    had_papers = papers.exists()
    try:
        with open_office(path, create=True) as office:
            make_demo(office, act, progress=progress, cancel=cancel)
    except BaseException:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        if not had_papers:
            shutil.rmtree(papers, ignore_errors=True)
        raise


class _Card(QPushButton):
    """As big as what stands on it, whatever the style thinks of buttons."""

    def sizeHint(self) -> QSize:
        return QSize(_CARD, 144)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _card(title: str, text: str, parent: QWidget) -> QPushButton:
    """A big button with a title and a line of explanation."""
    button = _Card(parent)
    button.setObjectName("welcomeCard")
    button.setAccessibleName(title)
    button.setAccessibleDescription(text)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    inner = QVBoxLayout(button)
    inner.setContentsMargins(16, 16, 16, 16)
    heading = QLabel(title, button)
    heading.setObjectName("cardTitle")
    body = QLabel(text, button)
    body.setObjectName("quiet")
    body.setWordWrap(True)
    for label in (heading, body):
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        inner.addWidget(label)
    inner.addStretch(1)
    return button
