"""A field for Nice classes: numbers or words, offered while one types; … opens all 45."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ipdesk.domain.nice import class_text
from ipdesk.errors import UserError
from ipdesk.text import sentence

_OFFERED = 8


class ClassLine(QWidget):
    """``classes()`` are the numbers meant; ``problem()`` why what is typed is none. ``entered``: Enter was pressed."""

    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("9 35 42 或 服装"))
        self.line.setAccessibleName(self.tr("类别"))
        self.more = QPushButton("…", self)
        self.more.setFixedWidth(32)
        self.more.setProperty("tiny", True)
        self.more.setToolTip(self.tr("从 45 个类别中选择"))
        self.more.setAccessibleName(self.tr("选择类别"))
        self.more.setAutoDefault(False)
        self._offers = QStringListModel(self)
        self.completer = QCompleter(self._offers, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(_OFFERED)
        self.completer.setWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.more)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._offer)
        self.line.returnPressed.connect(self._entered)
        self.completer.activated.connect(self.take)
        self.more.clicked.connect(self.choose)

    def classes(self) -> tuple[int, ...]:
        """The classes meant; none while what is typed can't be understood."""
        from ipdesk.services.nice import understood

        try:
            return understood(self.line.text())
        except UserError:
            return ()

    def problem(self) -> str:
        """Why what is typed names no classes; empty when it does, or nothing is typed."""
        from ipdesk.services.nice import understood

        try:
            understood(self.line.text())
        except UserError as error:
            return sentence(error)
        return ""

    def clear(self) -> None:
        self.line.clear()

    def offers(self) -> list[str]:
        """What is offered for the word being typed."""
        return self._offers.stringList()

    def _offer(self, text: str) -> None:
        """Offer classes for the last word, unless it is a whole number."""
        from ipdesk.services.nice import find_classes

        word = _last(text)
        if not word or word.isdigit():
            self._offers.setStringList([])
            self._close()
            return
        self._offers.setStringList([f"{one.number} {one.name}" for one in find_classes(word)[:_OFFERED]])
        if self.offers() and self.line.isVisible():
            self.completer.complete()
        else:
            self._close()

    def _close(self) -> None:
        popup = self.completer.popup()
        if popup is not None:
            popup.hide()

    def take(self, offer: str) -> None:
        """Put the offered class in the place of the word being typed."""
        text, word = self.line.text(), _last(self.line.text())
        before = text[: len(text) - len(word)] if word else text
        self.line.setText(f"{before}{offer.partition(' ')[0]} ")
        self._offers.setStringList([])

    def _entered(self) -> None:
        popup = self.completer.popup()
        if popup is None or not popup.isVisible():
            self.entered.emit()

    def choose(self) -> None:
        """Open the list of all classes."""
        from ui.dialogs.mark_classes import MarkClassesDialog

        dialog = MarkClassesDialog("", self.classes(), self.window())
        dialog.picked.connect(lambda numbers: self.line.setText(class_text(numbers)))
        dialog.open()


def _last(text: str) -> str:
    """The word being typed."""
    for sign in "，,、;；/":
        text = text.replace(sign, " ")
    return "" if text.endswith(" ") else text.split(" ")[-1]
