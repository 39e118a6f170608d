"""分配: on the left what nobody has yet, on the right who could take it; a click or a number key gives it away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ipdesk.domain.matters import State
from ipdesk.services.allocation import ANSWERS, SLIPS, Board, Slip, groups_of
from ipdesk.text import label
from ui.pages.due_lines import tone_of
from ui.pages.read_page import ReadPage
from ui.tables.plain import PlainColumn, PlainTable
from ui.widgets.date_field import DateField
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill
from ui.widgets.row_drag import RowDrag
from ui.widgets.taker_card import TakerCard

if TYPE_CHECKING:
    from ui.context import Desk

_GROUPS = {ANSWERS: "待选答复人", SLIPS: "待分配案件"}
_KEYS = range(int(Qt.Key.Key_1), int(Qt.Key.Key_9) + 1)


def left_words(slip: Slip) -> str:
    """The lamp's shape and the time left in working days; nothing where no rule counts."""
    if slip.days_left is None:
        return "—"
    if slip.state is State.OVERDUE:
        return f"◆ 逾期 {-slip.days_left} 天" if slip.days_left else "◆ 已逾期"
    lamp = "▲" if slip.state is State.DUE_SOON else "●"
    return f"{lamp} 剩 {slip.days_left} 天" if slip.days_left else f"{lamp} 今天"


def _columns(group: str) -> tuple[PlainColumn[Slip], ...]:
    def came(slip: Slip) -> str:
        return f"{slip.came_on:%m-%d}" if slip.came_on is not None else ""

    def suggestion(slip: Slip) -> str:
        return f"{slip.suggested_name}（{slip.why}）" if slip.suggested is not None else "没有可分配的人"

    what: PlainColumn[Slip] = (
        PlainColumn("通知书", lambda slip: slip.notice or "官方通知书", 140, tip=lambda slip: slip.title)
        if group == ANSWERS
        else PlainColumn("名称", lambda slip: slip.title, 180)
    )
    return (
        PlainColumn(
            "期限", left_words, 96, tone=lambda slip: tone_of(slip.state),
            sort=lambda slip: slip.due, tip=lambda slip: f"{slip.due or '没有期限'} {slip.clause}".strip(),
        ),
        PlainColumn("编号", lambda slip: slip.number, 86, tone=lambda _slip: "accent"),
        PlainColumn("类型", lambda slip: label("kind_short", slip.kind), 84, tone=lambda _slip: "quiet"),
        what,
        PlainColumn("客户", lambda slip: slip.client, 150),
        PlainColumn(
            "导入" if group == ANSWERS else "到达", came, 60,
            tone=lambda _slip: "quiet", sort=lambda slip: slip.came_on,
        ),
        PlainColumn("业务员", lambda slip: slip.salesperson, 70, tone=lambda _slip: "quiet"),
        PlainColumn("建议", suggestion, 230, stretch=True, tip=suggestion),
    )  # fmt: skip


