"""Requests and answers of a pretend platform, taken apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

from domain.clock import Clock


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the server."""

    content: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Not JSON but a page for people.
    html: bool = False


class MethodError(Exception):
    """A no, as the server words it."""

    def __init__(
        self,
        status: int,
        error: str,
        *,
        html: bool = False,
        content: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(error)
        said = content or {"error": error}
        self.reply = Reply(said, status, headers or {}, html=html)


@dataclass(frozen=True, slots=True)
class Call:
    """A request, taken apart."""

    method: str
    path: str
    token: str
    query: Mapping[str, list[str]]
    #: JSON; or the fields of a form, a file among them as an `Upload`'s makings.
    body: Any
    key: str = ""
    #: As it came, for who signs it.
    target: str = ""
    authorization: str = ""
    content_type: str = ""

    def one(self, name: str, default: str = "") -> str:
        """Return a parameter that is given once."""
        return self.query.get(name, [default])[0]


class PretendWorld(Protocol):
    """What happens on a platform."""

    @property
    def clock(self) -> Clock:
        """Tell the test's time."""
        ...

    @property
    def skew(self) -> timedelta:
        """Tell by how much the server's clock is ahead."""
        ...


class PlatformMethods(Protocol):
    """Answers calls out of a world."""

    @property
    def world(self) -> PretendWorld:
        """Return what happens there."""
        ...

    @property
    def rate_headers(self) -> Mapping[str, str]:
        """Tell how much may still be asked."""
        ...

    def answer(self, call: Call) -> Reply:
        """Do what is asked.

        Raises:
            MethodError: The server does not want to.
        """
        ...
