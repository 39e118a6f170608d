"""Per-workstation settings: who sits here, which database, how the window looked. Never office data."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path

from ipdesk.paths import user_config_dir, write_beside

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything remembered between two starts on this workstation.

    ``person`` is the chosen person per database (database → staff id); ``window`` are opaque strings by key
    (splitters, columns, sort, filter of each tab), made and read by the screens alone.
    """

    database: str | None = None
    theme: str = "light"
    person: Mapping[str, int] = field(default_factory=dict)
    recent: tuple[str, ...] = ()
    window: Mapping[str, str] = field(default_factory=dict)

    def with_person(self, database: str, person: int) -> Settings:
        """The same settings with ``person`` sitting here when ``database`` is open."""
        return replace(self, person={**self.person, database: person})

    def with_database(self, database: str) -> Settings:
        """The same settings with ``database`` as the last one, first among the recent ones (at most 8)."""
        others = tuple(item for item in self.recent if item != database)
        return replace(self, database=database, recent=(database, *others)[:8])

    def with_window(self, key: str, value: str) -> Settings:
        """The same settings with one remembered string of a screen."""
        return replace(self, window={**self.window, key: value})


def settings_path() -> Path:
    """The file the settings are kept in."""
    return user_config_dir() / "settings.json"


def load(path: Path | None = None) -> Settings:
    """Read the settings; a missing or damaged file means the defaults (a damaged one is logged)."""
    path = path or settings_path()
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.warning("settings in %s are unreadable and were left aside: %s", path, error)
        return Settings()
    return _from_json(raw)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all. Errors: ``OSError``."""
    path = path or settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(settings), ensure_ascii=False, indent=1, sort_keys=True)
    write_beside(path, text.encode())


def _from_json(raw: object) -> Settings:
    """Take what has the right shape and leave the rest at its default."""
    if not isinstance(raw, dict):
        return Settings()
    known = {item.name: raw[item.name] for item in fields(Settings) if item.name in raw}
    database, theme = known.get("database"), known.get("theme")
    recent, person, window = known.get("recent"), known.get("person"), known.get("window")
    return Settings(
        database=database if isinstance(database, str) else None,
        theme=theme if isinstance(theme, str) else "light",
        recent=tuple(item for item in recent if isinstance(item, str)) if isinstance(recent, list) else (),
        person={k: v for k, v in person.items() if isinstance(v, int)} if isinstance(person, dict) else {},
        window={k: v for k, v in window.items() if isinstance(v, str)} if isinstance(window, dict) else {},
    )
