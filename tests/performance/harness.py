"""What every benchmark here gives: ratios to the bare thing, measured in the same run.

A benchmark is a file ``bench_<name>.py`` in this folder with a function

    def bench() -> list[Ratio]

Each ``Ratio(name, value, note, goal)`` says how often the bare thing's time ours took (or, with
``faster=True``, how many times faster than the bare thing ours is). Absolute times belong into the note
only: the machine drifts, ratios of interleaved runs hold. ``alternate`` measures two functions that way.
A plain tuple ``(name, value, note)`` is taken too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the report. ``goal`` is the ratio aimed at: at most, or at least with ``faster``."""

    name: str
    value: float
    note: str
    goal: float | None = None
    faster: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether the goal was reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.faster else self.value <= self.goal

    def line(self) -> str:
        """The line as printed."""
        kind = "faster" if self.faster else "x"
        verdict = {None: "", True: "  ok", False: "  MISSED"}[self.reached]
        goal = "" if self.goal is None else f"  (goal {'>=' if self.faster else '<='} {self.goal:g})"
        return f"{self.name:<48} {self.value:>9.2f} {kind:<6}{goal}{verdict}  {self.note}"


def seconds(function: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def alternate(ours: Callable[[], object], bare: Callable[[], object], *, rounds: int = 5) -> tuple[float, float]:
    """The medians (ours, bare) in seconds of ``rounds`` interleaved calls each."""
    first: list[float] = []
    second: list[float] = []
    for _ in range(rounds):
        second.append(seconds(bare))
        first.append(seconds(ours))
    return statistics.median(first), statistics.median(second)
