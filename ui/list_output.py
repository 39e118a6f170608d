"""Lists on their way out: a preview to print, a workbook to save. Asked in the window, written beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from ipdesk.errors import UserError

if TYPE_CHECKING:
    from ipdesk.files.lists import PrintedList
    from ipdesk.files.table_book import BookSheet
    from ui.context import Desk
    from ui.printing import PrintedPage


def print_list(desk: Desk, page: PrintedPage, parent: QWidget) -> None:
    """Show what will be printed; the company's name is added if the page has none."""
    office = desk.office

    def show(company: str) -> None:
        from dataclasses import replace

        from ui.dialogs.print_preview import PrintPreview

        PrintPreview(page if page.company else replace(page, company=company), parent).open()

    if office is None:
        return

    def name() -> str:
        from ipdesk.services.fee_sheet import company_name

        return company_name(office)

    desk.runner.read(name, show)


def list_page(printed: PrintedList, *, landscape: bool = False, note: str = "") -> PrintedPage:
    """A list as a page to print; ``note`` stands in the footing."""
    from ipdesk.files.lists import list_html
    from ui.printing import PrintedPage

    return PrintedPage(title=printed.title, html=list_html(printed), landscape=landscape, note=note)


def save_book(desk: Desk, parent: QWidget, suggested_name: str, make_sheets: Callable[[], Sequence[BookSheet]]) -> None:
    """Ask where to, then write the workbook and say where it lies; ``make_sheets`` runs beside the window."""
    from ipdesk.services.papers import safe_name

    name, _ = QFileDialog.getSaveFileName(
        parent, parent.tr("导出 Excel"), safe_name(suggested_name), parent.tr("Excel 工作簿 (*.xlsx)")
    )
    if name:
        save_book_to(desk, Path(name), make_sheets, parent.tr("已导出到 {path}"))


def save_book_to(
    desk: Desk, path: Path, make_sheets: Callable[[], Sequence[BookSheet]], said: str = "已导出到 {path}"
) -> None:
    """Write the workbook to ``path`` beside the window and say where it lies."""
    target = path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")
    today = desk.today

    def work() -> None:
        from ipdesk.files.table_book import write_book

        try:
            write_book(target, make_sheets(), today)
        except OSError as error:
            raise UserError("list.unwritable", path=target, reason=error.strerror or error) from error

    desk.runner.read(work, lambda _done: desk.say(said.format(path=target)))
