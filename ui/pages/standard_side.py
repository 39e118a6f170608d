"""One rule in full: what it says, how it is kept, its versions and changes, the standard's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ipdesk.text import label
from ui.widgets.elided import ElidedLabel

if TYPE_CHECKING:
    from ipdesk.services.standard import ChangeRow, RuleView, VersionRow
    from ui.context import Desk


class StandardSide(QFrame):
    """The right half of the page; ``change`` and ``back`` are the two things to be done."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.view: RuleView | None = None
        self.back: QPushButton | None = None
        self.setObjectName("panel")
        self.setMinimumWidth(360)
        self.heading = QLabel(self)
        self.heading.setObjectName("matterTitle")
        self.heading.setWordWrap(True)
        self.place = ElidedLabel("", self)
        self.place.setProperty("tone", "quiet")
        self.change = QPushButton(self.tr("修改这条规则…"), self)
        self.change.setProperty("step", True)
        self.change.clicked.connect(self.change_rule)
        self.why_not = QLabel(self)
        self.why_not.setObjectName("quiet")
        self.why_not.setWordWrap(True)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(self.tr("规则的内容"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 8, 12)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.place)
        row = QHBoxLayout()
        row.addWidget(self.change)
        row.addWidget(self.why_not, 1)
        layout.addLayout(row)
        layout.addWidget(self.area, 1)
        self.show_rule(None)

    def show_rule(self, view: RuleView | None) -> None:
        """Show another rule; None: no rule is chosen."""
        self.view = view
        self.back = None
        body = QWidget()
        body.setObjectName("panelBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for widget in (self.place, self.change, self.why_not):
            widget.setVisible(view is not None)
        if view is None:
            self.heading.setText(self.tr("没有选中的规则"))
        else:
            self._fill(view, column, body)
        column.addStretch(1)
        self.area.setWidget(body)

    def _fill(self, view: RuleView, column: QVBoxLayout, parent: QWidget) -> None:
        row = view.row
        self.heading.setText(row.title)
        self.place.setText(f"{label('department', row.department)} · 标准 {row.clause} · {row.id}")
        self.change.setEnabled(row.may_change)
        self.change.setVisible(not row.fixed)
        self.why_not.setText(self._why_not(view))
        column.addWidget(_wrapped(view.sentence, parent))
        self._section(self.tr("执行情况（今年）"), column, parent)
        kept = row.kept
        for words, tone in (
            (self.tr("未完成 {open} 项，其中逾期 {late} 项").format(open=kept.open, late=kept.overdue),
             "late" if kept.overdue else "plain"),
            (self.tr("按期完成 {well} 项，逾期完成 {late} 项").format(well=kept.done, late=kept.done_late), "plain"),
        ):  # fmt: skip
            line = _wrapped(words, parent)
            line.setProperty("tone", tone)
            column.addWidget(line)
        self._section(self.tr("版本"), column, parent)
        for version in view.versions:
            column.addWidget(self._version(version, parent))
        self._section(self.tr("修改记录"), column, parent)
        for change in view.changes:
            column.addLayout(self._change(change, row.may_change, parent))
        if not view.changes:
            column.addWidget(_quiet(self.tr("没有在程序中修改过。"), parent))
        self._section(self.tr("标准原文"), column, parent)
        for number, text in view.clause_texts:
            column.addWidget(_wrapped(f"{number} {text}", parent))

    def _why_not(self, view: RuleView) -> str:
        if view.row.may_change:
            return ""
        if view.rule.office:
            return self.tr("全所事项，日期由条款固定，不在此修改。")
        return self.tr("部门主管（本部门）、中心负责人和系统管理员可以修改。")

    def _section(self, title: str, column: QVBoxLayout, parent: QWidget) -> None:
        heading = QLabel(title, parent)
        heading.setObjectName("sectionTitle")
        column.addSpacing(8)
        column.addWidget(heading)

    def _version(self, version: VersionRow, parent: QWidget) -> QLabel:
        since = self.tr("{day} 起").format(day=version.since.isoformat()) if version.since else self.tr("一直")
        until = self.tr("至 {day}").format(day=version.until.isoformat()) if version.until else ""
        span = f"{since} {until}".strip() if version.since else until or since
        parts = [f"{span}：{version.period}", label("role", version.responsible), version.title]
        parts.append(self.tr("本所修改") if version.own else self.tr("标准原有"))
        words = _wrapped(" · ".join(part for part in parts if part), parent)
        if version.now:
            font = words.font()
            font.setBold(True)
            words.setFont(font)
        else:
            words.setProperty("tone", "quiet")
        return words

    def _change(self, change: ChangeRow, may: bool, parent: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        words = _wrapped(
            self.tr("{at} {who}：自 {day} 起。{why}").format(
                at=f"{change.at.astimezone():%Y-%m-%d %H:%M}", who=change.person or "命令行",
                day=change.in_force_from.isoformat(), why=change.why,
            ),
            parent,
        )  # fmt: skip
        line.addWidget(words, 1)
        if not change.standing:
            words.setProperty("tone", "quiet")
            line.addWidget(_quiet(self.tr("已撤回"), parent), 0, Qt.AlignmentFlag.AlignTop)
        elif change.last and may:
            self.back = QPushButton(self.tr("撤回此修改…"), parent)
            self.back.setObjectName("link")
            self.back.clicked.connect(lambda: self.ask_back(change))
            line.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        return line

    # -- acts -----------------------------------------------------------------------------------------

    def change_rule(self) -> None:
        """Open the form for the rule shown, if this person may change it."""
        from ui.dialogs.rule_change import RuleChangeDialog

        view = self.view
        if view is not None and view.row.may_change:
            RuleChangeDialog(self._desk, view, self.window()).open()

    def ask_back(self, change: ChangeRow) -> None:
        """Say what taking a change back does, then do it."""
        text = self.tr("将把规则恢复到这次修改之前，受影响的期限随之重算。撤回本身也可以用 Ctrl+Z 取消。")
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("撤回修改"), text, parent=self.window())
        box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.accepted.connect(lambda: self.take_back(change.id))
        box.open()

    def take_back(self, change_id: int) -> None:
        """Take the change back."""
        from ipdesk.services.standard_change import take_back

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: take_back(office, act, change_id))


def _wrapped(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _quiet(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setObjectName("quiet")
    return words
