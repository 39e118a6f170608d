"""The only place that wires the layers together: the command line gets its pictures and pages from the ui."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ipdesk.errors import UserError

if TYPE_CHECKING:
    from ipdesk.cli import Parts
    from ipdesk.files.form_page import FormPage
    from ipdesk.files.forms import TransferForm


def command_parts() -> Parts:
    """What the command line is handed from above it; nothing of it is imported before it is used."""
    from ipdesk.cli import Parts

    return Parts(screenshots=_screenshots, pdf=_pdf)


def open_desk(url: str | None, today: date) -> int:
    """Open the window on ``url`` (None: what this workstation used last) and stay until it is closed."""
    if not has_screen(os.environ):
        raise UserError("cli.no_screen")
    from ui.app import run
    from ui.launch import Launch

    url = url or os.environ.get("IPDESK_DATABASE")
    return run(Launch(url=url, today=today, exit_when_shown=bool(os.environ.get("IPDESK_EXIT_WHEN_SHOWN"))))


def has_screen(environment: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a window can be shown; Qt would abort the process where it can't."""
    if not platform.startswith("linux"):
        return True
    return any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _without_screen() -> None:
    """Pictures and pages need Qt, not a screen."""
    if not has_screen(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        # Qt's only word about it would be that this platform has no size hints, once per window.
        os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")


def _screenshots(url: str, folder: Path, today: date) -> Sequence[Path]:
    _without_screen()
    from ui.screens import take_screenshots

    return take_screenshots(url, folder, today)


def _pdf(form: TransferForm | FormPage, path: Path) -> object:
    _without_screen()
    from ui.printing import write_pdf

    return write_pdf(form, path)
