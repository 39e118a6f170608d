"""Work beside the window's thread, its results brought back into it by one signal."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

_log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
Cancel = Callable[[], bool]


class Job:
    """A handle on running work: ``cancel()`` asks it to stop; what it would have brought is then dropped,
    but for the failure that says it was stopped."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._cancelled = threading.Event()
        self.done = False

    def cancel(self) -> None:
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether it was asked to stop; the work asks this between its steps."""
        return self._cancelled.is_set()


class Runner(QObject):
    """Two lanes of one thread each: reads, and writes with long jobs, so that the screens stay alive during an
    import. Within a lane everything runs in the order asked for.

    Callbacks run in the window's thread. Without ``on_fail`` a failure is told by ``failed``.
    """

    wrote = Signal(object)  # what a write handed back, before its callback
    settled = Signal(object)  # the same, after its callback
    failed = Signal(object)  # an exception nobody else takes
    busy_changed = Signal(bool)
    idle = Signal()
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = ThreadPoolExecutor(1, "ipdesk-read")
        self._writes = ThreadPoolExecutor(1, "ipdesk-write")
        self._running: set[Job] = set()
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # -- asking ---------------------------------------------------------------------------------------

    def read(
        self,
        fn: Callable[[], Any],
        on_done: Callable[[Any], object] | None = None,
        on_fail: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Run ``fn`` in the reading lane."""
        return self._start(self._reads, Job("read"), fn, on_done, on_fail)

    def write(
        self,
        fn: Callable[[], Any],
        on_done: Callable[[Any], object] | None = None,
        on_fail: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Run a use case; its ``Changes`` go to ``wrote``, then to ``on_done``."""
        return self._start(self._writes, Job("write"), fn, self._writing(on_done), on_fail)

    def job(
        self,
        fn: Callable[[Progress, Cancel], Any],
        on_done: Callable[[Any], object] | None = None,
        on_fail: Callable[[BaseException], object] | None = None,
        on_progress: Callable[[int, int, str], object] | None = None,
    ) -> Job:
        """Run long work that reports progress and can be stopped. If it hands back ``Changes`` they are told."""
        job = Job("job")

        def progress(done: int, total: int, what: str) -> None:
            if on_progress is not None and not self._closed:
                self._arrived.emit(lambda: None if job.done else on_progress(done, total, what))

        return self._start(self._writes, job, lambda: fn(progress, job.cancelled), self._writing(on_done), on_fail)

    @property
    def busy(self) -> bool:
        """Whether anything runs, waits or has not been delivered."""
        return bool(self._running)

    def close(self) -> None:
        """Ask everything to stop, wait for what runs, drop what it brings. Nothing runs afterwards."""
        self._closed = True
        for job in self._running:
            job.cancel()
        for lane in (self._writes, self._reads):
            lane.shutdown(wait=True, cancel_futures=True)
        self._running.clear()

    # -- running --------------------------------------------------------------------------------------

    def _writing(self, on_done: Callable[[Any], object] | None) -> Callable[[Any], None]:
        def told(result: Any) -> None:
            self.wrote.emit(result)
            try:
                if on_done is not None:
                    on_done(result)
            finally:
                self.settled.emit(result)

        return told

    def _start(
        self,
        lane: ThreadPoolExecutor,
        job: Job,
        fn: Callable[[], Any],
        on_done: Callable[[Any], object] | None,
        on_fail: Callable[[BaseException], object] | None,
    ) -> Job:
        if self._closed:
            return job
        self._running.add(job)
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        lane.submit(self._work, job, fn, on_done, on_fail)
        return job

    def _work(
        self,
        job: Job,
        fn: Callable[[], Any],
        on_done: Callable[[Any], object] | None,
        on_fail: Callable[[BaseException], object] | None,
    ) -> None:
        """In the lane's thread: no Qt object is touched here but the signal."""
        try:
            result = fn()
        except BaseException as error:  # noqa: BLE001 - carried to the window's thread and told there
            failure = error  # ``error`` itself ends with this block
            if not self._closed:
                self._arrived.emit(lambda: self._end(job, on_fail or self.failed.emit, failure))
            return
        if not self._closed:
            self._arrived.emit(lambda: self._end(job, on_done, result))

    def _end(self, job: Job, callback: Callable[[Any], object] | None, value: Any) -> None:
        job.done = True
        try:
            if callback is not None and not (job.cancelled() and job.name == "read"):
                callback(value)
        finally:
            self._running.discard(job)
            if not self._running:
                self.busy_changed.emit(False)
                self.idle.emit()

    @Slot(object)
    def _deliver(self, closure: Callable[[], object]) -> None:
        if not self._closed:
            closure()
