"""Patent trade (3.2.11): adding what sellers offer, writing it to the salesperson, recording what the client chose."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from ipdesk.errors import UserError
from ipdesk.text import sentence
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.first_call import whose
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.domain.candidates import NewCandidate
    from ipdesk.services.candidates import CandidateRow
    from ipdesk.services.office import Changes
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

_ZERO = Decimal(0)


class AddDialog(AskDialog):
    """Rows as they come from Excel, checked while they are typed; the first wrong line says why."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"添加备选专利（{view.row.number}）", "添加", parent)
        self._view = view
        self.setMinimumWidth(640)
        self.form.addRow(whose(view, self))
        words = QLabel(
            self.tr("从 Excel 复制后粘贴，每行一件：申请号、名称、领域、价格、卖家、备注；第一行是表头时按表头对应。"),
            self,
        )
        words.setObjectName("quiet")
        words.setWordWrap(True)
        self.form.addRow(words)
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName(self.tr("备选专利"))
        self.text.setTabChangesFocus(False)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabStopDistance(self.fontMetrics().horizontalAdvance("0") * 16)
        self.text.setMinimumHeight(160)
        self.text.setPlaceholderText("202310123456.X\t一种折叠支架\t机械\t3.5万\t专利中介\t")
        self.form.addRow(self.text)
        self.found = QLabel(self)
        self.found.setWordWrap(True)
        self.form.addRow(self.found)
        self.new: tuple[NewCandidate, ...] = ()
        self.text.textChanged.connect(self._read)
        self._read()
        self.text.setFocus()

    def _read(self) -> None:
        from ipdesk.domain.candidates import read_rows

        text, wrong = self.text.toPlainText(), ""
        self.new = ()
        if text.strip():
            try:
                self.new = read_rows(text)
            except UserError as error:
                wrong = sentence(error)
        self.go.setEnabled(bool(self.new))
        total = sum((one.price for one in self.new if one.price is not None), start=_ZERO)
        without = sum(one.price is None for one in self.new)
        words = self.tr("共 {count} 件，价格合计 {total} 元").format(count=len(self.new), total=f"{total:,.2f}")
        words += self.tr("，{count} 件价格待定").format(count=without) if without else ""
        self.found.setText(wrong or (words if self.new else ""))
        self.found.setProperty("tone", "late" if wrong else "quiet")
        self.found.style().unpolish(self.found)
        self.found.style().polish(self.found)

    def submit(self) -> None:
        from ipdesk.services.candidates import add_candidates

        matter, new = self._view.id, self.new
        if new:
            self.run(lambda office, act: add_candidates(office, act, matter, new))


class EditDialog(AskDialog):
    """One patent offered, corrected."""

    def __init__(self, desk: Desk, row: CandidateRow, parent: QWidget | None = None) -> None:
        super().__init__(desk, "修改备选专利", "保存", parent)
        self._row = row
        price = "" if row.price is None else f"{row.price:.2f}"
        self.fields: dict[str, QLineEdit] = {}
        for name, words, text in (
            ("title", self.tr("专利名称"), row.title),
            ("application_number", self.tr("申请号"), row.application_number),
            ("field", self.tr("技术领域"), row.field),
            ("price", self.tr("价格（元）"), price),
            ("seller", self.tr("卖家"), row.seller),
            ("note", self.tr("备注"), row.note),
        ):
            line = QLineEdit(text, self)
            line.setAccessibleName(words)
            self.form.addRow(words, line)
            self.fields[name] = line
        self.fields["price"].setPlaceholderText(self.tr("35000 或 3.5万；空着为待定"))
        self.fields["title"].selectAll()

    def submit(self) -> None:
        from ipdesk.domain.candidates import NewCandidate, checked, price_of
        from ipdesk.services.candidates import change_candidate

        texts = {name: line.text() for name, line in self.fields.items()}
        try:
            price = price_of(texts.pop("price"))
            new = checked(NewCandidate(price=price, **texts))
        except UserError as error:
            self.refuse(sentence(error).removeprefix("第 1 行的").removeprefix("第 1 行"))
            return
        row = self._row
        self.run(lambda office, act: change_candidate(office, act, row.id, row.version, new))


