"""The example office: believable, complete, and the same for the same arguments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from ipdesk.domain.duties import sheet_week
from ipdesk.domain.matters import Kind
from ipdesk.domain.numbers import check_number
from ipdesk.errors import Cancelled, UserError
from ipdesk.services import listing
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.demo import make_demo
from ipdesk.services.demo.people import clients, credit_code, staff
from ipdesk.services.demo.timing import LATER, OVERDUE, TODAY, WEEK, Clock, Step, lay_out, trigger_day
from ipdesk.services.docket import rederive
from ipdesk.services.mailings import mailings
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.rows import Bucket, Filter, MatterRow, Sort

DAY = date(2026, 11, 24)
CALENDAR = shipped_calendar()


def act(today: date = DAY, hour: int = 9) -> Act:
    return Act(by=None, at=datetime(2026, 11, 24, hour, tzinfo=UTC), today=today)


def rows(office: Office, today: date = DAY) -> tuple[MatterRow, ...]:
    ids = listing.matter_ids(office, today, Filter(), Sort("number"))
    return tuple(row for row in listing.matter_rows(office, today, list(ids)))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with open_office(path, create=True) as office:
        make_demo(office, act(), matters=300, seed=2026)
        yield office


def test_every_kind_of_matter_is_there(office: Office) -> None:
    found = rows(office)
    assert len(found) == 300
    assert {row.kind for row in found} == set(Kind)
    assert {row.state for row in found} >= {"active", "paused", "cancelled", "completed"}
    assert len({row.number for row in found}) == 300
    assert all(row.client and row.handler and row.salesperson and row.title for row in found)


@pytest.mark.parametrize("bucket", [Bucket.OVERDUE, Bucket.TODAY, Bucket.WEEK, Bucket.WAITING, Bucket.PAUSED])
def test_every_counter_counts_something(office: Office, bucket: Bucket) -> None:
    counters = listing.counters(office, DAY, None, None)
    assert getattr(counters, bucket) > 0
    for department in ("patent", "process", "software", "trademark"):
        assert listing.counters(office, DAY, department, None).all >= 20


def test_about_one_item_of_twenty_is_late(office: Office) -> None:
    items = listing.due_items(office, DAY, None, None, None, None, None, None)
    live = [item for item in items if item.state in ("open", "due_soon", "overdue") and not item.superseded]
    late = [item for item in live if item.state == "overdue"]
    assert 0.01 < len(late) / len(live) < 0.12
    assert all(item.due > DAY - timedelta(days=60) for item in late), "nothing is forgotten for months"
    done = [item for item in items if item.state in ("done", "done_late")]
    assert 0.005 < sum(item.state == "done_late" for item in done) / len(done) < 0.12


def test_numbers_are_valid_and_used_once(office: Office) -> None:
    numbers = [row.application_number for row in rows(office) if row.application_number]
    assert len(numbers) == len(set(numbers)) > 100
    for number in numbers:
        found = check_number(number)
        assert found.valid, number
        assert found.canonical == number


def test_the_next_weeks_sheet_has_lines_of_several_salespeople(office: Office) -> None:
    from ipdesk.services.fee_sheet_collect import find_payables

    with office.database.read() as uow:
        payables = find_payables(uow, office, sheet_week(DAY))
    assert 20 <= len(payables) <= 45
    assert len({one.payee.salesperson for one in payables}) >= 5
    assert all(one.amount > 0 for one in payables)
    assert any(one.late > 0 for one in payables)
    assert sum(one.late > 0 for one in payables) < len(payables) / 2


def test_every_duty_of_the_office_has_a_history(office: Office) -> None:
    """3.2.2, 3.2.4, 3.2.5: what was paid stands on a sheet that went its way; this Wednesday's payment is to come."""
    from ipdesk.services.duties import duty_rows

    duties = duty_rows(office, DAY, DAY - timedelta(days=80), DAY + timedelta(days=7))
    answered = {(one.rule, one.proof) for one in duties if one.done and one.by}
    assert answered >= {
        ("F.cpc_daily", "mark"),
        ("F.cpc_daily", "event"),
        ("F.month_remind", "mark"),
        ("F.sheet_to_finance", "sheet"),
        ("F.sheet_to_finance", "mark"),
        ("F.sheet_pay", "sheet"),
    }
    paid = [one for one in duties if one.rule == "F.sheet_pay" and one.done]
    assert all(one.done_on is not None and one.done_on <= one.due for one in paid)


def test_the_stored_docket_is_what_the_rules_make(office: Office) -> None:
    assert not rederive(office, act())


def test_nothing_lies_in_the_future(office: Office) -> None:
    for row in rows(office):
        view = listing.matter_view(office, DAY, row.id)
        assert view.events, row.number
        assert all(event.on <= DAY for event in view.events)
        assert row.filed is None or row.filed <= DAY
        assert row.granted is None or row.filed is None or row.filed < row.granted <= DAY


def test_undo_does_not_empty_the_example(office: Office) -> None:
    from ipdesk.services.undo import last_act

    assert last_act(office, None) is None


