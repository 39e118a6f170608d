"""What the panel of a complaint shows: its periods, its words, what was done, the client's other work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.text import label
from ui.pages.complaint_words import clock_state, clock_words, level_words, moment_words
from ui.widgets.elided import ElidedLabel
from ui.widgets.lamp import Lamp

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView, OtherMatter

_MOST_OTHERS = 8
Go = Callable[[int], object]


def add_clocks(column: QVBoxLayout, body: QWidget, view: ComplaintView, today: date, now: datetime) -> None:
    """The periods with lamp, who answers, and how they stand."""
    if not view.row.clocks:
        return
    add_section(column, body.tr("时限"), body)
    for line in view.row.clocks:
        words, tone = clock_words(line, today, now)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Lamp(clock_state(line, now), body))
        row.addWidget(QLabel(f"{line.title}", body))
        row.addWidget(toned(f"{line.clause} · {line.person}" if line.person else line.clause, "quiet", body), 1)
        row.addWidget(toned(words, tone, body))
        column.addLayout(row)


def add_words(column: QVBoxLayout, body: QWidget, view: ComplaintView, today: date, go: Go) -> None:
    """What was said and by whom; ``go`` opens a matter."""
    row = view.row
    add_section(column, body.tr("投诉内容"), body)
    text = QLabel(view.text, body)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setWordWrap(True)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(text)
    against = f"{row.against}（{row.unit}）" if row.unit and row.against else row.against
    kind = (level_words(row.level), label("complaint_handling", row.level), view.project_number)
    facts = [
        (body.tr("类型"), " · ".join(filter(None, kind))),
        (body.tr("收到"), " · ".join(filter(None, (
            moment_words(row.received, today), label("channel", row.channel) if row.channel else "",
            label("subject", row.subject) if row.subject else "",
            body.tr("老板转来") if row.through_owner and row.channel != "owner" else "",
        )))),
        (body.tr("被投诉人"), against or body.tr("未指明")),
        (body.tr("投诉人"), " · ".join(filter(None, (view.caller, view.phone)))),
        (body.tr("客户要求"), view.demands),
        (body.tr("原因"), label("complaint_cause", row.cause) if row.cause else ""),
        (body.tr("处理结果"), view.settlement),
    ]  # fmt: skip
    for name, words in facts:
        if words:
            column.addLayout(_fact(name, words, body))
    if row.about_id is not None:
        words = f"{row.about_number} {row.about_title}"
        about = link(body, words, partial(go, row.about_id), body.tr("打开被投诉的案件"))
        column.addLayout(_fact(body.tr("针对案件"), about, body))


def add_done(column: QVBoxLayout, body: QWidget, view: ComplaintView, today: date) -> None:
    """What is missing before it can be closed, and every step with its minute."""
    if view.missing and view.row.is_open and "complaint_closed" not in {step.name for step in view.row.steps}:
        words = "、".join(label("complaint_missing", code) for code in view.missing)
        lacking = toned(body.tr("结案前还缺：{what}").format(what=words), "near", body)
        lacking.setWordWrap(True)
        column.addWidget(lacking)
    if not view.row.steps:
        return
    add_section(column, body.tr("处理经过"), body)
    for step in view.row.steps:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(toned(moment_words(step.at, today, timed=step.timed), "quiet", body))
        row.addWidget(QLabel(label("event", step.name), body))
        row.addWidget(ElidedLabel(step.note, body), 1)
        row.addWidget(toned(step.by, "quiet", body))
        column.addLayout(row)


def add_others(column: QVBoxLayout, body: QWidget, view: ComplaintView, go: Go) -> None:
    """4.3.5: before the client is answered, everything that is done for it in all departments."""
    others = [one for one in view.others if one.id != view.row.about_id]
    if not others:
        return
    words = body.tr("该客户的其他项目（{count}）· 4.3.5").format(count=len(others))
    add_section(column, words, body)
    for other in others[:_MOST_OTHERS]:
        column.addLayout(_other(other, body, go))
    if len(others) > _MOST_OTHERS:
        words = body.tr("另有 {count} 件，见 Ctrl+K 查找客户。").format(count=len(others) - _MOST_OTHERS)
        column.addWidget(toned(words, "quiet", body))


def _other(other: OtherMatter, body: QWidget, go: Go) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(link(body, other.number, partial(go, other.id), body.tr("打开案件")))
    row.addWidget(ElidedLabel(other.title, body), 1)
    parts = (label("department", other.department), label("stage", other.stage), other.handler)
    row.addWidget(toned(" · ".join(part for part in parts if part), "quiet", body))
    return row


def link(parent: QWidget, words: str, run: Callable[[], object], name: str) -> QPushButton:
    """Words that do something; ``name``: what, for those who don't see them."""
    button = QPushButton(words, parent)
    button.setObjectName("link")
    button.setAccessibleName(f"{name}：{words}")
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda *_checked: run())
    return button


def add_section(column: QVBoxLayout, words: str, parent: QWidget) -> None:
    """A heading with room above."""
    heading = QLabel(words, parent)
    heading.setObjectName("sectionTitle")
    column.addSpacing(8)
    column.addWidget(heading)


def toned(words: str, tone: str, parent: QWidget) -> QLabel:
    """Words in the colour of a tone."""
    text = QLabel(words, parent)
    text.setProperty("tone", tone)
    return text


def _fact(name: str, words: str | QWidget, parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    key = toned(name, "quiet", parent)
    key.setFixedWidth(key.fontMetrics().horizontalAdvance("字字字字字"))
    row.addWidget(key, 0, Qt.AlignmentFlag.AlignTop if isinstance(words, str) else Qt.AlignmentFlag.AlignVCenter)
    if isinstance(words, str):
        value = QLabel(words, parent)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(value, 1)
    else:
        row.addWidget(words)
        row.addStretch(1)
    return row
