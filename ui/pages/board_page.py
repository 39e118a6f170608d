"""A page of one table: filters with their counts above it, buttons for the chosen lines, a quiet line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.pages.read_page import ReadPage
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.pill import Pill

if TYPE_CHECKING:
    from ui.context import Desk

_TYPING = 150  # milliseconds of quiet after a key before the list is read again


class BoardPage(ReadPage):
    """Built in four steps by the page that is one: pills, filter line, buttons, then :meth:`lay_out` with its table."""

    def __init__(self, desk: Desk, empty: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.pills: dict[str, Pill] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.line = QLineEdit(self)
        self.foot = QLabel(self)
        self.empty = empty
        self.stack = QStackedWidget(self)
        self.filters = QWidget(self)
        self.flow = FlowLayout(self.filters)
        self.actions_row = QHBoxLayout()
        self.actions_row.setSpacing(8)
        self._group = QButtonGroup(self)
        self._place: QWidget = self.line
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)

    # -- construction --------------------------------------------------------------------------------

    def add_pills(self, words: Mapping[str, str], chosen: str, read: Callable[[], object]) -> None:
        """One filter each, ``chosen`` on; another one chosen reads again."""
        for key, text in words.items():
            pill = self.pills[key] = Pill(text, None, self.filters)
            self._group.addButton(pill)
            self.flow.addWidget(pill)
        self.pills[chosen].setChecked(True)
        self._group.buttonToggled.connect(lambda _button, on: read() if on else None)

    def add_filter_line(self, name: str, read: Callable[[], object]) -> None:
        """The line that filters as it is typed in; Enter goes on to the table."""
        self.line.setPlaceholderText(self.tr("筛选…（Ctrl+F）"))
        self.line.setAccessibleName(name)
        self.line.setClearButtonEnabled(True)
        self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("字") * 13)
        self.flow.addWidget(self.line)
        self.line.textChanged.connect(lambda _text: self._typing.start())
        self.line.returnPressed.connect(self._to_table)
        self._typing.timeout.connect(read)

    def add_button(self, key: str, words: str, tip: str, run: Callable[[], object]) -> QPushButton:
        """A button in the row of actions."""
        button = self.buttons[key] = QPushButton(words, self)
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: run())
        self.actions_row.addWidget(button)
        return button

    def lay_out(self, table: QWidget, *feet: QLabel) -> None:
        """Filters, actions, and the table with its line(s) below; the empty state stands in for the table."""
        self._place = table
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addWidget(table, 1)
        for words in feet or (self.foot,):
            words.setContentsMargins(12, 4 if feet else 6, 12, 4 if feet else 6)
            inner.addWidget(words)
        self.stack.addWidget(frame)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self.filters)
        layout.addLayout(self.actions_row)
        layout.addWidget(self.stack, 1)

    # -- the page's face -----------------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self._place

    def _to_table(self) -> None:
        self._place.setFocus()

    def focus_filter(self) -> None:
        """Ctrl+F."""
        self.line.setFocus()
        self.line.selectAll()

    def chosen_filter(self) -> str:
        """The key of the pill that is on."""
        return next((key for key, pill in self.pills.items() if pill.isChecked()), next(iter(self.pills), ""))

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How many each filter holds."""
        for key, pill in self.pills.items():
            pill.set_count(counts.get(key, 0))
