"""Every annuity of a patent's term, or a mark's renewals, with the late-fee ladder of each; inside its panel."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from ipdesk.services.annuities import LAMPS, PATENTS, TRADEMARK, FeeOf, fees_of_matter
from ipdesk.services.annuity_papers import basis_words, money, notes, what_words
from ipdesk.text import label
from ui.widgets.lamp import Lamp

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_TONES = {"overdue": "late", "late": "late", "grace": "late", "over": "late", "near": "near", "open": "near"}
_COLUMNS = 6


def has_annuities(view: MatterView) -> bool:
    """A patent or a mark; while it is not granted the section stays hidden."""
    return str(view.row.kind) in (*PATENTS, TRADEMARK)


class AnnuitiesSection(QWidget):
    """Read beside the window when the panel is; the panel makes a new one after every change."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.fees: tuple[FeeOf, ...] = ()
        self.arrows: dict[tuple[int, str, int], QToolButton] = {}
        self.boxes: dict[tuple[int, str, int], QWidget] = {}
        self.past = QPushButton(self)
        self.past.setObjectName("link")
        self.past.hide()
        self._all = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        title = self.tr("商标续展") if str(view.row.kind) == TRADEMARK else self.tr("逐年年费")
        heading = QLabel(title, self)
        heading.setObjectName("sectionTitle")
        self._column.addWidget(heading)
        self._column.addWidget(self.past, 0, Qt.AlignmentFlag.AlignLeft)
        self._body = QWidget(self)
        self._column.addWidget(self._body)
        self.past.clicked.connect(self.show_all)
        self.hide()
        self._read()

    def _read(self) -> None:
        from shiboken6 import Shiboken

        office, today, matter = self._desk.office, self._desk.today, self._view.id

        def read(fees: tuple[FeeOf, ...]) -> None:
            if Shiboken.isValid(self):
                self.fees = fees
                self.setVisible(bool(fees))
                self._show()

        if office is not None:
            self._desk.runner.read(lambda: fees_of_matter(office, today, matter), read)

    def show_all(self) -> None:
        """Also what was paid or is taken as paid."""
        self._all = True
        self._show()

    def _show(self) -> None:
        settled = [one for one in self.fees if one.state in ("paid", "presumed")]
        hidden = settled[:-1] if not self._all else []
        self.past.setText(self.tr("此前 {count} 笔").format(count=len(hidden)))
        self.past.setVisible(bool(hidden))
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(3, 1)
        self.arrows, self.boxes = {}, {}
        shown = [one for one in self.fees if one not in hidden]
        for place, one in enumerate(shown):
            self._add_line(grid, 2 * place, one, body)
        self._column.replaceWidget(self._body, body)
        self._body.deleteLater()
        self._body = body

    def _add_line(self, grid: QGridLayout, row: int, one: FeeOf, body: QWidget) -> None:
        words = what_words(one)
        arrow = self.arrows[one.id] = QToolButton(body)
        arrow.setObjectName("link")
        arrow.setText(words)
        arrow.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        arrow.setArrowType(Qt.ArrowType.RightArrow)
        arrow.setCheckable(True)
        arrow.setAccessibleName(self.tr("展开 {words} 的滞纳金").format(words=words))
        arrow.toggled.connect(partial(self._unfold, grid, row, one))
        grid.addWidget(Lamp(LAMPS[one.state], body), row, 0)
        grid.addWidget(arrow, row, 1)
        tone = _TONES.get(one.state, "quiet" if not one.to_pay else "")
        state = label("annuity_state", one.state) + (f" {one.paid_on}" if one.paid_on else "")
        amount = money(one.payable) + (f" + {money(one.late)}" if one.late else "")
        for column, text in ((2, one.due.isoformat()), (3, state), (4, basis_words(one)), (5, amount)):
            part = QLabel(text, body)
            part.setProperty("tone", tone if column in (2, 3) else "quiet" if column == 4 else "")
            if column == 5:
                part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(part, row, column)

    def _unfold(self, grid: QGridLayout, row: int, one: FeeOf, on: bool) -> None:
        self.arrows[one.id].setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        if one.id not in self.boxes and on:
            self.boxes[one.id] = self._ladder(one)
            grid.addWidget(self.boxes[one.id], row + 1, 1, 1, _COLUMNS - 1)
        if one.id in self.boxes:
            self.boxes[one.id].setVisible(on)

    def _ladder(self, one: FeeOf) -> QWidget:
        """From when to when, the surcharge, what it costs in all."""
        box = QWidget(self._body)
        box.setObjectName("whyBox")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(box)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        lines = [(self.tr("至 {due}").format(due=one.due), "", money(one.payable))]
        for band in one.ladder:
            span = self.tr("{frm} 至 {to}").format(frm=band.frm, to=band.to)
            more = self.tr("滞纳金 {more}").format(more=money(band.surcharge))
            lines.append((span, more, money(band.total)))
        for place, line in enumerate(lines):
            for column, text in enumerate(line):
                part = QLabel(text, box)
                if column:
                    part.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(part, place, column)
        words = "；".join(part for part in (self._full_words(one), notes(one)) if part)
        if words:
            note = QLabel(words, box)
            note.setObjectName("quiet")
            note.setWordWrap(True)
            grid.addWidget(note, len(lines), 0, 1, 3)
        return box

    def _full_words(self, one: FeeOf) -> str:
        if one.percent:
            return self.tr("全额 {full}，{basis}").format(full=money(one.full), basis=basis_words(one))
        return ""
