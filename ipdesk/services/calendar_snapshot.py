"""Making the shipped holiday data anew from the ``holidays`` package (development only)."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from ipdesk.domain.workdays import ONE_DAY, STATUTORY_NAMES, beside_name, run_name, runs

FIRST_OFFICIAL = 2004
OUR_NAMES = {"中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日": "抗战胜利70周年纪念日"}
EXCHANGED = re.compile(r"休息日（由 (\d{4}-\d{2}-\d{2}) 调休）")
HEAD = """\
# Days off and make-up workdays in mainland China, as the State Council's notices arranged them.
# off, work: MM-DD or MM-DD..MM-DD with the name; a day of the year before is written in full.
# A notice that was changed later stands as changed: 2015 (国发明电〔2015〕1号, 3 to 5 September), 2019
# (国办发明电〔2019〕3号, Labour Day), 2020 (国办发明电〔2020〕1号, Spring Festival to 2 February).
# [[settled]]: days on which published sources disagree, with the notice that settles them.
# Made by: python -m ipdesk.services.calendar --snapshot
"""
SETTLED = (
    "\n[[settled]]",
    "on = 2005-12-31",
    "working = true",
    'document = "国办发明电〔2005〕35号"',
    'says = "12月31日（星期六）上班"',
    'against = "chinesecalendar 1.11.0"',
)


class Source:
    """What the ``holidays`` package knows: names of days off, make-up workdays."""

    def __init__(self, first: int, last: int) -> None:
        import holidays

        china = holidays.country_holidays("CN", years=range(first - 1, last + 2), language="zh_CN")
        self.off: dict[date, str] = {d: OUR_NAMES.get(name, name) for d, name in sorted(china.items())}
        self.work: set[date] = set(china.weekend_workdays)

    def off_name(self, d: date) -> str:
        """Our name of a day off: the holiday's own, or one from the run it lies in."""
        name = self.off.get(d, "")
        if name and not EXCHANGED.match(name):
            return name
        return beside_name(self.run_name(d), d)

    def run_name(self, d: date) -> str:
        """The holiday whose unbroken run of days off holds ``d``."""
        names = [self.off.get(day, "") for day in self._run(d)]
        return run_name(names) or next((n for n in names if n and not EXCHANGED.match(n)), "")

    def work_name(self, d: date) -> str:
        """The make-up workday's name, from the day off it is exchanged for."""
        for off, name in self.off.items():
            match = EXCHANGED.match(name)
            if match and match[1] == d.isoformat():
                return self.run_name(off) + "调休上班"
        return "调休上班"

    def is_off(self, d: date) -> bool:
        return d in self.off or (d.weekday() >= 5 and d not in self.work)

    def _run(self, d: date) -> Iterator[date]:
        while self.is_off(d - ONE_DAY):
            d -= ONE_DAY
        while self.is_off(d):
            yield d
            d += ONE_DAY

    def days_off(self, year: int) -> dict[date, str]:
        """The days off of one year's arrangement by name: its holidays and the weekends in their runs."""
        found: dict[date, str] = {}
        for d in self.off:
            if arrangement_year(d) != year:
                continue
            for day in self._run(d):
                if arrangement_year(day) == year:
                    found[day] = self.off_name(day)
        return dict(sorted(found.items()))

    def workdays(self, year: int) -> dict[date, str]:
        """The make-up workdays in the arrangement of ``year``."""
        return {d: self.work_name(d) for d in sorted(self.work) if arrangement_year(d) == year}

    def feasts(self, year: int) -> list[date]:
        """春节 (its first day), 清明, 端午, 中秋 of ``year``, off by law or not."""
        from holidays.calendars.chinese import _ChineseLunisolar

        lunar = _ChineseLunisolar()
        days = (
            lunar.lunar_new_year_date(year),
            lunar.qingming_date(year),
            lunar.dragon_boat_date(year),
            lunar.mid_autumn_date(year),
        )
        return [d for d, _ in days if d is not None]


def arrangement_year(d: date) -> int:
    """The year whose notice speaks of ``d``: the last week of December belongs to the next New Year."""
    return d.year + 1 if (d.month, d.day) >= (12, 25) else d.year


def ranges(days: Mapping[date, str], year: int) -> Iterator[str]:
    """Days as MM-DD or MM-DD..MM-DD with their common name, in order."""
    for run in runs(sorted(days)):
        start = run[0]
        for i, d in enumerate(run):
            if i + 1 == len(run) or days[run[i + 1]] != days[start] or (d + ONE_DAY).year != start.year:
                first, last = _short(start, year), _short(d, year)
                yield f"{first if start == d else f'{first}..{last}'} {days[start]}"
                start = d + timedelta(days=1)


def _short(d: date, year: int) -> str:
    return f"{d:%m-%d}" if d.year == year else d.isoformat()


def snapshot(first: int, last: int, documents: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the data file; ``documents`` gives each official year's document and source."""
    source = Source(first, last)
    yield HEAD
    yield "# 春节（初一）, 清明, 端午, 中秋"
    yield 'feasts = """'
    for year in range(first, last + 1):
        yield f"{year} " + " ".join(f"{d:%m-%d}" for d in source.feasts(year))
    yield '"""'
    yield from SETTLED
    for key, table in documents.items():
        year = int(key)
        yield f'\n[{year}]\ndocument = "{table["document"]}"\nsource = "{table["source"]}"'
        for field, days in (("off", source.days_off(year)), ("work", source.workdays(year))):
            yield f"{field} = ["
            yield from (f'  "{entry}",' for entry in ranges(days, year))
            yield "]"


def main() -> None:
    """Print the snapshot; documents and sources are taken over from the file that ships now."""
    from ipdesk.services.calendar import FIRST, LAST, SHIPPED

    documents = {
        key: table for key, table in tomllib.loads(SHIPPED.read_text(encoding="utf-8")).items() if key.isdigit()
    }
    assert STATUTORY_NAMES
    assert min(map(int, documents)) == FIRST_OFFICIAL
    sys.stdout.write("\n".join(snapshot(FIRST.year, LAST.year, documents)) + "\n")
