"""Notices by itself that the memory is an older one than the last we worked with.

A mark is drawn once for each state folder, and stands in a file there and in the
database, which also notes what tells this very file from its copies. Two daemons that
share a database have a mark each, and do not disturb one another. A running daemon
writes into another file how often it was started, and how far the journal has come;
the database never knows less. So these are noticed, whatever was put back:

* the database alone: it was started less often, or its journal ends too early;
* the whole folder: its files are new ones;
* another database in its place, a lost database, a lost folder.

None of it depends on how a start or a run ends: numbers are on disk in the database
first, and only who finds another memory draws a new mark, after everything overdue was
held back. Whoever dies or waits in between holds back again.

What only a machine set back as a whole could hide, `scheduler.found_out` finds out
from the platform itself.
"""

import fcntl
import os
import struct
import sys
from pathlib import Path
from secrets import token_hex
from typing import Final

from domain.files import write_whole
from domain.ports import Memory
from kairanban.handover import hand_over

#: Somebody worked with this database; of earlier versions, the only note there is.
_NOTE = "epoch"
_FILE = "epoch"
_STARTS = "starts"
_REACHED = "journal-reached"

#: How often it was started, and the number of the journal's newest line.
_Progress = tuple[int, int]

#: Asks the file system for a file's generation (FS_IOC_GETVERSION in linux/fs.h): the
#: number of a file may be given to another one later, the two together never are.
_GET_GENERATION: Final = 0x80007601 | struct.calcsize("l") << 16


def is_other(memory: Memory, state_folder: Path) -> bool:
    """Is the memory another one, or an older one, than we last worked with?

    The first start of all finds no marks, and nothing odd in it. A folder that was
    moved to another disk counts as restored: that costs a question, while the opposite
    mistake would post twice.

    Raises:
        StorageError: The database does not tell, or a file cannot be read.
    """
    kept, reached = _as_it_is(state_folder / _FILE), _read_reached(state_folder)
    noted = _noted(memory, _NOTE, kept)
    if noted is None and reached is None:
        return False  # the first start, or what was left of one that died in it
    return not _is_same(noted, kept) or _is_older(_progress(memory, kept), reached)


def make_ours(memory: Memory, state_folder: Path) -> None:
    """Let this memory be the one we know; at each start, when it was looked at.

    Raises:
        StorageError: That could not be written down.
    """
    file = state_folder / _FILE
    if not file.exists() or is_other(memory, state_folder):
        write_whole(file, token_hex(16))
        hand_over(state_folder)  # that may change what it is: before we note it
    kept = _as_it_is(file)
    if kept is not None and memory.notes.get(_own(_NOTE, kept)) != kept:
        memory.notes.put(_own(_NOTE, kept), kept)
    if kept is not None and memory.notes.get(_NOTE) is None:
        memory.notes.put(_NOTE, kept)
    starts, _ = _progress(memory, kept)
    memory.notes.put(_own(_STARTS, kept), str(starts + 1))
    keep_up(memory, state_folder)


def keep_up(memory: Memory, state_folder: Path) -> None:
    """Write down how far the memory has come; to be called every now and then.

    Raises:
        StorageError: The database cannot be read, or the file not be written.
    """
    progress = _progress(memory, _as_it_is(state_folder / _FILE))
    if progress != _read_reached(state_folder):
        write_whole(state_folder / _REACHED, "{} {}".format(*progress))


def _progress(memory: Memory, kept: str | None) -> _Progress:
    return int(_noted(memory, _STARTS, kept) or 0), memory.journal.reached()


def _noted(memory: Memory, name: str, kept: str | None) -> str | None:
    """Return a note on the folder whose mark is *kept*, as its version wrote it."""
    return memory.notes.get(_own(name, kept)) or memory.notes.get(name)


def _own(name: str, kept: str | None) -> str:
    """Return the name of a note that only the folder whose mark is *kept* has."""
    return f"{name}/{kept.split()[0]}" if kept else name


def _is_older(now: _Progress, before: _Progress | None) -> bool:
    """Is any number smaller than it was? None of them ever goes back."""
    return before is not None and any(map(int.__lt__, now, before))


def _is_same(noted: str | None, kept: str | None) -> bool:
    """Does the note speak of this file? Earlier versions noted the bare mark."""
    if noted is None or kept is None:
        return False
    return noted == kept or noted == kept.split()[0]


def _as_it_is(file: Path) -> str | None:
    """Return the mark with what tells this very file from its copies.

    Neither a change of its rights nor of its owner makes it another one, where the file
    system tells generations (ext4, XFS and Btrfs do). Elsewhere the time of the last
    change of any kind must do, which no copy can take along.
    """
    try:
        with file.open("rb") as opened:
            mark = opened.read().decode("ascii", "replace")
            return f"{mark} {_identity(opened.fileno())}"
    except FileNotFoundError:
        return None


def _identity(descriptor: int) -> str:
    known = os.fstat(descriptor)
    try:
        answer = fcntl.ioctl(descriptor, _GET_GENERATION, bytes(8))
    except OSError:
        return f"{known.st_ino} {known.st_ctime_ns}"
    return f"{known.st_ino} g{int.from_bytes(answer[:4], sys.byteorder)}"


def _read_reached(state_folder: Path) -> _Progress | None:
    try:
        starts, journal = (state_folder / _REACHED).read_text(encoding="ascii").split()
        return int(starts), int(journal)
    except (FileNotFoundError, ValueError):
        return None
