"""What can go wrong on the way to a server, as a value, and what to make of it.

Sorted by what may have happened: nothing was sent; it was sent and definitely
turned down; or nobody can tell. Nothing of a request or a token is kept.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from http import HTTPStatus

from domain.errors import (
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.phrases import phrase


class TroubleKind(StrEnum):
    """How far a request got."""

    #: No connection came about: refused, no such host, TLS, connect timeout.
    NOT_SENT = "not sent"
    #: It was sent, at least in part; then silence, or the line was cut.
    NO_ANSWER = "no answer"
    #: An answer came that is not of the protocol: HTML, half a JSON, far too long.
    UNREADABLE = "unreadable"
    #: The server said no.
    REFUSAL = "refusal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a request brought no answer that we can use."""

    kind: TroubleKind
    #: In a word, for a person who looks into it: "ConnectError", "HTTP 503".
    what: str
    #: HTTP status; 0 when there was none.
    status: int = 0
    #: The protocol's name of the error, such as "InvalidSwap"; may be empty.
    error: str = ""
    #: The server's own words, short, secrets blotted out; may be empty.
    words: str = ""
    retry_after: timedelta | None = None

    def __str__(self) -> str:
        """Return all that is known, in a line."""
        parts = (self.what, self.error, self.words)
        return ": ".join(part for part in parts if part)

    @property
    def is_expired_token(self) -> bool:
        """Is it only that our token must be renewed? Then nothing was done."""
        return self.status in _SIGN_IN_STATUSES and self.error in _TOKEN_ERRORS

    @property
    def is_about_request(self) -> bool:
        """Is it about this one request only, so that others may succeed?"""
        return self.kind is TroubleKind.UNREADABLE or self.status in _OF_ONE_REQUEST


_OF_ONE_REQUEST = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.INTERNAL_SERVER_ERROR,
}
_SIGN_IN_STATUSES = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}
# Observed: an expired or bad token answers 400, not 401 (PDS 0.5.35).
_TOKEN_ERRORS = {
    "ExpiredToken",
    "InvalidToken",
    "AuthMissing",
    "AuthenticationRequired",
}


class BlueskyAnswerError(Exception):
    """The cause that an error names; holds a trouble's words and nothing else."""


def after_read(trouble: Trouble) -> PlatformError:
    """Return the error for a request that changes nothing on the server."""
    return _definite(trouble) or TryLaterError(
        phrase("Bluesky gave no usable answer ({what}).", what=str(trouble)),
        trouble.retry_after,
    )


def after_write(trouble: Trouble) -> PlatformError:
    """Return the error for a request that may have changed something."""
    return _definite(trouble) or OutcomeUnknownError(
        phrase(
            "Bluesky did not say clearly whether it was done ({what}).",
            what=str(trouble),
        )
    )


def _definite(trouble: Trouble) -> PlatformError | None:
    """Return the error where it is sure that nothing was done; else None."""
    if trouble.kind is TroubleKind.NOT_SENT:
        return TryLaterError(
            phrase(
                "The Bluesky server could not be reached ({what}). Is the network up?",
                what=str(trouble),
            )
        )
    match trouble.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return TryLaterError(
                phrase("Bluesky asks us to wait: too many requests."),
                trouble.retry_after,
            )
        case HTTPStatus.UNAUTHORIZED:
            return _sign_in(trouble)
        case HTTPStatus.FORBIDDEN:
            return _forbidden(trouble)
        case HTTPStatus.BAD_REQUEST | HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _refused(trouble)
    return None


def _forbidden(trouble: Trouble) -> PlatformError:
    if trouble.error:
        return _sign_in(trouble)
    # Not the protocol's word but a firewall's in front of it: it comes and goes.
    return TryLaterError(phrase("Bluesky's door is shut ({what}).", what=str(trouble)))


def _sign_in(trouble: Trouble) -> SignInAgainError:
    return SignInAgainError(
        phrase(
            "Bluesky does not let this account in ({what}). Check it in the app, "
            "and give Kairanban a new app password.",
            what=str(trouble),
        )
    )


def _refused(trouble: Trouble) -> PlatformError:
    if trouble.is_expired_token:  # it was renewed once already, to no avail
        return _sign_in(trouble)
    return RefusedError(phrase("Bluesky refuses it ({what}).", what=str(trouble)))
