"""What changes annuities: licences, owners, compensated terms; days read in two ways; fees of filing; renewals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.fee_terms import FeeTerms, Licence, OwnerChange, TermEvent, fee_year, terms_from
from ipdesk.domain.fees import Annuity, annuities, compensation, late_fee, late_readings, top_up
from ipdesk.domain.filing_fees import Filing, filing_fees
from ipdesk.domain.periods import add_months
from ipdesk.domain.renewals import renewal
from ipdesk.errors import UserError
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.tariffs import shipped_tariff

CALENDAR = shipped_calendar()
TARIFF = shipped_tariff()
TODAY = date(2026, 11, 22)


def d(text: str) -> date:
    return date.fromisoformat(text)


def listed(
    kind: str, filed: str, granted: str, reduction: int | None = None, terms: FeeTerms | None = None
) -> dict[int, Annuity]:
    found = annuities(kind, d(filed), d(granted), reduction, CALENDAR, TARIFF, terms or FeeTerms())
    return {one.year: one for one in found}


# -- the tariff, every year, kind and reduction ---------------------------------------------------

FULL = {  # from the first year on: years, yuan
    "invention": ((3, 900), (3, 1200), (3, 2000), (3, 4000), (3, 6000), (5, 8000)),
    "utility_model": ((3, 600), (2, 900), (3, 1200), (2, 2000)),
    "design": ((3, 600), (2, 900), (3, 1200), (2, 2000), (5, 3000)),
}


@pytest.mark.parametrize("kind", FULL)
@pytest.mark.parametrize(("reduction", "percent"), [(None, 100), (85, 15), (70, 30)])
def test_every_year_in_full_and_reduced_for_ten_years_from_the_grant_year(
    kind: str, reduction: int | None, percent: int
) -> None:
    full = [yuan for years, yuan in FULL[kind] for _ in range(years)]
    filed, granted = "2022-03-15", "2023-08-01"  # granted in year 2: years 2 to 11 are reduced
    fees = listed(kind, filed, granted, reduction)
    assert list(fees) == list(range(3, len(full) + 1))
    for year, one in fees.items():
        share = percent if year <= 11 else 100
        assert one.full == full[year - 1]
        assert one.payable == full[year - 1] * Decimal(share) / 100
        assert [band.surcharge for band in one.late] == [
            full[year - 1] * Decimal(p) / 100 for p in (0, 5, 10, 15, 20, 25)
        ]


ONE_OFF = """
filing               900 500 500
publication          50 - -
page                 50 50 -
page_over_300        100 100 -
claim                150 150 -
priority             80 80 80
examination          2500 - -
reexamination        1000 300 300
change               200 200 200
priority_restoration 1000 1000 -
restoration          1000 1000 1000
invalidation         3000 1500 1500
extension_first      300 300 300
extension_again      2000 2000 2000
copy                 30 30 30
evaluation           - 2400 2400
term_compensation    200 - -
compensation_year    8000 - -
national_entry_grace 1000 1000 -
translation_preliminary 300 300 -
translation_examination 1200 - -
unity_restoration    900 900 -
hague_first          - - 4100
hague_second         - - 7600
hague_third          - - 15000
"""
REDUCIBLE = {"filing", "examination", "reexamination", "hague_first", "hague_second"}


@pytest.mark.parametrize("row", ONE_OFF.strip().splitlines())
def test_the_official_table_of_one_off_fees(row: str) -> None:
    code, *amounts = row.split()
    for kind, amount in zip(("invention", "utility_model", "design"), amounts, strict=True):
        if amount == "-":
            with pytest.raises(UserError, match="no_such_fee"):
                TARIFF.fee(code, kind, TODAY)
            continue
        assert TARIFF.fee(code, kind, TODAY) == Decimal(amount)
        for rate, share in ((85, 15), (70, 30)):
            assert TARIFF.fee(code, kind, TODAY, rate) == Decimal(amount) * (share if code in REDUCIBLE else 100) / 100


def test_the_table_has_no_other_fees() -> None:
    assert set(TARIFF.one_off) == {row.split()[0] for row in ONE_OFF.strip().splitlines()}


@pytest.mark.parametrize(
    ("code", "paper", "online"),
    [
        ("registration", 300, 270), ("extra_item", 30, 27), ("renewal", 500, 450), ("renewal_grace", 250, 225),
        ("assignment", 500, 450), ("change", 150, 0), ("review", 750, 675), ("opposition", 500, 450),
        ("revocation", 500, 450), ("licence", 150, 135), ("certificate", 500, 450), ("proof", 50, 45),
        ("collective", 1500, 1350),
    ],
)  # fmt: skip
def test_the_trademark_tariff(code: str, paper: int, online: int) -> None:
    assert TARIFF.trademark_fee(code, TODAY, online=False) == paper
    assert TARIFF.trademark_fee(code, TODAY) == online


def test_a_trademark_fee_that_is_none_is_refused() -> None:
    with pytest.raises(UserError, match="no_such_fee"):
        TARIFF.trademark_fee("stamp", TODAY)


# -- A3-A8: days and edges ------------------------------------------------------------------------


def test_a_due_day_on_a_make_up_weekend_is_read_in_two_ways() -> None:
    """2026-02-28 is a Saturday on which people work instead of a day of the Spring Festival."""
    one = listed("invention", "2022-02-28", "2024-05-01")[5]
    assert (one.anniversary, one.due, one.last_day) == (d("2026-02-28"), d("2026-02-28"), d("2026-03-02"))
    assert (one.grace_end, one.grace_last) == (d("2026-08-28"), d("2026-09-02"))
    assert listed("invention", "2022-03-15", "2024-05-01")[5].last_day == d("2026-03-16")  # a Sunday: one reading


@pytest.mark.parametrize(
    ("paid_on", "counted", "charged", "other"),
    [
        ("2026-06-11", 0, 0, 0),
        ("2026-06-12", 0, 0, 0),  # the fourth month is not over
        ("2026-07-10", 0, 0, 0),
        ("2026-07-11", 0, 60, 0),  # a whole month: the example in the guidelines lets the next band begin here
        ("2026-07-12", 60, 60, 60),
        ("2026-08-10", 60, 60, 60),
        ("2026-08-11", 60, 120, 60),
        ("2026-08-12", 120, 120, 120),
        ("2026-09-11", 120, 180, 120),
        ("2026-10-11", 180, 240, 180),
        ("2026-11-11", 240, 300, 240),
        ("2026-11-12", 300, 300, 300),
        ("2026-12-11", 300, 300, 300),
        ("2027-03-01", 300, 300, 300),
    ],
)
def test_each_side_of_each_edge(paid_on: str, counted: int, charged: int, other: int) -> None:
    one = listed("invention", "2022-06-11", "2024-05-01", 85)[5]
    read = late_readings(one, d(paid_on))
    assert (one.due, one.payable) == (d("2026-06-11"), 180)
    assert (late_fee(one, d(paid_on)), read.charged, read.other) == (counted, charged, other)
    assert read.doubtful is (charged != other)


def test_a_due_day_off_may_move_the_bands() -> None:
    """2026-04-05 is 清明, due 04-07: the bands may count from either (A7)."""
    one = listed("invention", "2022-04-05", "2024-08-01")[5]
    for day, counted, charged, other in (
        ("2026-05-05", 0, 60, 0),
        ("2026-05-06", 60, 60, 0),
        ("2026-05-07", 60, 60, 0),
        ("2026-05-08", 60, 60, 60),
    ):
        read = late_readings(one, d(day))
        assert (late_fee(one, d(day)), read.charged, read.other) == (counted, charged, other)


@given(
    st.sampled_from(("invention", "utility_model", "design")),
    st.dates(date(2010, 1, 1), date(2030, 12, 31)),
    st.integers(0, 420),
    st.integers(0, 60),
)
def test_a_late_fee_never_falls_with_time(kind: str, filed: date, after: int, more: int) -> None:
    one = annuities(kind, filed, None, 85, CALENDAR, TARIFF)[2]
    first, second = one.due + timedelta(days=after - 20), one.due + timedelta(days=after - 20 + more)
    assert late_fee(one, first) <= late_fee(one, second)
    before, later = late_readings(one, first), late_readings(one, second)
    assert before.charged <= later.charged
    assert before.other <= later.other
    assert before.other <= late_fee(one, first) <= before.charged
    assert one.due <= one.last_day <= one.grace_end <= one.grace_last
    assert top_up(one, Decimal("10.00"), first) <= top_up(one, Decimal("10.00"), second)


# -- R3, R6, R7: who pays less ----------------------------------------------------------------------


def test_r6_the_reduction_ends_for_what_is_not_paid_when_the_owner_changes() -> None:
    change = OwnerChange(d("2026-06-01"))
    paid = FeeTerms(owners=(change,), paid={5: d("2026-03-01"), 6: d("2026-06-01")})
    fees = listed("invention", "2022-03-15", "2024-05-01", 85, paid)
    assert fees[5].payable == 180  # paid before
    assert fees[6].payable == 1200  # paid in advance, but on the day of the change
    assert fees[4].payable == 1200  # never paid: whoever pays it now is the new owner
    assert {fees[year].payable for year in (7, 8)} == {Decimal(2000)}
    assumed = listed("invention", "2022-03-15", "2024-05-01", 85, FeeTerms(owners=(change,)))
    assert [assumed[year].payable for year in (4, 5, 6)] == [180, 180, 1200]


def test_r6_a_new_request_reduces_again_within_the_ten_years() -> None:
    terms = FeeTerms(owners=(OwnerChange(d("2026-06-01"), 70),))
    fees = listed("invention", "2022-03-15", "2024-05-01", 85, terms)
    assert (fees[5].percent, fees[6].percent, fees[12].percent, fees[13].percent) == (85, 70, 70, 0)


def test_r7_an_open_licence_takes_off_15_per_cent_where_nothing_better_does() -> None:
    terms = FeeTerms(licences=(Licence(d("2026-03-15"), d("2028-03-15")), Licence(d("2034-01-01"))))
    fees = listed("invention", "2022-03-15", "2024-05-01", None, terms)
    assert [fees[year].percent for year in (4, 5, 6, 7, 8, 12, 13, 20)] == [0, 15, 15, 15, 0, 0, 15, 15]
    assert (fees[5].full, fees[5].payable, fees[5].basis) == (1200, 1020, "licence")
    assert fees[5].late[1].total == 1020 + 60  # the late fee is a share of the full annuity
    both = listed("invention", "2022-03-15", "2024-05-01", 70, terms)
    assert (both[5].percent, both[5].basis) == (70, "reduction")  # the better one, never both
    assert (both[13].percent, both[13].basis) == (15, "licence")  # after the ten years


# -- A10: a compensated term ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "years", "amount"),
    [(1, 0, 0), (364, 0, 0), (365, 1, 8000), (730, 2, 16000), (731, 2, 16000), (1826, 5, 40000)],
)
def test_a10_whole_years_of_a_compensated_term_are_paid_at_once_before_the_20_years_end(
    days: int, years: int, amount: int
) -> None:
    found = compensation(d("2021-05-10"), days, CALENDAR, TARIFF)
    assert found is not None
    assert (found.begins, found.years, found.amount) == (d("2041-05-10"), years, amount)
    assert found.due == d("2041-05-09")  # a Thursday
    assert found.ends == d("2041-05-10") + timedelta(days=days)


def test_nothing_compensated_costs_nothing() -> None:
    assert compensation(d("2021-05-10"), 0, CALENDAR, TARIFF) is None


# -- from events -------------------------------------------------------------------------------------


def test_terms_come_from_events_in_their_order() -> None:
    events = [
        TermEvent("open_licence_ended", d("2026-05-01"), {}),
        TermEvent("open_licence_began", d("2025-01-01"), {}),
        TermEvent("open_licence_began", d("2025-02-01"), {}),  # recorded twice: the first counts
        TermEvent("owner_changed", d("2026-01-01"), {"new_reduction": "none"}),
        TermEvent("owner_changed", d("2024-01-01"), {"new_reduction": "85"}),
        TermEvent("term_compensated", d("2026-02-01"), {"days": "400"}),
        TermEvent("open_licence_began", d("2026-09-01"), {}),
    ]
    terms = terms_from(events, {})
    assert terms.licences == (Licence(d("2025-01-01"), d("2026-05-01")), Licence(d("2026-09-01")))
    assert terms.owners == (OwnerChange(d("2024-01-01"), 85), OwnerChange(d("2026-01-01")))
    assert terms.compensated_days == 400


@pytest.mark.parametrize(
    ("about", "year"),
    [("annual:7", 7), ("annual:12", 12), ("annual:0", None), ("annual:x", None), ("N1", None), (None, None)],
)
def test_the_year_in_a_fees_key(about: str | None, year: int | None) -> None:
    assert fee_year(about) == year


# -- F01-F06, F22: filing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filing", "total"),
    [
        (Filing("invention"), 950),
        (Filing("invention", reduction=85), 135 + 50),
        (Filing("utility_model", claims=10, pages=30), 500),
        (Filing("utility_model", claims=11, pages=31), 500 + 150 + 50),
        (Filing("invention", claims=23, pages=300), 950 + 13 * 150 + 270 * 50),
        (Filing("invention", pages=301), 950 + 270 * 50 + 100),
        (Filing("invention", claims=23, pages=320, priorities=2, reduction=85, examination=True),
         135 + 50 + 1950 + 13500 + 2000 + 160 + 375),
        (Filing("design", priorities=1, reduction=70), 150 + 80),
        (Filing("pct", claims=12, pages=40, examination=True, received_here=True), 50 + 2500),
        (Filing("pct", claims=12, examination=True, searched_here=True), 950 + 300),
    ],
)  # fmt: skip
def test_what_filing_costs(filing: Filing, total: int) -> None:
    assert filing_fees(filing, TODAY, TARIFF).total == total


@pytest.mark.parametrize(
    "filing",
    [Filing("design", claims=11), Filing("utility_model", examination=True), Filing("invention", claims=-1),
     Filing("trademark"), Filing("invention", reduction=50)],
)  # fmt: skip
def test_what_cannot_be_filed_so_is_refused(filing: Filing) -> None:
    with pytest.raises(UserError, match=r"^fees\."):
        filing_fees(filing, TODAY, TARIFF)


# -- T18-T20 --------------------------------------------------------------------------------------------


def test_t18_the_official_example_of_a_marks_term() -> None:
    one = renewal(d("2017-03-28"), 1, 3, CALENDAR, TARIFF)
    assert (one.expiry, one.opens, one.grace_end) == (d("2027-03-27"), d("2026-03-28"), d("2027-09-27"))
    assert one.due == d("2027-03-26")  # 03-27 is a Saturday: nothing says that it moves
    assert one.last_day == d("2027-03-29")
    assert (one.fee, one.extra) == (3 * 450, 3 * 225)
    assert renewal(d("2017-03-28"), 2, 1, CALENDAR, TARIFF).expiry == add_months(one.expiry, 120)
