"""The notices' loop (3.2.2, 3.2.4): one line per notice, each step with its own item, mails, scans, undo."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.listing import due_items, matter_view
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.notice_mail import mail_notices, mail_of, notice_mails
from ipdesk.services.notice_steps import NewNotice, StepData, add_papers, receive_notices, step
from ipdesk.services.notices import NoticeFilter, NoticeLine, lines_of_matter, notice_board, notice_lines
from ipdesk.services.office import Act, Office
from ipdesk.services.people import NewContact, add_contact, add_person, clients
from ipdesk.services.undo import undo
from tests import database

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20)
NUMBER = "202610123456"


@dataclass(frozen=True)
class Desk:
    office: Office
    act: Act
    people: dict[str, int]
    matters: dict[str, int]

    def line(self, matter: str, about: str = "N1") -> NoticeLine:
        return next(one for one in lines_of_matter(self.office, FRIDAY, self.matters[matter]) if one.about == about)

    def receive(self, matter: str, kind: str = "office_action", on: date = MONDAY, **more: object) -> NoticeLine:
        new = NewNotice(kind, on, on, matter_id=self.matters[matter], **more)  # type: ignore[arg-type]
        receive_notices(self.office, self.act, [new])
        return lines_of_matter(self.office, FRIDAY, self.matters[matter])[0]

    def step(self, line: NoticeLine, event: str, on: date = FRIDAY, **more: object) -> None:
        step(self.office, self.act, [line.key], event, on, StepData(**more))  # type: ignore[arg-type]

    def states(self, line: NoticeLine) -> dict[str, str]:
        found = next(one for one in lines_of_matter(self.office, FRIDAY, line.matter_id) if one.about == line.about)
        return {one.event: one.state for one in found.steps}


def build(office: Office, act: Act) -> tuple[dict[str, int], dict[str, int]]:
    """People and matters by name: one client with an address, one without."""
    people = {
        name: add_person(office, act, name, role, department, f"{mail}@agency.cn").created or 0
        for name, role, department, mail in (
            ("程一", "process_clerk", "process", "cheng"),
            ("管二", "system_administrator", "process", "guan"),
            ("写三", "handler", "patent", "xie"),
            ("销四", "salesperson", None, "xiao"),
        )
    }
    matters = {}
    for name, kind, client in (
        ("invention", Kind.INVENTION, "长虹公司"),
        ("model", Kind.UTILITY_MODEL, "长虹公司"),
        ("design", Kind.DESIGN, "南方厂"),
        ("layout", Kind.LAYOUT, "南方厂"),
        ("trademark", Kind.TRADEMARK, "南方厂"),
    ):
        new = NewMatter(kind, name, client, handler_id=people["写三"], salesperson_id=people["销四"])
        matters[name] = add_matter(office, act, new).created or 0
    changhong = next(one for one in clients(office) if one.name == "长虹公司")
    add_contact(office, act, changhong.id, NewContact("李经理", "13800000000", "li@changhong.cn", is_main=True))
    return people, matters


@pytest.fixture(scope="module")
def built(
    office_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, int], dict[str, int]]:
    """The office made once, to copy from (a server's is filled anew each time)."""
    path = tmp_path_factory.mktemp("notices") / "office.db"
    with database.fresh_office(office_template, path) as office:
        people, matters = build(office, database.an_act())
    return path, people, matters


@pytest.fixture
def desk(built: tuple[Path, dict[str, int], dict[str, int]], office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    template, people, matters = built
    with database.fresh_office(office_template if database.URL else template, tmp_path / "office.db") as office:
        if database.URL:
            build(office, database.an_act())
        yield Desk(office, database.an_act(people["程一"]), people, matters)


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.raises(UserError, check=lambda error: error.code == code)


# -- 3.2.2, 3.2.4: which steps, in which order, with which items ----------------------------------


@pytest.mark.parametrize(
    ("matter", "kind", "delivery", "asked"),
    [
        ("invention", "office_action", "electronic", 6),
        ("design", "correction", "paper", 6),
        ("invention", "acceptance", "electronic", 2),
        ("invention", "acceptance", "postal", 2),
        ("invention", "something_new", "electronic", 6),  # an unlisted kind is taken as asking for an answer
        ("invention", "office_action", "publication", 4),
        ("layout", "correction", "electronic", 2),  # 3.2.4 is for patents; 3.2.2 for both
        ("trademark", "correction", "electronic", 0),
    ],
)
def test_3_2_4_which_steps_a_notice_asks_for(desk: Desk, matter: str, kind: str, delivery: str, asked: int) -> None:
    line = desk.receive(matter, kind, delivery=delivery, fetched=False)
    assert len(line.steps) == 7
    assert sum(one.state != "none" for one in line.steps[1:]) == asked
    assert line.asks_answer == (asked in (4, 6))


def test_3_2_2_and_3_2_4_the_whole_loop_each_step_with_its_item(desk: Desk) -> None:
    line = desk.receive("invention")
    steps = {one.event: one for one in line.steps}
    assert steps["notice_downloaded"].on == MONDAY
    assert (steps["notice_mailed"].due, steps["notice_mailed"].clause) == (date(2026, 11, 23), "3.2.2")
    assert (steps["notice_imported"].due, steps["notice_imported"].state) == (date(2026, 11, 19), "overdue")
    assert line.next_step == "notice_imported"  # due before the mail
    assert line.nearest == steps["notice_imported"]
    desk.step(line, "notice_imported", TUESDAY)
    assigned = desk.line("invention").step("response_assigned")
    assert assigned is not None
    assert (assigned.due, assigned.by) == (date(2026, 11, 19), "管二")
    desk.step(line, "response_assigned", TUESDAY, answerer_id=desk.people["写三"])
    assert desk.line("invention").answerer == "写三"
    desk.step(line, "response_received", date(2026, 11, 18))
    submit = desk.line("invention").step("response_submitted")
    assert submit is not None
    assert submit.due == FRIDAY
    desk.step(line, "response_submitted", FRIDAY)
    desk.step(line, "notice_mailed", FRIDAY)
    done = desk.line("invention")
    assert [one.state for one in done.steps] == ["done"] * 7
    assert done.next_step == ""
    assert notice_lines(desk.office, FRIDAY) == ()
    assert not [row for row in due_items(desk.office, FRIDAY) if row.about == "N1" and row.state in ("open", "overdue")]


def test_a_late_step_says_so(desk: Desk) -> None:
    line = desk.receive("invention")
    desk.step(line, "notice_imported", FRIDAY)
    assert desk.states(line)["notice_imported"] == "done_late"


def test_a_corrected_answer_opens_the_submission_again(desk: Desk) -> None:
    line = desk.receive("invention", on=MONDAY)
    desk.step(line, "response_received", TUESDAY)
    desk.step(line, "response_submitted", TUESDAY)
    desk.step(line, "response_received", FRIDAY)
    assert desk.states(line)["response_submitted"] == "open"
    assert "submit" in {key for key, count in notice_board(desk.office, FRIDAY).counts.items() if count}
    desk.step(line, "response_submitted", FRIDAY)
    assert desk.states(line)["response_submitted"] == "done"


def test_overlapping_notices_go_their_own_ways(desk: Desk) -> None:
    first, second = desk.receive("invention"), desk.receive("invention", "correction", on=TUESDAY)
    assert (first.about, second.about) == ("N1", "N2")
    desk.step(second, "notice_imported", TUESDAY)
    desk.step(second, "response_assigned", TUESDAY, answerer_id=desk.people["写三"])
    assert desk.states(first)["notice_imported"] == "overdue"
    assert desk.states(first)["response_assigned"] == "later"
    assert desk.line("invention", "N1").answerer == ""
    desk.step(first, "notice_imported", FRIDAY)
    assert (desk.states(first)["notice_imported"], desk.states(second)["notice_imported"]) == ("done_late", "done")


def test_a_pause_stops_the_clock_of_the_steps_but_not_of_what_is_written_on_the_notice(desk: Desk) -> None:
    line = desk.receive("invention", on=TUESDAY, answer_by=date(2026, 11, 30))
    record_event(desk.office, desk.act, RecordEvent(line.matter_id, "paused", date(2026, 11, 18)))
    paused = desk.line("invention")
    assert {step.state for step in paused.steps if step.pending} == {"paused"}
    assert paused.answer_by == date(2026, 11, 30)
    desk.step(line, "notice_imported", FRIDAY)  # what happens meanwhile can be recorded
    assert desk.states(line)["notice_imported"] == "done"


# -- receiving ------------------------------------------------------------------------------------


def test_several_are_received_in_one_act_and_undone_together(desk: Desk) -> None:
    file = ("通知书.pdf", b"%PDF-1.4 one")
    new = [
        NewNotice("office_action", MONDAY, TUESDAY, matter_id=desk.matters["invention"], file=file),
        NewNotice("acceptance", MONDAY, TUESDAY, matter_id=desk.matters["model"], answer_by=None),
        NewNotice("", None, TUESDAY, matter_id=desk.matters["model"], name="更正通知", fetched=False),
    ]
    changes = receive_notices(desk.office, desk.act, new)
    assert changes.matters == {desk.matters["invention"], desk.matters["model"]}
    assert [name for _, name in desk.line("invention").papers] == ["通知书.pdf"]
    assert desk.line("model", "N2").name == "更正通知"
    assert desk.line("model", "N2").next_step == "notice_downloaded"
    undo(desk.office, desk.act)
    assert notice_lines(desk.office, FRIDAY, NoticeFilter("all")) == ()
    assert matter_view(desk.office, FRIDAY, desk.matters["invention"]).attachments == ()


def test_the_matter_is_found_by_any_spelling_of_its_numbers(desk: Desk) -> None:
    from ipdesk.domain.numbers import patent_check_digit
    from ipdesk.services.matters import change_matter

    written = f"{NUMBER}.{patent_check_digit(NUMBER)}"
    view = matter_view(desk.office, FRIDAY, desk.matters["invention"])
    change_matter(desk.office, desk.act, view.id, view.version, {"application_number": written})
    spellings = (view.row.number, view.row.number.lower(), written, f"ZL{written}", written.replace(".", ""))
    for place, text in enumerate(spellings):
        new = NewNotice("acceptance", date(2026, 11, 2 + place), TUESDAY, number=text)
        assert receive_notices(desk.office, desk.act, [new]).matters == {desk.matters["invention"]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"matter_id": None, "number": "P99-0001"}, "notice.no_matter"),
        ({"matter_id": None, "number": " "}, "notice.no_matter"),
        ({"kind": ""}, "notice.no_kind"),
        ({"issued": FRIDAY}, "notice.dates_reversed"),
        ({"answer_by": date(2026, 11, 1)}, "notice.answer_by"),
        ({"received_on": date(2026, 11, 21)}, "event.in_future"),
        ({"file": ("x.pdf", b"")}, "attachment.empty"),
    ],
)
def test_what_is_not_received(desk: Desk, change: dict[str, object], code: str) -> None:
    new = NewNotice("office_action", MONDAY, TUESDAY, matter_id=desk.matters["invention"])
    with refused(code):
        receive_notices(desk.office, desk.act, [replace(new, **change)])  # type: ignore[arg-type]
    assert notice_lines(desk.office, FRIDAY, NoticeFilter("all")) == ()


