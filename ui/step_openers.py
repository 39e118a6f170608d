"""Steps that open a dialog of their own: the first call, the coaching, papers, subsidies, patents offered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ipdesk.domain.checklists import Moment
from ipdesk.domain.matters import Kind

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

Opener = Callable[["Desk", "MatterView", QWidget, str | None], bool]


def _first_call(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    """What to find out is shown before the first call is recorded; later calls are one click."""
    from ui.dialogs.first_call import FirstCallDialog, steps_at

    called = any(event.name == "client_contacted" and not event.revoked for event in view.events)
    if called or not steps_at(view, Moment.FIRST_CALL):
        return False
    FirstCallDialog(desk, view, parent).open()
    return True


def _coached(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.coaching import CoachingDialog
    from ui.dialogs.first_call import steps_at

    if not steps_at(view, Moment.COACHING):
        return False
    CoachingDialog(desk, view, parent).open()
    return True


def _papers(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    """Asking for papers, and having them all, where a list of them is kept and something on it is missing."""
    from ui.dialogs.materials import MaterialsDialog

    if not any(item.papers and not item.gone and not item.done for item in view.checklists):
        return False
    MaterialsDialog(desk, view, parent).open()
    return True


def _received(desk: Desk, view: MatterView, parent: QWidget, about: str | None) -> bool:
    """Materials come in piece by piece only where they complete a list; for trademarks they are the mark itself."""
    return view.row.kind is Kind.LAYOUT and _papers(desk, view, parent, about)


def _notify(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.subsidy import NotifySubsidyDialog

    if view.row.kind is not Kind.SUBSIDY:
        return False
    NotifySubsidyDialog(desk, view, parent).open()
    return True


def _prepared(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.subsidy import PrepareSubsidyDialog

    PrepareSubsidyDialog(desk, view, parent).open()
    return True


def _offer(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.candidates import OfferDialog

    if view.row.kind is not Kind.PATENT_TRADE:
        return False
    OfferDialog(desk, view, parent).open()
    return True


def _choose(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    from ui.dialogs.candidates import ChooseDialog

    if view.row.kind is not Kind.PATENT_TRADE:
        return False
    ChooseDialog(desk, view, parent).open()
    return True


STEP_OPENERS: Mapping[str, Opener] = {
    "client_contacted": _first_call,
    "coached": _coached,
    "materials_requested": _papers,
    "documents_complete": _papers,
    "materials_received": _received,
    "subsidy_notified": _notify,
    "subsidy_prepared": _prepared,
    "candidates_offered": _offer,
    "candidate_chosen": _choose,
}

OWN_FIRST = frozenset({"client_contacted", "coached", "candidates_offered", "candidate_chosen"})
"""Where the opener has something to show (the first call, a trade's patents) it comes first from every menu, too."""
