"""The service standard, clause by clause: one row for what each rule makes of the plain case."""

from __future__ import annotations

from datetime import time

import pytest

from ipdesk.domain.docket import derive
from ipdesk.domain.matters import AnnualFee, Event, Kind, Matter
from tests.domain.desk import calendar, day, docket, items, rules, shown

PAID_THEN_PAPERS = "09-17 payment_received; 09-24 documents_complete"

# rule, kind, history, today, what the rule makes of it.  2026: 除夕 02-16 … 02-23 off, 02-14 and 02-28 worked;
# 09-20 and 10-10 worked, 09-25 … 09-27 and 10-01 … 10-07 off.
CLAUSES = [
    ("P.allocate", "invention", "02-13 slip_received", "02-13", ["02-24 open"]),
    ("P.allocate", "layout", "03-02 slip_received; 03-04 assigned", "03-05", ["03-04 done"]),
    ("P.contact", "design", "02-13 assigned", "02-13", ["02-14 due_soon"]),
    ("P.sales", "pct", "02-15 assigned", "02-15", ["02-24 due_soon"]),
    ("P.sales", "utility_model", "03-02 assigned; 03-03 sales_contacted", "03-05", ["03-02 done_late"]),
    ("P.chase", "invention", "03-02 client_contacted", "03-03", ["03-09 open"]),
    ("P.search", "invention", "02-12 disclosure_received", "02-13", ["02-24 open"]),
    ("P.ask_payment", "invention", "03-07 search_completed result=can_file", "03-07", ["03-09 due_soon"]),
    ("P.ask_payment", "invention", "03-06 search_completed result=cannot_file", "03-07", []),
    ("P.draft", "invention", PAID_THEN_PAPERS, "10-13", ["10-15 open"]),
    ("P.draft", "invention", PAID_THEN_PAPERS, "10-14", ["10-15 due_soon"]),
    ("P.layout_review", "layout", "09-30 materials_received", "09-30", ["10-09 open"]),
    ("F.notice_mail", "invention", "09-18 notice_downloaded #N1", "09-18", ["09-24 open #N1"]),
    ("F.paper_archive", "layout", "09-18 paper_notice_collected", "09-30", ["09-24 overdue"]),
    ("F.annual_pay", "invention", "09-29 annual_payment_received #annual:5", "10-01", ["10-12 open #annual:5"]),
    (
        "F.notice_import",
        "invention",
        "09-30 notice_received #N1 notice=first_office_action",
        "10-05",
        ["10-10 open #N1"],
    ),
    ("F.notice_import", "invention", "09-30 notice_received #N1 notice=acceptance", "10-05", []),
    ("F.response_assign", "design", "09-30 notice_imported #N1", "10-08", ["10-09 due_soon #N1"]),
    ("F.response_submit", "design", "10-09 response_received #N1", "10-09", ["10-12 open #N1"]),
    ("F.change_contact", "patent_change", "09-30 payment_received", "10-08", ["10-09 due_soon"]),
    ("F.change_submit", "exclusive_licence", PAID_THEN_PAPERS, "09-24", ["10-09 open"]),
    ("F.subsidy_notify", "subsidy", "10-01 subsidy_opened closes=2026-10-30", "10-01", ["10-08 due_soon"]),
    ("F.subsidy_prepare", "subsidy", "09-18 subsidy_opened closes=2026-10-12", "09-20", ["09-29 open"]),
    ("F.layout_fee", "layout", "09-21 payment_received; 09-24 acceptance_received", "09-24", ["10-10 open"]),
    ("S.allocate", "software", "02-14 slip_received", "02-14", ["02-24 due_soon"]),
    ("S.contact", "software", "09-30 assigned", "09-30", ["10-09 open"]),
    ("S.review", "software", "09-24 materials_received", "09-24", ["10-09 open"]),
    ("S.ask_payment", "software", "09-26 review_completed result=can_file", "09-26", ["09-28 due_soon"]),
    ("S.prepare", "software", PAID_THEN_PAPERS, "09-24", ["10-09 open"]),
    ("S.file", "software", PAID_THEN_PAPERS, "09-24", ["10-08 open"]),
    ("S.file", "software", "09-19 payment_received; 09-19 documents_complete", "09-20", ["10-03 open"]),
    ("S.track", "software", "09-01 filed", "09-09", ["09-08 overdue", "09-15 open"]),
    ("S.certificate", "software", "09-24 certificate_received", "09-24", ["09-30 open"]),
    ("S.subsidy", "software", "2026-08-31 certificate_received", "09-01", ["09-30 open"]),
    ("S.subsidy", "software", "2026-08-26 certificate_received", "09-01", ["09-26 open"]),
    ("T.allocate", "trademark", "09-30 slip_received", "09-30", ["10-08 due_soon"]),
    ("T.contact", "trademark", "09-19 assigned", "09-19", ["09-20 due_soon"]),
    ("T.search", "trademark", "09-24 materials_received", "09-24", ["09-29 open"]),
    ("T.ask_payment", "trademark", "09-24 search_completed result=can_file", "09-24", ["09-24 due_soon"]),
    ("T.file", "trademark", "09-30 payment_received", "09-30", ["10-10 open"]),
    ("X.question", "fee_reduction", "09-30 question_received #Q1", "10-01", ["10-09 due_soon #Q1"]),
    ("X.evidence", "trademark", "10-02 infeasible", "10-02", ["10-08 due_soon"]),
    ("X.tell_sales", "invention", "09-01 coached; 10-09 cancelled", "10-09", ["10-09 due_soon"]),
    ("X.tell_sales", "invention", "10-09 cancelled", "10-09", []),
    ("C.explain", "complaint", "09-30 complaint_received subject=service", "09-30", ["10-09 open"]),
    ("C.call_back", "complaint", "09-30 complaint_received channel=phone", "09-30", ["09-30 due_soon"]),
    ("C.escalate", "complaint", "09-30 complaint_received channel=phone", "09-30", []),
    (
        "C.escalate",
        "complaint",
        "09-30 complaint_received channel=phone beyond_superior=yes",
        "09-30",
        ["09-30 due_soon"],
    ),
]