def test_the_same_notice_is_not_received_twice(desk: Desk) -> None:
    desk.receive("invention")
    with refused("notice.duplicate"):
        desk.receive("invention")


def test_the_date_written_on_the_notice_is_shown_with_the_days_left(desk: Desk) -> None:
    line = desk.receive("invention", answer_by=date(2026, 11, 24))
    assert (line.answer_by, line.answer_days) == (date(2026, 11, 24), 2)


# -- paper (3.2.2) --------------------------------------------------------------------------------


def test_3_2_2_a_paper_notice_is_archived_with_its_scan_only(desk: Desk) -> None:
    line = desk.receive("design", "correction", delivery="paper")
    item = line.step("paper_notice_archived")
    assert item is not None
    assert (item.due, line.step("notice_mailed")) == (date(2026, 11, 23), None)
    with refused("notice.no_scan"):
        desk.step(line, "paper_notice_archived")
    desk.step(line, "paper_notice_archived", files=(("扫描件.pdf", b"%PDF scan"),))
    (paper,) = matter_view(desk.office, FRIDAY, line.matter_id).attachments
    archived = desk.line("design").step("paper_notice_archived")
    assert archived is not None
    assert (paper.name, paper.event_id, archived.state) == ("扫描件.pdf", archived.event_id, "done")
    undo(desk.office, desk.act)
    assert desk.states(line)["paper_notice_archived"] == "due_soon"
    assert matter_view(desk.office, FRIDAY, line.matter_id).attachments == ()


