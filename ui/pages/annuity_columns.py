"""What stands in the columns of annuities and renewals."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ipdesk.services.annuities import LAMPS, FeeOf
from ipdesk.services.annuity_papers import basis_words, money, notes, what_words
from ipdesk.text import label
from ui.tables.plain import PlainColumn

_LATE = frozenset({"overdue", "late", "grace", "over"})
_NEAR = frozenset({"near", "open"})


def _tr(words: str) -> str:
    return QCoreApplication.translate("Annuities", words)


def tone(one: FeeOf) -> str:
    """late, near, quiet or nothing."""
    if one.state in _LATE:
        return "late"
    return "near" if one.state in _NEAR else "quiet" if not one.to_pay else ""


def _kind(one: FeeOf) -> str:
    return label("kind", one.kind).removesuffix("专利")


def _late(one: FeeOf) -> str:
    return money(one.late) if one.late else "—"


def _late_tip(one: FeeOf) -> str:
    if one.late != one.late_other:
        return _tr("另一种算法：{late}").format(late=money(one.late_other))
    return _tr("宽限期末为 {late}").format(late=money(one.at_most)) if one.at_most else ""


def _due_tip(one: FeeOf) -> str:
    return notes(one) or _tr("期限为稳妥的最后一天")


def page_columns() -> tuple[PlainColumn[FeeOf], ...]:
    """The whole office's fees, the nearest first."""
    return (
        PlainColumn(
            _tr("期限"), lambda one: one.due.isoformat(), 116, sort=lambda one: one.due, tone=tone, tip=_due_tip,
            lamp=lambda one: LAMPS[one.state],
        ),
        PlainColumn(_tr("状态"), lambda one: label("annuity_state", one.state), 84, tone=tone),
        PlainColumn(_tr("案件编号"), lambda one: one.number, 88),
        PlainColumn(_tr("名称"), lambda one: one.title, 150, stretch=True),
        PlainColumn(_tr("类型"), _kind, 84),
        PlainColumn(_tr("客户"), lambda one: one.client, 184),
        PlainColumn(_tr("费用"), what_words, 92, sort=lambda one: (one.what, one.year), tip=notes),
        PlainColumn(_tr("全额"), lambda one: money(one.full), 84, right=True, sort=lambda one: one.full,
                    tone=lambda _one: "quiet"),
        PlainColumn(_tr("减缴"), basis_words, 92, tone=lambda _one: "quiet"),
        PlainColumn(_tr("应缴"), lambda one: money(one.payable), 84, right=True, sort=lambda one: one.payable),
        PlainColumn(_tr("今日滞纳金"), _late, 100, right=True, sort=lambda one: one.late,
                    tone=lambda one: "late" if one.late else "quiet", tip=_late_tip),
        PlainColumn(_tr("宽限至"), lambda one: one.grace_end.isoformat() if one.grace_end else _tr("无宽限"), 96,
                    tone=lambda _one: "quiet"),
    )  # fmt: skip
