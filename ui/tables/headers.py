"""What the headers of every table have in common: one row height, columns that move, a heading that sorts."""

from __future__ import annotations

from PySide6.QtWidgets import QHeaderView, QTableView


def set_up_headers(table: QTableView) -> QHeaderView:
    """Fixed row heights, no row numbers; the horizontal header is answered for what is particular."""
    vertical = table.verticalHeader()
    vertical.hide()
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    height = table.fontMetrics().height() + 18
    vertical.setDefaultSectionSize(height)
    vertical.setMinimumSectionSize(height)
    header = table.horizontalHeader()
    header.setSectionsMovable(True)
    header.setHighlightSections(False)
    header.setFixedHeight(height)
    header.setSectionsClickable(True)
    header.setSortIndicatorShown(True)
    return header
