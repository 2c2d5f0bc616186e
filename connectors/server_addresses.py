"""Checks the address of a server as a person writes it into kairanban.yaml."""

from collections.abc import Callable
from urllib.parse import urlsplit

from domain.phrases import Phrase, phrase


def check_server(example: str) -> Callable[[str], Phrase | None]:
    """Return a check of addresses such as *example*; see `connectors.setup.Option`."""
    # The value is not repeated: somebody may have put a password into it.
    wrong = phrase("should be a server's address such as {example}", example=example)

    def check(value: str) -> Phrase | None:
        return None if _is_server(value) else wrong

    return check


def _is_server(value: str) -> bool:
    try:
        parts = urlsplit(value)
        is_fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
        is_fine = is_fine and parts.username is None and parts.port != 0
    except ValueError:
        return False
    return is_fine and parts.path in {"", "/"} and not (parts.query or parts.fragment)
