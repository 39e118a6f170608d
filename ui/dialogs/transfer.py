"""项目移交申请单 (标准 3.5.5): filled in, previewed as it prints, asked for, approved or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ipdesk.errors import UserError
from ipdesk.text import label
from ui.dialogs.base import take_wanted_size
from ui.dialogs.print_preview import PageStrip, save_pdf
from ui.printing import print_document, transfer_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipdesk.files.forms import TransferForm
    from ipdesk.services.office import Act, Changes, Office
    from ipdesk.services.people import Person
    from ipdesk.services.rows import TransferRow
    from ipdesk.services.transfers import TransferMatter
    from ui.context import Desk

TITLE = "项目移交申请单"
_DELAY = 300  # milliseconds from the last key to the preview
_ID = int(Qt.ItemDataRole.UserRole)


def _read_existing(
    office: Office, act: Act, transfer_id: int
) -> tuple[TransferForm, TransferRow, tuple[TransferMatter, ...]]:
    from ipdesk.services.transfers import transfer_form, transfer_matters, transfers

    row = next(one for one in transfers(office) if one.id == transfer_id)
    return transfer_form(office, act, transfer_id), row, transfer_matters(office, transfer_id)


class TransferDialog(QDialog):
    """For matters (a new request) or for a request that is already there (``transfer_id``).

    Nothing moves before somebody who may has approved.
    """

    def __init__(
        self,
        desk: Desk,
        matter_ids: Sequence[int] = (),
        parent: QWidget | None = None,
        *,
        transfer_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._matters = tuple(matter_ids)
        self._id = transfer_id
        self._left = False
        self._asked = 0
        self._form: TransferForm | None = None
        self._row: TransferRow | None = None
        self.setWindowTitle(self.tr("项目移交"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.to = QComboBox(self)
        self.by_client = QCheckBox(self.tr("由客户提出"), self)
        self.reason = QPlainTextEdit(self)
        self.state = QLabel(self)
        self.which = QLabel(self.tr("移交的案件（双击打开）"), self)
        self.matters = QListWidget(self)
        self.tell = QCheckBox(self.tr("批准后写邮件通知接手人和业务员"), self)
        self.tell.setChecked(True)
        self.wrong = QLabel(self)
        self.strip = PageStrip(self)
        self.submit = QPushButton(self.tr("提交申请"), self)
        self.approve = QPushButton(self.tr("批准移交"), self)
        self.refuse = QPushButton(self.tr("退回…"), self)
        self.sign = QPushButton(self.tr("存入签字扫描件…"), self)
        self.signed = QPushButton(self.tr("打开签字扫描件"), self)
        self.pdf = QPushButton(self.tr("存为 PDF…"), self)
        self.printer = QPushButton(self.tr("打印…"), self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._lay_out()
        self._connect()
        take_wanted_size(self)
        self._show_state()
        self._read_people()

    def sizeHint(self) -> QSize:
        return QSize(1120, 680)

    # -- construction ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.to.setAccessibleName(self.tr("接手人"))
        self.reason.setAccessibleName(self.tr("移交原因"))
        self.reason.setPlaceholderText(self.tr("例如：客户要求更换负责人；原负责人调岗。"))
        self.reason.setTabChangesFocus(True)
        self.reason.setMaximumHeight(self.fontMetrics().height() * 4 + 16)
        self.matters.setAccessibleName(self.tr("移交的案件"))
        self.matters.setToolTip(self.tr("双击打开案件"))
        self.wrong.setObjectName("fieldError")
        for words in (self.state, self.wrong):
            words.setWordWrap(True)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("接手人(&T)"), self.to)
        form.addRow(self.by_client)
        form.addRow(self.tr("移交原因(&R)"), self.reason)
        side = QFrame(self)
        side.setObjectName("panel")
        side.setMinimumWidth(280)
        column = QVBoxLayout(side)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self.state)
        column.addLayout(form)
        self.which.setObjectName("sectionTitle")
        column.addWidget(self.which)
        column.addWidget(self.matters, 1)
        column.addWidget(self.wrong)
        column.addWidget(self.tell)
        for button in (self.submit, self.approve, self.refuse, self.sign, self.signed):
            button.setAutoDefault(False)
            column.addWidget(button)
        self.submit.setProperty("primary", True)
        self.approve.setProperty("primary", True)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(side)
        splitter.addWidget(self.strip)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([300, 780])
        splitter.setChildrenCollapsible(False)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        close = QPushButton(self.tr("关闭"), self)
        close.clicked.connect(self.reject)
        for button in (self.pdf, self.printer, close):
            button.setAutoDefault(False)
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(splitter, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.to.currentIndexChanged.connect(lambda _index: self._timer.start())
        self.by_client.toggled.connect(lambda _on: self._timer.start())
        self.reason.textChanged.connect(self._timer.start)
        self._timer.timeout.connect(self.read_form)
        self.submit.clicked.connect(self.request)
        self.approve.clicked.connect(self.agree)
        self.refuse.clicked.connect(self._ask_refusal)
        self.sign.clicked.connect(self._ask_scan)
        self.signed.clicked.connect(self._open_scan)
        self.matters.itemActivated.connect(self._go)
        self._desk.wanted.connect(self._left_for)
        self.pdf.clicked.connect(self._ask_pdf)
        self.printer.clicked.connect(self._print)

    # -- reading -------------------------------------------------------------------------------------------

    def _read_people(self) -> None:
        from ipdesk.services.people import people

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(lambda: people(office), self._people_read)

    def _people_read(self, found: tuple[Person, ...]) -> None:
        if self._left:
            return
        self.to.blockSignals(True)
        self.to.addItem(self.tr("请选择…"), None)
        for person in found:
            if person.active and person.role != "salesperson":
                self.to.addItem(person.name, person.id)
        self.to.blockSignals(False)
        self.read_form()

    def read_form(self) -> None:
        """Read the form: as it was asked for, or as it would be with what is filled in now."""
        from ipdesk.services.transfers import preview_transfer

        office, act = self._desk.office, self._desk.act()
        if office is None:
            return
        self._asked += 1
        asked, existing = self._asked, self._id
        to, reason, by_client = self.to.currentData(), self.reason.toPlainText(), self.by_client.isChecked()
        if existing is not None:
            self._desk.runner.read(
                lambda: _read_existing(office, act, existing), lambda found: self._take(asked, *found), self._failed
            )
        elif self._matters:
            self._desk.runner.read(
                lambda: preview_transfer(office, act, self._matters, to or 0, reason, by_client=by_client),
                lambda form: self._show(asked, form),
                self._failed,
            )

    def _take(self, asked: int, form: TransferForm, row: TransferRow, matters: tuple[TransferMatter, ...]) -> None:
        """A form that is there already: with what became of it, and its matters to be opened."""
        if self._left or asked != self._asked:
            return
        self._row = row
        self.matters.clear()
        for one in matters:
            item = QListWidgetItem(f"{one.number}　{one.title}", self.matters)
            item.setToolTip(f"{one.number}　{one.title}（{one.client or '—'}）")
            item.setData(_ID, one.matter_id)
        self._show(asked, form)

    def _show(self, asked: int, form: TransferForm) -> None:
        if self._left or asked != self._asked:
            return
        self._form = form
        self.strip.show_page(transfer_page(form))
        if self._id is not None:
            self.reason.blockSignals(True)
            self.reason.setPlainText(form.reason)
            self.reason.blockSignals(False)
            self.by_client.blockSignals(True)
            self.by_client.setChecked(form.by_client)
            self.by_client.blockSignals(False)
            self.to.blockSignals(True)
            self.to.setCurrentIndex(max(0, self.to.findText(form.to_person)))
            self.to.blockSignals(False)
        self._show_state()

    def _show_state(self) -> None:
        form, existing = self._form, self._id is not None
        undecided = existing and form is not None and form.decided_on is None
        row = self._row
        self.tell.setVisible(undecided)
        for part in (self.which, self.matters):
            part.setVisible(existing)
        self.sign.setVisible(row is not None and row.state == "approved")
        self.signed.setVisible(row is not None and row.signed_at is not None)
        self.submit.setVisible(not existing)
        self.approve.setVisible(undecided)
        self.refuse.setVisible(undecided)
        for widget in (self.to, self.by_client, self.reason):
            widget.setEnabled(not existing)
        for button in (self.pdf, self.printer):
            button.setEnabled(form is not None)
        if not existing:
            words = self.tr(
                "移交 {count} 件案件。经部门总监同意后才会移交；申请单列出案件、未完成期限、资料和客户联系方式。"
            )
            self.state.setText(words.format(count=len(self._matters)))
        elif form is not None:
            state = label("transfer_state", "signed") if row is not None and row.signed_at else form.state
            self.state.setText(self.tr("{number} · {state}").format(number=form.number, state=state))

    # -- acts -------------------------------------------------------------------------------------------------

    def request(self) -> None:
        """Ask for the hand-over; what is missing is said beside the fields."""
        from ipdesk.services.transfers import request_transfer

        to, reason, by_client = self.to.currentData(), self.reason.toPlainText().strip(), self.by_client.isChecked()
        self.wrong.setText("" if to is not None else self.tr("请选择接手人。"))
        if to is None:
            return
        if not reason:
            self.wrong.setText(self.tr("请填写移交原因。"))
            return
        matters = self._matters
        self._write(
            lambda office, act: request_transfer(office, act, matters, to, reason, by_client=by_client), self._made
        )

    def _made(self, changes: Changes) -> None:
        if not self._left:
            self._id = changes.created
            self.read_form()

    def agree(self) -> None:
        """Approve: everything listed moves at once."""
        from ipdesk.services.transfers import approve_transfer

        existing = self._id
        if existing is not None:
            tell = self.tell.isChecked()
            self._write(lambda office, act: approve_transfer(office, act, existing, tell=tell), self._approved)

    def _approved(self, changes: Changes) -> None:
        from ui.mailing import open_mail

        if changes.created is not None:
            open_mail(self._desk, changes.created)
        self._decided(changes)

    def send_back(self, why: str) -> None:
        """Refuse with a reason; nothing moves."""
        from ipdesk.services.transfers import refuse_transfer

        existing = self._id
        if existing is not None:
            self._write(lambda office, act: refuse_transfer(office, act, existing, why), self._decided)

    def _ask_refusal(self) -> None:
        why, said = QInputDialog.getText(self, self.tr("退回移交申请"), self.tr("退回的原因："))
        if said:
            self.send_back(why)

    def _decided(self, _changes: Changes) -> None:
        if not self._left:
            self.read_form()

    def _write(self, use_case: Callable[[Office, Act], Changes], done: Callable[[Changes], None]) -> None:
        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self.wrong.clear()
            self._desk.runner.write(lambda: use_case(office, act), done, self._failed)

    def _failed(self, error: BaseException) -> None:
        from ipdesk.text import sentence

        if isinstance(error, UserError) and not self._left:
            self.wrong.setText(sentence(error))
        else:
            self._desk.show_failure(error)

    # -- paper ------------------------------------------------------------------------------------------------

    def _ask_pdf(self) -> None:
        number = self._form.number if self._form is not None else ""
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("存为 PDF"), f"{TITLE}{number}.pdf", self.tr("PDF 文件 (*.pdf)")
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> bool:
        """Write the form as PDF; True when it was written."""
        return save_pdf(self.strip.document, path, self)

    def _print(self) -> None:
        if self.strip.document is not None:
            print_document(self.strip.document, self)

    def _ask_scan(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("选择已签字的移交申请单"),
            "",
            self.tr("扫描件 (*.pdf *.jpg *.jpeg *.png *.tif);;所有文件 (*)"),
        )
        if name:
            self.keep_scan(Path(name))

    def keep_scan(self, path: Path) -> None:
        """Keep the scan of the signed form with the hand-over and its matters."""
        from ipdesk.services.papers import NewPaper
        from ipdesk.services.transfers import keep_signed

        existing = self._id
        if existing is not None:
            self._write(lambda office, act: keep_signed(office, act, existing, NewPaper(path)), self._decided)

    def _open_scan(self) -> None:
        from ipdesk.services.transfers import signed_path

        office, existing = self._desk.office, self._id
        if office is None or existing is None:
            return

        def show(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._desk.show_failure(UserError("ui.no_external", name=path.name))

        self._desk.runner.read(lambda: signed_path(office, existing), show)

    def _go(self, item: QListWidgetItem) -> None:
        if item.data(_ID) is not None:
            self._desk.navigate(int(item.data(_ID)))

    def _left_for(self, _matter_id: int) -> None:
        """A matter is shown in the window behind: this has done its work."""
        self.reject()

    def done(self, result: int) -> None:
        """Close; an answer that still comes finds no widgets."""
        if not self._left:
            self._desk.wanted.disconnect(self._left_for)
        self._left = True
        self._timer.stop()
        super().done(result)
