"""The office's own checklists: heads word them, ticks stay readable, Ctrl+Z takes a change back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ipdesk.domain.checklists import Item, Template
from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.checklists import (
    OfficeTemplate,
    Tick,
    checklist,
    office_templates,
    restore_shipped,
    save_template,
    shipped_templates,
    switch_template,
    tick,
    tick_all,
)
from ipdesk.services.undo import undo
from tests.services.kinds_office import Kinds, make

CODE = "patent.before_coaching"


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


def the(kinds: Kinds, code: str = CODE) -> OfficeTemplate:
    return next(one for one in office_templates(kinds.office) if one.template.id == code)


def texts(kinds: Kinds, matter: int, code: str = CODE) -> list[str]:
    return [item.text for item in checklist(kinds.office, matter) if item.template == code and not item.gone]


def test_a_head_rewords_reorders_and_adds_steps(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.INVENTION)
    old = the(kinds).template
    first, second, *rest = old.items
    changed = replace(old, items=(second, replace(first, text="先问业务员"), *rest, Item("", "问清预算")))
    save_template(kinds.office, kinds.act(), changed)
    found = texts(kinds, matter)
    assert found[:2] == [second.text, "先问业务员"]
    assert found[-1] == "问清预算"
    now = the(kinds)
    assert (now.own, now.shipped, now.template.moment) == (True, True, old.moment)
    new = now.template.items[-1]
    assert new.id == "own1"
    tick(kinds.office, kinds.act("林一"), matter, CODE, new.id)
    again = replace(now.template, items=(*now.template.items, Item("", "问清时间")))
    save_template(kinds.office, kinds.act(), again, now.version)
    assert the(kinds).template.items[-1].id == "own2"
    undo(kinds.office, kinds.act())
    assert texts(kinds, matter)[-1] == "问清预算"
    undo(kinds.office, kinds.act())
    assert texts(kinds, matter) == [item.text for item in old.items]


def test_a_step_left_out_stays_readable_where_it_was_ticked(kinds: Kinds) -> None:
    ticked, other = kinds.matter(Kind.INVENTION), kinds.matter(Kind.INVENTION, "另一件")
    tick(kinds.office, kinds.act("林一"), ticked, CODE, "purpose")
    old = the(kinds).template
    save_template(
        kinds.office, kinds.act(), replace(old, items=tuple(item for item in old.items if item.id != "purpose"))
    )
    (gone,) = (item for item in checklist(kinds.office, ticked) if item.gone)
    assert (gone.text, gone.done_by) == ("企业申请专利的目的", "林一")
    assert not [item for item in checklist(kinds.office, other) if item.item == "purpose"]
    with pytest.raises(UserError, match=r"checklist\.unknown_item"):
        tick(kinds.office, kinds.act("林一"), other, CODE, "purpose")
    tick(kinds.office, kinds.act("林一"), ticked, CODE, "purpose", False)
    assert not [item for item in checklist(kinds.office, ticked) if item.item == "purpose"]


def test_a_list_switched_off_shows_only_what_was_ticked(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.INVENTION)
    tick(kinds.office, kinds.act("林一"), matter, CODE, "purpose")
    switch_template(kinds.office, kinds.act(), CODE, active=False)
    shown = [(item.text, item.gone) for item in checklist(kinds.office, matter) if item.template == CODE]
    assert shown == [("企业申请专利的目的", True)]
    switch_template(kinds.office, kinds.act(), CODE, active=True, expected_version=the(kinds).version)
    assert len(texts(kinds, matter)) == len(shipped_templates()[0].items)


def test_a_list_of_the_office_s_own_and_the_shipped_one_again(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.PATENT_TRADE, "求购", "周流程")
    own = Template("", "3.2.11", "转让资料", frozenset({Kind.PATENT_TRADE}), (Item("", "转让合同"),), papers=True)
    save_template(kinds.office, kinds.act(), own)
    made = next(one for one in office_templates(kinds.office) if not one.shipped)
    assert [item.papers for item in checklist(kinds.office, matter)] == [True]
    with pytest.raises(UserError, match=r"checklist\.not_own"):
        restore_shipped(kinds.office, kinds.act(), made.template.id)
    save_template(kinds.office, kinds.act(), replace(the(kinds).template, title="首次联系"))
    restore_shipped(kinds.office, kinds.act(), CODE)
    assert the(kinds).template == shipped_templates()[0]
    undo(kinds.office, kinds.act())
    assert the(kinds).template.title == "首次联系"


KINDS = frozenset({Kind.DESIGN})
ONE = (Item("a", "一"),)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (Template("", "", " ", KINDS, ONE), "checklist.no_title"),
        (Template("", "", "清单", frozenset(), ONE), "checklist.no_kind"),
        (Template("", "", "清单", KINDS, (Item("a", "  "),)), "checklist.no_items"),
        (Template("", "", "清单", KINDS, (Item("a", "一", off=True),)), "checklist.no_items"),
        (Template("", "", "清单", KINDS, (*ONE, Item("b", "一"))), "checklist.same_text"),
        (Template("", "", "长" * 121, KINDS, ONE), "checklist.too_long"),
        (Template("", "", "清单", KINDS, tuple(Item("", f"第{n}项") for n in range(41))), "checklist.too_many"),
    ],
)
def test_what_is_no_checklist(kinds: Kinds, template: Template, code: str) -> None:
    with pytest.raises(UserError) as refused:
        save_template(kinds.office, kinds.act(), template)
    assert refused.value.code == code
    assert not [one for one in office_templates(kinds.office) if one.own]


def test_only_heads_change_lists_and_never_one_they_have_not_seen(kinds: Kinds) -> None:
    changed = replace(the(kinds).template, title="首次联系")
    for who in ("林一", None):
        with pytest.raises(UserError, match=r"checklist\.not_head"):
            save_template(kinds.office, kinds.act(who), changed)
    save_template(kinds.office, kinds.act("孙总监"), changed)
    with pytest.raises(StaleVersion, match=r"checklist\.stale"):
        save_template(kinds.office, kinds.act(), changed)


def test_several_steps_are_one_act(kinds: Kinds) -> None:
    matter = kinds.matter(Kind.INVENTION)
    ticks = [Tick(CODE, "purpose", note="高企"), Tick(CODE, "company"), Tick(CODE, "rights")]
    tick_all(kinds.office, kinds.act("林一"), matter, ticks)
    assert sum(item.done for item in checklist(kinds.office, matter)) == 3
    assert not tick_all(kinds.office, kinds.act("林一"), matter, ticks)
    with pytest.raises(UserError, match=r"checklist\.unknown_item"):
        tick_all(kinds.office, kinds.act("林一"), matter, [Tick(CODE, "products"), Tick(CODE, "dance")])
    assert sum(item.done for item in checklist(kinds.office, matter)) == 3
    undo(kinds.office, kinds.act("林一"))
    assert not any(item.done or item.note for item in checklist(kinds.office, matter))
