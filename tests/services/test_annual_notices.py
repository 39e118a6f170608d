"""Annual-fee notices (3.2.3): made 45 days before, sent 30 days before, paid within 5 working days after the money."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.files.annual_form import annual_html
from ipdesk.services.annual_notices import (
    AnnualLine,
    FormOf,
    annual_board,
    annual_forms,
    annual_lines,
    forms_of_client,
)
from ipdesk.services.annual_steps import (
    annual_mails,
    make_notices,
    receive_payments,
    record_paid,
    send_notices,
    set_payment_lines,
)
from ipdesk.services.docket import catch_up
from ipdesk.services.fee_sheet import collect, find_sheet
from ipdesk.services.listing import matter_view
from ipdesk.services.mailings import mail_path, mailings
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office
from ipdesk.services.people import NewContact, add_contact, add_person, clients
from ipdesk.services.undo import undo
from tests import database

TODAY = date(2026, 11, 20)
PDF = b"%PDF-1.4 form"


@dataclass(frozen=True)
class Desk:
    office: Office
    act: Act
    keys: dict[str, tuple[int, str]]

    def line(self, name: str) -> AnnualLine:
        return annual_lines(self.office, self.act.today, [self.keys[name]])[0]

    def states(self, name: str) -> list[str]:
        return [step.state for step in self.line(name).steps]

    def make(self, *names: str) -> tuple[FormOf, ...]:
        forms = annual_forms(self.office, self.act, [self.keys[name] for name in names])
        contents = [(form, PDF + form.form.client.encode()) for form in forms]
        make_notices(self.office, self.act, contents, self.act.today)
        return forms

    def later(self, days: int) -> Desk:
        today = TODAY + timedelta(days=days)
        act = replace(self.act, today=today, at=self.act.at + timedelta(days=days))
        catch_up(self.office, act)
        return replace(self, act=act)


def build(office: Office, act: Act) -> tuple[int, dict[str, tuple[int, str]]]:
    """The clerk's id and the annual fees by name: two of one client, one near, one far of another's."""
    seller = add_person(office, act, "销四", "salesperson", None, "xiao@agency.cn").created or 0
    clerk = add_person(office, act, "程一", "process_clerk", "process", "cheng@agency.cn").created or 0
    keys = {}
    for name, kind, client, due in (
        ("near", Kind.INVENTION, "长虹公司", date(2027, 1, 8)),  # 49 days ahead: to be made by 11-24
        ("next", Kind.UTILITY_MODEL, "长虹公司", date(2027, 1, 20)),
        ("other", Kind.DESIGN, "南方厂", date(2026, 12, 21)),  # both dates near or past
        ("far", Kind.INVENTION, "南方厂", date(2027, 6, 1)),
    ):
        new = NewMatter(
            kind, name, client, filed=due.replace(year=due.year - 6), granted=date(2024, 6, 1), salesperson_id=seller,
            taken_on=date(2026, 9, 1), reduction=85 if name == "near" else None,
        )  # fmt: skip
        keys[name] = (add_matter(office, act, new).created or 0, "annual:7")
    changhong = next(one for one in clients(office) if one.name == "长虹公司")
    add_contact(office, act, changhong.id, NewContact("李经理", "13800000000", "li@changhong.cn", is_main=True))
    return clerk, keys


@pytest.fixture(scope="module")
def built(
    office_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int, dict[str, tuple[int, str]]]:
    """The office made once, to copy from (a server's is filled anew each time)."""
    path = tmp_path_factory.mktemp("annual") / "office.db"
    with database.fresh_office(office_template, path) as office:
        clerk, keys = build(office, database.an_act())
    return path, clerk, keys


@pytest.fixture
def desk(built: tuple[Path, int, dict[str, tuple[int, str]]], office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    template, clerk, keys = built
    with database.fresh_office(office_template if database.URL else template, tmp_path / "office.db") as office:
        if database.URL:
            build(office, database.an_act())
        yield Desk(office, database.an_act(clerk), keys)


def refused(code: str) -> pytest.RaisesExc[UserError]:
    return pytest.raises(UserError, check=lambda error: error.code == code)


def test_3_2_3_the_board_shows_what_is_near_by_date(desk: Desk) -> None:
    board = annual_board(desk.office, TODAY)
    assert [line.title for line in board.lines] == ["other", "near", "next"]  # far is not near
    assert dict(board.counts) == {"make": 3, "send": 0, "collect": 0, "pay": 0, "all": 3}
    near = desk.line("near")
    assert (near.due, near.year, near.days_left) == (date(2027, 1, 8), 7, 49)
    assert (near.next_step, near.nearest and near.nearest.due) == ("annual_notice_made", date(2026, 11, 24))
    assert (near.amount, desk.line("next").amount) == (Decimal("300.00"), Decimal("1200.00"))


@pytest.mark.parametrize(("text", "found"), [("near", 1), ("南方", 1), ("nothing", 0)])
def test_the_board_by_text(desk: Desk, text: str, found: int) -> None:
    assert len(annual_board(desk.office, TODAY, "all", text).lines) == found


def test_3_2_3_one_form_for_a_client_s_patents(desk: Desk) -> None:
    set_payment_lines(desk.office, "户名：长江事务所\n账号：6222 0000")
    forms = annual_forms(desk.office, desk.act, [desk.keys[name] for name in ("other", "next", "near")])
    assert [(made.form.client, len(made.keys)) for made in forms] == [("南方厂", 1), ("长虹公司", 2)]
    form = forms[1].form
    assert [line.title for line in form.lines] == ["near", "next"]
    assert (form.total, form.words) == (Decimal("1500.00"), "人民币壹仟伍佰元整")
    assert (form.contact, form.salesperson, form.clerk) == ("李经理", "销四", "程一")
    assert form.pay_by == date(2026, 12, 29)
    html = annual_html(form)
    for words in ("年费缴纳通知单", "第 7 年", "2027-01-08", "减缴 85%", "6222 0000", "第 115 条", "3.2.3"):
        assert words in html
    assert "南方厂" not in html


def test_text_from_outside_is_escaped(desk: Desk) -> None:
    (made,) = annual_forms(desk.office, desk.act, [desk.keys["other"]])
    html = annual_html(replace(made.form, client="<b>A&B</b>", payment=("<i>x</i>",)))
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in html
    assert "<i>" not in html


def test_3_2_3_making_keeps_the_form_with_every_fee_and_is_undone_at_once(desk: Desk) -> None:
    forms = desk.make("near", "next", "other")
    assert len(forms) == 2
    for name in ("near", "next", "other"):
        assert desk.states(name)[0].startswith("done")
        (paper,) = matter_view(desk.office, TODAY, desk.keys[name][0]).attachments
        assert paper.event_id == desk.line(name).steps[0].event_id
        assert paper.name.startswith("年费缴纳通知单-")
    assert annual_board(desk.office, TODAY).counts["send"] == 3
    undo(desk.office, desk.act)
    assert desk.states("near") == ["open", "later", "later", "later"]
    assert matter_view(desk.office, TODAY, desk.keys["near"][0]).attachments == ()


def test_3_2_3_sent_to_the_salesperson_with_the_client_in_copy(desk: Desk) -> None:
    desk.make("near", "next", "other")
    mails = annual_mails(desk.office, desk.act, [desk.keys[name] for name in ("near", "next", "other")])
    first = next(mail for mail in mails if mail.client == "长虹公司")
    assert (first.to, first.cc) == (("销四 <xiao@agency.cn>",), ("李经理 <li@changhong.cn>",))
    assert len(first.files) == 1  # one form serves both
    assert all(words in first.body for words in ("您好", "谢谢", "near", "next", "1,500.00"))
    second = next(mail for mail in mails if mail.client == "南方厂")
    assert (second.cc, len(second.missing)) == ((), 1)
    assert "长虹" not in second.body
    changes = send_notices(desk.office, desk.act, mails, TODAY)
    assert {row.id for row in mailings(desk.office, purpose="annual_notice")} == set(changes.mailings)
    written = email.message_from_bytes(mail_path(desk.office, changes.mailings[0]).read_bytes())
    assert [part.get_filename() for part in written.walk() if part.get_filename()]
    assert desk.states("near") == ["done", "done", "ready", "later"]
    assert annual_board(desk.office, TODAY, "collect").counts["collect"] == 3
    undo(desk.office, desk.act)
    assert desk.states("near")[1] == "open"
    assert mailings(desk.office) == ()


def test_a_notice_made_early_waits_to_be_sent(desk: Desk) -> None:
    desk.make("far")
    assert [line.title for line in annual_board(desk.office, TODAY, "send").lines] == ["far"]


def test_what_is_not_made_is_not_sent(desk: Desk) -> None:
    with refused("annual.not_made"):
        annual_mails(desk.office, desk.act, [desk.keys["near"]])
    desk.make("other")
    mails = annual_mails(desk.office, desk.act, [desk.keys["other"]])
    with refused("annual.no_recipient"):
        send_notices(desk.office, desk.act, [replace(mails[0], to=())], TODAY)
    with refused("annual.before_it"):
        send_notices(desk.office, desk.act, mails, date(2026, 11, 19))


def test_3_2_3_money_received_goes_to_the_weekly_sheet_and_is_to_be_paid_in_five_working_days(desk: Desk) -> None:
    receive_payments(desk.office, desk.act, [(desk.keys["near"], "300.00")], TODAY)
    pay = desk.line("near").steps[3]
    assert (pay.due, pay.clause) == (date(2026, 11, 27), "3.2.3")
    assert annual_board(desk.office, TODAY, "pay").lines[0].title == "near"
    collect(desk.office, desk.act, "2026-W48")
    sheet = find_sheet(desk.office, "2026-W48")
    assert sheet is not None
    assert [(line.number, line.amount) for line in sheet.lines] == [(desk.line("near").number, Decimal("300.00"))]
    with refused("annual.done_already"):
        receive_payments(desk.office, desk.act, [(desk.keys["near"], "300.00")], TODAY)
    record_paid(desk.office, desk.act, [desk.keys["near"]], TODAY)
    assert desk.states("near") == ["none", "none", "done", "done"]
    undo(desk.office, desk.act)
    assert desk.states("near")[3] == "open"


@pytest.mark.parametrize("amount", ["0", "-5", "abc", "1.005", "NaN", ""])
def test_amounts_that_are_none(desk: Desk, amount: str) -> None:
    with refused("annual.bad_amount"):
        receive_payments(desk.office, desk.act, [(desk.keys["near"], amount)], TODAY)
    assert desk.states("near")[2] == "later"


def test_a_fee_past_its_day_shows_the_surcharge(desk: Desk) -> None:
    late = desk.later(90)  # 2027-02-18: the second month after 12-21
    line = late.line("other")
    assert (line.days_left, line.late > 0, line.steps[0].state) == (-59, True, "overdue")
    (made,) = annual_forms(late.office, late.act, [late.keys["other"]])
    assert made.form.total == line.amount + line.late
    html = annual_html(made.form)
    assert all(words in html for words in ("逾期的可在六个月内连同滞纳金补缴", f"滞纳金 {line.late:,.2f}"))


def test_the_form_of_one_client(desk: Desk) -> None:
    (made,) = forms_of_client(desk.office, desk.act, "长虹公司")
    assert [line.title for line in made.form.lines] == ["near", "next"]
    for client, code in (("没有这家", "annual.no_client"), ("长虹公司", "annual.no_fees")):
        with refused(code):
            forms_of_client(desk.office, desk.act, client, date(2026, 12, 1))


def test_a_fee_that_cannot_be_counted_says_why(desk: Desk) -> None:
    with refused("annual.not_patent"):
        annual_forms(desk.office, desk.act, [(desk.keys["near"][0], "annual:2")])
    with refused("annual.unknown"):
        annual_forms(desk.office, desk.act, [(desk.keys["near"][0], "N1")])
