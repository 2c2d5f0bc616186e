"""Find the place of a post in its file again, once something is odd about it.

Most posts have nothing odd about them, so their places are not kept: a file is read
once more when one of them is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from config.disk import document
from config.document import Document, Place, Section, Series
from domain.errors import Problem
from domain.phrases import Phrase
from domain.posts import Post


class Places:
    """Finds posts in the files of one project."""

    def __init__(self, folder: Path) -> None:
        """Look for files in *folder*, which is resolved."""
        self._folder = folder
        #: By file and line; several may stand in one.
        self._known: dict[str, dict[int, list[Place]]] = {}

    def problem(self, post: Post, name: str, what: Phrase, *keys: str) -> Problem:
        """Return what is odd about *post*, at the first of *keys* that it has."""
        source = post.source
        if source is None:
            return Problem("", 0, 0, post.key, what, name)
        found = self._in(source.file).get(source.line)
        if found is None:  # the file has changed meanwhile
            return Problem(source.file, source.line, 0, post.key, what, name)
        place = next((one for one in found if _names(one, post.key)), found[0])
        there = (place.child(key) for key in keys)
        spot = next((spot for spot in there if spot.value is not None), place)
        return spot.problem(what, name)

    def _in(self, file: str) -> dict[int, list[Place]]:
        if file not in self._known:
            by_line: defaultdict[int, list[Place]] = defaultdict(list)
            for place in _entries(document(self._folder / file, self._folder)):
                by_line[place.line].append(place)
            self._known[file] = by_line
        return self._known[file]


def _names(place: Place, key: str) -> bool:
    """Does what stands there go by *key*? Of an event's posts, by the end of it."""
    name = place.value
    if isinstance(name, Section):
        name = place.child("id").value or place.child("template").value
    return key == name or key.endswith(f".{name}")


def _entries(read: Document) -> Iterable[Place]:
    """Return everything in a file that may be a post."""
    top = read.top
    inner = read.value if isinstance(read.value, Section) else ()
    for holder in (top, *(top.child(key) for key in inner)):
        if isinstance(holder.value, Series):
            yield from (holder.child(number) for number in range(len(holder.value)))
