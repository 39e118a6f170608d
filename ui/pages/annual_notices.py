"""年费通知: fees whose notice is to be made, sent, collected and paid (标准 3.2.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QMenu,
    QPushButton,
    QWidget,
)

from ipdesk.services.annual_notices import MADE, PAID, RECEIVED, SENT, AnnualBoard, AnnualLine, annual_board
from ipdesk.text import label, labels
from ui.pages.annual_columns import page_columns
from ui.pages.board_page import BoardPage
from ui.pages.notice_acts import open_paper
from ui.tables.step_view import StepTable
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ipdesk.services.annual_notices import FormOf
    from ui.context import Desk


class AnnualNoticesPage(BoardPage):
    """The view 年费通知 of the process department."""

    kinds = frozenset(
        {"notices", "events", "due_items", "matters", "fees", "sheets", "attachments", "clients", "people"}
    )

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, EmptyState("", ""), parent)
        self.title = self.tr("年费通知")
        self.board = AnnualBoard(())
        self.table = StepTable(page_columns(), self.tr("年费列表"), self)
        self.table.setAcceptDrops(False)
        self.add_pills(labels("annual_filter"), "make", self.refresh)
        self.add_filter_line(self.tr("筛选年费"), self.refresh)
        self._add_actions()
        self.foot.setObjectName("quiet")
        self.lay_out(self.table)
        self._connect()

    # -- construction --------------------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.next = QPushButton(self)
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self.record_next)
        self.actions_row.addWidget(self.next)
        for key, words, tip, run in (
            ("preview", self.tr("预览通知单"), self.tr("所选年费的通知单，同一客户合为一张（Ctrl+P）"), self.preview),
            ("all", self.tr("选中同一客户"), self.tr("同一客户的几件专利做在一张通知单上"), self.choose_client),
            ("open", self.tr("打开案件"), self.tr("到部门页签查看这件案件（双击）"), self.open_matter),
        ):
            self.add_button(key, words, tip, run)
        self.actions_row.addStretch(1)
        tip = self.tr("印在通知单上的户名、开户行、账号")
        self.add_button("payment", self.tr("付款方式…"), tip, self.ask_payment_lines)

    def _connect(self) -> None:
        self.table.chosen.connect(self._enable)
        self.table.go.connect(self.record_next)
        self.table.step_wanted.connect(self.record)
        self.table.place_wanted.connect(self._record_place)
        self.table.opened.connect(self.open_matter)
        self.table.menu_wanted.connect(self._menu)
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.preview)

    # -- reading -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the fees of the filter and how many each filter holds."""
        office, today = self._desk.office, self._desk.today
        key, text = self.chosen_filter(), self.line.text().strip()
        super().refresh()
        if office is None:
            return
        self._asked += 1
        asked = self._asked
        self._desk.runner.read(lambda: annual_board(office, today, key, text), lambda board: self._read(asked, board))

    def _read(self, asked: int, board: AnnualBoard) -> None:
        if asked != self._asked:
            return
        self.board = board
        self.show_counts(board.counts)
        self.table.show_rows(board.lines)
        if board.lines and self.table.current() is None:
            self.table.choose(0)
        self.stack.setCurrentIndex(0 if board.lines else 1)
        if self.line.text().strip():
            self.empty.set_text(self.tr("没有匹配的年费"), self.tr("换一个词，或清空筛选。"))
        else:
            self.empty.set_text(
                self.tr("这里没有要办的年费"),
                self.tr("到期前 45 天以上制作通知单，30 天以上发送，收款后 5 个工作日内缴纳。"),
            )
        total = sum(line.total for line in board.lines)
        words = self.tr("共 {count} 笔，应缴 {total} 元").format(
            count=len(board.lines) + board.left_out, total=f"{total:,.2f}"
        )
        if board.left_out:
            words += self.tr("（显示最急的 {count} 笔）").format(count=len(board.lines))
        keys = self.tr("Enter 办下一步 · Ctrl+A 全选 · 同一客户的合为一张通知单")
        self.foot.setText(f"{words}　　{keys}")
        self._enable()

    # -- what is chosen ------------------------------------------------------------------------------

    def lines(self) -> tuple[AnnualLine, ...]:
        """The chosen lines."""
        return tuple(row for row in self.table.selected() if isinstance(row, AnnualLine))

    def current(self) -> AnnualLine | None:
        row = self.table.current()
        return row if isinstance(row, AnnualLine) else None

    def choose_client(self) -> None:
        """Select every line shown of the current one's client."""
        line = self.current()
        if line is not None:
            self.table.choose_many([row.key for row in self.board.lines if row.client == line.client])

    def _ready(self, event: str) -> tuple[AnnualLine, ...]:
        return tuple(line for line in self.lines() if line.step(event).pending)

    def _enable(self) -> None:
        line = self.current()
        for key in ("preview", "all", "open"):
            self.buttons[key].setEnabled(line is not None)
        name = line.next_step if line is not None else ""
        count = len(self._ready(name)) if name else 0
        self.next.setEnabled(bool(name))
        if not name:
            self.next.setText(self.tr("下一步"))
            return
        words = label("event", name)
        many = self.tr("（{count} 笔）").format(count=count) if count > 1 else ""
        self.next.setText(self.tr("{step}{many}　Enter").format(step=words, many=many))
        self.next.setAccessibleName(self.tr("{step}{many}").format(step=words, many=many))

    # -- acts ----------------------------------------------------------------------------------------

    def record_next(self) -> None:
        """The next step of the current line, on all chosen lines that wait for it."""
        line = self.current()
        if line is not None and line.next_step:
            self.record(line.next_step)

    def _record_place(self, place: int) -> None:
        line = self.current()
        if line is not None and place <= len(line.steps) and line.steps[place - 1].pending:
            self.record(line.steps[place - 1].event)

    def record(self, event: str) -> None:
        """One step on the chosen lines that wait for it."""
        lines = self._ready(event)
        if not lines:
            return
        {MADE: self.make, SENT: self._send, RECEIVED: self._receive, PAID: self._paid}[event](lines)

    def make(self, lines: Sequence[AnnualLine]) -> None:
        """Make the forms, one per client, keep them as papers and record it."""
        self._forms(lines, self._print_and_keep)

    def preview(self) -> None:
        """The forms of the chosen lines as they would print; nothing is recorded."""
        self._forms(self.lines(), self._show)

    def _forms(self, lines: Sequence[AnnualLine], then: Callable[[Sequence[FormOf]], object]) -> None:
        from ipdesk.services.annual_notices import annual_forms

        office, act, keys = self._desk.office, self._desk.act(), [line.key for line in lines]
        if office is not None and keys:
            self._desk.runner.read(lambda: annual_forms(office, act, keys), then)

    def _show(self, forms: Sequence[FormOf]) -> None:
        from ipdesk.files.annual_form import annual_page
        from ui.dialogs.print_preview import PrintPreview
        from ui.printing import form_page

        for made in forms[:1]:
            PrintPreview(form_page(annual_page(made.form)), self.window()).open()
        if len(forms) > 1:
            self._desk.say(self.tr("所选年费属于 {count} 个客户，先显示第一张通知单。").format(count=len(forms)))

    def _print_and_keep(self, forms: Sequence[FormOf]) -> None:
        self._lay_out_next(list(forms), [], self._keep)

    def _lay_out_next(
        self, left: list[FormOf], made: list[tuple[FormOf, bytes]], then: Callable[[list[tuple[FormOf, bytes]]], object]
    ) -> None:
        """The pages are laid out one a turn of the event loop, so that the window stays alive."""
        from ipdesk.files.annual_form import annual_page
        from ui.printing import pdf_bytes

        if not left:
            then(made)
            return
        form = left.pop(0)
        made.append((form, pdf_bytes(annual_page(form.form))))
        QTimer.singleShot(0, self, partial(self._lay_out_next, left, made, then))

    def _keep(self, made: list[tuple[FormOf, bytes]]) -> None:
        from ipdesk.services.annual_steps import make_notices

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: make_notices(office, act, made, act.today))

    def _send(self, lines: Sequence[AnnualLine]) -> None:
        """The mails to be read over; a notice recorded without its form gets the form first."""
        without = [line for line in lines if not line.papers]
        if without:
            self._forms(without, lambda forms: self._lay_out_next(list(forms), [], partial(self._keep_and_send, lines)))
        else:
            self._open_mails(lines)

    def _keep_and_send(self, lines: Sequence[AnnualLine], made: list[tuple[FormOf, bytes]]) -> None:
        from ipdesk.services.annual_steps import make_notices

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(
                lambda: make_notices(office, act, made, act.today, anew=False), lambda _changes: self._open_mails(lines)
            )

    def _open_mails(self, lines: Sequence[AnnualLine]) -> None:
        from ui.dialogs.notice_mail import AnnualMailDialog

        AnnualMailDialog(self._desk, [line.key for line in lines], self.window()).open()

    def _receive(self, lines: Sequence[AnnualLine]) -> None:
        from ui.dialogs.annual_payment import AnnualPaymentDialog

        AnnualPaymentDialog(self._desk, lines, self.window()).open()

    def _paid(self, lines: Sequence[AnnualLine]) -> None:
        from ipdesk.services.annual_steps import record_paid

        office, act, keys = self._desk.office, self._desk.act(), [line.key for line in lines]
        if office is not None:
            self._desk.runner.write(lambda: record_paid(office, act, keys, act.today))

    def ask_payment_lines(self) -> None:
        """The lines on how to pay."""
        from ipdesk.services.annual_steps import payment_lines
        from ui.dialogs.annual_payment import PaymentLinesDialog

        office = self._desk.office
        if office is not None:
            self._desk.runner.read(
                lambda: payment_lines(office),
                lambda text: PaymentLinesDialog(self._desk, text, self.window()).open(),
            )

    def open_matter(self) -> None:
        line = self.current()
        if line is not None:
            self._desk.navigate(line.matter_id)

    def _menu(self, where: QPoint) -> None:
        lines, line = self.lines(), self.current()
        if line is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for step in line.steps:
            if step.pending:
                menu.addAction(label("event", step.event), partial(self.record, step.event))
        if any(one.step(MADE).done and not one.step(PAID).done for one in lines):
            menu.addAction(self.tr("重新制作通知单"), partial(self.make, lines))
        menu.addAction(self.tr("预览通知单"), self.preview)
        for paper, name in line.papers[-4:]:
            menu.addAction(self.tr("打开 {name}").format(name=name), partial(open_paper, self._desk, paper))
        menu.addAction(self.tr("打开案件"), self.open_matter)
        menu.popup(where)
