"""tweepy's client with its one seam replaced: how a request is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tweepy

#: Sends a request (method, path, parameters, JSON) and returns the JSON of its answer.
Send = Callable[[str, str, Mapping[str, Any], object], object]


@dataclass(frozen=True, slots=True)
class _Answer:
    content: object

    def json(self) -> object:
        """Return what tweepy asks an answer for."""
        return self.content


class XClient(tweepy.Client):  # type: ignore[misc]  # tweepy ships no types
    """Knows X's endpoints; every request goes through *send*, once.

    tweepy's own way has no timeout, goes to an address that it does not let us choose,
    and its models lose what the newer vocabulary says (tweepy 4.17): so answers come
    as they are.
    """

    def __init__(self, send: Send) -> None:
        super().__init__(return_type=dict)
        self._send = send

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, Any] | None = None,
        json: object = None,
        user_auth: bool = True,  # noqa: FBT001, FBT002  # as tweepy calls it
    ) -> _Answer:
        """Send one request; `Client` calls this for every endpoint."""
        del user_auth  # there is only one way in which we sign
        return _Answer(self._send(method, route, params or {}, json))