def test_a_scan_that_lies_with_the_notice_already_is_enough(desk: Desk) -> None:
    line = desk.receive("design", "correction", delivery="paper")
    add_papers(desk.office, desk.act, line.key, [("scan.pdf", b"%PDF")])
    desk.step(line, "paper_notice_archived")
    assert desk.states(line)["paper_notice_archived"] == "done"


# -- refusals of steps ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "on", "code"),
    [
        ("notice_mailed", FRIDAY, "notice.too_soon"),
        ("response_assigned", FRIDAY, "notice.too_soon"),
        ("response_submitted", FRIDAY, "notice.too_soon"),
        ("paper_notice_archived", FRIDAY, "notice.not_asked"),
        ("notice_imported", date(2026, 11, 13), "notice.before_it"),
        ("notice_imported", date(2026, 11, 21), "event.in_future"),
        ("filed", FRIDAY, "notice.unknown_step"),
    ],
)
def test_steps_that_are_refused_leave_nothing_behind(desk: Desk, event: str, on: date, code: str) -> None:
    first = desk.receive("model", fetched=False)
    line = desk.receive("invention", fetched=False)
    before = desk.states(line)
    with refused(code):
        step(desk.office, desk.act, [line.key, first.key], event, on)
    assert desk.states(line) == before


