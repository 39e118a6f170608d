"""Checklists follow the kind of matter and its clauses; ticks keep who and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain import checklists as domain
from ipdesk.domain.matters import Kind, State
from ipdesk.errors import UserError
from ipdesk.services.checklists import checklist, merged, shipped_templates, tick
from ipdesk.services.listing import matter_view
from ipdesk.services.reminders import add_reminder, finish_reminder, reminders, remove_reminder
from ipdesk.services.today import today_view
from ipdesk.services.undo import undo
from tests.services.desk_office import TODAY, Desk, make_desk


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


@pytest.mark.parametrize(
    ("kind", "clauses"),
    [
        (Kind.INVENTION, {"3.1.3", "3.1.5", "3.1.7"}),
        (Kind.PCT, {"3.1.3", "3.1.5", "3.1.7"}),
        (Kind.LAYOUT, {"3.1.3", "3.1.9"}),
        (Kind.SOFTWARE, {"3.3.3", "3.3.4", "3.3.6"}),
        (Kind.TRADEMARK, {"3.4.3", "3.4.5"}),
        (Kind.PATENT_CHANGE, {"3.2.6"}),
        (Kind.EXCLUSIVE_LICENCE, {"3.2.6"}),
        (Kind.SUBSIDY, {"3.2.6"}),
        (Kind.FEE_REDUCTION, {"3.2.9"}),
        (Kind.PATENT_TRADE, set()),
    ],
)
def test_each_kind_has_the_steps_of_its_clauses(kind: Kind, clauses: set[str]) -> None:
    items = merged(kind, (), flags=())
    assert {item.clause for item in items} == clauses
    assert len({(item.template, item.item) for item in items}) == len(items)
    assert not any(item.done for item in items)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[template]", ""),
        ('[[template]]\nid = "a"', "a"),
        ('[[template]]\nid = "a"\nclause = "1"\ntitle = "t"\nkinds = ["boat"]\nitems = [{id="x", text="y"}]', "a"),
        ('[[template]]\nid = "a"\nclause = "1"\ntitle = "t"\nkinds = ["design"]\nitems = []', "a"),
        (
            (
                '[[template]]\nid = "a"\nclause = "1"\ntitle = "t"\nkinds = ["design"]\n'
                'items = [{id="x", text="y"}, {id="x", text="z"}]'
            ),
            "a",
        ),
    ],
)
def test_a_bad_file_says_which_template(text: str, named: str) -> None:
    with pytest.raises(UserError) as refused:
        domain.load(text)
    assert (refused.value.code, refused.value.details["template"]) == ("checklist.bad_file", named)


def test_ticking_keeps_who_and_when_and_is_undone(desk: Desk) -> None:
    matter = desk.matters["today"]
    template = shipped_templates()[0]
    me = replace(desk.act, by=desk.people["王伟"])
    tick(desk.office, me, matter, template.id, template.items[1].id)
    done = [item for item in checklist(desk.office, matter) if item.done]
    assert [(item.item, item.done_by, item.done_at) for item in done] == [("purpose", "王伟", me.at)]
    tick(desk.office, me, matter, template.id, "purpose", False)
    assert not any(item.done for item in checklist(desk.office, matter))
    undo(desk.office, me)
    assert any(item.done for item in checklist(desk.office, matter))


def test_unticking_what_was_never_ticked_changes_nothing(desk: Desk) -> None:
    template = shipped_templates()[0]
    assert not tick(desk.office, desk.act, desk.matters["today"], template.id, "purpose", False)


@pytest.mark.parametrize(
    ("matter", "template", "item", "code"),
    [
        ("software", "patent.coaching", "types", "checklist.unknown_item"),
        ("today", "patent.coaching", "dance", "checklist.unknown_item"),
        (None, "patent.coaching", "types", "matter.unknown"),
    ],
)
def test_a_step_that_is_not_there(desk: Desk, matter: str | None, template: str, item: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        tick(desk.office, desk.act, desk.matters[matter] if matter else 9999, template, item)
    assert refused.value.code == code


def test_a_reminder_lives_beside_the_due_items(desk: Desk) -> None:
    office, act, matter = desk.office, desk.act, desk.matters["today"]
    mine = add_reminder(office, act, " 带样品 ", TODAY, matter, desk.people["王伟"]).created or 0
    add_reminder(office, act, "全所会议", date(2026, 12, 31))
    (first, second) = reminders(office, TODAY)
    assert (first.text, first.state, first.number, first.person) == ("带样品", State.DUE_SOON, "P26-0002", "王伟")
    assert (second.text, second.state) == ("全所会议", State.OPEN)
    assert [one.id for one in matter_view(office, TODAY, matter).reminders] == [mine]
    assert [one.id for one in today_view(office, act).reminders] == [mine]
    assert [one.text for one in reminders(office, TODAY, desk.people["陈丽"])] == ["全所会议"]
    finish_reminder(office, act, mine)
    assert [one.text for one in reminders(office, TODAY)] == ["全所会议"]
    assert {one.state for one in matter_view(office, TODAY, matter).reminders} == {State.DONE}
    undo(office, act)
    assert len(reminders(office, TODAY)) == 2
    remove_reminder(office, act, mine)
    with pytest.raises(UserError) as refused:
        finish_reminder(office, act, mine)
    assert refused.value.code == "reminder.not_found"


def test_a_reminder_says_something(desk: Desk) -> None:
    for text, code in ((" ", "reminder.no_text"), ("长" * 501, "reminder.too_long")):
        with pytest.raises(UserError) as refused:
            add_reminder(desk.office, desk.act, text, TODAY)
        assert refused.value.code == code
