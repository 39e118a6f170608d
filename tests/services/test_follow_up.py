"""3.1.1: each Monday's list of patents being written, who owes a disclosure, who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import openpyxl
import pytest

from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.files.table_book import book_bytes
from ipdesk.model import reading_follow_up
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.follow_up import FollowRow, FollowUp, book, clause_words, follow_up, monday_of, tell_clients
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter, remove_matter
from ipdesk.services.office import Act, Office
from ipdesk.services.people import add_person
from ipdesk.services.undo import undo
from tests import database

TODAY = date(2026, 11, 20)  # a Friday
MONDAY = date(2026, 11, 16)


def days(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


@pytest.fixture
def lin(office: Office, act: Act) -> int:
    return add_person(office, act, "林一", "handler", "patent").created or 0


@pytest.fixture
def matter(office: Office, act: Act, lin: int) -> Callable[..., int]:
    """Make a matter of 林一 with events: ``("assigned", "11-02")`` …"""

    def make(title: str, *events: tuple[str, str], kind: Kind = Kind.INVENTION, handler: int | None = lin) -> int:
        new = NewMatter(kind, title, client=f"{title}公司", handler_id=handler)
        made = add_matter(office, act, new).created or 0
        for name, on in events:
            record_event(office, act, RecordEvent(made, name, days(on)))
        return made

    return make


def titles(rows: tuple[FollowRow, ...]) -> list[str]:
    return [row.title for row in rows]


def row_of(found: FollowUp, title: str) -> FollowRow:
    return next(row for row in (*found.rows, *found.paused) if row.title == title)


GIVEN = ("assigned", "11-02")


@pytest.mark.parametrize(
    ("events", "listed"),
    [
        ((GIVEN,), "rows"),
        ((), ""),  # nobody has it yet
        ((GIVEN, ("disclosure_received", "11-09")), "rows"),
        ((GIVEN, ("draft_completed", "11-13")), ""),
        ((GIVEN, ("draft_completed", "11-18")), ""),
        ((GIVEN, ("filed", "11-18")), ""),
        ((GIVEN, ("cancelled", "11-18")), ""),
        ((GIVEN, ("client_contacted", "11-16"), ("draft_completed", "11-18")), "rows"),  # told before it was done
        ((GIVEN, ("paused", "11-12")), "paused"),
        ((GIVEN, ("paused", "11-12"), ("resumed", "11-17")), "rows"),
    ],
)
def test_which_patents_stand_on_the_list(
    office: Office, matter: Callable[..., int], events: tuple[tuple[str, str], ...], listed: str
) -> None:
    matter("支架", *events)
    found = follow_up(office, TODAY)
    assert (titles(found.rows), titles(found.paused)) == (
        ["支架"] if listed == "rows" else [],
        ["支架"] if listed == "paused" else [],
    )


def test_other_kinds_removed_matters_and_revoked_events_do_not_count(
    office: Office, act: Act, matter: Callable[..., int]
) -> None:
    matter("管理软件", GIVEN, kind=Kind.SOFTWARE)
    matter("布图", GIVEN, kind=Kind.LAYOUT)
    gone = matter("移除", GIVEN)
    remove_matter(office, act, gone)
    kept = matter("撤销", GIVEN)
    done = record_event(office, act, RecordEvent(kept, "draft_completed", days("11-10"))).created or 0
    assert follow_up(office, TODAY).rows == ()
    revoke_event(office, act, done, "记错了")
    assert titles(follow_up(office, TODAY).rows) == ["撤销"]


@pytest.mark.parametrize(
    ("events", "owed"),
    [
        ((GIVEN,), None),  # not asked for yet
        ((GIVEN, ("client_contacted", "11-03")), 17),
        ((GIVEN, ("client_contacted", "11-03"), ("coached", "11-12")), 8),  # asked for at the coaching
        ((GIVEN, ("coached", "11-13")), 7),
        ((GIVEN, ("coached", "11-03"), ("disclosure_received", "11-09")), None),
    ],
)
def test_how_long_a_disclosure_is_owed(
    office: Office, matter: Callable[..., int], events: tuple[tuple[str, str], ...], owed: int | None
) -> None:
    matter("支架", *events)
    (row,) = follow_up(office, TODAY).rows
    assert row.owed_days == owed
    assert row.long_owed is (owed is not None and owed > 7)


def test_who_owes_longest_comes_first_then_who_was_not_told(office: Office, matter: Callable[..., int]) -> None:
    matter("告知过", GIVEN, ("disclosure_received", "11-03"), ("client_contacted", "11-16"))
    matter("未告知", GIVEN, ("disclosure_received", "11-03"))
    matter("欠八天", GIVEN, ("coached", "11-12"))
    matter("欠久", GIVEN, ("coached", "11-04"), ("client_contacted", "11-17"))
    found = follow_up(office, TODAY)
    assert titles(found.rows) == ["欠久", "欠八天", "未告知", "告知过"]
    assert (found.told, found.owing) == (2, 2)


def test_telling_fulfils_the_weeks_item_and_is_undone(office: Office, act: Act, matter: Callable[..., int]) -> None:
    one, two = matter("支架", GIVEN, ("client_contacted", "11-03")), matter("水杯", GIVEN)
    before = row_of(follow_up(office, TODAY), "支架")
    assert (before.told, before.due, before.state) == (False, MONDAY, State.OVERDUE)
    changes = tell_clients(office, act, [one, two, one], " 已说明进度 ")
    assert changes.matters == {one, two}
    row = row_of(follow_up(office, TODAY), "支架")
    assert (row.told_on, row.told_note, row.last_contact) == (TODAY, "已说明进度", TODAY)
    assert (row.due, row.state) == (days("11-23"), State.DUE_SOON)  # the next Monday
    items = matter_view(office, TODAY, one).due_items
    assert [item.state for item in items if item.rule == "P.weekly" and item.due == MONDAY] == [State.DONE_LATE]
    undo(office, act)
    assert follow_up(office, TODAY).told == 0
    with pytest.raises(UserError, match=r"follow_up\.nobody"):
        tell_clients(office, act, [])


def test_a_past_week_shows_who_was_told_then(office: Office, matter: Callable[..., int]) -> None:
    matter("支架", GIVEN, ("client_contacted", "11-10"), ("draft_completed", "11-12"))
    matter("水杯", GIVEN, ("client_contacted", "11-17"))
    matter("后来", ("assigned", "11-16"))
    found = follow_up(office, TODAY, "2026-W46")
    assert not found.current
    assert [(row.title, row.told_on) for row in found.rows] == [("水杯", None), ("支架", days("11-10"))]
    assert row_of(found, "支架").state is State.DONE_LATE  # asked for on Monday, told on Tuesday
    assert row_of(found, "水杯").last_contact is None


def test_weeks_that_are_none_are_refused(office: Office) -> None:
    for week, code in (
        ("2026-W48", "follow_up.future"),
        ("2026-W99", "follow_up.bad_week"),
        ("x", "follow_up.bad_week"),
    ):
        with pytest.raises(UserError) as caught:
            follow_up(office, TODAY, week)
        assert caught.value.code == code
    assert monday_of("2026-W53") == date(2026, 12, 28)


def test_a_drafters_list_and_the_workbook(office: Office, act: Act, matter: Callable[..., int], lin: int) -> None:
    other = add_person(office, act, "王二", "handler", "patent").created or 0
    matter("=支架", GIVEN, ("coached", "11-10"))
    matter("水杯", GIVEN, handler=other)
    matter("停", GIVEN, ("paused", "11-11"))
    found = follow_up(office, TODAY)
    assert titles(found.of(lin).rows) == ["=支架"]
    assert titles(found.of(other).rows) == ["水杯"]
    assert titles(found.of(lin).paused) == ["停"]
    assert found.of(None) is found
    import io

    pages = openpyxl.load_workbook(io.BytesIO(book_bytes(book(found), TODAY))).worksheets
    assert [page.title for page in pages] == ["在跟进", "暂停"]
    cells = [[cell.value for cell in row] for row in pages[0].iter_rows(min_row=2, max_row=4)]
    place = cells[0].index("欠交底书天数")
    assert [row[3] for row in cells[1:]] == ["=支架", "水杯"]
    assert [row[place] for row in cells[1:]] == [10, None]
    assert "每周至少联系一次客户" in clause_words()


@pytest.mark.skipif(bool(database.URL), reason="SQLite's own plan")
def test_the_list_is_found_without_a_question_per_matter(office: Office) -> None:
    query = reading_follow_up.drafting_query(["invention"], ["filed"], MONDAY, TODAY)
    with office.database.read() as uow:
        compiled = query.compile(uow.connection, compile_kwargs={"literal_binds": True})
        plan = uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()
    steps = [str(row[-1]) for row in plan]
    assert not [step for step in steps if "CORRELATED" in step]
    assert [step for step in steps if "ix_events_name" in step]
