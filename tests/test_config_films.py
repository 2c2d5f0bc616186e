"""Whether a film is whole, told by the outer parts of its file."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.films import is_whole
from tests.films import FTYP, MP4, WEBM, box, element
from tests.project_files import write

_MOOV, _MDAT = box(b"moov", bytes(40)), box(b"mdat", bytes(200))
_LARGE = b"\0\0\0\1mdat" + (16 + 50).to_bytes(8) + bytes(50)
_STREAMED = element(0x1A45DFA3, bytes(20)) + b"\x18\x53\x80\x67\x01" + b"\xff" * 7

WHOLE = {
    "description first": ("video/mp4", FTYP + _MOOV + _MDAT),
    "pictures first": ("video/quicktime", FTYP + _MDAT + _MOOV),
    "more between": ("video/mp4", FTYP + box(b"free") + _MOOV + box(b"uuid") + _MDAT),
    "more behind": ("video/mp4", FTYP + _MOOV + _MDAT + b"\0\0\0\xffabc"),
    "a large box": ("video/mp4", FTYP + _LARGE + _MOOV),
    "up to the end": ("video/mp4", FTYP + _MOOV + b"\0\0\0\0mdat" + bytes(50)),
    "WebM": ("video/webm", WEBM),
    "WebM, a void": ("video/webm", WEBM[:32] + element(0xEC, bytes(9)) + WEBM[32:]),
    "WebM, streamed": ("video/webm", _STREAMED + bytes(50)),
    "of another kind": ("image/png", b"\x89PNG"),
}

CUT = {
    "its head alone": ("video/mp4", FTYP),
    "zeros behind its head": ("video/mp4", FTYP + bytes(100)),
    "no description": ("video/mp4", FTYP + _MDAT),
    "no pictures": ("video/mp4", FTYP + _MOOV),
    "in a large box": ("video/mp4", FTYP + _MOOV + _LARGE[:-1]),
    "within a large box's size": ("video/mp4", FTYP + _MOOV + _LARGE[:12]),
    "WebM, its head alone": ("video/webm", WEBM[:32]),
    "WebM, its first bytes": ("video/webm", WEBM[:4]),
    "WebM, something else": ("video/webm", WEBM[:32] + element(0x1F43B675, bytes(9))),
    "WebM, zeros behind its head": ("video/webm", WEBM[:32] + bytes(100)),
}


@pytest.mark.parametrize(("kind", "content"), WHOLE.values(), ids=WHOLE)
def test_a_whole_film_is_whole(kind: str, content: bytes, tmp_path: Path) -> None:
    """However its parts are ordered, and whatever stands behind it."""
    assert is_whole(write(tmp_path, "film", content), kind)


@pytest.mark.parametrize(("kind", "content"), CUT.values(), ids=CUT)
def test_what_lacks_a_part_is_not_whole(
    kind: str, content: bytes, tmp_path: Path
) -> None:
    """Although it begins as a whole one does."""
    assert not is_whole(write(tmp_path, "film", content), kind)


@pytest.mark.parametrize(
    ("kind", "content"), [("video/mp4", MP4), ("video/webm", WEBM)]
)
def test_a_film_cut_off_anywhere_is_not_whole(
    kind: str, content: bytes, tmp_path: Path
) -> None:
    """At every byte."""
    for end in range(len(content)):
        assert not is_whole(write(tmp_path, "film", content[:end]), kind), end


@given(st.sampled_from(["video/mp4", "video/webm"]), st.binary(max_size=80))
def test_any_bytes_are_judged(
    tmp_path_factory: pytest.TempPathFactory, kind: str, content: bytes
) -> None:
    """Without an error, and without end."""
    file = tmp_path_factory.getbasetemp() / "any-film"
    file.write_bytes(content)

    assert is_whole(file, kind) in {True, False}
