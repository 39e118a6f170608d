"""商标与类别: the marks of an order, each class with its search result and filing number (3.4.3–3.4.5)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ipdesk.text import label, labels
from ui.failures import told
from ui.widgets.class_line import ClassLine
from ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from ipdesk.services.marks import MarkRow
    from ipdesk.services.office import Act, Changes, Office
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class MarksSection(QWidget):
    """One block a mark, one line a class; what is chosen or typed in a line is kept at once."""

    _goes_on: ClassVar[int] = 0
    """The matter whose marks are being entered: its panel is built anew by each, the cursor stays in the line."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.rows: tuple[MarkRow, ...] = ()
        self.results: dict[int, QComboBox] = {}
        self.numbers: dict[int, QLineEdit] = {}
        self.name = QLineEdit(self)
        self.name.setPlaceholderText(self.tr("商标名称"))
        self.name.setAccessibleName(self.tr("商标名称"))
        self.form = QComboBox(self)
        self.form.setAccessibleName(self.tr("商标形式"))
        for code, words in labels("mark_form").items():
            self.form.addItem(words, code)
        self.classes = ClassLine(self)
        self.add = QPushButton(self.tr("添加"), self)
        self.add.clicked.connect(self.add_mark)
        self.refusal = QLabel(self)
        self.refusal.setObjectName("fieldError")
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        self.hint = QLabel(self)
        self.hint.setProperty("tone", "near")
        self.hint.setWordWrap(True)
        self.hint.hide()
        self._body = QWidget(self)
        line = QHBoxLayout()
        line.setSpacing(8)
        for widget, share in ((self.name, 3), (self.form, 0), (self.classes, 3), (self.add, 0)):
            line.addWidget(widget, share)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.hint)
        self._column.addWidget(self._body)
        self._column.addLayout(line)
        self._column.addWidget(self.refusal)
        self.name.returnPressed.connect(self.classes.line.setFocus)
        self.classes.entered.connect(self.add_mark)
        if MarksSection._goes_on == view.id:
            self.name.setFocus()
        MarksSection._goes_on = 0
        self.refresh()

    def refresh(self) -> None:
        """Read the marks beside the window."""
        from shiboken6 import Shiboken

        from ipdesk.services.marks import marks

        office, matter_id = self._desk.office, self._view.id
        if office is None:
            return

        def arrived(rows: tuple[MarkRow, ...]) -> None:
            if Shiboken.isValid(self):
                self.show_rows(rows)

        self._desk.runner.read(lambda: marks(office, matter_id), arrived)

    # -- what is there ----------------------------------------------------------------------------------

    def show_rows(self, rows: tuple[MarkRow, ...]) -> None:
        """Lay out the marks."""
        from ipdesk.services.marks import unsettled

        self.rows = rows
        self.results, self.numbers = {}, {}
        missing = unsettled(rows)
        self.hint.setText(missing)
        self.hint.setVisible(bool(missing))
        if not rows and not self.name.text():  # the slip or the ledger often says it already: one click takes it over
            self.name.setText(self._view.row.title)
            self.classes.line.setText(self._view.classes)
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        place = 0
        for _position, group in groupby(rows, key=lambda row: row.position):
            place = self._mark(grid, place, tuple(group), body)
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()

    def _mark(self, grid: QGridLayout, place: int, rows: tuple[MarkRow, ...], parent: QWidget) -> int:
        """One mark: its heading, then a line for each class."""
        first = rows[0]
        top = QHBoxLayout()
        top.setSpacing(8)
        name = ElidedLabel(first.name, parent)
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        top.addWidget(name)
        count = sum(row.nice_class is not None for row in rows)
        classes = self.tr("{count} 个类别").format(count=count) if count else self.tr("类别未定")
        top.addWidget(_quiet(f"{label('mark_form', first.form)} · {classes}", parent))
        top.addStretch(1)
        for words, run in ((self.tr("类别…"), self._choose), (self.tr("移除"), self._remove)):
            top.addWidget(self._link(words, f"{words} {first.name}", partial(run, rows), parent))
        grid.addLayout(top, place, 0, 1, 3)
        place += 1
        for row in rows:
            if row.nice_class is not None:
                self._class(grid, place, row, parent)
                place += 1
        return place

    def _class(self, grid: QGridLayout, place: int, row: MarkRow, parent: QWidget) -> None:
        words = ElidedLabel(f"{row.nice_class:\u2007>2}　{row.class_name}", parent)
        words.setToolTip(row.goods or row.class_name)
        grid.addWidget(words, place, 0)
        spoken = f"{row.name} 第 {row.nice_class} 类"
        result = QComboBox(parent)
        result.setAccessibleName(self.tr("{what} 检索结果").format(what=spoken))
        for code, said in labels("mark_result").items():
            result.addItem(said, code)
        result.setCurrentIndex(max(0, result.findData(row.result)))
        result.activated.connect(lambda _place: self._change(row, {"result": result.currentData()}))
        grid.addWidget(result, place, 1)
        number = QLineEdit(row.application_number, parent)
        number.setPlaceholderText(self.tr("申请号"))
        number.setAccessibleName(self.tr("{what} 申请号").format(what=spoken))
        number.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 16)
        number.editingFinished.connect(lambda: self._number_typed(row, number))
        grid.addWidget(number, place, 2)
        self.results[row.id], self.numbers[row.id] = result, number

    @staticmethod
    def _link(words: str, name: str, run: Callable[..., object], parent: QWidget) -> QPushButton:
        button = QPushButton(words, parent)
        button.setObjectName("link")
        button.setAccessibleName(name)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(run)
        return button

    # -- acts -------------------------------------------------------------------------------------------

    def add_mark(self) -> None:
        """Keep what is typed in the line below: a new mark, or more classes of one that is there."""
        from ipdesk.services.marks import NewMark, add_marks

        problem = self.classes.problem()
        if problem:
            self._refuse(problem)
            self.classes.setFocus()
            return
        MarksSection._goes_on = self._view.id
        wanted = NewMark(self.name.text(), self.classes.classes(), self.form.currentData())
        self._write(lambda office, act: add_marks(office, act, self._view.id, [wanted]), self._added)

    def _added(self) -> None:
        self.name.clear()
        self.classes.clear()
        self.name.setFocus()

    def _choose(self, rows: tuple[MarkRow, ...], _checked: bool = False) -> None:
        from ipdesk.services.marks import set_classes
        from ui.dialogs.mark_classes import MarkClassesDialog

        name, now = rows[0].name, [row.nice_class for row in rows if row.nice_class is not None]
        dialog = MarkClassesDialog(name, now, self.window())
        dialog.picked.connect(
            lambda numbers: self._write(lambda office, act: set_classes(office, act, self._view.id, name, numbers))
        )
        dialog.open()

    def _remove(self, rows: tuple[MarkRow, ...], _checked: bool = False) -> None:
        from ipdesk.services.marks import remove_marks

        self._write(lambda office, act: remove_marks(office, act, [row.id for row in rows]))

    def _number_typed(self, row: MarkRow, field: QLineEdit) -> None:
        number = field.text().strip()
        if number != row.application_number:
            filed = row.filed or (self._desk.today if number else None)
            self._change(row, {"application_number": number, "filed": filed})

    def _change(self, row: MarkRow, fields: dict[str, object]) -> None:
        from ipdesk.services.marks import change_mark

        self._write(lambda office, act: change_mark(office, act, row.id, row.version, fields))

    def _write(self, use_case: Callable[[Office, Act], Changes], then: Callable[[], None] | None = None) -> None:
        """Run a use case; a refusal is said below the line and nothing typed is lost."""
        from shiboken6 import Shiboken

        office, act = self._desk.office, self._desk.act()
        if office is None:
            return
        self._refuse("")

        def done(_changes: object) -> None:
            if not Shiboken.isValid(self):
                return
            if then is not None:
                then()
            self.refresh()

        def failed(error: BaseException) -> None:
            from ipdesk.errors import UserError

            if Shiboken.isValid(self) and isinstance(error, UserError):
                self._refuse(told(error))
                self.refresh()
            else:
                self._desk.show_failure(error)

        self._desk.runner.write(lambda: use_case(office, act), done, failed)

    def _refuse(self, words: str) -> None:
        self.refusal.setText(words)
        self.refusal.setVisible(bool(words))


def _quiet(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setObjectName("quiet")
    return words
