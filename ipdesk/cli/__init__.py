"""The use cases of the desk without a screen: the same functions as the windows, nothing of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime

import click

from ipdesk import __version__
from ipdesk.cli import (
    care,
    complaints,
    deadline,
    duties,
    exceptions,
    fees,
    files,
    links,
    lists,
    marks,
    matters,
    notices,
    packages,
    rules,
    standard,
    statistics,
    steps,
    transfers,
    workdays,
)
from ipdesk.cli.session import Parts, Session, say
from ipdesk.cli.words import Group, usage_sentence
from ipdesk.errors import UserError
from ipdesk.text import sentence

__all__ = ["Parts", "run"]

DONE, REFUSED, USAGE = 0, 1, 2


@click.group(cls=Group)
@click.version_option(__version__, message="ipdesk %(version)s", help="显示版本。")
def ipdesk() -> None:
    """知识产权案件工作台。不带命令时打开窗口。"""


_COMMANDS = (
    *(duties.duty, duties.allocation),
    complaints.complaint,
    *(steps.checklist, steps.template, steps.candidate),
    *(care.demo, care.backup, care.restore, care.check, care.upgrade, care.screenshots),
    *(rules.replay, rules.number, workdays.workdays, deadline.deadline, fees.fees),
    *(matters.due, matters.matter, matters.event, matters.explain),
    *(packages.import_, files.export, files.sheet, files.form, lists.followup, lists.remind),
    *(exceptions.stop, exceptions.pause, exceptions.resume, transfers.transfer),
    notices.notice,
    *(standard.rule, marks.mark, marks.nice, links.link),
    statistics.stats,
)
for _command in _COMMANDS:
    ipdesk.add_command(_command)
files.form.add_command(deadline.sheet)


def run(arguments: Sequence[str], parts: Parts, clock: Callable[[], datetime]) -> int:
    """Run one command; answers the exit status: 0 done, 1 refused, 2 wrong usage.

    Data goes to standard output, messages to standard error. ``clock`` answers the moment, aware.
    """
    session = Session(parts, clock)
    try:
        result = ipdesk.main(args=list(arguments), prog_name="ipdesk", standalone_mode=False, obj=session)
    except click.UsageError as error:
        say(usage_sentence(error))
        return USAGE
    except UserError as error:
        say(sentence(error))
        return REFUSED
    except click.Abort:
        say(sentence(UserError("job.cancelled")))
        return REFUSED
    except UnicodeEncodeError:
        say(sentence(UserError("cli.characters")))
        return REFUSED
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away; nobody is left to tell
        return REFUSED
    except OSError as error:
        say(sentence(UserError("cli.system", path=error.filename or "", reason=error.strerror or error)))
        return REFUSED
    return result if isinstance(result, int) else DONE
