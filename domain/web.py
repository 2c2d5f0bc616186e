"""What is asked of the web at large, and what comes."""

from dataclasses import dataclass

from domain.errors import KairanbanError

_PAGES = "text/html,application/xhtml+xml,image/*;q=0.8"


class NotFetchedError(KairanbanError):
    """Nothing came from an address; the same request may work later."""


@dataclass(frozen=True, slots=True)
class Validators:
    """By which a server tells whether we have its latest; "" where it gave none."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for."""

    url: str
    #: No more than so much is read.
    limit_bytes: int
    accept: str = _PAGES
    #: Who asks: stands in the log of the server.
    purpose: str = "link card"
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server gave."""

    #: Where it was found, after redirects.
    url: str
    content_type: str = ""
    content: bytes = b""
    #: False when there would have been more than we wanted to read.
    is_whole: bool = True
    validators: Validators = Validators()
    #: What we have is the latest; there is no content then.
    is_unchanged: bool = False
