"""Due items turned into the lines that lists paint: words, tones, and the one step that finishes an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ipdesk.domain.matters import State
from ipdesk.services.duties import DutyState
from ipdesk.services.rows import DueRow, ReminderRow, WaitingMatter
from ipdesk.text import label

TO_CONFIRM = "待核实"
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's heading inside a list; ``empty`` is said instead of lines when there are none."""

    text: str
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One due item, waiting matter or reminder as it is painted.

    ``tone``: late, near, well, quiet; ``lamp``: the state whose lamp is shown; ``left``: the time left in words;
    ``step``: the event that one click records (None where the choice isn't the program's); ``reminder_id``: a
    reminder, finished with one click; ``duty``: a duty of the office, ticked with one click on its day or after;
    ``last``: the law's last day in words where it isn't the safe day shown; ``confirm``: to be looked up (待核实);
    ``warn``: the service's promises leave too little room before the law's end.
    """

    matter_id: int | None
    due_id: int | None
    tone: str
    lamp: State
    left: str
    title: str
    number: str = ""
    matter: str = ""
    client: str = ""
    person: str = ""
    on: str = ""
    clause: str = ""
    official: bool = False
    provisional: bool = False
    step: str | None = None
    about: str | None = None
    reminder_id: int | None = None
    duty: DutyState | None = None
    ticks: bool = False
    last: str = ""
    confirm: bool = False
    warn: str = ""

    @property
    def button(self) -> str:
        """What one click does; empty where there is nothing to click."""
        if self.reminder_id is not None or self.ticks:
            return "完成"
        return label("event", self.step) if self.step is not None else ""

    @property
    def marks(self) -> tuple[str, ...]:
        """What is to be known of the date beside it: the law's last day, too little room, to be looked up."""
        marks = (self.last, "余量不足" if self.warn else "", TO_CONFIRM if self.confirm else "")
        return tuple(words for words in marks if words)

    @property
    def key(self) -> tuple[object, ...]:
        """What tells a line from all others of its list."""
        return self.matter_id, self.due_id, self.reminder_id, self.duty.key if self.duty is not None else None

    @property
    def spoken(self) -> str:
        """Everything of the line in words, for screen readers and the clipboard."""
        kind = "法定期限" if self.official else "全所事项" if self.duty is not None else ""
        marks = [*self.marks, "暂定" if self.provisional else ""]
        parts = [kind, self.left, self.title, self.number, self.matter, self.client]
        return "，".join(part for part in [*parts, self.person, self.on, *marks, self.clause, self.warn] if part)


Item = Line | Heading


def day_name(on: date, today: date | None = None) -> str:
    """9月21日 周一; with the year in front when it isn't ``today``'s."""
    year = f"{on.year}年" if today is not None and on.year != today.year else ""
    return f"{year}{on.month}月{on.day}日 {WEEKDAYS[on.weekday()]}"


def tone_of(state: State) -> str:
    """The colour of a state; it never speaks alone (a lamp's shape and words stand beside it)."""
    return {State.OVERDUE: "late", State.DUE_SOON: "near", State.OPEN: "well"}.get(state, "quiet")


def last_words(row: DueRow) -> str:
    """最后一日 10-08, where that isn't the day shown and the item is still to be done."""
    done = row.state in (State.DONE, State.DONE_LATE, State.VOID)
    return f"最后一日 {row.last_day:%m-%d}" if row.last_day not in (None, row.due) and not done else ""


def time_left(row: DueRow) -> str:
    """The time left in working days, in words: 逾期 2 天 · 今天 · 剩 3 天 · 暂停 · 已完成."""
    if row.state in (State.DONE, State.DONE_LATE, State.VOID, State.PAUSED):
        return label("state", row.state)
    if row.safe_passed:
        return "安全日已过"
    if row.state is State.OVERDUE and row.days_left == 0:
        return "已逾期"  # due on the days off just behind us
    return _days(row.days_left)


def _days(left: int) -> str:
    if left == 0:
        return "今天"
    return f"剩 {left} 天" if left > 0 else f"逾期 {-left} 天"


