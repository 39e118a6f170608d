"""The steps of the kinds driven through the window's own buttons (3.1.3, 3.1.5, 3.2.6, 3.2.7, 3.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from ipdesk.domain.matters import Kind
from ipdesk.services.candidates import candidates
from ipdesk.services.checklists import office_templates
from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mailings
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.people import NewContact, add_contact, add_person
from ipdesk.services.rows import MatterView
from ipdesk.services.template_papers import add_template, template_papers
from ipdesk.services.undo import undo
from tests.ui.conftest import TODAY, Small
from ui import mailing
from ui.context import Desk
from ui.departments import description_of
from ui.dialogs.candidates import AddDialog, ChooseDialog, OfferDialog
from ui.dialogs.checklist_editor import ChecklistEditor
from ui.dialogs.coaching import CoachingDialog
from ui.dialogs.first_call import FirstCallDialog
from ui.dialogs.materials import MaterialsDialog
from ui.dialogs.record_event import RecordEventDialog
from ui.dialogs.subsidy import NotifySubsidyDialog, PrepareSubsidyDialog
from ui.dialogs.templates import TemplatesDialog
from ui.pages.department import DepartmentPage
from ui.pages.panel_steps import panel_steps, waiting_words
from ui.pages.sections.candidates import CandidatesSection
from ui.pages.sections.checklist import ChecklistSection
from ui.recording import open_record_dialog

D = TypeVar("D", bound=QDialog)


@dataclass
class Hand:
    """A person at a department's page: looks at a matter, presses buttons, fills in what opens."""

    small: Small
    desk: Desk
    quiet: Callable[[], None]
    qtbot: QtBot
    opened: list[str] = field(default_factory=list)
    page: DepartmentPage = field(init=False)

    def sit(self, department: str) -> None:
        self.page = DepartmentPage(self.desk, description_of(department))
        self.qtbot.addWidget(self.page)
        self.desk.changes.happened.connect(self.page.on_changes)
        self.page.resize(1366, 700)
        self.page.show()
        self.quiet()

    def order(self, kind: Kind, title: str) -> int:
        """A new order of the client 云杉科技."""
        people, office = self.small.people, self.small.office
        new = NewMatter(
            kind, title, client="云杉科技", handler_id=people["林一"], salesperson_id=people["业务甲"], slip_on=TODAY
        )
        made = add_matter(office, self.small.act, new).created or 0
        client = matter_view(office, TODAY, made).row.client_id or 0
        add_contact(office, self.small.act, client, NewContact("李经理", email="li@example.com", is_main=True))
        return made

    def look(self, matter: int) -> None:
        self.page.refresh()
        self.quiet()
        self.page.show_matter(matter)
        self.quiet()

    def view(self, matter: int) -> MatterView:
        return matter_view(self.small.office, TODAY, matter)

    def names(self, matter: int) -> list[str]:
        return [event.name for event in self.view(matter).events if not event.revoked]

    def press(self, words: str) -> None:
        """A button of the panel by its words."""
        buttons = [one for one in self.page.panel.findChildren(QPushButton) if one.isVisible() or not one.isHidden()]
        button = next(one for one in buttons if words in one.text())
        assert button.isEnabled(), words
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.quiet()

    def dialog(self, kind: type[D]) -> D:
        """The one dialog of this kind that is open."""
        (found,) = (one for one in self.page.window().findChildren(kind) if one.isVisible())
        return found

    def go(self, dialog: Any) -> None:
        QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        self.quiet()

    def section(self, key: str, kind: type[Any]) -> Any:
        """The tab's content, built anew for what is stored now."""
        assert self.page.panel.more is not None
        self.page.panel.more.show_key(key)
        self.quiet()
        return self.page.panel.more.findChild(kind)


