"""Recording an event from a screen: at once where nothing has to be asked, else with the dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ipdesk.errors import UserError
from ui.complaint_openers import COMPLAINT_OPENERS
from ui.step_openers import OWN_FIRST, STEP_OPENERS

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


def abouts_of(view: MatterView, name: str, kind: str) -> tuple[str, ...]:
    """What an event can be about, what is still to be done first: keys as the events carry them."""
    open_first = [
        row.about
        for row in view.due_items
        if row.about and name in row.fulfilled_by and row.state in ("open", "due_soon", "overdue", "paused")
    ]
    known = {"notice": [n.about for n in view.notices], "fee": [f.about for f in view.fees]}.get(kind, [])
    asked = [e.about for e in view.events if kind == "question" and not e.revoked]
    return tuple(dict.fromkeys(one for one in (*open_first, *known, *asked) if one))


def about_words(view: MatterView, about: str) -> str:
    """A key in words: the notice's name, 第 7 年度年费."""
    if about.startswith("annual:"):
        return f"第 {about.partition(':')[2]} 年度年费"
    for notice in view.notices:
        if notice.about == about:
            return f"{notice.name or about}（{notice.received_on or ''}）"
    return about


def _assign(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.assign import AssignDialog

    AssignDialog(desk, (view.id,), parent).open()
    return True


def _stop(name: str) -> Callable[[Desk, MatterView, QWidget, str | None], bool]:
    def opens(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
        from ui.dialogs.stop import StopDialog

        StopDialog(desk, view, name, parent).open()
        return True

    return opens


def _evidence(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.evidence import EvidenceDialog

    EvidenceDialog(desk, view, parent).open()
    return True


def _pause(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    open_pause(desk, (view.id,), parent)
    return True


def _resume(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    open_resume(desk, (view.id,), parent)
    return True


def _notice(name: str) -> Callable[[Desk, MatterView, QWidget, str | None], bool]:
    def opens(desk: Desk, view: MatterView, parent: QWidget, about: str | None) -> bool:
        from ui.pages import notice_acts

        opener = notice_acts.open_receipt if name == "notice_received" else notice_acts.open_step(name)
        return opener(desk, view, parent, about)

    return opens


def _tell_sales(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.tell_sales import TellSalesDialog, is_owed

    if not is_owed(view):
        return False
    TellSalesDialog(desk, view, parent).open()
    return True


def open_pause(desk: Desk, matter_ids: tuple[int, ...], parent: QWidget) -> None:
    """Pause one matter or several (3.5.2)."""
    from ui.dialogs.pause import PauseDialog

    if matter_ids:
        PauseDialog(desk, matter_ids, parent).open()


def open_resume(desk: Desk, matter_ids: tuple[int, ...], parent: QWidget) -> None:
    """Let one matter or several go on; their new dates are shown first."""
    from ui.dialogs.resume import ResumeDialog

    if matter_ids:
        ResumeDialog(desk, matter_ids, parent).open()


def _progress(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.progress_check import check_progress

    check_progress(desk, (view.id,), view.row.title, parent)
    return True


OPENERS: Mapping[str, Callable[[Desk, MatterView, QWidget, str | None], bool]] = {
    "assigned": _assign,
    "cancelled": _stop("cancelled"),
    "infeasible": _stop("infeasible"),
    "paused": _pause,
    "resumed": _resume,
    "evidence_kept": _evidence,
    "sales_contacted": _tell_sales,
    "status_checked": _progress,
    **STEP_OPENERS,
    **COMPLAINT_OPENERS,
    **{
        name: _notice(name)
        for name in ("notice_received", "notice_mailed", "paper_notice_archived", "response_assigned")
    },
}
"""Steps with a dialog of their own. An opener answers False where today's date is all that is needed after all."""

ALWAYS_OWN = frozenset(
    {"assigned", "cancelled", "infeasible", "paused", "resumed", "evidence_kept", *COMPLAINT_OPENERS}
)
"""Steps whose own dialog asks for more than the general one could: it opens from every menu, too."""

NOT_FOR_MANY = ALWAYS_OWN | {"candidates_offered", "candidate_chosen"}
"""Steps that can't be recorded on several matters with nothing but today's date."""


def record_step(desk: Desk, view: MatterView, name: str, parent: QWidget, about: str | None = None) -> None:
    """Record ``name`` with today's date; the dialog opens when the event has fields or could mean several things."""
    office = desk.office
    if office is None:
        return
    opener = OPENERS.get(name)
    if opener is not None and opener(desk, view, parent, about):
        return
    kind = office.rulebook.event(name)
    choices = abouts_of(view, name, kind.about) if kind.about else ()
    if kind.fields or (kind.about and about is None and len(choices) != 1):
        open_record_dialog(desk, view, name, parent, about)
        return
    from ipdesk.services.events import RecordEvent, record_event

    act = desk.act()
    event = RecordEvent(view.id, name, desk.today, about=about or (choices[0] if choices else None))

    def failed(error: BaseException) -> None:
        """Something has to be asked after all."""
        asks = isinstance(error, UserError) and error.code in ("event.about_needed", "event.field_missing")
        if asks:
            open_record_dialog(desk, view, name, parent, about)
        else:
            desk.show_failure(error)

    desk.runner.write(lambda: record_event(office, act, event), None, failed)


def open_record_dialog(desk: Desk, view: MatterView, name: str, parent: QWidget, about: str | None = None) -> None:
    """Ask for date, fields and note of an event; a step with more to ask opens the dialog of its own."""
    if name in ALWAYS_OWN:
        OPENERS[name](desk, view, parent, about)
        return
    if name in OWN_FIRST and OPENERS[name](desk, view, parent, about):
        return
    from ui.dialogs.record_event import RecordEventDialog

    RecordEventDialog(desk, view, name, about, parent).open()


def record_for(desk: Desk, matter_ids: tuple[int, ...], name: str, parent: QWidget | None = None) -> None:
    """The same event today on several matters; a look at their progress asks what was found (3.3.7)."""
    from ipdesk.services.events import record_for_many

    if name == "status_checked" and parent is not None:
        from ui.dialogs.progress_check import check_progress

        check_progress(desk, matter_ids, f"{len(matter_ids)} 件", parent)
        return

    office = desk.office
    if office is not None and matter_ids:
        act = desk.act()
        desk.runner.write(lambda: record_for_many(office, act, matter_ids, name, act.today))
