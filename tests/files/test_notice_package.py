"""Reading packages of notices (8.3 of the rules on files): right ones whole, damaged ones by name, hostile ones safely."""

from __future__ import annotations

import io
import socket
import struct
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipdesk.errors import Cancelled, UserError
from ipdesk.files import package_zip
from ipdesk.files.notice_package import kind_of, known_codes, read_package
from ipdesk.files.package_xml import BadXml, date_in, money_in, parse
from ipdesk.services.demo.package_maker import Made, members_of, package_of, zipped
from ipdesk.services.rules import shipped_rules
from tests.files.notice_packages import DAMAGES, ISSUED, a_notice, number_of, symlink, with_infos

RIGHT = Made(
    "2026111600000001", "20070101", "缴费通知书", ISSUED, number_of(5), "一种支架", "长虹公司", "P26-0001", "0",
    date(2024, 1, 2), 2, date(2027, 7, 2), 4, windows=(date(2027, 1, 2), "900.00"), pages=2,
)  # fmt: skip


def test_every_field_of_a_notice_is_read() -> None:
    (found,) = read_package(package_of([RIGHT]), "a.zip").notices
    assert (found.serial, found.code, found.name, found.issued) == (RIGHT.serial, "200701", "缴费通知书", ISSUED)
    assert (found.application_number, found.title, found.applicants) == (number_of(5), "一种支架", ("长虹公司",))
    assert (found.internal_number, found.kind, found.filed) == ("P26-0001", "invention", date(2024, 1, 2))
    assert (found.stated, found.pay_deadline, found.annual_year) == (2, date(2027, 7, 2), 4)
    assert [(one.late_fee, one.total) for one in found.windows][::4] == [
        (Decimal("45.00"), Decimal("945.00")), (Decimal("225.00"), Decimal("1125.00")),
    ]  # fmt: skip
    assert [name.rpartition("/")[2] for name in found.pages] == ["通知书000001.tif", "通知书000002.tif"]
    assert found.problems == ()


def test_a_receipt_gives_the_number_behind_its_label() -> None:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><receipt><ANJIANBH>P26-0001</ANJIANBH><FAMINGCZMC>支架</FAMINGCZMC>'
        f"<SHENQINGH>申请号：{number_of(5)}</SHENQINGH><QIANMINGSJC>2026-11-16 09:30:00</QIANMINGSJC>"
        "<SHOUDAOWJ><WENJIANLB><WENJIANMC>权利要求书</WENJIANMC></WENJIANLB></SHOUDAOWJ></receipt>"
    )
    (found,) = read_package(zipped([("GA000000000001/GA000000000001.xml", body.encode())]), "a.zip").notices
    assert (found.code, found.name, found.issued) == ("200105", "电子申请回执", ISSUED)
    assert (found.application_number, found.internal_number) == (number_of(5), "P26-0001")
    assert found.receipt_files == ("权利要求书",)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_notice_is_refused_by_name_and_never_stops_the_others(damage: str) -> None:
    before, after = (replace(RIGHT, serial=f"202611160000000{n}") for n in (2, 3))
    made = DAMAGES[damage](RIGHT)
    found = read_package(zipped([*members_of(before), *made.members, *members_of(after)]), "a.zip")
    by_folder = {one.member: one for one in found.notices}
    assert {before.folder, after.folder} <= set(by_folder)
    if made.lands:
        assert by_folder[RIGHT.folder].problems == ()
        assert found.refused == ()
    elif made.tells:
        (refused,) = found.refused
        assert refused.member == RIGHT.folder
        assert made.tells in refused.why
    else:
        assert by_folder[RIGHT.folder].problems  # it is read, and asks for a look


def test_several_hundred_notices_damaged_at_random_all_come_out_as_they_must() -> None:
    rng, kinds = Random(20261122), list(DAMAGES)
    members, expected = [], {}
    for place in range(600):
        made = a_notice(rng, place)
        damaged = DAMAGES[rng.choice(["right", *kinds])](made)
        members += damaged.members
        expected[made.folder] = damaged
    found = read_package(zipped(members), "a.zip")
    fine = {one.member for one in found.notices if not one.problems}
    refused = {one.member for one in found.refused}
    assert fine == {folder for folder, one in expected.items() if one.lands}
    assert refused == {folder for folder, one in expected.items() if one.tells}
    assert len(found.notices) + len(found.refused) == 600