@pytest.fixture
def hand(small: Small, desk: Desk, quiet: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Hand:
    made = Hand(small, desk, quiet, qtbot)

    class Opens:
        @staticmethod
        def openUrl(url: QUrl) -> bool:  # noqa: N802 - Qt's name
            made.opened.append(Path(url.toLocalFile()).name)
            return True

    monkeypatch.setattr(mailing, "QDesktopServices", Opens)
    desk.person = small.people["林一"]
    return made


def test_3_1_3_the_list_is_shown_before_the_first_call_and_one_click_does_afterwards(hand: Hand) -> None:
    matter = hand.small.matters["散热装置"]
    hand.sit("patent")
    hand.look(matter)
    hand.press("联系客户")
    dialog = hand.dialog(FirstCallDialog)
    row = next(one for one in dialog.rows if one.item.item == "purpose")
    assert row.note is not None
    row.note.setText("高新认定")
    row.note.textEdited.emit("高新认定")
    assert row.checked
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    hand.go(dialog)
    assert "辅导日期" in dialog.refusal.text()
    dialog.day.line.setText("2026-11-25")
    dialog.note.setText("客户很配合")
    hand.go(dialog)
    view = hand.view(matter)
    assert hand.names(matter)[-2:] == ["client_contacted", "coaching_agreed"]
    done = {item.item: item for item in view.checklists if item.done}
    assert (done["purpose"].note, done["purpose"].done_by, "coaching" in done) == ("高新认定", "林一", True)
    hand.press("联系业务员")
    hand.desk.set_today(TODAY)
    hand.page.panel.record("client_contacted")
    hand.quiet()
    assert hand.names(matter).count("client_contacted") == 2
    section = hand.section("checklists", ChecklistSection)
    assert any(getattr(one, "who", None) and "林一" in one.who.text() for one in section.rows)


def test_3_1_3_the_list_comes_first_from_the_menu_too(hand: Hand) -> None:
    view = hand.view(hand.small.matters["散热装置"])
    hand.sit("patent")
    open_record_dialog(hand.desk, view, "client_contacted", hand.page.window())
    assert {row.item.clause for row in hand.dialog(FirstCallDialog).rows} == {"3.1.3"}
    hand.dialog(FirstCallDialog).reject()
    hand.small.record("散热装置", "client_contacted", TODAY)
    open_record_dialog(hand.desk, hand.view(view.id), "client_contacted", hand.page.window())
    hand.dialog(RecordEventDialog).reject()


def test_3_1_5_coaching_sends_the_template_in_the_same_act(hand: Hand) -> None:
    matter = hand.small.matters["散热装置"]
    add_template(hand.small.office, hand.small.act, b"paper", code="disclosure", name="交底书.docx")
    hand.small.record("散热装置", "client_contacted", TODAY)
    hand.small.record("散热装置", "coaching_agreed", TODAY)
    hand.sit("patent")
    hand.look(matter)
    hand.page.panel.record("coached")
    dialog = hand.dialog(CoachingDialog)
    hand.quiet()
    assert dialog.send.isChecked()
    dialog.rows[0].box.click()
    hand.go(dialog)
    done = {item.item for item in hand.view(matter).checklists if item.done and item.template == "patent.coaching"}
    assert done == {"types", "template"}
    (mail,) = mailings(hand.small.office, matter_id=matter)
    assert mail.files == ("交底书.docx",)
    assert len(hand.opened) == 1
    undo(hand.small.office, hand.desk.act())
    assert "coached" not in hand.names(matter)


def test_3_2_6_a_change_from_payment_to_submission(hand: Hand) -> None:
    matter = hand.order(Kind.PATENT_CHANGE, "变更申请人")
    hand.sit("process")
    hand.look(matter)
    hand.press("已收款")
    hand.press("索要资料")
    dialog = hand.dialog(MaterialsDialog)
    dialog.rows[0].box.click()
    assert f"缺 {len(dialog.rows) - 1} 项" in dialog.ask.text()
    QTest.mouseClick(dialog.ask, Qt.MouseButton.LeftButton)
    hand.quiet()
    assert hand.names(matter) == ["slip_received", "payment_received", "materials_requested"]
    (mail,) = mailings(hand.small.office, matter_id=matter)
    assert mail.recipients == "李经理 <li@example.com>"
    assert dialog.rows[0].item.text not in mail.body
    hand.press("客户资料齐全")
    dialog = hand.dialog(MaterialsDialog)
    for row in dialog.rows[1:]:
        row.box.click()
    assert "客户资料齐全" in dialog.go.text()
    hand.go(dialog)
    hand.press("提交变更/许可")
    view = hand.view(matter)
    assert hand.names(matter)[-2:] == ["documents_complete", "change_submitted"]
    assert {row.rule: str(row.state) for row in view.due_items} == {
        "F.change_contact": "done",
        "F.change_submit": "done",
    }


def test_3_2_6_a_subsidy_from_opening_to_the_papers_sent(hand: Hand, tmp_path: Path) -> None:
    matter = hand.order(Kind.SUBSIDY, "2026年专利资助")
    hand.sit("process")
    hand.look(matter)
    hand.press("资助可申请")
    asked = hand.dialog(RecordEventDialog)
    asked.dates["closes"].line.setText("2026-12-18")
    hand.go(asked)
    hand.press("发送申报通知")
    hand.go(hand.dialog(NotifySubsidyDialog))
    hand.press("资助资料已发企业")
    dialog = hand.dialog(PrepareSubsidyDialog)
    assert not dialog.go.isEnabled()
    form = tmp_path / "申报表.docx"
    form.write_bytes(b"form")
    dialog.keep(form)
    hand.quiet()
    hand.go(dialog)
    assert hand.names(matter)[1:] == ["subsidy_opened", "subsidy_notified", "subsidy_prepared"]
    last, first = mailings(hand.small.office, matter_id=matter)
    assert (first.person, last.files) == ("业务甲", ("申报表.docx",))
    assert len(hand.opened) == 2
    assert "企业自行提交申报" in _words(hand)


def _words(hand: Hand) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(one.text() for one in hand.page.panel.findChildren(QLabel))


def test_3_2_11_a_trade_from_the_candidates_to_the_transfer(hand: Hand) -> None:
    matter = hand.order(Kind.PATENT_TRADE, "求购电机专利")
    hand.sit("process")
    hand.look(matter)
    section = hand.section("candidates", CandidatesSection)
    QTest.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    adding = hand.dialog(AddDialog)
    adding.text.setPlainText("名称\t价格\n一种电机\t贵")
    assert "第 2 行的价格" in adding.found.text()
    assert not adding.go.isEnabled()
    adding.text.setPlainText("名称\t价格\n一种电机\t3.5万\n一种风机\t面议")
    hand.go(adding)
    hand.press("提供备选专利")
    offer = hand.dialog(OfferDialog)
    assert "一种风机" in offer.listed.text()
    hand.go(offer)
    assert "等待：业务员与客户选定专利" in _words(hand)
    hand.press("客户选定")
    choose = hand.dialog(ChooseDialog)
    choose.which.setCurrentIndex(1)
    assert choose.price.text() == ""
    choose.price.setText("1.2万")
    hand.go(choose)
    hand.press("已收款")
    hand.press("办理转让")
    assert hand.names(matter)[1:] == ["candidates_offered", "candidate_chosen", "payment_received", "transferred"]
    assert [(row.chosen, f"{row.price}") for row in candidates(hand.small.office, matter)] == [
        (False, "35000.00"),
        (True, "12000.00"),
    ]
    section = hand.section("candidates", CandidatesSection)
    assert "客户已选定“一种风机”" in section.state.text()


def test_3_2_7_a_layout_is_approved_by_the_head_alone(hand: Hand) -> None:
    failures: list[BaseException] = []
    hand.desk.failure.connect(failures.append)
    matter = hand.order(Kind.LAYOUT, "稳压芯片布图")
    head = add_person(hand.small.office, hand.small.act, "赵主任", "department_head", "patent").created
    for name, data in (("materials_received", {}), ("review_completed", {"result": "can_file"})):
        hand.small.matters["布图"] = matter
        hand.small.record("布图", name, TODAY, data=data)
    hand.sit("patent")
    hand.look(matter)
    hand.press("负责人审核通过")
    assert [getattr(one, "code", "") for one in failures] == ["step.not_head"]
    hand.desk.person = head
    hand.press("负责人审核通过")
    assert hand.names(matter)[-1] == "approved_by_head"


def test_a_template_is_dropped_in_and_sent_from_the_list_with_one_click(hand: Hand, tmp_path: Path) -> None:
    dialog = TemplatesDialog(hand.desk)
    hand.qtbot.addWidget(dialog)
    dialog.show()
    hand.quiet()
    assert dialog.papers[0].title == "技术交底书模板"
    new = tmp_path / "交底书2027.docx"
    new.write_bytes(b"paper")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(new))])
    where, button, none = QPointF(10, 10), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    dialog.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, button, none, QEvent.Type.Drop))
    hand.quiet()
    (version,) = template_papers(hand.small.office)[0].versions
    assert (version.name, version.added_by) == ("交底书2027.docx", "林一")
    dialog.table.selectRow(0)
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    hand.quiet()
    dialog.table.selectRow(0)
    assert dialog.remove_button.text() == "恢复"
    QTest.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    hand.quiet()
    dialog.reject()
    matter = hand.small.matters["散热装置"]
    hand.sit("patent")
    hand.look(matter)
    section = hand.section("checklists", ChecklistSection)
    row = next(one for one in section.rows if one.item.sends == "disclosure")
    assert row.link is not None
    QTest.mouseClick(row.link, Qt.MouseButton.LeftButton)
    hand.quiet()
    assert hand.opened == [f"{mailings(hand.small.office)[0].subject}.eml"]
    assert [item.item for item in hand.view(matter).checklists if item.done] == ["template"]


