"""统计 · 达标情况 as the director uses it: look, click a figure, see the items, open the matter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.domain.statistics import LATE, Outcome, month_span, trend_span
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import open_office
from ipdesk.services.statistics_items import StatItem
from tests.ui.pages.conftest import TODAY
from ui.context import Desk
from ui.pages.statistics import StatisticsPage
from ui.pages.statistics_print import LEAST, statistics_page
from ui.pages.statistics_tables import FigureTable
from ui.printing import PrintedDocument
from ui.widgets.chart_bars import BarList

Settle = Callable[[Desk], None]
LEFT = Qt.MouseButton.LeftButton
_LIST = 1


@pytest.fixture
def page(qtbot: QtBot, desk: Desk, settle: Settle) -> StatisticsPage:
    made = StatisticsPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    settle(desk)
    assert made.view is not None
    assert made.days is not None
    return made


def shown(page: StatisticsPage) -> tuple[StatItem, ...]:
    assert page.stack.currentIndex() == _LIST
    return page.list.table.shown()


def click_cell(qtbot: QtBot, table: FigureTable, row: int, title: str) -> None:
    place = next(n for n, column in enumerate(table.columns_of_page) if column.title == title)
    box = table.visualRect(table.rows_model.index(row, place))
    qtbot.mouseClick(table.viewport(), LEFT, pos=box.center())


def click_bar(qtbot: QtBot, bars: BarList, row: int) -> None:
    qtbot.mouseClick(bars, LEFT, pos=bars.row_box(row).center())


def test_a_tiles_figure_opens_its_items_and_from_there_the_matter(
    qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle
) -> None:
    opened: list[int] = []
    desk.wanted.connect(opened.append)
    assert page.view is not None
    late = page.view.departments[0].tally.late
    button = page.tiles["patent"].figures[1]
    assert button.text() == f"逾期 {late}"
    qtbot.mouseClick(button, LEFT)
    settle(desk)
    rows = shown(page)
    assert len(rows) == late > 0
    assert {row.outcome for row in rows} <= set(LATE)
    assert {row.department for row in rows} == {"patent"}
    assert page.list.title.text() == "专利部 · 2026年11月 · 逾期"
    qtbot.keyClick(page.list.table, Qt.Key.Key_Return)
    assert opened == [rows[0].matter_id]
    qtbot.keyClick(page.list.table, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == 0


def test_who_is_late_which_clause_fails_whose_load_is_highest(
    qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle
) -> None:
    """The director's three questions are answered without a click; one click opens what is behind the answer."""
    view = page.view
    assert view is not None
    late, clauses, load = page.cards.cards
    answers = (
        (late.bars, view.late[0].total, view.late[0].name),
        (clauses.bars, view.clauses[0].tally.late, view.clauses[0].title),
        (load.bars, view.load[0].total, view.load[0].name),
    )
    for bars, figure, name in answers:
        assert name in bars.spoken()[0]
        click_bar(qtbot, bars, 0)
        settle(desk)
        assert len(shown(page)) == figure > 0
        assert name in page.list.title.text()
        qtbot.mouseClick(page.list.back_button, LEFT)
    loads = [one.total for one in view.load]
    assert loads == sorted(loads, reverse=True)


def test_bars_and_months_are_walked_by_keyboard(qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle) -> None:
    bars = page.cards.load.bars
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert bars.current == 1
    assert bars.accessibleDescription() == bars.rows[1].spoken
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    settle(desk)
    assert page.view is not None
    assert len(shown(page)) == page.view.load[1].total
    page.show_figures()
    page.trend.setFocus()
    qtbot.keyClick(page.trend, Qt.Key.Key_End)
    qtbot.keyClick(page.trend, Qt.Key.Key_Left)
    qtbot.keyClick(page.trend, Qt.Key.Key_Return)
    settle(desk)
    october = month_span(TODAY.replace(month=10))
    assert page.bar.span == october
    assert page.view.span == october
    assert page.trend.chosen == 10
    assert not any(button.isChecked() for button in page.bar.buttons.values())


def test_a_department_and_a_period_change_every_figure(
    qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle
) -> None:
    qtbot.mouseClick(page.bar.buttons["twelve"], LEFT)
    qtbot.mouseClick(page.tiles["software"].face, LEFT)
    settle(desk)
    view = page.view
    assert view is not None
    assert view.span == trend_span(TODAY)
    assert view.total == view.departments[2].tally
    assert {one.rule[0] for one in view.clauses} <= {"S", "X", "C"}
    assert page.tiles["software"].face.isChecked()
    assert not page.tiles[""].face.isChecked()
    assert page.trend.words[1] == "全中心平均"
    # A department's clauses are nobody else's; its months are compared with the centre's.
    assert page.tables.clauses.isColumnHidden(7)
    assert not page.tables.months.isColumnHidden(6)


