"""Draws the documents' pictures of the terminal, from what the program really prints.

    python -m tests.pictures        # takes about a minute and needs no network

A project on the sandbox is made, the daemon publishes a post and pulls the answers;
then the commands in the picture are typed, in English and in Japanese.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import escape, unescape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.journeys.program import Program, wait_until

FOLDER = Path(__file__).parents[1] / "docs" / "images"

#: Columns of the terminal in the picture.
WIDTH = 96
#: How wide Rich draws one of them.
COLUMN = 12.2
#: A longer answer is cut here, and the picture says so.
MOST_LINES = 28

#: Of the answers to the post; the others come later than we wait.
ENOUGH_ANSWERS = 3

POSTS = {
    "en": "Open bench on Saturday, 14:00: build your own doorbell. Who is coming?",
    "ja": "土曜日の14時から、呼び鈴を作る会を開きます。来られる方はいますか？",
}
REPLIES = {
    "en": "Yes, the side entrance is step-free now. See you on Saturday!",
    "ja": "はい、横の入り口は段差がなくなりました。土曜日にお会いしましょう！",
}
ZONES = {"en": "Europe/London", "ja": "Asia/Tokyo"}

PAPER = TerminalTheme(
    (24, 26, 31),
    (214, 218, 226),
    [
        (24, 26, 31),
        (240, 113, 120),
        (152, 195, 121),
        (229, 192, 123),
        (97, 175, 239),
        (198, 120, 221),
        (86, 182, 194),
        (214, 218, 226),
    ],
)


def draw(language: str) -> None:
    """Draw every picture in one language."""
    folder = Path(tempfile.gettempdir()) / "kawabata-makers"  # stands in the picture
    folder.mkdir()
    try:
        program = Program(folder, {"KAIRANBAN_LANGUAGE": language})
        _live_a_little(program, language)
        first = ["inbox", "list", "--limit", "7"]
        number = str(_from(program, "marta"))
        reply = ["inbox", "reply", number, REPLIES[language]]
        _save("inbox", language, [_typed(program, w) for w in (first, reply)])
        _save("digest", language, [_typed(program, ["digest"])])
    finally:
        shutil.rmtree(folder)


def _live_a_little(program: Program, language: str) -> None:
    """Make a project, publish a post and wait for the answers."""
    zone = ZONES[language]
    program.well("init", "--name", "Kawabata Makers", "--timezone", zone)
    due = datetime.now().astimezone() + timedelta(seconds=2)
    post = program.folder / "queue" / "bench.yaml"
    post.write_text(
        f"- id: bench\n  at: {due.isoformat(timespec='seconds')}\n  to: box\n"
        f"  text: >-\n    {POSTS[language]}\n",
        encoding="utf-8",
    )
    with program.daemon() as daemon:
        wait_until(lambda: program.delivery("bench")["state"] == "sent")
        daemon.wait_for("pulled", count=1 + ENOUGH_ANSWERS, within=60)
        daemon.stop()


def _from(program: Program, author: str) -> int:
    """Return the number of what *author* is waiting with."""
    return next(int(e["number"]) for e in program.entries() if e["author"] == author)


def _typed(program: Program, words: list[str]) -> str:
    """Return a command as it was typed, and what the program answered."""
    done = subprocess.run(
        [*program.command, *words],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ
        | dict(program.environment)
        | {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": str(WIDTH)},
    )
    lines = done.stdout.rstrip().splitlines()
    shown = [*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])]
    return "\n".join([f"\x1b[1;36m$ kairanban {shlex.join(words)}\x1b[0m", *shown, ""])


def _save(name: str, language: str, answers: list[str]) -> None:
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(answers)), soft_wrap=True)
    drawing = console.export_svg(
        title="kairanban", theme=PAPER, unique_id=f"{name}-{language}"
    )
    path = FOLDER / f"{name}.{language}.svg"
    path.write_text(_widened(_without_web_fonts(drawing)), encoding="utf-8")
    sys.stdout.write(f"{path}\n")


def _without_web_fonts(drawing: str) -> str:
    """Let the reader's own fixed-width font do: a picture must not call home."""
    drawing = re.sub(r"@font-face\s*{.*?}\s*", "", drawing, flags=re.DOTALL)
    return drawing.replace("Fira Code", "ui-monospace")


def _widened(drawing: str) -> str:
    """Give Japanese its room: Rich takes every letter for one column wide."""
    return re.sub(
        r'<text class="([^"]+)" x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>'
        r"([^<]+)</text>",
        lambda found: "".join(_runs(*found.groups())),
        drawing,
    )


def _runs(style: str, x: str, y: str, more: str, words: str) -> Iterator[str]:
    """Yield a text as runs of letters that are all equally wide, each in its place."""
    at = float(x)
    for _, run in groupby(unescape(words), cell_len):
        letters = "".join(run)
        width = cell_len(letters) * COLUMN
        safe = escape(letters).replace("\xa0", "&#160;")
        yield (
            f'<text class="{style}" x="{at:g}" y="{y}" textLength="{width:g}"{more}>'
            f"{safe}</text>"
        )
        at += width


if __name__ == "__main__":
    for spoken in sys.argv[1:] or POSTS:
        draw(spoken)
