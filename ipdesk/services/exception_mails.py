"""What the salesperson is told when a matter ends or stands still (3.5.1–3.5.3): subjects and bodies of mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ipdesk.services.mailings import NewMail
from ipdesk.text import label


@dataclass(frozen=True, slots=True)
class Story:
    """A matter as a mail names it."""

    number: str
    title: str
    client: str
    handler: str
    salesperson: str

    @property
    def line(self) -> str:
        return f"{self.number}　{self.title}（{self.client or '—'}）"


def stopped(story: Story, name: str, on: date, reason: str, solution: str) -> NewMail:
    """To the salesperson: the client gave up, or it can't be done; why, and what was tried."""
    given_up = name == "cancelled"
    what = "客户中途决定不再办理" if given_up else "经与客户沟通，确认无法办理"
    lines = [
        f"{story.salesperson}，您好：",
        "",
        f"您的客户{story.client or ''}的下列案件，{what}（{on.isoformat()}）：",
        "",
        f"案件：{story.number}　{story.title}",
        f"{'客户的原因' if given_up else '做不了的原因'}：{reason}",
    ]
    if solution:
        lines.append(f"已尝试的解决方案：{solution}")
    lines += [
        "",
        (
            "该案件的服务期限就此停止；已产生的法定期限和官费不因此停止。"
            "如果您与客户沟通后仍可继续办理，烦请您在今天内告诉我，我们一起想办法。"
        ),
        *_close(story.handler),
    ]
    subject = f"【{label('event', name)}】{story.number} {story.title}（{story.client}）"
    return NewMail("tell_sales", (), subject, "\n".join(lines))


def paused(stories: Sequence[Story], on: date, reason: str) -> NewMail:
    """To the salesperson: these matters stand still until things are settled."""
    first = stories[0]
    several = f"{len(stories)} 件案件" if len(stories) > 1 else f"{first.number} {first.title}（{first.client}）"
    lines = [
        f"{first.salesperson}，您好：",
        "",
        f"您的客户的下列案件自 {on.isoformat()} 起暂停办理，原因：{reason}。",
        "",
        *(story.line for story in stories),
        "",
        (
            "麻烦您与客户处理好后告知我们，我们会随即重新启动案件（服务标准 3.5.2）。"
            "暂停期间服务期限停止计算；法定期限照常进行，届满的后果不能挽回，也请您一并告知客户。"
        ),
        *_close("、".join(dict.fromkeys(story.handler for story in stories if story.handler))),
    ]
    return NewMail("paused", (), f"【案件暂停】{several}", "\n".join(lines))


def _close(handler: str) -> list[str]:
    return ["", "谢谢您，辛苦了！", "", f"知识产权中心　{handler}".rstrip("　")]
