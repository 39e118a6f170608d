"""The notices' page as a clerk uses it: dots, Enter and digits, mails, scans, receiving one after another (3.2.2, 3.2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.notice_steps import NewNotice, receive_notices, step
from ipdesk.services.notices import NoticeLine, lines_of_matter
from ipdesk.services.people import NewContact, add_contact, add_person, clients
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.notice import NoticeDialog
from ui.dialogs.notice_mail import NoticeMailDialog
from ui.dialogs.notice_step import NoticeStepDialog
from ui.pages.notices import NoticesPage
from ui.pages.sections.notices import NoticesSection

MONDAY = date(2026, 11, 16)
Quiet = Callable[[], None]


def receive(small: Small, matter: str, kind: str = "office_action", **more: object) -> NoticeLine:
    new = NewNotice(kind, MONDAY, MONDAY, matter_id=small.matters[matter], **more)  # type: ignore[arg-type]
    receive_notices(small.office, small.act, [new])
    return line_of(small, matter)


def line_of(small: Small, matter: str) -> NoticeLine:
    return lines_of_matter(small.office, TODAY, small.matters[matter])[0]


@pytest.fixture
def page(desk: Desk, small: Small, qtbot: QtBot, quiet: Quiet, monkeypatch: pytest.MonkeyPatch) -> NoticesPage:
    """The page on three notices: one to import, one to download, one on paper to archive."""
    monkeypatch.setattr("ui.mailing.QDesktopServices.openUrl", lambda _url: True)
    add_person(small.office, small.act, "程一", "process_clerk", "process")
    receive(small, "散热装置")
    receive(small, "一种折叠支架", "correction", fetched=False)
    receive(small, "路由器", "correction", delivery="paper")
    made = NoticesPage(desk)
    qtbot.addWidget(made)
    desk.changes.happened.connect(made.on_changes)
    made.resize(1334, 600)
    made.show()
    quiet()
    return made


def choose(page: NoticesPage, matter: str) -> NoticeLine:
    rows = [row for row in page.table.rows_model.rows if isinstance(row, NoticeLine)]
    place = next(place for place, row in enumerate(rows) if row.title == matter)
    page.table.choose(place)
    return rows[place]


def dot(page: NoticesPage, matter: str, event: str) -> QPoint:
    """Where the dot of a step is."""
    line = choose(page, matter)
    place = next(place for place, one in enumerate(line.steps) if one.event == event)
    columns = page.table.rows_model.columns
    column = next(i for i, one in enumerate(columns) if getattr(one, "place", -1) == place)
    return page.table.visualRect(page.table.rows_model.index(page.table.currentIndex().row(), column)).center()


def dialog_of(kind: type[QWidget]) -> QWidget:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    assert len(found) == 1, found
    return found[0]


def test_one_row_a_notice_with_counted_filters(page: NoticesPage, qtbot: QtBot, quiet: Quiet) -> None:
    counts = {key: pill.count for key, pill in page.pills.items()}
    assert counts == {
        "open": 3, "download": 1, "mail": 1, "import": 3, "assign": 0, "answer": 0, "submit": 0, "paper": 1, "all": 3,
    }  # fmt: skip
    qtbot.mouseClick(page.pills["paper"], Qt.MouseButton.LeftButton)
    quiet()
    assert [line.title for line in page.board.lines] == ["路由器"]
    page.line.setText("没有")
    page.line.returnPressed.emit()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    assert "没有匹配" in page.empty.title.text()
    ModelTester(None).check(page.table.rows_model)


def test_a_click_on_a_dot_records_the_step(page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    where = dot(page, "散热装置", "notice_imported")
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    quiet()
    imported = line_of(small, "散热装置").step("notice_imported")
    assert imported is not None
    assert imported.on == TODAY
    assert "邮件" in page.next.text()  # due on Monday; the answerer on Tuesday
    undo(small.office, small.act)
    assert not line_of(small, "散热装置").steps[3].done


def test_enter_and_digits_record_and_the_page_follows(
    page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    line = choose(page, "一种折叠支架")
    assert line.next_step == "notice_downloaded"
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    quiet()
    assert line_of(small, "一种折叠支架").steps[1].on == TODAY
    choose(page, "一种折叠支架")
    qtbot.keyClick(page.table, Qt.Key.Key_4)
    quiet()
    assert line_of(small, "一种折叠支架").steps[3].on == TODAY
    qtbot.keyClick(page.table, Qt.Key.Key_7)  # not its turn: nothing happens
    quiet()
    assert not line_of(small, "一种折叠支架").steps[6].done


def test_several_rows_take_one_step_together(page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    choose(page, "散热装置")
    page.table.selectAll()
    assert "3 份" in page.next.text()
    qtbot.mouseClick(page.next, Qt.MouseButton.LeftButton)
    quiet()
    assert {line_of(small, name).steps[3].on for name in ("散热装置", "一种折叠支架", "路由器")} == {TODAY}


def test_3_2_4_the_one_who_answers_is_asked_for(page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    step(small.office, small.act, [line_of(small, "散热装置").key], "notice_imported", TODAY)
    page.refresh()
    quiet()
    choose(page, "散热装置")
    page.record("response_assigned")
    quiet()
    dialog = dialog_of(NoticeStepDialog)
    assert isinstance(dialog, NoticeStepDialog)
    assert dialog.answerer is not None
    assert dialog.answerer.currentText().startswith("林一")  # whose matter it is comes first
    dialog.answerer.setCurrentIndex(dialog.answerer.findData(small.people["王二"]))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert line_of(small, "散热装置").answerer == "王二"


def test_3_2_2_the_mail_is_read_over_written_and_the_step_recorded(
    page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    client = next(one for one in clients(small.office) if one.name == "散热装置公司")
    add_contact(small.office, small.act, client.id, NewContact("李经理", email="li@client.cn", is_main=True))
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=dot(page, "散热装置", "notice_mailed"))
    quiet()
    dialog = dialog_of(NoticeMailDialog)
    assert isinstance(dialog, NoticeMailDialog)
    assert "li@client.cn" in dialog.to.text()
    dialog.body.setPlainText(dialog.body.toPlainText() + "\n另附说明")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    (row,) = mailings(small.office, purpose="notice")
    assert row.body.endswith("另附说明")
    assert line_of(small, "散热装置").steps[2].on == TODAY


def test_a_client_without_an_address_keeps_the_dialog_open(
    page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    choose(page, "散热装置")
    page.record("notice_mailed")
    quiet()
    dialog = dialog_of(NoticeMailDialog)
    assert isinstance(dialog, NoticeMailDialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert "邮箱" in dialog.refusal.text()
    qtbot.mouseClick(dialog.only, Qt.MouseButton.LeftButton)
    quiet()
    assert line_of(small, "散热装置").steps[2].done
    assert mailings(small.office) == ()


def drop(page: NoticesPage, where: QPoint, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(where), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    page.table.dropEvent(event)


def test_3_2_2_a_scan_dropped_on_a_paper_notice_archives_it(
    page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet, tmp_path: Path
) -> None:
    choose(page, "路由器")
    page.record("paper_notice_archived")  # without a scan the dialog asks for it
    quiet()
    dialog = dialog_of(NoticeStepDialog)
    assert isinstance(dialog, NoticeStepDialog)
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    quiet()
    assert "扫描件" in dialog.refusal.text()
    dialog.reject()
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(b"%PDF scan")
    drop(page, dot(page, "路由器", "paper_notice_archived"), scan)
    quiet()
    archived = line_of(small, "路由器").steps[2]
    assert archived.on == TODAY
    (paper,) = matter_view(small.office, TODAY, small.matters["路由器"]).attachments
    assert (paper.name, paper.event_id) == ("扫描件.pdf", archived.event_id)


def test_a_file_dropped_on_another_row_is_kept_with_its_notice(
    page: NoticesPage, small: Small, quiet: Quiet, tmp_path: Path
) -> None:
    file = tmp_path / "通知书.pdf"
    file.write_bytes(b"%PDF")
    drop(page, dot(page, "散热装置", "notice_mailed"), file)
    quiet()
    assert [name for _, name in line_of(small, "散热装置").papers] == ["通知书.pdf"]


def test_receiving_is_number_enter_kind_enter_and_on_to_the_next(
    page: NoticesPage, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    qtbot.mouseClick(page.buttons["new"], Qt.MouseButton.LeftButton)
    dialog = dialog_of(NoticeDialog)
    assert isinstance(dialog, NoticeDialog)
    for matter, kind, words in (("水杯", "bz", "补正通知书"), ("散热", "其他文件", "其他文件")):
        dialog.number.line.setText(matter)
        dialog.number.line.textEdited.emit(matter)
        qtbot.waitUntil(lambda: dialog.number.list.count() > 0, timeout=3000)
        quiet()
        dialog.submit()  # Enter: the matter
        dialog.kind.line.setText(kind)
        dialog.kind.line.textEdited.emit(kind)
        dialog.submit()  # Enter: the kind, and recorded
        quiet()
        assert dialog.refusal.text() == ""
        assert words in dialog.made.item(0).text()
        assert dialog.number.line.text() == ""
    received = line_of(small, "水杯")
    assert (received.name, received.received_on, received.steps[1].on) == ("补正通知书", TODAY, TODAY)
    assert page.pills["all"].count == 5


def test_what_is_unknown_is_said_in_the_dialog(desk: Desk, small: Small, qtbot: QtBot, quiet: Quiet) -> None:
    view = matter_view(small.office, TODAY, small.matters["水杯"])
    dialog = NoticeDialog(desk, None, matter=view.row)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.number.chosen() == view.id
    dialog.kind.pick(0)
    dialog.answer_by.set_value(date(2026, 11, 1))
    dialog.submit()
    quiet()
    assert "答复期限" in dialog.refusal.text()
    assert matter_view(small.office, TODAY, view.id).notices == ()


def test_the_section_of_a_matter_shows_and_records_its_own(
    desk: Desk, small: Small, qtbot: QtBot, quiet: Quiet
) -> None:
    receive(small, "散热装置")
    receive(small, "路由器")
    view = matter_view(small.office, TODAY, small.matters["散热装置"])
    section = NoticesSection(desk, view)
    qtbot.addWidget(section)
    section.show()
    quiet()
    assert [row.key for row in section.table.rows_model.rows] == [(view.id, "N1")]
    section.table.choose(0)
    qtbot.keyClick(section.table, Qt.Key.Key_Return)
    quiet()
    assert line_of(small, "散热装置").steps[3].on == TODAY


def test_the_selection_pastes_into_excel(page: NoticesPage, small: Small, quiet: Quiet) -> None:
    receive_notices(
        small.office, small.act, [NewNotice("", None, MONDAY, matter_id=small.matters["水杯"], name="=1+1")]
    )
    page.refresh()
    quiet()
    choose(page, "水杯")
    head, row = page.table.copied_text().split("\n")
    assert head.split("\t")[:2] == ["案件", "通知书"]
    assert "'=1+1" in row.split("\t")
    assert MONDAY.isoformat() in row
