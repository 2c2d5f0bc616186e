"""Plain APScheduler 3 with its jobs in SQLite, as its manual has it, but in WAL mode.

Its default would drop what starts more than a second late, so the grace is unlimited.
"""

import pickle
import time
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, insert

from bench.fresh import resident_bytes
from bench.moments import IDLE_SECONDS, SOON, moments, until

_FAR = timedelta(days=365)

#: When each job started; by its number. Seconds since 1970.
_started: dict[int, float] = {}


def note(number: int) -> None:
    """Do what a job does: note the time."""
    _started[number] = time.time()


def drain(folder: str, stored: str, due: str, spacing: str) -> list[float]:
    """Return how late each of *due* jobs started, in seconds, with *stored* in all."""
    store = _store(Path(folder))
    later = [datetime.now(UTC) + _FAR] * (int(stored) - int(due))
    _fill(store, later, first=int(due))
    times = moments(int(due), float(spacing), SOON)
    _fill(store, times)
    with _running(store):
        until(lambda: len(_started) == len(times))
    return [_started[place] - at.timestamp() for place, at in enumerate(times)]


def idle(folder: str, stored: str) -> dict[str, float]:
    """Return what doing nothing costs with *stored* future jobs."""
    store = _store(Path(folder))
    _fill(store, [datetime.now(UTC) + _FAR] * int(stored))
    with _running(store):
        time.sleep(1)
        before = time.process_time()
        time.sleep(IDLE_SECONDS)
        used = time.process_time() - before
        return {"share": used / IDLE_SECONDS, "bytes": resident_bytes()}


def _store(folder: Path) -> Any:
    folder.mkdir()
    engine = create_engine(f"sqlite:///{folder / 'jobs.sqlite3'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    store = SQLAlchemyJobStore(engine=engine)
    store.jobs_t.create(engine)
    return store


def _fill(store: Any, times: Sequence[datetime], first: int = 0) -> None:
    """Put jobs in as `add_job` does, but all at once; numbered from *first* on."""
    if not times:
        return
    scheduler = BackgroundScheduler(timezone=UTC)
    trigger = DateTrigger(times[0], UTC)
    job = scheduler.add_job(note, trigger, (0,), misfire_grace_time=None)
    job._modify(  # noqa: SLF001 - what starting would do
        next_run_time=times[0], max_instances=1, coalesce=True, executor="default"
    )
    state = job.__getstate__()
    with store.engine.begin() as connection:
        connection.execute(
            insert(store.jobs_t),
            [_row(state, number, moment) for number, moment in enumerate(times, first)],
        )


def _row(state: dict[str, Any], number: int, moment: datetime) -> dict[str, Any]:
    own = {"id": f"job-{number}", "args": (number,), "next_run_time": moment}
    state = state | own | {"trigger": DateTrigger(moment, UTC)}
    return {
        "id": state["id"],
        "next_run_time": moment.timestamp(),
        "job_state": pickle.dumps(state, pickle.HIGHEST_PROTOCOL),
    }


@contextmanager
def _running(store: Any) -> Any:
    scheduler = BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": store},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start()
    yield
    scheduler.shutdown(wait=False)
