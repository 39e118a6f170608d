"""``ipdesk duty`` and ``ipdesk allocation``: the example office answered, given away, refused."""

from __future__ import annotations

import pytest

from tests.cli.desk_cli import Cli


def states(office: Cli, *more: str) -> dict[tuple[str, str], str]:
    rows = office.answer("duty", "list", *more)["duties"]
    return {(row["rule"], row["period"]): row["state"] for row in rows}


def test_duties_of_two_weeks_and_the_days_asked_for(office: Cli) -> None:
    found = states(office)
    assert found["F.sheet_to_finance", "2026-W47"] == "done"
    assert "overdue" in found.values()
    month = states(office, "--from", "2026-12-01", "--to", "2026-12-31")
    assert month["F.month_remind", "2026-12"] == "open"
    assert len([1 for rule, _period in month if rule == "F.cpc_daily"]) == 23
    status, out, err = office.call("duty", "list")
    assert status == 0
    assert "3.2.2 下载 CPC 文件 F.cpc_daily 2026-11-20" in out
    assert err.strip() == f"共 {len(found)} 条"


def test_a_duty_is_answered_and_reopened(office: Cli) -> None:
    missed = next(period for (rule, period), state in states(office).items() if state == "overdue")
    done = office.answer("duty", "done", "F.cpc_daily", missed, "--none", "--on", missed, "--note", "补记")
    assert (done["state"], done["answer"], done["done_on"], done["note"]) == ("done", "none", missed, "补记")
    assert office.answer("duty", "reopen", "F.cpc_daily", missed)["state"] == "overdue"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("F.cpc_daily", "2026-11-21"), "没有“2026-11-21”这一期"),
        (("F.none", "2026-11-20"), "不是全所事项"),
        (("F.sheet_to_finance", "2026-W48"), "由费用总表的步骤记录"),
        (("F.month_remind", "2026-12"), "从 2026-12-01 起"),
        (("F.cpc_daily", "2026-11-20", "--on", "2026-11-25"), "那一天还没有到"),
    ],
)
def test_what_is_refused_says_why(office: Cli, arguments: tuple[str, ...], words: str) -> None:
    assert words in office.refusal("duty", "done", *arguments)


def test_slips_are_shown_and_given_by_suggestion_or_by_name(office: Cli) -> None:
    for title in ("甲装置", "乙装置"):
        office.answer("matter", "add", "--kind", "invention", "--title", title, "--client", "新客户",
                      "--slip-on", "2026-11-20")  # fmt: skip
    boards = {board["group"] + board["department"]: board for board in office.answer("allocation", "show")["boards"]}
    assert set(boards) == {"slipspatent", "answersprocess", "slipsprocess", "slipssoftware", "slipstrademark"}
    slips = [slip for slip in boards["slipspatent"]["slips"] if slip["client"] == "新客户"]
    first, second = (slip["matter"] for slip in slips)
    office.answer("allocation", "assign", first)
    assert office.answer("matter", "show", first)["matters"][0]["handler"] == slips[0]["suggested"]
    name = boards["slipspatent"]["people"][0]["name"]
    status, out, _err = office.call("allocation", "assign", second, "--to", name)
    assert (status, out.strip()) == (0, f"已将 1 件案件分配给 {name}")
    assert office.answer("matter", "show", second)["matters"][0]["handler"] == name
    assert "不在待分配之列" in office.refusal("allocation", "assign", second)


def test_a_notice_is_given_to_who_answers_it(office: Cli) -> None:
    (board,) = [
        board
        for board in office.answer("allocation", "show", "--department", "process")["boards"]
        if board["group"] == "answers"
    ]
    slip = board["slips"][0]
    key = f"{slip['matter']}/{slip['about']}"
    name = board["people"][0]["name"]
    office.answer("allocation", "assign", key, "--to", name)
    (given,) = [
        event
        for event in office.answer("matter", "show", slip["matter"])["matters"][0]["events"]
        if event["name"] == "response_assigned" and event["about"] == slip["about"]
    ]
    assert given["answerer_id"].isdecimal()
    assert "已不再等待" in office.refusal("allocation", "assign", key, "--to", name)
