"""The matters' table: the model asks for what is painted, keeps what is stale, and the view keeps the selection."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Department, Kind, State
from ipdesk.services.rows import MatterRow, Nearest
from ui.tables.columns import COLUMNS, lamp_of, nearest_text
from ui.tables.matter_model import CHUNK, ROW_ROLE, MatterModel
from ui.tables.view import MatterTable

NEAREST = Nearest(1, State.OPEN, date(2026, 11, 25), None, 3, False, "联系客户", "A.contact", None, False)


def row(one: int, **more: object) -> MatterRow:
    made = MatterRow(
        one, f"P26-{one:04d}", Department.PATENT, Kind.INVENTION, f"案件{one}", 1, "客户", 1, "林一", "drafting",
        NEAREST, (), "", "", None, None, "active", 1,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


class Source:
    """Answers what the model asks, when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.model = MatterModel([COLUMNS[key] for key in ("nearest", "number", "title", "client")], self.asked.append)

    def answer(self) -> None:
        for ids in self.asked:
            self.model.take_rows(ids, [row(one) for one in ids])
        self.asked.clear()


@pytest.fixture
def source(qtbot: QtBot) -> Source:
    return Source()


def _cell(model: MatterModel, place: int, column: int = 2) -> str:
    return str(model.data(model.index(place, column)))


def test_the_model_is_a_good_model(source: Source, qtmodeltester: ModelTester) -> None:
    source.model.set_ids(range(1, 300), [row(one) for one in range(1, 60)])
    qtmodeltester.check(source.model, force_py=True)
    source.model.set_ids([])
    qtmodeltester.check(source.model, force_py=True)


def test_rows_are_asked_for_by_the_chunk(source: Source, qtbot: QtBot) -> None:
    source.model.set_ids(range(1, 1001))
    assert _cell(source.model, 500, 0) == "…"
    assert _cell(source.model, 501) == ""
    qtbot.waitUntil(lambda: bool(source.asked))
    assert len(source.asked) == 1
    assert len(source.asked[0]) == CHUNK
    assert 501 in source.asked[0]
    with qtbot.waitSignal(source.model.dataChanged):
        source.answer()
    assert _cell(source.model, 500) == "案件501"


def test_a_stale_row_stays_until_its_successor_comes(source: Source, qtbot: QtBot) -> None:
    source.model.set_ids([1, 2, 3], [row(1), row(2), row(3)])
    assert not source.model.set_ids([1, 2, 3], [row(1, title="新名")])
    assert _cell(source.model, 0) == "新名"
    assert _cell(source.model, 1) == "案件2"
    qtbot.waitUntil(lambda: bool(source.asked))
    assert 2 in source.asked[0]


def test_what_vanished_is_a_disabled_row(source: Source, qtbot: QtBot) -> None:
    source.model.set_ids([1, 2], [row(1)])
    _cell(source.model, 1)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.model.take_rows((2,), [])
    assert source.model.flags(source.model.index(1, 0)) == Qt.ItemFlag.NoItemFlags
    assert _cell(source.model, 1, 0) == "已移除"
    source.asked.clear()
    _cell(source.model, 1)
    assert not source.asked


def test_the_selection_survives_another_order(source: Source, qtbot: QtBot) -> None:
    table = MatterTable(source.model)
    qtbot.addWidget(table)
    source.model.set_ids(range(1, 50), [row(one) for one in range(1, 50)])
    assert table.choose(7)
    assert table.current_id() == 7
    source.model.set_ids(range(49, 0, -1), [row(one) for one in range(1, 50)])
    assert table.current_id() == 7
    assert table.selected_ids() == (7,)
    source.model.set_ids([1, 2], [row(1), row(2)])
    assert table.selected_ids() == ()
    assert not table.choose(7)


def test_copying_is_what_excel_pastes(source: Source, qtbot: QtBot) -> None:
    table = MatterTable(source.model)
    qtbot.addWidget(table)
    source.model.set_ids([1, 2], [row(1, title="=1+1\t乙"), row(2)])
    table.selectAll()
    assert table.copied_text().split("\n") == [
        "最近期限\t案件编号\t名称\t客户",
        "剩 3 天\tP26-0001\t'=1+1 乙\t客户",
        "剩 3 天\tP26-0002\t案件2\t客户",
    ]


def test_sorting_is_asked_for(source: Source, qtbot: QtBot) -> None:
    table = MatterTable(source.model)
    qtbot.addWidget(table)
    with qtbot.waitSignal(source.model.sort_wanted) as caught:
        table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    assert caught.args == ["number", True]


def test_the_columns_are_remembered(source: Source, qtbot: QtBot) -> None:
    table = MatterTable(source.model)
    qtbot.addWidget(table)
    table.horizontalHeader().moveSection(3, 1)
    table.horizontalHeader().setSectionHidden(2, True)
    other = MatterTable(MatterModel(source.model.columns, lambda _ids: None))
    qtbot.addWidget(other)
    other.restore_header(table.header_state())
    assert other.horizontalHeader().visualIndex(3) == 1
    assert other.isColumnHidden(2)
    other.restore_header("no such thing")


@pytest.mark.parametrize(
    ("more", "words", "lamp"),
    [
        ({}, "剩 3 天", State.OPEN),
        ({"nearest": replace(NEAREST, state=State.OVERDUE, days_left=-2)}, "逾期 2 天", State.OVERDUE),
        ({"nearest": replace(NEAREST, state=State.DUE_SOON, days_left=0)}, "今天", State.DUE_SOON),
        ({"nearest": replace(NEAREST, state=State.PAUSED)}, "暂停", State.PAUSED),
        ({"nearest": None, "waiting": ("payment_received",)}, "等待:已收款", State.WAITING),
        ({"nearest": None, "state": "completed"}, "已办结", State.DONE),
        ({"nearest": None, "state": "cancelled"}, "客户放弃", State.VOID),
        ({"nearest": None}, "—", None),
    ],
)
def test_the_nearest_date_in_words(more: dict[str, object], words: str, lamp: str | None) -> None:
    made = row(1, **more)
    assert nearest_text(made) == words
    assert lamp_of(made) == lamp


def test_painting_a_hundred_thousand_asks_for_a_screenful(source: Source, qtbot: QtBot) -> None:
    table = MatterTable(source.model)
    qtbot.addWidget(table)
    table.resize(900, 600)
    source.model.set_ids(range(1, 100_001))
    table.show()
    qtbot.waitUntil(lambda: bool(source.asked))
    assert sum(map(len, source.asked)) <= 2 * CHUNK
    source.answer()
    table.scrollToBottom()
    assert not table.grab().isNull()
    assert source.model.data(source.model.index(0, 0), ROW_ROLE) is not None
