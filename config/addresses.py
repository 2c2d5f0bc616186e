"""Addresses of posts and pages, as posts name them."""

from typing import Annotated, TypeAlias
from urllib.parse import urlsplit

from pydantic import PlainValidator

from config.values import WrongValueError, line, text, url
from domain.phrases import phrase

#: Besides pages of the web: AT Protocol, files, and the sandbox's own board.
_SCHEMES = frozenset({"http", "https", "at", "file", "sandbox"})

#: Says that no card is shown.
NO_CARD = "none"


def maybe_address(value: object) -> str:
    """Read the address of somebody's post; an empty text says: none."""
    return _address(value) if text(value).strip() else ""


def maybe_card(value: object) -> str:
    """Read the address whose card is shown; `none` or an empty text says: none."""
    words = text(value).strip()
    return url(value) if words not in {"", NO_CARD} else ""


def _address(value: object) -> str:
    address = line(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in _SCHEMES or any(map(str.isspace, address)):
        raise WrongValueError(
            phrase(
                "should be the address of a post, such as https://example.org/@aiko/1"
            )
        )
    if parts.username is not None:
        raise WrongValueError(phrase("should not hold a user name or password"))
    return address


MaybeAddress: TypeAlias = Annotated[str, PlainValidator(maybe_address)]
MaybeCard: TypeAlias = Annotated[str, PlainValidator(maybe_card)]
