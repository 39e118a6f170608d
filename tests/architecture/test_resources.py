"""Sentences, labels, settings and paths."""

from __future__ import annotations

import string
import tomllib
from pathlib import Path

import pytest

from ipdesk import config, logs, text
from ipdesk.domain.matters import Department, Kind, State
from ipdesk.errors import Cancelled, UserError
from ipdesk.paths import resource, write_beside


def test_codes_have_labels() -> None:
    for area, codes in (("department", Department), ("kind", Kind), ("state", State)):
        for code in codes:
            assert text.label(area, code.value) != code.value, f"{area} {code} has no label"


def test_an_unknown_code_is_its_own_label() -> None:
    assert text.label("kind", "something_new") == "something_new"


def test_a_sentence_is_filled() -> None:
    error = UserError("file.missing", path="台账.xlsx")
    assert text.sentence(error) == "找不到文件“台账.xlsx”，请检查路径后重试。"
    assert "停止" in text.sentence(Cancelled())


def test_a_sentence_never_fails() -> None:
    assert "…" in text.sentence(UserError("file.missing"))
    assert "no.such.code" in text.sentence(UserError("no.such.code", where="这里"))


def test_every_text_file_is_well_formed() -> None:
    for path in resource("text").glob("*.toml"):
        tomllib.loads(path.read_text(encoding="utf-8"))
    for code in text.known_codes():
        template = text._sentences()[code]
        assert all(name is None or name != "" for _, name, _, _ in string.Formatter().parse(template)), code


def test_settings_survive(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    settings = config.Settings().with_database("a.db").with_database("b.db").with_database("a.db")
    settings = settings.with_person("a.db", 7).with_window("patent/sort", "due")
    config.save(settings, path)
    assert config.load(path) == settings
    assert settings.recent == ("a.db", "b.db")


@pytest.mark.parametrize("content", ["", "{", "[]", "17", '{"theme": 4, "person": [1], "recent": {}}', "\x00"])
def test_damaged_settings_are_the_defaults(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    assert config.load(path) == config.Settings()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "总表.xlsx"
    write_beside(path, b"first")

    def fail(stream: object) -> None:
        raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        write_beside(path, fail)
    assert path.read_bytes() == b"first"
    assert [item.name for item in tmp_path.iterdir()] == ["总表.xlsx"]
    write_beside(path, lambda stream: stream.write(b"second"))
    assert path.read_bytes() == b"second"


def test_the_log_keeps_the_last_lines(tmp_path: Path) -> None:
    import logging

    buffer = logs.RingBuffer(3)
    for number in range(5):
        buffer.handle(logging.LogRecord("ipdesk", logging.INFO, "", 0, f"line {number}", None, None))
    assert [line[-6:] for line in buffer.lines()] == ["line 2", "line 3", "line 4"]


def test_the_log_file_is_made_with_the_first_record(tmp_path: Path) -> None:
    import logging

    handler = logs.LazyFile(tmp_path / "new" / "ipdesk.log")
    assert not handler.path.parent.exists()
    handler.handle(logging.LogRecord("ipdesk", logging.ERROR, "", 0, "出错", None, None))
    handler.close()
    assert "出错" in handler.path.read_text(encoding="utf-8")


def test_a_log_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    import logging

    (tmp_path / "file").touch()
    handler = logs.LazyFile(tmp_path / "file" / "ipdesk.log")
    handler.handle(logging.LogRecord("ipdesk", logging.ERROR, "", 0, "出错", None, None))
    handler.close()
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b""
