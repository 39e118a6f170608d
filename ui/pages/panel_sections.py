"""What some kinds of matter show beside events, checklists, papers, fees and note: each a widget of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ipdesk.domain.matters import Kind
from ipdesk.services.rows import MatterView

if TYPE_CHECKING:
    from ui.context import Desk


@dataclass(frozen=True, slots=True)
class PanelSection:
    """One tab below the timeline. ``leads``: it stands before the events, for it is what the matter is about."""

    key: str
    title: Callable[[MatterView], str]
    applies: Callable[[MatterView], bool]
    make: Callable[[Desk, MatterView, QWidget], QWidget]
    leads: bool = False


def _complaint(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.complaint import ComplaintSection

    return ComplaintSection(desk, view, parent)


def _marks(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.marks import MarksSection

    return MarksSection(desk, view, parent)


def _candidates(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.candidates import CandidatesSection

    return CandidatesSection(desk, view, parent)


def _notices(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.notices import NoticesSection

    return NoticesSection(desk, view, parent)


def _reminders(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.reminders import RemindersSection

    return RemindersSection(desk, view, parent)


def _links(desk: Desk, view: MatterView, parent: QWidget) -> QWidget:
    from ui.pages.sections.links import LinksSection

    return LinksSection(desk, view, parent)


_CAN_BE_LINKED = frozenset(Kind) - {Kind.SOFTWARE, Kind.COMPLAINT, Kind.SUBSIDY, Kind.FEE_REDUCTION, Kind.LAYOUT}

SECTIONS: tuple[PanelSection, ...] = (
    PanelSection("complaint", lambda _v: "投诉", lambda v: v.row.kind is Kind.COMPLAINT, _complaint, leads=True),
    PanelSection("marks", lambda _v: "商标与类别", lambda v: v.row.kind is Kind.TRADEMARK, _marks, leads=True),
    PanelSection(
        "candidates", lambda _v: "备选专利", lambda v: v.row.kind is Kind.PATENT_TRADE, _candidates, leads=True
    ),
    PanelSection("notices", lambda v: f"通知书 {len(v.notices)}", lambda v: bool(v.notices), _notices),
    PanelSection("links", lambda _v: "同族与关联", lambda v: v.row.kind in _CAN_BE_LINKED, _links),
    PanelSection("reminders", lambda v: f"提醒 {len(v.reminders)}", lambda v: bool(v.reminders), _reminders),
)
