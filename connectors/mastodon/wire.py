"""Calls to the server, with our token: asking, telling, uploading.

An answer is a value: JSON, or a `Trouble`. A call is sent once, whatever comes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from connectors.exchange import Answer, Exchange, Timeouts
from connectors.json_paths import Json, text_at
from connectors.mastodon.paging import PagingLimit
from connectors.mastodon.verdict import (
    after_read,
    after_write,
    may_be_the_account,
    sign_in_again,
)
from connectors.setup import ConnectorSetup
from connectors.trouble import AnswerError, Trouble
from domain.accounts import RateLeft
from domain.clock import Clock
from domain.errors import PlatformError, SignInAgainError, TryLaterError
from domain.phrases import phrase

_WHO_WE_ARE = "/api/v1/accounts/verify_credentials"
#: A parameter of these names a place in a list.
_PLACES = frozenset({"min_id", "max_id", "since_id"})


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are on the server."""

    #: Opaque.
    remote_id: str
    #: Without the server's name.
    handle: str
    display_name: str
    url: str


class Wire:
    """The line to an account's server."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts) -> None:
        self._account = setup.account
        self._token = setup.secrets.get("token", "")
        self._clock: Clock = setup.clock
        self._exchange = Exchange(
            setup.clock,
            timeouts,
            {
                "Authorization": f"Bearer {self._token}",
                "User-Agent": "Kairanban",
                "Accept": "application/json",
            },
            lambda: (self._token,),
        )
        self._us: Us | None = None
        self.paging = PagingLimit()
        #: As in YAML, without a slash at its end.
        self.server = setup.account.options["server"].rstrip("/")

    @property
    def rate(self) -> RateLeft | None:
        """Return what the server last said of its limits."""
        return self._exchange.rate

    @property
    def lead(self) -> timedelta:
        """Return how far the server's clock is ahead of ours, if that matters."""
        return self._exchange.lead

    @property
    def us(self) -> Us:
        """Return who we are; asks the first time.

        Raises:
            SignInAgainError: The token is not taken.
            TryLaterError: The server did not answer.
        """
        return self._us or self.meet()

    def meet(self) -> Us:
        """Ask the server who we are.

        Raises:
            SignInAgainError: The token is not taken.
            TryLaterError: The server did not answer.
        """
        if not self._token:
            raise SignInAgainError(
                phrase(
                    "No access token is given for {handle}.",
                    handle=self._account.handle,
                )
            )
        found = self._who()
        if isinstance(found, PlatformError):
            raise found
        self._require_named(found)
        self._us = found
        return found

    def _require_named(self, found: Us) -> None:
        """Keep us from speaking in somebody else's name: tokens look all alike."""
        wanted = self._account.handle.partition("@")[0]
        if wanted.casefold() != found.handle.casefold():
            raise SignInAgainError(
                phrase(
                    "This is the access token of {found}, not of {wanted}. Give "
                    "Kairanban the right one, or change the handle in kairanban.yaml.",
                    found=found.handle,
                    wanted=wanted,
                )
            )

    def ask(self, path: str, **parameters: object) -> object:
        """Ask a question and return the answer.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        return self.require(self.try_ask(path, **parameters))

    def try_ask(self, path: str, **parameters: object) -> object | Trouble:
        """Ask a question and return the answer, whatever it is.

        Raises:
            TryLaterError: It is one page too many for now.
        """
        answer = self.try_page(path, parameters)
        return answer.content if isinstance(answer, Answer) else answer

    def try_page(
        self,
        path: str,
        parameters: Mapping[str, object],
        limit_bytes: int | None = None,
    ) -> Answer | Trouble:
        """Ask for a list and return the answer with its headers, whatever it is.

        Raises:
            TryLaterError: It is one page too many for now.
        """
        known = {name: value for name, value in parameters.items() if value is not None}
        if not _PLACES.isdisjoint(known):
            self.paging.take(self._clock.now())
        url = f"{self.server}{path}"
        return self._exchange.ask("GET", url, limit_bytes, params=known)

    def try_tell(
        self, method: str, path: str, headers: Mapping[str, str], **content: Any
    ) -> object | Trouble:
        """Send a write, once, and return the answer, whatever it is."""
        answer = self._exchange.ask(
            method, f"{self.server}{path}", headers=dict(headers), **content
        )
        return answer.content if isinstance(answer, Answer) else answer

    def require(self, answer: object | Trouble) -> object:
        """Return an answer to a question.

        Raises:
            PlatformError: It was none.
        """
        if isinstance(answer, Trouble):
            raise self.error_of(answer) from AnswerError(str(answer))
        return answer

    def error_of(self, trouble: Trouble, *, is_write: bool = False) -> PlatformError:
        """Return the error of a trouble; asks who we are where it may be the account.

        Nothing was done then in either case; only who must act is found out.
        """
        if may_be_the_account(trouble):
            found = self._who()
            if isinstance(found, SignInAgainError):
                return found
        return after_write(trouble) if is_write else after_read(trouble)

    def close(self) -> None:
        """Let go of connections."""
        self._exchange.close()

    def _who(self) -> Us | PlatformError:
        answer = self._exchange.ask("GET", f"{self.server}{_WHO_WE_ARE}")
        if isinstance(answer, Trouble):
            if answer.status in _NOT_US and (answer.is_json or answer.status in _VAGUE):
                return sign_in_again(answer)
            return _no_entry(answer)
        content = answer.content
        if not text_at(content, "id") or not text_at(content, "acct"):
            return TryLaterError(
                phrase("The server's answer does not say who we are; is it Mastodon?")
            )
        return _us(content if isinstance(content, dict) else {})


#: To the question who we are, these say: nobody whom the server knows.
_NOT_US = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
#: Even where something else than JSON says so (observed: 400 with HTML).
_VAGUE = {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}


def _no_entry(trouble: Trouble) -> PlatformError:
    error = after_read(trouble)
    if isinstance(error, TryLaterError | SignInAgainError):
        return error
    return TryLaterError(
        phrase("Signing in failed just now ({what}).", what=str(trouble))
    )


def _us(account: Json) -> Us:
    handle = text_at(account, "username") or text_at(account, "acct")
    return Us(
        remote_id=text_at(account, "id"),
        handle=handle.partition("@")[0],
        display_name=text_at(account, "display_name"),
        url=text_at(account, "url"),
    )
