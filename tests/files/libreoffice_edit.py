"""Run inside LibreOffice's own Python, not by pytest: does to a sheet what a person does in the program.

python libreoffice_edit.py PIPE SOURCE TARGET FILTER STEP…   where a step is one of
``sort:COLUMN`` (0-based, descending, over A5:V16) · ``insert:ROW`` · ``delete:ROW`` · ``copy:ROW:ROW`` ·
``set:CELL=TEXT`` (entered as typed). Rows are 1-based. Everything is recalculated before it is saved.
"""

from __future__ import annotations

import sys
import time

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]
from com.sun.star.table import TableSortField  # type: ignore[import-not-found]

BLOCK = "A5:V16"


def value(name, content):
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for attempt in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            if attempt == 299:
                raise
            time.sleep(0.1)  # the office is starting
    raise AssertionError


def sort(page, column):
    field = TableSortField()
    field.Field, field.IsAscending = int(column), False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    page.getCellRangeByName(BLOCK).sort((value("SortFields", fields), value("ContainsHeader", False)))


def copy(page, source, target):
    cell = page.getCellRangeByName(f"A{target}").CellAddress
    page.copyRange(cell, page.getCellRangeByName(f"A{source}:V{source}").RangeAddress)


def do(page, step):
    name, _, rest = step.partition(":")
    if name == "sort":
        sort(page, rest)
    elif name == "insert":
        page.Rows.insertByIndex(int(rest) - 1, 1)
    elif name == "delete":
        page.Rows.removeByIndex(int(rest) - 1, 1)
    elif name == "copy":
        copy(page, *rest.split(":"))
    else:
        cell, _, text = rest.partition("=")
        page.getCellRangeByName(cell).setFormula(text)


def main(pipe, source, target, kind, *steps):
    context = connect(pipe)
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    document = desktop.loadComponentFromURL(source, "_blank", 0, (value("Hidden", True),))
    for step in steps:
        do(document.Sheets.getByIndex(0), step)
    document.calculateAll()
    document.storeToURL(target, (value("FilterName", kind),))
    document.close(True)


main(*sys.argv[1:])
