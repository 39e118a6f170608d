"""What the new handler and the salespeople are told when a hand-over was approved (3.5.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ipdesk.services.mailings import NewMail

if TYPE_CHECKING:
    from ipdesk.files.forms import FormDueItem, FormMatter, TransferForm


@dataclass(frozen=True, slots=True)
class Told:
    """Who gets the mail: addresses of the new handler and, in copy, of the salespeople; some may be missing."""

    to: tuple[str, ...]
    cc: tuple[str, ...]


def approved(form: TransferForm, told: Told, on: date) -> NewMail:
    """One mail to the new handler, the salespeople in copy: what moved, what is due first, whom to call."""
    count = len(form.matters)
    lines = [
        f"{form.to_person}，您好：",
        "",
        (
            f"经{form.decided_by or '部门总监'}同意（{on.isoformat()}，移交申请单 {form.number}），"
            f"{form.from_person or '（未分配）'}的下列 {count} 件案件自即日起由您负责："
        ),
        "",
        *(_matter(one) for one in form.matters),
    ]
    if form.due_items:
        lines += ["", f"随案移交的未完成事项 {len(form.due_items)} 项："]
        lines += [_item(item) for item in sorted(form.due_items, key=lambda item: item.due)]
    if form.contacts:
        lines += ["", "客户联系人："]
        lines += [f"　{one.client}　{one.name}　{one.phone}　{one.email}".rstrip("　") for one in form.contacts]
    lines += [
        "",
        f"移交原因：{form.reason}",
        "麻烦您尽快与客户、业务员联系，并在移交申请单上签收。抄送业务员知悉：上述案件今后请与新负责人联系。谢谢，辛苦了！",
        "",
        f"{form.company}",
    ]
    subject = f"【项目移交】{form.number} {_first(form.matters)}：{form.from_person or '未分配'} → {form.to_person}"
    return NewMail("transfer", told.to, subject, "\n".join(lines), cc=told.cc, about=form.number)


def _item(item: FormDueItem) -> str:
    official = "【法定】" if item.official else ""
    return f"　{item.due.isoformat()}　{item.number}　{official}{item.title}（{item.state}）"


def _matter(one: FormMatter) -> str:
    parts = (
        one.number,
        one.title,
        one.client,
        one.application_number,
        f"业务员 {one.salesperson}" * bool(one.salesperson),
    )
    return "　" + "　".join(part for part in parts if part)


def _first(matters: Sequence[FormMatter]) -> str:
    if not matters:
        return ""
    return f"{matters[0].number}等 {len(matters)} 件" if len(matters) > 1 else matters[0].number
