"""How soon a large queue is read, beside what merely parsing it takes."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from bench.clock import medians
from config.load import load

FILES, POSTS, ROUNDS = 100, 100, 5

_FRONT = """\
community: {name: Bench, timezone: Asia/Tokyo}
accounts: {box: {platform: sandbox}}
"""


def _write(folder: Path) -> None:
    (folder / "queue").mkdir()
    (folder / "kairanban.yaml").write_text(_FRONT)
    for file in range(FILES):
        posts = (
            f"- id: post-{file}-{number}\n"
            f"  at: 2036-11-{1 + number % 28:02} 09:{number % 60:02}\n"
            "  to: box\n"
            f"  text: >-\n    Good morning, neighbours! 今日の予定 number {number}\n"
            for number in range(POSTS)
        )
        (folder / "queue" / f"{file:03}.yaml").write_text("".join(posts))


def _parse(folder: Path) -> None:
    for path in folder.glob("queue/*.yaml"):
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def measure() -> Iterator[str]:
    """Compare loading and checking a project with PyYAML's C loader alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        floor, whole = medians([lambda: _parse(folder), lambda: load(folder)], ROUNDS)
    total = FILES * POSTS
    yield f"load:  {total} posts, CSafeLoader     {floor * 1000:7.0f} ms  1.00"
    ratio = whole / floor
    yield f"load:  {total} posts, read + checked  {whole * 1000:7.0f} ms  {ratio:.2f}"