class OfferDialog(AskDialog):
    """提供备选专利: which go out, to whom; the draft opens when it is written."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"提供备选专利（{view.row.number}）", "写邮件并记录", parent)
        self._view = view
        self.form.addRow(whose(view, self))
        who = view.row.salesperson or self.tr("（未登记业务员，收件人请在邮件中填写）")
        self.form.addRow(self.tr("收件人"), QLabel(who, self))
        self.listed = QLabel(self)
        self.listed.setWordWrap(True)
        self.form.addRow(self.tr("备选专利"), self.listed)
        self.note = QLineEdit(self)
        self.note.setAccessibleName(self.tr("附言"))
        self.note.setPlaceholderText(self.tr("写在邮件里的话（可不填）"))
        self.form.addRow(self.tr("附言"), self.note)
        self.go.setEnabled(False)
        read_candidates(desk, view.id, self._known)
        self.note.setFocus()

    def _known(self, rows: tuple[CandidateRow, ...]) -> None:
        fresh = [row for row in rows if row.offered_on is None]
        self.go.setEnabled(bool(fresh))
        if fresh:
            self.listed.setText("\n".join(f"{place}. {_words(row)}" for place, row in enumerate(fresh, start=1)))
        else:
            self.listed.setText(self.tr("没有还未提供的备选专利。请先在“备选专利”中添加。"))
        take_wanted_size(self)

    def submit(self) -> None:
        from ipdesk.services.candidates import offer_candidates
        from ui.mailing import open_mail

        matter, note, desk = self._view.id, self.note.text(), self.desk

        def done(made: Changes) -> None:
            if made.created is not None:
                open_mail(desk, made.created)

        self.run(lambda office, act: offer_candidates(office, act, matter, note), done)


class ChooseDialog(AskDialog):
    """客户选定: which, at what price, on which day."""

    def __init__(
        self, desk: Desk, view: MatterView, parent: QWidget | None = None, candidate_id: int | None = None
    ) -> None:
        super().__init__(desk, f"客户选定（{view.row.number}）", "记录客户选定", parent)
        self.setMinimumWidth(640)
        self._wanted = candidate_id
        self._rows: tuple[CandidateRow, ...] = ()
        self.form.addRow(whose(view, self))
        self.which = QComboBox(self)
        self.which.setAccessibleName(self.tr("选定的专利"))
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.form.addRow(self.tr("选定的专利"), self.which)
        self.price = QLineEdit(self)
        self.price.setAccessibleName(self.tr("成交价格"))
        self.price.setPlaceholderText(self.tr("35000 或 3.5万"))
        self.form.addRow(self.tr("成交价格"), self.price)
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.form.addRow(self.tr("日期"), self.on)
        self.which.currentIndexChanged.connect(self._priced)
        read_candidates(desk, view.id, self._known)

    def _known(self, rows: tuple[CandidateRow, ...]) -> None:
        self._rows = tuple(row for row in rows if row.offered_on is not None)
        for row in self._rows:
            self.which.addItem(_words(row), row.id)
        self.which.setCurrentIndex(max(0, self.which.findData(self._wanted)))
        self._priced(self.which.currentIndex())
        self.go.setEnabled(bool(self._rows))
        if not self._rows:
            self.refuse(self.tr("还没有发给业务员的备选专利。请先提供备选专利。"))

    def _priced(self, place: int) -> None:
        row = self._rows[place] if 0 <= place < len(self._rows) else None
        self.price.setText("" if row is None or row.price is None else f"{row.price:.2f}")

    def submit(self) -> None:
        from ipdesk.domain.candidates import price_of
        from ipdesk.services.candidates import choose_candidate

        on, candidate = self.on.value(), self.which.currentData()
        if on is None or candidate is None:
            self.refuse(self.on.problem() or self.tr("请选择专利和日期。"))
            return
        try:
            price = price_of(self.price.text())
        except UserError as error:
            self.refuse(sentence(error).removeprefix("第 1 行的"))
            return
        self.run(lambda office, act: choose_candidate(office, act, candidate, price, on))


def read_candidates(desk: Desk, matter_id: int, take: Callable[[tuple[CandidateRow, ...]], object]) -> None:
    """Hand the patents offered to ``take`` when they are read, unless its dialog is gone by then."""
    from shiboken6 import Shiboken

    from ipdesk.services.candidates import candidates

    office, owner = desk.office, getattr(take, "__self__", None)
    if office is None:
        return

    def arrived(found: tuple[CandidateRow, ...]) -> None:
        if owner is None or Shiboken.isValid(owner):
            take(found)

    desk.runner.read(lambda: candidates(office, matter_id), arrived)


def _words(row: CandidateRow) -> str:
    price = f"{row.price:,.2f} 元" if row.price is not None else "价格待定"
    return " · ".join(filter(None, (row.application_number, row.title, price)))
