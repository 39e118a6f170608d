"""Results come back into the window's thread, in order; a stop is heard; nothing is left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from ipdesk.errors import Cancelled, UserError
from ipdesk.services.office import Changes
from ui.context import Desk
from ui.runner import Runner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    yield made
    made.close()


def test_results_arrive_in_order_in_the_windows_thread(runner: Runner, qtbot: QtBot) -> None:
    found: list[tuple[int, threading.Thread]] = []
    for number in range(200):
        runner.read(lambda number=number: number, lambda n: found.append((n, threading.current_thread())))
    qtbot.waitUntil(lambda: len(found) == 200)
    assert [n for n, _thread in found] == list(range(200))
    assert {thread for _n, thread in found} == {threading.main_thread()}
    assert not runner.busy


def test_the_work_runs_beside(runner: Runner, qtbot: QtBot) -> None:
    found: list[str] = []
    runner.read(lambda: threading.current_thread().name, found.append)
    runner.write(lambda: threading.current_thread().name, found.append)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert sorted(name.rsplit("_", 1)[0] for name in found) == ["ipdesk-read", "ipdesk-write"]


def test_a_failure_goes_to_who_asked_or_to_everyone(runner: Runner, qtbot: QtBot) -> None:
    def fail() -> None:
        raise UserError("ui.no_office")

    caught: list[BaseException] = []
    runner.read(fail, None, caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    with qtbot.waitSignal(runner.failed) as told:
        runner.read(fail)
    assert isinstance(told.args[0], UserError)
    assert isinstance(caught[0], UserError)


def test_a_job_tells_its_progress_and_hears_the_stop(runner: Runner, qtbot: QtBot) -> None:
    steps: list[tuple[int, int, str]] = []
    ended: list[BaseException] = []
    started = threading.Event()

    def work(progress: object, cancel: object) -> None:
        progress(1, 10, "读取")  # type: ignore[operator]
        started.set()
        wait = threading.Event()
        while not cancel():  # type: ignore[operator]
            wait.wait(0.005)
        raise Cancelled

    job = runner.job(work, None, ended.append, lambda *step: steps.append(step))
    qtbot.waitUntil(lambda: bool(steps))
    read: list[int] = []
    runner.read(lambda: 7, read.append)  # a long job does not hold up reading
    qtbot.waitUntil(lambda: read == [7])
    job.cancel()
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0], Cancelled)
    assert steps == [(1, 10, "读取")]


def test_closing_stops_and_drops(qtbot: QtBot) -> None:
    runner = Runner()
    found: list[int] = []
    begun = threading.Event()

    def work(_progress: object, cancel: object) -> int:
        begun.set()
        wait = threading.Event()
        while not cancel():  # type: ignore[operator]
            wait.wait(0.005)
        return 1

    runner.job(work, found.append)
    assert begun.wait(5)
    runner.close()
    runner.read(lambda: 2, found.append)
    assert not runner.busy
    assert found == []


def test_a_write_tells_its_changes_and_what_it_says(qtbot: QtBot) -> None:
    desk = Desk(date(2026, 11, 20))
    desk.keeps_settings = False
    heard: list[Changes] = []
    said: list[tuple[str, object]] = []
    desk.changes.happened.connect(heard.append)
    desk.said.connect(lambda text, act: said.append((text, act)))
    made = Changes(frozenset({"events"}), frozenset({3}), act=9, says="已记录")
    desk.runner.write(lambda: made)
    qtbot.waitUntil(lambda: bool(said))
    desk.runner.write(lambda: made, lambda _changes: desk.say("另说"))
    qtbot.waitUntil(lambda: len(said) == 2)
    desk.say("没有写")
    assert heard == [made, made]
    assert said == [("已记录", 9), ("另说", 9), ("没有写", None)]
    desk.runner.close()
