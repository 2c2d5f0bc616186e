"""Notices by itself that the memory is an older one than the last we worked with.

Each start draws a new mark and leaves it in a file of the state folder; the database
notes the mark together with the file's number and time of change, which no copy can
take along. A running daemon also writes down how far the journal has come. So these
are noticed, whatever was put back:

* the database alone, from before this start: it bears an older mark;
* the database alone, from a moment ago: its journal ends before the one we knew;
* the whole folder: its files are new ones;
* a lost database or folder.

What only a machine set back as a whole could hide, `scheduler.found_out` finds out
from the platform itself.
"""

from pathlib import Path
from secrets import token_hex

from domain.ports import Memory
from kairanban.handover import hand_over

_NOTE = "epoch"
_FILE = "epoch"
_REACHED = "journal-reached"


def begin(memory: Memory, state_folder: Path) -> bool:
    """Draw a new mark; return whether the memory is another than it was.

    The first start of all finds no marks, and nothing odd in it. A folder that was
    moved, or whose files were given to another owner by hand, counts as restored:
    that costs a question, while the opposite mistake would post twice.
    """
    is_other = memory.notes.get(_NOTE) != _as_it_is(state_folder / _FILE)
    is_older = memory.journal.reached() < _read_reached(state_folder)
    _draw(memory, state_folder)
    keep_up(memory, state_folder)
    return is_other or is_older


def keep_up(memory: Memory, state_folder: Path) -> None:
    """Write down how far the journal has come; to be called every now and then."""
    reached = memory.journal.reached()
    if reached != _read_reached(state_folder):
        _write(state_folder / _REACHED, str(reached))


def _draw(memory: Memory, state_folder: Path) -> None:
    _write(state_folder / _FILE, token_hex(16))
    hand_over(state_folder)  # it changes the file's time of change: before we note it
    memory.notes.put(_NOTE, _as_it_is(state_folder / _FILE) or "")


def _as_it_is(file: Path) -> str | None:
    """Return the mark with what tells this very file from its copies."""
    try:
        known = file.stat()
        mark = file.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    return f"{mark} {known.st_ino} {known.st_ctime_ns}"


def _read_reached(state_folder: Path) -> int:
    try:
        return int((state_folder / _REACHED).read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def _write(file: Path, text: str) -> None:
    """Write a file so that nobody ever finds half of it."""
    half = file.with_name(f".{file.name}.part")
    half.write_text(text, encoding="ascii")
    half.replace(file)
