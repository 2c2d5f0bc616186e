"""How soon a large queue is checked, planned and reloaded, beside merely parsing it.

10,000 posts in 100 files, such as people write: texts of many lengths, four accounts,
threads, pictures, campaigns, recurring posts. The base is what PyYAML's C loader
needs to parse the same files, which gives neither lines nor checks. Each figure is
taken in a process of its own, so that memory counts too; times are of the processor.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from bench.fresh import fresh, resident_bytes

FILES, POSTS, ROUNDS = 100, 100, 5

#: Now, and the first day of the posts.
_NOW = datetime(2035, 12, 30, tzinfo=UTC)
_START = datetime(2036, 1, 1, tzinfo=UTC)

_FRONT = """\
community: {name: Bench, timezone: Asia/Tokyo}
accounts:
  one: {platform: sandbox}
  two: {platform: sandbox}
  sky: {platform: bluesky, handle: bench.example.org}
  air: {platform: bluesky, handle: air.example.org}
campaigns:
  quiet: {title: Quiet}
"""
_CAMPAIGN = "id: spring\ntitle: Spring\nhashtags: [spring, neighbours]\n"
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0" + bytes(
    64
)
_SIGNS = (
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめも"
    "やゆよらりるれろわをん今日町会祭公園掃除桜予定集合参加無料大人子供音楽"
    "料理教室写真展花火夏冬春秋朝昼夜雨天中止"
)


class _Writer:
    """Writes as people do: few words often, many words seldom."""

    def __init__(self) -> None:
        self._chance = random.Random(20361101)  # noqa: S311 - the same every time
        self._words = ["".join(self._letters()) for _ in range(6000)]
        self._weights = [1 / (rank + 3) for rank in range(len(self._words))]

    def _letters(self) -> list[str]:
        length = self._chance.randint(2, 9)
        return self._chance.choices("etaoinshrdlucmfwypvbgk", k=length)

    def sentence(self) -> str:
        """Return what a post says."""
        if self._chance.random() < 0.3:
            signs = self._chance.choices(_SIGNS, k=self._chance.randint(15, 70))
            return "".join(signs) + "。"
        count = self._chance.randint(6, 26)
        words = self._chance.choices(self._words, self._weights, k=count)
        return " ".join(words).capitalize() + "."

    def post(self, file: int, number: int) -> str:
        """Return one entry of a file."""
        at = _START + timedelta(minutes=7 * (file * POSTS + number))
        to = ("one", "two", "sky", "[air, two]")[number % 4]
        lines = [
            f"- id: post-{file}-{number}",
            f"  at: {at:%Y-%m-%d %H:%M}",
            f"  to: {to}",
            f"  text: >-\n    {self.sentence()}\n    {self.sentence()[:40]}",
        ]
        match number % 20:
            case 3:
                lines.append(f"  thread:\n    - {self.sentence()!r}\n    - text: More.")
            case 7:
                lines.append("  media:\n    - {file: media/a.png, alt: A picture.}")
            case 11 | 12 | 13 | 14:
                lines.append(f"  campaign: {('spring', 'quiet')[number % 2]}")
            case 17:
                lines.append("  late: {within: 2h, else: skip}")
            case 19 if file % 10 == 0:
                lines.append("  repeat: FREQ=MONTHLY;COUNT=6")
        return "\n".join(lines) + "\n"


def write(folder: Path) -> None:
    """Write the project."""
    writer = _Writer()
    for name in ("queue", "media", "campaigns"):
        (folder / name).mkdir()
    (folder / "media" / "a.png").write_bytes(_PNG)
    (folder / "campaigns" / "spring.yaml").write_text(_CAMPAIGN)
    (folder / "kairanban.yaml").write_text(_FRONT)
    for file in range(FILES):
        posts = (writer.post(file, number) for number in range(POSTS))
        path = folder / "queue" / f"{file:03}.yaml"
        path.write_text("".join(posts), encoding="utf-8")


def _timed(action: Callable[[], Any], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of the processor, and the memory of the first time."""
    gc.collect()
    before = resident_bytes()
    taken, kept = [], None
    for number in range(rounds):
        start = time.process_time()
        found = action()
        taken.append(time.process_time() - start)
        if not number:
            kept = found
            grown = resident_bytes() - before
    del kept
    return {"seconds": median(taken), "bytes": grown}


def parse(folder: str) -> dict[str, float]:
    """Do nothing but parse, with the C loader."""

    def action() -> list[Any]:
        paths = sorted(Path(folder).glob("queue/*.yaml"))
        return [yaml.load(p.read_bytes(), Loader=yaml.CSafeLoader) for p in paths]

    return _timed(action)


def check(folder: str) -> dict[str, float]:
    """Check everything, near-duplicates and clashes too."""
    from config.check import check as find  # noqa: PLC0415 - not for the base

    return _timed(lambda: find(Path(folder), _NOW, environment={}))


def plan(folder: str) -> dict[str, float]:
    """Load everything, and decide what an empty outbox must become."""
    from config.load import load  # noqa: PLC0415 - not for the base
    from scheduler.plan import decide  # noqa: PLC0415 - the same

    return _timed(lambda: decide(load(Path(folder), environment={}).project, (), _NOW))


def reload(folder: str) -> dict[str, float]:
    """Change one file among the hundred, and load the project again."""
    from config.load import Loader  # noqa: PLC0415 - not for the base

    loader = Loader(Path(folder), environment={})
    loader.load()
    path = Path(folder, "queue", "042.yaml")
    text = path.read_text(encoding="utf-8")
    turn = iter(range(ROUNDS))

    def action() -> Any:
        path.write_text(text.replace("post-42-7", f"changed-{next(turn)}"))
        return loader.load()

    return _timed(action)


def measure() -> Iterator[str]:
    """Compare checking, planning and reloading with parsing alone."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name))
        base = fresh("bench.queue:parse", name)
        rows = [("CSafeLoader alone", base)]
        rows += [
            (title, fresh(f"bench.queue:{way}", name))
            for title, way in (
                ("check", "check"),
                ("read + plan", "plan"),
                ("one file of 100 again", "reload"),
            )
        ]
    for title, row in rows:
        ratio = row["seconds"] / base["seconds"]
        yield (
            f"queue: {FILES * POSTS} posts, {title:22} {row['seconds'] * 1000:6.0f} ms"
            f" {ratio:5.2f}  {row['bytes'] / 1024**2:5.1f} MB"
        )