@pytest.mark.parametrize("part", [0.0, 0.001, 0.02, 0.3, 0.7, 0.95, 0.999])
def test_a_truncated_package_is_refused_as_a_whole(part: float) -> None:
    whole = package_of([RIGHT])
    cut = whole[: int(part * len(whole))]
    with pytest.raises(UserError, match=r"package\.not_zip"):
        read_package(cut, "a.zip")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 255)), min_size=1, max_size=12))
def test_flipped_bytes_never_crash_it(flips: list[tuple[int, int]]) -> None:
    content = bytearray(SMALL)
    for place, value in flips:
        content[place % len(content)] = value
    try:
        found = read_package(bytes(content), "a.zip")
    except UserError:
        return
    for one in found.notices:
        assert one.issued
    assert all(one.why for one in found.refused)


SMALL = package_of([replace(RIGHT, pages=0), replace(RIGHT, serial="2026111600000009", pages=0)])


def test_bombs_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_zip, "LARGEST_TOTAL", 1 << 20)
    with pytest.raises(UserError, match=r"package\.bomb"):
        read_package(zipped([("a/list.xml", b" " * (2 << 20))]), "a.zip")
    monkeypatch.undo()
    monkeypatch.setattr(package_zip, "MOST_MEMBERS", 10)
    with pytest.raises(UserError, match=r"package\.bomb"):
        read_package(zipped([(f"a/{n}.tif", b"") for n in range(11)]), "a.zip")
    inner = zipped([(f"b/{n}.tif", b"") for n in range(8)])
    found = read_package(zipped([("a/1.zip", inner), ("a/2.zip", inner)]), "a.zip")
    assert any("超过" in one.why for one in found.refused)  # the zips inside count, too
    monkeypatch.undo()
    blank = zipped([(f"{RIGHT.folder}/x.tif", bytes(5 << 20)), *members_of(RIGHT)])
    (refused,) = read_package(blank, "a.zip").refused
    assert "压缩比" in refused.why


def test_members_over_each_other_and_more_than_two_zips_deep_are_refused() -> None:
    raw = zipped([(f"a/{n}.tif", bytes(1000)) for n in range(3)])
    start = raw.index(b"PK\x01\x02")
    second = raw.index(b"PK\x01\x02", start + 4)
    overlapped = bytearray(raw)
    overlapped[second + 42 : second + 46] = struct.pack("<I", 0)
    with pytest.raises(UserError, match=r"package\.bomb"):
        read_package(bytes(overlapped), "a.zip")
    deep = zipped([("x/1.tif", b"x")])
    for _ in range(4):
        deep = zipped([("x/1.zip", deep)])
    assert any("层" in one.why for one in read_package(deep, "a.zip").refused)


HOSTILE = ("../evil.xml", "/etc/evil.xml", "C:\\evil.xml", "..\\evil.xml", "a/../../evil.xml", "\\\\server\\evil.xml")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_outside_is_refused_and_writes_nothing(name: str, tmp_path: Path) -> None:
    found = read_package(zipped([(name, b"<a/>"), *members_of(RIGHT)]), "a.zip")
    assert [one.member for one in found.notices] == [RIGHT.folder]
    assert len(found.refused) == 1
    assert "可能写到别处" in found.refused[0].why
    assert not list(tmp_path.iterdir())


def test_links_doubles_and_encrypted_members_refuse_their_notice_alone() -> None:
    other = replace(RIGHT, serial="2026111600000009")
    link = with_infos(symlink(f"{RIGHT.folder}/x.tif", "/etc/passwd"), members=members_of(RIGHT) + members_of(other))
    with pytest.warns(UserWarning, match="Duplicate"):
        double = zipped([*members_of(RIGHT), members_of(RIGHT)[0], *members_of(other)])
    locked = bytearray(zipped([*members_of(RIGHT), *members_of(other)]))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    for content, why in ((link, "符号链接"), (double, "不止一次"), (bytes(locked), "加密")):
        found = read_package(content, "a.zip")
        assert [one.member for one in found.notices] == [other.folder]
        (refused,) = found.refused
        assert refused.member == RIGHT.folder
        assert why in refused.why


