"""What a check needs to know of what was said and planned before."""

from dataclasses import dataclass
from typing import Final

from rules.near_duplicates import Said


@dataclass(frozen=True, slots=True)
class Told:
    """What the memory says."""

    #: What went out lately.
    published: tuple[Said, ...] = ()
    #: Keys of posts whose time was known before it came: they went out, were missed,
    #: or were left out.
    known: frozenset[str] = frozenset()
    #: Is there a memory that could be asked?
    has_memory: bool = True


#: Where there is no memory yet, or it cannot be asked.
NOTHING_KNOWN: Final = Told(has_memory=False)
