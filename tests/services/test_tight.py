"""Too little room before the law's end is said wherever the notice stands (3.2.4, 细则第4条)."""

from __future__ import annotations

from datetime import date

from ipdesk.domain.matters import Kind
from ipdesk.services.events import RecordEvent, record_event
from ipdesk.services.listing import due_items
from ipdesk.services.matters import NewMatter, add_matter
from ipdesk.services.notices import lines_of_matter
from ipdesk.services.office import Act, Office
from ipdesk.services.today import today_view

TODAY = date(2026, 11, 20)


def notice(office: Office, act: Act, issued: date) -> int:
    """An invention with a second examination report, issued then, that came in today."""
    new = NewMatter(Kind.INVENTION, "散热装置", client="海棠公司", slip_on=date(2026, 1, 5))
    matter = add_matter(office, act, new).created or 0
    record_event(office, act, RecordEvent(matter, "filed", date(2026, 1, 20)))
    data = {"notice": "further_office_action", "issued": issued.isoformat(), "delivery": "electronic"}
    record_event(office, act, RecordEvent(matter, "notice_received", TODAY, data=data))
    return matter


def test_a_notice_that_came_late_is_warned_about_everywhere(office: Office, act: Act) -> None:
    matter = notice(office, act, date(2026, 9, 24))
    law = [row for row in due_items(office, TODAY, official=True) if row.about is not None]
    assert [row.due for row in law] == [date(2026, 11, 24)]
    (line,) = lines_of_matter(office, TODAY, matter)
    assert "只剩" in line.tight or "晚于" in line.tight or "同一工作日" in line.tight
    assert "11-24" in line.tight
    assert today_view(office, act, everyone=True).tight == {law[0].id: line.tight}


def test_one_with_time_enough_is_not(office: Office, act: Act) -> None:
    matter = notice(office, act, date(2026, 11, 18))
    (line,) = lines_of_matter(office, TODAY, matter)
    assert line.tight == ""
    assert dict(today_view(office, act, everyone=True).tight) == {}
