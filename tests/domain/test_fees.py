"""Annuities, late fees and amounts in words, against the official tables."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdesk.domain.fees import (
    amount_in_words,
    annuities,
    annuity_anniversary,
    late_fee,
    patent_year,
    top_up,
)
from ipdesk.errors import UserError
from ipdesk.services.calendar import shipped_calendar
from ipdesk.services.tariffs import shipped_tariff

CALENDAR = shipped_calendar()
TARIFF = shipped_tariff()


def d(text: str) -> date:
    return date.fromisoformat(text)


TABLE = """
invention     1-3   900  135  270  0 45 90 135 180 225
invention     4-6   1200 180  360  0 60 120 180 240 300
invention     7-9   2000 300  600  0 100 200 300 400 500
invention     10-12 4000 600  1200 0 200 400 600 800 1000
invention     13-15 6000 900  1800 0 300 600 900 1200 1500
invention     16-20 8000 1200 2400 0 400 800 1200 1600 2000
utility_model 1-3   600  90   180  0 30 60 90 120 150
utility_model 4-5   900  135  270  0 45 90 135 180 225
utility_model 6-8   1200 180  360  0 60 120 180 240 300
utility_model 9-10  2000 300  600  0 100 200 300 400 500
design        1-3   600  90   180  0 30 60 90 120 150
design        4-5   900  135  270  0 45 90 135 180 225
design        6-8   1200 180  360  0 60 120 180 240 300
design        9-10  2000 300  600  0 100 200 300 400 500
design        11-15 3000 450  900  0 150 300 450 600 750
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_the_official_annuity_table(row: str) -> None:
    kind, years, *numbers = row.split()
    first, last = map(int, years.split("-"))
    full, reduced85, reduced70, *late = map(Decimal, numbers)
    # granted so late that every year still in the term is within the ten reduced ones
    for reduction, payable in ((None, full), (85, reduced85), (70, reduced70)):
        granted = annuity_anniversary(d("2022-03-15"), max(1, first - 1))
        listed = {a.year: a for a in annuities(kind, d("2022-03-15"), granted, reduction, CALENDAR, TARIFF)}
        for year in range(max(2, first), last + 1):
            annuity = listed[year]
            assert (annuity.full, annuity.payable) == (full, payable)
            assert [band.surcharge for band in annuity.late] == late
            assert [band.total for band in annuity.late] == [payable + surcharge for surcharge in late]


def test_every_year_after_the_grant_year_and_ten_reduced_ones_from_it() -> None:
    listed = annuities("invention", d("2020-05-08"), d("2023-06-02"), 85, CALENDAR, TARIFF)
    assert [a.year for a in listed] == list(range(5, 21))
    assert patent_year(d("2020-05-08"), d("2023-06-02")) == 4
    reduced = [a.year for a in listed if a.payable < a.full]
    assert reduced == list(range(5, 14))  # years 4..13: the grant year's own was paid at registration
    assert listed[0].due == d("2024-05-08")
    assert listed[1].due == d("2025-05-08")


@pytest.mark.parametrize(
    ("kind", "filed", "term"),
    [
        ("invention", "2019-01-02", 20),
        ("pct", "2019-01-02", 20),
        ("utility_model", "2023-01-02", 10),
        ("design", "2021-05-31", 10),
        ("design", "2021-06-01", 15),
    ],
)
def test_the_term(kind: str, filed: str, term: int) -> None:
    listed = annuities(kind, d(filed), None, None, CALENDAR, TARIFF)
    assert [a.year for a in listed] == list(range(2, term + 1))


def test_the_due_date_moves_off_a_day_off_and_the_bands_stay() -> None:
    annuity = annuities("invention", d("2022-04-05"), d("2024-08-01"), None, CALENDAR, TARIFF)[1]
    assert (annuity.year, annuity.anniversary, annuity.due) == (5, d("2026-04-05"), d("2026-04-07"))
    assert annuity.grace_end == d("2026-10-08")
    assert [(str(band.frm), str(band.to)) for band in annuity.late] == [
        ("2026-04-08", "2026-05-05"),
        ("2026-05-06", "2026-06-05"),
        ("2026-06-06", "2026-07-05"),
        ("2026-07-06", "2026-08-05"),
        ("2026-08-06", "2026-09-05"),
        ("2026-09-06", "2026-10-08"),
    ]


@pytest.mark.parametrize(
    ("paid_on", "surcharge"),
    [
        ("2026-03-10", "0.00"),
        ("2026-03-16", "0.00"),  # the due date, moved from Sunday 03-15
        ("2026-04-15", "0.00"),  # one whole month, upper edge included
        ("2026-04-16", "60.00"),
        ("2026-05-15", "60.00"),
        ("2026-05-16", "120.00"),
        ("2026-06-15", "120.00"),
        ("2026-07-15", "180.00"),
        ("2026-08-15", "240.00"),
        ("2026-08-16", "300.00"),
        ("2026-09-15", "300.00"),
        ("2026-12-31", "300.00"),  # after the grace period, with a restoration
    ],
)
def test_the_late_fee_by_day(paid_on: str, surcharge: str) -> None:
    annuity = next(a for a in annuities("invention", d("2022-03-15"), None, 85, CALENDAR, TARIFF) if a.year == 5)
    assert late_fee(annuity, d(paid_on)) == Decimal(surcharge)


