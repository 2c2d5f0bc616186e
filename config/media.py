"""Pictures that posts show: where they lie, what they are, how large they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.dimensions import HEAD_BYTES, is_cut_off, size_of
from config.films import is_whole
from config.guess import did_you_mean
from config.reading import head_of
from config.values import WrongValueError
from domain.capabilities import Capabilities
from domain.phrases import Phrase, phrase

#: How files of each kind begin: offset, bytes, kind. Names may lie, bytes do not.
_KINDS = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A media file as it is on the disk."""

    #: Absolute, symbolic links resolved.
    path: Path
    size_bytes: int
    #: Such as "image/png"; "" when the bytes tell nothing.
    mime_type: str
    #: Pixels; 0 where they cannot be told.
    width: int = 0
    height: int = 0


def picture(name: str, folder: Path) -> Picture:
    """Look at the file *name* of the project in *folder*, which is resolved.

    Raises:
        WrongValueError: It is not there, not readable, damaged or not of the project.
    """
    try:
        path = (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):
        what = phrase("is no usable file name")
        raise WrongValueError(what, "missing-file") from None
    if not path.is_relative_to(folder):
        raise WrongValueError(
            phrase("lies outside of the project's folder; copy it into media/"),
            "outside-project",
        )
    try:
        head, size_bytes = head_of(path, HEAD_BYTES), path.stat().st_size
        mime_type = _kind(head)
        is_a_whole_film = is_whole(path, mime_type)
    except (FileNotFoundError, NotADirectoryError):
        what = _not_found(path, name, folder)
        raise WrongValueError(what, "missing-file") from None
    except OSError as error:
        what = phrase("cannot be read: {reason}", reason=error.strerror)
        raise WrongValueError(what, "unreadable-media") from None
    if not is_a_whole_film:
        what = phrase("is damaged: a part of the film is missing at its end")
        raise WrongValueError(what, "unreadable-media")
    if size_bytes <= len(head) and is_cut_off(head, mime_type):
        raise WrongValueError(
            phrase("is damaged: it ends before it tells how large it is"),
            "unreadable-media",
        )
    return Picture(path, size_bytes, mime_type, *size_of(head, mime_type))


def is_film(picture: Picture, target: Capabilities) -> bool:
    """Is it a film, or as good as one on *target*, as a moving picture may be?"""
    film = target.media.film
    is_known = film is not None and picture.mime_type in film.mime_types
    return is_known or picture.mime_type.startswith("video/")


def unfit(picture: Picture, target: Capabilities) -> Iterator[tuple[Phrase, str]]:
    """Say why *target* would not take *picture*, each with its name as a finding."""
    limits, title = target.media, target.title
    film = limits.film if is_film(picture, target) else None
    known = limits.mime_types | (limits.film.mime_types if limits.film else frozenset())
    if not picture.mime_type:
        yield phrase("is no picture or film that we know"), "media-kind"
    elif picture.mime_type not in known:
        what = phrase(
            "is {kind}; {platform} takes {known}",
            kind=picture.mime_type,
            platform=title,
            known=", ".join(sorted(known)) or phrase("no media"),
        )
        yield what, "media-kind"
    limit_bytes = film.bytes_of(picture.mime_type) if film else limits.limit_bytes
    if picture.size_bytes > limit_bytes:
        what = phrase(
            "has {size} bytes, {over} more than {platform} takes",
            size=f"{picture.size_bytes:,}",
            over=f"{picture.size_bytes - limit_bytes:,}",
            platform=title,
        )
        yield what, "media-size"
    if picture.width * picture.height > limits.limit_pixels:
        what = phrase(
            "is {width} x {height}, more than the {limit} pixels that {platform} takes",
            width=f"{picture.width:,}",
            height=f"{picture.height:,}",
            limit=f"{limits.limit_pixels:,}",
            platform=title,
        )
        yield what, "media-dimensions"


def _kind(head: bytes) -> str:
    for offset, beginning, kind in _KINDS:
        if head.startswith(beginning, offset):
            return kind
    return ""


def _not_found(path: Path, name: str, folder: Path) -> Phrase:
    near = [*_names(path.parent, folder), *_names(folder / "media", folder)]
    return phrase("is not there{guess}", guess=did_you_mean(name, near))


def _names(directory: Path, folder: Path) -> list[str]:
    try:
        return [str(entry.relative_to(folder)) for entry in directory.iterdir()]
    except OSError:
        return []
