"""What to make of a trouble: sorted by what may have happened.

Nothing was sent; it was sent and definitely turned down; or nobody can tell.
"""

from http import HTTPStatus

from connectors.trouble import Trouble, TroubleKind
from domain.errors import (
    GoneError,
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.phrases import phrase

_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_UNKNOWN = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.NOT_IMPLEMENTED,
    *_GONE,
}
#: In the protocol's own form these are a definite no to this very request.
_NO = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    *_GONE,
}


def after_read(trouble: Trouble) -> PlatformError:
    """Return the error for a request that changes nothing on the server."""
    return definite(trouble) or TryLaterError(
        phrase("The server gave no usable answer ({what}).", what=str(trouble)),
        trouble.retry_after,
    )


def after_write(trouble: Trouble) -> PlatformError:
    """Return the error for a request that may have changed something."""
    error = definite(trouble) or OutcomeUnknownError(
        phrase(
            "The server did not say clearly whether it was done ({what}).",
            what=str(trouble),
        )
    )
    # "Gone" is for questions; a write that names what is gone is refused.
    if isinstance(error, GoneError):
        return RefusedError(error.phrase)
    return error


def may_be_the_account(trouble: Trouble) -> bool:
    """May it be the account, and not the request, that was turned down?

    A 403 may say "not this post" or "not you any more"; and some servers answer a
    bad token with 400 and a page of HTML.
    """
    if trouble.lacks_scope:
        return False
    is_vague = trouble.status == HTTPStatus.BAD_REQUEST and not trouble.is_json
    return is_vague or (trouble.status == HTTPStatus.FORBIDDEN and trouble.is_json)


def is_no_such(trouble: Trouble) -> bool:
    """Does the server not know what it was asked, as older servers do not?"""
    return trouble.status in _UNKNOWN


def sign_in_again(trouble: Trouble) -> SignInAgainError:
    """Return the error that asks a person for a new token."""
    if trouble.lacks_scope:
        return SignInAgainError(
            phrase(
                "The access token may not do this ({what}). Make one with the scopes "
                "read, write:statuses and write:media, and give it to Kairanban.",
                what=str(trouble),
            )
        )
    return SignInAgainError(
        phrase(
            "The server does not let this account in ({what}). Check it in a browser, "
            "make a new access token (Preferences, Development) and give it to "
            "Kairanban.",
            what=str(trouble),
        )
    )


def definite(trouble: Trouble) -> PlatformError | None:
    """Return the error where it is sure that nothing was done; else None."""
    if trouble.kind is TroubleKind.NOT_SENT:
        return TryLaterError(
            phrase(
                "The server could not be reached ({what}). Is the network up?",
                what=str(trouble),
            )
        )
    if trouble.status == HTTPStatus.UNAUTHORIZED or trouble.lacks_scope:
        return sign_in_again(trouble)
    return _turned_down(trouble)


def _turned_down(trouble: Trouble) -> PlatformError | None:
    match trouble.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return TryLaterError(
                phrase("The server asks us to wait: too many requests."),
                trouble.retry_after,
            )
        case HTTPStatus.FORBIDDEN if not trouble.is_json:
            # Not the server's word but a firewall's in front of it: it comes and goes.
            return TryLaterError(
                phrase("The server's door is shut ({what}).", what=str(trouble))
            )
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return _refused(trouble)
        case status if status in _NO and trouble.is_json:
            return _gone(trouble) if status in _GONE else _refused(trouble)
    return None


def _gone(trouble: Trouble) -> GoneError:
    return GoneError(
        phrase("The server does not have it (any more) ({what}).", what=str(trouble))
    )


def _refused(trouble: Trouble) -> RefusedError:
    return RefusedError(phrase("The server refuses it ({what}).", what=str(trouble)))
