"""Family and links: one row for both sides, what can't be is refused, what follows is derived and undone with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.family import FamilyRow, family, link_count
from ipdesk.services.links import NewLink, add_link, remove_link, set_wish
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import change_matter, remove_matter
from ipdesk.services.search import find
from ipdesk.services.undo import redo, undo
from ipdesk.text import sentence
from tests.services.kinds_office import Kinds, make

FILED = date(2026, 3, 2)


@pytest.fixture
def kinds(office_template: Path, tmp_path: Path) -> Iterator[Kinds]:
    made = make(office_template, tmp_path)
    with made.office:
        yield made


def official(kinds: Kinds, matter: int, *rules: str) -> list[str]:
    rows = matter_view(kinds.office, kinds.day, matter).due_items
    return [f"{row.rule} {row.due} {row.state}" for row in rows if row.official and row.rule in rules]


def tree(kinds: Kinds, matter: int) -> list[str]:
    def line(row: FamilyRow) -> str:
        name = row.title or f"{row.country} {row.number}"
        return "  " * row.depth + f"{row.kind} {name}".strip() + ("*" if row.itself else "")

    return [line(row) for row in family(kinds.office, matter)]


def test_a_priority_gives_its_matter_the_date_it_counts_from_and_undo_takes_it_back(kinds: Kinds) -> None:
    first = kinds.matter(Kind.INVENTION, "首次", filed=FILED)
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    assert official(kinds, later, "D11") == ["D11 2029-11-02 open"]
    made = add_link(kinds.office, kinds.act(), NewLink("priority", later, first))
    assert official(kinds, later, "D11") == ["D11 2029-03-02 open"]
    # seen from both sides, and neither has a row of its own
    assert tree(kinds, first) == ["首次*", "  priority 后续"]
    assert tree(kinds, later) == ["首次", "  priority 后续*"]
    undo(kinds.office, kinds.act())
    assert official(kinds, later, "D11") == ["D11 2029-11-02 open"]
    assert tree(kinds, first) == tree(kinds, later) == []
    redo(kinds.office, kinds.act())
    remove_link(kinds.office, kinds.act(), made.created or 0)
    assert official(kinds, later, "D11") == ["D11 2029-11-02 open"]
    undo(kinds.office, kinds.act())
    assert official(kinds, later, "D11") == ["D11 2029-03-02 open"]


def test_the_earliest_of_several_priorities_counts_and_follows_its_filing_date(kinds: Kinds) -> None:
    first = kinds.matter(Kind.INVENTION, "首次", filed=FILED)
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    add_link(kinds.office, kinds.act(), NewLink("priority", later, first))
    abroad = NewLink("priority", later, number="63/123456", country="us", on=date(2026, 2, 5))
    made = add_link(kinds.office, kinds.act(), abroad)
    assert official(kinds, later, "D11", "D24") == ["D24 2027-06-07 open", "D11 2029-02-05 open"]
    view = matter_view(kinds.office, kinds.day, later)
    assert "foreign_priority" in view.flags
    remove_link(kinds.office, kinds.act(), made.created or 0)
    assert official(kinds, later, "D11", "D24") == ["D11 2029-03-02 open"]
    version = matter_view(kinds.office, kinds.day, first).version
    changed = change_matter(kinds.office, kinds.act(), first, version, {"filed": date(2026, 3, 12)})
    assert later in changed.matters
    assert official(kinds, later, "D11") == ["D11 2029-03-12 open"]


def test_a_first_filing_is_followed_where_the_client_wants_it(kinds: Kinds) -> None:
    first = kinds.matter(Kind.INVENTION, "首次", filed=date(2026, 1, 5))
    assert official(kinds, first, "D22") == []
    set_wish(kinds.office, kinds.act(), first, "wants_priority", on=True)
    assert official(kinds, first, "D22") == ["D22 2027-01-05 open"]
    later = kinds.matter(Kind.PCT, "后续", filed=date(2026, 11, 2))
    made = add_link(kinds.office, kinds.act(), NewLink("priority", later, first))
    assert official(kinds, first, "D22") == ["D22 2027-01-05 done"]
    remove_link(kinds.office, kinds.act(), made.created or 0)
    assert official(kinds, first, "D22") == ["D22 2027-01-05 open"]
    set_wish(kinds.office, kinds.act(), first, "wants_priority", on=False)
    assert official(kinds, first, "D22") == []
    undo(kinds.office, kinds.act())
    assert official(kinds, first, "D22") == ["D22 2027-01-05 open"]


def test_a_divisional_answers_the_parents_window(kinds: Kinds) -> None:
    parent = kinds.matter(Kind.INVENTION, "原申请", filed=FILED, flags=frozenset({"divisional_wanted"}))
    kinds.record(parent, "notice_received", notice="grant_notice", issued="2026-11-02", delivery="electronic")
    assert official(kinds, parent, "D08") == ["D08 2027-01-04 open"]
    child = kinds.matter(Kind.INVENTION, "分案", filed=date(2026, 11, 18))
    add_link(kinds.office, kinds.act(), NewLink("divisional", child, parent))
    assert official(kinds, parent, "D08") == ["D08 2027-01-04 done"]
    assert tree(kinds, child) == ["原申请", "  divisional 分案*"]


def test_a_parallel_pair_says_when_the_model_has_to_go(kinds: Kinds) -> None:
    model = kinds.matter(Kind.UTILITY_MODEL, "型", filed=FILED)
    invention = kinds.matter(Kind.INVENTION, "发明", filed=FILED)
    add_link(kinds.office, kinds.act(), NewLink("parallel", model, invention))
    assert [row.warning for row in family(kinds.office, model)] == ["", ""]
    assert tree(kinds, model) == ["发明", "  parallel 型*"]
    kinds.record(invention, "notice_received", notice="grant_notice", issued="2026-11-02")
    assert [row.warning for row in family(kinds.office, model)] == ["", "give_up_model"]


def test_a_number_of_ours_finds_its_matter(kinds: Kinds) -> None:
    first = kinds.matter(Kind.INVENTION, "首次", filed=FILED, application_number="202610123456.X")
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    add_link(kinds.office, kinds.act(), NewLink("priority", later, number="ZL2026 1 0123456.x"))
    (one,) = [row for row in family(kinds.office, later) if row.matter_id == first]
    assert one.on == FILED


def test_a_linked_number_is_found_by_search(kinds: Kinds) -> None:
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    abroad = NewLink("priority", later, number="PCT/US2026/012345", country="WO", on=FILED)
    add_link(kinds.office, kinds.act(), abroad)
    for text in ("PCT/US2026/012345", "pct/us2026/0123", "pctus2026"):
        assert [hit.id for hit in find(kinds.office, text)] == [later], text
    assert find(kinds.office, "PCT/US2027/012345") == ()


def test_removing_a_linked_matter_says_so_and_the_family_still_shows_it(kinds: Kinds) -> None:
    first = kinds.matter(Kind.INVENTION, "首次", filed=FILED)
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    add_link(kinds.office, kinds.act(), NewLink("priority", later, first))
    number = matter_view(kinds.office, kinds.day, later).row.number
    assert number in remove_matter(kinds.office, kinds.act(), first).says
    assert [(row.title, row.removed) for row in family(kinds.office, later)] == [("首次", True), ("后续", False)]
    assert official(kinds, later, "D11") == ["D11 2029-03-02 open"]  # the right does not depend on our records


REFUSED = [
    ("a", NewLink("marriage", 0), "link.bad_kind"),
    ("a", NewLink("priority", 0), "link.no_other"),
    ("a", NewLink("priority", 0, number="202610123456.8", on=FILED), "link.bad_number"),
    ("a", NewLink("priority", 0, number="PCT/US26/1", country="WO", on=FILED), "link.bad_number"),
    ("a", NewLink("priority", 0, number="12345678", on=FILED), "link.bad_number"),
    ("a", NewLink("priority", 0, number="1", country="美国", on=FILED), "link.bad_country"),
    ("a", NewLink("priority", 0, number="63/1", country="US"), "link.no_date"),
    ("a", NewLink("priority", 0, number="63/1", country="US", on=date(2026, 12, 1)), "link.in_future"),
    ("a", NewLink("priority", 0, number="63/1", country="US", on=date(2026, 11, 19)), "link.too_early"),
    ("a", NewLink("priority", 0, number="63/1", country="US", on=date(2025, 8, 28)), "link.too_late"),
    ("design", NewLink("priority", 0, number="63/1", country="US", on=date(2026, 4, 30)), "link.too_late"),
    ("change", NewLink("priority", 0, number="63/1", country="US", on=FILED), "link.wrong_kinds"),
    ("a", NewLink("owner_change", 0, number="202610123456.X"), "link.wrong_kinds"),
    ("design", NewLink("parallel", 0, number="202610123456.X", on=FILED), "link.wrong_kinds"),
    ("a", NewLink("parallel", 0, number="202620123456.5", on=FILED), "link.other_day"),
]


@pytest.fixture
def three(kinds: Kinds) -> dict[str, int]:
    return {
        "a": kinds.matter(Kind.INVENTION, "甲", filed=date(2026, 11, 2)),
        "design": kinds.matter(Kind.DESIGN, "乙", filed=date(2026, 11, 2)),
        "change": kinds.matter(Kind.PATENT_CHANGE, "丙", handler="周流程"),
    }


def test_what_cannot_be_is_refused_in_a_sentence(kinds: Kinds, three: dict[str, int]) -> None:
    from dataclasses import replace

    for name, new, code in REFUSED:
        with pytest.raises(UserError) as refused:
            add_link(kinds.office, kinds.act(), replace(new, from_id=three[name]))
        assert refused.value.code == code, new
        assert sentence(refused.value).endswith("。") or "：" in sentence(refused.value)
    assert all(family(kinds.office, one) == () for one in three.values())


def test_no_self_no_double_no_circle_one_parent(kinds: Kinds) -> None:
    one, two, three = (kinds.matter(Kind.INVENTION, name, filed=FILED) for name in ("一", "二", "三"))

    def refused(kind: str, first: int, second: int) -> str:
        with pytest.raises(UserError) as error:
            add_link(kinds.office, kinds.act(), NewLink(kind, first, second))
        return error.value.code

    assert refused("priority", one, one) == "link.itself"
    add_link(kinds.office, kinds.act(), NewLink("priority", two, one))
    assert refused("priority", two, one) == "link.twice"
    assert refused("priority", one, two) == "link.twice"
    add_link(kinds.office, kinds.act(), NewLink("divisional", three, two))
    assert refused("priority", one, three) == "link.circle"
    assert refused("divisional", three, one) == "link.one_parent"
    assert link_count(family(kinds.office, two)) == 2
    assert link_count(family(kinds.office, one)) == 1


def test_another_applicant_is_no_divisional(kinds: Kinds) -> None:
    parent = kinds.matter(Kind.INVENTION, "原", filed=FILED, applicant="甲公司；乙公司")
    child = kinds.matter(Kind.INVENTION, "分", filed=date(2026, 11, 2), applicant="丙公司")
    with pytest.raises(UserError, match=r"link\.other_applicant"):
        add_link(kinds.office, kinds.act(), NewLink("divisional", child, parent))
    version = matter_view(kinds.office, kinds.day, child).version
    change_matter(kinds.office, kinds.act(), child, version, {"applicant": "乙公司"})
    add_link(kinds.office, kinds.act(), NewLink("divisional", child, parent))


@pytest.mark.parametrize(
    ("filed", "words"), [(date(2026, 10, 8), False), (date(2026, 10, 9), True), (date(2026, 11, 20), True)]
)
def test_a_priority_past_its_months_says_it_must_be_restored(kinds: Kinds, filed: date, words: bool) -> None:
    later = kinds.matter(Kind.UTILITY_MODEL, "后续", filed=filed)
    abroad = NewLink("priority", later, number="2025-1", country="JP", on=date(2025, 10, 3))
    assert ("请求恢复优先权" in add_link(kinds.office, kinds.act(), abroad).says) is words


def test_a_link_changed_meanwhile_is_not_removed(kinds: Kinds) -> None:
    later = kinds.matter(Kind.INVENTION, "后续", filed=date(2026, 11, 2))
    abroad = NewLink("priority", later, number="1", country="US", on=FILED)
    made = add_link(kinds.office, kinds.act(), abroad).created or 0
    with pytest.raises(StaleVersion):
        remove_link(kinds.office, kinds.act(), made, expected_version=7)
    with pytest.raises(UserError, match=r"link\.unknown"):
        remove_link(kinds.office, kinds.act(), made + 1)
