"""The process is killed at any moment: at most the act in progress is lost, and nothing is left half done."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ipdesk.services.backup import check
from ipdesk.services.docket import rederive
from ipdesk.services.office import Act, Changes, open_office
from tests.database import an_act

WORKER = """
import sys
from datetime import date
from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import open_office
from ipdesk.services.undo import undo
from tests.database import TODAY, an_act

office = open_office(sys.argv[1])
act = an_act()
print("ready", flush=True)
while True:
    made = add_matter(office, act, NewMatter(Kind.INVENTION, "支架", "云杉", slip_on=date(2026, 11, 18))).created
    print("done", flush=True)
    for name in ("assigned", "sales_contacted", "client_contacted"):
        record_event(office, act, RecordEvent(made, name, TODAY))
        print("done", flush=True)
    undo(office, act)
    print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.slow
def test_killed_at_any_moment(office_template: Path, tmp_path: Path, root: Path, act: Act) -> None:
    path = tmp_path / "office.db"
    path.write_bytes(office_template.read_bytes())
    told = 0
    for delay in (0.0, 0.013, 0.05, 0.11, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True, cwd=root
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        end = time.monotonic() + delay
        while time.monotonic() < end:
            pass
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().count("done\n")
        process.stdout.close()
        process.wait()
        with open_office(path) as office:
            assert check(office, an_act()).problems == ()
            assert rederive(office, an_act()) == Changes()
            with office.database.read() as uow:
                acts = uow.connection.exec_driver_sql("SELECT count(*) FROM acts").scalar()
        # What was said to be done is there; at most one more was made lasting and not yet told.
        assert told <= (acts or 0) <= told + 1
        told = acts or 0
