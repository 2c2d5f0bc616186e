"""What to make of a trouble with X: sorted by what may have happened.

Nothing was sent; it was sent and definitely turned down; or nobody can tell.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType

from connectors.trouble import Trouble, TroubleKind
from domain.errors import (
    DuplicateError,
    GoneError,
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.phrases import phrase

#: A cap on what may be used is no rate limit: it lasts till the month is over, or till
#: somebody raises it.
_CAP_WAIT = timedelta(hours=6)

#: What X says, in its own words (small letters), where only they tell what is meant.
_DUPLICATE = "duplicate content"
_REPLY_RULE = ("reply to this conversation is not allowed", "not been mentioned")
_NOT_THE_APP = (
    "oauth1 app permissions",
    "client-not-enrolled",
    "not permitted to use oauth",
    "client-forbidden",
    "unsupported-authentication",
)
_SUSPENDED = ("is suspended", "account is temporarily locked", "is locked")


def after_read(trouble: Trouble) -> PlatformError:
    """Return the error for a request that changes nothing on X."""
    return definite(trouble) or TryLaterError(
        phrase("X gave no usable answer ({what}).", what=str(trouble)),
        trouble.retry_after,
    )


def after_write(trouble: Trouble) -> PlatformError:
    """Return the error for a request that may have changed something."""
    error = definite(trouble) or OutcomeUnknownError(
        phrase("X did not say clearly whether it was done ({what}).", what=str(trouble))
    )
    # "Gone" is for questions; a write that names what is gone is refused.
    return RefusedError(error.phrase) if isinstance(error, GoneError) else error


def definite(trouble: Trouble) -> PlatformError | None:
    """Return the error where it is sure that nothing was done; else None."""
    if trouble.kind is TroubleKind.NOT_SENT:
        return TryLaterError(
            phrase(
                "X could not be reached ({what}). Is the network up?",
                what=str(trouble),
            )
        )
    told = _TOLD.get(trouble.status)
    if told is not None:
        return told(trouble)
    return _in_json(trouble) if trouble.is_json else None


def _in_json(trouble: Trouble) -> PlatformError | None:
    """Return the error of what is X's own word only where it is JSON."""
    match trouble.status:
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return GoneError(
                phrase("X does not have it (any more) ({what}).", what=str(trouble))
            )
        case HTTPStatus.BAD_REQUEST | HTTPStatus.UNPROCESSABLE_ENTITY:
            return _refused(trouble)
    return None


def sign_in_again(trouble: Trouble) -> SignInAgainError:
    """Return the error that asks a person for new keys."""
    return SignInAgainError(
        phrase(
            "X does not let this account in ({what}). Look at the app in X's developer "
            "console: it must be allowed to read and write; then make the access token "
            "and its secret anew and give them to Kairanban.",
            what=str(trouble),
        )
    )


def _no_credits(_: Trouble) -> SignInAgainError:
    """Return the error of an empty purse: a person must act, and only they can."""
    return SignInAgainError(
        phrase(
            "The credits for X's API are used up. Buy some in X's developer console; "
            "then: kairanban accounts check"
        )
    )


def _forbidden(trouble: Trouble) -> PlatformError:
    if not trouble.is_json:
        # Not X's word but a firewall's in front of it: it comes and goes.
        return TryLaterError(phrase("X's door is shut ({what}).", what=str(trouble)))
    said = f"{trouble.words} {trouble.problem}".lower()
    if _DUPLICATE in said:
        return DuplicateError(
            phrase(
                "X says that the very same is out already ({what}).", what=str(trouble)
            )
        )
    if any(words in said for words in _REPLY_RULE):
        return reply_rule("")
    if any(words in said for words in (*_NOT_THE_APP, *_SUSPENDED)):
        return sign_in_again(trouble)
    return _refused(trouble)


def reply_rule(address: str) -> RefusedError:
    """Return the error of a reply that X's API does not take."""
    told = phrase(
        "Through its API X takes replies only to posts that mention us or quote us. "
        "Answer in X itself. {address}",
        address=address,
    )
    return RefusedError(told)


def _too_many(trouble: Trouble) -> TryLaterError:
    if "usage-capped" in trouble.problem:
        return TryLaterError(
            phrase(
                "The cap on the use of X's API is reached ({what}).", what=str(trouble)
            ),
            trouble.retry_after or _CAP_WAIT,
        )
    return TryLaterError(
        phrase("X asks us to wait: too many requests."), trouble.retry_after
    )


def _refused(trouble: Trouble) -> RefusedError:
    return RefusedError(phrase("X refuses it ({what}).", what=str(trouble)))


_TOLD: Mapping[int, Callable[[Trouble], PlatformError]] = MappingProxyType(
    {
        HTTPStatus.UNAUTHORIZED: sign_in_again,
        HTTPStatus.PAYMENT_REQUIRED: _no_credits,
        HTTPStatus.FORBIDDEN: _forbidden,
        HTTPStatus.TOO_MANY_REQUESTS: _too_many,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _refused,
    }
)
