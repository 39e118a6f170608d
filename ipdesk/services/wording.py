"""The sentences a use case says when it is done, from ``[labels.says]`` and ``[labels.act]``."""

from __future__ import annotations

from ipdesk.text import label


def say(code: str, **details: object) -> str:
    """One plain sentence, its placeholders filled."""
    return label("says", code).format_map(details)


def act_label(name: str) -> str:
    """What an act is called."""
    return label("act", name)