def test_a_step_is_recorded_once_and_needs_an_answerer(desk: Desk) -> None:
    line = desk.receive("invention")
    desk.step(line, "notice_imported")
    with refused("notice.done_already"):
        desk.step(line, "notice_imported")
    with refused("notice.no_answerer"):
        desk.step(line, "response_assigned")
    with refused("notice.unknown"):
        step(desk.office, desk.act, [(line.matter_id, "N9")], "notice_imported", FRIDAY)


def test_several_lines_take_one_step_together_and_are_undone_together(desk: Desk) -> None:
    lines = [desk.receive(name) for name in ("invention", "model", "design")]
    step(desk.office, desk.act, [line.key for line in lines], "notice_imported", TUESDAY)
    assert {desk.states(line)["notice_imported"] for line in lines} == {"done"}
    undo(desk.office, desk.act)
    assert {desk.states(line)["notice_imported"] for line in lines} == {"overdue"}


# -- filters --------------------------------------------------------------------------------------


def test_the_filters_count_what_waits_for_what(desk: Desk) -> None:
    desk.receive("invention")  # to mail, to import
    desk.receive("model", fetched=False)  # to download, to import
    paper = desk.receive("design", "correction", delivery="paper")  # to archive, to import
    desk.step(paper, "notice_imported")
    desk.receive("layout", "acceptance")  # to mail
    done = desk.receive("layout", "fee", on=TUESDAY)
    desk.step(done, "notice_mailed")
    board = notice_board(desk.office, FRIDAY)
    assert dict(board.counts) == {
        "open": 4, "download": 1, "mail": 2, "import": 2, "assign": 1, "answer": 0, "submit": 0, "paper": 1, "all": 5,
    }  # fmt: skip
    for key, count in board.counts.items():
        assert len(notice_lines(desk.office, FRIDAY, NoticeFilter(key))) == count, key
    assert [line.title for line in board.lines][:2] == ["invention", "model"]  # the nearest date first


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (NoticeFilter(text="model"), {"model"}),
        (NoticeFilter(text="补正"), {"design"}),
        (NoticeFilter(text="nothing"), set()),
        (NoticeFilter(month=date(2026, 11, 30)), {"invention", "design"}),
        (NoticeFilter(month=date(2026, 10, 1)), {"model"}),
    ],
)
def test_lines_by_text_and_month(desk: Desk, wanted: NoticeFilter, titles: set[str]) -> None:
    desk.receive("invention")
    desk.receive("model", on=date(2026, 10, 30))
    desk.receive("design", "correction")
    assert {line.title for line in notice_lines(desk.office, FRIDAY, wanted)} == titles


def test_lines_of_one_person_by_matter_or_as_the_one_who_answers(desk: Desk) -> None:
    line = desk.receive("invention")
    assert len(notice_lines(desk.office, FRIDAY, NoticeFilter(person_id=desk.people["写三"]))) == 1
    assert notice_lines(desk.office, FRIDAY, NoticeFilter(person_id=desk.people["管二"])) == ()
    desk.step(line, "notice_imported")
    desk.step(line, "response_assigned", answerer_id=desk.people["管二"])
    assert len(notice_lines(desk.office, FRIDAY, NoticeFilter(person_id=desk.people["管二"]))) == 1
    assert notice_lines(desk.office, FRIDAY, NoticeFilter(person_id=desk.people["销四"])) == ()


def test_a_revoked_receipt_takes_the_line_away_and_an_ended_matter_asks_nothing(desk: Desk) -> None:
    line = desk.receive("invention")
    other = desk.receive("model")
    assert line.steps[0].event_id is not None
    revoke_event(desk.office, desk.act, line.steps[0].event_id, "登错案件")
    record_event(desk.office, desk.act, RecordEvent(other.matter_id, "cancelled", FRIDAY))
    assert notice_lines(desk.office, FRIDAY) == ()
    (kept,) = notice_lines(desk.office, FRIDAY, NoticeFilter("all"))
    assert (kept.title, kept.next_step) == ("model", "")


