"""XML of a package of notices: the encoding it names, no document type, no entities, no network; texts by name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, TreeBuilder

LARGEST_XML = 4 << 20
LONGEST_TEXT = 400
_DEEPEST, _MOST_ELEMENTS = 60, 20_000
_DECLARED = re.compile(r"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["'][^>]*\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^<>\[\]"']|"[^"<]*"|'[^'<]*')*>""", re.IGNORECASE)
_CHINESE = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "x-gbk": "gb18030"}
_UNICODE = frozenset({"utf-8", "utf8"})
_DATE = re.compile(r"(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?(?:[ T]\d{2}:\d{2}.*)?")
_NO_DATES = frozenset({"19000101", "19700101"})
_UTF8_CHINESE = re.compile(rb"[\xe3-\xe9][\x80-\xbf][\x80-\xbf]")


class BadXml(ValueError):
    """Why it can't be read, in Chinese."""


def parse(content: bytes) -> Element:
    """The root. ``BadXml``: encoding, document type with content of its own, entities, not well-formed."""
    if len(content) > LARGEST_XML:
        raise BadXml(f"XML 超过 {LARGEST_XML >> 20} MB")
    text = _without_doctype(_text(content))
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    reader = DefusedXMLParser(target=_Shallow(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        reader.feed(text)
        root = reader.close()
    except DefusedXmlException as error:
        raise BadXml("XML 里有 DTD 或实体定义，可能有害") from error
    except BadXml:
        raise
    except (ParseError, ValueError, RecursionError, AssertionError) as error:
        raise BadXml("不是完整的 XML") from error
    return root


class _Shallow(TreeBuilder):
    """Builds the tree and stops where it gets too deep or too wide: neither is ever a notice."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST:
            raise BadXml(f"XML 嵌套超过 {_DEEPEST} 层")
        if self._count > _MOST_ELEMENTS:
            raise BadXml(f"XML 里的项目超过 {_MOST_ELEMENTS} 个")
        return super().start(tag, attributes)

    def end(self, tag: str) -> Element:
        self._depth -= 1
        return super().end(tag)


def _text(content: bytes) -> str:
    """Decoded as declared; what is not in the encoding it names is refused, not guessed at."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16", "UTF-16")
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(content, "utf-8-sig", "UTF-8")
    found = _DECLARED.match(content[:400].decode("latin-1"))
    named = (found[1] if found else "utf-8").lower()
    if named in _UNICODE:
        return _decoded(content, "utf-8", named.upper())
    encoding = _CHINESE.get(named)
    if encoding is None:
        raise BadXml(f"编码 {named} 不受支持")
    if _UTF8_CHINESE.search(content) and _is_utf8(content):
        raise BadXml(f"声明的编码是 {named.upper()}，内容却是 UTF-8")
    return _decoded(content, encoding, named.upper())


def _decoded(content: bytes, encoding: str, named: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadXml(f"声明的编码是 {named}，内容不是") from error


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _without_doctype(text: str) -> str:
    """A reference to a DTD is dropped (it would be fetched); one with definitions of its own stays and is refused."""
    body = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    first = re.search(r"<[A-Za-z_]", body)
    head, rest = (body[: first.start()], body[first.start() :]) if first else (body, "")
    return _DOCTYPE.sub("", head, count=1) + rest


# -- values by name -------------------------------------------------------------------------------


def local(element: Element) -> str:
    """An element's name without a namespace, in lower case."""
    return str(element.tag).rsplit("}", 1)[-1].lower()


def every(root: Element, name: str) -> Iterator[Element]:
    """All elements of this name, wherever they stand."""
    return (element for element in root.iter() if local(element) == name.lower())


def text_of(root: Element, name: str) -> str:
    """The first filled-in element of this name as one line; empty where it is absent."""
    return next((found for element in every(root, name) if (found := line_of(element))), "")


def line_of(element: Element) -> str:
    words = " ".join("".join(c for c in element.text or "" if c.isprintable() or c.isspace()).split())
    return words[:LONGEST_TEXT]


def date_in(text: str) -> date | None:
    """``20261120``, ``2026-11-20``, ``2026年11月20日``; the empty dates of old clients are none.

    ``BadXml`` for text that is no date.
    """
    words = text.strip()
    if not words or words.replace("-", "")[:8] in _NO_DATES:
        return None
    found = _DATE.fullmatch(words)
    if found is None or (words.isdigit() and len(words) != 8):
        raise BadXml(f"“{words[:40]}”不是日期")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadXml(f"“{words[:40]}”不是日期") from None


def money_in(text: str) -> Decimal | None:
    """An amount of not less than nothing in yuan; None for an empty text. ``BadXml`` for anything else."""
    words = text.replace(",", "").replace("元", "").replace("￥", "").replace("¥", "").strip()
    if not words:
        return None
    try:
        found = Decimal(words)
    except InvalidOperation:
        raise BadXml(f"“{words[:40]}”不是金额") from None
    if not found.is_finite() or not 0 <= found < Decimal(100000000) or found != found.quantize(Decimal("0.01")):
        raise BadXml(f"“{words[:40]}”不是金额")
    return found.quantize(Decimal("0.01"))