class AllocationPage(ReadPage):
    """The view 分配 of a department (3.1.2, 3.2.4, 3.3.2, 3.4.2)."""

    kinds = frozenset({"matters", "events", "due_items", "people", "clients", "notices", "calendar", "rules"})

    def __init__(self, desk: Desk, department: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.department = department
        self.group = groups_of(department)[0]
        self.title = self.tr("分配")
        self.board: Board | None = None
        self._go_on: int | None = None  # after a number key the cursor goes to the row that moved up
        self.cards: tuple[TakerCard, ...] = ()
        self.heading = QLabel(self.tr("{department}分配").format(department=label("department", department)), self)
        self.heading.setObjectName("pageTitle")
        self.summary = QLabel(self)
        self.summary.setObjectName("quiet")
        self.on = DateField(desk.today, self.tr("分配日期"), value=desk.today, parent=self)
        self.suggest = QPushButton(self)
        self.suggest.setProperty("primary", True)
        self.suggest.setToolTip(self.tr("每一项分配给建议的人；没有选中时分配全部（Ctrl+Enter）"))
        self.suggest.setShortcut("Ctrl+Return")
        self.pills = {group: Pill(self.tr(words), parent=self) for group, words in _GROUPS.items()}
        self.hint = QLabel(self)
        self.hint.setObjectName("quiet")
        self.hint.setWordWrap(True)
        self.empty = EmptyState(self.tr("没有待分配的项目"), self.tr("新的分配单到达后会出现在这里。"), parent=self)
        self.tables = {group: self._table(group) for group in groups_of(department)}
        self._lay_out()
        self._connect()

    # -- construction -------------------------------------------------------------------------------

    def _table(self, group: str) -> PlainTable[Slip]:
        table: PlainTable[Slip] = PlainTable(_columns(group), self.tr(_GROUPS[group]), self)
        table.opened.connect(lambda slip: self._desk.navigate(slip.matter_id))
        table.go.connect(lambda _slip: self.give_first())
        table.selectionModel().selectionChanged.connect(lambda _now, _before: self._chosen())
        table.installEventFilter(self)
        RowDrag(table)
        return table

    @property
    def table(self) -> PlainTable[Slip]:
        """The table of the group that is shown."""
        return self.tables[self.group]

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.heading)
        top.addWidget(self.summary)
        top.addStretch(1)
        words = QLabel(self.tr("分配日期"), self)
        words.setBuddy(self.on)
        top.addWidget(words)
        top.addWidget(self.on)
        top.addWidget(self.suggest)
        pills = QHBoxLayout()
        pills.setSpacing(8)
        self._chooser = QButtonGroup(self)
        for group, pill in self.pills.items():
            pill.setVisible(len(self.tables) > 1)
            pill.setChecked(group == self.group)
            self._chooser.addButton(pill)
            pills.addWidget(pill)
        pills.addStretch(1)
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(1, 1, 1, 1)
        for table in self.tables.values():
            inner.addWidget(table, 1)
        inner.addWidget(self.empty, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self._people_panel())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([940, 380])
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        if len(self.tables) > 1:
            layout.addLayout(pills)
        layout.addWidget(self.splitter, 1)

    def _people_panel(self) -> QFrame:
        panel = QFrame(self)
        panel.setObjectName("panel")
        panel.setMinimumWidth(320)
        title = QLabel(self.tr("分配给"), panel)
        title.setObjectName("panelTitle")
        legend = QLabel(self.tr("待办：本周起四周"), panel)
        legend.setObjectName("quiet")
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 20, 0)
        head.addWidget(title, 1)
        head.addWidget(legend)
        scroll = QScrollArea(panel)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget(scroll)
        body.setObjectName("panelBody")
        self._people = QVBoxLayout(body)
        self._people.setContentsMargins(0, 0, 8, 0)
        self._people.setSpacing(4)
        self._people.addStretch(1)
        scroll.setWidget(body)
        column = QVBoxLayout(panel)
        column.setContentsMargins(12, 12, 4, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.hint)
        column.addWidget(scroll, 1)
        return panel

    def _connect(self) -> None:
        self.suggest.clicked.connect(lambda _checked=False: self.give_as_suggested())
        for group, pill in self.pills.items():
            pill.clicked.connect(lambda _checked=False, group=group: self.show_group(group))

    # -- what is shown ------------------------------------------------------------------------------

    def focus_place(self) -> QWidget:
        return self.table

    def show_group(self, group: str) -> None:
        """Show the slips, or the notices that wait for who answers them."""
        if group in self.tables and group != self.group:
            self.group = group
            self.pills[group].setChecked(True)
            self.board = None
            self.refresh()

    def refresh(self) -> None:
        """Read what waits and who is there."""
        from ipdesk.services.allocation import allocation, counts

        office, today, department, group = self._desk.office, self._desk.today, self.department, self.group
        if office is None:
            return
        self._stale = False
        self._asked += 1
        asked = self._asked

        def work() -> tuple[Board, dict[str, int]]:
            return allocation(office, today, department, group), counts(office, department)

        self._desk.runner.read(work, lambda found: self._read(asked, *found))

    def _read(self, asked: int, board: Board, waiting: dict[str, int]) -> None:
        if asked != self._asked:
            return
        self.board = board
        for group, table in self.tables.items():
            table.setVisible(group == board.group and bool(board.slips))
        self.empty.setVisible(not board.slips)
        self.table.show_rows(board.slips)
        if self._go_on is not None and board.slips and not self.table.selected():
            self.table.selectRow(min(self._go_on, len(board.slips) - 1))
        self._go_on = None
        for group, count in waiting.items():
            self.pills[group].set_count(count)
        self._show_cards(board)
        late = sum(1 for slip in board.slips if slip.state is State.OVERDUE)
        words = self.tr("待分配 {count} 项").format(count=len(board.slips))
        self.summary.setText(words + (self.tr("，其中逾期 {late} 项").format(late=late) if late else ""))
        self._chosen()

    def _show_cards(self, board: Board) -> None:
        had = next((card.taker.id for card in self.cards if card.hasFocus()), None)
        for card in self.cards:
            self._people.removeWidget(card)
            card.hide()
            card.deleteLater()
        most = max((count for taker in board.takers for count in taker.weeks), default=1)
        parent = self._people.parentWidget()
        self.cards = tuple(TakerCard(taker, place, most, parent) for place, taker in enumerate(board.takers, start=1))
        for place, card in enumerate(self.cards):
            card.clicked.connect(lambda _checked=False, person=card.taker.id: self.give(person))
            self._people.insertWidget(place, card)
            if card.taker.id == had:
                card.setFocus()

    def _chosen(self) -> None:
        """The cards show whom the chosen slips are suggested for; the buttons say how many they act on."""
        chosen = self.table.selected()
        wanted = self._suggestible(chosen)
        for card in self.cards:
            card.set_suggested(sum(1 for slip in chosen if slip.suggested == card.taker.id))
        count = self.tr(" {count} 项").format(count=len(wanted)) if wanted else ""
        self.suggest.setText(self.tr("按建议分配") + count)
        self.suggest.setEnabled(bool(wanted))
        if not self.cards:
            self.hint.setText(self.tr("没有在岗的人员。请先在部门页签添加人员。"))
        elif chosen:
            self.hint.setText(self.tr("已选 {count} 项：点击、拖到或按数字键分配").format(count=len(chosen)))
        else:
            self.hint.setText(self.tr("先在左边选择，再点击、拖动或按数字键分配"))

    def _suggestible(self, chosen: Sequence[Slip]) -> tuple[Slip, ...]:
        slips = chosen or (self.board.slips if self.board is not None else ())
        return tuple(slip for slip in slips if slip.suggested is not None)

    # -- acts ---------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A number key in the table gives the chosen slips to that person."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _KEYS:
            place = event.key() - int(Qt.Key.Key_1)
            if place < len(self.cards) and not event.isAutoRepeat():
                rows = [index.row() for index in self.table.selectionModel().selectedRows()]
                self._go_on = min(rows, default=None)
                self.give(self.cards[place].taker.id)
            return True
        return super().eventFilter(watched, event)

    def give(self, person: int) -> None:
        """Give the chosen slips to somebody."""
        self._give((slip.key, person) for slip in self.table.selected())

    def give_first(self) -> None:
        """Enter: the keyboard goes to the person suggested for the chosen slips."""
        for card in self.cards:
            if card.suggested:
                card.setFocus()
                return

    def give_as_suggested(self) -> None:
        """Give every chosen slip (none chosen: all) to whom it is suggested for, in one act."""
        slips = self._suggestible(self.table.selected())
        self._give((slip.key, slip.suggested) for slip in slips if slip.suggested is not None)

    def _give(self, wanted: Iterable[tuple[str, int]]) -> None:
        from ipdesk.services.allocation import assign_each

        office, act, on = self._desk.office, self._desk.act(), self.on.value()
        pairs = tuple(wanted)
        if office is None or not pairs:
            return
        if on is None:
            self.on.setFocus()
            return

        def failed(error: BaseException) -> None:
            self._desk.show_failure(error)
            self.refresh()

        self._desk.runner.write(lambda: assign_each(office, act, pairs, on), None, failed)
