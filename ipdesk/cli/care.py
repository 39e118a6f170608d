"""``demo``, ``backup``, ``restore``, ``check``, ``upgrade``, ``screenshots``: looking after the data."""

from __future__ import annotations

from pathlib import Path

import click

from ipdesk.cli.session import Session, say
from ipdesk.cli.words import WHOLE, Command
from ipdesk.errors import UserError

LARGEST = 1_000_000
_PATH = click.Path(path_type=Path)


@click.command("demo", cls=Command)
@click.argument("path", metavar="文件", type=_PATH)
@click.option("--matters", type=WHOLE, default=300, show_default=True, help="案件数。")
@click.option("--seed", type=WHOLE, default=2026, show_default=True, help="同样的种子做出同样的示例。")
@click.pass_obj
def demo(session: Session, path: Path, matters: int, seed: int) -> None:
    """制作一个可信的示例事务所；已有的文件不会被覆盖。"""
    from ipdesk.services.demo import make_demo, packages

    if not 1 <= matters <= LARGEST:
        raise UserError("cli.matters", text=matters)
    if path.exists():
        raise UserError("file.exists", path=path)
    session.database = str(path)
    office = session.office(create=True)
    make_demo(office, session.act(), matters=matters, seed=seed)
    found = packages.places(office.files)
    lines = [f"已制作示例：{path}（{matters} 件案件，今天视为 {session.today}）"]
    lines += [f"可试导入的通知书包：{'、'.join(map(str, found))}"] if found else []
    data = {"database": path, "matters": matters, "seed": seed, "today": session.today, "packages": list(found)}
    session.answer(data, lines)


@click.command("backup", cls=Command)
@click.argument("to", metavar="备份到", type=_PATH)
@click.pass_obj
def backup(session: Session, to: Path) -> None:
    """备份数据库与附件，并核对备份完好。"""
    from ipdesk.services.backup import backup as run

    made = run(session.url, to)
    session.answer({"backup": made}, [f"已备份到 {made}，核对无误。"])


@click.command("restore", cls=Command)
@click.argument("source", metavar="备份", type=_PATH)
@click.pass_obj
def restore(session: Session, source: Path) -> None:
    """用备份恢复；先核对备份，原有的数据另存一份。"""
    from ipdesk.services.backup import restore as run

    kept = run(source, session.url)
    line = f"已从 {source} 恢复。" + (f"原有数据另存为 {kept}。" if kept else "")
    session.answer({"restored": source, "kept": kept}, [line])


@click.command("check", cls=Command)
@click.option("--repair", is_flag=True, help="能修的就修：由事件重建期限。")
@click.pass_context
def check(context: click.Context, repair: bool) -> None:
    """检查数据是否完好；有问题时返回 1。"""
    from ipdesk.services.backup import check as run

    session: Session = context.obj
    report = run(session.office(), session.act(), repair=repair)
    problems = [{"code": item.code, "where": item.where, "says": item.says} for item in report.problems]
    lines = [f"{item.where}：{item.says}" for item in report.problems] or ["数据完好。"]
    session.answer({"ok": report.ok, "problems": problems}, lines)
    context.exit(0 if report.ok else 1)


@click.command("upgrade", cls=Command)
@click.pass_obj
def upgrade(session: Session) -> None:
    """把数据库升级到本程序的版本（没有则新建）；升级前自动备份。"""
    from ipdesk.services.backup import upgrade as run

    if session.missing:
        session.office(create=True)
    revision = run(session.url)
    data = {"database": session.url, "revision": revision, "ok": True}
    session.answer(data, [f"数据库 {session.url} 已是当前版本（{revision}）。"])


@click.command("screenshots", cls=Command)
@click.argument("folder", metavar="文件夹", type=_PATH)
@click.pass_obj
def screenshots(session: Session, folder: Path) -> None:
    """把每个主要画面存成 PNG。"""
    session.office().close()  # a database that can't be opened is refused here, in one sentence
    folder.mkdir(parents=True, exist_ok=True)
    made = session.parts.screenshots(session.url, folder, session.today)
    session.answer({"files": made}, [str(path) for path in made])
    say(f"共 {len(made)} 张")
