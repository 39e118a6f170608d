"""Cells of a workbook whose value is lost: errors (#REF!) and formulas whose result the file doesn't hold.

A fast reader gives both as blank. A blank date is nothing, a lost one is not: its row must not be taken.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

Lost = dict[tuple[int, int], str]

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# One cell with its attributes and what it holds; cells don't nest.
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})([0-9]+)\"")
_TYPE = re.compile(rb"\bt=\"(\w+)\"")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>]*>([^<]+|<.*?)</", re.DOTALL)


def lost_cells(content: bytes) -> dict[str, Lost]:
    """Sheet name to its lost cells: (row, column), 0-based, to what the cell shows (``#REF!`` or ``=A1+1``).

    ``content`` is an ``.xlsx`` file; anything else, or a damaged one, has none here.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: found for name, part in _sheets(archive) if (found := _of_sheet(archive.read(part)))}
    except (zipfile.BadZipFile, KeyError, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return {}


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the worksheets and the parts they are in."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = fromstring(archive.read("xl/workbook.xml"))
    except (ParseError, DefusedXmlException):
        return
    targets = {relation.get("Id"): str(relation.get("Target", "")) for relation in relations}
    members = set(archive.namelist())
    for element in book.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        target = targets.get(element.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in members:
            yield str(element.get("name", "")), part


def _of_sheet(xml: bytes) -> Lost:
    found: Lost = {}
    if b't="e"' not in xml and b"<f" not in xml and b":f" not in xml:
        return found
    for cell in _CELL.finditer(xml):
        attributes, body = cell.groups()
        kind = _TYPE.search(attributes)
        error = kind is not None and kind.group(1) == b"e"
        formula = None if error else _FORMULA.search(body)
        if not error and formula is None:
            continue
        value = _VALUE.search(body)
        place = _PLACE.search(attributes)
        if place is None or (not error and (value is not None or (kind is not None and kind.group(1) == b"str"))):
            continue
        if error:
            shown = value.group(1) if value is not None else b"#"
        else:
            shown = b"=" + ((formula.group(1) if formula else None) or b"")
        found[int(place.group(2)) - 1, _column(place.group(1))] = shown.decode("utf-8", "replace")[:60]
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
