"""How punctual the house is, beside plain APScheduler with its jobs in SQLite."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.fresh import fresh
from bench.moments import share
from bench.outbox import ACCOUNTS, fill
from bench.platform import LATENCY, a_platform

#: Stored jobs of APScheduler; our posts, besides a million.
SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000

#: So many posts are due at the same second; so many one by one, seconds apart.
BURST, SINGLES, APART = 1_000, 100, 0.137

#: What we promise.
START_WITHIN, DRAIN_FACTOR, CLAIM_FACTOR, IDLE_SHARE = 0.050, 1.2, 0.1, 0.005


def measure() -> Iterator[str]:
    """Compare starts, drains, claims, idleness and memory; takes some minutes."""
    with tempfile.TemporaryDirectory() as name, a_platform() as url:
        folder = Path(name)
        for size in (*SIZES, MILLION):
            fill(folder / f"ours-{size}", size)
        yield from _singles(folder, url)
        yield from _bursts(folder, url)
        yield from _idleness(folder, url)


def _singles(folder: Path, url: str) -> Iterator[str]:
    rival = folder / "singles"
    theirs = fresh("bench.rival:drain", rival, SIZES[-1], SINGLES, APART)
    ours = fresh("bench.house:drain", folder / f"ours-{MILLION}", url, SINGLES, APART)
    floor = share(theirs, 0.99)
    yield _late("start: APScheduler, one due of", SIZES[-1], theirs, floor)
    line = _late("start: Kairanban, one due of", MILLION, ours["starts"], floor)
    yield f"{line}  (goal: p99 within {START_WITHIN * 1000:.0f} ms)"


def _bursts(folder: Path, url: str) -> Iterator[str]:
    rivals = {
        size: fresh("bench.rival:drain", folder / f"rival-{size}", size, BURST, 0)
        for size in SIZES
    }
    ours = {
        size: fresh("bench.house:drain", folder / f"ours-{size}", url, BURST, 0)
        for size in (*SIZES, MILLION)
    }
    for size, done in ours.items():
        theirs = rivals.get(size, rivals[SIZES[-1]])
        floor = share(theirs, 0.99)
        if size in rivals:
            yield _late("claim: APScheduler, 1000 due of", size, theirs, floor)
        line = _late("claim: Kairanban, 1000 due of", size, done["claims"], floor)
        yield f"{line}  (goal: {CLAIM_FACTOR:.2f})"
    yield from _drains(ours, url)


def _drains(ours: dict[int, Any], url: str) -> Iterator[str]:
    each = BURST // len(ACCOUNTS)
    floor = LATENCY * each
    yield f"drain: one account's share of 50 ms   {floor:8.2f} s   1.00"
    bare = fresh("bench.clients:drain", url, len(ACCOUNTS), each)
    yield _drained("bare HTTP clients         ", bare, floor)
    for size, done in ours.items():
        line = _drained(f"Kairanban, 1000 due of {size:>7}", done, floor)
        yield f"{line}  (goal: {DRAIN_FACTOR:.2f})"


def _drained(name: str, done: dict[str, Any], floor: float) -> str:
    ratio, cpu = done["done"] / floor, done["cpu"] * 1000
    return (
        f"drain: {name:<30} {done['done']:8.2f} s   {ratio:.2f}"
        f"  {cpu:.2f} ms of CPU a post"
    )


def _idleness(folder: Path, url: str) -> Iterator[str]:
    rival = fresh("bench.rival:idle", folder / "idle", SIZES[-1])
    few = fresh("bench.house:idle", folder / f"ours-{SIZES[0]}", url)
    many = fresh("bench.house:idle", folder / f"ours-{MILLION}", url)
    yield _lazy("idle:  APScheduler", SIZES[-1], rival)
    yield _lazy("idle:  Kairanban", SIZES[0], few)
    line = _lazy("idle:  Kairanban", MILLION, many)
    yield f"{line}  (goal: under {IDLE_SHARE:.1%})"
    for size, one in ((SIZES[0], few), (MILLION, many)):
        ratio = one["bytes"] / few["bytes"]
        goal = "  (goal: 1.0)" if size == MILLION else ""
        yield (
            f"memory: Kairanban, {size:>7} posts     {one['bytes'] / 1e6:8.1f} MB  "
            f"{ratio:.2f}{goal}"
        )


def _late(name: str, size: int, late: list[float], floor: float) -> str:
    middle, most = share(late, 0.5) * 1000, share(late, 0.99) * 1000
    ratio = most / floor / 1000
    return f"{name} {size:>7}  p50 {middle:7.1f}  p99 {most:7.1f} ms  {ratio:.2f}"


def _lazy(name: str, size: int, one: dict[str, float]) -> str:
    return f"{name}, {size:>7} stored {one['share']:8.3%} of a core"
