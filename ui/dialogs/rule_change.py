"""Changing one rule: what is to be another way, from which day; what it would move is seen before it is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QWidget,
)

from ipdesk.errors import Cancelled
from ipdesk.text import label, labels
from ui.dialogs.base import AskDialog, take_wanted_size
from ui.dialogs.rule_preview import RulePreview
from ui.failures import told
from ui.widgets.date_field import DateField

if TYPE_CHECKING:
    from ipdesk.domain.rulebook import Rule
    from ipdesk.services.standard import RuleView
    from ipdesk.services.standard_change import RuleChange
    from ipdesk.services.standard_preview import Preview
    from ui.context import Desk
    from ui.runner import Job

RESPONSIBLE = ("handler", "department_head", "superior", "process_clerk", "system_administrator")
_UNITS = ("wd", "d", "w", "m")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


class PeriodFields(QWidget):
    """A number and its unit, or the day of the week: as the rule's period is made. Empty where it has none."""

    def __init__(self, rule: Rule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = QSpinBox(self)
        self.number.setRange(1, 730)
        self.number.setFixedWidth(72)
        self.number.setAccessibleName(self.tr("期限的数"))
        self.unit = QComboBox(self)
        self.unit.setAccessibleName(self.tr("期限的单位"))
        self.ahead = QLabel(self)
        self.kind = self._kind_of(rule)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.ahead, self.number, self.unit):
            row.addWidget(widget)
        row.addStretch(1)
        self.unit.currentIndexChanged.connect(lambda _place: self._enable())
        self._show(rule)

    @staticmethod
    def _kind_of(rule: Rule) -> str:
        """within | days | week | none."""
        if rule.every is not None:
            return {"days": "days", "week": "week"}.get(rule.every.unit, "none")
        return "none" if rule.period is None else "within"

    def _show(self, rule: Rule) -> None:
        if self.kind == "week" and rule.every is not None:
            self.ahead.setText(self.tr("每"))
            for n, day in enumerate(_WEEKDAYS, start=1):
                self.unit.addItem(label("weekday", str(n)), day)
            self.unit.setCurrentIndex(rule.every.n - 1)
            self.number.hide()
        elif self.kind == "days" and rule.every is not None:
            self.ahead.setText(self.tr("每"))
            self.unit.addItem(label("period_unit", "d"), "d")
            self.number.setValue(rule.every.n)
        elif self.kind == "within" and rule.period is not None:
            self.ahead.setText(self.tr("至少提前") if rule.before else "")
            units = ("min",) if rule.period.unit == "min" else _UNITS if rule.before else (*_UNITS, "same_day")
            for name in units:
                self.unit.addItem(label("period_unit", name), name)
            self.unit.setCurrentIndex(self.unit.findData(str(rule.period.unit)))
            self.number.setValue(max(1, rule.period.n))
        else:
            self.ahead.setText(self.tr("不设期限，作为下一步提示"))
            self.number.hide()
            self.unit.hide()
        self.ahead.setVisible(bool(self.ahead.text()))
        self._enable()

    def _enable(self) -> None:
        self.number.setEnabled(self.unit.currentData() != "same_day")

    def values(self) -> dict[str, str]:
        """``within`` or ``every`` as the rule files write them; nothing where the rule has no period."""
        unit = self.unit.currentData()
        if self.kind == "none":
            return {}
        if self.kind == "week":
            return {"every": unit}
        if self.kind == "days":
            return {"every": f"{self.number.value()} d"}
        return {"within": "same_day" if unit == "same_day" else f"{self.number.value()} {unit}"}


