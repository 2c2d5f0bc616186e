"""The sandbox's ledger: durable, shared, and whole after a crash."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.sandbox import ledger as ledger_module
from connectors.sandbox.ledger import Ledger
from connectors.sandbox.lines import (
    Deleted,
    Edited,
    Line,
    Opened,
    Picture,
    Published,
    Said,
)
from domain.errors import OutcomeUnknownError, RefusedError, TryLaterError
from tests.clocks import NOON

HOUSE = Path(__file__).parent.parent

DIE_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from connectors.sandbox.ledger import Ledger

with Ledger(Path(sys.argv[1])).writing() as pen:
    os.write(pen._descriptor, '{"kind": "said", "text": "回'.encode()[:-1])
    print("half", flush=True)
    signal.pause()
"""

PUBLISH_TEN = """
import sys
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from domain.clock import SystemClock
from domain.posts import Draft
from tests.platforms.sandbox_setups import a_sandbox

def publish(number):
    box = a_sandbox(Path(sys.argv[1]), SystemClock())
    draft = Draft(f"{sys.argv[2]} {number}")
    box.publish(box.freeze(draft, SystemClock().now()))

with ThreadPoolExecutor(5) as pool:
    list(pool.map(publish, range(10)))
"""


def a_line(text: str = "Hello") -> Said:
    return Said(NOON, "one", "aiko", text)


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=HOUSE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    "line",
    [
        Opened(NOON),
        a_line("two\nlines,\u2028a separator, \0 and 👩‍👩‍👧‍👦"),
        Published(NOON, "p", "x", "key", "one", (Picture("media/a.png", "回覧板"),)),
        Edited(NOON, "one", ""),
        Deleted(NOON, "one"),
    ],
    ids=lambda line: type(line).__name__,
)
def test_what_is_written_reads_back(tmp_path: Path, line: Line) -> None:
    """No letter is lost on the way through the file."""
    Ledger(tmp_path).append(line)

    assert Ledger(tmp_path).read() == (line,)


def test_words_in_the_ledger_can_be_read_by_a_person(tmp_path: Path) -> None:
    """A text editor shows Japanese as Japanese, a line for each thing."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line("回覧板です"), a_line("次の方へ"))
    shown = ledger.path.read_text()

    assert "回覧板です" in shown
    assert len(shown.splitlines()) == 2


def test_a_ledger_reads_on_where_it_stopped(tmp_path: Path) -> None:
    """Another writer's lines are seen by whoever read before."""
    reader, writer = Ledger(tmp_path), Ledger(tmp_path)
    before = reader.read()
    writer.append(a_line("one"))
    first = reader.read()
    writer.append(a_line("two"))

    assert before == ()
    assert first == (a_line("one"),)
    assert reader.read() == (a_line("one"), a_line("two"))


def test_another_file_in_its_place_is_read_from_its_beginning(tmp_path: Path) -> None:
    """A folder may be thrown away while we look."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line("old"), a_line("older"))
    ledger.read()
    ledger.path.unlink()
    gone = ledger.read()
    Ledger(tmp_path).append(a_line("new"))

    assert gone == ()
    assert ledger.read() == (a_line("new"),)


def test_a_process_killed_while_writing_leaves_the_ledger_whole(tmp_path: Path) -> None:
    """Half a line is passed over by readers and cut off by the next writer."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line("before"))
    with start(DIE_IN_THE_MIDDLE, tmp_path) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half\n"
        writer.kill()
    after_the_crash = ledger.read()
    ledger.append(a_line("after"))

    assert after_the_crash == (a_line("before"),)
    assert ledger.read() == (a_line("before"), a_line("after"))
    assert Ledger(tmp_path).read() == (a_line("before"), a_line("after"))
    assert ledger.path.read_bytes().count(b"\n") == 2


def test_a_last_line_without_its_end_still_counts(tmp_path: Path) -> None:
    """Some editors save a file without the last newline."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line("before"))
    ledger.path.write_bytes(ledger.path.read_bytes().rstrip(b"\n"))
    ledger.append(a_line("after"))

    assert ledger.read() == (a_line("before"), a_line("after"))
    assert Ledger(tmp_path).read() == (a_line("before"), a_line("after"))


@pytest.mark.parametrize(
    "damage",
    [
        "{",
        "[]",
        '{"kind": "sung", "at": "2026-11-24T03:00:00+00:00"}',
        '{"kind": "opened", "at": "2026-11-24T03:00:00"}',
        '{"kind": "opened", "at": "2026-11-24T03:00:00+00:00", "by": "x"}',
    ],
    ids=["torn", "no object", "unknown kind", "no zone", "unknown key"],
)
def test_a_damaged_line_is_named_by_its_number(tmp_path: Path, damage: str) -> None:
    """Whoever mends the file is told where."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line())
    with ledger.path.open("a") as file:
        file.write(f"{damage}\n")

    with pytest.raises(RefusedError, match=r"ledger\.jsonl: line 2 cannot be read"):
        ledger.read()


def test_two_processes_and_their_threads_publish_at_once(tmp_path: Path) -> None:
    """Nobody's words are lost, doubled or mixed up with somebody else's."""
    writers = [start(PUBLISH_TEN, tmp_path, name) for name in ("red", "blue")]
    for writer in writers:
        assert writer.wait(60) == 0
        assert writer.stdout is not None
        writer.stdout.close()
    lines = Ledger(tmp_path).read()
    texts = [x.text for x in lines if isinstance(x, Published) and x.key]

    assert sorted(texts) == sorted(
        f"{w} {n}" for w in ("red", "blue") for n in range(10)
    )
    assert sum(isinstance(line, Opened) for line in lines) == 1


def test_a_lock_that_is_never_given_back_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process cannot stop us; surely nothing was written."""
    monkeypatch.setattr(ledger_module, "LOCK_PATIENCE", 0.02)
    ledger = Ledger(tmp_path)
    ledger.append(a_line())
    with ledger.path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(TryLaterError, match="another process holds it"):
            ledger.append(a_line())

    assert ledger.read() == (a_line(),)


def test_a_folder_that_cannot_be_made_means_try_later(tmp_path: Path) -> None:
    """Where a file stands in the way, surely nothing was written."""
    (tmp_path / "box").write_text("a file")

    with pytest.raises(TryLaterError, match="cannot be opened"):
        Ledger(tmp_path / "box").append(a_line())
    with pytest.raises(TryLaterError, match="cannot be opened"):
        Ledger(tmp_path / "box").read()


def test_a_disk_that_fails_while_writing_leaves_the_outcome_open(
    tmp_path: Path,
) -> None:
    """Once the first byte may be out, nobody says "surely not"."""
    ledger = Ledger(tmp_path)
    ledger.append(a_line())
    with ledger.writing() as pen:
        pen._descriptor = os.open("/dev/full", os.O_RDWR)
        with pytest.raises(OutcomeUnknownError, match="No space left"):
            pen.write([a_line()])
        os.close(pen._descriptor)
