"""Changing the standard: seen before, valid from a day, journaled, taken back without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ipdesk.domain.matters import Kind
from ipdesk.errors import StaleVersion, UserError
from ipdesk.services.docket import catch_up, made_with_others
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import matter_view
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.office import Act, Office, open_office
from ipdesk.services.people import add_person
from ipdesk.services.standard import rule_view, standard_view
from ipdesk.services.standard_change import RuleChange, change_rule, take_back
from ipdesk.services.standard_preview import preview_change
from ipdesk.services.undo import redo, undo
from tests.services.desk_office import TODAY, Desk, make_desk

FIRST = date(2026, 11, 19)  # rules change on a Thursday: slips of the 18th keep the old
OWN = '# 自己的规则\n[[rule]]\nid = "P.sales" # 手写\noff = true\nkinds = ["pct"]\nfrom = 2027-01-01\n\n# 结尾\n'


@pytest.fixture
def desk(office_template: Path, tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(office_template, tmp_path)
    with made.office:
        yield made


def by(desk: Desk, name: str = "孙总监") -> Act:
    return replace(desk.act, by=desk.people[name])


def items(office: Office) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every stored due item with all it says, by what names it for ever."""
    with office.database.read() as uow:
        rows = uow.connection.exec_driver_sql(
            "SELECT matter_id, key, rule, title, due, state, done_on, responsible, person_id, superseded FROM due_items"
        ).all()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def allocate(**more: object) -> RuleChange:
    return RuleChange("P.allocate", FIRST, "试行", within="4 wd", **more)  # type: ignore[arg-type]


def own(desk: Desk) -> Path:
    return desk.office.folder / "rules.toml"


def due(desk: Desk, rule: str) -> dict[str, str]:
    names = {one: name for name, one in desk.matters.items()}
    return {names[int(str(key[0]))]: str(said[2]) for key, said in items(desk.office).items() if said[0] == rule}


def test_only_what_is_triggered_from_its_day_on_follows_the_new_rule(desk: Desk) -> None:
    before = items(desk.office)
    changes = change_rule(desk.office, by(desk), allocate())
    assert due(desk, "P.allocate") == {
        "overdue": "2026-11-12",  # slip of the 10th
        "today": "2026-11-20",  # slip of the 18th, the day before
        "paused": "2026-11-23",
        "waiting": "2026-11-04",
        "later": "2026-11-26",  # slip of the 20th: 4 working days instead of 2
    }
    after = items(desk.office)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {key[0] for key in changed} == {desk.matters["later"]}
    assert changes.matters == {desk.matters["later"]}
    assert changes.kinds == {"rules", "matters", "due_items"}
    assert "P.allocate" in changes.says
    assert "1 件案件" in changes.says


@pytest.mark.parametrize("text", [None, "\ufeff" + OWN.replace("\n", "\r\n")], ids=["no file", "a file of their own"])
def test_undo_brings_back_file_and_items_and_redo_the_change(desk: Desk, text: str | None) -> None:
    if text is not None:
        own(desk).parent.mkdir(exist_ok=True)
        own(desk).write_bytes(text.encode())
        catch_up(desk.office, desk.act)
    before, act = items(desk.office), by(desk)
    change_rule(desk.office, act, allocate())
    changed, written = items(desk.office), own(desk).read_bytes()
    assert changed != before
    if text:
        assert written.startswith(text.rstrip().encode())
    undo(desk.office, act)
    assert items(desk.office) == before
    assert (own(desk).read_bytes() if own(desk).exists() else None) == (text.encode() if text is not None else None)
    assert not made_with_others(desk.office)
    redo(desk.office, act)
    assert own(desk).read_bytes() == written
    assert items(desk.office) == changed
    assert not made_with_others(desk.office)
    assert not catch_up(desk.office, desk.act)


def test_the_preview_says_what_will_move_and_writes_nothing(desk: Desk) -> None:
    before = items(desk.office)
    steps: list[tuple[int, int]] = []
    seen = preview_change(desk.office, by(desk), allocate(), lambda done, of, _what: steps.append((done, of)))
    assert items(desk.office) == before
    assert not own(desk).exists()
    (moved,) = seen.moved
    assert (moved.matter_id, moved.due_old, moved.due_new) == (
        desk.matters["later"],
        date(2026, 11, 24),
        date(2026, 11, 26),
    )
    assert (seen.appearing, seen.vanishing, seen.judged_anew) == ((), (), ())
    live = sum(said[3] in ("open", "paused") and not said[7] for said in before.values())
    assert seen.unaffected == live - 1
    assert steps[-1] == (5, 5)
    change_rule(desk.office, by(desk), allocate(), seen.state)
    after = items(desk.office)
    differ = {key[0] for key in after if after[key] != before.get(key)}
    assert differ == {one.matter_id for one in seen.rows}


