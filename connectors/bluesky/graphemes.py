"""How Bluesky counts a text: in graphemes, what a reader takes for one sign."""

import regex  # type: ignore[import-untyped]  # it ships no types


def count_graphemes(text: str) -> int:
    r"""Return the number of extended grapheme clusters, as ``\X`` finds them."""
    return len(regex.findall(r"\X", text))
