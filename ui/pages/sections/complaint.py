"""投诉: the first tab below the timeline of a matter that is a complaint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.complaint_panel import ComplaintPanel

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


class ComplaintSection(QWidget):
    """The complaint's panel inside the panel of its matter."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel = ComplaintPanel(desk, self, heading=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(self.panel)
        self.panel.show_complaint(view.id)
