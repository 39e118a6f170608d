"""The office's own rule file on disk: put in place with the database, and put back with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from ipdesk.errors import UserError
from ipdesk.model import reading_standard
from ipdesk.model.settings import SettingRecord
from ipdesk.model.unit_of_work import UnitOfWork
from ipdesk.services.office import MADE_WITH, Office, fingerprint
from ipdesk.services.rules import OFFICE_FILE, own_text, rules_with


def state_of(text: str | None) -> str:
    """Names the content of the file, so that a change based on another is refused."""
    return sha256((text if text is not None else "\0").encode()).hexdigest()[:16]


@contextmanager
def swapped(office: Office, uow: UnitOfWork, text: str | None) -> Iterator[None]:
    """Put ``text`` in the file's place (None: no file) for what is done inside; a failure there puts the old back.

    ``UserError``: rules.unwritable.
    """
    before = own_text(office.folder)
    known = uow.get(SettingRecord, MADE_WITH)
    held = known is not None and known.value == fingerprint(office)
    _put(office, text)
    try:
        if held:  # else what is stored was made with something else again, and is caught up with later
            uow.session.merge(SettingRecord(key=MADE_WITH, value=fingerprint(office)))
        yield
    except BaseException:
        _put(office, before)
        raise


def _put(office: Office, text: str | None) -> None:
    from ipdesk.paths import write_beside

    path = office.folder / OFFICE_FILE
    try:
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_beside(path, text.encode())
    except OSError as error:
        raise UserError("rules.unwritable", path=path, reason=error.strerror or error) from error
    office.reload()


@contextmanager
def followed(office: Office, uow: UnitOfWork, act_id: int) -> Iterator[frozenset[int]]:
    """Inside the reversal of an act: bring the file to what its change of the standard now says.

    Hands in the ids of the matters to be derived again. ``UserError("standard.file_changed")`` when the file is
    no longer what the change left: nothing is reversed then.
    """
    change = reading_standard.rule_change_of_act(uow.session, act_id)
    if change is None:
        yield frozenset()
        return
    left, wanted = change.text_before, change.text_after
    if change.removed_at is not None:
        left, wanted = wanted, left
    if own_text(office.folder) != left:
        raise UserError("standard.file_changed", rule=change.rule, path=office.folder / OFFICE_FILE)
    with swapped(office, uow, wanted):
        kinds = frozenset(
            kind for text in (left, wanted) for rule in rules_with(text).versions[change.rule] for kind in rule.kinds
        )
        yield frozenset(reading_standard.matters_of_kinds(uow.session, kinds))
