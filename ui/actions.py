"""What the window can do, in one table: text, shortcut, and the words Ctrl+K answers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Entry:
    """One action; ``needs_office``: it is off while no database is open; ``menu``: shown in the menu."""

    key: str
    text: Any  # a str that QT_TRANSLATE_NOOP hands through as an object
    shortcut: str = ""
    also: str = ""
    needs_office: bool = True
    menu: bool = True


_C = "Actions"
ENTRIES: tuple[Entry | None, ...] = (
    Entry("new_matter", QT_TRANSLATE_NOOP("Actions", "新建案件"), "Ctrl+N", "xjaj new"),
    Entry("undo", QT_TRANSLATE_NOOP("Actions", "撤销上一步"), "Ctrl+Z", "cx undo"),
    Entry("redo", QT_TRANSLATE_NOOP("Actions", "重做"), "Ctrl+Y", "cz redo"),
    Entry("find", QT_TRANSLATE_NOOP("Actions", "查找…"), "Ctrl+K", "cz find"),
    Entry("filter", QT_TRANSLATE_NOOP("Actions", "筛选当前列表"), "Ctrl+F", "sx filter", menu=False),
    Entry("refresh", QT_TRANSLATE_NOOP("Actions", "刷新"), "F5", "sx refresh"),
    None,
    Entry("import_ledger", QT_TRANSLATE_NOOP("Actions", "导入台账…"), "Ctrl+I", "drtz excel import"),
    Entry("export_ledger", QT_TRANSLATE_NOOP("Actions", "导出台账…"), "Ctrl+E", "dctz excel export"),
    Entry("backup", QT_TRANSLATE_NOOP("Actions", "立即备份…"), "", "bf backup"),
    None,
    Entry("complaint", QT_TRANSLATE_NOOP("Actions", "记录投诉…"), "Ctrl+Shift+N", "jlts complaint"),
    Entry("reminder", QT_TRANSLATE_NOOP("Actions", "新建提醒…"), "", "xjtx reminder"),
    Entry("templates", QT_TRANSLATE_NOOP("Actions", "资料模板…"), "", "zlmb template"),
    Entry("checklists", QT_TRANSLATE_NOOP("Actions", "清单模板…"), "", "qdmb checklist"),
    Entry("arrangement", QT_TRANSLATE_NOOP("Actions", "放假安排…"), "", "fjap gzr jjr holiday"),
    Entry("deadline", QT_TRANSLATE_NOOP("Actions", "期限计算器…"), "Ctrl+D", "qxjsq jsq deadline"),
    Entry("filing_fees", QT_TRANSLATE_NOOP("Actions", "计算申请费…"), "", "sqf filing fees"),
    Entry("transfers", QT_TRANSLATE_NOOP("Actions", "项目移交申请…"), "", "xmyj transfer"),
    Entry("people", QT_TRANSLATE_NOOP("Actions", "人员…"), "", "ry staff people"),
    Entry("person", QT_TRANSLATE_NOOP("Actions", "选择操作人…"), "", "czr"),
    Entry("theme", QT_TRANSLATE_NOOP("Actions", "切换深色/浅色"), "", "qhss dark light"),
    Entry("open", QT_TRANSLATE_NOOP("Actions", "打开数据库…"), "Ctrl+O", "dk open", needs_office=False),
    Entry("start", QT_TRANSLATE_NOOP("Actions", "开始页（示例 · 新建）"), "", "ksy", needs_office=False),
    Entry("quit", QT_TRANSLATE_NOOP("Actions", "退出"), "Ctrl+Q", "tc quit", needs_office=False),
)


def make_actions(owner: QWidget, run: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The actions, added to ``owner`` so that their shortcuts work; ``run`` has one function per key."""
    made: dict[str, QAction] = {}
    for entry in ENTRIES:
        if entry is None:
            continue
        action = QAction(QCoreApplication.translate(_C, entry.text), owner)
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
        action.triggered.connect(lambda _checked=False, key=entry.key: run[key]())
        action.setEnabled(not entry.needs_office)
        owner.addAction(action)
        made[entry.key] = action
    return made


def fill_menu(menu: QMenu, actions: Mapping[str, QAction]) -> None:
    """The window's menu, groups apart."""
    for entry in ENTRIES:
        if entry is None:
            menu.addSeparator()
        elif entry.menu:
            menu.addAction(actions[entry.key])


def enable_office_actions(actions: Mapping[str, QAction], *, on: bool) -> None:
    """What needs a database is off while none is open."""
    for entry in ENTRIES:
        if entry is not None and entry.needs_office:
            actions[entry.key].setEnabled(on)
