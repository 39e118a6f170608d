"""3.2.4: by the 10th each answerer is reminded of the unanswered cases due to the 10th of the next month."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple, cast

import openpyxl
import pytest

from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.services.duties import duty_rows
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.month_reminder import (
    AnswerDue,
    Basis,
    Group,
    answer_due,
    mark_reminded,
    month_reminder,
    span,
    write_reminders,
)
from ipdesk.services.month_reminder_papers import printed
from ipdesk.services.office import Office
from ipdesk.services.people import add_person
from ipdesk.services.undo import undo
from tests import database

TODAY = date(2026, 11, 6)
ACT = database.an_act(today=TODAY)
Receive = Callable[..., int]


@pytest.fixture
def people(office: Office) -> dict[str, int]:
    return {
        name: add_person(office, ACT, name, "handler", "patent", f"{mail}@example.com" if mail else "").created or 0
        for name, mail in (("林一", "lin"), ("王二", ""))
    }


@pytest.fixture
def receive(office: Office, people: dict[str, int]) -> Receive:
    """A matter of 林一 with a notice received on a day, to be answered by another; the matter's id."""

    def make(title: str, answer_by: str = "", on: str = "2026-10-12", notice: str = "first_office_action") -> int:
        new = NewMatter(Kind.INVENTION, title, client=f"{title}公司", handler_id=people["林一"])
        matter = add_matter(office, ACT, new).created or 0
        data = {"notice": notice} | ({"answer_by": answer_by} if answer_by else {})
        record(office, matter, "notice_received", on, **data)
        return matter

    return make


def record(office: Office, matter: int, name: str, on: str, **data: str) -> int:
    what = RecordEvent(matter, name, date.fromisoformat(on), "N1", data)
    return record_event(office, ACT, what).created or 0


def import_and_assign(office: Office, matter: int, **data: str) -> None:
    record(office, matter, "notice_imported", "2026-10-13")
    record(office, matter, "response_assigned", "2026-10-14", **data)


def groups(office: Office, month: str = "2026-11") -> dict[str, str]:
    return {case.title: case.group for case in month_reminder(office, TODAY, month).cases}


class Item(NamedTuple):
    rule: str
    due: date
    state: str = "open"
    official: bool = False
    title: str = ""
    done_on: date | None = None
    provisional: bool = False


@pytest.mark.parametrize(("month", "frm", "to"), [("2026-11", "11-01", "12-10"), ("2026-12", "12-01", "2027-01-10")])
def test_the_span_of_a_month(month: str, frm: str, to: str) -> None:
    full = to if len(to) > 5 else f"2026-{to}"
    assert span(month) == (date.fromisoformat(f"2026-{frm}"), date.fromisoformat(full))


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", ""])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(UserError, match=r"remind\.bad_month"):
        span(month)


@pytest.mark.parametrize(
    ("items", "data", "due", "basis"),
    [
        ([], {}, None, Basis.NONE),
        ([], {"answer_by": "2026-12-01"}, "2026-12-01", Basis.NOTICE),
        ([], {"answer_by": "kein Tag"}, None, Basis.NONE),
        ([Item("F.response_assign", date(2026, 11, 9))], {}, "2026-11-09", Basis.OFFICE),
        ([Item("F.response_assign", date(2026, 11, 9))], {"answer_by": "2026-12-01"}, "2026-12-01", Basis.NOTICE),
        ([Item("F.notice_mail", date(2026, 11, 9))], {}, None, Basis.NONE),  # no step towards the answer
        (
            [Item("L.answer", date(2027, 2, 1), official=True)],
            {"answer_by": "2026-12-01"},
            "2027-02-01",
            Basis.OFFICIAL,
        ),
        ([Item("L.answer", date(2027, 2, 1), "done", official=True, done_on=TODAY)], {}, None, Basis.NONE),
    ],
)
def test_by_when_a_notice_is_to_be_answered(
    items: list[Item], data: dict[str, str], due: str | None, basis: Basis
) -> None:
    found = answer_due(items, data, TODAY)
    assert found == AnswerDue(date.fromisoformat(due) if due else None, basis)


@pytest.mark.parametrize(
    ("answer_by", "group"),
    [
        ("2026-10-30", Group.EARLIER),
        ("2026-11-01", Group.DUE),
        ("2026-12-10", Group.DUE),
        ("2026-12-11", None),
        ("", None),  # the law's four months from October reach into February
    ],
)
def test_3_2_4_cases_due_from_the_first_to_the_tenth_of_the_next_month(
    office: Office, receive: Receive, answer_by: str, group: Group | None
) -> None:
    matter = receive("支架", answer_by)
    import_and_assign(office, matter)
    assert groups(office) == ({"支架": group} if group else {})


def test_a_notice_nobody_can_date_stands_apart(office: Office, receive: Receive) -> None:
    import_and_assign(office, receive("支架", notice="unheard_of"))
    assert groups(office) == {"支架": Group.UNDATED}


def test_answered_other_and_revoked_notices_are_not_in_it(office: Office, receive: Receive) -> None:
    record(office, receive("已答复", "2026-11-20"), "response_received", "2026-10-20")
    record(office, receive("已提交", "2026-11-20"), "response_submitted", "2026-10-20")
    receive("受理", "2026-11-20", notice="acceptance")
    gone = receive("放弃", "2026-11-20")
    record_event(office, ACT, RecordEvent(gone, "cancelled", date(2026, 10, 20)))
    wrong = receive("撤销的答复", "2026-11-20")
    answer = record(office, wrong, "response_received", "2026-10-20")
    assert groups(office) == {}
    revoke_event(office, ACT, answer, "不是这一件")
    paused = receive("暂停", "2026-11-20")  # nothing stops an official period
    record_event(office, ACT, RecordEvent(paused, "paused", date(2026, 10, 20)))
    assert groups(office) == {"撤销的答复": Group.DUE, "暂停": Group.DUE}


