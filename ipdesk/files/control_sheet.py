"""期限计算单: one counted period on paper, every step, with a line for the second person who checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ipdesk.files.form_page import FormPage

_BLANK = "________________"


@dataclass(frozen=True, slots=True)
class ControlSheet:
    """What stands on the sheet, all of it words already. ``inputs`` and ``answer``: (name, value);
    ``warning``: what has to be looked up before anybody relies on it."""

    rule: str
    inputs: Sequence[tuple[str, str]]
    steps: Sequence[str]
    answer: Sequence[tuple[str, str]]
    warning: str = ""
    company: str = ""
    made: str = ""


def control_page(sheet: ControlSheet) -> FormPage:
    """The sheet as a form of one A4 page; everything from outside is escaped."""
    steps = "".join(
        _row(number, ("6%", str(number), True), ("94%", step, False)) for number, step in enumerate(sheet.steps, 1)
    )
    warning = f"<p><b>待核实：</b>{escape(sheet.warning)}</p>" if sheet.warning else ""
    signatures = (
        f"计算人：{_BLANK}&nbsp;&nbsp;&nbsp;日期：{_BLANK}<br><br>复核人：{_BLANK}&nbsp;&nbsp;&nbsp;日期：{_BLANK}"
    )
    html = (
        '<h1 align="center">期限计算单</h1>'
        f"<h4>规则</h4><p>{escape(sheet.rule)}</p>"
        f"<h4>输入</h4>{_pairs(sheet.inputs)}"
        f"<h4>逐步计算</h4>{_grid(steps)}"
        f"<h4>结果</h4>{_pairs(sheet.answer)}{warning}"
        f"<p>&nbsp;</p><p>复核人按上列规则、日期与放假安排独立重算一遍，结果一致后签字。</p><p>&nbsp;</p><p>{signatures}</p>"
    )
    return FormPage("期限计算单", html, sheet.company, sheet.made)


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    rows = (_row(number, ("24%", name, True), ("76%", value, False)) for number, (name, value) in enumerate(pairs, 1))
    return _grid("".join(rows))


def _row(number: int, *cells: tuple[str, str, bool]) -> str:
    """One row; the first also draws the table's upper rule, its first cell the left one."""
    parts = []
    for width, words, key in cells:
        names = " ".join(name for name in ("first key" if key else "", "top" if number == 1 else "") if name)
        parts.append(f'<td width="{width}" class="{names}">{escape(words)}</td>')
    return f"<tr>{''.join(parts)}</tr>"


def _grid(rows: str) -> str:
    return f'<table class="grid" width="100%" cellspacing="0" cellpadding="4">{rows}</table>'