def test_a_change_into_the_past_judges_finished_items_anew(desk: Desk) -> None:
    change = RuleChange("P.allocate", date(2026, 11, 1), "补记", within="same_day")
    seen = preview_change(desk.office, by(desk), change)
    assert seen.backdated
    (late,) = seen.judged_anew  # assigned a day after the slip
    assert (late.matter_id, late.state_old, late.state_new) == (desk.matters["waiting"], "done", "done_late")
    change_rule(desk.office, by(desk), change)
    stored = items(desk.office)
    assert [said[3] for key, said in stored.items() if key[0] == late.matter_id and said[0] == "P.allocate"] == [
        "done_late"
    ]


def test_switched_off_from_a_day_and_on_again(desk: Desk) -> None:
    before = items(desk.office)
    off = RuleChange("P.allocate", FIRST, "试点", off=True)
    seen = preview_change(desk.office, by(desk), off)
    assert [one.matter_id for one in seen.vanishing] == [desk.matters["later"]]
    change_rule(desk.office, by(desk), off)
    assert set(due(desk, "P.allocate")) == {"overdue", "today", "paused", "waiting"}
    on = RuleChange("P.allocate", FIRST, "恢复", off=False)
    back = preview_change(desk.office, by(desk), on)
    assert [one.matter_id for one in back.appearing] == [desk.matters["later"]]
    change_rule(desk.office, by(desk), on)
    assert items(desk.office) == before


def test_a_new_responsible_takes_the_items_from_that_day_on(desk: Desk) -> None:
    change = RuleChange("P.allocate", FIRST, "总监分配", responsible="superior", title="由上级分配")
    (moved,) = preview_change(desk.office, by(desk), change).moved
    assert (moved.who_old, moved.who_new, moved.due_old) == ("department_head", "superior", moved.due_new)
    change_rule(desk.office, by(desk), change)
    said = {key[0]: said for key, said in items(desk.office).items() if said[0] == "P.allocate"}
    assert (said[desk.matters["later"]][5], said[desk.matters["later"]][1]) == ("superior", "由上级分配")
    assert said[desk.matters["today"]][5] == "department_head"


def test_each_version_holds_in_its_own_time(desk: Desk) -> None:
    act = by(desk)
    change_rule(desk.office, act, RuleChange("P.allocate", date(2026, 11, 15), "一", within="3 wd"))
    change_rule(desk.office, act, RuleChange("P.allocate", date(2026, 11, 20), "二", within="1 wd"))
    assert due(desk, "P.allocate") == {
        "overdue": "2026-11-12",
        "waiting": "2026-11-04",
        "paused": "2026-11-24",  # slip of the 17th: 3 working days, the clock stands since the 18th
        "today": "2026-11-23",
        "later": "2026-11-23",
    }
    versions = rule_view(desk.office, act, "P.allocate").versions
    assert [(row.since, row.until, row.period) for row in versions] == [
        (date(2026, 11, 20), None, "1个工作日"),
        (date(2026, 11, 15), date(2026, 11, 19), "3个工作日"),
        (None, date(2026, 11, 14), "2个工作日"),
    ]
    seen = preview_change(desk.office, act, RuleChange("P.allocate", date(2026, 11, 12), "三", within="2 wd"))
    assert {rule.in_force_from for rule in seen.replaced} == {date(2026, 11, 15), date(2026, 11, 20)}
    change_rule(desk.office, act, RuleChange("P.allocate", date(2026, 11, 12), "三", within="2 wd"))
    assert due(desk, "P.allocate")["later"] == "2026-11-24"


