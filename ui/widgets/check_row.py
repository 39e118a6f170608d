"""One step of a checklist: box and words, who did it and when, and what was found out."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ipdesk.services.rows import ChecklistItem
from ui.widgets.elided import ElidedLabel

_BOX, _INDENT = 32, 26


class ElidedCheckBox(QCheckBox):
    """A box whose words shorten with … where there is no room; the tool tip has them whole."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self._words = words
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + _BOX, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("字字字…") + _BOX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(0, self.width() - _BOX + 4))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._words if shown != self._words else "")


class CheckRow(QWidget):
    """``ticked`` carries the new state when a person clicks. ``noting``: a field for what was found out stands
    beside the box; without it a note is shown below the words.
    """

    ticked = Signal(bool)

    def __init__(self, item: ChecklistItem, parent: QWidget | None = None, *, noting: str = "", link: str = "") -> None:
        super().__init__(parent)
        self.item = item
        self.box = ElidedCheckBox(item.text, self)
        self.box.setChecked(item.done)
        self.note: QLineEdit | None = None
        self.link: QPushButton | None = None
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self.box, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line)
        if noting:
            self.note = QLineEdit(item.note, self)
            self.note.setPlaceholderText(noting)
            self.note.setAccessibleName(self.tr("{step}：{what}").format(step=item.text, what=noting))
            self.note.setMinimumWidth(180)
            self.note.textEdited.connect(self._typed)
            line.addWidget(self.note, 2)
        elif item.note:
            words = ElidedLabel(item.note, self)
            words.setObjectName("quiet")
            below = QHBoxLayout()
            below.setContentsMargins(_INDENT, 0, 0, 4)
            below.addWidget(words)
            column.addLayout(below)
        if link:
            self.link = QPushButton(link, self)
            self.link.setObjectName("link")
            self.link.setCursor(Qt.CursorShape.PointingHandCursor)
            self.link.setAccessibleName(self.tr("{link}：{step}").format(link=link, step=item.text))
            line.addWidget(self.link)
        who = done_words(item)
        if who:
            self.who = QLabel(who, self)
            self.who.setObjectName("faint")
            line.addWidget(self.who)
        if item.gone:
            font = self.box.font()
            font.setStrikeOut(True)
            self.box.setFont(font)
        self.box.clicked.connect(self.ticked)

    def _typed(self, text: str) -> None:
        """What is found out is found out: the first character ticks the step."""
        if text.strip() and not self.box.isChecked():
            self.box.setChecked(True)

    @property
    def checked(self) -> bool:
        return self.box.isChecked()

    def note_text(self) -> str:
        return self.note.text().strip() if self.note is not None else self.item.note


def done_words(item: ChecklistItem) -> str:
    """林一 11-23; nothing for a step that is not done."""
    if item.done_at is None:
        return ""
    return " ".join(filter(None, (item.done_by, f"{item.done_at.astimezone():%m-%d}")))