def line_of(row: DueRow, today: date, warn: str = "") -> Line:
    """The line of a due item; ``warn``: what to say where there is too little room before the law's end."""
    live = row.state in (State.OPEN, State.DUE_SOON, State.OVERDUE)
    when = day_name(row.due, today)
    if row.due_time is not None:
        when += f" {row.due_time:%H:%M}"
    return Line(
        matter_id=row.matter_id,
        due_id=row.id,
        tone=tone_of(row.state),
        lamp=row.state,
        left=time_left(row),
        title=title_of(row),
        number=row.number,
        matter=row.matter_title,
        client=row.client,
        person=row.person or label("role", row.responsible),
        on=when,
        clause=row.clause,
        official=row.official,
        provisional=row.provisional,
        step=row.fulfilled_by[0] if live and row.fulfilled_by else None,
        about=row.about,
        last=last_words(row),
        confirm=row.confirm,
        warn=warn,
    )


def title_of(row: DueRow) -> str:
    """The rule's title, with the year of an annual fee (``annual:7`` → 第 7 年度)."""
    if row.about and row.about.startswith("annual:"):
        return f"{row.title}（第 {row.about.partition(':')[2]} 年度）"
    return row.title


def waiting_line(row: WaitingMatter) -> Line:
    """The line of a matter that waits for others."""
    missing = "、".join(label("event", name) for name in row.missing)
    return Line(
        matter_id=row.matter_id,
        due_id=None,
        tone="quiet",
        lamp=State.WAITING,
        left="等待",
        title=missing,
        number=row.number,
        matter=row.title,
        client=row.client,
        person=row.handler,
    )


def reminder_line(row: ReminderRow, today: date) -> Line:
    """The line of a hand-made reminder, marked as such."""
    return Line(
        matter_id=row.matter_id,
        due_id=None,
        tone=tone_of(row.state),
        lamp=row.state,
        left=_days(row.days_left),
        title=row.text,
        number=row.number,
        person=row.person,
        on=day_name(row.due, today),
        clause="手工提醒",
        reminder_id=row.id,
    )


def duty_line(row: DutyState, today: date) -> Line:
    """The line of a duty of the whole office; on its day and after it one click ticks it."""
    return Line(
        matter_id=None,
        due_id=None,
        tone=tone_of(row.state),
        lamp=row.state,
        left=label("state", row.state) if row.done else _days(row.days_left),
        title=row.title,
        matter="全所事项" + (f" · 第 {int(row.period[-2:])} 周" if "W" in row.period else ""),
        person=row.by or label("role", "process_clerk"),
        on=day_name(row.due, today),
        clause=row.clause,
        provisional=row.provisional,
        duty=row,
        ticks=row.by_hand and not row.done and row.due <= today,
    )


Entry = DueRow | DutyState | ReminderRow
"""What can lie on a day of the calendar."""


def any_line(row: Entry, today: date) -> Line:
    """The line of what lies on a day of the calendar."""
    if isinstance(row, DutyState):
        return duty_line(row, today)
    return reminder_line(row, today) if isinstance(row, ReminderRow) else line_of(row, today)


def by_day(rows: Iterable[Entry], today: date) -> tuple[Item, ...]:
    """Lines under a heading per day, in the order given (sorted by date)."""
    items: list[Item] = []
    group: list[Line] = []
    current: date | None = None

    def close() -> None:
        if current is not None:
            items.append(Heading(day_name(current, today), len(group)))
            items.extend(group)

    for row in rows:
        if row.due != current:
            close()
            current, group = row.due, []
        group.append(any_line(row, today))
    close()
    return tuple(items)


def section(text: str, lines: Sequence[Line], note: str = "") -> tuple[Item, ...]:
    """A heading and its lines; nothing at all where there are none."""
    return (Heading(text, len(lines), note), *lines) if lines else ()


def urgent_first(rows: Iterable[DueRow]) -> list[DueRow]:
    """Official items first, then the late, the near, the others; finished ones last."""
    rank = {State.OVERDUE: 0, State.DUE_SOON: 1, State.OPEN: 2, State.PAUSED: 3}

    def key(row: DueRow) -> tuple[bool, bool, int, date, str]:
        return (row.state not in rank, not row.official, rank.get(row.state, 4), row.due, row.number)

    return sorted(rows, key=key)
