"""Whatever people do in whatever order: the stored docket is what the events say, and undo goes all the way back."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import UserError
from ipdesk.services import people
from ipdesk.services.check import check
from ipdesk.services.docket import rederive
from ipdesk.services.events import RecordEvent, record_event, revoke_event
from ipdesk.services.matters import NewMatter, add_matter, assign, change_matter
from ipdesk.services.office import Changes, Office
from ipdesk.services.undo import redo, undo
from tests.database import TODAY, an_act
from tests.services.test_matters import the_matter
from tests.services.test_undo import truth

NAMES = (
    *("assigned", "client_contacted", "disclosure_received", "search_completed", "payment_received"),
    *("documents_complete", "draft_completed", "materials_received", "filed", "notice_received", "notice_imported"),
    *("question_received", "question_resolved", "paused", "resumed", "cancelled", "granted", "certificate_received"),
)
KINDS = (Kind.INVENTION, Kind.SOFTWARE, Kind.TRADEMARK, Kind.PATENT_CHANGE, Kind.LAYOUT)


def one_act(office: Office, chance: random.Random, second: int) -> None:
    """One thing somebody might do; what the office refuses is no failure."""
    act = an_act(second=second % 60)
    ago = timedelta(days=chance.randrange(40))
    matter_id = chance.randrange(1, 6)
    match chance.randrange(10):
        case 0:
            add_matter(office, act, NewMatter(chance.choice(KINDS), "新案", "云杉", slip_on=TODAY - ago))
        case 1:
            revoke_event(office, act, chance.randrange(1, 30), "错")
        case 2:
            assign(office, act, [matter_id], 1, TODAY - ago)
        case 3:
            version = the_matter(office, matter_id).version
            change_matter(office, act, matter_id, version, {"title": f"名{second}", "client": f"户{second % 3}"})
        case 4:
            undo(office, act)
        case 5:
            redo(office, act)
        case _:
            record_event(office, act, RecordEvent(matter_id, chance.choice(NAMES), TODAY - ago))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_sequence_keeps_the_docket_true(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    people.add_person(office, an_act(), "周宁", department="patent")
    for kind in KINDS:
        add_matter(office, an_act(), NewMatter(kind, f"案{kind}", "云杉", slip_on=TODAY - timedelta(days=30)))
    for second in range(40):
        with suppress(UserError):
            one_act(office, chance, second)
    assert rederive(office, an_act()) == Changes()
    assert check(office, an_act()).problems == ()
    while True:
        try:
            undo(office, an_act())
        except UserError as problem:
            assert problem.code == "undo.nothing"  # noqa: PT017 - the only way this may end
            break
    assert set(map(len, truth(office).values())) == {0}
    assert rederive(office, an_act()) == Changes()
