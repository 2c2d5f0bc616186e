"""Calls to X, signed with OAuth 1.0a: through tweepy's endpoints, once each.

An answer is a value: JSON in the newer vocabulary, or a `Trouble`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from oauthlib.oauth1 import Client as Signer

from connectors.exchange import Answer, Exchange, Timeouts
from connectors.json_paths import text_at
from connectors.setup import ConnectorSetup
from connectors.trouble import AnswerError, Trouble
from connectors.x.client import XClient
from connectors.x.verdict import after_read, after_write
from connectors.x.vocabulary import Vocabulary, asked_in, newer
from domain.accounts import RateLeft
from domain.errors import PlatformError, SignInAgainError, TryLaterError
from domain.phrases import phrase

#: One of tweepy's endpoints with its parameters, to be called.
Call = Callable[[XClient], object]

SECRETS = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are on X."""

    remote_id: str
    handle: str
    display_name: str


class _Unanswered(Exception):  # noqa: N818  # no error of ours: it leads out of tweepy
    def __init__(self, trouble: Trouble) -> None:
        super().__init__()
        self.trouble = trouble


class Wire:
    """The line to X for one account."""

    def __init__(self, setup: ConnectorSetup, timeouts: Timeouts) -> None:
        self._handle = setup.account.handle
        self._server = setup.account.options["server"].rstrip("/")
        self._vocabulary = Vocabulary(setup.account.options["vocabulary"])
        self._secrets = [setup.secrets.get(name, "") for name in SECRETS]
        key, secret, token, token_secret = self._secrets
        self._signer = Signer(key, secret, token, token_secret)
        self._exchange = Exchange(
            setup.clock,
            timeouts,
            {"User-Agent": "Kairanban", "Accept": "application/json"},
            lambda: self._secrets,
        )
        self._client = XClient(self._send)
        self._us: Us | None = None

    @property
    def rate(self) -> RateLeft | None:
        """Return what X last said of its limits."""
        return self._exchange.rate

    @property
    def lead(self) -> timedelta:
        """Return how far X's clock is ahead of ours, if that matters."""
        return self._exchange.lead

    @property
    def us(self) -> Us:
        """Return who we are; asks the first time.

        Raises:
            SignInAgainError: The keys are not taken.
            TryLaterError: X did not answer.
        """
        return self._us or self.meet()

    def meet(self) -> Us:
        """Ask X who we are.

        Raises:
            SignInAgainError: The keys are not taken, or are somebody else's.
            TryLaterError: X did not answer.
        """
        if not all(self._secrets):
            raise SignInAgainError(
                phrase("The keys for {handle} are not all given.", handle=self._handle)
            )
        answer = self.ask(lambda client: client.get_me())
        us = Us(
            text_at(answer, "data", "id"),
            text_at(answer, "data", "username"),
            text_at(answer, "data", "name"),
        )
        if not us.remote_id or not us.handle:
            raise TryLaterError(phrase("X's answer does not say who we are."))
        self._require_named(us)
        self._us = us
        return us

    def _require_named(self, found: Us) -> None:
        """Keep us from speaking in somebody else's name: tokens look all alike."""
        if self._handle.casefold() != found.handle.casefold():
            raise SignInAgainError(
                phrase(
                    "This is the access token of {found}, not of {wanted}. Give "
                    "Kairanban the right one, or change the handle in kairanban.yaml.",
                    found=found.handle,
                    wanted=self._handle,
                )
            )

    def ask(self, call: Call) -> object:
        """Ask a question and return the answer.

        Raises:
            PlatformError: As `after_read` sorts it.
        """
        return self.require(self.attempt(call))

    def attempt(self, call: Call) -> object | Trouble:
        """Call one of tweepy's endpoints, once, and return whatever came back."""
        try:
            return newer(call(self._client))
        except _Unanswered as error:
            return error.trouble

    def post(self, path: str, **content: Any) -> object | Trouble:
        """Send what tweepy has no endpoint for; *content* as httpx takes it."""
        return self._spoken(self._exchange_once("POST", path, {}, content))

    def question(self, path: str, parameters: Mapping[str, str]) -> object | Trouble:
        """Ask what tweepy has no endpoint for."""
        return self._spoken(self._exchange_once("GET", path, parameters, {}))

    def require(self, answer: object | Trouble) -> object:
        """Return an answer to a question.

        Raises:
            PlatformError: It was none.
        """
        if isinstance(answer, Trouble):
            raise after_read(answer) from AnswerError(str(answer))
        return answer

    def error_of(self, trouble: Trouble, *, is_write: bool) -> PlatformError:
        """Return the error of a trouble."""
        return after_write(trouble) if is_write else after_read(trouble)

    def close(self) -> None:
        """Let go of connections."""
        self._exchange.close()

    def _spoken(self, answer: Answer | Trouble) -> object | Trouble:
        return newer(answer.content) if isinstance(answer, Answer) else answer

    def _send(
        self, method: str, path: str, parameters: Mapping[str, Any], body: object
    ) -> object:
        """Do for tweepy what it would do itself."""
        known = {
            "post.fields" if name == "tweet.fields" else name: str(value)
            for name, value in parameters.items()
        }
        content = {} if body is None else {"json": body}
        asked = asked_in(self._vocabulary, known)
        answer = self._exchange_once(method, path, asked, content)
        if isinstance(answer, Trouble):
            raise _Unanswered(answer)
        return answer.content

    def _exchange_once(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        content: Mapping[str, Any],
    ) -> Answer | Trouble:
        url = f"{self._server}{path}"
        if parameters:
            url += f"?{urlencode(parameters, quote_via=quote, safe='')}"
        # Neither JSON nor a form of parts is signed: only the address is.
        _, headers, _ = self._signer.sign(url, method)
        known = dict(content)
        if "json" in known:
            headers["Content-Type"] = "application/json"
            known["content"] = json.dumps(known.pop("json"), sort_keys=True).encode()
        return self._exchange.ask(method, url, headers=headers, **known)
