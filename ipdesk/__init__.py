"""ipdesk: the docket of a Chinese intellectual-property agency (案件、期限、年费、总表)."""

__version__ = "0.1.0"
