"""What stands behind each tab: one view or several, every one made the first time it is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.context import Desk

DEPARTMENTS = ("patent", "process", "software", "trademark")
Maker = Callable[["Desk", QWidget], QWidget]


@dataclass(frozen=True, slots=True)
class View:
    """One page. ``key``: the tab's key for its first view, ``tab/name`` for the others; ``also``: words for Ctrl+K."""

    key: str
    title: object  # a str that QT_TRANSLATE_NOOP hands through
    make: Maker
    also: str = ""


def _today(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.today import TodayPage

    return TodayPage(desk, parent)


def _duties(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.duties import DutiesPage

    return DutiesPage(desk, parent)


def _department(name: str) -> Maker:
    def make(desk: Desk, parent: QWidget) -> QWidget:
        from ui.departments import description_of
        from ui.pages.department import DepartmentPage

        return DepartmentPage(desk, description_of(name), parent)

    return make


def _follow_up(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.follow_up import FollowUpPage

    return FollowUpPage(desk, parent)


def _allocation(department: str) -> Maker:
    def make(desk: Desk, parent: QWidget) -> QWidget:
        from ui.pages.allocation import AllocationPage

        return AllocationPage(desk, department, parent)

    return make


def _notices(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.notices import NoticesPage

    return NoticesPage(desk, parent)


def _annual(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.annual_notices import AnnualNoticesPage

    return AnnualNoticesPage(desk, parent)


def _month_reminder(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.month_reminder import MonthReminderPage

    return MonthReminderPage(desk, parent)


def _calendar(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.calendar import CalendarPage

    return CalendarPage(desk, parent)


def _fee_sheet(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.fee_sheet import FeeSheetPage

    return FeeSheetPage(desk, parent)


def _annuities(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.annuities import AnnuitiesPage

    return AnnuitiesPage(desk, parent)


def _complaints(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.complaints import ComplaintsPage

    return ComplaintsPage(desk, parent)


def _complaints_year(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.complaints_year import ComplaintsYearPage

    return ComplaintsYearPage(desk, parent)


def _statistics(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.statistics import StatisticsPage

    return StatisticsPage(desk, parent)


def _standard(desk: Desk, parent: QWidget) -> QWidget:
    from ui.pages.standard import StandardPage

    return StandardPage(desk, parent)


_MATTERS = QT_TRANSLATE_NOOP("Views", "案件")
_ALLOCATION = QT_TRANSLATE_NOOP("Views", "分配")

VIEWS: Mapping[str, tuple[View, ...]] = {
    "today": (
        View("today", QT_TRANSLATE_NOOP("Views", "我的事项"), _today),
        View("today/duties", QT_TRANSLATE_NOOP("Views", "全所事项"), _duties, "qssx duties"),
    ),
    "patent": (
        View("patent", _MATTERS, _department("patent")),
        View("patent/follow_up", QT_TRANSLATE_NOOP("Views", "每周跟进"), _follow_up, "mzgj"),
        View("patent/allocation", _ALLOCATION, _allocation("patent"), "fp"),
    ),
    "process": (
        View("process", _MATTERS, _department("process")),
        View("process/notices", QT_TRANSLATE_NOOP("Views", "通知书"), _notices, "tzs"),
        View("process/annual", QT_TRANSLATE_NOOP("Views", "年费通知"), _annual, "nftz"),
        View("process/reminder", QT_TRANSLATE_NOOP("Views", "月度提醒"), _month_reminder, "ydtx"),
        View("process/allocation", _ALLOCATION, _allocation("process"), "fp"),
    ),
    "software": (
        View("software", _MATTERS, _department("software")),
        View("software/allocation", _ALLOCATION, _allocation("software"), "fp"),
    ),
    "trademark": (
        View("trademark", _MATTERS, _department("trademark")),
        View("trademark/allocation", _ALLOCATION, _allocation("trademark"), "fp"),
    ),
    "calendar": (View("calendar", QT_TRANSLATE_NOOP("Views", "日历"), _calendar),),
    "fee_sheet": (
        View("fee_sheet", QT_TRANSLATE_NOOP("Views", "每周总表"), _fee_sheet),
        View("fee_sheet/annuities", QT_TRANSLATE_NOOP("Views", "年费与续展"), _annuities, "nfxz nianfei"),
    ),
    "complaints": (
        View("complaints", QT_TRANSLATE_NOOP("Views", "投诉清单"), _complaints, "tsqd"),
        View("complaints/year", QT_TRANSLATE_NOOP("Views", "年度与小组"), _complaints_year, "ndxz tousu"),
    ),
    "statistics": (
        View("statistics", QT_TRANSLATE_NOOP("Views", "达标情况"), _statistics),
        View("statistics/standard", QT_TRANSLATE_NOOP("Views", "服务标准"), _standard, "fwbz gz rules"),
    ),
}
BY_KEY: Mapping[str, View] = {view.key: view for views in VIEWS.values() for view in views}


def tab_of(key: str) -> str:
    """The tab a view stands behind: ``patent`` for ``patent/follow_up``."""
    return key.partition("/")[0]
