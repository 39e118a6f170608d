"""Complaints (标准 4) in the office: recorded, called back in half an hour, explained, closed, made good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model import reading_complaints
from ipdesk.services import complaints as service
from ipdesk.services.check import check
from ipdesk.services.complaint_lists import ComplaintRow, complaint_rows, complaint_view, running_clocks
from ipdesk.services.complaint_settling import NewGift, add_gift, file_criticism, gift_sheet, gifts, remove_gift
from ipdesk.services.complaint_year import rows_of_year, unit_rates, year_book, year_summary
from ipdesk.services.complaints import NewComplaint, Step, close_complaint, record_complaint, record_step
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import due_items, matter_rows, matter_view
from ipdesk.services.office import Act
from ipdesk.services.transfers import approve_transfer, transfers
from ipdesk.services.undo import undo
from tests import database
from tests.services.complaint_office import TODAY, Desk, make


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


def row(desk: Desk, complaint: int) -> ComplaintRow:
    return complaint_view(desk.office, complaint).row


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.RaisesExc(UserError, check=lambda error: error.code == code)


# -- recording ------------------------------------------------------------------------------------------


def test_a_complaint_is_one_act_with_number_person_and_clocks(desk: Desk) -> None:
    complaint = desk.complain(level="B", caller="李工", phone="13800000000", demands="尽快联系")
    (found,) = matter_rows(desk.office, TODAY, [complaint])
    assert (found.number, found.kind, found.department, found.handler) == ("TS26-001", Kind.COMPLAINT, "patent", "林一")
    assert found.salesperson == "业务甲"
    view = complaint_view(desk.office, complaint)
    assert (view.row.against, view.row.unit, view.row.level) == ("林一", "专利一组", "B")
    assert (view.row.received, view.caller, view.phone, view.demands) == (
        at("2026-11-24 09:05"), "李工", "13800000000", "尽快联系",
    )  # fmt: skip
    items = {line.rule: (line.due_at, line.person) for line in view.row.clocks}
    assert items == {
        "C.call_back": (at("2026-11-24 09:35"), "陈上级"),
        "C.explain": (at("2026-11-26 23:59:59"), "陈上级"),
    }
    undo(desk.office, desk.act)
    assert complaint_rows(desk.office) == ()
    assert desk.complain() > complaint  # and can be recorded again


def test_numbers_go_on_through_the_year_and_begin_again_with_the_next(desk: Desk) -> None:
    numbers = [row(desk, desk.complain()).number for _ in range(2)]
    new_year = replace(desk.act, today=date(2027, 1, 5))
    new = NewComplaint("深圳长虹", "没有回复", at=time(9, 0))
    created = record_complaint(desk.office, new_year, new).created or 0
    assert [*numbers, row(desk, created).number] == ["TS26-001", "TS26-002", "TS27-001"]


def test_an_unknown_client_is_taken_as_text_and_nobody_may_be_meant(desk: Desk) -> None:
    complaint = desk.complain(client="新客户公司", about_id=None)
    found = row(desk, complaint)
    assert (found.client, found.against, found.department) == ("新客户公司", "", "patent")
    assert {line.person for line in found.clocks} == {"陈上级"}  # the department's own superior


@pytest.mark.parametrize(
    ("against", "superior"),
    [
        ("林一", "陈上级"),
        ("王二", "周上级"),
        ("钱软件", "郑主任"),
        ("陈上级", "赵主任"),
        ("周上级", "赵主任"),
        ("赵主任", "孙总监"),
        ("郑主任", "孙总监"),
    ],
)
def test_4_3_3_who_answers_is_the_superior_of_the_person_complained_about(
    desk: Desk, against: str, superior: str
) -> None:
    complaint = desk.complain(about_id=None, against_id=desk.people[against])
    assert {line.person for line in row(desk, complaint).clocks} == {superior}
    assert not check(desk.office, desk.act).problems


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("complaint.no_client", {"client": " "}),
        ("complaint.no_text", {"text": "\n"}),
        ("complaint.bad_choice", {"level": "E"}),
        ("complaint.bad_choice", {"channel": "fax"}),
        ("complaint.too_long", {"phone": "1" * 51}),
        ("complaint.not_this_client", {"client": "广州南方"}),
        ("person.unknown", {"against_id": 999}),
        ("matter.unknown", {"about_id": 999}),
        ("complaint.in_future", {"on": date(2026, 11, 25)}),
    ],
)
def test_what_is_refused(desk: Desk, code: str, more: dict[str, Any]) -> None:
    with refused(code):
        desk.complain(**more)
    assert complaint_rows(desk.office) == ()


def test_the_hour_of_today_is_checked_against_the_clock(desk: Desk) -> None:
    now = datetime.combine(TODAY, time(9, 5, 30)).astimezone()
    act = Act(None, now.astimezone(UTC), TODAY)
    with refused("complaint.in_future"):
        record_complaint(desk.office, act, NewComplaint("甲", "乙", at=time(9, 6)))
    created = record_complaint(desk.office, act, NewComplaint("甲", "乙")).created or 0
    assert row(desk, created).received == at("2026-11-24 09:05")
    with refused("complaint.no_time"):
        record_complaint(desk.office, act, NewComplaint("甲", "乙", on=date(2026, 11, 23)))


# -- the clocks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clause", "more", "rules"),
    [
        ("4.3.1 service by message", {"channel": "message"}, {"C.explain"}),
        ("4.3.2 another handler, by message", {"channel": "message", "subject": "change_handler"}, set()),
        ("4.3.3 by phone", {"subject": "other"}, {"C.call_back"}),
        ("4.3.3 beyond the superior", {"subject": "other", "beyond_superior": True}, {"C.call_back", "C.escalate"}),
        ("4.3.6 through the owner", {"channel": "owner", "subject": "other"}, set()),
    ],
)
def test_which_periods_a_complaint_has(desk: Desk, clause: str, more: dict[str, Any], rules: set[str]) -> None:
    found = row(desk, desk.complain(**more))
    assert {line.rule for line in found.clocks} == rules, clause
    assert found.through_owner == ("owner" in more.values())


@pytest.mark.parametrize(
    ("step", "done", "state", "late"),
    [
        ("called_back", "2026-11-24 09:35", "done", 0),
        ("escalated", "2026-11-24 09:35", "done", 0),
        ("called_back", "2026-11-24 09:36", "done_late", 1),
        ("called_back", "2026-11-25 09:35", "done_late", 1440),
    ],
)
def test_4_3_3_half_an_hour_to_the_minute(desk: Desk, step: str, done: str, state: str, late: int) -> None:
    complaint = desk.complain(subject="other")
    moment = at(done)
    act = replace(desk.act, today=moment.date())
    record_step(desk.office, act, Step(complaint, step, moment.date(), moment.time()))
    (line,) = row(desk, complaint).clocks
    assert (line.state, line.done_at, line.late) == (state, moment, late)
    undo(desk.office, act)
    (line,) = row(desk, complaint).clocks
    assert line.state == "open"


@pytest.mark.parametrize(
    ("done", "state"),
    [("2026-11-24 23:55", "done"), ("2026-11-25 00:20", "done"), ("2026-11-25 00:21", "done_late")],
)
def test_4_3_3_half_an_hour_across_midnight(desk: Desk, done: str, state: str) -> None:
    complaint = desk.complain("23:50", subject="other")
    assert [clock.due_at for clock in running_clocks(desk.office, at("2026-11-24 23:55"))] == [at("2026-11-25 00:20")]
    early = running_clocks(desk.office, at("2026-11-24 20:00"))[0].left(at("2026-11-24 20:00"))
    assert early.figures == "30:00", "it runs from the minute the client called"
    assert running_clocks(desk.office, at("2026-11-25 00:21"))[0].left(at("2026-11-25 00:21")).minutes == -1
    moment = at(done)
    act = replace(desk.act, today=moment.date())
    record_step(desk.office, act, Step(complaint, "called_back", moment.date(), moment.time()))
    (line,) = row(desk, complaint).clocks
    assert line.state == state
    assert running_clocks(desk.office, moment) == ()


def test_running_clocks_say_whom_they_concern(desk: Desk) -> None:
    first, second = desk.complain("09:05"), desk.complain("09:01", subject="other", beyond_superior=True)
    desk.complain(channel="visit", subject="other")
    now = at("2026-11-24 09:22:19")
    clocks = running_clocks(desk.office, now)
    assert [(one.matter_id, one.rule, one.left(now).figures) for one in clocks] == [
        (second, "C.escalate", "08:41"),
        (first, "C.call_back", "12:41"),
    ]
    one = clocks[1]
    assert (one.number, one.client, one.person, one.against) == ("TS26-001", "深圳长虹", "陈上级", "林一")
    seen = {name for name, person in desk.people.items() if one.concerns(person)}
    assert seen == {"林一", "陈上级", "赵主任", "孙总监"}
    assert one.concerns(None)


@pytest.mark.skipif(bool(database.URL), reason="query plans of SQLite")
def test_the_running_clocks_are_asked_for_by_index(desk: Desk) -> None:
    desk.complain()
    asked: list[tuple[str, Any]] = []
    note = lambda _c, _cursor, statement, values, *_rest: asked.append((statement, values))  # noqa: E731
    event.listen(desk.office.database.engine, "before_cursor_execute", note)
    assert running_clocks(desk.office, at("2026-11-24 09:10"))
    event.remove(desk.office.database.engine, "before_cursor_execute", note)
    wanted = [one for one in asked if one[0].startswith("SELECT")]
    with desk.office.database.read() as uow:
        plans = [
            row[3]
            for statement, values in wanted
            for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert any("events USING" in plan and "ix_events_name" in plan for plan in plans), plans
    assert any("due_items USING INDEX uq_due_items_matter_id_key" in plan for plan in plans), plans


def test_what_is_recorded_as_any_event_today_carries_its_minute(desk: Desk) -> None:
    complaint = desk.complain(subject="other")
    now = datetime.combine(TODAY, time(9, 41, 5)).astimezone()
    act = Act(None, now.astimezone(UTC), TODAY)
    record_event(desk.office, act, RecordEvent(complaint, "called_back", TODAY))
    assert [event.at for event in matter_view(desk.office, TODAY, complaint).events][-1] == time(9, 41)
    assert row(desk, complaint).clocks[0].late == 6


def test_4_3_1_explained_within_two_working_days(desk: Desk) -> None:
    complaint = desk.complain(channel="message")
    desk.step(complaint, "explained", "15:00")
    (line,) = row(desk, complaint).clocks
    assert (line.rule, line.state, line.done_at) == ("C.explain", "done", at("2026-11-24 15:00"))


def test_a_superior_changed_later_takes_the_items_over(desk: Desk) -> None:
    from ipdesk.model.people import PersonRecord
    from ipdesk.services.people import roles_changed

    complaint = desk.complain()
    with desk.office.database.write() as uow:
        uow.begin_act(desk.act, "change_person", "林一")
        person = uow.get(PersonRecord, desk.people["林一"])
        assert person is not None
        person.superior_id = desk.people["周上级"]
        uow.flush()
        roles_changed(uow)
        uow.commit()
    assert {line.person for line in row(desk, complaint).clocks} == {"周上级"}
    assert not check(desk.office, desk.act).problems


# -- steps and closing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "moment"),
    [
        ("complaint.before_received", "called_back", "09:04"),
        ("complaint.bad_step", "filed", "09:10"),
        ("complaint.not_closed", "report_written", "09:10"),
        ("complaint.not_closable", "complaint_closed", "09:10"),
    ],
)
def test_steps_out_of_order_are_refused(desk: Desk, code: str, name: str, moment: str) -> None:
    complaint = desk.complain()
    with refused(code):
        desk.step(complaint, name, moment)


def test_closing_says_all_that_is_missing(desk: Desk) -> None:
    complaint = desk.complain(level="D")
    with refused("complaint.not_closable") as caught:
        close_complaint(desk.office, desk.act, Step(complaint, "x", None, time(10, 0)), "attitude", "已致歉")
    assert caught.value.details["missing"] == [
        "立项编号（4.2）", "电话回访或上报（4.3.3）", "向客户解释（4.3.1）", "检讨书（4.4.1）",
    ]  # fmt: skip
    assert row(desk, complaint).cause == ""  # nothing of it was kept


def test_a_grave_complaint_from_call_to_report(desk: Desk) -> None:
    complaint = desk.complain(level="D", through_owner=True)
    desk.step(complaint, "escalated")
    desk.step(complaint, "explained", "11:00")
    service.open_project(desk.office, desk.act, complaint)
    file_criticism(desk.office, desk.act, complaint, "检讨".encode(), "投诉检讨书.txt")
    closing = Step(complaint, "complaint_closed", None, time(16, 0))
    close_complaint(desk.office, desk.act, closing, "attitude", "上门致歉，更换负责人")
    view = complaint_view(desk.office, complaint)
    assert (view.project_number, view.criticism and view.criticism.name) == ("ZA-2026-001", "投诉检讨书.txt")
    assert (view.row.state, view.row.cause, view.settlement) == ("closed", "attitude", "上门致歉，更换负责人")
    assert view.row.is_open  # 4.3.6: the report is still owed
    assert matter_view(desk.office, TODAY, complaint).next_steps == ("report_written",)
    with refused("complaint.done_already"):
        desk.step(complaint, "complaint_closed", "16:05")
    desk.step(complaint, "report_written", "17:00")
    assert not row(desk, complaint).is_open
    undo(desk.office, desk.act)
    undo(desk.office, desk.act)
    view = complaint_view(desk.office, complaint)
    assert (view.row.state, view.row.cause, view.settlement) == ("explained", "", "")


@pytest.mark.parametrize(("level", "number"), [("B", "LX-2026-001"), ("D", "ZA-2026-001"), ("A", None), ("C", None)])
def test_4_2_projects(desk: Desk, level: str, number: str | None) -> None:
    complaint = desk.complain(level=level)
    assert complaint_view(desk.office, complaint).needs_project is (number is not None)
    if number is None:
        with refused("complaint.no_project_needed"):
            service.open_project(desk.office, desk.act, complaint)
        return
    service.open_project(desk.office, desk.act, complaint)
    assert complaint_view(desk.office, complaint).project_number == number
    with refused("complaint.has_project"):
        service.open_project(desk.office, desk.act, complaint)
    undo(desk.office, desk.act)
    assert complaint_view(desk.office, complaint).project_number == ""


def test_another_class_gives_the_project_number_up(desk: Desk) -> None:
    complaint = desk.complain(level="B")
    service.open_project(desk.office, desk.act, complaint)
    service.change_complaint(desk.office, desk.act, complaint, None, {"level": "D"})
    view = complaint_view(desk.office, complaint)
    assert (view.row.level, view.project_number, view.needs_project) == ("D", "", True)
    undo(desk.office, desk.act)
    assert complaint_view(desk.office, complaint).project_number == "LX-2026-001"


def test_changing_whom_it_is_about_changes_who_answers(desk: Desk) -> None:
    complaint = desk.complain()
    version = row(desk, complaint).version
    service.change_complaint(desk.office, desk.act, complaint, version, {"against_id": desk.people["王二"]})
    found = row(desk, complaint)
    assert (found.against, found.unit, {line.person for line in found.clocks}) == ("王二", "专利二组", {"周上级"})
    with pytest.raises(StaleVersion):
        service.change_complaint(desk.office, desk.act, complaint, version, {"level": "B"})
    undo(desk.office, desk.act)
    assert (row(desk, complaint).against, row(desk, complaint).unit) == ("林一", "专利一组")
    assert not service.change_complaint(desk.office, desk.act, complaint, None, {"level": "A"})  # no difference


def test_4_3_2_another_handler_is_asked_for_and_moves_what_that_person_has(desk: Desk) -> None:
    complaint = desk.complain(subject="change_handler")
    changes = service.ask_new_handler(desk.office, desk.act, complaint, desk.people["王二"], "要求更换")
    (transfer,) = transfers(desk.office)
    assert (transfer.id, transfer.from_person, transfer.to_person) == (changes.created, "林一", "王二")
    assert transfer.matter_ids == (desk.matters["支架"], desk.matters["底座"])
    assert transfer.reason == "投诉 TS26-001：要求更换"
    assert complaint_view(desk.office, complaint).transfers == (transfer,)
    approve_transfer(desk.office, desk.by("孙总监"), transfer.id)
    assert {one.handler for one in matter_rows(desk.office, TODAY, transfer.matter_ids)} == {"王二"}
    with refused("complaint.nothing_to_hand_over"):
        service.ask_new_handler(desk.office, desk.act, complaint, desk.people["王二"])


def test_4_3_5_the_clients_work_in_all_departments_is_at_hand(desk: Desk) -> None:
    others = complaint_view(desk.office, desk.complain()).others
    assert {(one.title, one.department, one.handler) for one in others} == {
        ("支架", "patent", "林一"), ("底座", "patent", "林一"), ("管理软件", "software", "钱软件"),
    }  # fmt: skip


# -- making good ------------------------------------------------------------------------------------------


def test_4_4_2_fees_given_away_are_shared_and_undone(desk: Desk) -> None:
    complaint = desk.complain()
    gift = NewGift(complaint, "外观设计申请一件", Decimal("270.55"))
    created = add_gift(desk.office, desk.act, gift).created or 0
    add_gift(desk.office, desk.act, NewGift(complaint, "检索报告", Decimal(300), own_mistake=False))
    others, mine = gifts(desk.office, 2026)
    assert (mine.erred, mine.superior, mine.head) == ("林一", "陈上级", "赵主任")
    assert (mine.erred_share, mine.superior_share, mine.head_share) == (
        Decimal("81.16"), Decimal("108.23"), Decimal("81.16"),
    )  # fmt: skip
    assert (others.erred, others.erred_share + others.superior_share + others.head_share) == ("", Decimal(0))
    sheet = gift_sheet(gifts(desk.office), 2026)
    assert [line[-1] for line in sheet.rows] == ["不计提成", "不计提成"]
    assert gifts(desk.office, 2025) == ()
    remove_gift(desk.office, desk.act, created, mine.version)
    assert [one.service for one in gifts(desk.office)] == ["检索报告"]
    undo(desk.office, desk.act)
    assert len(gifts(desk.office)) == 2


@pytest.mark.parametrize(
    ("code", "service_name", "fee"),
    [("complaint.no_service", " ", "1"), ("complaint.bad_fee", "检索", "-1"), ("complaint.bad_fee", "检索", "1.005")],
)
def test_4_4_2_what_is_no_gift(desk: Desk, code: str, service_name: str, fee: str) -> None:
    complaint = desk.complain()
    with refused(code):
        add_gift(desk.office, desk.act, NewGift(complaint, service_name, Decimal(fee)))
    assert gifts(desk.office) == ()


def test_4_4_2_nobody_can_bear_what_nobody_did(desk: Desk) -> None:
    complaint = desk.complain(about_id=None)
    with refused("complaint.nobody_erred"):
        add_gift(desk.office, desk.act, NewGift(complaint, "检索", Decimal(1)))


def test_4_4_1_self_criticism_on_file_can_be_undone(desk: Desk) -> None:
    complaint = desk.complain()
    service.change_complaint(desk.office, desk.act, complaint, None, {"cause": "attitude"})
    assert "criticism" in complaint_view(desk.office, complaint).missing
    file_criticism(desk.office, desk.act, complaint, b"...", "检讨书.docx")
    assert "criticism" not in complaint_view(desk.office, complaint).missing
    undo(desk.office, desk.act)
    assert complaint_view(desk.office, complaint).criticism is None
    assert "criticism" in complaint_view(desk.office, complaint).missing


# -- the year ---------------------------------------------------------------------------------------------


def test_4_4_3_units_over_ten_percent(desk: Desk) -> None:
    assert [(rate.unit, rate.complaints, rate.clients, rate.flagged) for rate in unit_rates(desk.office, 2026)] == [
        ("专利一组", 0, 1, False), ("专利二组", 0, 1, False), ("", 0, 1, False),
    ]  # fmt: skip
    desk.complain()
    flagged = [rate for rate in unit_rates(desk.office, 2026) if rate.flagged]
    assert [(rate.department, rate.unit, rate.share) for rate in flagged] == [("patent", "专利一组", 1.0)]
    assert unit_rates(desk.office, 2025) == ()


def test_the_year_in_figures_and_as_a_book(desk: Desk) -> None:
    first = desk.complain(level="B")
    desk.complain(channel="message", level="C")
    desk.step(first, "called_back", "09:50")
    service.change_complaint(desk.office, desk.act, first, None, {"cause": "attitude"})
    found = year_summary(complaint_rows(desk.office), 2026)
    assert (found.total, found.open, found.kept, found.late) == (2, 2, 0, 1)
    assert found.levels == {"A": 0, "B": 1, "C": 1, "D": 0}
    assert (found.causes, found.criticisms) == ({"": 1, "attitude": 1}, {"林一": 1})
    assert rows_of_year(complaint_rows(desk.office), 2025) == []
    sheets = year_book(desk.office, 2026)
    assert [sheet.name for sheet in sheets] == ["年度汇总", "投诉清单", "小组投诉率", "赠送服务 2026"]
    for sheet in sheets:
        assert all(len(line) == len(sheet.columns) for line in sheet.rows), sheet.name


def test_a_complaint_that_came_as_a_bare_matter_is_worked_on_like_the_others(desk: Desk) -> None:
    from ipdesk.domain.matters import Department
    from ipdesk.services.matters import NewMatter, add_matter

    new = NewMatter(Kind.COMPLAINT, "旧投诉", "深圳长虹", Department.PATENT, handler_id=desk.people["林一"])
    complaint = add_matter(desk.office, desk.act, new).created or 0
    record_event(desk.office, desk.act, RecordEvent(complaint, "complaint_received", TODAY, data={"channel": "phone"}))
    found = row(desk, complaint)
    assert (found.level, found.against, found.unit) == ("A", "林一", "专利一组")
    service.change_complaint(desk.office, desk.act, complaint, None, {"level": "B"})
    assert complaint_view(desk.office, complaint).needs_project
    with desk.office.database.read() as uow:
        assert reading_complaints.last_project(uow.session, "LX-2026-") == 0


def test_complaints_stand_among_the_due_items_of_who_answers(desk: Desk) -> None:
    complaint = desk.complain()
    mine = due_items(desk.office, TODAY, handler="陈上级")
    assert {(item.matter_id, item.rule) for item in mine} == {(complaint, "C.call_back"), (complaint, "C.explain")}
