"""Ears and voice on the pretend platforms, as a connector of ours would be written.

Real requests over real sockets; errors are sorted as the law demands: what cannot be
known is unknown. `register` makes the platforms known to the program under trial, and
to nobody else.
"""

import json
import os
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from secrets import token_hex
from types import MappingProxyType
from typing import Any

import httpx

from connectors import registry
from connectors.setup import ConnectorSetup, Option, Platform
from domain.accounts import Profile
from domain.capabilities import (
    Capabilities,
    IdempotencyClass,
    LookUp,
    MediaLimit,
    TextLimit,
)
from domain.errors import (
    DuplicateError,
    OutcomeUnknownError,
    PlatformError,
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.items import ItemKind, Page, RemoteReference, Reread
from domain.likeness import OwnPost, OwnPosts
from domain.phrases import phrase
from domain.posts import Draft, Frozen, Receipt

#: Longest time a write may take. Seconds of the run.
WRITE_TIMEOUT = 60.0
#: A request is given up after so long: sooner than a write may take. As above.
GIVE_UP_AFTER = 40.0

_LOOK_UPS = {
    IdempotencyClass.SERVER_KEY: LookUp.BY_KEY,
    IdempotencyClass.LOOK_UP: LookUp.BY_LIST,
    IdempotencyClass.NEITHER: LookUp.NONE,
}
#: Made once: loading certificates, which nobody needs on loopback, takes its time.
_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def capabilities_of(kind: IdempotencyClass) -> Capabilities:
    """Return what the pretend platform of that class offers."""
    return Capabilities(
        platform=f"pretend_{kind.value.lower()}",
        title=f"Pretend {kind.value}",
        idempotency=kind,
        text=TextLimit(len, 300),
        media=MediaLimit(4, 1_000_000, frozenset({"image/png"}), 1000),
        pulls=frozenset({ItemKind.MENTION}),
        look_up=_LOOK_UPS[kind],
        lists_own_posts=kind is IdempotencyClass.LOOK_UP,
        settle=timedelta(seconds=90),
        write_timeout=timedelta(seconds=WRITE_TIMEOUT),
    )


class Pretend:
    """One account on a pretend platform."""

    def __init__(self, setup: ConnectorSetup, kind: IdempotencyClass) -> None:
        speed = getattr(setup.clock, "speed", 1.0)
        self._kind = kind
        self._capabilities = capabilities_of(kind)
        self._http = httpx.Client(
            base_url=setup.account.options["server"],
            timeout=GIVE_UP_AFTER / speed,
            verify=_NO_CERTIFICATES,
            trust_env=False,
            headers={"x-process": str(os.getpid())},
        )

    @property
    def capabilities(self) -> Capabilities:
        """Tell what the platform can do."""
        return self._capabilities

    @property
    def rate(self) -> None:
        """Tell that nothing is known of a rate limit."""
        return

    def sign_in(self) -> Profile:
        """Tell who we are."""
        return Profile("us", "us")

    def pull(self, cursor: str) -> Page:
        """Ask for news; there is none."""
        self._read("/news")
        return Page((), cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Tell that nothing changed."""
        del remote_ids
        return Reread((), ())

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return the request, byte for byte, under a key of its own where keys count.

        Raises:
            RefusedError: It is too long.
        """
        del now
        if len(draft.text) > self._capabilities.text.limit:
            raise RefusedError(phrase("too long"))
        parent = draft.reply_to.parent.remote_id if draft.reply_to else ""
        payload = json.dumps({"text": draft.text, "parent": parent}).encode()
        has_keys = self._kind is IdempotencyClass.SERVER_KEY
        return Frozen(payload, token_hex(8) if has_keys else "", draft.media)

    def publish(self, frozen: Frozen) -> Receipt:
        """Send the request, once.

        Raises:
            PlatformError: As `Connector.publish` says.
        """
        headers = {"content-type": "application/json"}
        if frozen.idempotency_key:
            headers["idempotency-key"] = frozen.idempotency_key
        try:
            answer = self._http.post("/posts", content=frozen.payload, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryLaterError(phrase("nobody listens")) from error
        except httpx.HTTPError as error:
            raise OutcomeUnknownError(phrase("no answer")) from error
        if answer.status_code == HTTPStatus.OK:
            return _accepted(answer)
        raise _refusal(answer)

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether the request is out, by its key."""
        found = self._read(f"/posts/by-key/{frozen.idempotency_key}")
        return None if found is None else _receipt(found)

    def own_posts(self, since: datetime) -> OwnPosts:
        """Return what the platform lists of us."""
        listed = self._read("/posts", since=since.isoformat()) or {"posts": []}
        return OwnPosts(tuple(map(_own, listed["posts"])))

    def identify(self, address: str) -> Receipt:
        """Return the receipt of the post at *address*."""
        raise RefusedError(phrase("{address} is no post of ours", address=address))

    def find(self, address: str) -> RemoteReference:
        """Refuse: nobody else has posts here."""
        raise RefusedError(phrase("{address} is no post here", address=address))

    @property
    def page(self) -> str:
        """Return where a person sees our posts."""
        return str(self._http.base_url)

    def delete(self, remote_id: str) -> None:
        """Refuse: nothing leaves the ledger."""
        raise RefusedError(phrase("{post} stays", post=remote_id))

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def _read(self, path: str, **query: str) -> Any:
        """Return what *path* says; None if there is no such thing.

        Raises:
            TryLaterError: No usable answer came.
        """
        try:
            answer = self._http.get(path, params=query)
            if answer.status_code == HTTPStatus.NOT_FOUND:
                return None
            return answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise TryLaterError(phrase("no usable answer")) from error


def register() -> None:
    """Make the pretend platforms known; before anything else imports the registry."""
    known = dict(registry.PLATFORMS)
    for kind in IdempotencyClass:
        platform = _platform(kind)
        known[platform.name] = platform
    registry.PLATFORMS = MappingProxyType(known)


def _platform(kind: IdempotencyClass) -> Platform:
    capabilities = capabilities_of(kind)
    return Platform(
        name=capabilities.platform,
        capabilities=capabilities,
        build=lambda setup: Pretend(setup, kind),
        options=(Option("server", phrase("where it is")),),
        needs_handle=False,
        poll_every=timedelta(hours=1),
    )


def _refusal(answer: httpx.Response) -> PlatformError:
    """Return the error of an answer that is no receipt."""
    match answer.status_code:
        case HTTPStatus.TOO_MANY_REQUESTS:
            asked = answer.headers.get("retry-after")
            wait = timedelta(seconds=int(asked)) if asked else None
            return TryLaterError(phrase("too many requests"), wait)
        case HTTPStatus.UNAUTHORIZED:
            return SignInAgainError(phrase("the token is not good"))
        case HTTPStatus.FORBIDDEN if b'"duplicate"' in answer.content:
            return DuplicateError(phrase("it says that it has this already"))
        case status if 400 <= status < 500:
            return RefusedError(phrase("it refuses"))
    return OutcomeUnknownError(phrase("HTTP {status}", status=answer.status_code))


def _accepted(answer: httpx.Response) -> Receipt:
    """Return what a 200 says.

    Raises:
        OutcomeUnknownError: It says nothing that we understand.
    """
    try:
        return _receipt(answer.json())
    except (ValueError, KeyError, TypeError) as error:
        raise OutcomeUnknownError(phrase("a strange answer")) from error


def _receipt(said: Any) -> Receipt:
    return Receipt(said["id"], url=f"https://pretend.test/{said['id']}")


def _own(said: Any) -> OwnPost:
    at = datetime.fromisoformat(said["at"])
    return OwnPost(_receipt(said), said["text"], 0, at, said["parent"])
