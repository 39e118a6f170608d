"""The first schema.

Revision: 0001. Written out and never changed again; it names no live model.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table, parents first."""
    _people()
    _settings()
    _clients()
    _sheets()
    _transfers()
    _contacts()
    _matters()
    _acts()
    _checklists()
    _due_items()
    _fees()
    _reminders()
    _waiting()
    _act_changes()
    _events()
    _sheet_lines()
    _attachments()
    _notices()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_people_name", "people", ["name"], unique=False)


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def _clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("invoice_title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("salesperson_id", sa.Integer(), nullable=True),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["salesperson_id"], ["people.id"], name="fk_clients_salesperson_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_clients"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clients_name", "clients", ["name"], unique=False)


def _sheets() -> None:
    op.create_table(
        "sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("paid_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_out_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name="fk_sheets_done_by_people"),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_sheets_made_by_people"),
        sa.ForeignKeyConstraint(["paid_out_by"], ["people.id"], name="fk_sheets_paid_out_by_people"),
        sa.ForeignKeyConstraint(["sent_by"], ["people.id"], name="fk_sheets_sent_by_people"),
        sa.ForeignKeyConstraint(["signed_by"], ["people.id"], name="fk_sheets_signed_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_sheets"),
        sa.UniqueConstraint("week", name="uq_sheets_week"),
        sqlite_autoincrement=True,
    )


