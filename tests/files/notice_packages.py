"""Packages of notices damaged in every way that comes to mind: what must be refused by name, and what must land."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ipdesk.domain.numbers import patent_check_digit
from ipdesk.services.demo.package_maker import Made, Members, body_xml, list_xml, members_of, page_image, zipped

ISSUED = date(2026, 11, 16)
KINDS = (
    ("210401", "第一次审查意见通知书"), ("210403", "第N次审查意见通知书"), ("220302", "补正通知书"),
    ("200602", "办理登记手续通知书"), ("20070101", "缴费通知书"), ("200025", "审查业务专用函"), ("", "补正通知书"),
    ("999999", "一种新的通知书"), ("200101", "专利申请受理通知书"),
)  # fmt: skip


def number_of(serial: int, kind: int = 1, year: int = 2024) -> str:
    digits = f"{year}{kind}{serial:07d}"
    return f"{digits}.{patent_check_digit(digits)}"


def a_notice(rng: Random, place: int) -> Made:
    """A right notice; what may be absent sometimes is."""
    code, name = rng.choice(KINDS)
    fee = code.startswith("200701")
    return Made(
        serial=f"20261116{place:08d}",
        code=code,
        name=name,
        issued=ISSUED - timedelta(days=rng.randrange(0, 200)),
        number=number_of(place),
        title=rng.choice(("", f"装置{place}", "一种𠮷祥物㙍")),
        applicant=rng.choice(("", "长虹公司")),
        kind=rng.choice(("", "0")),
        filed=rng.choice((None, date(2024, 1, 2))),
        stated=rng.choice((None, 2, 4, 15)),
        annual_year=3 if fee else None,
        windows=(date(2026, 12, 2), "900.00") if fee else None,
        pages=rng.randrange(0, 2),
    )


@dataclass(frozen=True)
class Damaged:
    """Members of one notice and whether it must land; ``tells`` stands in the reason when it must not."""

    members: Members
    lands: bool
    tells: str = ""


def _list(made: Made, change: Callable[[str], str], encoding: str = "gb18030") -> Members:
    members = members_of(made)
    return [(members[0][0], change(list_xml(made)).encode(encoding, "replace")), *members[1:]]


def _body(made: Made, change: Callable[[str], str]) -> Members:
    members = members_of(made)
    return [members[0], (members[1][0], change(body_xml(made)).encode()), *members[2:]]


def _entities(text: str) -> str:
    inside = '<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y SYSTEM "file:///etc/passwd">]>'
    return text.replace('<!DOCTYPE data-bus SYSTEM "http://127.0.0.1:1/notice.dtd">', inside)


def _laughs(text: str) -> str:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    return text.replace("<cn_notice_info>", f"<!DOCTYPE x [{entities}]><cn_notice_info>&g;")


def _nested(made: Made) -> Members:
    """As the new client keeps it: ``list.xml`` beside a zip with the rest."""
    members = members_of(made)
    inner = zipped([(name.split("/", 1)[1], content) for name, content in members[1:]])
    return [members[0], (f"{made.folder}/{made.serial}.zip", inner)]


DAMAGES: dict[str, Callable[[Made], Damaged]] = {
    "right": lambda made: Damaged(members_of(made), lands=True),
    "nested zip": lambda made: Damaged(_nested(made), lands=True),
    "no body": lambda made: Damaged(members_of(made)[:1], lands=False),
    "utf-8 list": lambda made: Damaged(_list(made, lambda text: text.replace("GBK", "UTF-8"), "utf-8"), lands=True),
    "gb2312": lambda made: Damaged(_list(made, lambda text: text.replace("GBK", "GB2312")), lands=True),
    "upper-case names": lambda made: Damaged([(n.replace("list.xml", "LIST.XML"), c) for n, c in members_of(made)], lands=True),
    "a stray text": lambda made: Damaged([*members_of(made), (f"{made.folder}/说明.txt", b"x")], lands=True),
    "backslashes": lambda made: Damaged([(n.replace("/", "\\"), c) for n, c in members_of(made)], lands=True),
    "declared gbk is utf-8": lambda made: Damaged(_list(made, str, "utf-8"), False, "UTF-8"),
    "declared utf-8 is gbk": lambda made: Damaged(_list(made, lambda t: t.replace("GBK", "UTF-8")), False, "UTF-8"),
    "unknown encoding": lambda made: Damaged(_list(made, lambda t: t.replace("GBK", "IBM037")), False, "ibm037"),
    "entities": lambda made: Damaged(_list(made, _entities), False, "实体"),
    "laughs": lambda made: Damaged(_body(made, _laughs), False, "实体"),
    "cut list": lambda made: Damaged(_list(made, lambda text: text[: len(text) // 2]), False, "XML"),
    "cut body": lambda made: Damaged(_body(made, lambda text: text[: len(text) // 2]), False, "XML"),
    "empty list": lambda made: Damaged(_list(made, lambda _text: ""), False, "XML"),
    "no date": lambda made: Damaged(
        [*_list(made, lambda t: t.replace("FAWENR>", "FAWENX>"))[:1],
         *_body(made, lambda t: t.replace("notice_sent_date", "x"))[1:]], False, "发文日"),
    "bad date": lambda made: Damaged(_list(made, lambda t: t.replace(f"{made.issued:%Y%m%d}<", "20261340<")), False, "日期"),
    "traversal": lambda made: Damaged([*members_of(made), (f"{made.folder}/../../evil.exe", b"x")], False, ".."),
    "no list, no body": lambda made: Damaged([(f"{made.folder}/1.tif", page_image(1))], False, "list.xml"),
    "deep": lambda made: Damaged(_body(made, lambda _t: "<a>" * 90 + "</a>" * 90), False, "嵌套"),
    "bad amount": lambda made: Damaged(
        _body(made, lambda t: t.replace("</cn_notice_info>", "<fee><fee_amount>NaN</fee_amount></fee></cn_notice_info>")), False
    ),
    "other number in the body": lambda made: Damaged(
        _body(made, lambda t: t.replace(made.number, number_of(9_999_999))), False
    ),
}  # fmt: skip


def symlink(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target.encode()


def with_infos(*extra: tuple[zipfile.ZipInfo, bytes], members: Members) -> bytes:
    """A zip with members whose headers say something unusual."""
    buffer = io.BytesIO(zipped(members))
    with zipfile.ZipFile(buffer, "a") as archive:
        for info, content in extra:
            archive.writestr(info, content)
    return buffer.getvalue()