class RuleChangeDialog(AskDialog):
    """First Enter shows what would move, the second saves it; a field changed in between asks again."""

    def __init__(self, desk: Desk, view: RuleView, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"修改规则 {view.row.id}", "查看影响", parent)
        self.view = view
        self._seen: Preview | None = None
        self._job: Job | None = None
        self.setMinimumWidth(760)
        self._make_fields()
        self.preview = RulePreview(self)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName(self.tr("正在推算"))
        self.progress.hide()
        self.halt = QPushButton(self.tr("停止"), self)
        self.halt.clicked.connect(self._stop)
        self.buttons.addButton(self.halt, self.buttons.ButtonRole.ActionRole)
        self.halt.hide()  # the box shows what is put into it
        column = self.layout()
        assert column is not None
        column.removeWidget(self.buttons)
        column.addWidget(self.preview)
        column.addWidget(self.progress)
        column.addWidget(self.buttons)
        self.why.setFocus()
        self._forget()
        take_wanted_size(self)

    def _make_fields(self) -> None:
        rule, row = self.view.rule, self.view.row
        now = QLabel(self.view.sentence, self)
        now.setObjectName("quiet")
        now.setWordWrap(True)
        self.form.addRow(self.tr("现在"), now)
        self.period = PeriodFields(rule, self)
        self.responsible = QComboBox(self)
        for role in RESPONSIBLE:
            self.responsible.addItem(labels("role").get(role, role), role)
        self.responsible.setCurrentIndex(self.responsible.findData(row.responsible))
        self.name = QLineEdit(row.title, self)
        self.name.setMaxLength(40)
        self.off = QCheckBox(self.tr("停用：从生效日起不再产生期限"), self)
        self.off.setChecked(rule.off)
        self.since = DateField(
            self.desk.today, self.tr("生效日"), value=self.desk.today + timedelta(days=1), past=False, parent=self
        )
        self.backdated = QLabel(self.tr("早于今天：那天以后已经触发的期限也会改按新规则。"), self)
        self.backdated.setProperty("tone", "near")
        self.why = QLineEdit(self)
        self.why.setPlaceholderText(self.tr("为什么修改（必填，记入修改记录）"))
        self.why.setMaxLength(200)
        for words, widget in (
            (self.tr("期限"), self.period), (self.tr("负责"), self.responsible), (self.tr("名称"), self.name),
            ("", self.off), (self.tr("生效日"), self.since), ("", self.backdated), (self.tr("原因"), self.why),
        ):  # fmt: skip
            if words:
                widget.setAccessibleName(words)
            self.form.addRow(words, widget)
        self.period.number.valueChanged.connect(self._forget)
        self.period.unit.currentIndexChanged.connect(self._forget)
        self.responsible.currentIndexChanged.connect(self._forget)
        self.name.textChanged.connect(self._forget)
        self.off.toggled.connect(self._forget)
        self.since.changed.connect(self._forget)

    # -- what is asked for -------------------------------------------------------------------------------

    def change(self) -> RuleChange:
        """The change as it stands in the form."""
        from ipdesk.services.standard_change import RuleChange

        wanted: dict[str, Any] = dict(self.period.values())
        return RuleChange(
            self.view.row.id,
            self.since.value() or self.desk.today,
            self.why.text(),
            responsible=self.responsible.currentData(),
            title=self.name.text(),
            off=self.off.isChecked(),
            **wanted,
        )

    def _forget(self, *_value: object) -> None:
        """What was seen no longer holds: it has to be looked at again before it is saved."""
        self._seen = None
        self.go.setText(self.tr("查看影响"))
        self.preview.hide_rows(self.tr("先查看影响，再保存；查看时不写入任何内容。"))
        day = self.since.value()
        self.backdated.setVisible(day is not None and day < self.desk.today)

    def submit(self) -> None:
        """See what would move; once that is on the screen, save."""
        problem = self.since.problem() or ("" if self.since.value() else self.tr("请填写生效日。"))
        if problem:
            self.refuse(problem)
            return
        if self._seen is None:
            self._look()
        else:
            self._save(self._seen)

    def _look(self) -> None:
        from ipdesk.services.standard_preview import preview_change

        office, act, change = self.desk.office, self.desk.act(), self.change()
        if office is None:
            return
        self.refuse("")
        self._busy(on=True)
        self._job = self.desk.runner.job(
            lambda progress, cancel: preview_change(office, act, change, progress, cancel),
            lambda preview: self._looked(change, preview),
            self._broke,
            self._progress,
        )

    def _looked(self, change: RuleChange, preview: Preview) -> None:
        from dataclasses import replace

        from shiboken6 import Shiboken

        if not Shiboken.isValid(self):
            return
        self._busy(on=False)
        if replace(self.change(), why="") != replace(change, why=""):
            return  # changed while it was being computed
        self._seen = preview
        self.preview.show_preview(preview)
        self.go.setText(self.tr("保存修改"))
        self.go.setDefault(True)
        take_wanted_size(self)
        if not self.why.text().strip():
            self.why.setFocus()

    def _save(self, seen: Preview) -> None:
        from dataclasses import replace

        from ipdesk.services.standard_change import change_rule

        office, act = self.desk.office, self.desk.act()
        if office is None:
            return
        change = replace(seen.change, why=self.why.text())
        if not change.why.strip():
            self.refuse(self.tr("请写明修改的原因。"))
            self.why.setFocus()
            return
        self.refuse("")
        self._busy(on=True)

        def done(_changes: object) -> None:
            from shiboken6 import Shiboken

            if Shiboken.isValid(self):
                self.accept()

        self._job = self.desk.runner.job(
            lambda progress, cancel: change_rule(office, act, change, seen.state, progress, cancel),
            done,
            self._broke,
            self._progress,
        )

    # -- while it runs -----------------------------------------------------------------------------------

    def _busy(self, *, on: bool) -> None:
        self.go.setEnabled(not on)
        self.progress.setVisible(on)
        self.progress.setRange(0, 0)
        self.halt.setVisible(on)

    def _progress(self, done: int, total: int, _what: str) -> None:
        from shiboken6 import Shiboken

        if Shiboken.isValid(self):
            self.progress.setRange(0, max(1, total))
            self.progress.setValue(done)
            self.progress.setFormat(self.tr("正在推算 {done}/{total} 件案件").format(done=done, total=total))

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _broke(self, error: BaseException) -> None:
        from shiboken6 import Shiboken

        from ipdesk.errors import StaleVersion, UserError

        if not Shiboken.isValid(self):
            self.desk.show_failure(error)
            return
        self._busy(on=False)
        if isinstance(error, Cancelled):
            self.refuse(self.tr("已停止，没有写入任何内容。"))
            return
        if isinstance(error, StaleVersion):
            self._forget()
        self.refuse(told(error))
        if not isinstance(error, UserError):
            self.desk.show_failure(error)

    def done(self, result: int) -> None:
        """Closing stops what is being computed for it."""
        if result != int(self.DialogCode.Accepted):
            self._stop()
        super().done(result)

    def keyPressEvent(self, event: Any) -> None:
        """Enter goes on while nothing runs."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.go.isEnabled():
            return
        super().keyPressEvent(event)
