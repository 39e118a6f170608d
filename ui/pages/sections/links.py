"""同族与关联: the family as a tree, what the client wants abroad or divided, adding and removing links."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.matters import Kind
from ipdesk.text import label
from ui.widgets.elided import ElidedLabel
from ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from ipdesk.services.family import FamilyRow
    from ipdesk.services.rows import MatterView
    from ui.context import Desk

PATENTS = frozenset({Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT})
_WISHES = ("wants_priority", "divisional_wanted", "priority_correction")
_STEP = 20


class LinksSection(QWidget):
    """Read when it is made; the matter's panel makes it anew when its matter changes."""

    def __init__(self, desk: Desk, view: MatterView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._view = desk, view
        self.rows: tuple[FamilyRow, ...] = ()
        self.removers: dict[int, QPushButton] = {}
        self.goers: dict[int, QPushButton] = {}
        self.wishes: dict[str, QCheckBox] = {}
        self.add_button = QPushButton(self.tr("添加关联…"), self)
        self.add_button.setProperty("step", True)
        self.add_button.clicked.connect(lambda _checked=False: self.add())
        self.empty = QLabel(self.tr("还没有关联。优先权、分案、同日申请和权利人变更在这里添加，两边都会显示。"), self)
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self._body = QWidget(self)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._wishing(), 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(top)
        self._column.addWidget(self.empty)
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        self.read()

    def _wishing(self) -> QWidget:
        """One click says what the client wants; the law's items that go with it stand at once."""
        holder = QWidget(self)
        flow = FlowLayout(holder)
        if self._view.row.kind in PATENTS:
            tips = (
                self.tr("需要在国外申请或要求优先权：列出优先权期限"),
                self.tr("需要分案：收到办理登记手续通知书时列出分案期限"),
                self.tr("需要增加或改正优先权要求：列出其期限"),
            )
            for wish, tip in zip(_WISHES, tips, strict=True):
                box = QCheckBox(label("flag", wish), holder)
                box.setToolTip(tip)
                box.setChecked(wish in self._view.flags)
                box.clicked.connect(lambda on, wish=wish: self._wish(wish, on=on))
                flow.addWidget(box)
                self.wishes[wish] = box
        return holder

    def _wish(self, wish: str, *, on: bool) -> None:
        from ipdesk.services.links import set_wish

        office, act, view = self._desk.office, self._desk.act(), self._view
        if office is not None:
            self._desk.runner.write(lambda: set_wish(office, act, view.id, wish, on=on, expected_version=view.version))

    def read(self) -> None:
        """Read the family beside the window."""
        from shiboken6 import Shiboken

        from ipdesk.services.family import family

        office, matter = self._desk.office, self._view.id
        if office is None:
            return

        def arrived(found: tuple[FamilyRow, ...]) -> None:
            if Shiboken.isValid(self):
                self.show_rows(found)

        self._desk.runner.read(lambda: family(office, matter), arrived)

    def show_rows(self, rows: tuple[FamilyRow, ...]) -> None:
        """Lay out the tree."""
        self.rows, self.removers, self.goers = rows, {}, {}
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        line = 0
        for row in rows:
            self._row(grid, line, row, body)
            line += 1
            if row.warning:
                warning = QLabel(label("family", row.warning), body)
                warning.setProperty("tone", "near")
                warning.setWordWrap(True)
                warning.setContentsMargins(row.depth * _STEP, 0, 0, 0)
                grid.addWidget(warning, line, 0, 1, 4)
                line += 1
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.setVisible(bool(rows))
        self.empty.setVisible(not rows)

    def _row(self, grid: QGridLayout, line: int, row: FamilyRow, parent: QWidget) -> None:
        first = QHBoxLayout()
        first.setContentsMargins(row.depth * _STEP, 0, 0, 0)
        first.setSpacing(8)
        if row.kind:
            badge = QLabel(label("link", row.kind), parent)
            badge.setObjectName("badge")
            badge.setProperty("tone", "plain")
            first.addWidget(badge)
        name = f"{row.country} {row.number}".strip()
        if row.matter_id is not None and not row.itself and not row.removed:
            go = QPushButton(name, parent)
            go.setObjectName("link")
            go.setCursor(Qt.CursorShape.PointingHandCursor)
            go.setAccessibleName(self.tr("打开 {number}").format(number=name))
            go.clicked.connect(lambda _checked=False, there=row.matter_id: self._desk.navigate(there))
            first.addWidget(go)
            self.goers[row.matter_id] = go
        else:
            own = QLabel(f"<b>{html.escape(name)}</b>" if row.itself else html.escape(name), parent)
            first.addWidget(own)
        removed = self.tr("已移除") if row.removed else ""
        kind = label("kind", row.matter_kind) if row.matter_kind is not None else ""
        said = " · ".join(part for part in (removed, kind, row.title) if part)
        title = ElidedLabel(said, parent)
        title.setProperty("tone", "quiet" if row.removed else "plain")
        title.setToolTip(" · ".join(part for part in (row.title, row.application_number, row.note) if part))
        first.addWidget(title, 1)
        grid.addLayout(first, line, 0)
        for place, words in ((1, f"{row.on:%Y-%m-%d}" if row.on else "—"), (2, _state(row))):
            cell = QLabel(words, parent)
            cell.setObjectName("quiet")
            grid.addWidget(cell, line, place)
        if row.direct and row.link_id is not None:
            away = QPushButton(self.tr("移除"), parent)
            away.setObjectName("link")
            away.setCursor(Qt.CursorShape.PointingHandCursor)
            away.setAccessibleName(self.tr("移除关联 {number}").format(number=name))
            away.clicked.connect(partial(self.remove, row.link_id, row.link_version))
            grid.addWidget(away, line, 3)
            self.removers[row.link_id] = away

    # -- what can be done -------------------------------------------------------------------------------

    def add(self) -> None:
        """Link this matter with another."""
        from ui.dialogs.link import LinkDialog

        LinkDialog(self._desk, self._view, self.window()).open()

    def remove(self, link_id: int, version: int, _checked: bool = False) -> None:
        """Take a link away; Ctrl+Z brings it back."""
        from ipdesk.services.links import remove_link

        office, act = self._desk.office, self._desk.act()
        if office is not None:
            self._desk.runner.write(lambda: remove_link(office, act, link_id, version))


def _state(row: FamilyRow) -> str:
    if row.matter_id is None:
        return "外部"
    return label("stage", row.stage) if row.state in ("active", "") and row.stage else label("matter_state", row.state)