def test_a_whole_list_is_ticked_and_taken_back(hand: Hand) -> None:
    matter = hand.small.matters["管理软件V1.0"]
    hand.sit("software")
    hand.look(matter)
    section = hand.section("checklists", ChecklistSection)
    first = section.rows[0]
    first.box.setFocus()
    QTest.keyClick(first.box, Qt.Key.Key_Space)
    hand.quiet()
    section = hand.section("checklists", ChecklistSection)
    assert section.rows[0].checked
    assert hand.page.window().focusWidget() is section.rows[0].box  # the next one is a Tab away
    QTest.keyClick(section.rows[0].box, Qt.Key.Key_Space)
    hand.quiet()
    section = hand.section("checklists", ChecklistSection)
    QTest.mouseClick(section.links["software.before_coaching"], Qt.MouseButton.LeftButton)
    hand.quiet()
    done = [item for item in hand.view(matter).checklists if item.done]
    assert {item.template for item in done} == {"software.before_coaching"}
    assert len(done) == 7
    undo(hand.small.office, hand.desk.act())
    assert not any(item.done for item in hand.view(matter).checklists)


def test_a_head_edits_a_list_and_others_only_look(hand: Hand) -> None:
    head = add_person(hand.small.office, hand.small.act, "赵主任", "department_head", "patent").created
    looking = ChecklistEditor(hand.desk)  # deletes itself when it is closed below
    looking.show()
    hand.quiet()
    assert not looking.right.isEnabled()
    assert not looking.save.isEnabled()
    assert "主管" in looking.refusal.text()
    looking.reject()
    hand.desk.person = head
    editor = ChecklistEditor(hand.desk)
    editor.show()
    hand.quiet()
    editor.items.item(1).setText("申请目的与预算")
    editor.items.item(2).setCheckState(Qt.CheckState.Unchecked)
    editor.items.setCurrentRow(1)
    QTest.mouseClick(editor.up, Qt.MouseButton.LeftButton)
    editor.add_step()
    editor.items.item(editor.items.count() - 1).setText("是否有竞品")
    assert editor.dirty()
    QTest.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    hand.quiet()
    assert not editor.dirty()
    first = office_templates(hand.small.office)[0]
    texts = [item.text for item in first.template.asked]
    assert texts[0] == "申请目的与预算"
    assert texts[-1] == "是否有竞品"
    assert "企业目前的研发能力" not in texts
    assert first.own
    editor.title.clear()
    QTest.mouseClick(editor.save, Qt.MouseButton.LeftButton)
    hand.quiet()
    assert "名称" in editor.refusal.text()
    editor.title.setText(first.template.title)
    QTest.mouseClick(editor.restore, Qt.MouseButton.LeftButton)
    hand.quiet()
    assert not office_templates(hand.small.office)[0].own
    undo(hand.small.office, hand.desk.act())
    assert office_templates(hand.small.office)[0].own
    editor.reject()


def test_nothing_that_others_do_is_done_by_enter_and_who_is_waited_for_is_said(hand: Hand) -> None:
    """What the panel offers for a new order of each kind: its leading step, and whom it waits for."""
    found = {}
    for kind in (Kind.PATENT_CHANGE, Kind.SUBSIDY, Kind.FEE_REDUCTION, Kind.PATENT_TRADE):
        view = hand.view(hand.order(kind, "新单"))
        leading = [step.name for step in panel_steps(view) if step.leading]
        found[kind] = (leading, waiting_words(view))
    assert found == {
        Kind.PATENT_CHANGE: ([], "业务员收款"),
        Kind.SUBSIDY: (["subsidy_opened"], ""),
        Kind.FEE_REDUCTION: ([], "业务员收齐资料"),
        Kind.PATENT_TRADE: (["candidates_offered"], ""),
    }
