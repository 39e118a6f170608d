"""What the asking dialogs share: fields with reasons beside them, one refusal line, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.failures import told

if TYPE_CHECKING:
    from ipdesk.services.office import Act, Office
    from ui.context import Desk


_MARGIN = QSize(32, 72)  # for the window's frame and the task bar


def take_wanted_size(dialog: QDialog) -> None:
    """Open at the size the dialog wants, as far as the screen has room; by itself Qt stops at two thirds of it."""
    dialog.resize(dialog.sizeHint().boundedTo(dialog.screen().availableGeometry().size() - _MARGIN))


class AskDialog(QDialog):
    """A form, a line for the refusal, and two buttons. ``submit`` runs a use case; on failure it stays open."""

    def __init__(self, desk: Desk, title: str, go: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.refusal = QLabel(self)
        self.refusal.setObjectName("fieldError")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self.go = QPushButton(go, self)
        self.go.setDefault(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.clicked.connect(self.submit)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(self.form)
        layout.addWidget(self.refusal)
        layout.addStretch(1)
        layout.addWidget(self.buttons)

    def submit(self) -> None:
        """Check and run; overridden."""
        raise NotImplementedError

    def refuse(self, words: str) -> None:
        """Say why it can't be done yet."""
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))
        if words:  # the line must not take its room from the fields
            self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def run(self, use_case: Callable[[Office, Act], Any], on_done: Callable[[Any], object] | None = None) -> None:
        """Run a use case; close when it is done, else say why and keep what was typed."""
        office, act = self.desk.office, self.desk.act()
        if office is None:
            return
        self.go.setEnabled(False)
        self.refuse("")

        from shiboken6 import Shiboken

        def done(result: Any) -> None:
            if Shiboken.isValid(self):  # closed meanwhile: what was asked for is done all the same
                self.accept()
            if on_done is not None:
                on_done(result)

        def failed(error: BaseException) -> None:
            if Shiboken.isValid(self):
                self._failed(error)
            else:
                desk.show_failure(error)

        desk = self.desk
        desk.runner.write(lambda: use_case(office, act), done, failed)

    def _failed(self, error: BaseException) -> None:
        from ipdesk.errors import UserError

        self.go.setEnabled(True)
        self.refuse(told(error))
        if not isinstance(error, UserError):
            self.desk.show_failure(error)
