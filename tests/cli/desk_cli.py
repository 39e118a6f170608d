"""Calling the command line in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ipdesk.cli import Parts, run

MOMENT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def _nothing(*_args: object) -> Sequence[Path]:
    return []


@dataclass(slots=True)
class Cli:
    """``call`` answers (status, output, messages); ``answer`` the JSON of a command that must succeed."""

    capsys: pytest.CaptureFixture[str]
    database: Path | None = None
    parts: Parts = Parts(_nothing, _nothing)  # noqa: RUF009 - frozen

    def call(self, *arguments: object) -> tuple[int, str, str]:
        before = ["--db", str(self.database)] if self.database else []
        status = run([*before, *map(str, arguments)], self.parts, lambda: MOMENT)
        out, err = self.capsys.readouterr()
        return status, out, err

    def answer(self, *arguments: object) -> Any:
        status, out, err = self.call("--json", *arguments)
        assert (status, err) == (0, ""), f"{status} {err}"
        return json.loads(out)

    def refusal(self, *arguments: object) -> str:
        status, out, err = self.call(*arguments)
        assert (status, out) == (1, ""), f"{status} {out}"
        assert err.count("\n") == 1
        assert "Traceback" not in err
        return err.strip()
