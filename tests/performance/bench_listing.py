"""Opening a department of 100,000 matters and a month over a million due items, against bare sqlite3.

``IPDESK_BENCH_MATTERS`` changes the size. The file is made once and kept in the temporary folder.
"""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from ipdesk.searching import initials, search_text
from ipdesk.services.listing import Column, Filter, Sort, counters, due_items, matter_ids, matter_rows, matter_view
from ipdesk.services.month import month_load
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.rows import MonthFilter
from ipdesk.services.search import find
from ipdesk.services.today import today_view
from tests.performance.harness import Ratio, alternate

MATTERS = int(os.environ.get("IPDESK_BENCH_MATTERS", "100000"))
ITEMS_EACH = 10
TODAY = date(2026, 11, 23)
TITLES = ("一种折叠支架", "一种重型机床", "食品加工装置", "数据处理方法", "仓储管理系统")
LIMIT_SECONDS = 0.1


def bench() -> list[Ratio]:
    """Ours over bare sqlite3 answering the same question; the note holds our milliseconds."""
    path = _office_file()
    with open_office(path) as office, closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA cache_size=-65536")
        return [_ratio(*case) for case in _cases(office, raw)]


Case = tuple[str, Callable[[], object], Callable[[], object], float | None]


def _cases(office: Office, raw: sqlite3.Connection) -> Iterator[Case]:
    """What the screens ask when they open; a goal where there is a bare equivalent."""
    day, sunday = TODAY.isoformat(), (TODAY + timedelta(days=6)).isoformat()
    patent = Filter("patent")
    first = list(matter_ids(office, TODAY, patent)[:50])

    def asked(sql: str, *values: object) -> Callable[[], object]:
        return lambda: raw.execute(sql, values).fetchall()

    here = "FROM matters WHERE department = 'patent' AND removed_at IS NULL"
    yield (
        "counters of a department", lambda: counters(office, TODAY, "patent"),
        asked(
            "SELECT sum(nearest_due < ? AND nearest_state = 'open'), sum(nearest_due = ?), "
            f"sum(nearest_due BETWEEN ? AND ?), sum(waits), sum(state = 'paused'), count(*) {here}",
            day, day, day, sunday,
        ), 3,
    )  # fmt: skip
    yield (
        "ids in order", lambda: matter_ids(office, TODAY, patent),
        asked(f"SELECT id {here} ORDER BY nearest_due, number"), 3,
    )  # fmt: skip
    for column in (Column.NUMBER, Column.TITLE, Column.CLIENT):
        key = {"client": "(SELECT initials FROM clients WHERE id = client_id)"}.get(column, str(column))
        yield (
            f"ids by {column}", lambda column=column: matter_ids(office, TODAY, patent, Sort(column)),  # type: ignore[misc]
            asked(f"SELECT id {here} ORDER BY {key}, number"), 3,
        )  # fmt: skip
    yield (
        "ids with a text", lambda: matter_ids(office, TODAY, Filter("patent", text="食品")),
        asked(f"SELECT id {here} AND search LIKE '%食品%' ORDER BY nearest_due, number"), 3,
    )  # fmt: skip
    marks = ",".join(map(str, first))
    yield (
        "page of 50 rows", lambda: matter_rows(office, TODAY, first),
        asked(
            "SELECT m.*, c.name, p.name, d.* FROM matters m LEFT JOIN clients c ON c.id = m.client_id "
            "LEFT JOIN people p ON p.id = m.handler_id LEFT JOIN due_items d ON d.id = m.nearest_item_id "
            f"WHERE m.id IN ({marks})"
        ), None,
    )  # fmt: skip
    in_month = "FROM due_items WHERE due BETWEEN '2026-10-26' AND '2026-12-06' AND superseded = 0"
    yield (
        "month over all due items", lambda: month_load(office, TODAY, 2026, 11),
        asked(f"SELECT due, state, official, count(*) {in_month} GROUP BY 1, 2, 3"), 3,
    )  # fmt: skip
    yield (
        "month of one person", lambda: month_load(office, TODAY, 2026, 11, MonthFilter(handler_id=5)),
        asked(f"SELECT due, state, official, count(*) {in_month} AND person_id = 5 GROUP BY 1, 2, 3"), 3,
    )  # fmt: skip
    yield (
        "due items of a week", lambda: due_items(office, TODAY, TODAY, TODAY + timedelta(days=6), limit=200),
        asked(
            "SELECT d.*, m.number, m.title, c.name, p.name FROM due_items d JOIN matters m ON m.id = d.matter_id "
            "LEFT JOIN clients c ON c.id = m.client_id LEFT JOIN people p ON p.id = d.person_id "
            "WHERE d.due BETWEEN ? AND ? ORDER BY d.due LIMIT 200", day, sunday,
        ), None,
    )  # fmt: skip
    by_id = asked("SELECT * FROM due_items WHERE matter_id = ?", first[7])
    yield "one matter in full", lambda: matter_view(office, TODAY, first[7]), by_id, None
    exact = asked("SELECT * FROM matters WHERE application_key = '2026000012345'")
    yield "find: exact number", lambda: find(office, "ZL202600001234.5"), exact, None
    part = asked("SELECT * FROM matters WHERE search LIKE '%没有这个%'")
    yield "find: nothing there (full scan)", lambda: find(office, "没有这个"), part, 5
    act = Act(None, datetime(2026, 11, 23, 1, tzinfo=UTC), TODAY)
    overdue = asked(
        "SELECT * FROM due_items WHERE state = 'open' AND superseded = 0 AND due < ? ORDER BY due LIMIT 200", day
    )
    yield "the page 今日 of the whole office", lambda: today_view(office, act), overdue, None


