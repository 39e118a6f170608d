"""Adding, changing, assigning and removing matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ipdesk.domain.matters import Department, Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.model.matters import MatterRecord
from ipdesk.services import people
from ipdesk.services.matters import NewMatter, add_matter, assign, change_matter, remove_matter
from ipdesk.services.office import Act, Office
from ipdesk.text import sentence
from tests.database import an_act

NEW = NewMatter(Kind.INVENTION, "一种折叠支架", "深圳云杉科技有限公司")


def the_matter(office: Office, matter_id: int | None) -> MatterRecord:
    with office.database.read() as uow:
        found = uow.get(MatterRecord, matter_id)
        assert found is not None
        return found


def test_a_new_matter_gets_number_client_and_docket(office: Office, act: Act) -> None:
    changes = add_matter(office, act, replace(NEW, slip_on=date(2026, 11, 18)))
    matter = the_matter(office, changes.created)
    assert matter.number == "P26-0001"
    assert (matter.department, matter.state, matter.stage) == ("patent", "active", "to_assign")
    assert (matter.nearest_due, matter.nearest_state) == (date(2026, 11, 20), "open")
    assert matter.next_steps == "assigned"
    assert "深圳云杉科技有限公司" in matter.search
    assert changes.kinds == {"matters", "events", "due_items"}
    assert changes.matters == {matter.id}
    assert changes.says == "已新建案件 P26-0001（一种折叠支架）"
    assert [c.name for c in people.clients(office)] == ["深圳云杉科技有限公司"]


@pytest.mark.parametrize(
    ("kind", "department", "number"),
    [
        (Kind.INVENTION, None, "P26-0001"),
        (Kind.PATENT_CHANGE, None, "F26-0001"),
        (Kind.SOFTWARE, None, "S26-0001"),
        (Kind.TRADEMARK, None, "T26-0001"),
        (Kind.COMPLAINT, Department.SOFTWARE, "S26-0001"),
    ],
)
def test_numbers_by_department(
    office: Office, act: Act, kind: Kind, department: Department | None, number: str
) -> None:
    changes = add_matter(office, act, NewMatter(kind, "某案", department=department))
    assert the_matter(office, changes.created).number == number


def test_numbers_go_on_from_the_highest_and_never_come_back(office: Office, act: Act) -> None:
    add_matter(office, act, replace(NEW, number="P26-0405"))
    second = add_matter(office, act, NEW)
    assert the_matter(office, second.created).number == "P26-0406"
    remove_matter(office, act, second.created or 0)
    assert the_matter(office, add_matter(office, act, NEW).created).number == "P26-0407"
    add_matter(office, act, replace(NEW, number="P26-10000"))
    assert the_matter(office, add_matter(office, act, NEW).created).number == "P26-10001"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": "  "}, "matter.title_missing"),
        ({"title": "长" * 301}, "matter.too_long"),
        ({"application_number": "202610123456.1"}, "matter.bad_application_number"),
        ({"application_number": "看附件"}, "matter.bad_application_number"),
        ({"filed": date(2026, 11, 21)}, "matter.date_in_future"),
        ({"filed": date(2026, 11, 2), "granted": date(2026, 11, 1)}, "matter.dates_reversed"),
        ({"reduction": 50}, "matter.bad_reduction"),
        ({"handler_id": 99}, "person.unknown"),
        ({"kind": Kind.COMPLAINT}, "matter.department_missing"),
    ],
)
def test_refused_with_a_sentence_and_nothing_written(
    office: Office, act: Act, change: dict[str, object], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        add_matter(office, act, replace(NEW, **change))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert "…" not in sentence(caught.value)
    assert people.clients(office) == ()


def test_an_application_number_is_kept_in_its_written_form_and_once(office: Office, act: Act) -> None:
    number = "202610123456.7"
    from ipdesk.domain.numbers import patent_check_digit

    number = f"202610123456.{patent_check_digit('202610123456')}"
    first = add_matter(office, act, replace(NEW, application_number=f"ZL{number.replace('.', '')}"))
    matter = the_matter(office, first.created)
    assert matter.application_number == number
    assert matter.application_key == number.replace(".", "")
    with pytest.raises(UserError) as caught:
        add_matter(office, act, replace(NEW, application_number=number))
    assert caught.value.code == "matter.duplicate_application"
    assert matter.number in sentence(caught.value)


def test_a_stale_change_is_refused_with_who_changed_what(office: Office, act: Act) -> None:
    who = people.add_person(office, act, "林晓", department="patent").created
    made = add_matter(office, act, NEW).created or 0
    seen = the_matter(office, made).version
    change_matter(office, an_act(who, second=5), made, seen, {"title": "一种可折叠支架"})
    with pytest.raises(StaleVersion) as caught:
        change_matter(office, act, made, seen, {"note": "没看到新名称"})
    text = sentence(caught.value)
    assert "P26-0001" in text
    assert "林晓" in text
    assert "修改案件" in text
    assert the_matter(office, made).note == ""


def test_a_change_without_a_difference_writes_nothing(office: Office, act: Act) -> None:
    made = add_matter(office, act, NEW).created or 0
    seen = the_matter(office, made).version
    assert not change_matter(office, act, made, seen, {"title": NEW.title, "client": NEW.client})
    assert the_matter(office, made).version == seen


def test_assigning_several_records_an_event_on_each(office: Office, act: Act) -> None:
    handler = people.add_person(office, act, "周宁", department="patent").created or 0
    made = [add_matter(office, act, replace(NEW, slip_on=date(2026, 11, 19))).created or 0 for _ in range(3)]
    changes = assign(office, act, made, handler, date(2026, 11, 20))
    assert changes.matters == set(made)
    for matter_id in made:
        matter = the_matter(office, matter_id)
        assert matter.handler_id == handler
        assert matter.stage == "to_contact"
        assert "周宁" in matter.search


def test_a_removed_matter_keeps_no_docket_and_its_number_can_be_given_again(office: Office, act: Act) -> None:
    made = add_matter(office, act, replace(NEW, slip_on=date(2026, 11, 18), number="甲-1")).created or 0
    remove_matter(office, act, made, the_matter(office, made).version)
    matter = the_matter(office, made)
    assert matter.removed_at == act.at
    assert matter.nearest_due is None
    with office.database.read() as uow:
        assert uow.connection.exec_driver_sql("SELECT count(*) FROM due_items").scalar() == 0
    assert the_matter(office, add_matter(office, act, replace(NEW, number="甲-1")).created).number == "甲-1"
    with pytest.raises(UserError, match=r"matter\.unknown"):
        remove_matter(office, act, made)
