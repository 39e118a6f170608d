"""Marks and Nice classes on a trademark order (3.4): found, entered, searched, filed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.domain.nice import class_numbers, class_text
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.listing import matter_view
from ipdesk.services.marks import (
    NewMark,
    add_marks,
    change_mark,
    marks,
    remove_marks,
    set_classes,
    set_results,
    unsettled,
)
from ipdesk.services.matters import NewMatter, add_matter, remove_matter
from ipdesk.services.nice import find_classes, nice_classes, understood
from ipdesk.services.office import Act, Changes, Office
from ipdesk.services.undo import redo, undo
from tests.database import TODAY


@pytest.fixture
def order(office: Office, act: Act) -> int:
    return add_matter(office, act, NewMatter(Kind.TRADEMARK, "远航", slip_on=date(2026, 11, 18))).created or 0


def shown(office: Office, order: int) -> list[tuple[str, int | None, str, str]]:
    return [(row.name, row.nice_class, row.result, row.application_number) for row in marks(office, order)]


def test_the_45_classes_each_with_heading_and_words() -> None:
    assert list(nice_classes()) == list(range(1, 46))
    assert nice_classes()[25].heading == "服装，鞋，帽"
    assert all(7 <= len(one.words) <= 16 for one in nice_classes().values())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", ()), ("9", (9,)), ("3、9,25-27", (3, 9, 25, 26, 27)), ("第9类、第42类", (9, 42)), ("42 9 9", (9, 42)),
        ("9和35", (9, 35)), ("1~3；45", (1, 2, 3, 45)),
    ],
)  # fmt: skip
def test_classes_are_read_from_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert class_numbers(text) == numbers
    assert class_numbers(class_text(numbers)) == numbers


@pytest.mark.parametrize(
    ("text", "part"), [("46", "46"), ("0", "0"), ("9、服x", "服x"), ("27-25", "27-25"), ("9.5", "9.5")]
)
def test_what_is_no_class_is_named(text: str, part: str) -> None:
    with pytest.raises(UserError) as refused:
        class_numbers(text)
    assert refused.value.details["text"] == part


@pytest.mark.parametrize(
    ("typed", "first"),
    [("35", 35), ("服装", 25), ("餐厅", 43), ("软件开发", 42), ("app", 9), ("白酒", 33), ("fzxm", 25), ("法律", 45)],
)
def test_a_class_is_found_by_number_word_and_initials(typed: str, first: int) -> None:
    assert find_classes(typed)[0].number == first


def test_words_and_numbers_are_understood_together() -> None:
    assert understood("9 35 服装") == (9, 25, 35)
    with pytest.raises(UserError, match=r"marks\.several"):
        understood("机")
    with pytest.raises(UserError, match=r"marks\.bad_classes"):
        understood("9 飞毯")
    assert len(find_classes("")) == 45
    assert find_classes("飞毯") == ()


def test_3_4_3_several_marks_in_several_classes_on_one_order(office: Office, act: Act, order: int) -> None:
    add_marks(office, act, order, [NewMark("远航", (9, 42)), NewMark("YUANHANG", (9,), "combined", "计算机软件")])
    assert shown(office, order) == [
        ("远航", 9, "", ""), ("远航", 42, "", ""), ("YUANHANG", 9, "", ""),
    ]  # fmt: skip
    assert matter_view(office, TODAY, order).classes == "9、42"
    add_marks(office, act, order, [NewMark("远航", (35,))])  # the same mark in one class more
    assert [row.position for row in marks(office, order)] == [1, 1, 1, 2]
    assert matter_view(office, TODAY, order).classes == "9、35、42"
    with pytest.raises(UserError, match=r"marks\.duplicate"):
        add_marks(office, act, order, [NewMark("新", (1,)), NewMark("远航", (42,))])
    assert len(marks(office, order)) == 4


def test_3_4_3_what_is_not_settled_is_said(office: Office, act: Act, order: int) -> None:
    assert "3.4.3" in unsettled(marks(office, order))
    add_marks(office, act, order, [NewMark("远航"), NewMark("致远", (9,))])
    assert "远航" in unsettled(marks(office, order))
    set_classes(office, act, order, "远航", (25, 35))
    assert unsettled(marks(office, order)) == ""
    assert shown(office, order)[:2] == [("远航", 25, "", ""), ("远航", 35, "", "")]


def test_3_4_4_each_class_has_its_result_and_its_number(office: Office, act: Act, order: int) -> None:
    add_marks(office, act, order, [NewMark("远航", (9, 35, 42))])
    first, second, third = marks(office, order)
    set_results(office, act, [first.id, second.id], "can_file")
    change_mark(office, act, third.id, third.version, {"result": "similar", "note": "第 1234567 号近似"})
    first = marks(office, order)[0]
    change_mark(office, act, first.id, first.version, {"application_number": "81234567", "filed": TODAY})
    assert shown(office, order) == [
        ("远航", 9, "can_file", "81234567"), ("远航", 35, "can_file", ""), ("远航", 42, "similar", ""),
    ]  # fmt: skip
    with pytest.raises(StaleVersion):
        change_mark(office, act, first.id, first.version, {"result": "similar"})
    with pytest.raises(UserError, match=r"marks\.filed"):
        remove_marks(office, act, [first.id])
    with pytest.raises(UserError, match=r"marks\.filed"):
        set_classes(office, act, order, "远航", (35,))
    set_classes(office, act, order, "远航", (9, 35))
    assert [row[1] for row in shown(office, order)] == [9, 35]
    assert matter_view(office, TODAY, order).classes == "9、35"


Deed = Callable[[Office, Act, int], Changes]
DEEDS: dict[str, Deed] = {
    "add": lambda office, act, order: add_marks(office, act, order, [NewMark("致远", (1, 2))]),
    "classes": lambda office, act, order: set_classes(office, act, order, "远航", (3, 9)),
    "open again": lambda office, act, order: set_classes(office, act, order, "远航", ()),
    "result": lambda office, act, order: set_results(office, act, [row.id for row in marks(office, order)], "similar"),
    "rename": lambda office, act, order: change_mark(office, act, marks(office, order)[0].id, 1, {"name": "远方"}),
    "remove": lambda office, act, order: remove_marks(office, act, [marks(office, order)[1].id]),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_each_is_undone_and_done_again(office: Office, act: Act, order: int, deed: Deed) -> None:
    add_marks(office, act, order, [NewMark("远航", (9, 42))])
    before, classes = shown(office, order), matter_view(office, TODAY, order).classes
    changes = deed(office, act, order)
    assert changes.kinds == {"marks", "matters"}
    assert changes.says
    after = shown(office, order)
    assert after != before
    undo(office, act)
    assert (shown(office, order), matter_view(office, TODAY, order).classes) == (before, classes)
    redo(office, act)
    assert shown(office, order) == after


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (NewMark(" "), "marks.name_missing"),
        (NewMark("远" * 101), "marks.too_long"),
        (NewMark("远航", (46,)), "marks.bad_classes"),
        (NewMark("远航", (9,), "sound"), "marks.bad_form"),
        (NewMark("远航", (9,), goods="长" * 2001), "marks.too_long"),
    ],
)
def test_what_can_be_no_mark_is_refused(office: Office, act: Act, order: int, mark: NewMark, code: str) -> None:
    with pytest.raises(UserError) as refused:
        add_marks(office, act, order, [mark])
    assert refused.value.code == code
    assert marks(office, order) == ()


def test_only_a_trademark_order_has_marks(office: Office, act: Act, order: int) -> None:
    other = add_matter(office, act, NewMatter(Kind.DESIGN, "水杯")).created or 0
    with pytest.raises(UserError, match=r"marks\.not_trademark"):
        add_marks(office, act, other, [NewMark("远航", (9,))])
    row = add_marks(office, act, order, [NewMark("远航", (9,))]).created or 0
    for fields, code in (({"result": "maybe"}, "marks.bad_result"), ({"filed": date(2026, 12, 1)}, "marks.in_future")):
        with pytest.raises(UserError) as refused:
            change_mark(office, act, row, 1, fields)
        assert refused.value.code == code
    assert not change_mark(office, act, row, 1, {"name": "远航"})  # nothing is another way
    remove_matter(office, act, order)
    with pytest.raises(UserError, match=r"matter\.unknown"):
        add_marks(office, act, order, [NewMark("远航", (9,))])


def test_a_new_order_brings_its_marks_in_the_same_act(office: Office, act: Act) -> None:
    new = NewMatter(Kind.TRADEMARK, "启明", marks=(NewMark("启明", (9, 42)), NewMark("QM", (9,))), slip_on=TODAY)
    changes = add_matter(office, act, new)
    assert len(marks(office, changes.created or 0)) == 3
    assert matter_view(office, TODAY, changes.created or 0).classes == "9、42"
    assert "marks" in changes.kinds
    undo(office, act)
    with pytest.raises(UserError):
        add_marks(office, act, changes.created or 0, [NewMark("又", (1,))])
