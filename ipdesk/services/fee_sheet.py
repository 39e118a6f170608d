"""The weekly 专利代缴总表 (标准 3.2.5): the one door to its use cases.

collect → edit → 编制 → 签字 → 送财务 → (finance fills in and sends back) → 已打款 → 已缴费.
"""

from __future__ import annotations

from ipdesk.files.fee_sheet import file_name, week_days
from ipdesk.files.fee_sheet_compare import Difference, DifferenceKind, FinanceEntry
from ipdesk.services.fee_sheet_collect import collect
from ipdesk.services.fee_sheet_reading import (
    Made,
    SheetReading,
    company_name,
    export_sheet,
    make_sheet,
    read_sheet,
    take_over_reading,
)
from ipdesk.services.fee_sheet_rows import (
    STEPS,
    LineView,
    SheetView,
    StepView,
    Subtotal,
    WeekRow,
    find_sheet,
    payment_day,
    sheet_view,
    weeks,
)
from ipdesk.services.fee_sheet_steps import change_line, drop_line, put_back_line, set_state

__all__ = [
    "STEPS",
    "Difference",
    "DifferenceKind",
    "FinanceEntry",
    "LineView",
    "Made",
    "SheetReading",
    "SheetView",
    "StepView",
    "Subtotal",
    "WeekRow",
    "change_line",
    "collect",
    "company_name",
    "drop_line",
    "export_sheet",
    "file_name",
    "find_sheet",
    "make_sheet",
    "payment_day",
    "put_back_line",
    "read_sheet",
    "set_state",
    "sheet_view",
    "take_over_reading",
    "week_days",
    "weeks",
]
