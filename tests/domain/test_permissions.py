"""Who may do what."""

from __future__ import annotations

import pytest

from ipdesk.domain.permissions import ALLOWED, Deed, may
from ipdesk.services.people import ROLES


@pytest.mark.parametrize(
    ("role", "deed", "allowed"),
    [
        ("director", "approve_transfer", True),
        ("department_head", "approve_transfer", True),
        ("superior", "approve_transfer", False),
        ("handler", "approve_transfer", False),
        (None, "approve_transfer", False),
        ("handler", "change_rules", False),
        ("system_administrator", "change_rules", True),
        (None, "change_rules", True),
        ("salesperson", "edit_checklists", False),
        ("department_head", "edit_checklists", True),
        (None, "edit_checklists", False),
    ],
)
def test_who_may(role: str | None, deed: str, allowed: bool) -> None:
    assert may(role, deed) is allowed


def test_every_deed_has_its_roles_and_no_others() -> None:
    assert set(ALLOWED) == set(Deed)
    assert all(roles <= set(ROLES) for roles in ALLOWED.values())
    assert all("director" in roles for roles in ALLOWED.values())


def test_a_deed_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="fly"):
        may("director", "fly")
