"""A zip from outside, read in memory without trusting it: what it says of itself is checked before anything is read.

Nothing is ever extracted to a path. A member that can't be trusted is named with the reason; one bad member never
hides the others. Only a file that is no zip at all, or is a bomb as a whole, is refused as a whole.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from ipdesk.errors import UserError

LARGEST_FILE = 200 << 20
"""Bytes of the package itself: it is kept as it came."""
MOST_MEMBERS = 30_000
LARGEST_MEMBER = 64 << 20
LARGEST_TOTAL = 1 << 30
HIGHEST_RATIO = 150
"""Of an uncompressed size to its compressed one, for members above :data:`RATIO_FROM`."""
RATIO_FROM = 4 << 20
DEEPEST = 2
LONGEST_NAME = 400

BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, ValueError, OSError,
    NotImplementedError, RuntimeError, OverflowError, IndexError, KeyError, AssertionError, MemoryError,
)  # fmt: skip
"""What Python's own reader raises for damaged archives."""

_DRIVE = re.compile(r"^[A-Za-z]:")
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40
_UTF8 = 0x800
_CJK = re.compile(rb"[\xe3-\xe9][\x80-\xbf][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Refused:
    """What was not read, by the name it has in the package, and why (one Chinese sentence)."""

    member: str
    why: str


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of a package, the zips inside it counted."""

    members: int
    size: int


@dataclass(slots=True)
class PackageZip:
    """The members that can be read, by name with ``/``; ``refused``: those that can't. Close it, or use ``with``."""

    members: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    archives: list[zipfile.ZipFile] = field(default_factory=list)

    def read(self, name: str, limit: int = LARGEST_MEMBER) -> bytes:
        """A member's bytes, its checksum verified. ``UserError``: package.member."""
        archive, info = self.members[name]
        if info.file_size > limit:
            raise UserError("package.member", member=name, reason=f"解开后超过 {limit >> 20} MB")
        try:
            with archive.open(info) as stream:
                content = stream.read(limit + 1)
                if len(content) == info.file_size:
                    stream.read(1)  # the checksum is compared at the end only
        except BROKEN as error:
            raise UserError("package.member", member=name, reason="内容损坏，校验不符或被截断") from error
        if len(content) != info.file_size:
            raise UserError("package.member", member=name, reason="内容损坏，长度不符")
        return content

    def close(self) -> None:
        for archive in self.archives:
            archive.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        self.close()


def read_bytes(path: Path) -> bytes:
    """The package's bytes. ``UserError``: package.unreadable, package.too_large."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise UserError("package.unreadable", name=path.name, reason=error.strerror or error) from error
    if size > LARGEST_FILE:
        raise UserError("package.too_large", name=path.name, size=size >> 20, limit=LARGEST_FILE >> 20)
    return content


def open_package(content: bytes, name: str) -> PackageZip:
    """Look at a zip. ``UserError``: package.not_zip (no zip, truncated), package.bomb (as a whole)."""
    found = PackageZip()
    try:
        _take(found, content, "", name, _Budget(MOST_MEMBERS, LARGEST_TOTAL), 0)
    except UserError:
        found.close()
        raise
    return found


def _take(found: PackageZip, content: bytes, prefix: str, name: str, budget: _Budget, depth: int) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        raise UserError("package.not_zip", name=name) from error
    found.archives.append(archive)
    infos = [info for info in archive.infolist() if not _is_folder(info)]
    _check_whole(infos, len(content), name, budget)
    named = list(_named(infos, prefix, found.refused))
    counts = Counter(member.casefold() for member, _ in named)
    for member, info in named:
        problem = "同名的文件在包里出现了不止一次" if counts[member.casefold()] > 1 else _problem(info)
        if problem:
            found.refused.append(Refused(member, problem))
        elif member.casefold().endswith(".zip"):
            found.members[member] = (archive, info)
            _take_inner(found, member, budget, depth)
        elif member in found.members:
            found.refused.append(Refused(member, "同名的文件在包里出现了不止一次"))
        else:
            found.members[member] = (archive, info)


def _take_inner(found: PackageZip, member: str, budget: _Budget, depth: int) -> None:
    """A zip inside the package stands for a folder of its name."""
    if depth + 1 > DEEPEST:
        del found.members[member]
        found.refused.append(Refused(member, f"压缩包套了超过 {DEEPEST} 层"))
        return
    try:
        content = found.read(member)
        del found.members[member]
        _take(found, content, f"{member[:-4]}/", member, budget, depth + 1)
    except UserError as error:
        from ipdesk.text import sentence

        found.members.pop(member, None)
        found.refused.append(Refused(member, sentence(error)))


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith(("/", "\\")) and not info.file_size


def _check_whole(infos: list[zipfile.ZipInfo], size: int, name: str, budget: _Budget) -> None:
    """Refuse a bomb: too many members, too much in all, or members that lie over each other."""
    budget.members -= len(infos)
    budget.size -= sum(info.file_size for info in infos)
    if budget.members < 0:
        raise UserError("package.bomb", name=name, reason=f"包里的文件超过 {MOST_MEMBERS} 个")
    if budget.size < 0:
        raise UserError("package.bomb", name=name, reason=f"解开后超过 {LARGEST_TOTAL >> 20} MB")
    if sum(info.compress_size for info in infos) > size:
        raise UserError("package.bomb", name=name, reason="包里的文件互相重叠")
    if len({info.header_offset for info in infos}) < len(infos):
        raise UserError("package.bomb", name=name, reason="包里的文件互相重叠")


def _named(infos: list[zipfile.ZipInfo], prefix: str, refused: list[Refused]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The members with names that stay inside the package."""
    for info in infos:
        raw, name = member_name(info)
        if name is None:
            refused.append(Refused(prefix + raw, "文件名既不是 GBK 也不是 UTF-8 编码"))
            continue
        why = _unsafe(name)
        if why:
            refused.append(Refused(prefix + _printable(name), why))
            continue
        yield prefix + "/".join(part for part in name.split("/") if part not in ("", ".")), info


def member_name(info: zipfile.ZipInfo) -> tuple[str, str | None]:
    """A printable form of a member's name, and the name itself (None where it is in no known encoding).

    Without the UTF-8 flag Python reads cp437; the office's client writes GBK, some tools write UTF-8 all the same.
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", errors="replace")
        name = decoded_name(raw) or ""
        if not name:
            return _printable(raw.decode("ascii", "backslashreplace")), None
    name = name.replace("\\", "/")
    return _printable(name), name


def decoded_name(raw: bytes) -> str | None:
    """GBK, or UTF-8 where it can't be anything else."""
    for encoding in ("utf-8", "gb18030") if _CJK.search(raw) else ("gb18030", "utf-8"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _unsafe(name: str) -> str:
    if not name or len(name) > LONGEST_NAME:
        return "文件名为空或过长"
    if any(ord(c) < 32 for c in name):
        return "文件名里有控制字符"
    if name.startswith("/") or _DRIVE.match(name):
        return "文件名是绝对路径，可能写到别处"
    if ".." in name.split("/"):
        return "文件名含有“..”，可能写到别处"
    return ""


def _problem(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "是符号链接"
    if info.flag_bits & _ENCRYPTED:
        return "已加密，不能读取"
    if info.compress_type not in _PACKED:
        return "压缩方式不受支持"
    if info.file_size > LARGEST_MEMBER:
        return f"解开后超过 {LARGEST_MEMBER >> 20} MB"
    if info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * max(1, info.compress_size):
        return f"压缩比超过 {HIGHEST_RATIO} 倍，疑似压缩炸弹"
    return ""


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in name)[:LONGEST_NAME]


__all__ = ["BROKEN", "LARGEST_FILE", "PackageZip", "Refused", "open_package", "read_bytes"]
