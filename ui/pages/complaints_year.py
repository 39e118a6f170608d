"""投诉 · 年度: what kinds, why, and which units had more than 10 % of their clients complain (4.4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ipdesk.domain.complaints import LEVELS
from ipdesk.text import label
from ui.pages.complaint_words import level_words
from ui.pages.read_page import ReadPage
from ui.tables.plain import PlainColumn, PlainTable

if TYPE_CHECKING:
    from ipdesk.services.complaint_settling import GiftRow
    from ipdesk.services.complaint_year import UnitRate, YearSummary
    from ui.context import Desk

_YEARS = 6


@dataclass(frozen=True, slots=True)
class _Year:
    rates: tuple[UnitRate, ...]
    summary: YearSummary
    gifts: tuple[GiftRow, ...]


class ComplaintsYearPage(ReadPage):
    """Tiles with the year's counts, the units' rates, the services given away with who bears them (4.4.2)."""

    kinds = frozenset({"complaints", "matters", "events", "people"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked = 0
        self.title = self.tr("年度汇总")
        self.year = QComboBox(self)
        self.year.setAccessibleName(self.tr("年度"))
        for year in range(desk.today.year, desk.today.year - _YEARS, -1):
            self.year.addItem(self.tr("{year} 年").format(year=year), year)
        self.export = QPushButton(self.tr("导出 Excel…"), self)
        self.export.setToolTip(self.tr("年度汇总、投诉清单、小组投诉率、赠送服务，四张表"))
        self.finance = QPushButton(self.tr("赠送清单给财务…"), self)
        self.finance.setToolTip(self.tr("谁承担多少官费；赠送服务不提取提成"))
        self.tiles: dict[str, QLabel] = {}
        self.rates: PlainTable[UnitRate] = PlainTable(
            _rate_columns(), self.tr("小组投诉率"), self, key=lambda row: (row.department, row.unit)
        )
        self.gifts: PlainTable[GiftRow] = PlainTable(_gift_columns(), self.tr("赠送服务"), self)
        self.flagged = QLabel(self)
        self._lay_out()
        self.year.currentIndexChanged.connect(self.refresh)
        self.export.clicked.connect(self._export)
        self.finance.clicked.connect(self._for_finance)
        self.gifts.opened.connect(lambda row: desk.navigate(row.matter_id) if row is not None else None)

    def focus_place(self) -> QWidget:
        return self.rates

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.year)
        top.addStretch(1)
        top.addWidget(self.finance)
        top.addWidget(self.export)
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for key, words in (
            ("total", self.tr("投诉")), ("levels", self.tr("类型")), ("causes", self.tr("原因")),
            ("calls", self.tr("30 分钟回访")), ("criticisms", self.tr("检讨书（年终考核）")),
        ):  # fmt: skip
            tiles.addWidget(self._tile(key, words), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(tiles)
        layout.addWidget(self._titled(self.tr("各小组投诉占服务客户的比例 · 4.4.3"), self.rates, self.flagged), 3)
        layout.addWidget(self._titled(self.tr("赠送服务与官费分担（3:4:3）· 4.4.2"), self.gifts), 2)

    def _tile(self, key: str, words: str) -> QFrame:
        tile = QFrame(self)
        tile.setObjectName("panel")
        column = QVBoxLayout(tile)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        name = QLabel(words, tile)
        name.setObjectName("quiet")
        value = self.tiles[key] = QLabel("—", tile)
        value.setObjectName("cardTitle")
        value.setWordWrap(True)
        value.setAccessibleName(words)
        column.addWidget(name)
        column.addWidget(value)
        column.addStretch(1)
        return tile

    def _titled(self, words: str, table: QWidget, note: QLabel | None = None) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("tableFrame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(1, 8, 1, 1)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(15, 0, 15, 0)
        title = QLabel(words, frame)
        title.setObjectName("sectionTitle")
        head.addWidget(title)
        head.addStretch(1)
        if note is not None:
            head.addWidget(note)
        column.addLayout(head)
        column.addWidget(table, 1)
        return frame

    def chosen_year(self) -> int:
        """The year shown."""
        return int(self.year.currentData())

    def refresh(self, *_index: int) -> None:
        super().refresh()
        office, year = self._desk.office, self.chosen_year()
        self._asked += 1
        asked = self._asked
        if office is None:
            return

        def read() -> _Year:
            from ipdesk.services.complaint_lists import complaint_rows
            from ipdesk.services.complaint_settling import gifts
            from ipdesk.services.complaint_year import unit_rates, year_summary

            return _Year(unit_rates(office, year), year_summary(complaint_rows(office), year), gifts(office, year))

        self._desk.runner.read(read, lambda found: self._show(found) if asked == self._asked else None)

    def _show(self, found: _Year) -> None:
        self.rates.show_rows(found.rates)
        self.gifts.show_rows(found.gifts)
        summary = found.summary
        levels = "　".join(f"{level} {summary.levels[level]}" for level in LEVELS)
        causes = "　".join(
            f"{label('complaint_cause', code) if code else '未查明'} {count}"
            for code, count in sorted(summary.causes.items(), key=lambda one: -one[1])
        )
        answered = summary.kept + summary.late
        words = {
            "total": self.tr("{total} 件，未结 {open} 件").format(total=summary.total, open=summary.open),
            "levels": levels,
            "causes": causes,
            "calls": self.tr("按时 {kept} / {all}").format(kept=summary.kept, all=answered) if answered else "",
            "criticisms": "　".join(f"{name} {count}" for name, count in summary.criticisms.items()),
        }
        for key, text in words.items():
            self.tiles[key].setText(text or "—")
        self.tiles["levels"].setToolTip("\n".join(f"{level_words(level)} {summary.levels[level]}" for level in LEVELS))
        over = [rate for rate in found.rates if rate.flagged]
        self.flagged.setProperty("tone", "late" if over else "quiet")
        self.flagged.style().polish(self.flagged)
        self.flagged.setText(
            self.tr("◆ {count} 个小组超过 10%，部门负责人年终总结检讨").format(count=len(over))
            if over
            else self.tr("没有小组超过 10%")
        )

    def _export(self) -> None:
        from ui.list_output import save_book

        office, year = self._desk.office, self.chosen_year()
        if office is None:
            return

        def sheets() -> object:
            from ipdesk.services.complaint_year import year_book

            return year_book(office, year)

        save_book(self._desk, self, self.tr("投诉年度汇总 {year}.xlsx").format(year=year), sheets)  # type: ignore[arg-type]

    def _for_finance(self) -> None:
        from ui.list_output import save_book

        office, year = self._desk.office, self.chosen_year()
        if office is None:
            return

        def sheets() -> object:
            from ipdesk.services.complaint_settling import gift_sheet, gifts

            return (gift_sheet(gifts(office, year), year),)

        save_book(self._desk, self, self.tr("赠送服务官费分担 {year}.xlsx").format(year=year), sheets)  # type: ignore[arg-type]


def _rate_columns() -> tuple[PlainColumn[UnitRate], ...]:
    def share(row: UnitRate) -> str:
        return f"{row.share:.1%}" if row.share is not None else ("—" if not row.complaints else "无服务客户")

    return (
        PlainColumn("部门", lambda row: label("department", row.department), 120),
        PlainColumn("小组", lambda row: row.unit or "（未分小组）", 200, stretch=True),
        PlainColumn("投诉", lambda row: str(row.complaints), 80, right=True, sort=lambda row: row.complaints),
        PlainColumn("服务客户", lambda row: str(row.clients), 100, right=True, sort=lambda row: row.clients),
        PlainColumn(
            "占比", share, 100, right=True, sort=lambda row: row.share, tone=lambda row: "late" if row.flagged else ""
        ),
        PlainColumn(
            "年终检讨",
            lambda row: "◆ 超过 10%" if row.flagged else "",
            140,
            tone=lambda row: "late" if row.flagged else "",
        ),
    )


def _gift_columns() -> tuple[PlainColumn[GiftRow], ...]:
    def borne(name: str, share: object, row: GiftRow) -> str:
        return f"{name or '—'} {share:.2f}" if row.own_mistake else "—"

    return (
        PlainColumn("投诉", lambda row: row.number, 100),
        PlainColumn("客户", lambda row: row.client, 200),
        PlainColumn("赠送服务", lambda row: row.service, 180, stretch=True),
        PlainColumn("官费", lambda row: f"{row.official_fee:,.2f}", 96, right=True, sort=lambda row: row.official_fee),
        PlainColumn("失误人 30%", lambda row: borne(row.erred, row.erred_share, row), 128, right=True),
        PlainColumn("主管上级 40%", lambda row: borne(row.superior, row.superior_share, row), 128, right=True),
        PlainColumn("部门负责人 30%", lambda row: borne(row.head, row.head_share, row), 136, right=True),
        PlainColumn("提成", lambda _row: "不计提成", 84, tone=lambda _row: "quiet"),
    )
