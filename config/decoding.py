"""Turn a file's bytes into text, or say where they cannot be."""

import re

from config.document import TOP, Mark, Spot
from config.tree import LIMIT_BYTES
from domain.phrases import Phrase, phrase

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)


class BrokenOffError(Exception):
    """Reading a file cannot go on."""

    def __init__(self, mark: Mark, what: Phrase) -> None:
        super().__init__(str(what))
        self.mark = mark
        self.what = what


def decoded(data: bytes) -> str:
    """Return *data* as text, without a byte order mark.

    Raises:
        BrokenOffError: It is too much, no UTF-8, or has control characters.
    """
    if len(data) > LIMIT_BYTES:
        raise BrokenOffError(
            TOP, phrase("is larger than 1 MB; split it into several files")
        )
    if data.startswith(_UTF16):
        raise BrokenOffError(TOP, phrase("is UTF-16; save it as UTF-8"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", errors="replace")
        what = phrase("is not UTF-8 here; save the file as UTF-8")
        raise BrokenOffError(_end_of(before), what) from None
    if found := _FORBIDDEN.search(text):
        raise BrokenOffError(_end_of(text[: found.start()]), _refusal(found[0]))
    return text


def forbidden(text: str) -> Phrase | None:
    """Say which character of *text* nobody could read; None when there is none."""
    found = _FORBIDDEN.search(text)
    return _refusal(found[0]) if found else None


def _refusal(character: str) -> Phrase:
    return phrase(
        "the control character {code} cannot stand in a text",
        code=f"U+{ord(character):04X}",
    )


def _end_of(before: str) -> Spot:
    lines = before.split("\n")
    return Spot(len(lines) - 1, len(lines[-1]))
