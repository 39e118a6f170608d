"""People of the centre: those who do the work and those who bring it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from ipdesk.model.base import STABLE_IDS, Base, primary_key, reference


class PersonRecord(Base):
    """A member of staff.

    ``role``: handler | department_head | process_clerk | system_administrator | superior | director |
    salesperson; ``department``: a Department or empty; ``unit``: the group within it (4.4.3); ``superior_id``:
    who answers for this person before the head does (4.3). ``initials``: pinyin initials for the search.
    """

    __tablename__ = "people"
    __table_args__ = STABLE_IDS

    id: Mapped[int] = primary_key()
    name: Mapped[str] = mapped_column(index=True)
    role: Mapped[str] = mapped_column(default="handler")
    department: Mapped[str | None]
    unit: Mapped[str] = mapped_column(default="")
    superior_id: Mapped[int | None] = reference("people.id", required=False)
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    initials: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
