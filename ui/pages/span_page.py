"""A page of one span of time: its heading, turning back and forward, and what is done with the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.pages.read_page import ReadPage

Deed = tuple[str, str, str, Callable[[], object]]
"""A button: key, words, tip, what it does."""


class SpanPage(ReadPage):
    """The row on top of a week's or a month's list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(self)
        self.buttons: dict[str, QPushButton] = {}

    def top_row(self, turns: Sequence[Deed], deeds: Sequence[Deed]) -> QHBoxLayout:
        """Heading and turns on the left (``back`` and ``forward`` narrow, named by their tips), deeds on the right."""
        self.heading.setObjectName("pageTitle")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.heading)
        row.addSpacing(8)
        for turn in turns:
            row.addWidget(self.add_button(*turn))
        for key in ("back", "forward"):
            self.buttons[key].setFixedWidth(self.fontMetrics().height() + 20)
            self.buttons[key].setAccessibleName(self.buttons[key].toolTip())
        row.addStretch(1)
        for deed in deeds:
            row.addWidget(self.add_button(*deed))
        return row

    def add_button(self, key: str, words: str, tip: str, run: Callable[[], object]) -> QPushButton:
        """A button, to be found by its key."""
        button = self.buttons[key] = QPushButton(words, self)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: run())
        return button
