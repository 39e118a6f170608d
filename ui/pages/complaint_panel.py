"""One complaint whole: what was said, what has to be done by when, the steps as buttons, how it was made good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from ipdesk.text import label
from ui.pages.complaint_blocks import add_clocks, add_done, add_others, add_section, add_words, link
from ui.widgets.flow import FlowLayout
from ui.widgets.office_clock import office_now

if TYPE_CHECKING:
    from ipdesk.services.complaint_lists import ComplaintView
    from ipdesk.services.complaint_settling import GiftRow
    from ui.context import Desk


class ComplaintPanel(QWidget):
    """Shows one complaint; ``show_complaint(0)`` empties it. ``heading``: number and client above (not inside the
    panel of a matter, which has its own). ``now``: the office's wall time."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        heading: bool = True,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._heading = desk, heading
        self.now = now or (lambda: office_now(desk))
        self._id = 0
        self._asked = 0
        self.view: ComplaintView | None = None
        self.buttons: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._body: QWidget | None = None

    # -- reading -------------------------------------------------------------------------------------------

    def show_complaint(self, matter_id: int) -> None:
        """Read and show a complaint."""
        self._id = matter_id
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        office, wanted = self._desk.office, self._id
        self._asked += 1
        asked = self._asked
        if office is None or not wanted:
            self._clear()
            return

        def read() -> ComplaintView:
            from ipdesk.services.complaint_lists import complaint_view

            return complaint_view(office, wanted)

        def show(view: ComplaintView) -> None:
            from shiboken6 import Shiboken

            if Shiboken.isValid(self) and asked == self._asked:
                self.fill(view)

        def gone(_error: BaseException) -> None:
            from shiboken6 import Shiboken

            if Shiboken.isValid(self) and asked == self._asked:
                self._clear()

        self._desk.runner.read(read, show, gone)

    def _clear(self) -> None:
        self.view = None
        self.buttons = {}
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
            self._body = None

    # -- filling -------------------------------------------------------------------------------------------

    def fill(self, view: ComplaintView) -> None:
        """Build the panel for this complaint."""
        self._clear()
        self.view = view
        body, today = QWidget(self), self._desk.today
        self._body = body
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if self._heading:
            self._add_heading(column, body, view)
        column.addWidget(self._steps(view, body))
        add_clocks(column, body, view, today, self.now())
        add_words(column, body, view, today, self._desk.navigate)
        add_done(column, body, view, today)
        self._add_settling(column, body, view)
        add_others(column, body, view, self._desk.navigate)
        column.addStretch(1)
        self._column.addWidget(body)

    def _add_heading(self, column: QVBoxLayout, body: QWidget, view: ComplaintView) -> None:
        row = view.row
        title = QLabel(f"{row.number}　{row.client}", body)
        title.setObjectName("matterTitle")
        title.setWordWrap(True)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        top = QHBoxLayout()
        top.addWidget(title, 1)
        top.addWidget(link(body, self.tr("修改"), self.edit, self.tr("修改投诉")), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)

    def _steps(self, view: ComplaintView, body: QWidget) -> QWidget:
        holder = QWidget(body)
        flow = FlowLayout(holder)
        for key, words, run, primary in self._wanted(view):
            button = QPushButton(words, holder)
            button.setProperty("primary" if primary else "step", True)
            button.setAccessibleName(f"{words.strip('✓ …')}：{view.row.number}")
            button.clicked.connect(run)
            flow.addWidget(button)
            self.buttons[key] = button
        if view.row.is_open:
            flow.addWidget(self._later(holder))
        return holder

    def _later(self, holder: QWidget) -> QPushButton:
        """Steps done a while ago: with day, minute and a note."""
        button = QPushButton(self.tr("补记 ▾"), holder)
        button.setProperty("step", True)
        button.setAccessibleName(self.tr("补记步骤，写明时刻"))
        menu = QMenu(button)
        for name in ("called_back", "escalated", "explained"):
            words = self.tr("{event}…").format(event=label("event", name))
            menu.addAction(words, partial(self.record_at, name))
        button.setMenu(menu)
        self.buttons["later"] = button
        return button

    def _wanted(self, view: ComplaintView) -> list[tuple[str, str, Callable[[], object], bool]]:
        """What can be done now: (key, words, what it does, whether it is the next thing)."""
        row, done = view.row, {step.name for step in view.row.steps}
        found = self._before_closing(view, done) if "complaint_closed" not in done else []
        first = found[0][0] if found else ""
        if "complaint_closed" in done and row.through_owner and "report_written" not in done:
            first = "report"
        found += [
            ("new_handler", self.tr("更换负责人…"), self.new_handler),
            ("criticism", self.tr("检讨书存档…"), self.file_criticism),
            ("gift", self.tr("赠送服务…"), self.add_gift),
            ("report", self.tr("报告与表单…"), self.report),
        ]
        if not self._heading:
            found.append(("edit", self.tr("修改…"), self.edit))
        found.sort(key=lambda one: one[0] != first)
        return [(key, words, run, key == first) for key, words, run in found]

    def _before_closing(self, view: ComplaintView, done: set[str]) -> list[tuple[str, str, Callable[[], object]]]:
        """The steps still to be done, the next one first: what the clocks ask for, then what closing needs."""
        row, answered = view.row, bool(done & {"called_back", "escalated"})
        words = {
            "called_back": self.tr("✓ 已回访"),
            "escalated": self.tr("✓ 已上报"),
            "explained": self.tr("✓ 已向客户解释"),
        }
        order = ["escalated", "called_back"] if row.beyond_superior else ["called_back", "escalated"]
        order.insert(2 if row.channel == "phone" and not answered else 0, "explained")
        found: list[tuple[str, str, Callable[[], object]]] = [
            (name, words[name], partial(self.record, name)) for name in order if name not in done
        ]
        if view.needs_project:
            found.append(("project", self.tr("专案立项") if row.level == "D" else self.tr("立项"), self.open_project))
        found.append(("close", self.tr("处理完毕…"), self.close_complaint))
        ready = not {"project", "call_back", "explain"} & set(view.missing)
        if ready:
            found.sort(key=lambda one: one[0] != "close")
        elif view.missing[0] == "project" and {"call_back", "explain"}.isdisjoint(view.missing):
            found.sort(key=lambda one: one[0] != "project")
        return found

    def _add_settling(self, column: QVBoxLayout, body: QWidget, view: ComplaintView) -> None:
        if not (view.gifts or view.transfers or view.criticism or view.mails):
            return
        add_section(column, self.tr("善后"), body)
        for transfer in view.transfers:
            words = self.tr("移交 {number}：{a} → {b}，{count} 件，{state}").format(
                number=transfer.number, a=transfer.from_person or "—", b=transfer.to_person,
                count=len(transfer.matter_ids), state=label("transfer_state", transfer.state),
            )  # fmt: skip
            column.addWidget(link(body, words, partial(self._open_transfer, transfer.id), self.tr("打开移交申请单")))
        if view.criticism is not None:
            words = self.tr("检讨书：{name}").format(name=view.criticism.name)
            column.addWidget(link(body, words, partial(self._open_paper, view.criticism.id), self.tr("打开检讨书")))
        for gift in view.gifts:
            column.addLayout(self._gift(gift, body))
        for mail in view.mails:
            words = self.tr("邮件：{subject}").format(subject=mail.subject)
            column.addWidget(link(body, words, partial(self._open_mail, mail.id), self.tr("打开邮件草稿")))

    def _gift(self, gift: GiftRow, body: QWidget) -> QHBoxLayout:
        words = self.tr("赠送 {service}，官费 {fee:.2f} 元").format(service=gift.service, fee=gift.official_fee)
        if gift.own_mistake:
            words += self.tr("：{a} {x:.2f}，{b} {y:.2f}，{c} {z:.2f}").format(
                a=gift.erred, x=gift.erred_share, b=gift.superior or "主管上级", y=gift.superior_share,
                c=gift.head or "部门负责人", z=gift.head_share,
            )  # fmt: skip
        text = QLabel(words + self.tr("；不计提成"), body)
        text.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(text, 1)
        row.addWidget(link(body, self.tr("移除"), partial(self._remove_gift, gift), self.tr("移除赠送")))
        return row

    # -- doing ---------------------------------------------------------------------------------------------

    def record(self, name: str) -> None:
        """A step, done just now; it can be undone."""
        from dataclasses import replace

        from ipdesk.services.complaints import Step, record_step

        office, view, now = self._desk.office, self.view, self.now()
        if office is not None and view is not None:
            act = replace(self._desk.act(), today=now.date())
            step = Step(view.row.id, name, now.date(), now.time())
            self._desk.runner.write(lambda: record_step(office, act, step))

    def record_at(self, name: str) -> None:
        """A step with its day and minute asked for."""
        from ui.dialogs.complaint_steps import StepDialog

        if self.view is not None:
            StepDialog(self._desk, self.view, name, self.window(), self.now).open()

    def record_primary(self) -> None:
        """What Enter in the list does: the next step."""
        for button in self.buttons.values():
            if button.property("primary"):
                button.click()
                return

    def open_project(self) -> None:
        """立项 or 专案 (4.2)."""
        from ipdesk.services.complaints import open_project

        office, view = self._desk.office, self.view
        if office is not None and view is not None:
            act = self._desk.act()
            self._desk.runner.write(lambda: open_project(office, act, view.row.id, view.row.version))

    def close_complaint(self) -> None:
        from ui.dialogs.complaint_steps import CloseDialog

        if self.view is not None:
            CloseDialog(self._desk, self.view, self.window(), self.now).open()

    def new_handler(self) -> None:
        from ui.dialogs.complaint_steps import NewHandlerDialog

        if self.view is not None:
            NewHandlerDialog(self._desk, self.view, self.window()).open()

    def add_gift(self) -> None:
        from ui.dialogs.complaint_steps import GiftDialog

        if self.view is not None:
            GiftDialog(self._desk, self.view, self.window()).open()

    def edit(self) -> None:
        from ui.dialogs.complaint_edit import ComplaintEditDialog

        if self.view is not None:
            ComplaintEditDialog(self._desk, self.view, self.window()).open()

    def report(self) -> None:
        """The report for the company's owner (4.3.6), and the other forms."""
        from ui.dialogs.complaint_report import ReportDialog

        if self.view is not None:
            ReportDialog(self._desk, self.view, self.window(), self.now).open()

    def file_criticism(self) -> None:
        """4.4.1: the signed self-criticism as a file."""
        name, _ = QFileDialog.getOpenFileName(self.window(), self.tr("检讨书存档"), "", self.tr("所有文件 (*)"))
        if name:
            self.keep_criticism(Path(name))

    def keep_criticism(self, path: Path) -> None:
        """Keep this file as the self-criticism."""
        from ipdesk.services.complaint_settling import file_criticism

        office, view = self._desk.office, self.view
        if office is not None and view is not None:
            act = self._desk.act()
            self._desk.runner.write(lambda: file_criticism(office, act, view.row.id, path))

    def _remove_gift(self, gift: GiftRow) -> None:
        from ipdesk.services.complaint_settling import remove_gift

        office = self._desk.office
        if office is not None:
            act = self._desk.act()
            self._desk.runner.write(lambda: remove_gift(office, act, gift.id, gift.version))

    def _open_transfer(self, transfer_id: int) -> None:
        from ui.dialogs.transfer import TransferDialog

        TransferDialog(self._desk, transfer_id=transfer_id, parent=self.window()).open()

    def _open_mail(self, mail_id: int) -> None:
        from ui.mailing import open_mail

        open_mail(self._desk, mail_id)

    def _open_paper(self, paper_id: int) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        from ipdesk.services.attachments import open_path

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(
                lambda: open_path(office, paper_id),
                lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
            )
