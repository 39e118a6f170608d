"""Cycles are collected in the window's thread only."""

from __future__ import annotations

import gc

import pytest
from pytestqt.qtbot import QtBot

from ui.garbage import GarbageTimer


def test_collection_is_the_timers_while_it_lives(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    timer = GarbageTimer()
    try:
        assert not gc.isenabled()
        monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 0))
        monkeypatch.setattr(gc, "collect", asked.append)
        timer.collect()
        assert asked == []
        monkeypatch.setattr(gc, "get_count", lambda: (10**6, 10**6, 0))
        timer.collect()
        assert asked == [1]
    finally:
        timer.stop()
    assert gc.isenabled()
