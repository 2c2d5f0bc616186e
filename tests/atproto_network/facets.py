"""Marks in a post's text: who is mentioned, what is linked.

Ranges count bytes of UTF-8, not characters.
"""

from typing import Any, TypeAlias

#: One mark, as the lexicon app.bsky.richtext.facet has it.
Facet: TypeAlias = dict[str, Any]


def mention(text: str, handle: str, did: str) -> Facet:
    """Mark the first "@handle" in *text* as a mention of *did*.

    Raises:
        ValueError: *text* does not hold it.
    """
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    return _facet(text, f"@{handle}", feature)


def link(text: str, words: str, uri: str) -> Facet:
    """Make the first *words* in *text* a link to *uri*.

    Raises:
        ValueError: *text* does not hold them.
    """
    feature = {"$type": "app.bsky.richtext.facet#link", "uri": uri}
    return _facet(text, words, feature)


def _facet(text: str, words: str, feature: dict[str, str]) -> Facet:
    start = text.encode().index(words.encode())
    span = {"byteStart": start, "byteEnd": start + len(words.encode())}
    return {"index": span, "features": [feature]}
