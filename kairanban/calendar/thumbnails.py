"""Pictures small enough to stand inside of a page."""

from base64 import b64encode
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

#: Neither side is longer, in pixels.
_LONGEST = 320
#: Larger pictures are not opened: a page is no reason to fill the memory.
_LIMIT_PIXELS = 64_000_000


@lru_cache(maxsize=256)
def thumbnail(path: Path) -> str:
    """Return a small copy of the picture at *path* as a `data:` address.

    It holds nothing of the file but what is seen: neither place nor camera. "" where
    the file is no picture that can be read.
    """
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > _LIMIT_PIXELS:
                return ""
            picture.thumbnail((_LONGEST, _LONGEST))
            small = picture.convert("RGBA")
    except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        return ""
    buffer = BytesIO()
    Image.frombytes("RGBA", small.size, small.tobytes()).save(
        buffer, "WEBP", quality=75, method=4
    )
    return f"data:image/webp;base64,{b64encode(buffer.getvalue()).decode()}"
