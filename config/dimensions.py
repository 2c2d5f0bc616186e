"""How many pixels a picture has, read from the beginning of its file."""

import struct
from collections.abc import Callable, Mapping
from typing import Final

#: Far enough even where a camera wrote a preview into a JPEG file before its size.
HEAD_BYTES: Final = 256 * 1024

#: Width and height; (0, 0) where they cannot be told.
Size = tuple[int, int]

_UNKNOWN: Final[Size] = (0, 0)

#: Markers of JPEG that begin a frame, and those that stand alone.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})


def size_of(head: bytes, mime_type: str) -> Size:
    """Return how wide and high a picture is that begins with *head*, in pixels."""
    read = _READERS.get(mime_type)
    if read is None:
        return _UNKNOWN
    try:
        return read(head)
    except (struct.error, IndexError):  # it ends before it says
        return _UNKNOWN


def is_cut_off(head: bytes, mime_type: str) -> bool:
    """Does a picture whose whole file is *head* end before it tells its size?"""
    return mime_type in _READERS and not all(size_of(head, mime_type))


def _png(head: bytes) -> Size:
    width, height = struct.unpack_from(">II", head, 16)
    return width, height


def _gif(head: bytes) -> Size:
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height


def _jpeg(head: bytes) -> Size:
    at = 2
    while head[at] == 0xFF:  # noqa: PLR2004 - so every marker begins
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            return width, height
        stands_alone = marker in _ALONE or marker == 0xFF  # noqa: PLR2004 - filling
        step = 0 if stands_alone else struct.unpack_from(">H", head, at + 2)[0]
        at += 1 if marker == 0xFF else 2 + step  # noqa: PLR2004 - filling
    return _UNKNOWN


def _webp(head: bytes) -> Size:
    match head[12:16]:
        case b"VP8X":
            width, height = (
                int.from_bytes(head[n : n + 3], "little") for n in (24, 27)
            )
            return width + 1, height + 1
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", head, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
    return _UNKNOWN


_READERS: Mapping[str, Callable[[bytes], Size]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
}
