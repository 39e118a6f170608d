"""What people see and touch: Qt lives here and nowhere else."""

from __future__ import annotations

import sys


def _keep_none_alive() -> None:
    """Before Python 3.12 ``None`` is counted like any object, and PySide6 6.12 takes one count too many with every
    call that returns nothing; after some tens of thousands the process would end with ``none_dealloc``. Give it
    more counts than a working day can use up. From 3.12 on ``None`` is immortal and nothing is done.
    """
    if sys.version_info >= (3, 12) or hasattr(sys, "getobjects"):
        return
    import ctypes

    spare = 1 << 40 if sys.maxsize > 1 << 32 else 1 << 29
    ctypes.c_ssize_t.from_address(id(None)).value += spare


_keep_none_alive()
