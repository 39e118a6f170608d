"""期限: a matter's due items as lines, each with 为什么是这一天 folding out below it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.matters import State
from ipdesk.services.rows import DueRow, MatterView, WaitingRow
from ipdesk.text import label
from ui.pages.due_lines import last_words, time_left, title_of
from ui.pages.official_menu import official_button
from ui.widgets.date_words import short_day
from ui.widgets.day_strip import DayStrip
from ui.widgets.elided import ElidedLabel
from ui.widgets.lamp import Lamp

if TYPE_CHECKING:
    from ipdesk.domain.explain import Explanation
    from ui.context import Desk

_LIVE = (State.OVERDUE, State.DUE_SOON, State.OPEN, State.PAUSED)
_DONE_SHOWN = 2
_WIDE = 560


def split_items(view: MatterView) -> tuple[list[DueRow], list[DueRow]]:
    """What is to be done, the law's first, by date, and what lies behind, the latest first."""
    live = [row for row in view.due_items if row.state in _LIVE and not row.superseded]
    past = [row for row in view.due_items if row.state not in _LIVE or row.superseded]
    live.sort(key=lambda row: (not row.official, row.due))
    return live, sorted(past, key=lambda row: row.done_on or row.due, reverse=True)


class DueSection(QWidget):
    """The lines; ``steps`` carries an event that a line's button records, with what it is about."""

    def __init__(self, desk: Desk, view: MatterView, open_keys: set[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view, self._open = desk, view, open_keys
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.lines: list[DueLine] = []
        live, past = split_items(view)
        self._warn(live)
        for row in live:
            self._add(row)
        for waiting in view.waiting:
            self._column.addWidget(_waiting_line(waiting, self))
        for row in past[:_DONE_SHOWN]:
            self._add(row)
        rest = past[_DONE_SHOWN:]
        if not live and not past and not view.waiting:
            self._column.addWidget(_quiet(self.tr("没有期限。记录下一步后，期限会自动出现。"), self))
        if rest:
            more = QPushButton(self.tr("显示其余 {count} 条已完成的期限").format(count=len(rest)), self)
            more.setObjectName("link")
            more.clicked.connect(lambda: self._show_rest(more, rest))
            self._column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _warn(self, live: list[DueRow]) -> None:
        """Say where the service's promises leave fewer than three working days before the law's end."""
        from ipdesk.services.tight import tight_in, words

        office = self._desk.office
        for one in tight_in(office, live) if office is not None else ():
            label = QLabel("⚠ " + words(one), self)
            label.setObjectName("tight")
            label.setProperty("tone", "near")
            label.setWordWrap(True)
            label.setContentsMargins(4, 4, 4, 4)
            self._column.addWidget(label)

    def _add(self, row: DueRow) -> None:
        line = DueLine(row, self._desk.today, self)
        self.lines.append(line)
        self._column.addWidget(line)
        line.why_wanted.connect(self._why)
        more = official_button(self._desk, self._view, row, line)
        if more is not None:
            line.head.addWidget(more)
        if row.id in self._open:
            self._why(line)

    def _show_rest(self, button: QPushButton, rest: list[DueRow]) -> None:
        button.hide()
        for row in rest:
            self._add(row)

    def open_first(self) -> None:
        """Fold out the first line's explanation."""
        if self.lines and self.lines[0].box is None:
            self._why(self.lines[0])

    def _why(self, line: DueLine) -> None:
        from ipdesk.services.docket import explain_item

        if line.box is not None:
            line.fold()
            self._open.discard(line.row.id)
            return
        office = self._desk.office
        if office is None:
            return
        self._open.add(line.row.id)
        act = self._desk.act()
        self._desk.runner.read(lambda: explain_item(office, act, line.row.id), lambda why: self._told(line, why))

    def _told(self, line: DueLine, why: Explanation) -> None:
        from shiboken6 import Shiboken

        if Shiboken.isValid(line):
            line.unfold(why)


class DueLine(QWidget):
    """One due item: lamp, title, date, days left, clause, and the way to its explanation."""

    why_wanted = Signal(object)

    def __init__(self, row: DueRow, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.box: QFrame | None = None
        done = row.state in (State.DONE, State.DONE_LATE, State.VOID) or row.superseded
        title = ElidedLabel(title_of(row), self)
        title.setProperty("tone", _tone(row, done=done))
        when = QLabel(short_day(row.due, today) + (f" {row.due_time:%H:%M}" if row.due_time else ""), self)
        self._left_words = _left(row, done=done)
        left = self._left = QLabel(self._left_words, self)
        left.setProperty("tone", _tone(row, done=done))
        clause = QLabel("" if row.official else row.clause, self)
        clause.setObjectName("faint")
        clause.setVisible(not row.official)
        self.link = QPushButton(self)
        self.link.setObjectName("link")
        self.link.setCursor(Qt.CursorShape.PointingHandCursor)
        self.link.setAccessibleName(self.tr("为什么是这一天：{title}").format(title=row.title))
        self.link.setToolTip(self.tr("为什么是这一天：条款、触发事件、逐日计算"))
        self.link.clicked.connect(lambda: self.why_wanted.emit(self))
        line = QHBoxLayout()
        line.setContentsMargins(4, 7, 4, 7)
        line.setSpacing(8)
        line.addWidget(Lamp(State.VOID if row.superseded else row.state, self))
        line.addWidget(title, 3)
        badges = _badges(row)
        for words, tone in badges[:1] if row.official else badges:
            line.addWidget(_badge(words, tone, self))
        for widget, chars in ((when, 12), (left, 9), (clause, 5)):
            widget.setMinimumWidth(widget.fontMetrics().horizontalAdvance("0") * chars)
            line.addWidget(widget)
        line.addWidget(self.link)
        self.head = line
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(line)
        if row.official:  # the law's line has room for what the first has not
            self.head = QHBoxLayout()
            self.head.setContentsMargins(0, 0, 4, 7)
            self.head.setSpacing(8)
            self.head.addWidget(_law_line(row, self), 1)
            for words, tone in badges[1:]:
                self.head.addWidget(_badge(words, tone, self))
            self._column.addLayout(self.head)
        rule = QFrame(self)
        rule.setObjectName("divider")
        rule.setFixedHeight(1)
        self._column.addWidget(rule)
        self._name_link()

    def _name_link(self) -> None:
        wide = self.width() >= _WIDE
        words = self.tr("为什么是这一天") if wide else self.tr("为什么")
        self.link.setText(f"{words} {'▴' if self.box is not None else '▾'}")
        self._left.setText(self._left_words if wide else self._left_words.replace(" 个工作日", " 天"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_link()

    def fold(self) -> None:
        """Take the explanation away."""
        if self.box is not None:
            self.box.hide()
            self.box.deleteLater()
            self.box = None
            self._name_link()

    def unfold(self, why: Explanation) -> None:
        """Show the explanation below the line."""
        self.fold()
        self.box = why_box(why, self)
        self._column.insertWidget(self._column.count() - 1, self.box)
        self._name_link()


def why_box(why: Explanation, parent: QWidget) -> QFrame:
    """Clause and sentence, the strip of days, where it ends and on which documents that rests."""
    box = QFrame(parent)
    box.setObjectName("whyBox")
    column = QVBoxLayout(box)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(8)
    column.addWidget(_wrapped(f"<b>{why.clause}</b>　{_bold_figures(why.sentence)}", box))
    if why.days:
        column.addWidget(DayStrip(why.days, box))
    item = why.item
    end = f"{'安全日' if item.official else '到期'} <b>{_long(item.due)}</b>"
    if item.official and item.last_day is not None:
        end += f" · 法律规定的最后一日 <b>{_long(item.last_day)}</b>"
        end += "" if item.last_day == item.due else "（按安全日提醒）"
    if item.confirm:
        end += " · 待核实：本条未取得法条原文，使用前请查证"
    documents = f" · 调休依据 {'、'.join(why.documents)}" if why.documents else ""
    provisional = " · 该年调休安排尚未公布，暂定" if item.provisional else ""
    last = _wrapped(end + documents + provisional, box)
    last.setObjectName("quiet")
    column.addWidget(last)
    if len(why.steps) > 1:
        _add_steps(column, why.steps, box)
    margin = QFrame(parent)
    outer = QVBoxLayout(margin)
    outer.setContentsMargins(0, 4, 0, 10)
    outer.addWidget(box)
    return margin


def _long(on: date) -> str:
    return f"{on.month}月{on.day}日（周{'一二三四五六日'[on.weekday()]}）"


def _add_steps(column: QVBoxLayout, steps: tuple[str, ...], box: QFrame) -> None:
    """The count in words, folded away: the strip shows the same."""
    words = _wrapped("<br>".join(steps), box)
    words.setObjectName("faint")
    words.hide()
    button = QPushButton("逐步文字说明 ▾", box)
    button.setObjectName("link")
    button.clicked.connect(lambda: words.setVisible(words.isHidden()))
    column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(words)


def _bold_figures(sentence: str) -> str:
    """第 10 个工作日: the number that was counted stands out."""
    import html
    import re

    return re.sub(r"第 (\d+) ", r"第 <b>\1</b> ", html.escape(sentence))


def _wrapped(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setTextFormat(Qt.TextFormat.RichText)
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _tone(row: DueRow, *, done: bool) -> str:
    if done or row.state == State.PAUSED:
        return "quiet"
    return {State.OVERDUE: "late", State.DUE_SOON: "near"}.get(row.state, "plain")


def _left(row: DueRow, *, done: bool) -> str:
    if row.done_on is not None:
        late = "，逾期" if row.state == State.DONE_LATE else ""
        return f"{row.done_on.month}月{row.done_on.day}日完成{late}"
    if done:
        return "已由后一次接替" if row.superseded else label("state", row.state)
    words = time_left(row)
    return words.replace(" 天", " 个工作日") if row.days_left else words


def _badges(row: DueRow) -> list[tuple[str, str]]:
    found = [("法定", "late")] if row.official else []
    if row.confirm:
        found.append(("待核实", "near"))
    return [*found, ("暂定", "near")] if row.provisional else found


def _law_line(row: DueRow, parent: QWidget) -> QLabel:
    """Below an official item: the law's last day where it is another, and the article."""
    words = QLabel(" · ".join(part for part in (last_words(row), row.clause) if part), parent)
    words.setObjectName("" if row.safe_passed else "faint")
    words.setProperty("tone", "late" if row.safe_passed else "quiet")
    words.setWordWrap(True)
    words.setContentsMargins(28, 0, 4, 6)
    return words


def _badge(words: str, tone: str, parent: QWidget) -> QLabel:
    badge = QLabel(words, parent)
    badge.setObjectName("badge")
    badge.setProperty("tone", tone)
    return badge


def _waiting_line(waiting: WaitingRow, parent: QWidget) -> QWidget:
    missing = "、".join(label("event", name) for name in waiting.missing)
    holder = QWidget(parent)
    line = QHBoxLayout(holder)
    line.setContentsMargins(4, 7, 4, 7)
    line.setSpacing(8)
    line.addWidget(Lamp(State.WAITING, holder))
    title = ElidedLabel(waiting.title, holder)
    title.setProperty("tone", "quiet")
    line.addWidget(title, 2)
    words = ElidedLabel(f"等待：{missing}", holder)
    words.setProperty("tone", "quiet")
    line.addWidget(words, 3)
    clause = QLabel(waiting.clause, holder)
    clause.setObjectName("faint")
    line.addWidget(clause)
    return holder


def _quiet(text: str, parent: QWidget) -> QLabel:
    words = QLabel(text, parent)
    words.setObjectName("quiet")
    words.setWordWrap(True)
    return words
