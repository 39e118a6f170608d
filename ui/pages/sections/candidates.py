"""备选专利: the patents found for a buyer, offered to the salesperson, one of them chosen (3.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.services.candidates import CandidateRow
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_MOST_ROWS, _LEAST_ROWS = 9, 3
_WHERE_THERE_IS_ROOM, _WIDE = (2, 4), 640


def price_words(row: CandidateRow) -> str:
    """35,000.00; 待定 while no price is known."""
    return f"{row.price:,.2f}" if row.price is not None else "待定"


def state_words(row: CandidateRow) -> str:
    """选定, 已提供 11-23, 未提供."""
    if row.chosen:
        return f"✓ 选定 {row.chosen_on:%m-%d}" if row.chosen_on else "✓ 选定"
    return f"已提供 {row.offered_on:%m-%d}" if row.offered_on else "未提供"


def _tone(row: CandidateRow) -> str:
    return "well" if row.chosen else "quiet" if row.offered_on else ""


def _whole(row: CandidateRow) -> str:
    """Everything known of one, for the columns a narrow panel has no room for."""
    return " · ".join(filter(None, (row.title, row.field, row.seller, row.note)))


COLUMNS: tuple[PlainColumn[CandidateRow], ...] = (
    PlainColumn("专利名称", lambda row: row.title, 120, stretch=True, tip=_whole),
    PlainColumn("申请号", lambda row: row.application_number, 144),
    PlainColumn("领域", lambda row: row.field, 88, tip=lambda row: row.field),
    PlainColumn("价格（元）", price_words, 92, right=True, sort=lambda row: row.price),
    PlainColumn("卖家", lambda row: row.seller, 88, tip=lambda row: row.seller),
    PlainColumn("状态", state_words, 118, tone=_tone),
)


class CandidatesSection(QWidget):
    """Read when it is made; the matter's panel makes it anew when its matter changes."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.rows: tuple[CandidateRow, ...] = ()
        self.table: PlainTable[CandidateRow] = PlainTable(COLUMNS, self.tr("备选专利"), self)
        self.table.opened.connect(lambda _row: self.edit())
        self.table.go.connect(lambda _row: self.choose())
        self.empty = QLabel(self.tr("还没有备选专利。联系卖家后在这里添加，可从 Excel 直接粘贴。"), self)
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.state = QLabel(self)
        self.state.setObjectName("quiet")
        self.state.setWordWrap(True)
        self.add_button = self._button(self.tr("添加…"), self.add, "step")
        self.offer_button = self._button(self.tr("发给业务员…"), self.offer, "step")
        self.choose_button = self._button(self.tr("客户选定…"), self.choose, "step")
        self.edit_button = self._button(self.tr("修改"), self.edit)
        self.remove_button = self._button(self.tr("移除"), self.remove)
        self.book_button = self._button(self.tr("导出 Excel"), self.export)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add_button, self.offer_button, self.choose_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        for button in (self.edit_button, self.remove_button, self.book_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(buttons)
        for widget in (self.empty, self.table, self.state):
            column.addWidget(widget)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.table, self.remove)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        self._show(())
        self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow panel leaves field and seller to the tool tip."""
        super().resizeEvent(event)
        for place in _WHERE_THERE_IS_ROOM:
            self.table.setColumnHidden(place, self.width() < _WIDE)

    def _button(self, words: str, run: Callable[[], object], look: str = "") -> QPushButton:
        button = QPushButton(words, self)
        if look:
            button.setProperty(look, True)
        else:
            button.setObjectName("link")
            button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def read(self) -> None:
        """Read what is offered."""
        from shiboken6 import Shiboken

        from ipdesk.services.candidates import candidates

        office, matter = self._desk.office, self._view.id
        if office is None:
            return

        def arrived(found: tuple[CandidateRow, ...]) -> None:
            if Shiboken.isValid(self):
                self._show(found)

        self._desk.runner.read(lambda: candidates(office, matter), arrived)

    def _show(self, rows: tuple[CandidateRow, ...]) -> None:
        self.rows = rows
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        lines = min(max(len(rows), _LEAST_ROWS), _MOST_ROWS)
        height = self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + lines * height + 16)
        fresh = sum(row.offered_on is None for row in rows)
        chosen = next((row for row in rows if row.chosen), None)
        self.offer_button.setEnabled(fresh > 0)
        self.choose_button.setEnabled(chosen is None and any(row.offered_on for row in rows))
        for button in (self.edit_button, self.remove_button, self.book_button):
            button.setVisible(bool(rows))
        self.state.setText(self._state(fresh, chosen))
        self.state.setVisible(bool(rows))

    def _state(self, fresh: int, chosen: CandidateRow | None) -> str:
        if chosen is not None:
            return self.tr("客户已选定“{title}”，{price} 元。收款后办理转让手续（3.2.11）。").format(
                title=chosen.title, price=price_words(chosen)
            )
        if fresh:
            return self.tr("{count} 件还没有发给业务员。").format(count=fresh)
        return self.tr("等待业务员与客户选定（3.2.11）。")

    # -- what can be done -------------------------------------------------------------------------------

    def add(self) -> None:
        """One or many, typed or pasted."""
        from ui.dialogs.candidates import AddDialog

        AddDialog(self._desk, self._view, self.window()).open()

    def paste(self) -> None:
        """Ctrl+V: the dialog opens with what was copied."""
        from PySide6.QtGui import QGuiApplication

        from ui.dialogs.candidates import AddDialog

        dialog = AddDialog(self._desk, self._view, self.window())
        dialog.text.setPlainText(QGuiApplication.clipboard().text())
        dialog.open()

    def offer(self) -> None:
        """The list as a mail to the salesperson."""
        from ui.dialogs.candidates import OfferDialog

        if self.offer_button.isEnabled():
            OfferDialog(self._desk, self._view, self.window()).open()

    def choose(self) -> None:
        """What the client chose."""
        from ui.dialogs.candidates import ChooseDialog

        if self.choose_button.isEnabled():
            row = self.table.current()
            ChooseDialog(self._desk, self._view, self.window(), row.id if row is not None else None).open()

    def edit(self) -> None:
        """Correct the one in the table's cursor."""
        from ui.dialogs.candidates import EditDialog

        row = self.table.current() or next(iter(self.rows), None)
        if row is not None:
            EditDialog(self._desk, row, self.window()).open()

    def remove(self) -> None:
        """Take the one in the table's cursor off the list; Ctrl+Z brings it back."""
        from ipdesk.services.candidates import remove_candidate

        office, act, row = self._desk.office, self._desk.act(), self.table.current()
        if office is not None and row is not None:
            self._desk.runner.write(lambda: remove_candidate(office, act, row.id))

    def export(self) -> None:
        """The list as Excel, as the salesperson gets it."""
        from ipdesk.services.candidates import offer_sheet
        from ui.list_output import save_book

        title, rows, today = self._view.row.title, self.rows, self._desk.today
        name = self.tr("备选专利-{number}.xlsx").format(number=self._view.row.number)
        save_book(self._desk, self.window(), name, lambda: [offer_sheet(title, rows, today)])
