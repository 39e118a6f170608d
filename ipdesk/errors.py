"""The one kind of failure a user or a machine can cause; everything else is a bug."""

from __future__ import annotations


class UserError(Exception):
    """Something a user or the machine caused: bad input, an office rule, a missing file.

    ``code`` names the sentence in ``resources/text/*.toml``; ``details`` fill its placeholders.
    ``ipdesk.text.sentence`` makes the sentence: what happened, to which record, what to do next.
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        inner = ", ".join(f"{key}={value}" for key, value in self.details.items())
        return f"{self.code}({inner})"


class StaleVersion(UserError):
    """The record was changed by somebody else since it was read; nothing was written."""


class Cancelled(UserError):
    """A long job was stopped by its user; nothing of it remains."""

    def __init__(self) -> None:
        super().__init__("job.cancelled")
