"""``ipdesk`` and ``python -m ipdesk``: the window without a command, else the command line.

The way to the window imports neither the command line nor anything of the services: the window is painted
first. The clock is read here and nowhere below.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; answers the exit status (0 done, 1 refused, 2 wrong usage)."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(given)
    except KeyboardInterrupt:
        return 1
    except Exception as error:  # noqa: BLE001 - a bug: logged with all there is to know, told in one sentence
        return _bug(error)


def _run(given: list[str]) -> int:
    from ipdesk import logs
    from ipdesk.errors import UserError

    if given == ["--self-test"]:
        from ipdesk.self_test import self_test

        return self_test()
    window = _window_options(given)
    if window is None:
        logs.setup()
        from ipdesk.bootstrap import command_parts
        from ipdesk.cli import run

        return run(given, command_parts(), lambda: datetime.now().astimezone())
    from ipdesk.bootstrap import open_desk

    logs.setup()
    try:
        return open_desk(window.get("--db"), _day(window.get("--today")))
    except UserError as error:
        from ipdesk.text import sentence

        print(sentence(error), file=sys.stderr)  # noqa: T201 - the message of a refused start
        return 1


def _window_options(given: list[str]) -> dict[str, str] | None:
    """``--db`` and ``--today`` when nothing else was asked for; None sends it to the command line."""
    found: dict[str, str] = {}
    rest = list(given)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in ("--db", "--today") or not (equals or rest):
            return None
        found[name] = value if equals else rest.pop(0)
    return found


def _day(text: str | None) -> date:
    from ipdesk.errors import UserError

    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError("cli.date", text=text) from None


def _bug(error: Exception) -> int:
    import logging

    from ipdesk import logs
    from ipdesk.errors import UserError
    from ipdesk.text import sentence

    path = logs.setup()
    logging.getLogger("ipdesk").error("unexpected failure of: %s", sys.argv, exc_info=error)
    print(sentence(UserError("cli.unexpected", log=path)), file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
