"""Bodies of answers, as JSON that can be stored: no half characters, no NUL.

A stranger's post must not be able to stop an inbox: SQLite takes no lone surrogate,
PostgreSQL no NUL, and one of them would make the whole page unreadable for ever.
"""

import re

from pydantic_core import from_json

#: Escapes in the order in which they must be recognised; only the first group is bad.
_ESCAPES = re.compile(
    rb"\\\\"
    rb"|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\u0000)"
)


def parsed(body: bytes) -> object:
    """Return what *body* says, what cannot be stored replaced by U+FFFD.

    Raises:
        ValueError: It is no JSON, is nested absurdly deep, or holds NaN.
    """
    text = body.decode(errors="replace").encode()
    clean = _ESCAPES.sub(_mended, text) if b"\\u" in text else text
    return from_json(clean, allow_inf_nan=False)


def _mended(escape: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if escape[1] else escape[0]
