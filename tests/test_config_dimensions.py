"""A picture's size is read as those read it who draw it."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from config.dimensions import size_of
from tests.machine_settings import examples

KINDS = {
    "image/png": {"format": "PNG"},
    "image/gif": {"format": "GIF"},
    "image/jpeg": {"format": "JPEG"},
    "image/webp": {"format": "WEBP"},
}


def drawn(width: int, height: int, **how: object) -> bytes:
    file = BytesIO()
    mode = "RGBA" if how.pop("alpha", False) else "RGB"
    Image.new(mode, (width, height)).save(file, **how)  # type: ignore[arg-type] # as told
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_platforms_take_tells_its_size(kind: str) -> None:
    """Width first."""
    assert size_of(drawn(37, 11, **KINDS[kind]), kind) == (37, 11)


@pytest.mark.parametrize(
    "how",
    [
        {"format": "WEBP", "lossless": True},
        {"format": "WEBP", "lossless": True, "alpha": True},
        {"format": "WEBP", "alpha": True},
        {"format": "WEBP", "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"},
    ],
    ids=str,
)
def test_webp_has_three_ways_to_say_it(how: dict[str, object]) -> None:
    """Lossy, lossless and extended files each have a head of their own."""
    assert size_of(drawn(640, 480, **how), "image/webp") == (640, 480)


def test_a_jpeg_with_a_long_preface_tells_its_size() -> None:
    """Cameras write much before it."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0" + bytes(50_000)
    picture = drawn(320, 200, format="JPEG", exif=exif, progressive=True)

    assert size_of(picture, "image/jpeg") == (320, 200)


@settings(max_examples=examples(300), deadline=None)
@given(
    st.sampled_from([*KINDS, "video/mp4"]), st.binary(max_size=80), st.integers(0, 40)
)
def test_whatever_the_bytes_nothing_is_raised(
    kind: str, noise: bytes, kept: int
) -> None:
    """A damaged file has no size, and that is all."""
    head = drawn(5, 6, **KINDS.get(kind, {"format": "PNG"}))[:kept] + noise

    assert len(size_of(head, kind)) == 2
    assert size_of(b"", kind) == (0, 0)
