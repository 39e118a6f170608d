"""Packages of official notices to try the import with: made by the project itself, beside the example's files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from ipdesk.domain.numbers import patent_check_digit
from ipdesk.domain.periods import add_months
from ipdesk.paths import write_beside
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.package_maker import Made, package_of
from ipdesk.services.office import Office

NOTICES, FEES = "示例通知书包.zip", "示例缴费通知书包.zip"
_KINDS = {"invention": "0", "utility_model": "1", "design": "2"}
_OVER = frozenset({"cancelled", "infeasible", "completed", "paused"})
_MOST = 8
_LATELY = 150  # days: the grace is still open
# for inventions and for the others: code, name, months that the notice states
_EXAMINED = (
    ("210401", "第一次审查意见通知书", 4),
    ("200602", "办理登记手续通知书", None),
    ("210403", "第二次审查意见通知书", 2),
    ("200025", "审查业务专用函", None),
)
_OTHERS = (("220302", "补正通知书", 2), ("200602", "办理登记手续通知书", None), ("200028", "手续合格通知书", None))


def add(office: Office, world: World, drafts: Sequence[Draft], _at: datetime) -> None:
    """Two packages where attachments lie: a day's notices with some that ask for a look, and annual-fee notices."""
    names = {draft.id: client for draft, client in _named(office, drafts)}
    office.files.mkdir(parents=True, exist_ok=True)
    for name, notices in (
        (NOTICES, list(_notices(world, drafts, names))),
        (FEES, list(_fees(world, drafts, names))),
    ):
        if notices:
            write_beside(office.files / name, package_of(notices))


def places(folder: Path) -> tuple[Path, ...]:
    """Where the packages lie, those that were made."""
    return tuple(path for path in (folder / NOTICES, folder / FEES) if path.is_file())


def _named(office: Office, drafts: Sequence[Draft]) -> Iterator[tuple[Draft, str]]:
    from ipdesk.model import reading_packages

    with office.database.read() as uow:
        rows = {row.id: row for row in reading_packages.matters_by_id(uow.session, [draft.id for draft in drafts])}
    for draft in drafts:
        if draft.id in rows:
            yield draft, rows[draft.id].applicant or rows[draft.id].client


def _notices(world: World, drafts: Sequence[Draft], names: dict[int, str]) -> Iterator[Made]:
    """One a matter; then one of an unknown number, one under another title."""
    today, issued = world.clock.today, world.clock.ago(2)
    fitting = [draft for draft in drafts if _goes_on(draft, issued)]
    examined = [draft for draft in fitting if draft.row["kind"] == "invention"][: _MOST // 2]
    chosen = [*examined, *[draft for draft in fitting if draft.row["kind"] != "invention"][: _MOST // 2 + 1]]
    for place, draft in enumerate(chosen, start=1):
        kinds = _EXAMINED if draft.row["kind"] == "invention" else _OTHERS
        code, name, months = kinds[(place - 1) % len(kinds)]
        made = _made(draft, names, f"{issued:%Y%m%d}{place:08d}", code, name, issued, months)
        if place == len(chosen):
            yield replace(made, title=f"{draft.row['title']}及其使用方法")
        elif code == "200602":
            years = max(1, (issued - draft.row["filed"]).days // 365 + 1)
            fees = (("年费", "900.00"),)
            yield replace(made, pay_deadline=add_months(issued, 2), annual_year=years, fees=fees, pages=1)
        else:
            yield made
    digits = f"{today.year - 1}10999999"
    unknown = f"{digits[:12]:0<12}"
    yield Made(
        f"{issued:%Y%m%d}99000001", "210401", "第一次审查意见通知书", issued,
        f"{unknown}.{patent_check_digit(unknown)}", "一种可伸缩的晾衣装置", "示例客户", kind="0", stated=4,
    )  # fmt: skip


def _fees(world: World, drafts: Sequence[Draft], names: dict[int, str]) -> Iterator[Made]:
    """Notices 200701: five windows from the day on which an annual fee was missed, a week or more ago."""
    issued = world.clock.ago(3)
    place = 0
    for draft in drafts:
        filed: date | None = draft.row.get("filed")
        if not draft.row.get("granted") or filed is None or not _numbered(draft) or place == _MOST:
            continue
        year = (issued.year - filed.year) + (0 if (issued.month, issued.day) < (filed.month, filed.day) else 1)
        due = add_months(filed, 12 * (year - 1))
        if year < 2 or not 7 <= (issued - due).days <= _LATELY:
            continue
        place += 1
        amount = next((str(fee["amount"]) for fee in draft.fees if fee.get("year") == year), "900.00")
        serial = f"{issued:%Y%m%d}{70000000 + place}"
        made = _made(draft, names, serial, "20070101", "缴费通知书", issued, None)
        end = add_months(due, 6)
        yield replace(made, annual_year=year, windows=(due, amount), pay_deadline=end, pages=1)


def _goes_on(draft: Draft, issued: date) -> bool:
    events = {event["name"] for event in draft.events if not event.get("revoked")}
    filed = draft.row.get("filed")
    known = draft.row["kind"] in _KINDS and _numbered(draft) and filed is not None and filed < issued
    return bool(known and not events & _OVER and not draft.row.get("granted"))


def _numbered(draft: Draft) -> bool:
    return bool(draft.row.get("application_number"))


def _made(
    draft: Draft, names: dict[int, str], serial: str, code: str, name: str, issued: date, months: int | None
) -> Made:
    return Made(
        serial,
        code,
        name,
        issued,
        draft.row["application_number"],
        draft.row["title"],
        names.get(draft.id, ""),
        kind=_KINDS.get(draft.row["kind"], ""),
        filed=draft.row.get("filed"),
        stated=months,
        pages=2,
    )
