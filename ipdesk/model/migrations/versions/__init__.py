"""Revisions, in order; released ones are never changed."""
