"""All tables at once: who needs the whole metadata imports it from here."""

from __future__ import annotations

from ipdesk.model.acts import ActChangeRecord, ActRecord
from ipdesk.model.base import Base
from ipdesk.model.clients import ClientRecord, ContactRecord
from ipdesk.model.complaints import ComplaintRecord, GiftRecord
from ipdesk.model.due_items import DueItemRecord, WaitingRecord
from ipdesk.model.events import EventRecord, NoticeRecord
from ipdesk.model.fees import FeeRecord, SheetLineRecord, SheetRecord
from ipdesk.model.links import LinkRecord, PackageRecord
from ipdesk.model.matters import MatterRecord
from ipdesk.model.office_work import DutyMarkRecord, MailingRecord, TemplatePaperRecord
from ipdesk.model.orders import CandidateRecord, MarkRecord
from ipdesk.model.papers import AttachmentRecord, ChecklistRecord, ChecklistTemplateRecord, ReminderRecord
from ipdesk.model.people import PersonRecord
from ipdesk.model.rule_changes import RuleChangeRecord
from ipdesk.model.settings import SettingRecord
from ipdesk.model.transfers import TransferRecord

metadata = Base.metadata

__all__ = [
    "ActChangeRecord",
    "ActRecord",
    "AttachmentRecord",
    "Base",
    "CandidateRecord",
    "ChecklistRecord",
    "ChecklistTemplateRecord",
    "ClientRecord",
    "ComplaintRecord",
    "ContactRecord",
    "DueItemRecord",
    "DutyMarkRecord",
    "EventRecord",
    "FeeRecord",
    "GiftRecord",
    "LinkRecord",
    "MailingRecord",
    "MarkRecord",
    "MatterRecord",
    "NoticeRecord",
    "PackageRecord",
    "PersonRecord",
    "ReminderRecord",
    "RuleChangeRecord",
    "SettingRecord",
    "SheetLineRecord",
    "SheetRecord",
    "TemplatePaperRecord",
    "TransferRecord",
    "WaitingRecord",
    "metadata",
]