def _ratio(name: str, ours: Callable[[], object], bare: Callable[[], object], goal: float | None) -> Ratio:
    ours()
    bare()
    mine, theirs = alternate(ours, bare)
    slow = "  SLOW" if mine > LIMIT_SECONDS else ""
    return Ratio(name, mine / theirs, f"{mine * 1000:.1f} ms against {theirs * 1000:.1f} ms{slow}", goal)


# -- the office ---------------------------------------------------------------------------------


def _office_file() -> Path:
    """An office with the program's own schema, filled past the services: only reading is measured."""
    from ipdesk.model.schema import HEAD_REVISION

    path = Path(tempfile.gettempdir()) / f"ipdesk-bench-{MATTERS}-{HEAD_REVISION}.db"
    done = path.with_suffix(".filled")
    if done.exists() and path.exists():
        return path
    for old in path.parent.glob(path.name + "*"):
        if old.is_file():
            old.unlink()
    open_office(path, create=True).close()
    with closing(sqlite3.connect(path)) as raw:
        _fill(raw)
    done.touch()
    return path


def _fill(raw: sqlite3.Connection) -> None:
    chance = random.Random(2026)
    raw.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;")
    indices = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL").fetchall()
    for name, _ in indices:
        raw.execute(f'DROP INDEX "{name}"')
    people = [{"id": i + 1, "name": f"张{i}三", "initials": f"z{i}s", "department": "patent"} for i in range(40)]
    _insert(raw, "people", people)
    clients = (
        {
            "id": i + 1,
            "name": f"{chance.choice('深广北上安徽江')}城第{i}公司",
            "initials": chance.choice("abcs") + str(i),
        }
        for i in range(3000)
    )
    _insert(raw, "clients", clients)
    _insert(raw, "matters", (_matter(chance, i + 1) for i in range(MATTERS)))
    _insert(raw, "due_items", _items(raw, chance))
    raw.execute("UPDATE matters SET nearest_item_id = (id - 1) * ? + 1 WHERE nearest_due IS NOT NULL", (ITEMS_EACH,))
    waiting = (
        {"matter_id": row[0], "rule": "P.draft", "clause": "3.1.7", "title": "撰写", "missing": "payment_received"}
        for row in raw.execute("SELECT id FROM matters WHERE waits").fetchall()
    )
    _insert(raw, "waiting", waiting)
    for _, sql in indices:
        raw.execute(sql)
    raw.commit()


def _matter(chance: random.Random, number: int) -> dict[str, object]:
    key = f"2026{number:09d}"
    title = f"{chance.choice(TITLES)}{number}"
    due = TODAY + timedelta(days=chance.randint(-15, 200)) if chance.random() < 0.6 else None
    client = chance.randint(1, 3000)
    return {
        "id": number, "number": f"P26-{number:06d}", "department": "patent", "kind": "invention", "title": title,
        "client_id": client, "handler_id": chance.randint(1, 40), "application_number": f"{key[:12]}.{key[12]}",
        "application_key": key, "nearest_due": due and due.isoformat(), "nearest_state": due and "open",
        "nearest_official": due and 0, "waits": int(due is None), "stage": "drafting", "state": "active",
        "search": search_text(title, f"第{client}公司", also=(f"P26-{number:06d}", key)),
        "next_steps": "draft_completed", "applicant": initials(title),
    }  # fmt: skip


def _items(raw: sqlite3.Connection, chance: random.Random) -> Iterator[dict[str, object]]:
    """Ten items a matter; the first is the nearest one still to be done, if the matter has one."""
    matters = raw.execute("SELECT id, handler_id, nearest_due FROM matters ORDER BY id").fetchall()
    for matter, handler, nearest in matters:
        for n in range(ITEMS_EACH):
            is_open = n == 0 and nearest is not None
            due = nearest if is_open else (TODAY - timedelta(days=chance.randint(-60, 1500))).isoformat()
            yield {
                "id": (matter - 1) * ITEMS_EACH + n + 1, "matter_id": matter, "key": f"P.x||{n}", "rule": "P.draft",
                "clause": "3.1.7", "title": "撰写申请文件", "trigger_on": due, "due": due,
                "state": "open" if is_open else "done", "responsible": "handler", "person_id": handler,
                "official": int(n == 3), "provisional": 0, "superseded": 0, "department": "patent",
            }  # fmt: skip


def _insert(raw: sqlite3.Connection, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Rows of equal keys; columns that must have something and are not given get an empty or zero one."""
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return
    missing = {
        name: 0 if kind.upper() in ("INTEGER", "BOOLEAN", "BIGINT") else ""
        for _, name, kind, needed, default, key in raw.execute(f"PRAGMA table_info({table})")
        if needed and default is None and not key and name not in first
    }
    if "version" in missing:
        missing["version"] = 1
    names = [*first, *missing]
    sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    tail = tuple(missing.values())
    raw.execute(sql, (*first.values(), *tail))
    while batch := list(islice(rest, 20_000)):
        raw.executemany(sql, ((*row.values(), *tail) for row in batch))