def test_the_answerer_is_who_was_given_it_else_the_handler(
    office: Office, receive: Receive, people: dict[str, int]
) -> None:
    receive("支架", "2026-11-20")
    other = receive("水杯", "2026-11-25")
    import_and_assign(office, other, answerer_id=str(people["王二"]))
    found = month_reminder(office, TODAY)
    assert [(case.title, case.answerer, case.assigned) for case in found.cases] == [
        ("支架", "林一", False),
        ("水杯", "王二", True),
    ]
    assert [(one.name, len(one.cases)) for one in found.answerers] == [("林一", 1), ("王二", 1)]
    assert (found.due, found.done_on) == (date(2026, 11, 10), None)


def test_one_mail_to_each_answerer_with_the_list_beside(
    office: Office, receive: Receive, people: dict[str, int]
) -> None:
    receive("支架", "2026-11-20")
    import_and_assign(office, receive("=水杯", "2026-11-25"), answerer_id=str(people["王二"]))
    receive("以后", "2027-03-01")
    write_reminders(office, ACT, "2026-11")
    mails = {mail.person: mail for mail in mailings(office, purpose="month_reminder", period="2026-11")}
    assert {name: mail.recipients for name, mail in mails.items()} == {"林一": "林一 <lin@example.com>", "王二": "王二"}
    assert "支架" in mails["林一"].body
    assert "水杯" not in mails["林一"].body
    assert "答复期限：2026-11-20" in mails["林一"].body
    assert "服务标准 3.2.4" in mails["林一"].body
    raw = mail_path(office, mails["王二"].id).read_bytes()
    message = cast("EmailMessage", message_from_bytes(raw, policy=default))
    (book,) = message.iter_attachments()
    assert book.get_filename() == "2026年11月未答复案件 王二.xlsx"
    page = openpyxl.load_workbook(io.BytesIO(book.get_content())).active
    assert page is not None
    assert [row[6].value for row in page.iter_rows(min_row=3) if row[6].value] == ["=水杯"]
    words = "".join(str(row[0].value or "") for row in page.iter_rows(min_row=4))
    assert "服务标准 3.2.4" in words


def test_drafts_are_written_again_not_twice_and_undone_as_one(office: Office, receive: Receive) -> None:
    receive("支架", "2026-11-20")
    write_reminders(office, ACT)
    first = mailings(office)[0].id
    receive("水杯", "2026-11-25")
    write_reminders(office, ACT)
    (mail,) = mailings(office)
    assert mail.id != first
    assert "2 件" in mail.subject
    undo(office, ACT)
    assert [mail.id for mail in mailings(office)] == [first]


def duty(office: Office, on: date = TODAY) -> State:
    rows = duty_rows(office, on, date(2026, 11, 10), date(2026, 11, 10))
    return next(row.state for row in rows if row.rule == "F.month_remind")


def test_3_2_4_sent_mails_answer_the_months_duty_in_one_act(office: Office, receive: Receive) -> None:
    receive("支架", "2026-11-20")
    with pytest.raises(UserError, match=r"remind\.not_written"):
        mark_reminded(office, ACT)
    write_reminders(office, ACT)
    assert duty(office) is not State.DONE
    changes = mark_reminded(office, ACT)
    assert changes.kinds == {"mailings", "duties"}
    assert duty(office) is State.DONE
    found = month_reminder(office, TODAY)
    assert (found.done_on, found.unsent) == (TODAY, ())
    assert "林一" in found.done_note
    with pytest.raises(UserError, match=r"remind\.already"):
        mark_reminded(office, ACT)
    undo(office, ACT)
    assert duty(office) is not State.DONE
    assert len(month_reminder(office, TODAY).unsent) == 1


def test_a_month_without_cases_is_answered_without_mail(office: Office) -> None:
    with pytest.raises(UserError, match=r"remind\.nothing"):
        write_reminders(office, ACT)
    mark_reminded(office, ACT)
    assert duty(office) is State.DONE
    assert "没有未答复的案件" in printed(month_reminder(office, TODAY)).lead


def test_a_past_month_stays_as_it_was(office: Office, receive: Receive) -> None:
    matter = receive("支架", "2026-11-20")
    write_reminders(office, ACT)
    mark_reminded(office, ACT)
    later = database.an_act(today=date(2026, 12, 3))
    record_event(office, later, RecordEvent(matter, "response_received", date(2026, 11, 18), "N1"))
    assert month_reminder(office, later.today).cases == ()
    found = month_reminder(office, later.today, "2026-11")
    assert [case.title for case in found.cases] == ["支架"]
    assert found.answerers[0].mail is not None
    assert found.answerers[0].mail.sent
    with pytest.raises(UserError, match=r"remind\.past"):
        write_reminders(office, later, "2026-11")


def test_cases_of_nobody_are_listed_and_not_mailed(office: Office) -> None:
    new = NewMatter(Kind.INVENTION, "无人", client="甲公司")
    matter = add_matter(office, ACT, new).created or 0
    record(office, matter, "notice_received", "2026-10-12", notice="correction", answer_by="2026-11-20")
    (answerer,) = month_reminder(office, TODAY).answerers
    assert (answerer.person_id, len(answerer.cases)) == (None, 1)
    with pytest.raises(UserError, match=r"remind\.nobody"):
        write_reminders(office, ACT)
    assert printed(month_reminder(office, TODAY)).groups[0].heading == "未指定答复人　1 件"
