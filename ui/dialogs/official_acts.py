"""More time, the right back, giving up, the day of receipt: what can be done about a period of the law."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QRadioButton, QWidget

from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.evidence import EvidenceBox
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.services.official_acts import OfficialChoices
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class _OfficialDialog(AskDialog):
    """What all four show: which period of which matter, and its days."""

    def __init__(
        self, desk: Desk, view: MatterView, seen: OfficialChoices, title: str, go: str, parent: QWidget | None
    ) -> None:
        super().__init__(desk, title, go, parent)
        self.setMinimumWidth(560)
        self.seen, self._view = seen, view
        days = f"{seen.due:%Y-%m-%d}" + (f"（最迟 {seen.last_day:%Y-%m-%d}）" if seen.last_day != seen.due else "")
        which = QLabel(self)
        which.setText(f"{seen.number}　{seen.matter_title}\n{seen.rule} {seen.law_title}：{days}")
        which.setWordWrap(True)
        self.form.addRow(which)

    def _date(self, words: str, *, today: bool = True) -> DateField:
        field = DateField(self.desk.today, words, value=self.desk.today if today else None, parent=self)
        self.form.addRow(words, field)
        return field

    def _papers(self, words: str) -> EvidenceBox:
        box = EvidenceBox(self._view.attachments, self)
        self.form.addRow(words, box)
        return box

    def _note(self) -> QPlainTextEdit:
        note = QPlainTextEdit(self)
        note.setAccessibleName(self.tr("说明"))
        note.setTabChangesFocus(True)
        note.setFixedHeight(56)
        note.setStyleSheet("min-height: 46px")  # the office's style would let it shrink to one line
        self.form.addRow(self.tr("说明"), note)
        return note

    def _said(self, words: str) -> QLabel:
        line = QLabel(words, self)
        line.setObjectName("quiet")
        line.setWordWrap(True)
        self.form.addRow("", line)
        return line

    def _known(self, box: EvidenceBox) -> str:
        return ",".join(str(paper) for paper in box.papers())


class ExtendDialog(_OfficialDialog):
    """One month or two; says what it costs and until when it is to be paid."""

    def __init__(self, desk: Desk, view: MatterView, seen: OfficialChoices, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, seen, "申请延长期限", "记录请求", parent)
        self.months = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(16)
        for months in (1, 2):
            button = QRadioButton(self.tr("{months} 个月").format(months=months), self)
            self.months.addButton(button, months)
            line.addWidget(button)
        line.addStretch(1)
        self.months.button(1).setChecked(True)
        self.form.addRow(self.tr("延长"), line)
        self.on = self._date(self.tr("请求日"))
        self.cost = self._said("")
        self.months.idToggled.connect(lambda _id, _on: self._count())
        self._count()
        take_wanted_size(self)
        self.months.button(1).setFocus()

    def _count(self) -> None:
        fee = self.seen.fee_a_month * self.months.checkedId()
        words = self.tr("延长费 {fee} 元，须在 {due} 以前请求并缴纳；同一通知书只准延长一次（细则第6条第4款）。")
        self.cost.setText(words.format(fee=f"{fee:,.0f}", due=f"{self.seen.due:%Y-%m-%d}"))

    def submit(self) -> None:
        from ipdesk.services.official_acts import request_extension

        on, item, months = self.on.value(), self.seen.due_item_id, self.months.checkedId()
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写请求日。"))
            return
        self.run(lambda office, act: request_extension(office, act, item, months, on))


class RestoreDialog(_OfficialDialog):
    """For a good reason with a fee, or for an obstacle nobody could help, without one (细则第6条)."""

    def __init__(self, desk: Desk, view: MatterView, seen: OfficialChoices, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, seen, "请求恢复权利", "记录", parent)
        self.reasons = QButtonGroup(self)
        self.other = QRadioButton(self.tr("其他正当理由"), self)
        self.forced = QRadioButton(self.tr("不可抗拒的事由"), self)
        line = QHBoxLayout()
        line.setSpacing(16)
        for button in (self.other, self.forced):
            self.reasons.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        self.other.setChecked(True)
        self.form.addRow(self.tr("理由"), line)
        self.ended = self._date(self.tr("障碍消除日"), today=False)
        self.made = QCheckBox(self.tr("请求书已提交"), self)
        self.made.setChecked(True)
        self.form.addRow("", self.made)
        self.on = self._date(self.tr("请求日"))
        self.box = self._papers(self.tr("附件"))
        self.note = self._note()
        self.cost = self._said("")
        self.reasons.buttonToggled.connect(lambda _button, _on: self._changed())
        self.made.toggled.connect(lambda _on: self._changed())
        if seen.rule == "D18":
            self.forced.setChecked(True)
            self.other.setEnabled(False)
            self.ended.set_value(self._obstacle())
        self._changed()
        take_wanted_size(self)

    def _obstacle(self) -> date | None:
        ended = [event.on for event in self._view.events if event.name == "obstacle_ended" and not event.revoked]
        return max(ended, default=None)

    def _changed(self) -> None:
        forced = self.forced.isChecked()
        self.form.setRowVisible(self.ended, forced)
        self.form.setRowVisible(self.made, forced)
        self.form.setRowVisible(self.on, not forced or self.made.isChecked())
        fee = f"{self.seen.restoration_fee:,.0f}"
        words = (
            self.tr("自障碍消除之日起两个月内、期限届满之日起两年内请求，不缴恢复费（细则第6条第1款）。")
            if forced
            else self.tr("恢复费 {fee} 元列入费用；须同时补办被耽误的手续（细则第6条第2款）。").format(fee=fee)
        )
        self.cost.setText(words)
        self.resize(self.width(), max(self.height(), self.sizeHint().height()))

    def submit(self) -> None:
        from ipdesk.services.official_acts import Restoration, request_restoration

        forced = self.forced.isChecked()
        ended = self.ended.value() if forced else None
        if forced and ended is None:
            self.refuse(self.ended.problem() or self.tr("请填写障碍消除的日期。"))
            return
        wanted = not forced or self.made.isChecked()
        on = self.on.value() if wanted else None
        if wanted and on is None:
            self.refuse(self.on.problem() or self.tr("请填写请求日。"))
            return
        reason = "force_majeure" if forced else "other"
        what = Restoration(reason, on, ended, self.note.toPlainText().strip())
        item, files = self.seen.due_item_id, self.box.files()
        self.run(lambda office, act: request_restoration(office, act, item, what, files))


class GiveUpDialog(_OfficialDialog):
    """Nothing is given up without the client's word on paper."""

    def __init__(self, desk: Desk, view: MatterView, seen: OfficialChoices, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, seen, "放弃该期限", "放弃", parent)
        self.on = self._date(self.tr("确认日"))
        self.box = self._papers(self.tr("客户确认"))
        self.note = self._note()
        self._said(self.tr("只放弃这一条期限，案件的其他期限照常。放弃后不再提醒，可以撤销。"))
        take_wanted_size(self)
        self.box.choose.setFocus()

    def submit(self) -> None:
        from ipdesk.services.official_acts import give_up

        on, item = self.on.value(), self.seen.due_item_id
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写日期。"))
            return
        if not self.box.count():
            self.refuse(self.tr("请附上客户的书面确认：选择文件、拖到列表中，或勾选案件已有的附件。"))
            return
        known, files, note = self._known(self.box), self.box.files(), self.note.toPlainText().strip()
        self.run(lambda office, act: give_up(office, act, item, on, files, note, known))


class ReceiptDialog(_OfficialDialog):
    """The day the document really came, and what proves it."""

    def __init__(self, desk: Desk, view: MatterView, seen: OfficialChoices, parent: QWidget | None = None) -> None:
        super().__init__(desk, view, seen, "证明实际收到日", "保存", parent)
        issued = f"{seen.issued:%Y-%m-%d}" if seen.issued is not None else ""
        self._said(self.tr("发文日 {issued}；有证据的，以实际收到日为送达日（细则第4条）。").format(issued=issued))
        self.on = self._date(self.tr("实际收到日"), today=False)
        self.box = self._papers(self.tr("证据"))
        self.note = self._note()
        take_wanted_size(self)
        self.on.setFocus()

    def submit(self) -> None:
        from ipdesk.services.official_acts import prove_receipt

        on, item = self.on.value(), self.seen.due_item_id
        if on is None:
            self.refuse(self.on.problem() or self.tr("请填写实际收到日。"))
            return
        if not self.box.count():
            self.refuse(self.tr("请附上能证明收到日的文件，如签收记录、系统截图。"))
            return
        known, files, note = self._known(self.box), self.box.files(), self.note.toPlainText().strip()
        self.run(lambda office, act: prove_receipt(office, act, item, on, files, note, known))
