"""The statistics: a small office counted by hand, the example office against a plain count over ``derive``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import Kind, State
from ipdesk.domain.periods import Unit
from ipdesk.domain.statistics import JUDGED, LATE, Outcome, Span, Tally, month_span, tally, trend_span, year_span
from ipdesk.files.table_book import write_book
from ipdesk.model import dockets
from ipdesk.model.settings import SettingRecord
from ipdesk.services.demo import make_demo
from ipdesk.services.docket import matter_of
from ipdesk.services.duties import mark_duty
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import add_person
from ipdesk.services.statistics import overview
from ipdesk.services.statistics_book import statistics_book
from ipdesk.services.statistics_days import days_used
from ipdesk.services.statistics_figures import Overview, Which
from ipdesk.services.statistics_items import count_items, stat_items
from ipdesk.services.undo import undo
from tests import database
from tests.services.test_listing_plans import plans

TODAY = date(2026, 11, 20)  # a Friday
NOVEMBER = month_span(TODAY)


def day(number: int) -> date:
    return date(2026, 11, number)


# -- an office counted by hand --------------------------------------------------------------------


@pytest.fixture
def ids(office: Office, act: Act) -> dict[str, int]:
    """Three matters: A with every outcome but paused and void, B paused, C given up."""
    found = {"王伟": add_person(office, act, "王伟", "handler", "patent").created or 0}
    found["李丽"] = add_person(office, act, "李丽", "handler", "patent").created or 0
    for name, slip, handler in (("A", 2, "王伟"), ("B", 17, "王伟"), ("C", 19, "李丽")):
        new = NewMatter(Kind.UTILITY_MODEL, f"案件{name}", "某公司", slip_on=day(slip), handler_id=found[handler])
        found[name] = add_matter(office, act, new).created or 0
    for name, event, on in (
        ("A", "assigned", 3),  # 3.1.2 within 2 wd of 2 November: kept after 1
        ("A", "sales_contacted", 3),  # 3.1.3 the same day: kept after 0
        ("A", "client_contacted", 6),  # 3.1.3 within 1 wd of 3 November: late after 3
        # 3.1.1 every Monday: 9 and 16 November missed, 23 November open; 3.1.1 after 7 days: 13 November overdue
        ("B", "paused", 18),  # 3.1.2 stands
        ("C", "cancelled", 20),  # 3.1.2 void; 3.5.3 evidence the same day: open
    ):
        data = {"reason": "价格"} if event in ("paused", "cancelled") else {}
        record_event(office, act, RecordEvent(found[name], event, day(on), data=data))
    return found


EXPECTED = Tally(kept=2, late_done=1, overdue=1, missed=2, open=2, paused=1, void=1)


def test_every_state_is_counted_once_in_the_month_it_is_due(office: Office, ids: dict[str, int]) -> None:
    view = overview(office, TODAY, NOVEMBER, "patent")
    assert view.total == EXPECTED
    assert view.total.rate == 2 / 6
    assert view.departments[0].tally == EXPECTED
    assert view.months[-1].tally == EXPECTED
    assert view.official == Tally()
    assert overview(office, TODAY, month_span(date(2026, 10, 1)), "patent").total == Tally()


def test_the_clause_that_fails_most_comes_first(office: Office, ids: dict[str, int]) -> None:
    view = overview(office, TODAY, NOVEMBER, "patent")
    first = view.clauses[0]
    assert (first.rule, first.clause) == ("P.weekly", "3.1.1")
    assert first.tally == Tally(missed=2, open=1)
    by_rule = {one.rule: one.tally for one in view.clauses}
    assert by_rule["P.allocate"] == Tally(kept=1, paused=1, void=1)
    assert by_rule["P.chase"] == Tally(overdue=1)
    assert by_rule["X.evidence"] == Tally(open=1)
    assert sum((one.tally for one in view.clauses), Tally()) == EXPECTED


def test_days_used_of_those_allowed(office: Office, ids: dict[str, int]) -> None:
    view = overview(office, TODAY, NOVEMBER, "patent")
    days = days_used(office, TODAY, view.which)
    contact = days.clauses["P.contact"]
    assert (contact.n, contact.median, contact.worst, contact.allowed, contact.unit) == (1, 3, 3, 1, Unit.WORKING_DAYS)
    assert contact.worst_is_late
    chase = days.clauses["P.chase"]  # not done: no median, but it has lasted 14 days so far
    assert (chase.n, chase.median, chase.worst, chase.allowed) == (0, None, 14, 7)
    assert "P.weekly" not in days.clauses
    # Of the time allowed: 3.1.2, which is the head's to do, half of it; 3.1.3 three times as much.
    assert (days.share.n, days.share.median, days.share.worst) == (2, (1 / 2 + 3 / 1) / 2, 3.0)
    share = days.people[ids["王伟"]]
    assert (share.n, share.median, share.worst) == (1, 3.0, 3.0)


def test_days_on_which_the_clock_stood_are_not_used(office: Office, act: Act, ids: dict[str, int]) -> None:
    record_event(office, act, RecordEvent(ids["B"], "resumed", day(20)))
    record_event(office, act, RecordEvent(ids["B"], "assigned", day(20), data={"handler_id": str(ids["王伟"])}))
    found = stat_items(office, TODAY, Which(NOVEMBER.frm, NOVEMBER.to, rule="P.allocate"))
    b = next(row for row in found.rows if row.matter_id == ids["B"])
    # 17 November to 20 November are 3 working days; 18 and 19 were paused
    assert (b.outcome, b.used, b.allowed) == (Outcome.KEPT, 1, "2个工作日")


def test_who_is_late_this_week_and_what_is_on_the_desks(office: Office, ids: dict[str, int]) -> None:
    view = overview(office, TODAY, NOVEMBER, "patent")
    assert [(one.name, one.overdue, one.late) for one in view.late] == [("王伟", 1, 1)]
    assert {(one.name, one.overdue, one.week, one.later) for one in view.load} == {("王伟", 1, 0, 1), ("李丽", 0, 1, 0)}
    late = stat_items(office, TODAY, view.late_which.person(ids["王伟"]))
    assert [(row.rule, row.due, row.days_late) for row in late.rows] == [
        ("P.chase", day(13), 7),
        ("P.weekly", day(16), None),
    ]


def test_a_person_beside_the_department(office: Office, ids: dict[str, int]) -> None:
    # What is the head's to do (3.1.2) has nobody here: there is no head.
    view = overview(office, TODAY, NOVEMBER, None, ids["王伟"])
    assert view.compared_with == "department"
    assert view.total == Tally(kept=1, late_done=1, overdue=1, missed=2, open=1)
    assert view.peers == EXPECTED
    assert view.months[-1].peers == EXPECTED
    assert {one.name for one in view.staff} >= {"王伟", "李丽", ""}


def test_an_event_taken_back_is_not_counted(office: Office, act: Act, ids: dict[str, int]) -> None:
    changes = record_event(office, act, RecordEvent(ids["A"], "question_received", day(20), about="Q1"))
    assert overview(office, TODAY, NOVEMBER, "patent").total.open == EXPECTED.open + 1
    assert changes.act is not None
    undo(office, act, changes.act)
    assert overview(office, TODAY, NOVEMBER, "patent").total == EXPECTED


def test_the_duties_of_the_office_are_the_process_departments(office: Office, act: Act) -> None:
    with office.database.write() as uow:
        uow.session.add(SettingRecord(key="duties.since", value="2026-11-16"))
        uow.commit()
    mark_duty(office, act, "F.cpc_daily", "2026-11-19", on=day(19))
    mark_duty(office, act, "F.cpc_daily", "2026-11-18", on=day(20))
    view = overview(office, TODAY, NOVEMBER)
    cpc = next(one.tally for one in view.clauses if one.rule == "F.cpc_daily")
    # 16 and 17 November nobody did; 20 November and the six working days after it are open
    assert (cpc.kept, cpc.late_done, cpc.overdue, cpc.open) == (1, 1, 2, 7)
    process = next(one.tally for one in view.departments if one.code == "process")
    assert process == view.total
    found = stat_items(office, TODAY, view.which.but(rule="F.cpc_daily", outcomes=LATE))
    assert [(row.about, row.matter_id) for row in found.rows] == [
        ("2026-11-16", None),
        ("2026-11-17", None),
        ("2026-11-18", None),
    ]
    assert view.late[0].id is None
    assert view.late[0].total == count_items(office, TODAY, view.late_which.person(None))


@pytest.mark.skipif(bool(database.URL), reason="query plans of SQLite")
def test_the_counts_come_from_the_index_alone(office: Office, ids: dict[str, int]) -> None:
    from ipdesk.model import reading_statistics as reading

    def ask() -> None:
        with office.database.read() as uow:
            reading.days(uow.session, NOVEMBER.frm, NOVEMBER.to)

    (plan,) = plans(office, ask)
    assert "COVERING INDEX ix_due_items_due" in plan
    assert "TEMP B-TREE" not in plan


# -- the example office ---------------------------------------------------------------------------

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("statistics") / "example.db", create=True) as made:
        make_demo(made, database.an_act(today=DAY), matters=40, seed=11)
        yield made


@pytest.fixture(scope="module")
def year(example: Office) -> Overview:
    return overview(example, DAY, year_span(DAY))


_OF_STATE = {
    State.DONE: Outcome.KEPT,
    State.DONE_LATE: Outcome.LATE_DONE,
    State.OVERDUE: Outcome.OVERDUE,
    State.OPEN: Outcome.OPEN,
    State.DUE_SOON: Outcome.OPEN,
    State.PAUSED: Outcome.PAUSED,
    State.VOID: Outcome.VOID,
}


def derived(office: Office) -> Iterator[tuple[Any, Outcome]]:
    """Every due item that the rules make of the events, with its outcome: no query of ours, no stored item."""
    with office.database.read() as uow:
        loaded = dockets.load(uow, dockets.matter_ids(uow))
    for one in loaded:
        docket = derive(matter_of(one.row), one.events, office.rulebook, office.calendar, DAY)
        for item in docket.due_items:
            missed = item.superseded and item.state is not State.VOID
            yield item, Outcome.MISSED if missed else _OF_STATE[item.state]


def _duties(office: Office) -> list[Any]:
    span = trend_span(DAY)
    rows = stat_items(office, DAY, Which(span.frm, span.to, "process")).rows
    return [row for row in rows if row.matter_id is None]


def test_the_figures_are_those_of_the_rules(example: Office, year: Overview) -> None:
    by_rule: Counter[tuple[str, Outcome]] = Counter()
    by_month: Counter[tuple[date, Outcome]] = Counter()
    for item, how in derived(example):
        if year.span.frm <= item.due <= year.span.to and not item.official:
            by_rule[item.rule, how] += 1
        if trend_span(DAY).frm <= item.due <= trend_span(DAY).to and not item.official:
            by_month[item.due.replace(day=1), how] += 1
    assert sum(by_rule.values()) > 200
    for clause in year.clauses:
        if not clause.rule.startswith(("F.cpc_daily", "F.month_remind", "F.sheet_")):
            assert clause.tally == tally((how, by_rule[clause.rule, how]) for how in Outcome), clause.rule
    assert {rule for rule, _how in by_rule} <= {clause.rule for clause in year.clauses}
    # The duties of the office belong to no matter: without them, month by month.
    duties = Counter((row.due.replace(day=1), row.outcome) for row in _duties(example))
    for figure in year.months:
        expected = tally((how, by_month[figure.month, how] + duties[figure.month, how]) for how in Outcome)
        assert figure.tally == expected, figure.month


def test_parts_add_up_to_the_whole(year: Overview) -> None:
    for parts in (year.departments, year.clauses, year.people):
        assert sum((one.tally for one in parts), Tally()) == year.total
    assert year.centre.tally == year.total
    for month in year.months:
        of = (one.tally for department in year.departments for one in department.months if one.month == month.month)
        assert sum(of, Tally()) == month.tally


def test_every_figure_opens_as_many_items_as_it_says(example: Office, year: Overview) -> None:
    def agrees(which: Which, figure: int) -> None:
        assert count_items(example, DAY, which) == figure, which

    for one in Outcome:
        agrees(year.which.but(outcomes=(one,)), year.total.of([one]))
        for department in year.departments:
            agrees(year.which.but(department=department.code, outcomes=(one,)), department.tally.of([one]))
    for clause in year.clauses:
        agrees(year.which.but(rule=clause.rule, outcomes=JUDGED), clause.tally.judged)
    for person in year.people:
        agrees(year.which.person(person.id).but(outcomes=LATE), person.tally.late)
    for month in year.months:
        span = month_span(month.month)
        agrees(year.which.but(frm=span.frm, to=span.to, outcomes=(Outcome.KEPT,)), month.tally.kept)
    for late in year.late:
        agrees(year.late_which.person(late.id), late.total)
    for load in year.load:
        agrees(year.load_which.person(load.id), load.total)


def test_a_list_shows_what_it_counts(example: Office, year: Overview) -> None:
    found = stat_items(example, DAY, year.which.but(outcomes=LATE))
    assert len(found.rows) == found.total == year.total.late
    assert {row.outcome for row in found.rows} <= set(LATE)
    late = [row.days_late or 0 for row in found.rows]
    assert late == sorted(late, reverse=True)
    cut = stat_items(example, DAY, year.which, limit=10)
    assert len(cut.rows) == 10
    assert cut.total == year.total.counted + year.total.void


def test_medians_are_those_of_the_items(example: Office, year: Overview) -> None:
    import statistics

    days = days_used(example, DAY, year.which)
    compared = 0
    for rule, figures in days.clauses.items():
        rows = stat_items(example, DAY, year.which.but(rule=rule)).rows
        done = [row.used for row in rows if row.done_on is not None and row.used is not None]
        if not done or figures.unit is Unit.MINUTES:
            continue
        compared += 1
        assert figures.n == len(done), rule
        assert figures.median == statistics.median(done), rule
        every = [row.used for row in rows if row.used is not None]
        assert figures.worst == (min(every) if figures.before else max(every)), rule
    assert compared > 10


def test_the_workbook_reads_back(example: Office, year: Overview, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "达标情况.xlsx"
    write_book(path, statistics_book(example, DAY, year.span), DAY)
    book = load_workbook(path, data_only=True)
    assert book.sheetnames == ["部门", "条款", "人员", "月份", "明细"]
    table = list(book["部门"].iter_rows(min_row=2, values_only=True))
    assert table[0][:4] == ("部门", "按期", "逾期完成", "逾期未办")
    assert table[1][0] == "全中心"
    assert table[1][1] == year.total.kept
    assert table[1][8] == pytest.approx(year.total.rate)
    items = list(book["明细"].iter_rows(min_row=3, values_only=True))
    assert len([row for row in items if row[0] == "按期完成"]) == year.total.kept
    assert len(items) == year.total.counted + year.total.void
    assert len(list(book["月份"].iter_rows(min_row=3, max_row=14))) == 12


def test_an_office_without_matters(office: Office) -> None:
    view = overview(office, TODAY, Span(date(2026, 1, 1), date(2026, 1, 31)))
    assert view.total.counted == 0
    assert (view.late, view.load) == ((), ())
    assert days_used(office, TODAY, view.which).clauses == {}
    assert stat_items(office, TODAY, view.late_which).rows == ()