# -- mails (3.2.2, 2.1) ---------------------------------------------------------------------------


def test_3_2_2_notices_of_one_client_go_in_one_mail_with_the_salesperson_in_copy(desk: Desk) -> None:
    file = ("审查意见通知书.pdf", b"%PDF-1.4 office action")
    lines = [desk.receive("invention", file=file, answer_by=date(2027, 3, 16)), desk.receive("model", "acceptance")]
    (mail,) = notice_mails(desk.office, desk.act, [line.key for line in lines])
    assert (mail.to, mail.cc) == (("李经理 <li@changhong.cn>",), ("销四 <xiao@agency.cn>",))
    assert [name for _, name in mail.files] == ["审查意见通知书.pdf"]
    assert len(mail.missing) == 1  # the second notice has no file
    for words in ("尊敬的李经理", "您好", "谢谢", "invention", "model", "2027-03-16", "程一"):
        assert words in mail.body
    changes = mail_notices(desk.office, desk.act, [mail], FRIDAY)
    assert {desk.states(line)["notice_mailed"] for line in lines} == {"done"}
    (row,) = mailings(desk.office, purpose="notice")
    assert ((row.id,), row.sent) == (changes.mailings, True)
    assert [mail_of(desk.office, desk.line(name)) for name in ("invention", "model")] == [row.id, row.id]
    written = email.message_from_bytes(mail_path(desk.office, row.id).read_bytes())
    assert "li@changhong.cn" in written["To"]
    assert "xiao@agency.cn" in written["Cc"]
    assert [part.get_filename() for part in written.walk() if part.get_filename()] == ["审查意见通知书.pdf"]
    undo(desk.office, desk.act)
    assert mailings(desk.office, purpose="notice") == ()
    assert "done" not in {desk.states(line)["notice_mailed"] for line in lines}


def test_two_clients_get_a_mail_each_and_never_see_each_other(desk: Desk) -> None:
    lines = [desk.receive("invention"), desk.receive("design", "correction")]
    first, second = notice_mails(desk.office, desk.act, [line.key for line in lines])
    assert "design" not in first.body
    assert second.to == ()
    assert any("南方厂" in words for words in second.missing)
    with refused("notice.no_recipient"):
        mail_notices(desk.office, desk.act, [first, second], FRIDAY)
    assert mailings(desk.office) == ()
    mail_notices(desk.office, desk.act, [first, replace(second, to=("bob@south.cn",))], FRIDAY)
    assert len(mailings(desk.office, purpose="notice")) == 2


def test_a_mail_that_went_out_otherwise_is_recorded_without_writing_one(desk: Desk) -> None:
    line = desk.receive("design", "correction")
    mail_notices(desk.office, desk.act, notice_mails(desk.office, desk.act, [line.key]), FRIDAY, write=False)
    assert desk.states(line)["notice_mailed"] == "done"
    assert (mailings(desk.office), mail_of(desk.office, desk.line("design"))) == ((), None)


def test_a_missing_file_stops_the_mail_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    line = desk.receive("invention", file=("a.pdf", b"%PDF gone"))
    mails = notice_mails(desk.office, desk.act, [line.key])
    for path in desk.office.files.rglob("*"):
        if path.is_file():
            path.unlink()
    with refused("attachment.missing"):
        mail_notices(desk.office, desk.act, mails, FRIDAY)
    assert desk.states(line)["notice_mailed"] == "due_soon"


# -- size -----------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(database.URL), reason="query plans of SQLite")
def test_the_board_walks_the_notices_once_and_seeks_everything_else(desk: Desk) -> None:
    from sqlalchemy import event

    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        asked.append((statement, values))

    desk.receive("invention")
    engine = desk.office.database.engine
    event.listen(engine, "before_cursor_execute", note)
    notice_board(desk.office, FRIDAY)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = [
            [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]  # type: ignore[arg-type]
            for sql, values in asked
            if sql.startswith("SELECT")
        ]
    steps = [step for plan in plans for step in plan]
    assert {step for step in steps if step.startswith("SCAN")} <= {"SCAN notices"}
    assert any("SEARCH events USING INDEX ix_events_matter" in step for step in steps)
    assert any("SEARCH due_items USING INDEX ix_due_items_department" in step for step in steps)
