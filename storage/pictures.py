"""What a media file really is, whatever its name says; only its beginning is read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from domain.errors import RefusedError
from domain.phrases import phrase

#: More than any platform takes; a file that claims more is a trap or a mistake.
LIMIT_PIXELS: Final = 100_000_000

#: Bytes that tell one kind from another.
_BEGINNING_BYTES: Final = 16

#: The brands of an ISO media file that are an MP4 film (HEIC and AVIF pictures, and
#: QuickTime films, are ISO media files too).
_MP4_BRANDS: Final = (b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"MSNV")


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a file."""

    mime_type: str
    #: Pixels; 0 where unknown.
    width: int = 0
    height: int = 0


def look_at(file: Path, *, named: Path) -> Look:
    """Return what *file* really is.

    Args:
        file: Where it lies.
        named: The name that its owner knows it by.

    Raises:
        RefusedError: It is none of what we can show, or is damaged.
    """
    with file.open("rb") as opened:
        beginning = opened.read(_BEGINNING_BYTES)
    if _is_mp4(beginning):
        return Look("video/mp4")
    reader = _reader_of(beginning)
    if reader is None:
        raise RefusedError(
            phrase(
                "The media file {path} is neither a JPEG, PNG, WebP or GIF picture "
                "nor an MP4 film",
                path=str(named),
            )
        )
    return _measure(file, reader, named)


def _is_mp4(beginning: bytes) -> bool:
    return beginning[4:8] == b"ftyp" and beginning[8:].startswith(_MP4_BRANDS)


def _reader_of(beginning: bytes) -> Callable[[Path], ImageFile] | None:
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return WebPImageFile
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if beginning.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if beginning.startswith((b"GIF87a", b"GIF89a")):
        return GifImageFile
    return None


def _measure(file: Path, reader: Callable[[Path], ImageFile], named: Path) -> Look:
    # A reader of one kind, not `Image.open`: that warns of big pictures, for the whole
    # process, where we refuse this one.
    try:
        with reader(file) as picture:
            look = Look(picture.get_format_mimetype() or "", *picture.size)
    except (
        SyntaxError,
        OSError,
        ValueError,
        OverflowError,
    ) as error:  # all of Pillow's
        raise RefusedError(
            phrase("The picture {path} is damaged", path=str(named))
        ) from error
    if look.width * look.height > LIMIT_PIXELS:
        raise RefusedError(
            phrase(
                "The picture {path} is too large ({width} x {height} pixels)",
                path=str(named),
                width=look.width,
                height=look.height,
            )
        )
    return look
