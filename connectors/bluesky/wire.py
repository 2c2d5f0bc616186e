"""Calls to the server, signed in: asking, telling, uploading.

An answer is a value: JSON, or a `Trouble`. A call is sent once; only if the server
says that our token has run out, it did nothing, and the call is sent once more.
"""

from collections.abc import Callable
from typing import Any

from atproto_client.models.dot_dict import DotDict

from connectors.bluesky.door import Door
from connectors.bluesky.request import BoundedRequest, TroubleError
from connectors.bluesky.trouble import (
    BlueskyAnswerError,
    Trouble,
    after_read,
)
from connectors.exchange import Timeouts
from connectors.json_paths import Json
from connectors.setup import ConnectorSetup
from domain.accounts import RateLeft

_JSON = "application/json"


class Wire:
    """The line to an account's server."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts, server: str) -> None:
        self._timeouts = timeouts
        self._request = BoundedRequest(setup.clock, timeouts)
        self._door = Door(setup, self._request, server)

    @property
    def rate(self) -> RateLeft | None:
        """Return what the server last said of its limits."""
        return self._request.rate

    @property
    def did(self) -> str:
        """Return our permanent id; signs in if need be."""
        self._door.enter()
        return self._door.did

    @property
    def handle(self) -> str:
        """Return our handle, as the server last told it."""
        return self._door.handle

    def ask(self, nsid: str, **parameters: object) -> Json:
        """Ask a question and return the answer.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        answer = self.try_ask(nsid, **parameters)
        if isinstance(answer, Trouble):
            raise after_read(answer) from BlueskyAnswerError(str(answer))
        return answer

    def try_ask(self, nsid: str, **parameters: object) -> Json | Trouble:
        """Ask a question and return the answer, whatever it is."""
        known = {name: value for name, value in parameters.items() if value is not None}
        return self._call(
            lambda options: self._door.client.invoke_query(
                nsid, params=DotDict(known), timeout=self._timeouts.of("GET"), **options
            )
        )

    def try_tell(
        self, nsid: str, body: bytes, content_type: str = _JSON
    ) -> Json | Trouble:
        """Send these very bytes and return the answer, whatever it is."""
        return self._call(
            lambda options: self._door.client.invoke_procedure(
                nsid,
                content=body,
                input_encoding=content_type,
                timeout=self._timeouts.of("POST"),
                **options,
            )
        )

    def close(self) -> None:
        """Let go of connections."""
        self._request.close()

    def _call(self, send: Callable[[dict[str, Any]], Any]) -> Json | Trouble:
        self._door.enter()
        answer = _answer(send)
        if isinstance(answer, Trouble) and answer.is_expired_token:
            self._door.renew()
            answer = _answer(send)
        return answer


def _answer(send: Callable[[dict[str, Any]], Any]) -> Json | Trouble:
    # `ignore_session_check`: the SDK would look at the token's age by this machine's
    # clock, which may be wrong; the server's word is enough.
    try:
        content: Json = send({"ignore_session_check": True}).content
    except TroubleError as error:
        return error.trouble
    return content
