"""Imports of big libraries after Qt, at the speed they have without it.

PySide6 replaces ``builtins.__import__`` to look for its feature switches, which makes every later import of a
library about half again as slow. While the office's libraries are imported the original is put back.
This module is imported before PySide6.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from contextlib import contextmanager

_plain = builtins.__import__


@contextmanager
def quick_imports() -> Iterator[None]:
    """Inside, Python's own import is used."""
    replaced = builtins.__import__
    builtins.__import__ = _plain
    try:
        yield
    finally:
        builtins.__import__ = replaced