def test_a_top_up_is_counted_anew_for_its_own_day() -> None:
    """The guidelines' example: 45 due in the 5 % window, 25 paid; on 06-15 the 10 % window asks 65 more."""
    annuity = next(a for a in annuities("invention", d("2022-04-10"), None, None, CALENDAR, TARIFF) if a.year == 3)
    assert late_fee(annuity, d("2024-06-10")) == Decimal("45.00")
    assert top_up(annuity, annuity.payable + Decimal("25.00"), d("2024-06-15")) == Decimal("65.00")
    assert top_up(annuity, annuity.payable, annuity.due) == Decimal("0.00")


def test_patent_years_run_from_the_filing_date() -> None:
    assert patent_year(d("1999-06-01"), d("2000-05-31")) == 1
    assert patent_year(d("1999-06-01"), d("2000-06-01")) == 2
    assert patent_year(d("2024-02-29"), d("2025-02-27")) == 1
    assert patent_year(d("2024-02-29"), d("2025-02-28")) == 2
    assert annuity_anniversary(d("2024-02-29"), 5) == d("2028-02-29")


@pytest.mark.parametrize(
    ("kind", "granted", "reduction", "code"),
    [
        ("trademark", None, None, "fees.not_a_patent"),
        ("invention", "2019-01-01", None, "fees.granted_before_filed"),
        ("invention", None, 50, "fees.no_such_reduction"),
    ],
)
def test_what_has_no_annuity_is_refused(kind: str, granted: str | None, reduction: int | None, code: str) -> None:
    with pytest.raises(UserError) as caught:
        annuities(kind, d("2020-01-02"), d(granted) if granted else None, reduction, CALENDAR, TARIFF)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "kind", "reduction", "amount"),
    [
        ("filing", "invention", None, "900.00"),
        ("filing", "invention", 85, "135.00"),
        ("filing", "design", 70, "150.00"),
        ("publication", "invention", 85, "50.00"),  # not reducible
        ("examination", "invention", 85, "375.00"),
        ("claim", "utility_model", 85, "150.00"),
        ("reexamination", "utility_model", 70, "90.00"),
        ("change", "design", None, "200.00"),
        ("invalidation", "invention", None, "3000.00"),
    ],
)
def test_one_off_fees(code: str, kind: str, reduction: int | None, amount: str) -> None:
    assert TARIFF.fee(code, kind, d("2026-11-22"), reduction) == Decimal(amount)


def test_a_fee_that_a_kind_does_not_have_is_refused() -> None:
    with pytest.raises(UserError, match="no_such_fee"):
        TARIFF.fee("examination", "design", d("2026-11-22"))
    with pytest.raises(UserError, match="no_such_fee"):
        TARIFF.fee("stamp", "design", d("2026-11-22"))
    with pytest.raises(UserError, match="no_such_year"):
        TARIFF.annuity("utility_model", 11, d("2026-11-22"))


@given(
    st.dates(date(1995, 1, 1), date(2040, 12, 31)),
    st.integers(0, 1200),
    st.sampled_from((None, 85, 70)),
    st.sampled_from(("invention", "utility_model", "design")),
)
def test_bands_follow_each_other_without_a_gap(filed: date, days: int, reduction: int | None, kind: str) -> None:
    for annuity in annuities(kind, filed, filed + timedelta(days=days), reduction, CALENDAR, TARIFF):
        assert annuity.late[0].frm == annuity.due + timedelta(days=1)
        assert annuity.late[-1].to == annuity.grace_end
        for before, after in zip(annuity.late, annuity.late[1:], strict=False):
            assert after.frm == before.to + timedelta(days=1)
            assert after.surcharge > before.surcharge
        assert annuity.payable <= annuity.full
        assert CALENDAR.is_working(annuity.due)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12345.67", "人民币壹万贰仟叁佰肆拾伍元陆角柒分"),
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角"),
        ("0.56", "人民币伍角陆分"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("1680.32", "人民币壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "人民币壹拾万柒仟元伍角叁分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("900", "人民币玖佰元整"),
        ("1001", "人民币壹仟零壹元整"),
        ("10010", "人民币壹万零壹拾元整"),
        ("100000", "人民币壹拾万元整"),
        ("100001", "人民币壹拾万零壹元整"),
        ("20000300", "人民币贰仟万零叁佰元整"),
        ("100000000", "人民币壹亿元整"),
        ("100001000", "人民币壹亿零壹仟元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("120000000", "人民币壹亿贰仟万元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("-35.00", "人民币负叁拾伍元整"),
    ],
)
def test_amounts_in_words(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000", "1E+20"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        amount_in_words(Decimal(amount))


@given(st.integers(0, 10**15))
def test_words_have_no_doubled_or_dangling_zero(fen: int) -> None:
    words = amount_in_words(Decimal(fen) / 100)
    assert "零零" not in words
    assert "零元" not in words.replace("人民币零元整", "")
    assert "零万" not in words
    assert words.endswith(("整", "角", "分"))
