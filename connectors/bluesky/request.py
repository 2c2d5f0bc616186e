"""One HTTP request and one answer: our timeouts, our limits, no redirects.

Takes the place of the SDK's own `Request`, which waits 5 seconds for everything,
follows redirects with the token in hand, reads bodies of any size and lets some of
httpx's errors through. Only this module of the connector knows httpx. See facts in
docs/reference/platforms/bluesky.md.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from atproto_client.request import Request, RequestBase, Response
from pydantic_core import from_json

from connectors.bluesky.trouble import Trouble, TroubleKind
from connectors.exchange import NOT_SENT, Timeouts, whom_we_trust
from connectors.json_paths import text_at
from domain.accounts import RateLeft
from domain.clock import Clock

BODY_LIMIT_BYTES = 8 * 1024**2
_WORDS_LIMIT = 200
_LONGEST_WAIT = timedelta(days=1)


class TroubleError(Exception):
    """Carries a `Trouble` through the SDK; never leaves this connector."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


class BoundedRequest(Request):  # type: ignore[misc]  # the SDK ships no types
    """Asks once, within bounds; every failure is a `TroubleError`."""

    def __init__(self, clock: Clock, timeouts: Timeouts) -> None:
        # Not Request.__init__: it makes an httpx client that follows redirects.
        RequestBase.__init__(self)
        self._clock = clock
        self._timeouts = timeouts
        self._client = httpx.Client(
            verify=whom_we_trust(),
            timeout=timeouts.of("GET"),
            event_hooks={"response": [self._note_rate]},
        )
        #: What a server last said of its limits.
        self.rate: RateLeft | None = None
        #: Tells the secrets that may not appear in anybody's words.
        self.secrets: Callable[[], Iterable[str]] = tuple

    def get(self, *args: Any, **kwargs: Any) -> Response:
        """Ask a question."""
        return self._ask("GET", *args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Response:
        """Ask for a change."""
        return self._ask("POST", *args, **kwargs)

    def _ask(self, method: str, url: str, **kwargs: Any) -> Response:
        headers = self.get_headers(kwargs.pop("headers", None))
        # The error is raised outside of the except block: chained to httpx's error
        # it would carry the whole request, with our token in its headers.
        try:
            with self._client.stream(method, url, headers=headers, **kwargs) as answer:
                body = self._read(answer)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            trouble = _trouble_of(error)
        else:
            outcome = self._understand(answer, body)
            if isinstance(outcome, Response):
                return outcome
            trouble = outcome
        raise TroubleError(trouble)

    def _read(self, answer: httpx.Response) -> bytes | None:
        """Return the body; None if it is too long or too slow."""
        last_moment = self._clock.uptime() + self._timeouts.whole
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > BODY_LIMIT_BYTES or self._clock.uptime() > last_moment:
                return None
        return bytes(body)

    def _understand(
        self, answer: httpx.Response, body: bytes | None
    ) -> Response | Trouble:
        content = _json(body) if body else None
        if not answer.is_success:
            return self._refusal(answer, content)
        if body is None or (body and not isinstance(content, dict)):
            what = f"HTTP {answer.status_code} with an unreadable body"
            return Trouble(TroubleKind.UNREADABLE, what)
        return Response(
            success=True,
            status_code=answer.status_code,
            content=content or {},
            headers=dict(answer.headers.items()),
        )

    def _refusal(self, answer: httpx.Response, content: object) -> Trouble:
        return Trouble(
            kind=TroubleKind.REFUSAL,
            what=f"HTTP {answer.status_code}",
            status=answer.status_code,
            error=self._blotted(text_at(content, "error")),
            words=self._blotted(text_at(content, "message")),
            retry_after=retry_after(answer.headers, self._clock.now()),
        )

    def _blotted(self, words: str) -> str:
        """Return a stranger's words on one line, our secrets blotted out, short."""
        for secret in self.secrets():
            words = words.replace(secret, "[secret]") if secret else words
        return " ".join(words.split())[:_WORDS_LIMIT]

    def _note_rate(self, answer: httpx.Response) -> None:
        if answer.request.url.path.endswith("createSession"):
            return  # a limit of its own: 30 sign-ins say nothing of what is left
        self.rate = rate_left(answer.headers) or self.rate


def rate_left(headers: httpx.Headers) -> RateLeft | None:
    """Return what an answer says of the limit; None if it says nothing usable."""
    try:
        return RateLeft(
            limit=int(headers["ratelimit-limit"]),
            remaining=int(headers["ratelimit-remaining"]),
            resets_at=datetime.fromtimestamp(int(headers["ratelimit-reset"]), UTC),
            policy=headers.get("ratelimit-policy", ""),
        )
    except (KeyError, ValueError, OverflowError, OSError):
        return None


def retry_after(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """Return how long a refusal asks us to wait; None if it does not say."""
    wait = _named_wait(headers.get("retry-after", ""), now)
    if wait is None:
        rate = rate_left(headers)
        if rate is None or rate.remaining > 0:
            return None
        wait = rate.resets_at - now
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


def _named_wait(value: str, now: datetime) -> timedelta | None:
    try:
        return timedelta(seconds=int(value))
    except OverflowError:
        return _LONGEST_WAIT
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) - now


def _trouble_of(error: Exception) -> Trouble:
    sent = not isinstance(error, NOT_SENT)
    kind = TroubleKind.NO_ANSWER if sent else TroubleKind.NOT_SENT
    if isinstance(error, httpx.DecodingError):
        kind = TroubleKind.UNREADABLE
    return Trouble(kind, type(error).__name__)


def _json(body: bytes) -> object:
    try:
        return from_json(body, allow_inf_nan=False)
    except ValueError:
        return None
