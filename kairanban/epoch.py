"""Notices that the database is an older one than the last that we worked with.

Each start draws a new mark and leaves it in the database and in a file beside it. A
database that was restored from a backup, lost or exchanged bears another mark.
"""

from pathlib import Path
from secrets import token_hex

from domain.ports import Memory

_NOTE = "epoch"


def begin(memory: Memory, state_folder: Path) -> bool:
    """Draw a new mark; return whether the old ones differed.

    The first start of all finds no marks, and nothing odd in it.
    """
    file = state_folder / "epoch"
    noted = memory.notes.get(_NOTE)
    kept = file.read_text(encoding="ascii") if file.exists() else None
    _draw(memory, file)
    return noted != kept


def _draw(memory: Memory, file: Path) -> None:
    mark = token_hex(16)
    half = file.with_name("epoch.part")
    half.write_text(mark, encoding="ascii")
    memory.notes.put(_NOTE, mark)
    half.replace(file)
