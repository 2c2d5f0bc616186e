"""Members' own words, made safe to show and short enough to read."""

import unicodedata

from digest.columns import shorten

#: About three lines of text.
EXCERPT_COLUMNS = 240

#: Joins emoji and letters; the only invisible sign besides variations that we keep.
_JOINER = "\u200d"


def excerpt(text: str, columns: int = EXCERPT_COLUMNS) -> str:
    """Return *text* on one line, without control characters, cut to *columns*."""
    return shorten(one_line(text), columns)


def one_line(text: str) -> str:
    """Return *text* on one line.

    Control characters could repaint a terminal, and direction marks could turn the
    rest of the page around: neither is shown.
    """
    visible = "".join(map(_shown, text))
    return " ".join(visible.split())


def web_address(url: str) -> str:
    """Return *url* if it leads to a page, else "": a link must not run anything.

    Pages of the sandbox are files of this machine; a file on another one is not
    asked for.
    """
    lowered = url.lower()
    is_page = lowered.startswith(("https://", "http://", "file:///"))
    is_plain = url.isprintable() and not set(url) & set(" <>\"'`\\")
    return url if is_page and is_plain else ""


def _shown(character: str) -> str:
    if character == _JOINER:
        return character
    match unicodedata.category(character):
        case "Cf":
            return ""
        case "Cc" | "Cs" | "Zl" | "Zp":
            return " "
        case _:
            return character
