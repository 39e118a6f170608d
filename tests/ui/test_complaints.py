"""Complaints in the window (标准 4): written down by keys, the half hour on every screen, the steps by clicks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from ipdesk.services.complaint_lists import complaint_rows, complaint_view, matters_complained_about
from ipdesk.services.complaint_settling import gifts
from ipdesk.services.complaints import NewComplaint, Step, close_complaint, record_complaint, record_step
from ipdesk.services.listing import matter_rows
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.office import Act, Changes, Office, open_office
from ipdesk.services.people import add_person, people
from ipdesk.services.transfers import transfers
from tests import database
from tests.ui.conftest import TODAY, Small, fill
from ui.context import Desk
from ui.dialogs.complaint import ComplaintDialog
from ui.dialogs.complaint_edit import ComplaintEditDialog
from ui.dialogs.complaint_report import ReportDialog
from ui.dialogs.complaint_steps import CloseDialog, GiftDialog, NewHandlerDialog, StepDialog
from ui.main_window import MainWindow
from ui.pages.complaint_words import standing_words
from ui.pages.complaints import ComplaintsPage
from ui.pages.complaints_year import ComplaintsYearPage
from ui.pages.sections.complaint import ComplaintSection
from ui.recording import open_record_dialog

Quiet = Callable[[], None]
CLIENT = "散热装置公司"


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = datetime.combine(TODAY, time(9, 5))

    def __call__(self) -> datetime:
        return self.at

    def set(self, text: str) -> None:
        self.at = datetime.combine(TODAY, time.fromisoformat(text))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def small(office_template: Path, tmp_path: Path) -> Iterator[Small]:
    """The small office with who answers for its handlers: built once, then copied."""
    built, path = office_template.with_name("ui-complaints.db"), tmp_path / "office.db"
    if database.URL:
        with database.fresh_office(office_template, path) as office:
            yield _staffed(office)
        return
    if not built.exists():
        with database.fresh_office(office_template, built) as office:
            _staffed(office)
    shutil.copy(built, path)
    with open_office(path) as office:
        matters = {row.title: row.id for row in matter_rows(office, TODAY, range(1, 6))}
        yield Small(office, database.an_act(), {one.name: one.id for one in people(office)}, matters)


def _staffed(office: Office) -> Small:
    made = fill(office)
    for name, role in (("陈上级", "superior"), ("赵主任", "department_head"), ("孙总监", "director")):
        department = None if role == "director" else "patent"
        added = add_person(office, made.act, name, role, department, email="boss@example.com")
        made.people[name] = added.created or 0
    return made


@pytest.fixture
def staffed(small: Small) -> Small:
    return small


def later(small: Small) -> Act:
    """An act of a clock on quite another day: any hour of the day taken as today may be recorded."""
    return replace(small.act, at=datetime(2026, 12, 31, 2, 0, tzinfo=UTC))


def complain(small: Small, at: str = "09:05", **more: object) -> int:
    fields: dict[str, object] = {"client": CLIENT, "text": "没人接电话", "about_id": small.matters["散热装置"]}
    new = NewComplaint(**{**fields, **more}, at=time.fromisoformat(at))  # type: ignore[arg-type]
    return record_complaint(small.office, later(small), new).created or 0


@pytest.fixture
def window(staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, watch: Watch) -> Iterator[MainWindow]:
    made = MainWindow(desk)
    made.complaints.now = watch
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    desk.office_changed.emit()
    quiet()
    yield made
    made.close_down()
    assert staffed


@pytest.fixture
def page(staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, watch: Watch) -> ComplaintsPage:
    assert complain(staffed)
    watch.set("09:20")
    made = ComplaintsPage(desk, now=watch)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1366, 690)
    made.show()
    quiet()
    return made


def opened(kind: type[QDialog]) -> QDialog:
    """The dialog of this kind that is open."""
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


# -- the dialog -------------------------------------------------------------------------------------------


def test_4_3_3_a_complaint_is_written_down_by_keys(
    staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, watch: Watch
) -> None:
    dialog = ComplaintDialog(desk, now=watch)
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    assert dialog.client.hasFocus() or dialog.focusWidget() is dialog.client
    dialog.client.setText(CLIENT)
    quiet()
    assert dialog.about.currentText().endswith("林一")  # the only matter of this client
    assert dialog.against.currentText() == "林一"
    QTest.keyClick(dialog.client, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.refusal.text() == "请写下投诉内容，一句话即可。"
    assert dialog.focusWidget() is dialog.text
    dialog.text.setPlainText("答复晚了三天")
    dialog.levels.buttons["A"].setFocus()
    QTest.keyClick(dialog.levels.buttons["A"], Qt.Key.Key_Right)
    assert dialog.levels.level() == "B"
    QTest.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    quiet()
    (row,) = complaint_rows(staffed.office)
    assert (row.client, row.level, row.channel, row.against, row.about_title) == (
        CLIENT,
        "B",
        "phone",
        "林一",
        "散热装置",
    )
    assert (row.received, row.title) == (datetime.combine(TODAY, time(9, 5)), "答复晚了三天")


def test_clients_are_found_by_initials_and_new_ones_are_taken(
    staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, watch: Watch
) -> None:
    dialog = ComplaintDialog(desk, now=watch)
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    completer = dialog.client.completer()
    for typed in ("srzz", "散热", "装置公"):
        completer.setCompletionPrefix(typed)
        assert completer.completionCount() == 1, typed
        assert completer.currentCompletion() == CLIENT
    dialog.client.setText("从未来过的公司")
    quiet()
    dialog.text.setPlainText("电话打不通")
    dialog.at.setText("8点50分")
    dialog.go.click()
    quiet()
    (row,) = complaint_rows(staffed.office)
    assert (row.client, row.against, row.about_id) == ("从未来过的公司", "", None)
    assert row.received == datetime.combine(TODAY, time(8, 50))


def test_the_dialog_says_by_when_and_refuses_what_is_no_time(
    staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, watch: Watch
) -> None:
    dialog = ComplaintDialog(desk, now=watch)
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    assert "09:35 前" in dialog.hint.text()
    dialog.channel.setCurrentIndex(dialog.channel.findData("message"))
    assert "09:35" not in dialog.hint.text()
    assert "4.3.1" in dialog.hint.text()
    dialog.client.setText("甲方")
    dialog.text.setPlainText("乙")
    dialog.at.setText("25:99")
    dialog.go.click()
    assert dialog.isVisible()
    assert "09:05" in dialog.refusal.text()
    assert complaint_rows(staffed.office) == ()


# -- the strip ----------------------------------------------------------------------------------------------


def test_4_3_3_the_half_hour_runs_on_every_screen(
    window: MainWindow, staffed: Small, desk: Desk, quiet: Quiet, watch: Watch
) -> None:
    strip = window.complaints
    assert strip.isHidden()
    assert not strip.is_ticking()
    created = complain(staffed)
    watch.set("09:22:19")
    desk.changes.happened.emit(Changes(frozenset({"complaints", "events"})))  # as another workstation's is heard of
    quiet()
    assert strip.isVisible()
    assert strip.is_ticking()
    (line,) = strip.lines
    assert line.figures.text() == "剩 12:41"
    assert CLIENT in line.words.text()
    assert "陈上级" in line.words.text()
    window.show_page("patent")
    quiet()
    assert strip.isVisible()
    watch.set("09:30:00")
    strip.tick()
    assert (line.figures.text(), line.property("tone")) == ("剩 05:00", "near")
    watch.set("09:40:12")
    strip.tick()
    assert (line.figures.text(), line.property("tone")) == ("已超时 05:12", "late")
    line.open_button.click()
    quiet()
    _is_shown(window, created)
    window.show_page("today")
    window.show_matter(created)  # from anywhere else: behind its own tab, too
    quiet()
    _is_shown(window, created)


def _is_shown(window: MainWindow, created: int) -> None:
    page = window.current_page()
    assert isinstance(page, ComplaintsPage)
    current = page.table.current()
    assert current is not None
    assert current.id == created
    assert page.panel.view is not None
    assert page.panel.view.row.id == created


def test_one_click_stops_the_clock_and_undo_starts_it_again(
    window: MainWindow, staffed: Small, quiet: Quiet, watch: Watch
) -> None:
    complain(staffed)
    watch.set("09:20:00")
    window.complaints.refresh()
    quiet()
    for button, state in (("called", "called"), ("escalated", "escalated")):
        getattr(window.complaints.lines[0], button).click()
        quiet()
        (row,) = complaint_rows(staffed.office)
        assert (row.state, row.steps[0].at.time()) == (state, time(9, 20))
        assert window.complaints.isHidden()
        assert not window.complaints.is_ticking()
        window.deeds.undo()
        quiet()
        assert window.complaints.isVisible()
        assert complaint_rows(staffed.office)[0].state == "open"


def test_only_those_concerned_see_it(
    window: MainWindow, staffed: Small, desk: Desk, quiet: Quiet, watch: Watch
) -> None:
    complain(staffed)
    watch.set("09:10")
    seen = set()
    for name in ("林一", "陈上级", "赵主任", "孙总监", "王二", "业务甲"):
        desk.set_person(staffed.people[name])
        quiet()
        if window.complaints.isVisible():
            seen.add(name)
    assert seen == {"林一", "陈上级", "赵主任", "孙总监"}
    desk.set_person(None)
    for minute in (1, 2, 3):
        complain(staffed, f"09:0{minute}")
    window.complaints.refresh()
    quiet()
    assert [line.figures.text() for line in window.complaints.lines] == ["剩 21:00", "剩 22:00"]
    assert len(window.complaints.clocks) == 4


# -- the page -----------------------------------------------------------------------------------------------


def test_the_steps_by_clicks_until_it_is_closed(
    page: ComplaintsPage, staffed: Small, desk: Desk, quiet: Quiet, watch: Watch
) -> None:
    (row,) = page.table.shown()
    assert standing_words(row, TODAY, watch()) == "09:35 前回访"
    assert page.panel.buttons["called_back"].property("primary")
    page.panel.record_primary()
    quiet()
    assert page.panel.buttons["explained"].property("primary")
    page.panel.buttons["explained"].click()
    quiet()
    assert page.panel.buttons["close"].property("primary")
    page.panel.buttons["close"].click()
    dialog = opened(CloseDialog)
    assert isinstance(dialog, CloseDialog)
    dialog.go.click()
    quiet()
    assert "投诉原因" in dialog.refusal.text()
    dialog.cause.setCurrentIndex(dialog.cause.findData("attitude"))
    assert "检讨书" in dialog.missing.text()
    dialog.cause.setCurrentIndex(dialog.cause.findData("delay"))
    dialog.settlement.setPlainText("已致歉")
    watch.set("10:00")
    dialog.go.click()
    quiet()
    (row,) = complaint_rows(staffed.office)
    assert (row.state, row.cause, row.is_open) == ("closed", "delay", False)
    assert page.pills["open"].count == 0
    assert page.pills["year"].count == 1
    assert page.empty.isVisible()
    page.pills["all"].click()
    quiet()
    assert [one.id for one in page.table.shown()] == [row.id]


def test_a_project_criticism_gift_and_another_handler_from_the_panel(
    page: ComplaintsPage, staffed: Small, quiet: Quiet, tmp_path: Path
) -> None:
    panel = page.panel
    panel.edit()
    dialog = opened(ComplaintEditDialog)
    assert isinstance(dialog, ComplaintEditDialog)
    quiet()
    dialog.levels.choose("D")
    dialog.demands.setPlainText("书面说明")
    dialog.go.click()
    quiet()
    panel.buttons["project"].click()
    quiet()
    assert panel.view is not None
    assert (panel.view.project_number, panel.view.demands) == ("ZA-2026-001", "书面说明")
    paper = tmp_path / "检讨书.txt"
    paper.write_text("检讨", encoding="utf-8")
    panel.keep_criticism(paper)
    quiet()
    panel.buttons["gift"].click()
    gift = opened(GiftDialog)
    assert isinstance(gift, GiftDialog)
    quiet()
    gift.service.setText("外观设计一件")
    gift.fee.setText("265.55")
    assert "79.66" in gift.shares.text()
    assert "106.23" in gift.shares.text()
    gift.go.click()
    quiet()
    (given,) = gifts(staffed.office)
    assert (given.erred, given.superior, given.head) == ("林一", "陈上级", "赵主任")
    panel.buttons["new_handler"].click()
    asking = opened(NewHandlerDialog)
    assert isinstance(asking, NewHandlerDialog)
    quiet()
    asking.person.setCurrentIndex(asking.person.findData(staffed.people["王二"]))
    asking.go.click()
    quiet()
    (transfer,) = transfers(staffed.office)
    assert (transfer.to_person, transfer.state) == ("王二", "requested")
    assert panel.view is not None
    assert panel.view.criticism is not None
    assert panel.view.transfers == (transfer,)


def test_a_step_is_written_down_later_with_its_minute(page: ComplaintsPage, staffed: Small, quiet: Quiet) -> None:
    page.panel.record_at("called_back")
    dialog = opened(StepDialog)
    assert isinstance(dialog, StepDialog)
    assert dialog.at.text() == "09:20"
    dialog.at.setText("9:12")
    dialog.note.setPlainText("客户接受")
    dialog.go.click()
    quiet()
    (step,) = complaint_rows(staffed.office)[0].steps
    assert (step.at, step.note) == (datetime.combine(TODAY, time(9, 12)), "客户接受")


def test_a_gift_without_a_figure_is_refused(page: ComplaintsPage, staffed: Small, quiet: Quiet) -> None:
    page.panel.buttons["gift"].click()
    gift = opened(GiftDialog)
    assert isinstance(gift, GiftDialog)
    quiet()
    gift.service.setText("检索")
    for wrong in ("", "abc", "1.234", "-5"):
        gift.fee.setText(wrong)
        gift.go.click()
        assert "270.50" in gift.refusal.text(), wrong
    gift.own.setChecked(False)
    gift.fee.setText("1,200")
    gift.go.click()
    quiet()
    (given,) = gifts(staffed.office)
    assert (given.own_mistake, given.erred_share) == (False, Decimal(0))


def test_the_filters_count_and_choose(
    page: ComplaintsPage, staffed: Small, desk: Desk, quiet: Quiet, watch: Watch
) -> None:
    complain(staffed, channel="visit", subject="other", text="第二件")
    watch.set("09:40")
    page.refresh()
    quiet()
    assert {key: pill.count for key, pill in page.pills.items()} == {"open": 2, "late": 1, "year": 2, "all": 2}
    page.pills["late"].click()
    assert [row.number for row in page.table.shown()] == ["TS26-001"]
    assert standing_words(page.table.shown()[0], TODAY, watch()) == "回访已超时 05:00"
    page.pills["open"].click()
    page.line.setText("第二")
    assert [row.number for row in page.table.shown()] == []  # the list has no such column
    page.line.setText("TS26-002")
    assert [row.number for row in page.table.shown()] == ["TS26-002"]


def test_inside_the_panel_of_its_matter(staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    from ipdesk.services.listing import matter_view

    created = complain(staffed)
    section = ComplaintSection(desk, matter_view(staffed.office, TODAY, created))
    qtbot.addWidget(section)
    section.show()
    quiet()
    assert {"called_back", "escalated", "explained", "close", "edit"} <= set(section.panel.buttons)


def test_the_steps_of_its_matter_lead_to_the_same_dialogs(staffed: Small, desk: Desk, quiet: Quiet) -> None:
    from ipdesk.services.listing import matter_view

    view = matter_view(staffed.office, TODAY, complain(staffed))
    for name, kind in (("complaint_closed", CloseDialog), ("report_written", ReportDialog)):
        parent = QWidget()
        open_record_dialog(desk, view, name, parent)
        quiet()
        (dialog,) = parent.findChildren(kind)
        assert isinstance(dialog, QDialog)
        assert dialog.isVisible()
        quiet()
        dialog.reject()
        parent.deleteLater()


def test_4_4_3_the_year_with_the_units_over_ten_percent(
    page: ComplaintsPage, staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet
) -> None:
    year = ComplaintsYearPage(desk)
    qtbot.addWidget(year)
    year.show()
    quiet()
    (rate, *_rest) = year.rates.shown()
    assert (rate.department, rate.complaints, rate.flagged) == ("patent", 1, True)
    assert "1 个小组超过 10%" in year.flagged.text()
    assert year.tiles["total"].text() == "1 件，未结 1 件"
    year.year.setCurrentIndex(1)
    quiet()
    assert year.tiles["total"].text() == "0 件，未结 0 件"
    assert year.rates.shown() == ()


# -- the report ---------------------------------------------------------------------------------------------


def test_4_3_6_the_report_is_mailed_with_the_salesperson_in_copy(
    staffed: Small, desk: Desk, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_urls: list[QUrl] = []

    def remember(url: QUrl) -> bool:
        opened_urls.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", remember)
    created = complain(staffed, through_owner=True)
    for name, at in (("called_back", "09:20"), ("explained", "09:30")):
        record_step(staffed.office, later(staffed), Step(created, name, None, time.fromisoformat(at)))
    closing = Step(created, "complaint_closed", None, time(9, 40))
    close_complaint(staffed.office, later(staffed), closing, "delay", "已致歉")
    dialog = ReportDialog(
        desk, complaint_view(staffed.office, created), now=lambda: datetime.combine(TODAY, time(9, 50))
    )
    qtbot.addWidget(dialog)
    dialog.open()
    quiet()
    assert dialog.go.isEnabled()
    assert "已致歉" in dialog.body.toPlainText()
    dialog.measures.setPlainText("来电必接")
    dialog.to.setText("老板 <owner@example.com>")
    dialog.cc.setText("sales@example.com")
    dialog.go.click()
    quiet()
    (mail,) = mailings(staffed.office)
    assert (mail.purpose, mail.recipients, mail.copies) == (
        "complaint_report", "老板 <owner@example.com>", "sales@example.com",
    )  # fmt: skip
    assert mail.files == ("客户投诉处理报告 TS26-001.pdf",)
    assert b"application/pdf" in mail_path(staffed.office, mail.id).read_bytes()
    assert len(opened_urls) == 1
    view = complaint_view(staffed.office, created)
    assert (view.row.state, view.row.is_open) == ("reported", False)
    desk.runner.close()
    assert matters_complained_about(staffed.office, CLIENT)


def test_a_report_waits_for_the_end_but_the_forms_do_not(page: ComplaintsPage, quiet: Quiet) -> None:
    page.panel.buttons["report"].click()
    dialog = opened(ReportDialog)
    assert isinstance(dialog, ReportDialog)
    quiet()
    assert dialog.which.currentData() == "sheet"
    for key in ("report", "sheet", "criticism"):
        dialog.which.setCurrentIndex(dialog.which.findData(key))
        assert not dialog.go.isEnabled()
        assert len(dialog.strip.images) >= 1
    dialog.reject()