def _name(rule: str, *rest: str) -> str:
    """``3.1.2 P.allocate layout``: a failing row says which clause is broken."""
    return " ".join((rules().versions[rule][-1].clause, rule, *rest))


def test_4_3_3_a_call_before_the_complaint_answers_nothing() -> None:
    came = Event("complaint_received", day("09-30"), data={"channel": "phone"}, at=time(17, 45))
    for minute, expected in ((40, "due_soon"), (50, "done")):
        called = Event("called_back", day("09-30"), at=time(17, minute))
        made = derive(Matter(Kind.COMPLAINT), [came, called], rules(), calendar(), day("09-30"))
        assert [str(item.state) for item in made.due_items if item.rule == "C.call_back"] == [expected]


@pytest.mark.parametrize(
    ("rule", "kind", "events", "today", "expected"), CLAUSES, ids=[_name(row[0], row[1]) for row in CLAUSES]
)
def test_clause(rule: str, kind: str, events: str, today: str, expected: list[str]) -> None:
    assert shown(items(kind, events, today, rule)) == expected


# Annual fees (3.2.3): due 2026-11-30; 45 days before is 10-16, 30 days before 10-31, a Saturday off.
ANNUAL = [
    ("F.annual_notice", "", "10-01", ["10-16 open #annual:5"]),
    ("F.annual_notice", "10-16 annual_notice_made #annual:5", "10-20", ["10-16 done #annual:5"]),
    ("F.annual_notice", "10-17 annual_notice_made #annual:5", "10-20", ["10-16 done_late #annual:5"]),
    ("F.annual_send", "", "10-29", ["10-30 due_soon #annual:5"]),
    ("F.annual_send", "10-30 annual_notice_sent #annual:5", "11-20", ["10-30 done #annual:5"]),
    ("F.annual_send", "10-20 annual_notice_sent #annual:6", "11-20", ["10-30 overdue #annual:5"]),
]


