"""The dialogs: what is asked, what is refused beside the field, what is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from ipdesk.services.listing import matter_view
from ipdesk.services.matters import change_matter
from ipdesk.services.rows import MatterView
from tests.ui.conftest import TODAY, Small
from ui.context import Desk
from ui.dialogs.assign import AssignDialog
from ui.dialogs.edit_matter import EditMatterDialog
from ui.dialogs.new_matter import NewMatterDialog
from ui.dialogs.pause import PauseDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.record_event import RecordEventDialog
from ui.dialogs.revoke import RevokeDialog

Quiet = Callable[[], None]


def _keep(qtbot: QtBot, dialog: QDialog) -> None:
    """A dialog normally goes when it is closed; the test still looks at it."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)


def _view(small: Small, title: str) -> MatterView:
    return matter_view(small.office, TODAY, small.matters[title])


def test_an_event_with_a_date_typed_in_short(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = RecordEventDialog(desk, _view(small, "散热装置"), "search_completed")
    _keep(qtbot, dialog)
    dialog.show()
    dialog.on.line.setText("周五")
    result = dialog.choices["result"]
    result.setCurrentIndex(result.findData("cannot_file"))
    dialog.note.setPlainText("对比文件 D1")
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    quiet()
    event = _view(small, "散热装置").events[-1]
    assert (event.name, event.on, dict(event.data), event.note) == (
        "search_completed",
        date(2026, 11, 20),
        {"result": "cannot_file"},
        "对比文件 D1",
    )


def test_an_unreadable_date_is_refused_where_it_is_typed(small: Small, desk: Desk, qtbot: QtBot) -> None:
    dialog = RecordEventDialog(desk, _view(small, "散热装置"), "sales_contacted")
    _keep(qtbot, dialog)
    dialog.show()
    dialog.on.line.setText("不知道")
    dialog.go.click()
    assert dialog.isVisible()
    assert "不知道" in dialog.refusal.text()


def test_a_refusal_keeps_what_was_typed(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = RecordEventDialog(desk, _view(small, "散热装置"), "sales_contacted")
    _keep(qtbot, dialog)
    dialog.show()
    dialog.on.line.setText("2026-12-31")  # an event of the future
    dialog.note.setPlainText("长长的说明")
    dialog.go.click()
    quiet()
    assert dialog.isVisible()
    assert dialog.refusal.text()
    assert dialog.note.toPlainText() == "长长的说明"
    assert dialog.go.isEnabled()


def test_a_notice_with_its_kind_and_day(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = RecordEventDialog(desk, _view(small, "散热装置"), "notice_received")
    _keep(qtbot, dialog)
    dialog.show()
    dialog.choices["notice"].setCurrentIndex(dialog.choices["notice"].findData("first_office_action"))
    dialog.dates["issued"].line.setText("11-16")
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    quiet()
    (notice,) = _view(small, "散热装置").notices
    assert notice.kind == "first_office_action"
    assert notice.issued == date(2026, 11, 16)


def test_pause_and_revoke(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    pause = PauseDialog(desk, (small.matters["散热装置"],))
    _keep(qtbot, pause)
    pause.why.setEditText("客户要求暂缓")
    with qtbot.waitSignal(pause.accepted):
        pause.go.click()
    quiet()
    view = _view(small, "散热装置")
    assert view.row.state == "paused"
    event = next(e for e in view.events if e.name == "paused")
    revoke = RevokeDialog(desk, event.id, "暂停", event.on)
    _keep(qtbot, revoke)
    revoke.show()
    revoke.go.click()
    assert revoke.isVisible()
    assert "原因" in revoke.refusal.text()
    revoke.why.setText("日期录错")
    with qtbot.waitSignal(revoke.accepted):
        revoke.go.click()
    quiet()
    view = _view(small, "散热装置")
    assert view.row.state == "active"
    assert next(e for e in view.events if e.name == "paused").revoked_why == "日期录错"


def test_assigning_several(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    ids = (small.matters["散热装置"], small.matters["路由器"])
    dialog = AssignDialog(desk, ids)
    _keep(qtbot, dialog)
    quiet()
    names = [dialog.person.itemText(place) for place in range(dialog.person.count())]
    assert sorted(names) == ["林一", "王二"]
    dialog.person.setCurrentIndex(names.index("王二"))
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()
    quiet()
    assert {_view(small, title).row.handler for title in ("散热装置", "路由器")} == {"王二"}


def test_a_new_matter(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = NewMatterDialog(desk, "patent")
    _keep(qtbot, dialog)
    dialog.show()
    quiet()
    dialog.go.click()
    assert "名称" in dialog.refusal.text()
    dialog.fields.title.setText("新装置")
    dialog.fields.client.setText("新客户公司")
    with qtbot.waitSignal(dialog.made) as made:
        dialog.go.click()
    quiet()
    view = matter_view(small.office, TODAY, made.args[0])
    assert view.row.title == "新装置"
    assert view.row.client == "新客户公司"
    assert [event.name for event in view.events] == ["slip_received"]


def test_somebody_elses_change_is_told_and_nothing_is_lost(
    small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet
) -> None:
    view = _view(small, "散热装置")
    dialog = EditMatterDialog(desk, view)
    _keep(qtbot, dialog)
    dialog.show()
    quiet()
    assert dialog.changed() == {}
    dialog.fields.title.setText("我改的名称")
    change_matter(small.office, small.act, view.id, view.version, {"note": "别人改的"})
    dialog.go.click()
    quiet()
    assert dialog.isVisible()
    assert dialog.fields.title.text() == "我改的名称"
    assert view.row.number in dialog.refusal.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.again.click()
    quiet()
    after = _view(small, "散热装置")
    assert (after.row.title, after.note) == ("我改的名称", "别人改的")


def test_who_sits_here(small: Small, desk: Desk, qtbot: QtBot, quiet: Quiet) -> None:
    dialog = PersonDialog(desk)
    _keep(qtbot, dialog)
    dialog.show()
    quiet()
    dialog.line.setText("王")
    assert [dialog.list.item(p).isHidden() for p in range(dialog.list.count())].count(False) == 1
    dialog.go.click()
    assert desk.person == small.people["王二"]
    other = PersonDialog(desk)
    _keep(qtbot, other)
    quiet()
    other.line.setText("新同事")
    assert not other.add.isHidden()
    with qtbot.waitSignal(desk.person_changed):
        other.add.click()
    quiet()
    assert desk.person not in (None, *small.people.values())
