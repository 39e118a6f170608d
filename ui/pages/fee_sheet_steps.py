"""The five steps of a week's sheet as buttons: who took them and when, which one is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.fee_sheet import SheetView

STEPS = ("draft", "signed", "sent", "paid_out", "done")


class StepBar(QWidget):
    """``wanted``: a step that may be taken now (the next one), or an earlier one to go back to."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QPushButton] = {}
        self.captions: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for place, state in enumerate(STEPS):
            if place:
                arrow = QLabel("→", self)
                arrow.setObjectName("quiet")
                arrow.setFixedHeight(self.fontMetrics().height() + 16)
                row.addWidget(arrow, 0, Qt.AlignmentFlag.AlignTop)
            column = QVBoxLayout()
            column.setSpacing(2)
            button = QPushButton(label("sheet_state", state), self)
            button.clicked.connect(lambda _checked=False, name=state: self.wanted.emit(name))
            caption = QLabel(self)
            caption.setObjectName("quiet")
            caption.setMinimumWidth(116)
            column.addWidget(button)
            column.addWidget(caption)
            row.addLayout(column)
            self.buttons[state], self.captions[state] = button, caption
        row.addStretch(1)

    def show_view(self, view: SheetView | None) -> None:
        """Show how far a sheet has come."""
        now = STEPS.index(view.state) if view is not None else -1
        done = view is not None and view.state == "done"
        for place, state in enumerate(STEPS):
            button, caption = self.buttons[state], self.captions[state]
            words = label("sheet_state", state)
            taken = place <= now
            button.setText(f"✓ {words}" if taken else words)
            button.setEnabled(view is not None and not done and (place == now + 1 or place < now))
            # The one to be taken next is the page's main button.
            button.setProperty("primary", place == now + 1)
            button.setProperty("step", taken)
            button.style().unpolish(button)
            button.style().polish(button)
            step = view.steps[place] if view is not None else None
            when = f"{step.at.astimezone():%m-%d %H:%M}" if step is not None and step.at is not None else ""
            who = step.by if step is not None else ""
            caption.setText(" ".join(part for part in (who, when) if part))
            button.setToolTip(self._tip(place, now, words))

    def _tip(self, place: int, now: int, words: str) -> str:
        if place == now + 1:
            return self.tr("办理下一步：{step}").format(step=words)
        return self.tr("退回“{step}”").format(step=words) if place < now else words