def test_history_says_who_when_why_and_only_the_newest_goes_back(desk: Desk) -> None:
    act = by(desk)
    first = change_rule(desk.office, act, allocate()).created or 0
    second = change_rule(desk.office, act, RuleChange("P.draft", FIRST, "旺季", within="12 wd")).created or 0
    (row,) = rule_view(desk.office, act, "P.allocate").changes
    assert (row.person, row.why, row.in_force_from, row.standing, row.last) == ("孙总监", "试行", FIRST, True, False)
    with pytest.raises(UserError, match=r"standard\.file_changed"):
        take_back(desk.office, act, first)
    assert rule_view(desk.office, act, "P.allocate").changes[0].standing
    take_back(desk.office, act, second)
    take_back(desk.office, act, first)
    (row,) = rule_view(desk.office, act, "P.allocate").changes
    assert not row.standing
    assert not own(desk).exists()
    with pytest.raises(UserError, match=r"standard\.unknown_change"):
        take_back(desk.office, act, first)


WHO = (
    ("孙总监", "P.allocate", True),
    ("赵主任", "P.contact", True),
    ("赵主任", "S.allocate", False),
    ("赵主任", "X.question", False),
    ("王伟", "P.allocate", False),
    ("管理员", "S.contact", True),
)


def test_heads_change_their_own_departments_rules(desk: Desk) -> None:
    people = dict(desk.people)
    people["管理员"] = add_person(desk.office, desk.act, "管理员", "system_administrator", "process").created or 0
    for name, rule, well in WHO:
        act = replace(desk.act, by=people[name])
        change = RuleChange(rule, FIRST, "试行", within="4 wd")
        shown = {row.id: row for row in standard_view(desk.office, act).rules}
        assert shown[rule].may_change is well, (name, rule)
        if well:
            assert change_rule(desk.office, act, change).created
        else:
            with pytest.raises(UserError, match=r"standard\.not_allowed"):
                change_rule(desk.office, act, change)
    assert {row.id for row in standard_view(desk.office, desk.act).rules if row.own} == {
        "P.allocate", "P.contact", "S.contact",
    }  # fmt: skip


REFUSED: tuple[tuple[RuleChange, str], ...] = (
    (RuleChange("P.nothing", FIRST, "因", within="4 wd"), "rules.unknown_rule"),
    (RuleChange("P.allocate", FIRST, " ", within="4 wd"), "standard.no_why"),
    (RuleChange("P.allocate", FIRST, "因", within="2 wd"), "standard.nothing"),
    (RuleChange("P.allocate", FIRST, "因"), "standard.nothing"),
    (RuleChange("P.allocate", FIRST, "因", within="soon"), "standard.bad_period"),
    (RuleChange("P.allocate", FIRST, "因", within="0 wd"), "standard.too_long"),
    (RuleChange("P.allocate", FIRST, "因", within="999 d"), "standard.too_long"),
    (RuleChange("P.allocate", FIRST, "因", within="30 min"), "standard.no_minutes"),
    (RuleChange("C.call_back", FIRST, "因", within="2 d"), "standard.only_minutes"),
    (RuleChange("F.annual_notice", FIRST, "因", within="same_day"), "standard.before_needs_days"),
    (RuleChange("S.track", FIRST, "因", within="10 d"), "standard.no_number"),
    (RuleChange("S.track", FIRST, "因", every="tuesday"), "standard.bad_every"),
    (RuleChange("P.weekly", FIRST, "因", every="sunday"), "standard.bad_every"),
    (RuleChange("F.trade", FIRST, "因", within="4 wd"), "standard.no_period"),
    (RuleChange("F.cpc_daily", FIRST, "因", title="x"), "standard.office_rule"),
    (RuleChange("P.allocate", FIRST, "因", responsible="boss"), "standard.bad_responsible"),
    (RuleChange("P.allocate", FIRST, "因", title="长" * 41), "standard.bad_title"),
    (RuleChange("P.allocate", date(1999, 1, 1), "因", within="4 wd"), "standard.bad_date"),
)


def test_what_is_no_change_is_refused_and_nothing_is_written(desk: Desk) -> None:
    before = items(desk.office)
    for change, code in REFUSED:
        with pytest.raises(UserError) as refused:
            change_rule(desk.office, by(desk), change)
        assert (change, refused.value.code) == (change, code)
    assert items(desk.office) == before
    assert not own(desk).exists()