def _transfers() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("matter_ids", sa.JSON(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_client", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name="fk_transfers_decided_by_people"),
        sa.ForeignKeyConstraint(["from_id"], ["people.id"], name="fk_transfers_from_id_people"),
        sa.ForeignKeyConstraint(["requested_by"], ["people.id"], name="fk_transfers_requested_by_people"),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name="fk_transfers_to_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_transfers"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transfers_number", "transfers", ["number"], unique=False)
    op.create_index("ix_transfers_state", "transfers", ["state"], unique=False)


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("wechat", sa.Text(), nullable=False),
        sa.Column("is_main", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_contacts_client_id_clients"),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contacts_client_id", "contacts", ["client_id"], unique=False)


def _matters() -> None:
    op.create_table(
        "matters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=True),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("application_number", sa.Text(), nullable=False),
        sa.Column("application_key", sa.Text(), nullable=False),
        sa.Column("filed", sa.Date(), nullable=True),
        sa.Column("granted", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("clerk_id", sa.Integer(), nullable=True),
        sa.Column("salesperson_id", sa.Integer(), nullable=True),
        sa.Column("reduction", sa.Integer(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("classes", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("nearest_due", sa.Date(), nullable=True),
        sa.Column("nearest_time", sa.Time(), nullable=True),
        sa.Column("nearest_state", sa.Text(), nullable=True),
        sa.Column("nearest_official", sa.Boolean(), nullable=True),
        sa.Column("nearest_item_id", sa.Integer(), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("docket_from", sa.Date(), nullable=True),
        sa.Column("docket_until", sa.Date(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["clerk_id"], ["people.id"], name="fk_matters_clerk_id_people"),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name="fk_matters_client_id_clients"),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name="fk_matters_handler_id_people"),
        sa.ForeignKeyConstraint(["salesperson_id"], ["people.id"], name="fk_matters_salesperson_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_matters"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_matters_application_key", "matters", ["application_key"], unique=False)
    op.create_index("ix_matters_client_id", "matters", ["client_id"], unique=False)
    op.create_index(
        "ix_matters_counters",
        "matters",
        ["department", "removed_at", "nearest_state", "nearest_due", "handler_id", "state", "waits"],
        unique=False,
    )
    op.create_index("ix_matters_docket_until", "matters", ["docket_until"], unique=False)
    op.create_index("ix_matters_handler_id", "matters", ["handler_id"], unique=False)
    op.create_index(
        "ix_matters_nearest", "matters", ["department", "removed_at", "nearest_due", "number"], unique=False
    )
    op.create_index("ix_matters_numbers", "matters", ["department", "removed_at", "number"], unique=False)
    op.create_index(
        "uq_matters_number",
        "matters",
        ["number"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def _acts() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("matters", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name="fk_acts_by_id_people"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_acts_matter_id_matters"),
        sa.ForeignKeyConstraint(["undoes"], ["acts.id"], name="fk_acts_undoes_acts"),
        sa.ForeignKeyConstraint(["undone_by"], ["acts.id"], name="fk_acts_undone_by_acts"),
        sa.PrimaryKeyConstraint("id", name="pk_acts"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_acts_by", "acts", ["by_id", "id"], unique=False)
    op.create_index("ix_acts_matter", "acts", ["matter_id", "id"], unique=False)


def _checklists() -> None:
    op.create_table(
        "checklists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name="fk_checklists_done_by_people"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_checklists_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_checklists"),
        sa.UniqueConstraint("matter_id", "template", "item", name="uq_checklists_matter_id_template_item"),
        sqlite_autoincrement=True,
    )


def _due_items() -> None:
    op.create_table(
        "due_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("trigger_on", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("superseded", sa.Boolean(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("fulfilled_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_due_items_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_due_items"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_due_items_department", "due_items", ["department", "state", "superseded", "due"], unique=False)
    op.create_index(
        "ix_due_items_due",
        "due_items",
        ["due", "department", "person_id", "state", "official", "superseded"],
        unique=False,
    )
    op.create_index("ix_due_items_person", "due_items", ["person_id", "state", "superseded", "due"], unique=False)
    op.create_index("ix_due_items_state", "due_items", ["state", "superseded", "due"], unique=False)
    op.create_index("uq_due_items_matter_id_key", "due_items", ["matter_id", "key"], unique=True)


def _fees() -> None:
    op.create_table(
        "fees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_fees_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_fees"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fees_matter_id", "fees", ["matter_id"], unique=False)
    op.create_index("ix_fees_state", "fees", ["state", "due"], unique=False)


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name="fk_reminders_created_by_people"),
        sa.ForeignKeyConstraint(["done_by"], ["people.id"], name="fk_reminders_done_by_people"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_reminders_matter_id_matters"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_reminders_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminders_due", "reminders", ["due"], unique=False)
    op.create_index("ix_reminders_matter_id", "reminders", ["matter_id"], unique=False)


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("have", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_waiting_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_waiting"),
    )
    op.create_index("ix_waiting_matter_id", "waiting", ["matter_id"], unique=False)


def _act_changes() -> None:
    op.create_table(
        "act_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name="fk_act_changes_act_id_acts"),
        sa.PrimaryKeyConstraint("id", name="pk_act_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_act_changes_act_id", "act_changes", ["act_id"], unique=False)
    op.create_index("ix_act_changes_row", "act_changes", ["table_name", "row_id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name="fk_events_act_id_acts"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_events_matter_id_matters"),
        sa.ForeignKeyConstraint(["recorded_by"], ["people.id"], name="fk_events_recorded_by_people"),
        sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name="fk_events_revoked_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_act_id", "events", ["act_id"], unique=False)
    op.create_index("ix_events_matter", "events", ["matter_id", "on"], unique=False)
    op.create_index("ix_events_name", "events", ["name", "on"], unique=False)


def _sheet_lines() -> None:
    op.create_table(
        "sheet_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("fee_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("application_number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("salesperson", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("invoice_title", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("finance_note", sa.Text(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fee_id"], ["fees.id"], name="fk_sheet_lines_fee_id_fees"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_sheet_lines_matter_id_matters"),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name="fk_sheet_lines_sheet_id_sheets"),
        sa.PrimaryKeyConstraint("id", name="pk_sheet_lines"),
        sa.UniqueConstraint("uid", name="uq_sheet_lines_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sheet_lines_fee_id", "sheet_lines", ["fee_id"], unique=False)
    op.create_index("ix_sheet_lines_matter_id", "sheet_lines", ["matter_id"], unique=False)
    op.create_index("ix_sheet_lines_sheet", "sheet_lines", ["sheet_id", "position"], unique=False)


def _attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name="fk_attachments_added_by_people"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_attachments_event_id_events"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_attachments_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attachments_matter_id", "attachments", ["matter_id"], unique=False)
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"], unique=False)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_notices_event_id_events"),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name="fk_notices_matter_id_matters"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_event_id", "notices", ["event_id"], unique=False)
    op.create_index("ix_notices_matter_id", "notices", ["matter_id"], unique=False)
