"""The office's duties as a checklist: one click answers one, a second button says there was nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.duties import MONTH_REMIND, SHEET_PAY, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.services.duties import DutyState
from ipdesk.text import label
from ui.pages.due_lines import day_name, tone_of
from ui.widgets.tick import Tick

LEADS_TO = {SHEET_TO_FINANCE: "fee_sheet", SHEET_PAY: "fee_sheet", MONTH_REMIND: "process/reminder"}
"""Where a duty is done, when it is more than a tick."""


class DutyChecklist(QScrollArea):
    """Signals carry the :class:`DutyState`; ``led`` is a click on the button that leads to where it is done."""

    ticked = Signal(object)
    unticked = Signal(object)
    none = Signal(object)
    led = Signal(object)

    def __init__(self, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("全所事项"))
        self.rows: tuple[DutyRow, ...] = ()
        self._shown: tuple[Sequence[DutyState], date] = ((), date.min)
        inner = QWidget(self)
        inner.setObjectName("panelBody")
        self._body = inner
        self._layout = QVBoxLayout(inner)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(4)
        self._empty = QLabel(empty, inner)
        self._empty.setObjectName("quiet")
        self._empty.setWordWrap(True)
        self._layout.addWidget(self._empty)
        self._layout.addStretch(1)
        self.setWidget(inner)

    def show_duties(self, duties: Sequence[DutyState], today: date) -> None:
        """Show other duties: what is to be done first, then what was missed (the latest first), what comes, the done.

        The keyboard stays where it was, or on the next duty when that one is gone.
        """
        if (duties, today) == self._shown:
            return
        self._shown = (duties, today)
        place = next((place for place, row in enumerate(self.rows) if row.has_focus()), None)
        for old in self.rows:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = tuple(self._row(duty, today) for duty in sorted(duties, key=lambda one: _rank(one, today)))
        for index, row in enumerate(self.rows):
            self._layout.insertWidget(index, row)
        self._empty.setVisible(not self.rows)
        if place is not None and self.rows:
            self.rows[min(place, len(self.rows) - 1)].take_focus()

    def forget(self) -> None:
        """What is shown may be wrong (an answer was refused): the next duties are shown whatever they are."""
        self._shown = ((), date.min)

    def row(self, rule: str, period: str) -> DutyRow:
        """The row of a duty; KeyError when it isn't shown."""
        for row in self.rows:
            if row.duty.key == (rule, period):
                return row
        raise KeyError(rule, period)

    def _row(self, duty: DutyState, today: date) -> DutyRow:
        row = DutyRow(duty, today, self._body)
        row.tick.clicked.connect(lambda on, duty=duty: (self.ticked if on else self.unticked).emit(duty))
        row.none.clicked.connect(lambda _checked=False, duty=duty: self.none.emit(duty))
        row.lead.clicked.connect(lambda _checked=False, duty=duty: self.led.emit(duty))
        return row


class DutyRow(QWidget):
    """One duty: the tick, its name, how it stands, and its buttons."""

    def __init__(self, duty: DutyState, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.duty = duty
        self.tick = Tick(self)
        self.tick.setChecked(duty.done)
        self.tick.setEnabled(duty.proof == "mark" if duty.done else duty.by_hand)
        self.tick.setAccessibleName(f"{title_of(duty)}，{standing(duty, today)}")
        self.tick.setToolTip(self._tip())
        self.title = _Words(title_of(duty), self.tick, self)
        self.title.setToolTip(f"{duty.title}（{duty.clause}）")
        self.state = QLabel(standing(duty, today), self)
        self.state.setWordWrap(True)
        self.state.setProperty("tone", "quiet" if duty.done else tone_of(duty.state))
        if duty.done:
            self.title.setProperty("tone", "quiet")
        self.none = _link(label("duty_none", duty.rule), self)
        self.none.setVisible(duty.may_be_none and not duty.done)
        self.lead = _link(self.tr("去办理 ›"), self)
        self.lead.setVisible(duty.rule in LEADS_TO and not duty.done)
        for button in (self.none, self.lead):
            button.setAccessibleName(f"{title_of(duty)}：{button.text()}")
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.state, 1)
        buttons.addWidget(self.none)
        buttons.addWidget(self.lead)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self.tick, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.title, 0, 1)
        layout.addLayout(buttons, 1, 1)

    def has_focus(self) -> bool:
        """Whether the keyboard is in this row."""
        return any(part.hasFocus() for part in (self.tick, self.none, self.lead))

    def take_focus(self) -> None:
        """The keyboard goes to the first part that takes it."""
        for part in (self.tick, self.none, self.lead):
            if part.isEnabled() and not part.isHidden():
                part.setFocus()
                return

    def _tip(self) -> str:
        duty = self.duty
        if duty.done:
            return {
                "mark": self.tr("再点一次取消"),
                "event": self.tr("当天已记录下载 CPC 文件"),
                "sheet": self.tr("由费用总表的步骤记录"),
            }[duty.proof]
        if not duty.by_hand:
            return self.tr("在费用总表中办理后自动打勾")
        if duty.state is State.OVERDUE:
            return self.tr("记为今天补做；当时已做的，请在“全所事项”中按实际日期补记")
        return self.tr("记为今天完成")


class _Words(QLabel):
    """The duty's name; a click on it is a click on the tick."""

    def __init__(self, text: str, tick: Tick, parent: QWidget) -> None:
        super().__init__(text, parent)
        self._tick = tick
        self.setWordWrap(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._tick.isEnabled():
            self._tick.click()


def _link(words: str, parent: QWidget) -> QPushButton:
    button = QPushButton(words, parent)
    button.setObjectName("link")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def title_of(duty: DutyState) -> str:
    """The duty's name; a week or a month is named with it: 总表送财务（第 48 周）."""
    if duty.rule in (SHEET_TO_FINANCE, SHEET_PAY):
        return f"{duty.title}（第 {int(duty.period[-2:])} 周）"
    return duty.title


def standing(duty: DutyState, today: date) -> str:
    """How it stands in words: 今天 · 3.2.2; 逾期 2 天 · 11月20日 周五; 王琳 11月20日完成."""
    when = "今天" if duty.due == today else day_name(duty.due, today)
    if duty.done and duty.done_on is not None:
        done = "今天" if duty.done_on == today else day_name(duty.done_on, today)
        answer = label("duty_none", duty.rule) if duty.answer == "none" else label("state", duty.state)
        return " · ".join(part for part in (answer, duty.by, done) if part)
    late = _late(duty) if duty.state is State.OVERDUE else ""
    if late and duty.due.year == today.year:
        when = f"{duty.due.month}月{duty.due.day}日"
    return " · ".join(part for part in (late, when, duty.clause, "暂定" if duty.provisional else "") if part)


def _late(duty: DutyState) -> str:
    return f"逾期 {-duty.days_left} 天" if duty.days_left else "已逾期"


def _rank(duty: DutyState, today: date) -> tuple[int, int, str]:
    """Today's, the missed (latest first), what comes, the done."""
    day = duty.due.toordinal()
    if duty.done:
        return 3, -day, duty.rule
    if duty.state is State.OVERDUE:
        return 1, -day, duty.rule
    return (0 if duty.due == today else 2), day, duty.rule


def answer_duty(ask: Callable[[DutyState, str], object], checklist: DutyChecklist) -> None:
    """Let ``ask(duty, answer)`` do what the checklist's signals want: done, none, or open (taken back)."""
    checklist.ticked.connect(lambda duty: ask(duty, "done"))
    checklist.none.connect(lambda duty: ask(duty, "none"))
    checklist.unticked.connect(lambda duty: ask(duty, "open"))