@pytest.mark.parametrize(
    ("rule", "events", "today", "expected"), ANNUAL, ids=[_name(row[0], row[1] or "nothing yet") for row in ANNUAL]
)
def test_annual_fee(rule: str, events: str, today: str, expected: list[str]) -> None:
    fees = (AnnualFee("annual:5", day("2026-11-30")),)
    assert shown(items("invention", events, today, rule, annual_fees=fees)) == expected


# Recurrences: every Monday or the week's first working day (3.1.1); 2026-10-05 is off, so that week's is the 8th.
WEEKLY = [
    ("09-30 assigned", "10-08", ["10-08 due_soon"]),
    ("09-30 assigned; 10-08 client_contacted", "10-09", ["10-08 done", "10-12 open"]),
    ("09-30 assigned; 10-08 client_contacted; 10-09 draft_completed", "10-14", ["10-08 done"]),
    ("09-30 assigned; 10-10 client_contacted", "10-10", ["10-08 done_late", "10-12 due_soon"]),
]


@pytest.mark.parametrize(("events", "today", "expected"), WEEKLY, ids=[_name("P.weekly", row[0]) for row in WEEKLY])
def test_weekly_follow_up(events: str, today: str, expected: list[str]) -> None:
    assert shown(items("invention", events, today, "P.weekly")) == expected


# Steps without a number (3.2.7, 3.2.9–3.2.11, 4.3.6): only the next step is shown.
STEPS = [
    ("layout", "09-01 review_completed", {}, ["approved_by_head"]),
    ("layout", "09-01 review_completed; 09-02 approved_by_head", {}, ["filed"]),
    ("layout", "09-01 review_completed; 09-02 approved_by_head; 09-03 filed", {}, []),
    ("layout", "09-02 approved_by_head", {}, []),
    ("fee_reduction", "09-01 documents_complete", {}, ["reduction_filed"]),
    ("invention", "09-01 examination_entered", {}, []),
    ("invention", "09-01 examination_entered", {"flags": frozenset({"priority_examination"})}, ["priority_requested"]),
    ("patent_trade", "09-01 candidates_offered", {}, ["candidate_chosen"]),
    ("patent_trade", "09-01 candidates_offered; 09-02 candidate_chosen", {}, ["payment_received"]),
    ("patent_trade", "09-01 candidates_offered; 09-02 candidate_chosen; 09-03 payment_received", {}, ["transferred"]),
    ("complaint", "09-01 complaint_closed", {"flags": frozenset({"through_owner"})}, ["report_written"]),
    ("fee_reduction", "09-01 documents_complete; 09-02 cancelled; 09-02 evidence_kept", {}, []),
]


@pytest.mark.parametrize(("kind", "events", "facts", "expected"), STEPS)
def test_step_without_a_number(kind: str, events: str, facts: dict[str, object], expected: list[str]) -> None:
    made = docket(kind, events, "09-10", **facts)
    assert list(made.next_steps) == expected


def test_every_rule_with_a_period_stands_in_the_table() -> None:
    tested = {row[0] for row in CLAUSES} | {row[0] for row in ANNUAL} | {"P.weekly"}
    wanted = {name for name, versions in rules().versions.items() if not versions[-1].office and not versions[-1].steps}
    assert tested == wanted


def test_every_kind_has_the_common_rules() -> None:
    for kind in ("invention", "layout", "software", "trademark", "subsidy", "patent_trade", "fee_reduction"):
        made = docket(kind, "09-01 coached; 09-02 cancelled; 09-02 question_received #Q1", "09-02")
        assert {item.rule for item in made.due_items} >= {"X.question", "X.evidence", "X.tell_sales"}
