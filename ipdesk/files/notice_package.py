"""A package of official notices as the office's client downloads it: plain values, one notice each.

A folder per notice holds ``list.xml`` (GBK), below it the body (``cn_notice_info``) and the page images; fields may be
absent, a notice may lie in a zip of its own. Every notice is read by itself: what is wrong with one is said by name
and the others are read all the same. Nothing is written anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files as package_files
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from ipdesk.domain.numbers import canonical_application_number
from ipdesk.errors import UserError
from ipdesk.files.package_xml import BadXml, date_in, every, line_of, money_in, parse, text_of
from ipdesk.files.package_zip import PackageZip, Refused, open_package, read_bytes

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]
LIST = "list.xml"
PAGES = frozenset({".tif", ".tiff", ".pdf", ".png", ".jpg", ".jpeg"})
KEPT = PAGES | {".xml"}
"""Suffixes of what is kept with a notice; anything else in a package is left alone."""
MOST_WINDOWS, MOST_FEES, MOST_FILES = 12, 60, 400
TYPES = {"0": "invention", "1": "utility_model", "2": "design", "3": "invention", "4": "utility_model"}
_SERIAL_FOLDER = re.compile(r"GA\d{6,20}", re.IGNORECASE)
_CODE = re.compile(r"\d{6}(?:\d{2})?[A-Z]?", re.IGNORECASE)
_NUMBER_LABEL = re.compile(r"^(?:专利)?申请号\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that a notice names, in yuan."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Window:
    """One step of the late-fee ladder of notice 200701: until ``last`` it costs so much."""

    first: date | None
    last: date | None
    annual_fee: Decimal
    late_fee: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class PackageNotice:
    """One notice as it says of itself. ``member``: its folder in the package; ``code``: the first six digits;
    ``application_number``: the written form, or as it stands where it is no right number (``number_problem``).

    ``stated``: the number in QIXIAN, whose unit is not documented: to be shown, never counted with. ``problems``:
    what does not fit together (Chinese). ``files``: the members that are kept; ``pages``: those that are pages.
    """

    member: str
    serial: str
    code: str
    name: str
    issued: date
    application_number: str
    title: str = ""
    applicants: tuple[str, ...] = ()
    internal_number: str = ""
    kind: str = ""
    filed: date | None = None
    stated: int | None = None
    pay_deadline: date | None = None
    annual_year: int | None = None
    fees: tuple[Fee, ...] = ()
    fee_total: Decimal | None = None
    windows: tuple[Window, ...] = ()
    receipt_files: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(name for name in self.files if PurePosixPath(name).suffix.lower() in PAGES)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(name for name in self.files if name.lower().endswith(".xml"))


@dataclass(frozen=True, slots=True)
class Package:
    """What a package holds, in the order of its folders."""

    notices: tuple[PackageNotice, ...]
    refused: tuple[Refused, ...]


@dataclass(slots=True)
class _Facts:
    """What was read of one notice so far; the list's word comes before the body's."""

    values: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def put(self, name: str, value: str, *, must_agree: str = "") -> None:
        known = self.values.get(name, "")
        if not known:
            self.values[name] = value
        elif value and must_agree and _plain(known) != _plain(value):
            self.problems.append(f"清单与正文的{must_agree}不一致：{known} / {value}")

    def day(self, name: str, what: str) -> date | None:
        try:
            return date_in(self.values.get(name, ""))
        except BadXml as error:
            self.problems.append(f"{what}{error}")
            return None


def read_package(content: bytes, name: str, progress: Progress | None = None, cancel: Cancel | None = None) -> Package:
    """Every notice of a package, and everything that is none, by name.

    ``UserError``: package.not_zip, package.bomb, package.empty; ``Cancelled``.
    """
    with open_package(content, name) as package:
        bad = {one.member: one.why for one in package.refused}
        groups = _groups([*package.members, *filter(_stays_inside, bad)])
        for member in bad:
            folder = None if _stays_inside(member) else _folder_of(member, groups)
            if folder in groups:
                groups[folder].append(member)
        notices: list[PackageNotice] = []
        refused = [one for one in package.refused if not any(one.member in members for members in groups.values())]
        for place, (folder, members) in enumerate(groups.items(), start=1):
            _keep_going(progress, cancel, place, len(groups))
            hostile = next((member for member in members if member in bad), None)
            if hostile is not None:
                refused.append(Refused(folder or name, f"{hostile}：{bad[hostile]}"))
                continue
            try:
                notices.append(_notice(package, folder or name, members))
            except (BadXml, UserError) as error:
                refused.append(Refused(folder or name, _reason(error)))
        if not groups and not refused:
            raise UserError("package.empty", name=name)
    return Package(tuple(notices), tuple(refused))


def _stays_inside(member: str) -> bool:
    return not member.startswith("/") and ".." not in member.split("/")


def _keep_going(progress: Progress | None, cancel: Cancel | None, done: int, total: int) -> None:
    if cancel is not None and cancel():
        from ipdesk.errors import Cancelled

        raise Cancelled
    if progress is not None:
        progress(done, total, "")


def _reason(error: Exception) -> str:
    from ipdesk.text import sentence

    return sentence(error) if isinstance(error, UserError) else str(error)


# -- which members make one notice ------------------------------------------------------------------


def _groups(members: Sequence[str]) -> dict[str, list[str]]:
    """Members by the folder of their notice: where ``list.xml`` lies, else a folder named GA…, else the parent.

    A file beside the folders (a note, a picture of the desktop) belongs to no notice.
    """
    folders = {member.rpartition("/")[0] for member in members if member.rpartition("/")[2].lower() == LIST}
    found: dict[str, list[str]] = {folder: [] for folder in sorted(folders)}
    for member in members:
        folder = _folder_of(member, folders)
        if folder is None:
            continue
        found.setdefault(folder, []).append(member)
    return {folder: sorted(names) for folder, names in found.items() if any(map(_matters, names)) or folder in folders}


def _folder_of(member: str, folders: Collection[str]) -> str | None:
    parts = member.split("/")[:-1]
    for length in range(len(parts), -1, -1):
        if "/".join(parts[:length]) in folders:
            return "/".join(parts[:length])
    for place, part in enumerate(parts):
        if _SERIAL_FOLDER.fullmatch(part):
            return "/".join(parts[: place + 1])
    return "/".join(parts) if parts else None


def _matters(member: str) -> bool:
    return PurePosixPath(member).suffix.lower() in KEPT


# -- one notice -----------------------------------------------------------------------------------


def _notice(package: PackageZip, folder: str, members: Sequence[str]) -> PackageNotice:
    kept = [member for member in members if _matters(member)]
    if len(kept) > MOST_FILES:
        raise BadXml(f"一份通知书里的文件超过 {MOST_FILES} 个")
    for member in kept:
        if member.lower().endswith(tuple(PAGES)):
            package.read(member)  # a damaged page is found out now, not when it is wanted
    roots = {member: _parsed(package, member) for member in kept if member.lower().endswith(".xml")}
    if not roots:
        raise BadXml("没有 list.xml，也没有通知书正文")
    facts = _Facts()
    for member, root in sorted(roots.items(), key=lambda one: _order(one[0], one[1])):
        _read_list(facts, root) if member.rpartition("/")[2].lower() == LIST else _read_body(facts, root)
    bodies = [root for member, root in roots.items() if member.rpartition("/")[2].lower() != LIST]
    if not bodies:
        facts.problems.append("包里没有通知书正文，只有清单")
    return _made(facts, bodies, folder, kept)


def _parsed(package: PackageZip, member: str) -> Element:
    try:
        return parse(package.read(member))
    except BadXml as error:
        raise BadXml(f"{member.rpartition('/')[2]}：{error}") from error


def _order(member: str, root: Element) -> tuple[int, str]:
    last = member.rpartition("/")[2].lower()
    return (0 if last == LIST else 1 if next(every(root, "cn_notice_info"), None) is not None else 2, member)


def _read_list(facts: _Facts, root: Element) -> None:
    for name, tag in (
        ("name", "TONGZHISMC"), ("code", "TONGZHISBM"), ("issued", "FAWENR"), ("stated", "QIXIAN"),
        ("number", "SHENQINGH"), ("filed", "SHENQINGR"), ("title", "FAMINGMC"), ("type", "FAMINGLX"),
        ("internal", "NEIBUBH"), ("serial", "FAWENXLH"),
    ):  # fmt: skip
        facts.put(name, text_of(root, tag))


def _read_body(facts: _Facts, root: Element) -> None:
    receipt = next(every(root, "SHOUDAOWJ"), None) is not None or next(every(root, "FAMINGCZMC"), None) is not None
    if receipt:
        facts.put("number", _NUMBER_LABEL.sub("", text_of(root, "SHENQINGH")), must_agree="申请号")
        facts.put("title", text_of(root, "FAMINGCZMC"), must_agree="发明名称")
        facts.put("internal", text_of(root, "ANJIANBH"))
        facts.put("issued", text_of(root, "QIANMINGSJC")[:10])
        facts.put("name", "电子申请回执")
        facts.put("code", "200105")
        return
    for name, tag, words in (
        ("name", "notice_name", ""), ("number", "application_number", "申请号"), ("title", "invention_title", "名称"),
        ("filed", "application_date", ""), ("issued", "notice_sent_date", ""),
        ("serial", "notice_sent_serial", "发文序列号"), ("pay_deadline", "pay_deadline_date", ""),
        ("annual_year", "annual_year", ""), ("fee_total", "fee_payable", ""), ("fee_total", "fee_total", ""),
    ):  # fmt: skip
        facts.put(name, text_of(root, tag), must_agree=words)
    for name, tag, words in (("filed", "application_date", "申请日"), ("issued", "notice_sent_date", "发文日")):
        _same_day(facts, name, text_of(root, tag), words)


def _same_day(facts: _Facts, name: str, text: str, words: str) -> None:
    """The list's day and the body's are written in different ways."""
    try:
        ours, theirs = date_in(facts.values.get(name, "")), date_in(text)
    except BadXml:
        return
    if ours is not None and theirs is not None and ours != theirs:
        facts.problems.append(f"清单与正文的{words}不一致：{ours} / {theirs}")


def _made(facts: _Facts, bodies: Sequence[Element], folder: str, kept: Sequence[str]) -> PackageNotice:
    values = facts.values
    issued = date_in(values.get("issued", ""))
    if issued is None:
        raise BadXml("没有发文日")
    code = values.get("code", "").upper()
    if code and not _CODE.fullmatch(code):
        facts.problems.append(f"通知书代码“{code}”不是六位数字")
        code = ""
    name = values.get("name", "")
    if not name and not code:
        raise BadXml("没有通知书名称，也没有通知书代码")
    written = values.get("number", "")
    number = canonical_application_number(written) or written
    filed, pay_deadline = facts.day("filed", "申请日"), facts.day("pay_deadline", "缴费截止日")
    money = _money(facts, bodies)
    return PackageNotice(
        member=folder,
        serial=values.get("serial", ""),
        code=code if code.endswith("A") else code[:6],
        name=name or known_codes().get(code[:6], ("", ""))[0],
        issued=issued,
        application_number=number,
        title=values.get("title", ""),
        applicants=tuple(dict.fromkeys(_applicants(bodies))),
        internal_number=values.get("internal", ""),
        kind=TYPES.get(values.get("type", ""), ""),
        filed=filed,
        stated=_whole(values.get("stated", "")),
        pay_deadline=pay_deadline,
        annual_year=_year(values.get("annual_year", "")),
        fees=money[0],
        fee_total=money[1],
        windows=money[2],
        receipt_files=tuple(_receipt_files(bodies)),
        problems=tuple(facts.problems),
        files=tuple(kept),
    )


def _applicants(bodies: Iterable[Element]) -> Iterator[str]:
    for root in bodies:
        for element in every(root, "applicant_name"):
            if found := line_of(element):
                yield found


def _receipt_files(bodies: Iterable[Element]) -> Iterator[str]:
    for root in bodies:
        for element in every(root, "WENJIANLB"):
            if found := text_of(element, "WENJIANMC"):
                yield found


def _money(facts: _Facts, bodies: Sequence[Element]) -> tuple[tuple[Fee, ...], Decimal | None, tuple[Window, ...]]:
    """Fees by name and the windows of 200701; an amount that is none is a problem, not a fee."""
    fees: list[Fee] = []
    windows: list[Window] = []
    total = None
    try:
        total = money_in(facts.values.get("fee_total", ""))
        for element in (one for root in bodies for one in every(root, "fee")):
            if len(fees) >= MOST_FEES or len(windows) >= MOST_WINDOWS:
                facts.problems.append("正文里的费用过多，没有全部读取")
                break
            window = _window(element)
            if window is not None:
                windows.append(window)
                continue
            amount = money_in(text_of(element, "fee_amount"))
            if amount is not None:
                fees.append(Fee(text_of(element, "fee_name") or "费用", amount))
    except BadXml as error:
        facts.problems.append(f"费用{error}")
        return (), None, ()
    windows.sort(key=lambda one: one.first or one.last or date.max)
    if any(one.total != one.annual_fee + one.late_fee for one in windows):
        facts.problems.append("缴费时段的合计与年费、滞纳金之和不符")
    return tuple(fees), total, tuple(windows)


def _window(element: Element) -> Window | None:
    annual = money_in(text_of(element, "annual_fee"))
    if annual is None:
        return None
    late = money_in(text_of(element, "late_fee")) or Decimal("0.00")
    total = money_in(text_of(element, "totle_fee")) or money_in(text_of(element, "total_fee"))
    first, last = date_in(text_of(element, "pay_start_time")), date_in(text_of(element, "pay_end_time"))
    if first is not None and last is not None and first > last:
        raise BadXml("时段的起止日期颠倒")
    return Window(first, last, annual, late, annual + late if total is None else total)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _year(text: str) -> int | None:
    found = re.search(r"\d{1,2}", text)
    return int(found[0]) if found and 1 <= int(found[0]) <= 20 else None


def _plain(text: str) -> str:
    return re.sub(r"[\s.]", "", text).upper()


# -- codes ----------------------------------------------------------------------------------------


@cache
def known_codes() -> Mapping[str, tuple[str, str]]:
    """Codes of notices: name and our kind."""
    import tomllib

    text = package_files("ipdesk.rulebook").joinpath("notice_codes.toml").read_text(encoding="utf-8")
    return {code: (row["name"], row["kind"]) for row in tomllib.loads(text)["notice"] for code in row["codes"]}


def kind_of(code: str, name: str) -> str:
    """Our kind of a notice: by its code, else by its name; empty when neither is known."""
    found = known_codes().get(code) or known_codes().get(code[:6])
    if found is not None:
        return found[1]
    plain = re.sub(r"[\s（(].*$", "", name.strip())
    if re.fullmatch(r"第[二三四五六七八九十\dN]+次审查意见通知书", plain):
        return "further_office_action" if not plain.startswith("第二") else "second_office_action"
    return next((kind for shown, kind in known_codes().values() if shown == plain), "")


__all__ = ["Fee", "Package", "PackageNotice", "Refused", "Window", "kind_of", "read_bytes", "read_package"]
