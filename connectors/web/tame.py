"""Keeps what a feed can cost within bounds, before anybody reads it.

feedparser reads broken feeds, too, but some of them in quadratic time (measured: a
megabyte of nothing but opened tags took it a minute), and it reads all entries.
"""

from xml.parsers import expat

from domain.phrases import phrase
from domain.web import NotFetchedError

#: Of a feed no more entries are read; the newest come first.
LIMIT_ENTRIES = 200

#: Broken XML is read only if there is no more of it.
_LIMIT_BROKEN_BYTES = 64 * 1024
_LIMIT_DEPTH = 64
_ENTRIES = frozenset({"item", "entry"})


class _EnoughError(Exception):
    """So many entries are enough, or it is nested too deeply."""


def tamed(content: bytes) -> bytes:
    """Return a feed with no more entries than are read.

    Raises:
        NotFetchedError: It would cost too much to read.
    """
    if b"<!ENTITY" in content:
        raise NotFetchedError(
            phrase("declares entities of its own; no feed needs that")
        )
    walker = _Walker()
    try:
        walker.walk(content)
    except _EnoughError:
        if len(walker.path) > _LIMIT_DEPTH:
            raise NotFetchedError(phrase("is nested too deeply for a feed")) from None
        return walker.cut(content)
    except expat.ExpatError:
        if len(content) > _LIMIT_BROKEN_BYTES:
            raise NotFetchedError(phrase("is broken XML")) from None
    return content


class _Walker:
    """Walks through XML once, and counts."""

    def __init__(self) -> None:
        #: The elements that are open.
        self.path: list[str] = []
        self._entries = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close

    def walk(self, content: bytes) -> None:
        """Walk till the end.

        Raises:
            ExpatError: It is no whole XML.
            _EnoughError: There is more than we read.
        """
        self._parser.Parse(content, True)  # noqa: FBT003 - "this is all of it"

    def cut(self, content: bytes) -> bytes:
        """Return what was walked through, and the ends of what is open."""
        ends = "".join(f"</{name}>" for name in reversed(self.path))
        if b"\0" in content:  # two bytes a character: where would they begin?
            raise NotFetchedError(phrase("is larger than a feed may be"))
        return content[: self._parser.CurrentByteIndex] + ends.encode()

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        self._entries += name.rsplit(":", 1)[-1] in _ENTRIES
        if self._entries > LIMIT_ENTRIES:
            raise _EnoughError
        self.path.append(name)
        if len(self.path) > _LIMIT_DEPTH:
            raise _EnoughError

    def _close(self, name: str) -> None:
        del name
        self.path.pop()