def test_a_reference_to_a_dtd_is_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert "<!DOCTYPE" in members_of(RIGHT)[0][1].decode("gb18030")
    assert len(read_package(package_of([RIGHT]), "a.zip").notices) == 1


def test_names_in_gbk_utf8_and_neither() -> None:
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:  # Python writes UTF-8 with its flag
        for name, content in members_of(RIGHT):
            archive.writestr(name, content)
    (found,) = read_package(plain.getvalue(), "a.zip").notices
    assert found.pages[0].endswith("通知书000001.tif")
    gbk = package_of([RIGHT])
    assert "通知书".encode("gb18030") in gbk
    neither = gbk.replace("通知书000001".encode("gb18030"), b"\xff\xff\xff\xff\xff\xff000001")
    found_neither = read_package(neither, "a.zip")
    assert any("编码" in one.why for one in found_neither.refused)


def test_cancel_and_progress() -> None:
    seen: list[tuple[int, int]] = []
    content = package_of([RIGHT, replace(RIGHT, serial="2026111600000009")])
    read_package(content, "a.zip", lambda done, total, _what: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(Cancelled):
        read_package(content, "a.zip", cancel=lambda: True)


def test_codes_name_kinds_that_the_rules_know() -> None:
    assert {kind for _name, kind in known_codes().values()} <= set(shipped_rules().notices)
    cases = {
        ("21040100", "x"): "first_office_action", ("", "第一次审查意见通知书"): "first_office_action",
        ("", "第二次审查意见通知书"): "second_office_action", ("", "第3次审查意见通知书"): "further_office_action",
        ("200908A", ""): "reexamination_notice", ("", "没有见过的通知书"): "", ("999999", "补正通知书"): "correction",
    }  # fmt: skip
    assert {key: kind_of(*key) for key in cases} == cases


@pytest.mark.parametrize(
    ("text", "day"),
    [("20261116", ISSUED), ("2026-11-16", ISSUED), ("2026年11月16日", ISSUED), ("2026/11/16", ISSUED), ("", None),
     ("1900-01-01", None), ("19700101", None)],
)  # fmt: skip
def test_dates(text: str, day: date | None) -> None:
    assert date_in(text) == day


@pytest.mark.parametrize("text", ["2026", "20261340", "2026111", "16.11.2026", "00000000", "二〇二六"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(BadXml):
        date_in(text)


@pytest.mark.parametrize("text", ["-1", "NaN", "Infinity", "1e99", "0.001", "九百", "1.2.3", "sNaN"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(BadXml):
        money_in(text)


def test_a_million_opened_tags_are_refused() -> None:
    with pytest.raises(BadXml):
        parse(b"<a>" * 1_000_000)
    with pytest.raises(BadXml):
        parse(b"<a>" * 400_000 + b"</a>" * 400_000)


def test_a_notice_at_the_root_and_packages_inside_a_package() -> None:
    at_root = [(name.partition("/")[2], content) for name, content in members_of(RIGHT)]
    (found,) = read_package(zipped(at_root), "a.zip").notices
    assert (found.serial, len(found.pages), found.problems) == (RIGHT.serial, 2, ())
    other = replace(RIGHT, serial="2026111600000009")
    both = read_package(zipped([("一.zip", package_of([RIGHT])), ("二.zip", package_of([other]))]), "a.zip")
    assert {one.serial for one in both.notices} == {RIGHT.serial, other.serial}
    half = read_package(zipped([("一.zip", package_of([RIGHT])[:-30]), ("二.zip", package_of([other]))]), "a.zip")
    assert ([one.serial for one in half.notices], len(half.refused)) == ([other.serial], 1)
