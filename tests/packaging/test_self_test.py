"""``--self-test`` of the source tree."""

from __future__ import annotations

import pytest

from ipdesk.__main__ import main


@pytest.mark.slow
def test_it_passes_here(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--self-test"])
    out = capsys.readouterr().out
    assert status == 0, out
    assert out.count("正常") == 5
