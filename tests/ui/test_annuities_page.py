"""年费与续展 as it is used: filters, one client's forecast, the matter's ladder, fees of filing by the short form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.filing_fees import FilingFeesDialog
from ui.dialogs.print_preview import PrintPreview
from ui.dialogs.record_event import RecordEventDialog
from ui.pages.annuities import AnnuitiesPage
from ui.pages.sections.annuities import AnnuitiesSection
from ui.screens import settle

Quiet = Callable[[], None]


@pytest.fixture
def patents(small: Small) -> dict[str, int]:
    made = {}
    for name, client, filed in (
        ("折叠椅", "长虹公司", date(2023, 1, 8)),
        ("水壶", "长虹公司", date(2022, 7, 16)),
        ("灯具", "南方厂", date(2022, 12, 31)),
    ):
        new = NewMatter(
            Kind.UTILITY_MODEL, name, client, filed=filed, granted=date(2024, 6, 1), taken_on=date(2026, 2, 1)
        )
        made[name] = add_matter(small.office, small.act, new).created or 0
    return made


@pytest.fixture
def page(desk: Desk, patents: dict[str, int], qtbot: QtBot, quiet: Quiet) -> AnnuitiesPage:
    assert patents
    made = AnnuitiesPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1334, 600)
    made.show()
    quiet()
    return made


def shown(page: AnnuitiesPage) -> list[tuple[str, int]]:
    return [(one.title, one.year) for one in page.table.shown()]


def press(page: AnnuitiesPage, button: QWidget, qtbot: QtBot) -> None:
    assert button.isVisibleTo(page)
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_filters_choose_and_the_sums_follow(page: AnnuitiesPage, qtbot: QtBot, quiet: Quiet) -> None:
    assert shown(page) == [("水壶", 5), ("灯具", 5), ("折叠椅", 5), ("水壶", 6)]
    assert "应缴 3,900.00 元　今日滞纳金 180.00 元　合计 4,080.00 元" in page.foot.text()
    assert "1–2月 195.00" in page.waits.text()
    press(page, page.pills["grace"], qtbot)
    assert shown(page) == [("水壶", 5)]
    press(page, page.pills["quarter"], qtbot)
    assert shown(page) == [("水壶", 5), ("灯具", 5), ("折叠椅", 5)]
    page.table.selectRow(2)
    press(page, page.buttons["only"], qtbot)
    assert shown(page) == [("水壶", 5), ("折叠椅", 5)]
    page.year.setCurrentIndex(page.year.findData(2027))
    assert shown(page) == [("折叠椅", 5)]
    page.span.setCurrentIndex(1)  # 36 months: counted again, the filters stay
    press(page, page.pills["all"], qtbot)
    quiet()
    assert shown(page) == [("折叠椅", 5), ("水壶", 6)]
    assert not page.buttons["stop"].isVisible()
    page.line.setText("没有这样的")
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1, timeout=2000)
    assert page.empty.title.text() == "没有匹配的费用"


def test_a_payment_recorded_takes_the_line_off(
    page: AnnuitiesPage, small: Small, patents: dict[str, int], quiet: Quiet, desk: Desk
) -> None:
    from ipdesk.services.events import RecordEvent, record_event

    what = RecordEvent(patents["水壶"], "annual_fee_paid", TODAY, about="annual:5")
    desk.runner.write(lambda: record_event(small.office, small.act, what))
    quiet()
    assert shown(page) == [("灯具", 5), ("折叠椅", 5), ("水壶", 6)]


def test_the_forecast_of_a_client_is_previewed_and_the_list_saved(
    page: AnnuitiesPage, qtbot: QtBot, quiet: Quiet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(page, page.buttons["print"], qtbot)
    quiet()
    (preview,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, PrintPreview) and w.isVisible()]
    preview.close()
    path = tmp_path / "预测.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    press(page, page.buttons["export"], qtbot)
    quiet()
    assert path.stat().st_size > 3000


def test_double_click_goes_to_the_matter(
    page: AnnuitiesPage, desk: Desk, patents: dict[str, int], qtbot: QtBot
) -> None:
    went: list[int] = []
    desk.wanted.connect(went.append)
    page.table.selectRow(1)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert went == [patents["灯具"]]


def test_the_ladder_folds_out_in_the_matters_panel(
    desk: Desk, small: Small, patents: dict[str, int], qtbot: QtBot, quiet: Quiet
) -> None:
    section = AnnuitiesSection(desk, matter_view(small.office, TODAY, patents["水壶"]))
    qtbot.addWidget(section)
    section.show()
    quiet()
    key = (patents["水壶"], "annual", 5)
    assert [one.year for one in section.fees] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert (patents["水壶"], "annual", 3) not in section.arrows
    assert section.past.text() == "此前 1 笔"
    qtbot.mouseClick(section.past, Qt.MouseButton.LeftButton)
    assert (patents["水壶"], "annual", 3) in section.arrows
    qtbot.mouseClick(section.arrows[key], Qt.MouseButton.LeftButton)
    from PySide6.QtWidgets import QLabel

    words = [one.text() for one in section.boxes[key].findChildren(QLabel)]
    assert words[:3] == ["至 2026-07-16", "", "900.00"]
    assert words[-3:] == ["2026-12-17 至 2027-01-18", "滞纳金 225.00", "1,125.00"]


def test_a_matter_without_a_grant_shows_no_annuities(desk: Desk, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    section = AnnuitiesSection(desk, matter_view(small.office, TODAY, small.matters["散热装置"]))
    qtbot.addWidget(section)
    quiet()
    assert section.isHidden()


def test_the_short_form_counts_and_records_the_fees_of_filing(
    desk: Desk, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    matter = small.matters["散热装置"]
    dialog = FilingFeesDialog(desk, matter_view(small.office, TODAY, matter))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.received.isVisible()  # only of an international application
    dialog.claims.setValue(12)
    dialog.reduction.setCurrentIndex(dialog.reduction.findData(85))
    dialog.examination.setChecked(True)
    assert dialog.total.text() == "合计 860.00 元"
    assert dialog.words.text() == "人民币捌佰陆拾元整"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    fees = {fee.kind: fee.amount for fee in matter_view(small.office, TODAY, matter).fees}
    assert fees == {"filing": 135, "publication": 50, "claim": 300, "examination": 375}
    undo(small.office, small.act)
    assert matter_view(small.office, TODAY, matter).fees == ()


def test_the_short_form_without_a_matter_copies_its_lines(desk: Desk, qtbot: QtBot) -> None:
    dialog = FilingFeesDialog(desk, None)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.kind.setCurrentIndex(dialog.kind.findData("design"))
    assert not dialog.claims.isVisible()
    assert dialog.total.text() == "合计 500.00 元"
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "申请费\t1\t500.00\n合计\t\t500.00"


@pytest.mark.parametrize(
    ("event", "field", "wrong", "right"),
    [("term_compensated", "days", "很多", "486"), ("owner_changed", "new_reduction", "", "70")],
)
def test_what_changes_the_fees_is_asked_for_where_it_is_recorded(
    desk: Desk, small: Small, patents: dict[str, int], qtbot: QtBot, event: str, field: str, wrong: str, right: str
) -> None:
    dialog = RecordEventDialog(desk, matter_view(small.office, TODAY, patents["水壶"]), event)
    qtbot.addWidget(dialog)
    dialog.show()
    box = dialog.choices[field]
    if wrong:
        box.setEditText(wrong)
        dialog.go.click()
        settle(desk)
        assert "补偿天数" in dialog.refusal.text()
        box.setEditText(right)
    else:
        box.setCurrentIndex(box.findData(right))
    dialog.go.click()
    settle(desk)
    (row,) = [one for one in matter_view(small.office, TODAY, patents["水壶"]).events if one.name == event]
    assert row.data == {field: right}
