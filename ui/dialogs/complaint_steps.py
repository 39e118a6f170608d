"""The steps of a complaint that ask for more than a click: closing, another handler, a service given away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from ipdesk.domain.complaints import CAUSES, FEN, parse_clock, shares
from ipdesk.text import label
from ui.dialogs.base import AskDialog
from ui.dialogs.people_box import fill_people
from ui.widgets.date_field import DateField
from ui.widgets.office_clock import office_now

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView
    from ipdesk.services.people import Person
    from ui.context import Desk


class StepDialog(AskDialog):
    """Any step with its day, its minute and a note (补记)."""

    def __init__(
        self,
        desk: Desk,
        view: ComplaintView,
        name: str,
        parent: QWidget | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(desk, f"{label('event', name)}（{view.row.number}）", "记录", parent)
        self._view, self._name = view, name
        self.on = DateField(desk.today, self.tr("日期"), value=desk.today, parent=self)
        self.at = QLineEdit(f"{(now or (lambda: office_now(desk)))():%H:%M}", self)
        self.at.setAccessibleName(self.tr("时刻"))
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName(self.tr("说明"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(72)
        self.form.addRow(self.tr("日期"), self.on)
        self.form.addRow(self.tr("时刻"), self.at)
        self.form.addRow(self.tr("说明"), self.note)
        self.at.selectAll()
        self.at.setFocus()

    def submit(self) -> None:
        from ipdesk.services.complaints import Step, record_step

        on = self.on.value()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        try:
            at = parse_clock(self.at.text())
        except ValueError:
            self.refuse(self.tr("时刻请写成如 09:05。"))
            return
        row = self._view.row
        step = Step(row.id, self._name, on, at, self.note.toPlainText(), row.version)
        self.run(lambda office, act: record_step(office, act, step))


class CloseDialog(AskDialog):
    """Why it came to it and how it was settled: for the yearly summary (4.3.1, 4.3.2)."""

    def __init__(
        self,
        desk: Desk,
        view: ComplaintView,
        parent: QWidget | None = None,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(desk, f"处理完毕（{view.row.number}）", "处理完毕", parent)
        self._now = now or (lambda: office_now(desk))
        self.setMinimumWidth(560)
        self._view = view
        self.cause = QComboBox(self)
        self.cause.setAccessibleName(self.tr("投诉原因"))
        self.cause.addItem(self.tr("请选择…"), "")
        for code in CAUSES:
            self.cause.addItem(label("complaint_cause", code), code)
        self.cause.setCurrentIndex(max(0, self.cause.findData(view.row.cause)))
        self.settlement = QPlainTextEdit(view.settlement, self)
        self.settlement.setAccessibleName(self.tr("处理结果"))
        self.settlement.setPlaceholderText(self.tr("怎样处理的，客户是否满意"))
        self.settlement.setTabChangesFocus(True)
        self.settlement.setFixedHeight(96)
        self.missing = QLabel(self)
        self.missing.setWordWrap(True)
        self.form.addRow(self.tr("投诉原因"), self.cause)
        self.form.addRow(self.tr("处理结果"), self.settlement)
        self.form.addRow("", self.missing)
        self.cause.currentIndexChanged.connect(self._show_missing)
        self._show_missing()
        self.cause.setFocus()

    def _show_missing(self) -> None:
        """What has to be there besides, said before it is refused."""
        view = self._view
        codes = [code for code in view.missing if code not in ("cause", "settlement", "criticism")]
        if self.cause.currentData() == "attitude" and view.criticism is None:
            codes.append("criticism")
        words = "、".join(label("complaint_missing", code) for code in codes)
        self.missing.setText(self.tr("结案前还缺：{what}").format(what=words) if words else "")
        self.missing.setProperty("tone", "near")
        self.missing.setVisible(bool(words))

    def submit(self) -> None:
        from ipdesk.services.complaints import Step, close_complaint

        cause, settlement = str(self.cause.currentData()), self.settlement.toPlainText()
        now, row = self._now(), self._view.row
        step = Step(row.id, "complaint_closed", self.desk.today, now.time(), expected_version=row.version)
        self.run(lambda office, act: close_complaint(office, act, step, cause, settlement))


class NewHandlerDialog(AskDialog):
    """4.3.2: the client is promised another handler; the hand-over is asked for here."""

    def __init__(self, desk: Desk, view: ComplaintView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"更换负责人（{view.row.number}）", "申请移交", parent)
        self._view = view
        row = view.row
        mine = [one for one in view.others if one.handler_id == row.against_id and one.state in ("active", "paused")]
        words = self.tr("{client} 由 {person} 办理的 {count} 件在办案件，移交给：")
        lead = QLabel(words.format(client=row.client, person=row.against or "—", count=len(mine)), self)
        lead.setWordWrap(True)
        self.form.addRow(lead)
        self.person = QComboBox(self)
        self.person.setAccessibleName(self.tr("接手人"))
        self.why = QLineEdit(self.tr("客户要求更换具体负责人（4.3.2）"), self)
        self.why.setAccessibleName(self.tr("原因"))
        self.form.addRow(self.tr("接手人"), self.person)
        self.form.addRow(self.tr("原因"), self.why)
        note = QLabel(self.tr("经部门总监批准后一次移交（3.5.5）；批准前一律不动。"), self)
        note.setObjectName("quiet")
        self.form.addRow("", note)
        fill_people(desk, self._filled)
        self.person.setFocus()

    def _filled(self, found: Iterable[Person]) -> None:
        row = self._view.row
        people = [one for one in found if one.id != row.against_id and one.role not in ("salesperson", "director")]
        for one in sorted(people, key=lambda one: (one.department != row.department, one.role != "handler")):
            self.person.addItem(one.name, one.id)

    def submit(self) -> None:
        from ipdesk.services.complaints import ask_new_handler

        person, why = self.person.currentData(), self.why.text()
        if person is None:
            self.refuse(self.tr("请选择接手人。"))
            return
        self.run(lambda office, act: ask_new_handler(office, act, self._view.row.id, int(person), why))


class GiftDialog(AskDialog):
    """A service given away; the shares are shown while the fee is typed (4.4.2)."""

    def __init__(self, desk: Desk, view: ComplaintView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"赠送服务（{view.row.number}）", "登记", parent)
        self._view = view
        self.service = QLineEdit(self)
        self.fee = QLineEdit(self)
        self.own = QCheckBox(self.tr("由本部门工作失误造成（官费按 3:4:3 分担）"), self)
        self.own.setChecked(True)
        self.erred = QComboBox(self)
        self.shares = QLabel(self)
        self.shares.setObjectName("quiet")
        self.shares.setWordWrap(True)
        for widget, name in (
            (self.service, self.tr("赠送服务")), (self.fee, self.tr("官费")), (self.erred, self.tr("失误人")),
        ):  # fmt: skip
            widget.setAccessibleName(name)
            self.form.addRow(name, widget)
        self.service.setPlaceholderText(self.tr("如：外观设计申请一件"))
        self.fee.setPlaceholderText(self.tr("元"))
        self.form.addRow("", self.own)
        self.form.addRow("", self.shares)
        self.fee.textChanged.connect(self._show_shares)
        self.own.toggled.connect(self._show_shares)
        self._show_shares()
        fill_people(desk, self._filled)
        self.service.setFocus()

    def _filled(self, found: Iterable[Person]) -> None:
        for one in found:
            if one.role != "salesperson":
                self.erred.addItem(one.name, one.id)
        self.erred.setCurrentIndex(self.erred.findData(self._view.row.against_id))

    def _fee(self) -> Decimal | None:
        try:
            fee = Decimal(self.fee.text().replace(",", "").replace("，", "").strip() or "x")
        except InvalidOperation:
            return None
        whole = fee.is_finite() and fee >= 0 and fee * FEN == (fee * FEN).to_integral_value()
        return fee if whole else None

    def _show_shares(self) -> None:
        fee = self._fee()
        self.erred.setEnabled(self.own.isChecked())
        if not self.own.isChecked():
            self.shares.setText(self.tr("官费由公司承担；赠送服务不提取提成。"))
        elif fee is None:
            self.shares.setText(self.tr("失误人、主管上级、部门负责人按 3:4:3 承担；赠送服务不提取提成。"))
        else:
            erred, superior, head = shares(fee)
            words = self.tr("失误人 {a:.2f} 元，主管上级 {b:.2f} 元，部门负责人 {c:.2f} 元；赠送服务不提取提成。")
            self.shares.setText(words.format(a=erred, b=superior, c=head))

    def submit(self) -> None:
        from ipdesk.services.complaint_settling import NewGift, add_gift

        fee = self._fee()
        if fee is None:
            self.refuse(self.tr("官费请写成如 270 或 270.50。"))
            self.fee.setFocus()
            return
        own = self.own.isChecked()
        erred = self.erred.currentData() if own else None
        gift = NewGift(self._view.row.id, self.service.text(), fee, own, erred)
        self.run(lambda office, act: add_gift(office, act, gift))