def test_figures_in_the_tables_open_their_items(qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle) -> None:
    first = page.tables.clauses.shown()[0]
    click_cell(qtbot, page.tables.clauses, 0, "逾期")
    settle(desk)
    assert len(shown(page)) == first.tally.late > 0
    assert {row.rule for row in shown(page)} == {first.id}
    page.show_figures()
    click_cell(qtbot, page.tables.clauses, 0, "事项")  # no figure: chooses the row only
    settle(desk)
    assert page.stack.currentIndex() == 0
    menu = page.tables.clauses.menu_of(first)
    kept = next(action for action in menu.actions() if action.text() == f"查看按期的 {first.tally.kept} 项")
    kept.trigger()
    settle(desk)
    assert {row.outcome for row in shown(page)} == {Outcome.KEPT}
    assert page.list.items.total == first.tally.kept


def test_a_person_is_compared_with_the_department(
    qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle
) -> None:
    page.tables.tabs.setCurrentIndex(1)
    row = next(row for row in page.tables.people.shown() if isinstance(row.id, int) and row.lead == "专利部")
    page.tables.people.choose(row.id)
    qtbot.keyClick(page.tables.people, Qt.Key.Key_Return)
    settle(desk)
    view = page.view
    assert view is not None
    assert view.person_id == row.id == page.bar.person_id
    assert view.total == row.tally
    assert page.trend.words[1] == "专利部平均"
    assert row.name in page.trend_title.text()
    assert "专利部平均" in page.trend_note.text()
    assert any("部门中位" in one.days for one in page.tables.clauses.shown())


def test_what_is_recorded_is_counted_at_once(page: StatisticsPage, desk: Desk, settle: Settle) -> None:
    assert desk.office is not None
    assert page.view is not None
    before = page.view.total.open
    made = add_matter(desk.office, desk.act(), NewMatter(Kind.TRADEMARK, "新标", "某客户", slip_on=TODAY))
    desk.changes.happened.emit(made)
    settle(desk)
    assert page.view.total.open == before + 1
    assert made.created is not None
    done = record_event(desk.office, desk.act(), RecordEvent(made.created, "assigned", TODAY))
    desk.changes.happened.emit(done)
    settle(desk)
    assert page.view.total.kept > 0
    assert next(one.tally.kept for one in page.view.clauses if one.rule == "T.allocate") > 0


def test_the_page_prints_on_one_sheet(page: StatisticsPage, desk: Desk, settle: Settle) -> None:
    assert page.view is not None
    for period in ("this", "year"):
        page.bar.choose(period)
        settle(desk)
        printed = statistics_page(page.view, page.days, "全中心", page.trend.points, page.trend.words)
        assert PrintedDocument(printed).pages == 1
        assert "哪" not in printed.title
        assert "各条款" in printed.html
        # as many clauses as there is room for, not the fewest that are ever shown
        assert sum(f'<td align="left">{one.title}</td>' in printed.html for one in page.view.clauses) > LEAST[0]


def test_print_and_excel_are_reached_from_the_page(
    qtbot: QtBot, page: StatisticsPage, desk: Desk, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook
    from PySide6.QtWidgets import QFileDialog

    from ui.dialogs.print_preview import PrintPreview

    qtbot.mouseClick(page.bar.print, LEFT)
    settle(desk)
    preview = page.findChild(PrintPreview)
    assert preview is not None
    assert len(preview.strip.images) == 1
    preview.close()
    target = tmp_path / "统计.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    qtbot.mouseClick(page.bar.excel, LEFT)
    settle(desk)
    assert load_workbook(target, read_only=True).sheetnames == ["部门", "条款", "人员", "月份", "明细"]


def test_an_empty_office_says_so(qtbot: QtBot, desk: Desk, settle: Settle, tmp_path: Path) -> None:
    with open_office(tmp_path / "empty.db", create=True) as empty:
        whole, desk.office = desk.office, empty
        made = StatisticsPage(desk)
        qtbot.addWidget(made)
        made.show()
        settle(desk)
        assert made.empty.isVisible()
        assert made.empty.title.text() == "还没有可以统计的期限"
        made.hide()
        desk.office = whole


def test_a_page_that_is_gone_takes_no_answer(qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    """A new day or another office drops the page while its figures are on their way."""
    made = StatisticsPage(desk)
    made.refresh()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle(desk)
    assert made.view is None


def test_everything_is_reached_by_tab_and_has_a_name(page: StatisticsPage) -> None:
    reached = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    for part in (*page.tiles.values(),):
        assert part.face in reached
    for bars in (card.bars for card in page.cards.cards):
        assert bars in reached
    assert page.trend in reached
    nameless = [
        widget
        for widget in reached
        if not widget.accessibleName() and not (isinstance(widget, QPushButton) and widget.text())
    ]
    assert nameless == []


def test_nothing_is_wider_than_a_small_screen(page: StatisticsPage) -> None:
    assert page.minimumSizeHint().width() <= 1366
    assert page.minimumSizeHint().height() <= 640
    for place, table in enumerate(page.tables.tables):
        page.tables.tabs.setCurrentIndex(place)
        assert table.isVisible()
        assert table.horizontalScrollBar().maximum() == 0
    for tile in page.tiles.values():
        for button in tile.figures:
            assert tile.rect().contains(button.mapTo(tile, QPoint(button.width(), button.height())))
