"""A mail draft, opened in the system's own mail program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from ipdesk.errors import UserError

if TYPE_CHECKING:
    from ui.context import Desk


def open_mail(desk: Desk, mailing_id: int) -> None:
    """Open one draft; a system without a mail program says so, and where the draft lies."""
    open_mails(desk, [mailing_id])


def open_mails(desk: Desk, mailing_ids: Sequence[int]) -> None:
    """Open these drafts one after another; the first that can't be opened ends it."""
    office, ids = desk.office, tuple(mailing_ids)
    if office is None or not ids:
        return

    def paths() -> list[Path]:
        from ipdesk.services.mailings import mail_path

        return [mail_path(office, mail_id) for mail_id in ids]

    def show(found: list[Path]) -> None:
        for path in found:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                desk.show_failure(UserError("mail.no_program", path=path))
                return

    desk.runner.read(paths, show)
