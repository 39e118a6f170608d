"""What the whole service standard needs: office duties, mails, papers, marks, candidates, complaints.

Revision: 0002. Written out and never changed again; it names no live model.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, unit and superior of people, and the signed form of hand-overs."""
    # Plain SQL: both databases take a column with its key this way, and SQLite need not build the table again.
    op.execute("ALTER TABLE people ADD COLUMN unit TEXT NOT NULL DEFAULT ''")
    op.execute(
        "ALTER TABLE people ADD COLUMN superior_id INTEGER"
        " CONSTRAINT fk_people_superior_id_people REFERENCES people (id)"
    )
    for column in ("note", "text"):
        op.execute(f"ALTER TABLE checklists ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    _checklist_templates()
    op.execute("ALTER TABLE transfers ADD COLUMN signed_name TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE transfers ADD COLUMN signed_sha256 TEXT NOT NULL DEFAULT ''")
    op.execute(
        "ALTER TABLE transfers ADD COLUMN signed_by INTEGER"
        " CONSTRAINT fk_transfers_signed_by_people REFERENCES people (id)"
    )
    op.add_column("transfers", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
    _duty_marks()
    _template_papers()
    _candidates()
    _complaint_gifts()
    _mailings()
    _marks()
    _complaints()
    _rule_changes()
    op.execute("ALTER TABLE due_items ADD COLUMN last_day DATE")
    op.execute("ALTER TABLE due_items ADD COLUMN confirm BOOLEAN NOT NULL DEFAULT FALSE")
    op.drop_index("ix_due_items_due", "due_items")
    days = ["due", "department", "person_id", "state", "official", "superseded", "rule"]
    op.create_index("ix_due_items_due", "due_items", days, unique=False)


def _checklist_templates() -> None:
    op.create_table(
        "checklist_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("papers", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_checklist_templates_changed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_templates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_checklist_templates_code"), "checklist_templates", ["code"], unique=False)


def _duty_marks() -> None:
    op.create_table(
        "duty_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name=op.f("fk_duty_marks_done_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_marks_due"), "duty_marks", ["due"], unique=False)
    op.create_index(op.f("ix_duty_marks_rule_period"), "duty_marks", ["rule", "period"], unique=False)


def _template_papers() -> None:
    op.create_table(
        "template_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_template_papers_added_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_papers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_template_papers_code"), "template_papers", ["code"], unique=False)


def _candidates() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("application_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("seller", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column("chosen_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_candidates_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_candidates_matter_id"), "candidates", ["matter_id"], unique=False)


def _complaint_gifts() -> None:
    op.create_table(
        "complaint_gifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("official_fee", sa.BigInteger(), nullable=False),
        sa.Column("own_mistake", sa.Boolean(), nullable=False),
        sa.Column("erred_id", sa.Integer(), nullable=True),
        sa.Column("superior_id", sa.Integer(), nullable=True),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("erred_share", sa.BigInteger(), nullable=False),
        sa.Column("superior_share", sa.BigInteger(), nullable=False),
        sa.Column("head_share", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["erred_id"], ["people.id"], name=op.f("fk_complaint_gifts_erred_id_people")),
        sa.ForeignKeyConstraint(["head_id"], ["people.id"], name=op.f("fk_complaint_gifts_head_id_people")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_complaint_gifts_matter_id_matters")),
        sa.ForeignKeyConstraint(["superior_id"], ["people.id"], name=op.f("fk_complaint_gifts_superior_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_gifts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_complaint_gifts_matter_id"), "complaint_gifts", ["matter_id"], unique=False)


def _mailings() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("copies", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_mailings_made_by_people")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_mailings_matter_id_matters")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mailings_person_id_people")),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name=op.f("fk_mailings_sent_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mailings_matter_id"), "mailings", ["matter_id"], unique=False)
    op.create_index(op.f("ix_mailings_purpose_period"), "mailings", ["purpose", "period"], unique=False)


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("nice_class", sa.Integer(), nullable=True),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("application_number", sa.Text(), nullable=False),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_marks_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_marks_matter_id"), "marks", ["matter_id"], unique=False)


def _complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("against_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("project_number", sa.Text(), nullable=False),
        sa.Column("criticism_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["about_id"], ["matters.id"], name=op.f("fk_complaints_about_id_matters")),
        sa.ForeignKeyConstraint(["against_id"], ["people.id"], name=op.f("fk_complaints_against_id_people")),
        sa.ForeignKeyConstraint(
            ["criticism_id"], ["attachments.id"], name=op.f("fk_complaints_criticism_id_attachments")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_complaints_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_complaints_about_id"), "complaints", ["about_id"], unique=False)
    op.create_index(op.f("ix_complaints_matter_id"), "complaints", ["matter_id"], unique=False)


def _rule_changes() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("text_before", sa.Text(), nullable=True),
        sa.Column("text_after", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_rule_changes_changed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rule_changes_rule"), "rule_changes", ["rule"], unique=False)
