"""A plain Word document made of headings and paragraphs: enough for a template paper, without any library.

Same input, same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417"'
    ' w:left="1417" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``level``: 0 text, 1 title (centred), 2 heading."""

    text: str
    level: int = 0


def docx_bytes(paragraphs: Sequence[Paragraph]) -> bytes:
    """The document as bytes, A4 with margins of 2.5 cm."""
    body = "".join(map(_paragraph, paragraphs))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    document = f"{head}<w:document {_NAMESPACE}><w:body>{body}{_PAGE}</w:body></w:document>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text.encode())
    return stream.getvalue()


def _paragraph(one: Paragraph) -> str:
    size = {1: 36, 2: 28}.get(one.level, 24)  # half points
    bold = "<w:b/>" if one.level else ""
    align = '<w:jc w:val="center"/>' if one.level == 1 else ""
    space = '<w:spacing w:before="120" w:after="120" w:line="360" w:lineRule="auto"/>'
    style = f'<w:rPr>{_FONT}{bold}<w:sz w:val="{size}"/></w:rPr>'
    run = f'<w:r>{style}<w:t xml:space="preserve">{escape(one.text)}</w:t></w:r>'
    return f"<w:p><w:pPr>{space}{align}</w:pPr>{run}</w:p>"
