"""期限计算器 (Ctrl+D): one rule, one date, the answer while it is typed; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.matters import Kind
from ipdesk.text import label
from ui.dialogs.base import take_wanted_size
from ui.failures import told
from ui.widgets.date_field import DateField
from ui.widgets.day_strip import DayStrip
from ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from ipdesk.services.deadlines import Choice, Deadline, Wanted
    from ui.context import Desk

_MOST = 60  # rules listed at once


class DeadlineDialog(QDialog):
    """Left what is asked, right the answer with every step. Enter copies it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self._typed = False
        self._choices: tuple[Choice, ...] = ()
        self.choice: Choice | None = None
        self.wanted: Wanted | None = None
        self.found: Deadline | None = None
        self.setWindowTitle(self.tr("期限计算器"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QHBoxLayout()
        body.setSpacing(24)
        body.addLayout(self._questions(), 4)
        body.addWidget(self._answer(), 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(body, 1)
        layout.addLayout(self._buttons())
        self._needed()
        self._show(None, self.tr("选一条规则，填上起算的日期。"))
        self._ask_choices()
        take_wanted_size(self)
        self.rule.setFocus()

    def sizeHint(self) -> QSize:
        return QSize(1000, 600)

    # -- construction -----------------------------------------------------------------------------------

    def _questions(self) -> QVBoxLayout:
        self.rule = PickList(self.tr("规则"), self.tr("编号或文字：D12、答复、驳回、续展"), 8, self)
        self.rule.typed.connect(self._offer)
        self.rule.picked.connect(self._picked)
        self.rule.list.currentRowChanged.connect(self._pointed)
        self.on = DateField(self._desk.today, self.tr("起算日期"), value=self._desk.today, parent=self)
        self.kind = self._combo(self.tr("案件类型"))
        self.delivery = self._combo(self.tr("送达方式"))
        self.proven = DateField(self._desk.today, self.tr("能证明的收到日"), parent=self)
        self.also = DateField(self._desk.today, self.tr("第二个起算日"), parent=self)
        self.start = QLabel(self.tr("起算日期"), self)
        self.from_what = QLabel(self)
        self.from_what.setObjectName("quiet")
        self.from_what.setWordWrap(True)
        self.second = QLabel(self)
        self.second.setWordWrap(True)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(8)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow(self.start, self.on)
        self.form.addRow(self.tr("案件类型"), self.kind)
        self.form.addRow(self.tr("送达方式"), self.delivery)
        self.form.addRow(self.tr("实际收到"), self.proven)
        self.form.addRow(self.second, self.also)
        for field in (self.on, self.proven, self.also):
            field.changed.connect(self.count)
        for combo in (self.kind, self.delivery):
            combo.currentIndexChanged.connect(lambda _index: self.count())
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(self.rule)
        column.addWidget(self.from_what)
        column.addLayout(self.form)
        column.addStretch(1)
        return column

    def _combo(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        return combo

    def _answer(self) -> QWidget:
        self.dates = QLabel(self)
        self.dates.setTextFormat(Qt.TextFormat.RichText)
        self.dates.setWordWrap(True)
        self.dates.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.basis = QLabel(self)
        self.basis.setObjectName("quiet")
        self.basis.setWordWrap(True)
        self.warning = QLabel(self)
        self.warning.setProperty("tone", "near")
        self.warning.setWordWrap(True)
        self.steps = QLabel(self)
        self.steps.setWordWrap(True)
        self.steps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.strip_place = QVBoxLayout()
        self.strip: DayStrip | None = None
        inner = QWidget(self)
        inner.setObjectName("panelBody")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        for widget in (self.dates, self.basis, self.warning):
            column.addWidget(widget)
        column.addWidget(self.steps)
        column.addLayout(self.strip_place)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(self.tr("计算结果"))
        panel = QFrame(self)
        panel.setObjectName("panel")
        frame = QVBoxLayout(panel)
        frame.setContentsMargins(1, 1, 1, 1)
        frame.addWidget(scroll)
        return panel

    def _buttons(self) -> QHBoxLayout:
        self.copy = QPushButton(self.tr("复制"), self)
        self.copy.setToolTip(self.tr("规则、每一步和日期（回车）"))
        self.copy.setProperty("primary", True)
        self.copy.clicked.connect(self.copy_answer)
        self.print = QPushButton(self.tr("打印计算单…"), self)
        self.print.setShortcut("Ctrl+P")
        self.print.clicked.connect(self.print_sheet)
        close = QPushButton(self.tr("关闭"), self)
        close.clicked.connect(self.accept)
        for button in (self.copy, self.print, close):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        note = QLabel(self.tr("只供核对，不存入案件。"), self)
        note.setObjectName("quiet")
        row.addWidget(note)
        row.addStretch(1)
        for button in (self.print, close, self.copy):
            row.addWidget(button)
        return row

    # -- choosing a rule ----------------------------------------------------------------------------------

    def _ask_choices(self) -> None:
        from ipdesk.services.deadlines import choices

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(lambda: choices(office.rulebook.law, office.rulebook), self._known)

    def _known(self, found: tuple[Choice, ...]) -> None:
        from shiboken6 import Shiboken

        if Shiboken.isValid(self):
            self._choices = found
            self._offer(self.rule.line.text().strip() if self.choice is None else self.choice.id)

    def _offer(self, words: str) -> None:
        """The rules that fit what is typed; the first one is counted at once, the arrows go on to the others."""
        from ipdesk.services.deadlines import find_choices

        found = find_choices(self._choices, words)
        self._typed = bool(words)
        self.rule.offer([(one.words, one) for one in found[:_MOST]])
        if not (words and found):
            self._take(None)

    def _pointed(self, row: int) -> None:
        if self._typed and row >= 0:
            self._take(self.rule.list.item(row).data(int(Qt.ItemDataRole.UserRole)))

    def _picked(self, chosen: Choice) -> None:
        self._take(chosen)
        self.on.setFocus()
        self.on.line.selectAll()

    def _take(self, chosen: Choice | None) -> None:
        if chosen is self.choice:
            return
        self.choice = chosen
        self._needed()
        self.count()

    def _needed(self) -> None:
        """Ask only what the rule needs: kinds it is for, delivery where it runs from service, a second start."""
        chosen = self.choice
        served = chosen is not None and chosen.served
        self.start.setText(self.tr("文件发文日") if served else self.tr("起算日期"))
        self.from_what.setText(self.tr("起算：{start}").format(start=chosen.start) if chosen and chosen.start else "")
        for combo in (self.kind, self.delivery):
            combo.blockSignals(True)
            combo.clear()
        self.kind.addItem(self.tr("不限"), None)
        for kind in (one for one in Kind if chosen is None or not chosen.kinds or one in chosen.kinds):
            self.kind.addItem(label("kind", kind), kind)
        for way in chosen.deliveries if chosen is not None else ():
            self.delivery.addItem(label("delivery_way", way), way)
        for combo in (self.kind, self.delivery):
            combo.blockSignals(False)
        self.form.setRowVisible(self.delivery, bool(chosen is not None and chosen.deliveries))
        self.form.setRowVisible(self.proven, served)
        self.form.setRowVisible(self.also, chosen is not None and bool(chosen.second))
        self.second.setText(chosen.second if chosen is not None else "")

    # -- counting -------------------------------------------------------------------------------------------

    def count(self) -> None:
        """Count with what stands in the fields, beside the window."""
        from ipdesk.services.deadlines import Wanted, deadline

        office, chosen, on = self._desk.office, self.choice, self.on.value()
        self._asked += 1
        if office is None or chosen is None or on is None:
            self._show(None, self.on.problem() or self.tr("选一条规则，填上起算的日期。"))
            return
        proven = self.proven.value() if chosen.served else None
        also = self.also.value() if chosen.second else None
        way = self.delivery.currentData() or "electronic"
        wanted = Wanted(chosen.id, on, self.kind.currentData(), way, proven, also)
        asked = self._asked
        self._desk.runner.read(
            lambda: deadline(wanted, office.rulebook.law, office.rulebook, office.calendar),
            lambda found: self._counted(asked, wanted, found),
            lambda error: self._refused(asked, error),
        )

    def _counted(self, asked: int, wanted: Wanted, found: Deadline) -> None:
        from shiboken6 import Shiboken

        if asked == self._asked and Shiboken.isValid(self):
            self.wanted = wanted
            self._show(found, "")

    def _refused(self, asked: int, error: BaseException) -> None:
        from shiboken6 import Shiboken

        if asked == self._asked and Shiboken.isValid(self):
            self._show(None, told(error))

    def _show(self, found: Deadline | None, words: str) -> None:
        from html import escape

        from ipdesk.services.deadline_sheet import answer_words, source_words

        self.found = found
        if self.strip is not None:
            self.strip.deleteLater()
            self.strip = None
        for widget in (self.basis, self.steps):
            widget.setVisible(found is not None)
        self.warning.setVisible(found is not None and (found.confirm or found.provisional))
        for button in (self.copy, self.print):
            button.setEnabled(found is not None)
        if found is None:
            self.dates.setText(escape(words))
            return
        rows = "".join(
            f'<tr><td style="white-space:nowrap">{escape(name)}&nbsp;&nbsp;</td><td><b>{escape(value)}</b></td></tr>'
            for name, value in answer_words(found)
        )
        self.dates.setText(f'<table cellspacing="0" cellpadding="3">{rows}</table>')
        kind = self.tr("法定期限") if found.official else self.tr("服务标准期限")
        parts = (f"{found.rule} {found.title}", kind, found.basis, source_words(found), *found.documents)
        self.basis.setText(" · ".join(part for part in parts if part))
        self.warning.setText(
            self.tr("待核实：本条未取得法条原文或出处较弱，使用前请查证。")
            if found.confirm
            else self.tr("暂定：放假安排公布后须重新计算。")
        )
        self.steps.setText("\n".join(f"{number}. {step}" for number, step in enumerate(found.steps, 1)))
        if found.days:
            self.strip = DayStrip(found.days, self)
            self.strip_place.addWidget(self.strip)

    # -- taking it away ---------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.rule.line.hasFocus() and self.rule.chosen() is None:
                self.rule.pick_current()
            else:
                self.copy_answer()
            return
        super().keyPressEvent(event)

    def copy_answer(self) -> None:
        """Put rule, steps and dates onto the clipboard."""
        from ipdesk.services.deadline_sheet import copied

        if self.wanted is not None and self.found is not None:
            QGuiApplication.clipboard().setText(copied(self.wanted, self.found))
            self._desk.say(self.tr("已复制计算结果"))

    def print_sheet(self) -> None:
        """Show the control sheet as it will be printed."""
        from ipdesk.services.deadline_sheet import control_sheet
        from ui.list_output import print_list
        from ui.printing import form_page

        if self.wanted is not None and self.found is not None:
            page = form_page(control_sheet(self.wanted, self.found, self._desk.today, choice=self.choice))
            print_list(self._desk, page, self)
