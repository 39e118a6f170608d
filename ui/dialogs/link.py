"""Link a matter with another one of the office, found by typing, or with a number outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from ipdesk.domain.matters import Kind
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.rows import Hit, MatterView
    from ui.context import Desk

_ID = int(Qt.ItemDataRole.UserRole)
_MOST, _DELAY = 6, 150
_CHANGES = frozenset({Kind.PATENT_CHANGE, Kind.EXCLUSIVE_LICENCE, Kind.PATENT_TRADE})


class LinkDialog(AskDialog):
    """What the other one is to this matter; which it is; for one outside its country and filing date."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"添加关联 {view.row.number}", "添加", parent)
        self.setMinimumWidth(560)
        self._view, self._asked = view, 0
        self.kind = QComboBox(self)
        for words, code in self._kinds():
            self.kind.addItem(words, code)
        self.kind.setAccessibleName(self.tr("关联"))
        self.form.addRow(self.tr("对方是"), self.kind)
        self.other = QLineEdit(self)
        self.other.setPlaceholderText(self.tr("案件编号、申请号或名称；外部案件填申请号"))
        self.other.setAccessibleName(self.tr("对方案件或号码"))
        self.form.addRow(self.tr("案件或号码"), self.other)
        self.hits = QListWidget(self)
        self.hits.setAccessibleName(self.tr("本所的案件"))
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.hits.setFixedHeight(3 * (self.fontMetrics().height() + 10) + 4)
        self.form.addRow("", self.hits)
        self.hint = QLabel(self)
        self.hint.setObjectName("fieldError")
        self.hint.setWordWrap(True)
        self.form.addRow("", self.hint)
        self.country = QLineEdit("CN", self)
        self.country.setMaxLength(2)
        self.country.setFixedWidth(64)
        self.country.setAccessibleName(self.tr("国家或地区"))
        self.form.addRow(self.tr("国家或地区"), self.country)
        self.on = DateField(desk.today, self.tr("对方申请日"), parent=self)
        self.form.addRow(self.tr("对方申请日"), self.on)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY)
        self._timer.timeout.connect(self._ask)
        self.other.textChanged.connect(lambda _text: self._typed())
        self.country.textChanged.connect(lambda _text: self._look())
        self.hits.currentItemChanged.connect(lambda _now, _old: self._look())
        self.kind.currentIndexChanged.connect(lambda _place: self._look())
        self._show(())
        take_wanted_size(self)
        self.other.setFocus()

    def _kinds(self) -> list[tuple[str, tuple[str, bool]]]:
        """The words, the link's kind, and whether this matter is the one it starts from."""
        kind = self._view.row.kind
        if kind in _CHANGES:
            return [(self.tr("被变更的案件"), ("owner_change", True))]
        found = [
            (self.tr("在先申请（本案要求其优先权）"), ("priority", True)),
            (self.tr("后续申请（要求本案的优先权）"), ("priority", False)),
        ]
        if kind != Kind.TRADEMARK:
            found += [
                (self.tr("原申请（本案是其分案）"), ("divisional", True)),
                (self.tr("分案申请（由本案分出）"), ("divisional", False)),
            ]
        if kind in (Kind.INVENTION, Kind.UTILITY_MODEL):
            found.append((self.tr("同日申请（发明与实用新型）"), ("parallel", True)))
        return [*found, (self.tr("权利人变更案件"), ("owner_change", False))]

    # -- finding the other one --------------------------------------------------------------------------

    def _typed(self) -> None:
        self._asked += 1
        self._timer.start()

    def _ask(self) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.search import find

        office, text, asked = self.desk.office, self.other.text().strip(), self._asked
        if office is None:
            return

        def arrived(found: tuple[Hit, ...]) -> None:
            if Shiboken.isValid(self) and asked == self._asked:
                self._show(found)

        self.desk.runner.read(lambda: find(office, text, _MOST), arrived)

    def _show(self, found: tuple[Hit, ...]) -> None:
        mine = [hit for hit in found if hit.matter_id is not None and hit.matter_id != self._view.id]
        self.hits.clear()
        for hit in mine[:_MOST]:
            item = QListWidgetItem(f"{hit.title}　{hit.subtitle}", self.hits)
            item.setData(_ID, hit.matter_id)
        if len(mine) == 1:
            self.hits.setCurrentRow(0)
        if mine and self.kind.currentData()[1]:
            item = QListWidgetItem(self.tr("本所以外的号码：{text}").format(text=self.other.text().strip()), self.hits)
            item.setData(_ID, 0)
        self.form.setRowVisible(self.hits, bool(mine))
        self._look()

    def chosen(self) -> int | None:
        """The matter of the office that is meant; None: the number outside."""
        item = self.hits.currentItem()
        return (int(item.data(_ID)) or None) if item else None

    def _look(self) -> None:
        """One outside needs country and date; a number's wrong character is named at once."""
        text = self.other.text().strip()
        outside = bool(text) and self.chosen() is None and (not self.hits.count() or self.hits.currentRow() >= 0)
        for row in (self.country, self.on):
            self.form.setRowVisible(row, outside)
        problem = ""
        if outside and not self._timer.isActive():
            problem = self._problem(text)
        self.hint.setText(problem)
        self.form.setRowVisible(self.hint, bool(problem))
        self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def _problem(self, text: str) -> str:
        from ui.widgets.number_hint import number_problem

        if not self.kind.currentData()[1]:
            return self.tr("由对方指向本案的关联，对方须是本所的案件。")
        if self.country.text().strip().upper() != "CN":
            return ""
        return number_problem("trademark" if self._view.row.kind == Kind.TRADEMARK else Kind.INVENTION, text)

    def submit(self) -> None:
        from ipdesk.services.links import NewLink, add_link

        kind, starts_here = self.kind.currentData()
        other, text = self.chosen(), self.other.text().strip()
        if other is None and self.hits.count() and self.hits.currentRow() < 0:
            self.refuse(self.tr("请在列表中选择对方案件。"))
            self.hits.setFocus()
            return
        if other is None and (not text or not starts_here):
            self.refuse(self.tr("请选择一件案件，或填写对方的号码。") if starts_here else self._problem(text))
            self.other.setFocus()
            return
        if other is not None:
            new = NewLink(kind, self._view.id, other) if starts_here else NewLink(kind, other, self._view.id)
        else:
            if self.on.problem():
                self.refuse(self.on.problem())
                return
            new = NewLink(kind, self._view.id, number=text, country=self.country.text(), on=self.on.value())
        self.run(lambda office, act: add_link(office, act, new))
