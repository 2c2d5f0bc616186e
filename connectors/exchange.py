"""One HTTP request and one answer: our timeouts, our limits, no redirects, no retries.

Whoever speaks plain HTTP to a platform asks through here. An answer is a value: what
the JSON says, or a `Trouble`; nothing of httpx gets out.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from ssl import SSLContext
from typing import Any

import httpx

from connectors.json_bodies import parsed
from connectors.json_paths import text_at
from connectors.trouble import Trouble, TroubleKind
from connectors.waits import moment_told, rate_left, retry_after
from domain.accounts import RateLeft
from domain.clock import Clock

BODY_LIMIT_BYTES = 8 * 1024**2
#: For the one answer that holds somebody's enormous words.
WIDE_LIMIT_BYTES = 32 * 1024**2
_WORDS_LIMIT = 200
#: Seconds in a header are whole ones, and an answer takes its time.
_SLIGHTLY_OFF = timedelta(minutes=1)

#: These are raised before a single byte of the request has left.
NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long we wait; in seconds, because httpx counts so."""

    connect: float = 10.0
    #: For the next piece of an answer to a question.
    read: float = 30.0
    #: For the next piece of the answer to a write: the server has work to do.
    write: float = 60.0
    #: For an answer as a whole, however slowly it trickles in.
    whole: float = 120.0

    def of(self, method: str) -> httpx.Timeout:
        """Return the bounds of a question, or of a write."""
        patience = self.read if method == "GET" else self.write
        return httpx.Timeout(patience, connect=self.connect)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said when all went well."""

    status: int
    #: JSON: an object, a list, a text…; None where there was no body.
    content: object
    #: By their names in small letters.
    headers: Mapping[str, str] = field(repr=False)


class Exchange:
    """Asks one server, once each time; keeps what it says of its limits."""

    def __init__(
        self,
        clock: Clock,
        timeouts: Timeouts,
        headers: Mapping[str, str],
        secrets: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._clock = clock
        self._timeouts = timeouts
        self._secrets = secrets
        self._client = httpx.Client(verify=whom_we_trust(), headers=dict(headers))
        #: What the server last said of its limits.
        self.rate: RateLeft | None = None
        #: How far its clock is ahead of ours; nothing where that hardly matters.
        self.lead = timedelta(0)

    def ask(
        self,
        method: str,
        url: str,
        limit_bytes: int | None = None,
        **content: Any,
    ) -> Answer | Trouble:
        """Send one request and return what came back.

        Args:
            method: Of HTTP.
            url: Whole.
            limit_bytes: Of the body; None means `BODY_LIMIT_BYTES`.
            content: As httpx takes it: params, json, content, data, files, headers.
        """
        # Nothing of an httpx error is kept: it carries the request with our token.
        try:
            with self._client.stream(
                method, url, timeout=self._timeouts.of(method), **content
            ) as answer:
                body = self._read(answer, limit_bytes or BODY_LIMIT_BYTES)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            return _trouble_of(error)
        self._note(answer.headers)
        return self._understood(answer, body)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def _read(self, answer: httpx.Response, limit_bytes: int) -> bytes | None:
        """Return the body; None if it is too long or too slow."""
        last_moment = self._clock.uptime() + self._timeouts.whole
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > limit_bytes or self._clock.uptime() > last_moment:
                return None
        return self._without_secrets(bytes(body))

    def _note(self, headers: httpx.Headers) -> None:
        now = self._clock.now()
        self.rate = rate_left(headers, now) or self.rate
        told = moment_told(headers.get("date", ""))
        if told is not None:
            is_off = abs(told - now) > _SLIGHTLY_OFF
            self.lead = told - now if is_off else timedelta(0)

    def _understood(
        self, answer: httpx.Response, body: bytes | None
    ) -> Answer | Trouble:
        is_json, content = _json(body)
        if not answer.is_success:
            return self._refusal(answer, content, is_json=is_json)
        if is_json or body == b"":
            return Answer(answer.status_code, content, dict(answer.headers))
        return Trouble(
            TroubleKind.UNREADABLE,
            f"HTTP {answer.status_code} with an unreadable body",
            is_too_long=body is None,
        )

    def _refusal(
        self, answer: httpx.Response, content: object, *, is_json: bool
    ) -> Trouble:
        said = (text_at(content, name) for name in ("error", "message", "detail"))
        words = next(filter(None, said), "")
        longer = text_at(content, "error_description")
        challenge = answer.headers.get("www-authenticate", "")
        wait = retry_after(answer.headers, self._clock.now())
        return Trouble(
            kind=TroubleKind.REFUSAL,
            what=f"HTTP {answer.status_code}",
            status=answer.status_code,
            words=" ".join((longer or words).split())[:_WORDS_LIMIT],
            problem=text_at(content, "type"),
            retry_after=wait,
            is_json=is_json and isinstance(content, dict),
            lacks_scope="insufficient_scope" in challenge,
        )

    def _without_secrets(self, body: bytes) -> bytes:
        """Return a body in which a server cannot give our secrets back to us."""
        for secret in self._secrets():
            if secret:
                body = body.replace(secret.encode(), b"[secret]")
        return body


@cache
def whom_we_trust() -> SSLContext:
    """Return the authorities that vouch for servers; reading them takes 40 ms."""
    return httpx.create_ssl_context()


def _trouble_of(error: Exception) -> Trouble:
    sent = not isinstance(error, NOT_SENT)
    kind = TroubleKind.NO_ANSWER if sent else TroubleKind.NOT_SENT
    if isinstance(error, httpx.DecodingError):
        kind = TroubleKind.UNREADABLE
    return Trouble(kind, type(error).__name__)


def _json(body: bytes | None) -> tuple[bool, object]:
    """Return whether a body is JSON, and what it says."""
    if not body:
        return False, None
    try:
        return True, parsed(body)
    except ValueError:
        return False, None
