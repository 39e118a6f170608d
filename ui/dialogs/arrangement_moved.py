"""What a new calendar of days off moved: the list, on the screen, on paper and as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.tables.plain import PlainColumn

if TYPE_CHECKING:
    from datetime import date

    from ipdesk.files.lists import PrintedList
    from ipdesk.files.table_book import BookSheet
    from ipdesk.services.arrangements import Loaded, Moved


def _day(on: date | None, last: date | None) -> str:
    if on is None:
        return "—"
    return on.isoformat() + (f"（最后一日 {last:%m-%d}）" if last is not None and last != on else "")


def change_words(one: Moved) -> str:
    """推后 1 日, 提前 3 日, 新增, 不再要求, 仅最后一日移动."""
    if one.was is None:
        return "新增"
    if one.due is None:
        return "不再要求"
    days = (one.due - one.was).days
    if not days:
        return "仅最后一日移动"
    return f"{'推后' if days > 0 else '提前'} {abs(days)} 日"


def title_words(one: Moved) -> str:
    """The item's title, official ones marked."""
    return f"【法定】{one.title}" if one.official else one.title


COLUMNS: tuple[PlainColumn[Moved], ...] = (
    PlainColumn("案件", lambda one: one.number, 104),
    PlainColumn("名称", lambda one: one.matter_title, 160, stretch=True),
    PlainColumn("期限", title_words, 216, tone=lambda one: "late" if one.official else ""),
    PlainColumn("原日期", lambda one: _day(one.was, one.was_last), 104, tone=lambda _one: "quiet"),
    PlainColumn("新日期", lambda one: _day(one.due, one.last_day), 104, sort=lambda one: one.day),
    PlainColumn(
        "变化",
        change_words,
        88,
        tone=lambda one: "near" if one.was and one.due and one.due < one.was else "",
    ),
)


def _cells(loaded: Loaded) -> list[tuple[str, ...]]:
    return [
        (
            one.number,
            one.matter_title,
            title_words(one),
            _day(one.was, one.was_last),
            _day(one.due, one.last_day),
            change_words(one),
        )
        for one in loaded.moved
    ]


def moved_list(loaded: Loaded, said: str) -> PrintedList:
    """The list to print."""
    from ipdesk.files.lists import PrintedList

    widths = (12, 26, 26, 13, 13, 10)
    return PrintedList(
        title=f"{loaded.year}年放假安排变动后移动的期限",
        columns=tuple((column.title, width) for column, width in zip(COLUMNS, widths, strict=True)),
        rows=_cells(loaded),
        lead=said,
        clause=loaded.document,
        signatures=("核对人", "日期"),
        empty="没有期限移动。",
    )


def moved_sheets(loaded: Loaded, said: str) -> tuple[BookSheet, ...]:
    """The same as a workbook."""
    from ipdesk.files.table_book import BookColumn, BookSheet

    kinds = ("text", "text", "text", "date", "date", "date", "date", "text")
    titles = ("案件", "名称", "期限", "原日期", "新日期", "原最后一日", "新最后一日", "变化")
    widths = (14, 36, 32, 12, 12, 12, 12, 16)
    rows = [
        (o.number, o.matter_title, title_words(o), o.was, o.due, o.was_last, o.last_day, change_words(o))
        for o in loaded.moved
    ]
    columns = tuple(BookColumn(t, w, k) for t, w, k in zip(titles, widths, kinds, strict=True))
    return (BookSheet("移动的期限", columns, rows, heading=said),)
