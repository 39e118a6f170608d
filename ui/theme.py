"""Colours, font and style of the window: light and dark, the same contrast (at least 4.5 : 1 for every text)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from ipdesk.paths import resource
from ui.shell import FAMILIES, POINTS


@dataclass(frozen=True, slots=True, eq=False)  # there are two of them, known by identity
class Colours:
    """One set. ``*_soft`` are grounds for the ink of the same name; ``accent`` also fills under ``on_accent``."""

    ink: QColor
    quiet: QColor
    faint: QColor
    line: QColor
    border: QColor
    ground: QColor
    surface: QColor
    raised: QColor
    hover: QColor
    tag: QColor
    accent: QColor
    on_accent: QColor
    accent_soft: QColor
    accent_line: QColor
    late: QColor
    late_lamp: QColor
    late_soft: QColor
    near: QColor
    near_lamp: QColor
    near_soft: QColor
    well: QColor
    well_lamp: QColor
    well_soft: QColor


def _set(**names: str) -> Colours:
    return Colours(**{name: QColor(value) for name, value in names.items()})


LIGHT = _set(
    ink="#1f2933", quiet="#52606d", faint="#616d79", line="#e4e8ed", border="#d3dae2", ground="#f4f6f8",
    surface="#ffffff", raised="#fafbfc", hover="#f3f6fa", tag="#eef1f4",
    accent="#1d4ed8", on_accent="#ffffff", accent_soft="#eff4ff", accent_line="#c3d3f9",
    late="#b42318", late_lamp="#d92d20", late_soft="#fde2e1",
    near="#8a5200", near_lamp="#d97706", near_soft="#fff0d6",
    well="#0e6b46", well_lamp="#12805c", well_soft="#e7f6ee",
)  # fmt: skip
DARK = _set(
    ink="#e6eaee", quiet="#b3bdc7", faint="#9aa6b2", line="#2d363f", border="#3b4650", ground="#14181d",
    surface="#1b2127", raised="#20272e", hover="#252d35", tag="#2a333c",
    accent="#8ab0ff", on_accent="#0c1a33", accent_soft="#20304f", accent_line="#3f5a8f",
    late="#ff9f97", late_lamp="#ff7a70", late_soft="#4b2422",
    near="#f5bd6b", near_lamp="#f0a030", near_soft="#443213",
    well="#6fd6a6", well_lamp="#43b985", well_soft="#173b2b",
)  # fmt: skip
_SETS = {"light": LIGHT, "dark": DARK}
_current = [LIGHT]


def colours() -> Colours:
    """The set in use; ask when painting, never keep it."""
    return _current[0]


def is_dark() -> bool:
    """Whether the dark set is in use."""
    return _current[0] is DARK


def apply(app: QApplication, name: str) -> None:
    """Use the set ``light`` or ``dark`` in the whole program; an unknown name means light."""
    chosen = _SETS.get(name, LIGHT)
    _current[0] = chosen
    sheet = _style_sheet(chosen)
    if app.styleSheet() == sheet:
        return  # in use already; setting it again would style every window anew
    app.setStyle("Fusion")
    app.setFont(_font())
    app.setPalette(_palette(chosen))
    app.setStyleSheet(sheet)


def _font() -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPointSizeF(POINTS)
    font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width: columns of dates stand still
    return font


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, c.ground),
        (roles.WindowText, c.ink),
        (roles.Base, c.surface),
        (roles.AlternateBase, c.raised),
        (roles.Text, c.ink),
        (roles.Button, c.surface),
        (roles.ButtonText, c.ink),
        (roles.BrightText, c.late),
        (roles.Highlight, c.accent),
        (roles.HighlightedText, c.on_accent),
        (roles.Link, c.accent),
        (roles.LinkVisited, c.accent),
        (roles.ToolTipBase, c.surface),
        (roles.ToolTipText, c.ink),
        (roles.PlaceholderText, c.faint),
        (roles.Light, c.surface),
        (roles.Midlight, c.raised),
        (roles.Mid, c.border),
        (roles.Dark, c.border),
        (roles.Shadow, c.border),
        (roles.Accent, c.accent),
    ):
        palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, c.faint)
    return palette


@cache
def _style_sheet(c: Colours) -> str:
    text = resource("styles", "desk.qss").read_text(encoding="utf-8")
    for name in ("chevron", "check"):
        icon = resource("icons", f"{name}-{'dark' if c is DARK else 'light'}.svg")
        text = text.replace(f"@{name}", f'"{icon.as_posix()}"')
    # The longest names first: @accent is the beginning of @accent_soft.
    for name in sorted((item.name for item in fields(c)), key=len, reverse=True):
        text = text.replace(f"@{name}", getattr(c, name).name())
    return text
