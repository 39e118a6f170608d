"""Printed lists as HTML: a heading, one table or several with headings of their own, signatures, the clause.

The pages around them (paper, company, page numbers) are made by the window, as for the forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from ipdesk.files.forms import table

_BLANK = "________________"


@dataclass(frozen=True, slots=True)
class ListGroup:
    """One part of a list under a heading of its own; ``note`` stands below its table (a subtotal, a signature)."""

    heading: str
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedList:
    """A list on paper. ``columns``: (title, width in percent); ``lead``: lines under the heading; ``clause``:
    what it rests on; ``signatures``: who signs. ``groups``: parts with headings, after ``rows`` if there are any.
    """

    title: str
    columns: tuple[tuple[str, int], ...]
    rows: Sequence[Sequence[str]] = ()
    lead: str = ""
    clause: str = ""
    signatures: tuple[str, ...] = ()
    groups: tuple[ListGroup, ...] = field(default=())
    empty: str = "没有记录。"


def list_html(printed: PrintedList) -> str:
    """The body of the list, ready to be laid out on A4; everything from outside is escaped."""
    parts = [f'<h1 align="center">{_text(printed.title)}</h1>']
    if printed.lead:
        parts.append(f"<p>{_text(printed.lead)}</p>")
    if printed.rows or not printed.groups:
        parts.append(table(printed.columns, printed.rows, printed.empty))
    for group in printed.groups:
        parts.append(f"<h4>{_text(group.heading)}</h4>")
        parts.append(table(printed.columns, group.rows, printed.empty))
        if group.note:
            parts.append(f"<p>{_text(group.note)}</p>")
    if printed.signatures:
        lines = "&nbsp;&nbsp;&nbsp;&nbsp;".join(f"{_text(who)}：{_BLANK}" for who in printed.signatures)
        parts.append(f"<p>&nbsp;</p><p>{lines}</p>")
    if printed.clause:
        parts.append(f'<p class="clause">依据：{_text(printed.clause)}</p>')
    return f'<div style="font-size:9pt">{"".join(parts)}</div>'


def _text(value: str) -> str:
    """Escaped; wide spaces are kept, which rich text would draw together with its neighbours."""
    return escape(value.strip()).replace("\n", "<br>").replace("　", "&nbsp;&nbsp;&nbsp;")
