"""Recording an event and storing dockets, against the bare thing: one SQLite transaction, ``derive`` alone."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import Kind
from ipdesk.model import bulk, dockets
from ipdesk.services import docket
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Changes, Office, commit, open_office
from tests.performance.harness import Ratio, alternate

TODAY = date(2026, 11, 20)
ACT = Act(None, datetime(2026, 11, 20, 2, tzinfo=UTC), TODAY)
MATTERS = 1000
STEPS = (("slip_received", 0), ("assigned", 1), ("client_contacted", 2), ("disclosure_received", 9))


def bench() -> list[Ratio]:
    """Ratios of recording and of deriving everything again."""
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder) / "office.db", create=True)
        made = _filled(office)
        with office:
            return [_recording(office, Path(folder) / "bare.db"), _deriving(office, made)]


def _filled(office: Office) -> list[int]:
    with office.database.write() as uow:
        uow.begin_act(ACT, "import_ledger")
        values = {"department": "patent", "kind": "invention", "title": "一种折叠支架"}
        ids = bulk.insert_matters(uow, [{**values, "number": f"L-{n}"} for n in range(MATTERS)])
        first = date(2026, 9, 1)
        events = [
            {"matter_id": matter_id, "name": name, "on": first + timedelta(days=n % 60 + after)}
            for n, matter_id in enumerate(ids)
            for name, after in STEPS
        ]
        bulk.insert_events(uow, events)
        docket.project(uow, office, ids, TODAY)
        commit(uow, Changes(frozenset({"matters"})))
        return ids


def _recording(office: Office, bare_path: Path) -> Ratio:
    """An event recorded: appended, derived, stored and lasting on the disk; against one bare lasting insert."""
    matter = add_matter(office, ACT, NewMatter(Kind.INVENTION, "支架", slip_on=date(2026, 11, 18))).created or 0
    bare = sqlite3.connect(bare_path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, name TEXT, day TEXT)")
    ours, theirs = alternate(
        lambda: record_event(office, ACT, RecordEvent(matter, "sales_contacted", TODAY)),
        lambda: bare.execute("INSERT INTO events (name, day) VALUES ('sales_contacted', '2026-11-20')"),
    )
    bare.close()
    return Ratio("record an event, against a bare insert", ours / theirs, f"{ours * 1e3:.1f} ms an event")


def _deriving(office: Office, ids: list[int]) -> Ratio:
    """``rederive`` over all matters (nothing changes): loading and comparing on top of ``derive``."""
    with office.database.read() as uow:
        loaded = [one for part in dockets.batches(ids) for one in dockets.load(uow, part)]
    plain = [(docket.matter_of(one.row), one.events) for one in loaded]
    ours, theirs = alternate(
        lambda: docket.rederive(office, ACT, ids),
        lambda: [derive(matter, events, office.rulebook, office.calendar, TODAY) for matter, events in plain],
    )
    beyond = (ours - theirs) / MATTERS * 1e6
    return Ratio("derive all matters again, against derive alone", ours / theirs, f"{beyond:.0f} µs a matter more")
