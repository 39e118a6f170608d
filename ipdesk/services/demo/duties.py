"""The office's duties of the last twelve weeks, as clerks answer them: nearly always in time, one of them not yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from random import Random

from ipdesk.domain.duties import CPC_DAILY, MONTH_REMIND, SHEET_TO_FINANCE
from ipdesk.domain.matters import State
from ipdesk.model import bulk, reading_today
from ipdesk.model.office_work import DutyMarkRecord
from ipdesk.model.reading_duties import SINCE
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.demo.fill import forget_undo
from ipdesk.services.duties import DutyState, states_in
from ipdesk.services.office import Act, Changes, Office, commit

BACK = 60  # working days
LATE_NOTE = "CPC 客户端升级，次日补下"
NOON = time(4, 0)  # UTC: noon in China


def add(office: Office, world: World, drafts: Sequence[Draft], at: datetime) -> None:
    """Answer what no event and no sheet answers; today's duties stand open."""
    del drafts
    clock, clerks = world.clock, world.cast.of("process_clerk", "process")
    rng = Random(f"duties|{clock.today}")  # noqa: S311  (an example, no secret)
    since = clock.ago(BACK)
    with office.database.write() as uow:
        uow.begin_act(Act(by=None, at=at, today=clock.today), "mark_duty", f"{since} 以来的全所事项")
        reading_today.put_setting(uow.session, SINCE, since.isoformat())
        uow.flush()
        rows = states_in(uow, office, clock.today, since, clock.today)
        missed = [row for row in rows if row.state is State.OVERDUE]
        days = [row.due for row in missed if row.rule == CPC_DAILY]
        forgotten = max(days, default=date.min)  # nobody has answered the last day yet
        marks = [
            _mark(world, rng, row, rng.choice(clerks))
            for row in missed
            if not (row.rule == CPC_DAILY and row.due == forgotten)
        ]
        bulk.insert_rows(uow, DutyMarkRecord, marks)
        forget_undo(uow)
        commit(uow, Changes(frozenset({"duties"})))


def _mark(world: World, rng: Random, row: DutyState, clerk: int) -> bulk.Row:
    """One answer: in time, at times the next working day, at times that there was nothing."""
    luck, calendar = rng.random(), world.clock.calendar
    late = row.rule in (CPC_DAILY, MONTH_REMIND) and luck < 0.06 and calendar.add(row.due, 1) < world.clock.today
    on = calendar.add(row.due, 1) if late else row.due
    nothing = row.rule == SHEET_TO_FINANCE or (row.rule == CPC_DAILY and luck > 0.7)
    return {
        "rule": row.rule,
        "period": row.period,
        "due": row.due,
        "done_on": on,
        "answer": "none" if nothing else "done",
        "note": LATE_NOTE if late and row.rule == CPC_DAILY else "",
        "done_by": clerk,
        "done_at": datetime.combine(on, NOON, UTC),
    }
