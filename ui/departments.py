"""The four departments: one page and four descriptions."""

from __future__ import annotations

from dataclasses import dataclass

from ipdesk.domain.matters import Department, Kind


@dataclass(frozen=True, slots=True)
class Description:
    """What a department's tab shows: its columns (keys of ``ui.tables.columns``), its kinds, its word for the
    person in charge."""

    department: Department
    title: str
    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    kinds: tuple[Kind, ...]
    handler: str


DESCRIPTIONS: tuple[Description, ...] = (
    Description(
        Department.PATENT,
        "专利部",
        ("nearest", "number", "title", "kind", "client", "handler", "stage"),
        ("application_number", "salesperson", "filed", "state"),
        (Kind.INVENTION, Kind.UTILITY_MODEL, Kind.DESIGN, Kind.PCT, Kind.LAYOUT),
        "撰写人",
    ),
    Description(
        Department.PROCESS,
        "流程部",
        ("nearest", "number", "title", "kind", "client", "handler", "stage"),
        ("application_number", "salesperson", "filed", "state"),
        (Kind.PATENT_CHANGE, Kind.EXCLUSIVE_LICENCE, Kind.SUBSIDY, Kind.FEE_REDUCTION, Kind.PATENT_TRADE),
        "流程员",
    ),
    Description(
        Department.SOFTWARE,
        "软件部",
        ("nearest", "number", "title", "client", "handler", "stage", "salesperson", "filed"),
        ("kind", "application_number", "state"),
        (Kind.SOFTWARE,),
        "负责人",
    ),
    Description(
        Department.TRADEMARK,
        "商标部",
        ("nearest", "number", "title", "client", "handler", "stage", "salesperson"),
        ("kind", "application_number", "filed", "state"),
        (Kind.TRADEMARK,),
        "负责人",
    ),
)


def description_of(department: str) -> Description:
    """The description of a department; ``KeyError`` for one that has no tab."""
    for one in DESCRIPTIONS:
        if one.department == department:
            return one
    raise KeyError(department)
