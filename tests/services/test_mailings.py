"""Mails: kept whole, marked as sent, part of backups and of what is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ipdesk.errors import UserError
from ipdesk.services.backup import backup, check, restore
from ipdesk.services.mailings import (
    MailingRow,
    NewMail,
    mail_path,
    mailings,
    mark_sent,
    save_mail,
    write_mail,
    write_mails,
)
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.undo import redo, undo
from tests import database

MAIL = NewMail("notice", ("张三 <a@example.com>",), "通知书：一/二", "正文", ("b@example.com",), (("件.txt", b"x"),))


def one(office: Office) -> MailingRow:
    (found,) = mailings(office)
    return found


def kept(office: Office) -> list[Path]:
    return [path for path in office.files.rglob("*") if path.is_file()]


def test_a_mail_is_kept_whole_and_says_what_it_was(office: Office, act: Act) -> None:
    changes = write_mail(office, act, MAIL)
    assert changes.kinds == {"mailings"}
    found = one(office)
    assert (found.id, found.purpose, found.subject, found.files) == (
        changes.created,
        "notice",
        "通知书：一/二",
        ("件.txt",),
    )
    assert (found.recipients, found.copies, found.sent) == ("张三 <a@example.com>", "b@example.com", False)
    path = mail_path(office, found.id)
    assert path.name == "通知书：一_二.eml"
    assert path.read_bytes() == kept(office)[0].read_bytes()
    path.write_bytes(b"changed")  # a copy: what is kept stays as it was
    assert mail_path(office, found.id).read_bytes().startswith(b"X-Unsent: 1")


def test_several_mails_are_one_act_and_undone_together(office: Office, act: Act) -> None:
    write_mails(office, act, [MAIL, NewMail("notice", (), "另一封", "")])
    assert [mail.subject for mail in mailings(office)] == ["另一封", "通知书：一/二"]
    undo(office, act)
    assert mailings(office) == ()
    redo(office, act)
    assert len(mailings(office)) == 2


def test_a_mail_without_subject_leaves_nothing_behind(office: Office, act: Act) -> None:
    with pytest.raises(UserError, match=r"mail\.no_subject"):
        write_mails(office, act, [MAIL, NewMail("notice", (), " \n ", "")])
    assert mailings(office) == ()
    with pytest.raises(UserError, match=r"mail\.nothing"):
        write_mails(office, act, [])


def test_sent_and_taken_back(office: Office, act: Act) -> None:
    mail_id = write_mail(office, act, MAIL).created or 0
    assert mark_sent(office, act, [mail_id]).kinds == {"mailings"}
    assert one(office).sent_at == act.at
    assert not mark_sent(office, act, [mail_id])  # nothing to change: no act
    undo(office, act)
    assert not one(office).sent
    mark_sent(office, act, [mail_id])
    mark_sent(office, act, [mail_id], sent=False)
    assert not one(office).sent
    with pytest.raises(UserError, match=r"mail\.unknown"):
        mark_sent(office, act, [mail_id, 99])


def test_mails_are_found_by_what_they_are_about(office: Office, act: Act) -> None:
    for purpose, period in (("month_reminder", "2026-11"), ("month_reminder", "2026-10"), ("notice", "")):
        write_mail(office, act, NewMail(purpose, (), f"{purpose} {period}", "", period=period))
    assert [mail.period for mail in mailings(office, purpose="month_reminder")] == ["2026-10", "2026-11"]
    assert len(mailings(office, purpose="month_reminder", period="2026-11")) == 1
    assert mailings(office, matter_id=1) == ()


@pytest.mark.skipif(bool(database.URL), reason="a server is backed up with its own tools")
def test_check_and_backup_know_the_mails(office: Office, act: Act, tmp_path: Path) -> None:
    mail_id = write_mail(office, act, MAIL).created or 0
    assert check(office, act).ok
    made = backup(tmp_path / "office.db", tmp_path / "备份.zip")
    (path,) = kept(office)
    path.write_bytes(b"not a mail")
    (problem,) = check(office, act).problems
    assert (problem.code, problem.where) == ("attachment_damaged", "邮件 通知书：一/二")
    with pytest.raises(UserError, match=r"attachment\.damaged"):
        mail_path(office, mail_id)
    path.unlink()
    assert [found.code for found in check(office, act).problems] == ["attachment_missing"]
    elsewhere = tmp_path / "neu" / "desk.db"
    restore(made, elsewhere)
    with open_office(elsewhere) as found:
        assert check(found, act).ok
        assert save_mail(found, mail_id, tmp_path / "out").read_bytes().startswith(b"X-Unsent")
