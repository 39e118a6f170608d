"""A short sentence about what was just done, with its undo; it goes by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

_STAYS = 7000


class Toast(QFrame):
    """Floats above the bottom of its parent; ``undo`` carries the act."""

    undo = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._act: int | None = None
        self.text = QLabel(self)
        self.button = QPushButton(self.tr("撤销"), self)
        self.button.setToolTip(self.tr("撤销刚才的操作（Ctrl+Z）"))
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.addWidget(self.text)
        layout.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS)
        self._timer.timeout.connect(self.hide)
        self.button.clicked.connect(self._undo)
        parent.installEventFilter(self)
        self.hide()

    def say(self, text: str, act: int | None) -> None:
        """Show a sentence; with an act its undo stands beside."""
        self._act = act
        self.text.setText(text)
        self.button.setVisible(act is not None)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        width = min(self.sizeHint().width(), parent.width() - 32)
        self.resize(width, self.sizeHint().height())
        self.move((parent.width() - width) // 2, parent.height() - self.height() - 48)

    def _undo(self) -> None:
        self.hide()
        if self._act is not None:
            self.undo.emit(self._act)
