"""Media files are kept as they were, and seen for what they are."""

import io
import os
import struct
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from domain.errors import RefusedError, StorageBlockedError
from domain.posts import MediaFile
from storage.media import MediaStore
from storage.pictures import LIMIT_PIXELS

MP4 = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\0" * 64


def a_picture(kind: str = "PNG") -> bytes:
    """Return a picture, 3 pixels wide and 4 high."""
    content = io.BytesIO()
    Image.new("RGB", (3, 4), "red").save(content, kind)
    return content.getvalue()


def a_huge_png(width: int, height: int) -> bytes:
    """Return a few bytes that claim to be a picture of any size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [header, b"IDAT" + zlib.compress(b""), b"IEND"]
    parts = [
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    """Keep copies in a folder that is not there yet."""
    return MediaStore(tmp_path / "state" / "media")


def a_file(tmp_path: Path, content: bytes, name: str = "cat.png") -> MediaFile:
    """Write a file."""
    (tmp_path / name).write_bytes(content)
    return MediaFile(tmp_path / name, "a cat")


def copies(tmp_path: Path) -> list[Path]:
    """Return everything that is in the store."""
    return [path for path in (tmp_path / "state").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "mime_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("WEBP", "image/webp"),
        ("GIF", "image/gif"),
    ],
)
def test_a_picture_is_seen_for_what_it_is(
    store: MediaStore, tmp_path: Path, kind: str, mime_type: str
) -> None:
    """Whatever its name says; with its size in pixels and bytes."""
    content = a_picture(kind)
    kept = store.keep(a_file(tmp_path, content, "cat.txt"))

    assert (kept.mime_type, kept.width, kept.height) == (mime_type, 3, 4)
    assert (kept.size_bytes, kept.alt) == (len(content), "a cat")
    assert kept.name == "cat.txt"
    assert kept.sha256 == sha256(content).hexdigest()
    assert kept.path.read_bytes() == content
    assert kept.path.parent.name == kept.sha256[:2]


def test_a_film_is_seen_for_what_it_is(store: MediaStore, tmp_path: Path) -> None:
    """Its size in pixels is not looked for."""
    kept = store.keep(a_file(tmp_path, MP4))

    assert (kept.mime_type, kept.width, kept.height) == ("video/mp4", 0, 0)


def test_a_copy_does_not_follow_its_original(store: MediaStore, tmp_path: Path) -> None:
    """What was frozen is what is sent, whoever edits the file meanwhile."""
    content = a_picture()
    file = a_file(tmp_path, content)
    kept = store.keep(file)
    file.path.write_bytes(a_picture("JPEG"))

    assert kept.path.read_bytes() == content
    assert store.keep(file).path != kept.path


def test_the_same_picture_is_kept_once(store: MediaStore, tmp_path: Path) -> None:
    """Under any name."""
    first = store.keep(a_file(tmp_path, a_picture(), "a.png"))
    second = store.keep(a_file(tmp_path, a_picture(), "b.png"))

    assert first == second
    assert copies(tmp_path) == [first.path]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"Dear aunt,", id="a letter"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="SVG"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", id="HEIC"),
        pytest.param(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", id="AVIF"),
        pytest.param(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", id="QuickTime"),
        pytest.param(b"RIFF\x04\0\0\0WAVE", id="sound"),
    ],
)
def test_what_is_no_media_is_refused(
    store: MediaStore, tmp_path: Path, content: bytes
) -> None:
    """By the file's own name, and nothing of it stays."""
    with pytest.raises(RefusedError, match="is neither a JPEG"):
        store.keep(a_file(tmp_path, content))

    assert copies(tmp_path) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_damaged_picture_is_refused(
    store: MediaStore, tmp_path: Path, kind: str
) -> None:
    """Here, rather than by a platform at night."""
    with pytest.raises(RefusedError, match="is damaged"):
        store.keep(a_file(tmp_path, a_picture(kind)[:12] + b"\xff"))

    assert copies(tmp_path) == []


@pytest.mark.parametrize("side", [20_000, 60_000])
def test_a_bomb_is_refused(store: MediaStore, tmp_path: Path, side: int) -> None:
    """A few bytes that would fill the memory are not unpacked to see that."""
    assert side * side > LIMIT_PIXELS
    with pytest.raises(RefusedError, match=f"too large .{side} x {side} pixels"):
        store.keep(a_file(tmp_path, a_huge_png(side, side)))

    assert copies(tmp_path) == []


@pytest.mark.parametrize("name", ["missing.png", "folder"])
def test_what_cannot_be_read_is_refused(
    store: MediaStore, tmp_path: Path, name: str
) -> None:
    """A file that is gone, or never was one."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(RefusedError, match=f"{name} cannot be read"):
        store.keep(MediaFile(tmp_path / name, ""))


def test_a_source_that_fails_half_way_is_refused(
    store: MediaStore, tmp_path: Path
) -> None:
    """A disk that gives up, seen through Linux's own memory file."""
    (tmp_path / "bad.png").symlink_to(f"/proc/{os.getpid()}/mem")

    with pytest.raises(RefusedError, match="cannot be read"):
        store.keep(MediaFile(tmp_path / "bad.png", ""))


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """That is not the picture's fault."""
    (tmp_path / "state").touch()

    with pytest.raises(StorageBlockedError, match="cannot be kept"):
        MediaStore(tmp_path / "state").keep(a_file(tmp_path, a_picture()))
