"""The second row of tabs: the views of the tab chosen above; not there where a tab has only one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QWidget

from ui.views import VIEWS, View, tab_of


class ViewStrip(QWidget):
    """``wanted`` carries the key of the view that was chosen."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("viewTabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(self.tr("视图"))
        self._views: Sequence[View] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        self.tabs.currentChanged.connect(self._chosen)
        self.hide()

    def show_key(self, key: str) -> None:
        """Show the views of the tab that ``key`` belongs to, this one chosen."""
        views = VIEWS[tab_of(key)]
        self.tabs.blockSignals(True)
        if views is not self._views:
            self._views = views
            while self.tabs.count():
                self.tabs.removeTab(0)
            for view in views:
                self.tabs.addTab(QCoreApplication.translate("Views", str(view.title)))
        self.tabs.setCurrentIndex([view.key for view in views].index(key))
        self.tabs.blockSignals(False)
        self.setVisible(len(views) > 1)

    def _chosen(self, place: int) -> None:
        if 0 <= place < len(self._views):
            self.wanted.emit(self._views[place].key)
