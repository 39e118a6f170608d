"""The official tariff that comes with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ipdesk.domain.fees import Tariff, load_tariff

SHIPPED = Path(__file__).parents[1] / "rulebook" / "tariffs.toml"


@lru_cache(maxsize=1)
def shipped_tariff() -> Tariff:
    """The tariff of ``rulebook/tariffs.toml``, read once."""
    return load_tariff(SHIPPED.read_text(encoding="utf-8"))
