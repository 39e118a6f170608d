"""What is wrong with a number while it is typed: which character, and the right check digit; never repaired."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QWidget

from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import NumberCheck, check_number

_PATENTS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN})


def number_problem(kind: Kind | str | None, text: str) -> str:
    """Why this can't be the number of a matter of this kind; empty while nothing is typed or nothing is wrong."""
    if not text.strip():
        return ""
    found = check_number(text)
    if found.problem:
        return found.problem if kind in _PATENTS or found.kind is not None else ""
    return _other_kind(found) if kind in _PATENTS and found.kind != "patent_application" else ""


def _other_kind(found: NumberCheck) -> str:
    said = {"trademark": "商标号", "credit_code": "统一社会信用代码", "pct": "国际申请号"}.get(
        found.kind or "", "登记号"
    )
    return f"这像是{said}，不是专利申请号（13位，2003年10月以前9位），请核对。"


class NumberHint(QLabel):
    """The line below a number's field; hidden while all is well."""

    def __init__(self, line: QLineEdit, kind: Callable[[], Kind | str | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line, self._kind = line, kind
        self.setObjectName("fieldError")
        self.setWordWrap(True)
        self.hide()
        line.editingFinished.connect(self.look)
        line.textChanged.connect(self._typed)

    def look(self) -> None:
        """Look at what stands there now."""
        problem = number_problem(self._kind(), self._line.text())
        self.setText(problem)
        self.setVisible(bool(problem))
        self._line.setAccessibleDescription(problem)
        window = self.window()
        if problem and isinstance(window, QDialog):  # the line must not take its room from the fields
            window.resize(window.width(), max(window.height(), window.sizeHint().height()))

    def _typed(self, text: str) -> None:
        """While a number is being typed it is not whole yet: only one that is, or one already faulted, is looked at."""
        if not self.isHidden() or len(text.strip()) >= _WHOLE:
            self.look()


_WHOLE = 13
