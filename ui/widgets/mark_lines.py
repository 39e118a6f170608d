"""The marks of a new trademark order: one line a mark, its name and its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.widgets.class_line import ClassLine

if TYPE_CHECKING:
    from ipdesk.services.marks import NewMark


class MarkLines(QWidget):
    """``marks()`` are those with a name; the first line takes the order's title until its own name is typed."""

    def __init__(self, title: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[QLineEdit, ClassLine]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.more = QPushButton(self.tr("＋ 再加一个商标"), self)
        self.more.setObjectName("link")
        self.more.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more.setAutoDefault(False)
        self.more.clicked.connect(lambda: self.add_line().setFocus())
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        first = self.add_line()
        self._typed = False
        title.textChanged.connect(lambda text: None if self._typed else first.setText(text))
        first.textEdited.connect(self._own_name)

    def _own_name(self, _text: str) -> None:
        self._typed = True

    def add_line(self) -> QLineEdit:
        """One more line; its name's field."""
        name, classes = QLineEdit(self), ClassLine(self)
        number = len(self.lines) + 1
        name.setPlaceholderText(self.tr("商标名称"))
        name.setAccessibleName(self.tr("商标 {n} 名称").format(n=number))
        classes.line.setAccessibleName(self.tr("商标 {n} 类别").format(n=number))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(name, 1)
        row.addWidget(classes, 1)
        self._column.insertLayout(len(self.lines), row)
        self.lines.append((name, classes))
        return name

    def problem(self) -> str:
        """Why some classes can't be taken, or which line has classes and no name."""
        for name, classes in self.lines:
            if found := classes.problem():
                return found
            if classes.line.text().strip() and not name.text().strip():
                return self.tr("请填写商标名称。")
        return ""

    def marks(self) -> tuple[NewMark, ...]:
        """The marks with a name, in order."""
        from ipdesk.services.marks import NewMark

        found = ((name.text().strip(), classes.classes()) for name, classes in self.lines)
        return tuple(NewMark(name, numbers) for name, numbers in found if name)
