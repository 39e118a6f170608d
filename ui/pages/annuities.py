"""年费与续展: every fee that keeps a right alive, for years ahead, and what paying late would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QProgressBar,
    QWidget,
)

from ipdesk.domain.periods import add_months
from ipdesk.services.annuities import SHOWN, ZERO, FeeOf, Forecast, chosen, forecast
from ipdesk.services.annuity_papers import LATE_TITLES, money, printed, sheets
from ipdesk.text import labels
from ui.pages.annuity_columns import page_columns
from ui.pages.board_page import BoardPage
from ui.tables.plain import PlainTable
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from ui.context import Desk
    from ui.runner import Job

MONTHS = (12, 36, 60)


class AnnuitiesPage(BoardPage):
    """The view 年费与续展 of the fee sheets. Counted once for the span chosen; the filters choose in the window."""

    kinds = frozenset({"events", "matters", "clients", "marks", "calendar", "rules"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, EmptyState("", ""), parent)
        self._job: Job | None = None
        self.title = self.tr("年费与续展")
        self.found: Forecast | None = None
        self.fees: tuple[FeeOf, ...] = ()
        self.span, self.client, self.year = QComboBox(self), QComboBox(self), QComboBox(self)
        self.table: PlainTable[FeeOf] = PlainTable(page_columns(), self.tr("年费与续展列表"), self)
        self.waits = QLabel(self)
        self.progress = QProgressBar(self)
        self.add_pills(labels("annuity_filter"), "all", self.choose)
        self._add_boxes()
        self.add_filter_line(self.tr("筛选年费与续展"), self.choose)
        self._add_actions()
        self.waits.setObjectName("quiet")
        self.lay_out(self.table, self.foot, self.waits)
        self._connect()

    # -- construction --------------------------------------------------------------------------------

    def _add_boxes(self) -> None:
        for months in MONTHS:
            self.span.addItem(self.tr("今后 {count} 个月").format(count=months), months)
        for box, name, tip in (
            (self.span, self.tr("预测期间"), self.tr("往后算多久")),
            (self.year, self.tr("期限年份"), self.tr("只看这一年到期的")),
            (self.client, self.tr("客户"), self.tr("只看这个客户的")),
        ):
            box.setAccessibleName(name)
            box.setToolTip(tip)
            self.flow.addWidget(box)
        self.client.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.client.setMinimumContentsLength(14)

    def _add_actions(self) -> None:
        for key, words, tip, run in (
            ("print", self.tr("打印预测"), self.tr("当前行客户的全部费用和晚缴多付（Ctrl+P）"), self.print_client),
            ("export", self.tr("导出 Excel"), self.tr("把列出的全部费用写成 Excel，附按客户和年份的合计"), self.export),
            ("only", self.tr("只看该客户"), self.tr("只列当前行客户的费用"), self.only_client),
            ("open", self.tr("打开案件"), self.tr("到部门页签查看（双击）"), self.open_matter),
        ):  # fmt: skip
            self.add_button(key, words, tip, run)
        self.actions_row.addStretch(1)
        self.progress.setFixedWidth(200)
        self.progress.setFormat(self.tr("计算中 %v / %m"))
        self.progress.hide()
        self.actions_row.addWidget(self.progress)
        self.add_button("stop", self.tr("停止"), self.tr("停止计算"), self.stop).hide()
        tip = self.tr("申请费、附加费、实审费，按件数、页数和费减")
        self.add_button("filing", self.tr("计算申请费…"), tip, self.filing_fees)

    def _connect(self) -> None:
        self.span.currentIndexChanged.connect(lambda _index: self.refresh())
        self.client.currentIndexChanged.connect(lambda _index: self.choose())
        self.year.currentIndexChanged.connect(lambda _index: self.choose())
        self.table.chosen.connect(lambda _row: self._enable())
        self.table.opened.connect(lambda _row: self.open_matter())
        self.table.go.connect(lambda _row: self.open_matter())
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_client)

    # -- reading -------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Count the fees of the span again; what is being counted is stopped."""
        office, today = self._desk.office, self._desk.today
        super().refresh()
        if office is None:
            return
        until = add_months(today, int(self.span.currentData()))
        if self._job is not None:
            self._job.cancel()
        self.progress.setRange(0, 0)
        self.buttons["stop"].show()
        job = self._desk.runner.job(
            lambda progress, cancel: forecast(office, today, until, progress=progress, cancel=cancel),
            lambda found: self._read(job, found),
            lambda error: self._failed(job, error),
            self._progress,
        )
        self._job = job

    def stop(self) -> None:
        """Stop counting; what was shown stays."""
        if self._job is not None:
            self._job.cancel()

    def _progress(self, done: int, total: int, _what: str) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        self.progress.setVisible(total > 2000)

    def _failed(self, job: Job, error: BaseException) -> None:
        from ipdesk.errors import UserError

        if job is not self._job:
            return
        self._ended()
        if not (isinstance(error, UserError) and error.code == "job.cancelled"):
            self._desk.show_failure(error)

    def _ended(self) -> None:
        self._job = None
        self.progress.hide()
        self.buttons["stop"].hide()

    def _read(self, job: Job, found: Forecast) -> None:
        if job is not self._job:
            return
        self._ended()
        self.found = found
        self._fill(self.client, self.tr("全部客户"), sorted({one.client for one in (*found.fees, *found.over)}))
        self._fill(self.year, self.tr("全部年份"), sorted({one.due.year for one in found.fees}))
        self.show_counts({key: len(chosen(found, key)) for key in self.pills})
        self.choose()

    def _fill(self, box: QComboBox, first: str, values: list[str] | list[int]) -> None:
        """The values there are, the one chosen before kept."""
        kept = box.currentData()
        box.blockSignals(True)
        box.clear()
        box.addItem(first, None)
        for value in values:
            box.addItem(str(value) or self.tr("（没有客户）"), value)
        box.setCurrentIndex(max(0, box.findData(kept)) if kept is not None else 0)
        box.blockSignals(False)

    # -- choosing ------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Show the fees of the filters, the nearest first."""
        if self.found is None:
            return
        client = self.client.currentData()
        self.fees = chosen(
            self.found, self.chosen_filter(), client=client or "", year=self.year.currentData(), text=self.line.text()
        )
        self.table.show_rows(self.fees[:SHOWN])
        if self.fees and self.table.current() is None:
            self.table.selectRow(0)
        self.stack.setCurrentIndex(0 if self.fees else 1)
        if self.found.fees or self.found.over:
            self.empty.set_text(self.tr("没有匹配的费用"), self.tr("换一个筛选，或清空客户和年份。"))
        else:
            self.empty.set_text(
                self.tr("没有要缴的年费和续展费"),
                self.tr("案件填了申请日和授权日（商标为注册日）以后，这里列出以后每一笔。"),
            )
        self._say_sums()
        self._enable()

    def _say_sums(self) -> None:
        fees = self.fees
        payable, late = sum((one.payable for one in fees), ZERO), sum((one.late for one in fees), ZERO)
        words = self.tr("共 {count} 笔　应缴 {payable} 元　今日滞纳金 {late} 元　合计 {total} 元").format(
            count=len(fees), payable=money(payable), late=money(late), total=money(payable + late)
        )
        if len(fees) > SHOWN:
            words += self.tr("（列出最近的 {count} 笔）").format(count=SHOWN)
        if self.found is not None and self.found.problems:
            numbers = "、".join(number for number, _why in self.found.problems[:3])
            words += self.tr("　{count} 件算不出：{numbers}").format(count=len(self.found.problems), numbers=numbers)
        self.foot.setText(words)
        waiting = [sum((one.waiting(month) for one in fees), ZERO) for month in range(1, 7)]
        steps = "　".join(f"{title} {money(more)}" for title, more in zip(LATE_TITLES, waiting, strict=True))
        self.waits.setText(self.tr("都晚缴多付　{steps}").format(steps=steps))

    def _enable(self) -> None:
        row = self.table.current()
        for key in ("print", "only", "open"):
            self.buttons[key].setEnabled(row is not None)
        self.buttons["export"].setEnabled(bool(self.fees))

    # -- acts ----------------------------------------------------------------------------------------

    def open_matter(self) -> None:
        row = self.table.current()
        if row is not None:
            self._desk.navigate(row.matter_id)

    def only_client(self) -> None:
        """Choose the current line's client in the filter."""
        row = self.table.current()
        if row is not None:
            self.client.setCurrentIndex(max(0, self.client.findData(row.client)))

    def print_client(self) -> None:
        """The forecast for the client of the current line, by year, whatever else is filtered."""
        from ui.list_output import list_page, print_list

        row = self.table.current()
        if row is None or self.found is None:
            return
        fees = chosen(self.found, client=row.client) or chosen(self.found, "over", client=row.client)
        page = list_page(printed(fees, row.client, self._desk.today), landscape=True)
        print_list(self._desk, page, self)

    def export(self) -> None:
        """Everything the filters choose as a workbook."""
        from ui.list_output import save_book

        fees, today = self.fees, self._desk.today
        save_book(self._desk, self, f"年费与续展预测 {today}.xlsx", lambda: sheets(fees, today))

    def filing_fees(self) -> None:
        """The short form of the fees of filing."""
        from ui.dialogs.filing_fees import FilingFeesDialog

        FilingFeesDialog(self._desk, None, self.window()).open()
