"""Which parts of a text are links, mentions and tags, and where, in UTF-8 bytes.

The platform finds nothing by itself: what is not marked stays plain text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

import regex

from connectors.graphemes import count_graphemes


class Mark(StrEnum):
    """What a span of text is."""

    LINK = "link"
    MENTION = "mention"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of a text."""

    mark: Mark
    #: In code points of the text.
    start: int
    end: int
    #: The address, the handle, or the tag's word.
    value: str


# A link ends where Japanese punctuation or a bracket begins, space or no space;
# inside the path other letters may stand (people paste unencoded addresses).
_STOP = '\\s<>"{}|\\\\^`。、，．！？「」『』（）【】〈〉《》〔〕［］｛｝…‥＃＠｡､｢｣'
_ASCII_HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_OTHER_HOST = r"(?:[\w-]+\.)+[a-z]{2,}"
_LINK = regex.compile(
    rf"(?<![a-z0-9_])(https?://)({_ASCII_HOST}|{_OTHER_HOST})"
    r"(?![a-z0-9.:_%-]*@)"  # what looks like a host would be somebody's password
    rf"(?::\d+)?(?:[/?#][^{_STOP}]*)?",
    regex.IGNORECASE,
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MENTION = regex.compile(
    rf"(?<![a-z0-9_@./+-])@((?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?)(?![a-z0-9])",
    regex.IGNORECASE,
)
_EMOJI = r"\p{So}\U0001F3FB-\U0001F3FF"
_TAG = regex.compile(
    r"(?<![^\s\p{P}])[#＃](?![\uFE0F\u20E3])"  # not the keycap emoji
    rf"([\w{_EMOJI}][\w\p{{M}}{_EMOJI}\u200D・-]*)"
)

_TAG_LIMIT = 64  # graphemes
_TRAILING = ".,;:!?'"
_CLOSING = {")": "(", "]": "["}


def find_spans(text: str) -> tuple[Span, ...]:
    """Return the marked parts of *text* in order; none overlaps another."""
    taken: list[Span] = []
    for found in (_links(text), _mentions(text), _tags(text)):
        taken += [
            span
            for span in found
            if all(span.end <= t.start or t.end <= span.start for t in taken)
        ]
    return tuple(sorted(taken, key=lambda span: span.start))


def facets(
    text: str, spans: Sequence[Span], dids: Mapping[str, str]
) -> list[dict[str, object]]:
    """Return *spans* as the record has them; mentions of unknown handles are left out.

    Args:
        text: The whole text.
        spans: What `find_spans` found in it.
        dids: The permanent id of each handle, by the handle in small letters.
    """
    return [
        {"index": _index(text, span), "features": [feature]}
        for span in spans
        if (feature := _feature(span, dids)) is not None
    ]


def _index(text: str, span: Span) -> dict[str, int]:
    start = len(text[: span.start].encode())
    length = len(text[span.start : span.end].encode())
    return {"byteStart": start, "byteEnd": start + length}


def _feature(span: Span, dids: Mapping[str, str]) -> dict[str, str] | None:
    kind = f"app.bsky.richtext.facet#{span.mark}"
    match span.mark:
        case Mark.LINK:
            return {"$type": kind, "uri": span.value}
        case Mark.TAG:
            return {"$type": kind, "tag": span.value}
        case Mark.MENTION:
            did = dids.get(span.value)
            return {"$type": kind, "did": did} if did else None


def _links(text: str) -> Iterator[Span]:
    for match in _LINK.finditer(text):
        shown = _trimmed(match.group())
        host = match.group(2)
        rest = shown[len(match.group(1)) + len(host) :]
        name = _plain_host(host)
        if name:
            address = f"{match.group(1).lower()}{name}{_encoded(rest)}"
            yield Span(Mark.LINK, match.start(), match.start() + len(shown), address)


def _mentions(text: str) -> Iterator[Span]:
    for match in _MENTION.finditer(text):
        yield Span(Mark.MENTION, match.start(), match.end(), match.group(1).lower())


def _tags(text: str) -> Iterator[Span]:
    for match in _TAG.finditer(text):
        word = match.group(1).rstrip("-・_")
        if word and not word.isdecimal() and count_graphemes(word) <= _TAG_LIMIT:
            yield Span(Mark.TAG, match.start(), match.start() + 1 + len(word), word)


def _trimmed(link: str) -> str:
    """Return *link* without the punctuation of the sentence around it."""
    while link[-1] in _TRAILING or _is_unbalanced(link):
        link = link[:-1]
    return link


def _is_unbalanced(link: str) -> bool:
    """Does *link* end in a bracket that was opened before it?"""
    opening = _CLOSING.get(link[-1])
    return opening is not None and link.count(link[-1]) > link.count(opening)


def _plain_host(host: str) -> str:
    """Return *host* as the network's own letters; "" if it cannot be."""
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""


def _encoded(rest: str) -> str:
    """Return a path and query with everything beyond ASCII percent-encoded."""
    return quote(rest, safe="%/:?#[]@!$&'()*+,;=-._~")
