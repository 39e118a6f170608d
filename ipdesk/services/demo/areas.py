"""What each area of the office's work adds to the example, after its matters stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ipdesk.services.demo import (
    allocation,
    answers,
    complaints,
    duties,
    exceptions,
    fee_terms,
    links,
    marks,
    notices,
    packages,
    sheets,
    steps,
)
from ipdesk.services.demo.drafts import Draft, World
from ipdesk.services.office import Office

Area = Callable[[Office, World, Sequence[Draft], datetime], None]

AREAS: tuple[Area, ...] = (
    answers.add,
    allocation.add,
    complaints.add,
    steps.add,
    marks.add,
    notices.add,
    exceptions.add,
    fee_terms.add,
    sheets.add,
    links.add,
    packages.add,
    duties.add,  # last: what the others downloaded and sent answers duties, too
)
"""In this order; each does its work in acts of its own and knows nothing of the others."""
