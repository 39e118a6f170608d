"""Packages of official notices made by the project itself, to the structure of the office's client."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from ipdesk.domain.periods import add_months

_WHEN = (2026, 1, 1, 8, 0, 0)
_DTD = '<!DOCTYPE data-bus SYSTEM "http://127.0.0.1:1/notice.dtd">\n'
_WIDTH, _HEIGHT = 620, 877  # A4 at 75 dpi


@dataclass(frozen=True)
class Made:
    """One notice to be put into a package; what is empty is left out, as the client leaves it out.

    ``windows``: the day on which the annual fee was due, and the fee, for the five windows of
    200701; ``code`` may have two more digits.
    """

    serial: str
    code: str
    name: str
    issued: date
    number: str
    title: str = ""
    applicant: str = ""
    internal: str = ""
    kind: str = ""
    filed: date | None = None
    stated: int | None = None
    pay_deadline: date | None = None
    annual_year: int | None = None
    fees: tuple[tuple[str, str], ...] = ()
    windows: tuple[date, str] | None = None
    pages: int = 1

    @property
    def folder(self) -> str:
        return f"GA{self.serial[-12:]}"


class _GbkInfo(zipfile.ZipInfo):
    """A member whose name is written in GBK without the flag of UTF-8, as old clients do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - Python's own hook
        return self.filename.encode("gb18030"), self.flag_bits & ~0x800


Members = list[tuple[str, bytes]]


def members_of(one: Made) -> Members:
    """What lies in a package for one notice: names and contents."""
    inner = f"{one.folder}/{one.folder}"
    found = [
        (f"{one.folder}/list.xml", list_xml(one).encode("gb18030")),
        (f"{inner}/{one.folder}.xml", body_xml(one).encode("utf-8")),
    ]
    found += [(f"{inner}/通知书{page:06d}.tif", page_image(page)) for page in range(1, one.pages + 1)]
    return found


def package_of(notices: Iterable[Made]) -> bytes:
    """A package of several notices."""
    return zipped([member for one in notices for member in members_of(one)])


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """These members as a zip with names in GBK, always the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = _GbkInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def list_xml(one: Made) -> str:
    """``list.xml`` of one notice, declared GBK, with the reference to a DTD that old clients write."""
    inside = _tags(
        ("TONGZHISMC", one.name), ("TONGZHISBM", one.code), ("FAWENR", f"{one.issued:%Y%m%d}"),
        ("QIXIAN", "" if one.stated is None else str(one.stated)), ("SHENQINGH", one.number.replace(".", "")),
        ("SHENQINGR", f"{one.filed:%Y%m%d}" if one.filed else ""), ("FAMINGMC", one.title), ("FAMINGLX", one.kind),
        ("NEIBUBH", one.internal), ("ZIPBID", one.folder),
    )  # fmt: skip
    return (
        f'<?xml version="1.0" encoding="GBK"?>\n{_DTD}<data-bus><TONGZHISID>{one.folder}</TONGZHISID>'
        f"<FAWENXLH>{one.serial}</FAWENXLH><TONGZHISXJ><SHUXINGXX>{inside}</SHUXINGXX></TONGZHISXJ></data-bus>"
    )


def body_xml(one: Made) -> str:
    """The notice itself."""
    applicant = f"<applicant_info>{_tags(('applicant_name', one.applicant))}</applicant_info>" if one.applicant else ""
    sent = _tags(("notice_sent_serial", one.serial), ("notice_sent_date", one.issued.isoformat()))
    head = _tags(
        ("notice_name", one.name), ("application_number", one.number),
        ("application_date", one.filed.isoformat() if one.filed else ""), ("invention_title", one.title),
    )  # fmt: skip
    pay = _tags(("pay_deadline_date", one.pay_deadline.isoformat() if one.pay_deadline else ""))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<cn_notice_info>{head}{applicant}<notice_sent>{sent}</notice_sent>'
        f"{pay}{_fees(one)}</cn_notice_info>"
    )


def _fees(one: Made) -> str:
    if one.windows is not None:
        due, amount = one.windows
        year = _tags(("annual_year", str(one.annual_year or "")))
        return f"{year}<fee_info>{''.join(_windows(due, Decimal(amount)))}</fee_info>"
    if not one.fees:
        return ""
    fees = "".join(f"<fee>{_tags(('fee_name', name), ('fee_amount', amount))}</fee>" for name, amount in one.fees)
    total = sum((Decimal(amount) for _, amount in one.fees), Decimal(0))
    year = _tags(("annual_year", str(one.annual_year or "")))
    return f"<fee_info_all><fee_payable>{total}</fee_payable>{year}<fee_info>{fees}</fee_info></fee_info_all>"


def _windows(due: date, amount: Decimal) -> Iterable[str]:
    """The second to the sixth month after the due date, five per cent of the fee more in each."""
    for step in range(1, 6):
        start, end = add_months(due, step) + timedelta(days=1), add_months(due, step + 1)
        late = (amount * step * 5 / 100).quantize(Decimal("0.01"))
        inside = _tags(
            ("pay_start_time", start.isoformat()), ("pay_end_time", end.isoformat()), ("annual_fee", str(amount)),
            ("late_fee", str(late)), ("totle_fee", str(amount + late)),
        )  # fmt: skip
        yield f"<fee>{inside}</fee>"


def _tags(*fields: tuple[str, str]) -> str:
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields if value)


def page_image(page: int) -> bytes:
    """A page in black and white as TIFF: a frame and lines like those of a letter."""
    row = (_WIDTH + 7) // 8
    rows = [bytearray(b"\xff" * row) for _ in range(_HEIGHT)]
    for y in range(60, _HEIGHT - 60):
        in_frame = y in (60, 61, _HEIGHT - 62, _HEIGHT - 61)
        in_line = y > 110 and y % 28 < 3 and y < 560 + 40 * page
        if in_frame or in_line:
            left, right = (6, row - 6) if in_frame else (9, row - 9 - (y * 7 + page * 5) % 22)
            rows[y][left:right] = b"\x00" * (right - left)
    data = b"".join(rows)
    entries = (
        (256, 4, _WIDTH), (257, 4, _HEIGHT), (258, 3, 1), (259, 3, 1), (262, 3, 1), (273, 4, 8), (277, 3, 1),
        (278, 4, _HEIGHT), (279, 4, len(data)),
    )  # fmt: skip
    directory = struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        directory += struct.pack("<HHI", tag, kind, 1) + struct.pack("<I", value)
    return struct.pack("<2sHI", b"II", 42, 8 + len(data)) + data + directory + struct.pack("<I", 0)
