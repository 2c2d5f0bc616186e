"""The bell of one process: APScheduler 3, in memory, because the database is the truth.

Three of its defaults would lose rings: a ring more than a second late is dropped, a
ring that finds its action still running is dropped, and everything stands still while
the wall clock is set back. All three are seen to here.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from domain.clock import Clock, SystemClock

#: Told of what an action raised, with the name of its bell.
OnError = Callable[[str, Exception], None]

#: The wall clock is compared with the other one this often, in seconds...
CLOCK_CHECK_SECONDS = 1.0
#: ...and was set when they part by more than this, in seconds.
CLOCK_JUMP_SECONDS = 2.0

#: Rings of one name may overlap (never those of `ring_every`).
_MANY = 1000


class ApschedulerBell:
    """Rings actions on a small pool of threads; they are meant to be brief."""

    def __init__(
        self, on_error: OnError, clock: Clock | None = None, threads: int = 4
    ) -> None:
        """Make a bell that does not ring yet.

        Args:
            on_error: Told of what actions raise; must not raise itself.
            clock: Watched for jumps.
            threads: How many actions may run at once.
        """
        self._on_error = on_error
        self._clock = clock or SystemClock()
        self._offset = self._read_offset()
        self._threads: Any = ThreadPoolExecutor(threads)
        self._scheduler: Any = BackgroundScheduler(
            timezone=UTC,
            executors={"default": self._threads},
            job_defaults={"misfire_grace_time": None, "coalesce": True},
        )
        #: Names of bells that ring every so often.
        self._periodic: set[str] = set()
        self._lock = Lock()
        self._stopped = Event()
        self._watch = Thread(target=self._watch_clock, name="clock-watch", daemon=True)

    def ring_at(self, name: str, moment: datetime, action: Callable[[], None]) -> None:
        """Call *action* at *moment*; the same name again replaces the earlier one."""
        with self._lock:
            self._periodic.discard(name)
            self._add(name, action, DateTrigger(moment, UTC), max_instances=_MANY)

    def ring_every(
        self,
        name: str,
        period: timedelta,
        action: Callable[[], None],
        *,
        jitter: timedelta = timedelta(0),
        first_after: timedelta = timedelta(0),
    ) -> None:
        """Call *action* every *period*, give or take *jitter*; never twice at once."""
        trigger = IntervalTrigger(
            seconds=period.total_seconds(),
            jitter=jitter.total_seconds() or None,
            timezone=UTC,
        )
        first = datetime.now(UTC) + first_after
        with self._lock:
            self._periodic.add(name)
            self._add(name, action, trigger, max_instances=1, next_run_time=first)

    def silence(self, name: str) -> None:
        """Forget a bell; fine if there is none."""
        with self._lock:
            self._periodic.discard(name)
            try:
                self._scheduler.remove_job(name)
            except JobLookupError:
                return

    def names(self) -> Sequence[str]:
        """Return the names of all bells that will ring."""
        return sorted({job.id for job in self._scheduler.get_jobs()})

    def start(self) -> None:
        """Begin to ring."""
        self._scheduler.start()
        self._watch.start()

    def stop(self, *, wait: bool = True) -> None:
        """Ring no more; with *wait*, return when running actions have ended."""
        with self._lock:
            self._stopped.set()
        if self._watch.is_alive():
            self._watch.join()
        if self._scheduler.running:
            self._shut_down()
        self._threads.shutdown(wait=wait)

    def check_clock(self) -> bool:
        """Ring all periodic bells if the wall clock was set; return whether it was."""
        offset = self._read_offset()
        jumped = abs(offset - self._offset) > CLOCK_JUMP_SECONDS
        self._offset = offset
        if jumped:
            with self._lock:
                now = datetime.now(UTC)
                for name in self._periodic:
                    self._scheduler.modify_job(name, next_run_time=now)
            self._scheduler.wakeup()
        return jumped

    def _shut_down(self) -> None:
        """Stop the scheduler around two of its traps.

        It falls over a job that it is just handing out, so there must be none left;
        and it would wait for actions with its locks held, which one that sets a bell
        would wait for in turn, so the waiting is done by `stop`.
        """
        self._scheduler.pause()
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)

    def _add(
        self, name: str, action: Callable[[], None], trigger: Any, **more: Any
    ) -> None:
        if self._stopped.is_set():
            return
        self._scheduler.add_job(
            self._ring, trigger, (name, action), id=name, replace_existing=True, **more
        )

    def _ring(self, name: str, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - told to on_error; the bell must live on
            self._on_error(name, error)

    def _read_offset(self) -> float:
        return self._clock.now().timestamp() - self._clock.uptime()

    def _watch_clock(self) -> None:
        while not self._stopped.wait(CLOCK_CHECK_SECONDS):
            self.check_clock()
