"""What can be done with notices, for the page and the matter's section alike: record, mail, scan, assign, open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ipdesk.services.notices import ARCHIVED, ASSIGNED, MAILED, NoticeLine, lines_of
from ipdesk.text import label

if TYPE_CHECKING:
    from ipdesk.services.rows import MatterView
    from ui.context import Desk


def _tr(words: str) -> str:
    return QCoreApplication.translate("Notices", words)


def ready_for(lines: Sequence[NoticeLine], event: str) -> tuple[NoticeLine, ...]:
    """Those of the lines on which the step can be recorded now."""
    return tuple(line for line in lines if (step := line.step(event)) is not None and step.pending)


def record(desk: Desk, lines: Sequence[NoticeLine], event: str, parent: QWidget) -> None:
    """Record a step today; a mail, a scan or the one who answers is asked for in a dialog of its own."""
    wanted = ready_for(lines, event)
    if not wanted or desk.office is None:
        return
    if event == MAILED:
        from ui.dialogs.notice_mail import NoticeMailDialog

        NoticeMailDialog(desk, [line.key for line in wanted], parent).open()
    elif event == ASSIGNED or (event == ARCHIVED and not all(line.papers for line in wanted)):
        ask(desk, wanted, event, parent)
    else:
        _write(desk, wanted, event)


def ask(desk: Desk, lines: Sequence[NoticeLine], event: str, parent: QWidget, files: Sequence[Path] = ()) -> None:
    """The step with another date, its papers, or who is to answer."""
    from ui.dialogs.notice_step import NoticeStepDialog

    NoticeStepDialog(desk, ready_for(lines, event), event, parent, files).open()


def _write(desk: Desk, lines: Sequence[NoticeLine], event: str, files: Sequence[Path] = ()) -> None:
    from ipdesk.services.notice_steps import StepData, step

    office, act, keys = desk.office, desk.act(), [line.key for line in lines]
    extra = StepData(files=tuple((path.name, path) for path in files))
    if office is not None:
        desk.runner.write(lambda: step(office, act, keys, event, act.today, extra))


def take_files(desk: Desk, line: NoticeLine, paths: Sequence[Path]) -> None:
    """Files dropped on a line: the scan of a paper notice that waits for it, else papers of the notice."""
    from ipdesk.services.notice_steps import add_papers

    office, act = desk.office, desk.act()
    if office is None or not paths:
        return
    if ready_for((line,), ARCHIVED):
        _write(desk, (line,), ARCHIVED, paths)
        return
    files = [(path.name, path) for path in paths]
    desk.runner.write(lambda: add_papers(office, act, line.key, files))


def choose_files(desk: Desk, line: NoticeLine, parent: QWidget) -> None:
    """The same by a file dialog."""
    names, _ = QFileDialog.getOpenFileNames(parent, _tr("选择通知书文件或扫描件"))
    take_files(desk, line, [Path(name) for name in names])


def open_paper(desk: Desk, attachment_id: int) -> None:
    """Open a paper in the system's program."""
    from ipdesk.services.attachments import open_path

    office = desk.office
    if office is not None:
        desk.runner.read(
            lambda: open_path(office, attachment_id),
            lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )


def open_last_mail(desk: Desk, line: NoticeLine) -> None:
    """The mail that passed the notice on, as it was written; a notice mailed otherwise says so."""
    from ipdesk.services.notice_mail import mail_of
    from ui.mailing import open_mail

    office = desk.office

    def show(found: int | None) -> None:
        if found is not None:
            open_mail(desk, found)
        else:
            desk.say(_tr("这份通知书的邮件不是在这里写的。"))

    if office is not None:
        desk.runner.read(lambda: mail_of(office, line), show)


def menu(desk: Desk, lines: Sequence[NoticeLine], parent: QWidget, where: QPoint) -> None:
    """What can be done with the chosen lines."""
    if not lines:
        return
    made = QMenu(parent)
    made.aboutToHide.connect(made.deleteLater)
    names = dict.fromkeys(step.event for line in lines for step in line.steps if step.pending)
    for name in names:
        made.addAction(label("event", name), partial(record, desk, lines, name, parent))
    if names:
        other = made.addMenu(_tr("以其他日期记录"))
        for name in names:
            other.addAction(_tr("{step}…").format(step=label("event", name)), partial(ask, desk, lines, name, parent))
        made.addSeparator()
    if len(lines) == 1:
        _add_of_one(desk, made, lines[0], parent)
    made.popup(where)


def _add_of_one(desk: Desk, made: QMenu, line: NoticeLine, parent: QWidget) -> None:
    for paper, name in line.papers[:8]:
        made.addAction(_tr("打开 {name}").format(name=name), partial(open_paper, desk, paper))
    mailed = line.step(MAILED)
    if mailed is not None and mailed.done:
        made.addAction(_tr("打开发出的邮件"), partial(open_last_mail, desk, line))
    made.addAction(_tr("附文件…"), partial(choose_files, desk, line, parent))
    made.addAction(_tr("打开案件"), partial(desk.navigate, line.matter_id))
    done = [step for step in line.steps if step.done and step.event_id is not None]
    if done:
        made.addSeparator()
        undo = made.addMenu(_tr("撤销已记录的步骤"))
        for step in done:
            words = f"{label('event', step.event)} {step.on:%m-%d}…" if step.on else label("event", step.event)
            undo.addAction(words, partial(_revoke, desk, step.event_id, label("event", step.event), step.on, parent))


def _revoke(desk: Desk, event_id: int | None, words: str, on: date | None, parent: QWidget) -> None:
    from ui.dialogs.revoke import RevokeDialog

    if event_id is not None and on is not None:
        RevokeDialog(desk, event_id, words, on, parent).open()


def open_step(name: str) -> Callable[[Desk, MatterView, QWidget, str | None], bool]:
    """How a matter's panel opens a step that needs more than a date; it answers False where which notice is unclear."""

    def opens(desk: Desk, view: MatterView, parent: QWidget, about: str | None) -> bool:
        office, today, key = desk.office, desk.today, about or _only(view, name)
        if office is None or key is None:
            return False

        def read(lines: tuple[NoticeLine, ...]) -> None:
            if ready_for(lines, name):
                record(desk, lines, name, parent)
            else:  # not its turn: the general dialog lets it be recorded all the same, as it happened
                from ui.recording import open_record_dialog

                open_record_dialog(desk, view, name, parent, key)

        desk.runner.read(lambda: lines_of(office, today, [(view.id, key)]), read)
        return True

    return opens


def open_receipt(desk: Desk, view: MatterView, parent: QWidget, _about: str | None) -> bool:
    """A notice that came in for the matter shown."""
    from ui.dialogs.notice import NoticeDialog

    NoticeDialog(desk, parent, matter=view.row).open()
    return True


def _only(view: MatterView, name: str) -> str | None:
    """The notice that waits for the step, if it is one alone."""
    live = ("open", "due_soon", "overdue", "paused")
    waits = {row.about for row in view.due_items if name in row.fulfilled_by and row.state in live and row.about}
    return waits.pop() if len(waits) == 1 else None