def test_the_same_arguments_give_the_same_office(tmp_path: Path) -> None:
    dumps = []
    for name, hour in (("a", 9), ("b", 15)):
        with open_office(tmp_path / f"{name}.db", create=True) as made:
            make_demo(made, act(hour=hour), matters=60, seed=7)
        dumps.append(dump(tmp_path / f"{name}.db"))
    assert dumps[0] == dumps[1]
    assert sum(map(len, dumps[0].values())) > 500
    with open_office(tmp_path / "c.db", create=True) as made:
        make_demo(made, act(), matters=60, seed=8)
    assert dump(tmp_path / "c.db")["matters"] != dumps[0]["matters"]


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = [name for name in tables if not name.startswith(("sqlite_", "alembic"))]
        found = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in tables}
    # the lines of one act stand in the journal in the order they were flushed, which is nobody's concern
    found["act_changes"] = sorted((row[1:] for row in found["act_changes"]), key=repr)
    return found


@pytest.mark.parametrize("matters", [1, 3, 24])
@pytest.mark.parametrize("today", [date(2026, 2, 14), date(2026, 10, 4), date(2008, 1, 1), date(2028, 2, 29)])
def test_any_size_and_any_day(tmp_path: Path, matters: int, today: date) -> None:
    with open_office(tmp_path / "small.db", create=True) as made:
        make_demo(made, act(today), matters=matters, seed=1)
        assert len(rows(made, today)) == matters


def test_an_office_with_anything_in_it_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match=r"demo\.not_empty"):
        make_demo(office, act(), matters=10, seed=1)
    assert len(rows(office)) == 300


def test_a_day_outside_the_calendar_is_refused(tmp_path: Path) -> None:
    with (
        open_office(tmp_path / "x.db", create=True) as made,
        pytest.raises(UserError, match=r"demo\.today_out_of_range"),
    ):
        make_demo(made, act(date(1999, 1, 1)), matters=10, seed=1)


def test_a_stopped_example_leaves_nothing(tmp_path: Path) -> None:
    with open_office(tmp_path / "x.db", create=True) as made:
        with pytest.raises(Cancelled):
            make_demo(made, act(), matters=20, seed=1, cancel=lambda: True)
        assert rows(made) == ()
        seen: list[tuple[int, int, str]] = []
        make_demo(made, act(), matters=20, seed=1, progress=lambda done, total, what: seen.append((done, total, what)))
        assert [what for _, _, what in seen] == ["正在制作人员、客户和案件", "正在计算期限"]
        assert seen[-1][:2] == (20, 20)


def test_made_up_people_are_shaped_like_real_ones() -> None:
    people = staff(Random(1))
    assert len({row["name"] for row in people}) == len(people) > 30
    assert all(row["phone"].startswith("13") and len(row["phone"]) == 11 for row in people)
    assert {row["department"] for row in people if row["role"] == "department_head"} == {
        "patent",
        "process",
        "software",
        "trademark",
    }
    found = clients(Random(1), 200, [1, 2])
    assert len({client.row["name"] for client in found}) == 200
    assert all(check_number(client.row["credit_code"]).valid for client in found)
    assert all(client.contacts[0]["is_main"] for client in found)
    assert check_number(credit_code(Random(3), "440106")).kind == "credit_code"


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2026, 11, 22), date(2026, 10, 4)])
@pytest.mark.parametrize("limit", [1, 2, 5, 10])
def test_a_chain_ends_as_near_its_limit_as_asked(today: date, limit: int) -> None:
    clock = Clock(today, CALENDAR)
    for seed in range(40):
        for near in (OVERDUE, TODAY, WEEK, LATER):
            due = CALENDAR.add(trigger_day(Random(seed), clock, limit, near), limit)
            left = CALENDAR.count(today, due)
            if near == OVERDUE:
                assert due < today
            elif near == TODAY:
                assert left == (0 if CALENDAR.is_working(today) else 1)
            else:
                assert left >= 1 if limit > 1 or near == LATER else left >= 0
        days = lay_out(Random(seed), clock, (Step("a"), Step("b", limit), Step("c", None, 5), Step("d", 3)), 3, WEEK)
        assert days == sorted(days)
        assert days[-1] <= today


def test_papers_reminders_and_hand_overs_lie_around(office: Office) -> None:
    from ipdesk.services.reminders import reminders
    from ipdesk.services.transfers import transfers

    assert {one.state for one in transfers(office)} == {"approved", "requested"}
    assert len(reminders(office, DAY, None)) >= 3
    kept = [path for path in office.files.rglob("*") if path.is_file()]
    assert len(kept) >= 10


def test_evidence_is_always_a_paper_and_both_exceptions_were_told(office: Office) -> None:
    """3.5: every 证据存档 has its attachment; the salespeople of a stop and of a pause were written to."""
    found = 0
    for row in rows(office):
        view = listing.matter_view(office, DAY, row.id)
        for event in view.events:
            if event.name == "evidence_kept" and not event.revoked:
                found += 1
                assert event.id in {paper.event_id for paper in view.attachments}
    assert found >= 3
    assert {mail.purpose for mail in mailings(office)} >= {"tell_sales", "paused", "transfer"}
