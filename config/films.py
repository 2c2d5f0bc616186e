"""Whether a film is whole, told by the outer parts of its file; no frame is read.

What was cut off while it was copied or exported begins as a whole film does. Platforms
take the upload and refuse it when they work on it: after the post's time.
"""

import os
import struct
from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Final

#: A box of ISO 14496-12, section 4.2: its size and kind come first, in so many bytes;
#: a size of 1 stands for a larger number that follows, of 0 for "up to the end".
_BOX, _LARGE_BOX = 8, 16
_SIZE_FOLLOWS, _TO_THE_END = 1, 0
#: The boxes without which there is no film: its description, and its pictures.
_OF_A_FILM: Final = frozenset({b"moov", b"mdat"})

#: Elements of Matroska, the container of WebM (RFC 9559, section 5.1), by their ids.
_EBML, _SEGMENT, _VOID = 0x1A45DFA3, 0x18538067, 0xEC

#: An id of EBML (RFC 8794, section 5) has at most so many bytes, a size so many.
_ID_BYTES, _SIZE_BYTES = 4, 8


def is_whole(path: Path, mime_type: str) -> bool:
    """Is the film in *path* all there, as far as its outer parts tell?

    True for kinds of files of which nothing is known here.

    Raises:
        OSError: It cannot be read.
    """
    judge = _JUDGES.get(mime_type)
    if judge is None:
        return True
    with path.open("rb") as file:
        size_bytes = os.fstat(file.fileno()).st_size
        try:
            return judge(file, size_bytes)
        except (struct.error, IndexError):  # it ends within the head of a part
            return False


def _is_whole_mp4(file: BufferedReader, size_bytes: int) -> bool:
    """Are there a description and pictures, and do they end within the file?

    What comes after both is not looked at: players pass over it.
    """
    missing = set(_OF_A_FILM)
    for kind, end in _boxes(file, size_bytes):
        if end is not None and end > size_bytes:
            return False
        missing.discard(kind)
        if not missing:
            return True
    return False


def _boxes(file: BufferedReader, size_bytes: int) -> Iterator[tuple[bytes, int | None]]:
    """Give the kind of each outer box and where it ends, up to one without an end."""
    at = 0
    while at < size_bytes:
        file.seek(at)
        head = file.read(_LARGE_BOX)
        size, kind = struct.unpack_from(">I4s", head)
        if size == _SIZE_FOLLOWS:
            (size,) = struct.unpack_from(">Q", head, _BOX)
        if size == _TO_THE_END:
            yield kind, None
            return
        at += max(size, _BOX)
        yield kind, at


def _is_whole_webm(file: BufferedReader, size_bytes: int) -> bool:
    """Is there a segment, which holds the film, and does it end within the file?"""
    for kind, end in _elements(file, size_bytes):
        if end is not None and end > size_bytes:
            return False
        if kind == _SEGMENT:
            return True
        if kind not in {_EBML, _VOID}:
            return False
    return False


def _elements(
    file: BufferedReader, size_bytes: int
) -> Iterator[tuple[int, int | None]]:
    """Give the id of each outer element and where it ends, up to one without an end."""
    at = 0
    while at < size_bytes:
        file.seek(at)
        head = file.read(_ID_BYTES + _SIZE_BYTES)
        length = _length(head[0])
        kind = int.from_bytes(head[:length])
        size, taken = _size(head[length:])
        if size is None:
            yield kind, None
            return
        at += length + taken + size
        yield kind, at


def _size(coded: bytes) -> tuple[int | None, int]:
    """Return a size, None where it was not known to the writer; and its own length."""
    length = _length(coded[0])
    if len(coded) < length:
        raise IndexError
    known = (1 << 7 * length) - 1
    size = int.from_bytes(coded[:length]) & known
    return None if size == known else size, length


def _length(first: int) -> int:
    """Return how many bytes a number of EBML has: one more than leading zeros."""
    return _SIZE_BYTES + 1 - first.bit_length()


_JUDGES: Final[Mapping[str, Callable[[BufferedReader, int], bool]]] = {
    "video/mp4": _is_whole_mp4,
    "video/quicktime": _is_whole_mp4,
    "video/webm": _is_whole_webm,
}
