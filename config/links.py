"""Links in texts, and what a campaign adds to them. Pure."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote_plus, urlsplit

#: A link ends before what closes a sentence or a bracket in any script.
_LINK = re.compile(
    r"https?://[^\s<>\"'「」『』（）【】、。！？…]*[^\s<>\"'「」『』（）【】、。！？….,;:!?*_~]",
    re.IGNORECASE,
)


def links(text: str) -> list[str]:
    """Return the links in *text*, in order."""
    return [_balanced(found[0]) for found in _LINK.finditer(text)]


def with_parameters(
    text: str, parameters: Mapping[str, str], spared: Collection[str] = ()
) -> str:
    """Return *text* with UTM parameters added to its links.

    A link that has one already is its writer's own affair, and so is one to a host
    of *spared*, or below it.
    """
    if "://" not in text or not any(parameters.values()):
        return text

    def marked(found: re.Match[str]) -> str:
        link = _balanced(found[0])
        return marked_link(link, parameters, spared) + found[0][len(link) :]

    return _LINK.sub(marked, text)


def marked_link(
    link: str, parameters: Mapping[str, str], spared: Collection[str] = ()
) -> str:
    """Return *link* with UTM parameters added, unless it is to be left alone."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return link
    if not host or "utm_" in parts.query.lower() or _is_spared(host, spared):
        return link
    added = "&".join(
        f"utm_{name}={quote_plus(value)}" for name, value in parameters.items() if value
    )
    page, mark, spot = link.partition("#")
    joint = "" if page.endswith(("?", "&")) else "&" if "?" in page else "?"
    return f"{page}{joint}{added}{mark}{spot}"


def _is_spared(host: str, spared: Collection[str]) -> bool:
    names = (name.lower().removeprefix("*.").strip(".") for name in spared)
    return any(host == name or host.endswith(f".{name}") for name in names)


def _balanced(link: str) -> str:
    """Return *link* without a bracket at its end that was opened before it."""
    while link.endswith((")", "]", "}")):
        last = link[-1]
        opening = {")": "(", "]": "[", "}": "{"}[last]
        if link.count(opening) >= link.count(last):
            break
        link = link[:-1]
    return link
