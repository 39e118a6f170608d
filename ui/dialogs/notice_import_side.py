"""Beside the table of a package: everything of one notice, its pages, and which matter it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.theme import colours
from ui.widgets.pick_list import PickList

if TYPE_CHECKING:
    from ipdesk.services.notice_import import Proposal, ProposalRow
    from ipdesk.services.rows import Hit
    from ui.context import Desk
    from ui.dialogs.notice_import_rows import ImportRow

_TYPING = 120
_OFFERED = 8


class NoticeSide(QWidget):
    """``chosen``: the notice's folder and a matter's id, or None to take the choice back."""

    chosen = Signal(str, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._asked = desk, 0
        self._proposal: Proposal | None = None
        self.row: ImportRow | None = None
        self.words = QLabel(self)
        self.pages = QPushButton(self.tr("查看页面…"), self)
        self.back = QPushButton(self.tr("取消选择"), self)
        self.question = QLabel(self.tr("属于哪一件案件？"), self)
        self.pick = PickList(self.tr("案件"), self.tr("编号、申请号或名称"), 4, self)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING)
        self._lay_out()
        self._connect()
        self.show_row(None, None)

    def _lay_out(self) -> None:
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setContentsMargins(12, 12, 12, 12)
        self.question.setObjectName("sectionTitle")
        self.setMinimumWidth(320)
        frame = QFrame(self)
        frame.setObjectName("panel")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        area = QScrollArea(frame)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setStyleSheet("background: transparent;")  # the panel's own shows through
        inner.addWidget(area)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.words)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.pages, self.back):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(frame, 1)
        column.addWidget(self.question)
        column.addWidget(self.pick)
        column.addLayout(row)

    def _connect(self) -> None:
        self.pages.clicked.connect(self.show_pages)
        self.back.clicked.connect(self._choose_none)
        self.pick.typed.connect(lambda _text: self._typing.start())
        self.pick.picked.connect(self._picked)
        self.pick.line.returnPressed.connect(self.pick.pick_current)
        self._typing.timeout.connect(self._search)

    def _choose_none(self) -> None:
        if self.row is not None:
            self.chosen.emit(self.row.id, None)

    # -- one notice --------------------------------------------------------------------------------------

    def show_row(self, proposal: Proposal | None, row: ImportRow | None) -> None:
        """Everything that is known of one row of the table."""
        self._proposal = proposal
        if row is not None and self.row is not None and row == self.row:
            return
        self.row = row
        of = row.of if row is not None else None
        if row is None:
            self.words.setText("")
        elif of is None:
            self.words.setText(f"<b>{escape(row.id)}</b><p>{_late(row.why)}</p>")
        else:
            self.words.setText("".join(_told(of)))
        asks = of is not None and not of.blocked and (of.state in ("doubtful", "unmatched") or of.chosen)
        self.question.setVisible(asks)
        self.pick.setVisible(asks)
        self.back.setVisible(of is not None and of.chosen)
        self.pages.setVisible(of is not None and bool(of.notice.files))
        if of is not None:
            count = len(of.notice.pages)
            self.pages.setText(self.tr("查看页面（{count}）…").format(count=count) if count else self.tr("查看正文…"))
            self._offer(of)

    def _offer(self, of: ProposalRow) -> None:
        self.pick.clear()
        choices = of.choices or ((of.matter,) if of.matter is not None else ())
        self.pick.offer([(one.words, one.id) for one in choices])

    def show_pages(self) -> None:
        """The pages of the notice, before anything is taken over."""
        from ui.dialogs.notice_pages import NoticePages

        if self._proposal is not None and self.row is not None and self.row.of is not None:
            NoticePages(self._desk, self._proposal, self.row.of, self.window()).open()

    # -- choosing a matter ---------------------------------------------------------------------------------

    def _search(self) -> None:
        from shiboken6 import Shiboken

        from ipdesk.services.search import find

        office, text = self._desk.office, self.pick.line.text().strip()
        self._asked += 1
        asked = self._asked
        if office is None or not text:
            return

        def arrived(hits: tuple[Hit, ...]) -> None:
            if Shiboken.isValid(self) and asked == self._asked and self.pick.chosen() is None:
                found = [(f"{hit.title}　{hit.subtitle}", hit.matter_id) for hit in hits if hit.kind == "matter"]
                self.pick.offer(found)

        self._desk.runner.read(lambda: find(office, text, _OFFERED), arrived)

    def _picked(self, matter_id: object) -> None:
        if self.row is not None and isinstance(matter_id, int):
            self.chosen.emit(self.row.id, matter_id)


# -- words ------------------------------------------------------------------------------------------


def _told(row: ProposalRow) -> Iterator[str]:
    notice = row.notice
    yield f"<b>{escape(row.name)}</b>"
    yield _quiet(" · ".join(filter(None, (notice.code, f"发文日 {notice.issued}", notice.serial))))
    for why in row.why:
        yield f"<p>{_late(why) if row.state != 'already_there' else escape(why)}</p>"
    if row.matter is not None:
        yield _section(
            "案件", [escape(row.matter.words), _quiet_line(row.matter.application_number, row.matter.applicant)]
        )
    said = [notice.application_number, notice.title, "、".join(notice.applicants), notice.internal_number]
    yield _section("通知书所写", [escape(" · ".join(filter(None, said)))])
    official = [
        f"<b>{one.due}</b>　{escape(one.title)}"
        + (f"（最迟 {one.last_day}）" if one.last_day and one.last_day != one.due else "")
        + ("（暂定）" if one.provisional else "")
        + ("（待核实）" if one.confirm else "")
        for one in row.effects.official
    ]
    yield _section("法定期限", official)
    yield _section("服务标准事项", [f"{one.due}　{escape(one.title)}" for one in row.effects.service])
    yield _section("费用", [f"{escape(one.name)}　{one.amount:,.2f} 元" for one in row.effects.fees])
    windows = [
        f"{one.first or ''} 至 {one.last or ''}　{one.total:,.2f} 元（滞纳金 {one.late_fee:,.2f}）"
        for one in notice.windows
    ]
    yield _section("缴费时段", windows)
    yield _section("收到的文件", [escape(name) for name in notice.receipt_files])
    yield _section("提示", [escape(words) for words in (*row.remarks, *_problems(row))])


def _problems(row: ProposalRow) -> tuple[str, ...]:
    return row.notice.problems if row.state == "ready" else ()


def _section(title: str, lines: list[str]) -> str:
    inside = "<br>".join(filter(None, lines))
    if not inside:
        return ""
    return f'<p style="margin-top:8px"><span style="color:{colours().quiet.name()}">{title}</span><br>{inside}</p>'


def _quiet(words: str) -> str:
    return f'<div style="color:{colours().quiet.name()}">{escape(words)}</div>'


def _quiet_line(*parts: str) -> str:
    words = " · ".join(filter(None, parts))
    return f'<span style="color:{colours().quiet.name()}">{escape(words)}</span>' if words else ""


def _late(words: str) -> str:
    return f'<span style="color:{colours().late.name()}">{escape(words)}</span>'
