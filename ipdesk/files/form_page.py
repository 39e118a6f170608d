"""Any printed form on its way to paper: plain values, so that the command line can hand it to the window's printer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormPage:
    """A form as HTML. ``company`` and ``title`` stand in the heading, ``note`` in the footing of every page."""

    title: str
    html: str
    company: str = ""
    note: str = ""
    landscape: bool = False
