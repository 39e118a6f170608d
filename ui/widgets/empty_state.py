"""What stands where nothing is: a sentence, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget


class EmptyState(QWidget):
    """A title, a line, and at most one button."""

    def __init__(
        self,
        title: str,
        line: str = "",
        action: str = "",
        run: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = QLabel(title, self)
        self.title.setObjectName("emptyTitle")
        self.line = QLabel(line, self)
        self.line.setObjectName("quiet")
        self.line.setWordWrap(True)
        self.button = QPushButton(action, self)
        self.button.setVisible(bool(action))
        if not action:  # not a stop on the keyboard's way either
            self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(2)
        for part in (self.title, self.line):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        if run is not None:
            self.button.clicked.connect(lambda *_checked: run())

    def set_text(self, title: str, line: str = "") -> None:
        """Say something else."""
        self.title.setText(title)
        self.line.setText(line)
