"""The whole loop on X: the real program, and a pretend X on loopback."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from config.secrets import variable
from domain.clock import SystemClock
from tests.journeys.program import Program, QuickProgram, wait_until
from tests.platforms.x_methods import Keys
from tests.platforms.x_server import PretendX
from tests.platforms.x_setup import running
from tests.project_files import write

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  x: {platform: x, handle: board, server: "SERVER", poll_every: 2s}
"""
THREAD = """\
- id: hello
  at: AT
  to: x
  text: おはようございます。README.md をどうぞ。
  thread:
    - text: And a second part.
"""


@pytest.fixture
def platform() -> Iterator[PretendX]:
    with running(SystemClock()) as platform:
        yield platform


@pytest.fixture
def program(platform: PretendX, tmp_path: Path) -> Program:
    write(tmp_path, "kairanban.yaml", FRONT.replace("SERVER", platform.url))
    keys = {variable("x", name): key for name, key in asdict(Keys()).items()}
    return QuickProgram(tmp_path, keys)


def test_a_thread_goes_out_and_who_mentions_us_is_answered(
    program: Program, platform: PretendX
) -> None:
    """Post, hear, say what cannot be answered from here, answer, and count the cost."""
    at = datetime.now(UTC) + timedelta(seconds=1)
    at_text = f"'{at.isoformat(timespec='seconds')}'"
    write(program.folder, "queue/a.yaml", THREAD.replace("AT", at_text))
    with program.daemon() as daemon:
        wait_until(lambda: len(platform.posts()) == 2)
        first, second = platform.posts()
        asked = platform.fan_mentions("when does it come?")
        aside = platform.fan_replies(second.remote_id, "nice")
        platform.fan_replies(aside, "at number seven?", by="bob")
        wait_until(lambda: len(program.entries("--all")) == 3)
        entries = {row["author"]: row for row in program.entries("--all")}
        number = {row["text"]: str(row["number"]) for row in program.entries("--all")}
        program.well("inbox", "reply", number["@board when does it come?"], "At ten.")
        refused = program("inbox", "reply", number["@aiko at number seven?"], "Yes.")
        shown = program.well("inbox", "show", number["@aiko at number seven?"]).out
        told = program.well("accounts", "list").out
        code = daemon.stop()

    assert (second.parent, second.root) == (first.remote_id, first.remote_id)
    assert platform.posts()[-1].parent == asked
    assert entries["bob"]["answerable"] is False
    assert refused.code == 1
    assert "answer in X itself: https://x.com/bob/status/" in refused.err
    assert "answer in X itself" in shown
    assert "board" in told
    assert code == 0


def test_the_checker_counts_and_warns_as_x_does(program: Program) -> None:
    """Japanese counts two, a bare domain is a link, and a reply has its rule."""
    write(
        program.folder,
        "queue/a.yaml",
        "- {id: long, at: 2036-01-01 09:00, to: x, text: " + "あ" * 141 + "}\n"
        "- {id: link, at: 2036-01-02 09:00, to: x, text: Look at main.py}\n"
        "- {id: answer, at: 2036-01-03 09:00, to: x, text: Hello,\n"
        "   reply_to: 'https://x.com/aiko/status/1'}\n",
    )
    found = {one["name"] for one in program("check", "--json").json["findings"]}

    assert found == {"too-long", "bare-domain", "reply-rule"}


def test_a_moving_picture_stands_alone_on_x(program: Program) -> None:
    """It is uploaded as films are, has a limit of its own, and the checker says so."""
    media = program.folder / "media"
    media.mkdir()
    Image.new("RGB", (4, 4)).save(media / "move.gif")
    Image.new("RGB", (4, 4)).save(media / "still.png")
    (media / "huge.gif").write_bytes((media / "move.gif").read_bytes().ljust(16 << 20))
    write(
        program.folder,
        "queue/a.yaml",
        "- at: 2036-01-01 09:00\n  to: x\n  text: Both\n  media:\n"
        "    - {file: media/move.gif, alt: a}\n    - {file: media/still.png, alt: b}\n"
        "- at: 2036-01-02 09:00\n  to: x\n  text: Huge\n  media:\n"
        "    - {file: media/huge.gif, alt: a}\n",
    )
    found = program("check", "--json").json["findings"]

    assert {one["name"] for one in found} == {"media-count", "media-size"}
