"""Mail drafts: what a mail program reads out of them, and what nobody can smuggle in."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

import pytest

from ipdesk.files.mail import Mail, is_address, mail_bytes

AT = datetime(2026, 11, 10, 2, 20, tzinfo=UTC)


def read(mail: Mail) -> EmailMessage:
    return cast("EmailMessage", message_from_bytes(mail_bytes(mail, AT), policy=default))


def test_a_draft_comes_back_as_it_was_made() -> None:
    long = "关于“一种多工位自动上料装置及其控制方法、电子设备和存储介质”等十二件案件未答复的月度提醒"
    mail = Mail(
        ("欧阳上官婉儿 <oy@example.com>", "b@example.com"),
        long,
        "您好：\n\n第一行\n.\n最后一行 😀",
        cc=("业务甲 <sales@example.com>",),
        files=(("2026年11月未答复案件 欧阳.xlsx", b"PK\x03\x04\x00\xff"), ("说明.txt", b"abc")),
    )
    found = read(mail)
    assert [(a.display_name, a.addr_spec) for a in found["To"].addresses] == [
        ("欧阳上官婉儿", "oy@example.com"),
        ("", "b@example.com"),
    ]
    assert [a.addr_spec for a in found["Cc"].addresses] == ["sales@example.com"]
    assert found["Subject"] == long
    assert found["X-Unsent"] == "1"
    body = found.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == mail.body
    files = [(part.get_filename(), part.get_content()) for part in found.iter_attachments()]
    assert files[0] == ("2026年11月未答复案件 欧阳.xlsx", b"PK\x03\x04\x00\xff")
    assert files[1][0] == "说明.txt"


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x85", "\r\n\r\n", "\x00\n"])
def test_no_outside_text_becomes_a_header(end: str) -> None:
    evil = f"标题{end}Bcc: spy@example.com{end}{end}<script>"
    mail = Mail(
        (f"张三{end}Bcc: spy@example.com <a@example.com>", f"x{end}Bcc: spy@example.com"),
        evil,
        "正文",
        files=((f"清单{end}Content-Type: text/html{end}.xlsx", b"1"),),
    )
    raw = mail_bytes(mail, AT)
    found = read(mail)
    assert found["Bcc"] is None
    assert [a.addr_spec for a in found["To"].addresses] == ["a@example.com"]
    heads = raw.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
    assert not [line for line in heads if line.lower().startswith(b"bcc")]
    names = [part.get_filename() for part in found.iter_attachments()]
    assert len(names) == 1
    assert "\n" not in str(names[0])
    assert "\r" not in str(names[0])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("a@b.cn", True),
        ("张三 <a.b+c@mail.example.com>", True),
        ('"李,四" <li@example.com>', True),
        ("张三", False),
        ("", False),
        ("a@b", False),
        ("a@b.cn,c@d.cn", False),
        ("a b@c.cn", False),
        ("王@例子.中国", False),
        ("<>", False),
    ],
)
def test_what_is_an_address(text: str, right: bool) -> None:
    assert is_address(text) is right
    assert (read(Mail((text,), "主题", ""))["To"] is not None) is right


def test_the_same_mail_is_the_same_file() -> None:
    mail = Mail(("a@b.cn",), "主题", "正文", files=(("一.txt", b"1"),))
    assert mail_bytes(mail, AT) == mail_bytes(mail, AT)
    other = Mail(("a@b.cn",), "主题", "正文", files=(("一.txt", b"2"),))
    assert mail_bytes(mail, AT) != mail_bytes(other, AT)