def test_a_change_based_on_other_rules_is_refused(desk: Desk) -> None:
    seen = preview_change(desk.office, by(desk), allocate())
    change_rule(desk.office, by(desk), RuleChange("P.draft", FIRST, "旺季", within="12 wd"))
    with pytest.raises(StaleVersion, match=r"standard\.stale"):
        change_rule(desk.office, by(desk), allocate(), seen.state)


def test_a_broken_own_file_is_told_with_its_line_and_never_lost(desk: Desk) -> None:
    own(desk).parent.mkdir(exist_ok=True)
    assert desk.office.rulebook.rule("P.sales")  # read while the file was well
    for text, place in (
        ("[[rule]]\nid = 'P.sales'\nwithin == 3\n", "第 3 行"),
        ("\n\n[[rule]]\nid = 'P.sales'\nwithin = 'soon'\n", "P.sales（第 4 行）"),
    ):
        own(desk).write_text(text, encoding="utf-8")
        view = standard_view(desk.office, by(desk))
        assert place in view.problem
        assert view.rules
        with pytest.raises(UserError, match=r"rules\.bad"):
            change_rule(desk.office, by(desk), allocate())
        assert own(desk).read_text(encoding="utf-8") == text
    # those who had the rules open go on with them
    record_event(desk.office, by(desk), RecordEvent(desk.matters["later"], "assigned", TODAY))
    assert "P.contact" in {said[0] for said in items(desk.office).values()}


def test_a_failing_commit_leaves_the_file_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from ipdesk.services import docket

    def fails(*_more: object, **_named: object) -> frozenset[int]:
        raise OSError("disk")

    monkeypatch.setattr(docket, "project", fails)
    with pytest.raises(OSError, match="disk"):
        change_rule(desk.office, by(desk), allocate())
    assert not own(desk).exists()
    assert not made_with_others(desk.office)


def test_another_workstation_follows_at_its_next_act(desk: Desk) -> None:
    if desk.office.place.path is None:
        pytest.skip("two workstations of one file")
    with open_office(desk.office.place.path) as other:
        assert other.rulebook.rule("P.allocate").period is not None  # read before the change
        change_rule(desk.office, by(desk), allocate())
        new = NewMatter(Kind.DESIGN, "风扇", slip_on=TODAY)
        made = add_matter(other, desk.act, new).created
        assert {str(said[2]) for key, said in items(other).items() if key[0] == made} == {"2026-11-26"}
        assert not catch_up(other, desk.act)


def test_every_rule_is_shown_with_clause_trigger_period_and_how_it_is_kept(desk: Desk) -> None:
    view = standard_view(desk.office, by(desk))
    rows = {row.id: row for row in view.rules}
    assert len(rows) == len(desk.office.rulebook.versions)
    row = rows["P.allocate"]
    assert (row.clause, row.trigger, row.period, row.responsible) == (
        "3.1.2", "分配单到达", "2个工作日", "department_head",
    )  # fmt: skip
    assert (row.kept.open, row.kept.overdue, row.kept.done) == (4, 1, 1)
    assert rows["P.draft"].trigger == "已收款、客户资料齐全都具备（以较晚者为准）"
    assert rows["F.cpc_daily"].fixed
    full = rule_view(desk.office, by(desk), "P.search")
    assert full.sentence.startswith("收到技术交底书之后，次日起3个工作日内由负责人完成检索")
    assert full.clause_texts[0][0] == "3.1.6"
    assert "3个工作日内完成检索" in full.clause_texts[0][1]
    for rule in rows:
        one = rule_view(desk.office, by(desk), rule)
        assert one.sentence, rule
        assert "…" not in one.sentence, rule
        assert one.clause_texts, rule


def test_what_is_waited_for_follows_the_version_of_the_day(desk: Desk) -> None:
    """A rule switched off from next week on is still waited for this week (3.1.7)."""
    waiting = desk.matters["waiting"]

    def asked(today: date) -> list[str]:
        catch_up(desk.office, replace(desk.act, today=today))
        return [row.rule for row in matter_view(desk.office, today, waiting).waiting]

    assert asked(TODAY) == ["P.draft"]
    change_rule(desk.office, by(desk), RuleChange("P.draft", date(2026, 11, 25), "停办", off=True))
    assert asked(TODAY) == ["P.draft"]
    assert asked(date(2026, 11, 24)) == ["P.draft"]
    assert asked(date(2026, 11, 25)) == []
    assert asked(TODAY) == ["P.draft"]
