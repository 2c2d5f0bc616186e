"""A bell that rings by a fast clock: the port of the engine, without the engine."""

import heapq
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from threading import Condition, Thread

from tests.trial.clock import FastClock

#: What rings every so often rings at most this often in real time, in seconds: the
#: machine has many runs to carry. What has a moment rings at its moment.
REAL_PERIOD = 0.4


@dataclass(slots=True)
class _Ring:
    action: Callable[[], None]
    #: None: it rings once.
    period: timedelta | None = None
    is_running: bool = field(default=False)


class FastBell:
    """Rings actions on a few threads, at least once, by the run's clock."""

    def __init__(
        self, on_error: Callable[[str, Exception], None], clock: FastClock
    ) -> None:
        self._on_error = on_error
        self._clock = clock
        self._rings: dict[str, _Ring] = {}
        self._order: list[tuple[datetime, int, str, _Ring]] = []
        self._numbers = count()
        self._changed = Condition()
        self._is_stopped = False
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="bell")
        self._thread = Thread(target=self._watch, name="bell-watch", daemon=True)

    def ring_at(self, name: str, moment: datetime, action: Callable[[], None]) -> None:
        """Call *action* at *moment*; the same name again replaces the earlier one."""
        self._set(name, moment, _Ring(action))

    def ring_every(
        self,
        name: str,
        period: timedelta,
        action: Callable[[], None],
        *,
        jitter: timedelta = timedelta(0),
        first_after: timedelta = timedelta(0),
    ) -> None:
        """Call *action* every *period*; never twice at once."""
        least = timedelta(seconds=REAL_PERIOD * self._clock.speed)
        ring = _Ring(action, max(period, least))
        self._set(name, self._clock.now() + first_after, ring)

    def silence(self, name: str) -> None:
        """Forget a bell; fine if there is none."""
        with self._changed:
            self._rings.pop(name, None)

    def names(self) -> Sequence[str]:
        """Return the names of all bells that will ring."""
        with self._changed:
            return sorted(self._rings)

    def start(self) -> None:
        """Begin to ring."""
        self._thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """Ring no more; with *wait*, return when running actions have ended."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _set(self, name: str, moment: datetime, ring: _Ring) -> None:
        with self._changed:
            self._rings[name] = ring
            heapq.heappush(self._order, (moment, next(self._numbers), name, ring))
            self._changed.notify_all()

    def _watch(self) -> None:
        while True:
            with self._changed:
                while not (self._is_stopped or self._is_due()):
                    self._changed.wait(self._wait())
                if self._is_stopped:
                    return
                _, _, name, ring = heapq.heappop(self._order)
                if self._rings.get(name) is not ring:
                    continue  # replaced or silenced
                self._follow(name, ring)
                if ring.is_running:
                    continue
                ring.is_running = True
                self._pool.submit(self._ring, name, ring)

    def _is_due(self) -> bool:
        return bool(self._order) and self._order[0][0] <= self._clock.now()

    def _wait(self) -> float | None:
        if not self._order:
            return None
        left = (self._order[0][0] - self._clock.now()).total_seconds()
        return max(0.0, self._clock.real(left))

    def _follow(self, name: str, ring: _Ring) -> None:
        """Set the next ring of what rings every so often; forget what rings once."""
        if ring.period is None:
            del self._rings[name]
            return
        moment = self._clock.now() + ring.period
        heapq.heappush(self._order, (moment, next(self._numbers), name, ring))

    def _ring(self, name: str, ring: _Ring) -> None:
        try:
            ring.action()
        except Exception as error:  # noqa: BLE001 - told to on_error; the bell must live on
            self._on_error(name, error)
        finally:
            ring.is_running = False
