"""click in Chinese: the options every command has, values checked, help and usage errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import click

from ipdesk.cli.session import Session
from ipdesk.domain.complaints import parse_clock
from ipdesk.errors import UserError

_HEADINGS = {"Options": "选项", "Commands": "命令", "Positional arguments": "参数", "Arguments": "参数"}


class Formatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line of a help page."""
        super().write_usage(
            prog, args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …"), prefix or "用法："
        )

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(_HEADINGS.get(heading, heading))


class Context(click.Context):
    """The context that writes its help with :class:`Formatter`."""

    formatter_class = Formatter


def _chosen(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, _parameter: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            setattr(context.ensure_object(Session), name, value)

    return keep


class Command(click.Command):
    """A command that takes ``--db``, ``--today`` and ``--json`` like all others, before or after its name."""

    context_class = Context

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [
            click.Option(["--db"], metavar="路径或URL", expose_value=False, callback=_chosen("database"),
                         help="数据库：文件路径或 SQLAlchemy URL。"),
            click.Option(["--today"], type=DATE, metavar="日期", expose_value=False,
                         callback=_chosen("chosen_today"), help="视为今天的日期。"),
            click.Option(["--json"], is_flag=True, expose_value=False, callback=_chosen("as_json"),
                         help="输出一份 JSON。"),
        ]  # fmt: skip

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help`` in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示本说明。"
        return option


class Group(Command, click.Group):
    """A command with commands of its own."""

    command_class = Command


class _Value(click.ParamType[Any]):
    """A value whose refusal is a sentence of ours (exit 1), not a usage error of click's."""

    code = ""

    def convert(self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None) -> Any:
        """The value meant; UserError when the text is none."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value.strip())
        except (ValueError, OverflowError):
            raise UserError(self.code, text=value) from None

    def read(self, text: str) -> Any:
        """The value ``text`` says; ValueError when it says none."""
        raise NotImplementedError


class _Date(_Value):
    name, code = "日期", "cli.date"

    def read(self, text: str) -> date:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        return date.fromisoformat(text)


class _Month(_Value):
    name, code = "月份", "cli.month"

    def read(self, text: str) -> tuple[int, int]:
        if not re.fullmatch(r"\d{4}-\d{2}", text, re.ASCII):
            raise ValueError(text)
        first = date.fromisoformat(f"{text}-01")
        return first.year, first.month


class _Week(_Value):
    name, code = "周次", "cli.week"

    def read(self, text: str) -> str:
        if not re.fullmatch(r"\d{4}-W\d{2}", text, re.ASCII):
            raise ValueError(text)
        date.fromisoformat(f"{text}-1")
        return text


class _TimeOfDay(_Value):
    name, code = "时刻", "complaint.bad_time"

    def read(self, text: str) -> time:
        return parse_clock(text)


class _Whole(_Value):
    name, code = "整数", "cli.number"

    def read(self, text: str) -> int:
        if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
            raise ValueError(text)
        return int(text)


DATE = _Date()
MONTH = _Month()
WEEK = _Week()
WHOLE = _Whole()
CLOCK = _TimeOfDay()


def usage_sentence(error: click.UsageError) -> str:
    """A usage error as one Chinese sentence with the way out."""
    context = error.ctx
    path = context.command_path if context is not None else "ipdesk"
    return f"用法错误：{_what(error)}。请运行“{path} --help”查看用法。"


def _what(error: click.UsageError) -> str:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return "缺少命令"
    name = getattr(error, "param", None)
    shown = name.make_metavar(error.ctx) if isinstance(name, click.Argument) and error.ctx else None
    if isinstance(name, click.Option):
        shown = name.opts[0]
    if isinstance(error, click.NoSuchOption):
        return f"没有“{error.option_name}”这个选项"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {shown or '参数'}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”缺少值或用法不对"
    if isinstance(error, click.BadParameter):
        return f"{shown or '参数'} 的值不对（{_choices(name)}）"
    found = re.search(r"No such command '(.*?)'", error.message)
    if found:
        return f"没有“{found[1]}”这个命令"
    if "Missing command" in error.message:
        return "缺少命令"
    found = re.search(r"unexpected extra arguments? \((.*)\)", error.message)
    return f"多出了参数“{found[1]}”" if found else error.message.rstrip(".")


def _choices(parameter: object) -> str:
    kind = getattr(parameter, "type", None)
    if isinstance(kind, click.Choice):
        return "可选：" + "、".join(map(str, kind.choices))
    return "请检查格式"
