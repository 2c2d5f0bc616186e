"""A platform that does as it is told: no network, a ledger that nobody can fool.

Tests say what happens to the next requests (`will`), and ask the ledger afterwards
what the public got to see. Every class of idempotency can be played.
"""

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from threading import Lock
from typing import Any

from domain.accounts import Profile, RateLeft
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
    RefusedError,
    SignInAgainError,
    TryLaterError,
)
from domain.items import ItemKind, Page, RemoteReference, Reread
from domain.likeness import OwnPost, OwnPosts
from domain.posts import Draft, Frozen, Receipt, Visibility

#: What a script may say of one request to publish:
#:
#: * ``refuse``: a definite no;
#: * ``duplicate``: a no, because the very same is out already (it may be);
#: * ``refuse-connection``: nobody listens; surely not published;
#: * ``rate-limit``: surely not published; come back in ten minutes;
#: * ``sign-in``: surely not published; a person must sign in;
#: * ``hang-up-before``: the connection breaks, nothing was published;
#: * ``hang-up-after-storing``: it breaks too, but the post is out;
#: * ``stumble``: the connector has a bug, after the post is out.
SCRIPTS = frozenset(
    {
        "refuse",
        "duplicate",
        "refuse-connection",
        "rate-limit",
        "sign-in",
        "hang-up-before",
        "hang-up-after-storing",
        "stumble",
    }
)

RETRY_AFTER = timedelta(minutes=10)


def capabilities_of(
    kind: IdempotencyClass, key_valid_for: timedelta | None = None
) -> Capabilities:
    """Return what a scripted platform of that class offers."""
    return Capabilities(
        platform="scripted",
        title="Scripted",
        idempotency=kind,
        text=TextLimit(len, 300),
        media=MediaLimit(4, 1_000_000, frozenset({"image/png"}), 1000),
        pulls=frozenset(ItemKind),
        look_up=LookUp.NONE if kind is IdempotencyClass.NEITHER else LookUp.BY_LIST,
        lists_own_posts=kind is not IdempotencyClass.NEITHER,
        key_valid_for=key_valid_for,
        visibilities=frozenset({Visibility.PUBLIC, Visibility.UNLISTED}),
        takes_content_warning=True,
        finds_addresses=True,
    )


class ScriptedConnector:
    """Implements `domain.ports.Connector` over a list in memory."""

    def __init__(
        self,
        kind: IdempotencyClass = IdempotencyClass.SERVER_KEY,
        *,
        key_valid_for: timedelta | None = None,
    ) -> None:
        self._capabilities = capabilities_of(kind, key_valid_for)
        self._scripts: deque[str] = deque()
        self._numbers = count(1)
        self._lock = Lock()
        #: Texts before the public, in the order in which they came out.
        self.ledger: list[str] = []
        #: Requests to publish that arrived, by their key.
        self.requests: list[str] = []
        #: What was frozen, in that order.
        self.drafts: list[Draft] = []
        self.looks = 0
        #: Called in the middle of a request, such as to stop time or another thread.
        self.meanwhile: Callable[[], object] = lambda: None
        #: What the next calls of these raise, if anything.
        self.freeze_error: Exception | None = None
        self.look_up_error: Exception | None = None
        self.find_error: Exception | None = None
        self.pull_error: Exception | None = None
        self.pages: deque[Page] = deque()
        self.rereads: list[tuple[str, ...]] = []
        self.reread_answer = Reread((), ())
        #: Cursors that `pull` was given.
        self.cursors: list[str] = []
        self.rate_left: RateLeft | None = None
        self._receipts: dict[str, Receipt] = {}
        self._shown: list[OwnPost] = []

    def will(self, *scripts: str) -> None:
        """Let the next requests to publish go like this; those after them go well."""
        unknown = set(scripts) - SCRIPTS
        if unknown:
            raise AssertionError(f"no such script: {unknown}")
        self._scripts.extend(scripts)

    def declare(self, **changes: Any) -> None:
        """Offer something else from now on."""
        self._capabilities = replace(self._capabilities, **changes)

    @property
    def capabilities(self) -> Capabilities:
        """Tell what the platform can do."""
        return self._capabilities

    @property
    def rate(self) -> RateLeft | None:
        """Tell what is left of the rate limit."""
        return self.rate_left

    def sign_in(self) -> Profile:
        """Tell who we are."""
        return Profile("id-of-us", "us")

    def pull(self, cursor: str) -> Page:
        """Return the next page that was laid ready; an empty one when there is none."""
        self.cursors.append(cursor)
        if self.pull_error is not None:
            raise self.pull_error
        return self.pages.popleft() if self.pages else Page((), cursor)

    def reread(self, remote_ids: Sequence[str]) -> Reread:
        """Return the answer that was laid ready."""
        self.rereads.append(tuple(remote_ids))
        return self.reread_answer

    def freeze(self, draft: Draft, now: datetime) -> Frozen:
        """Return *draft* as JSON, under a key of its own."""
        if self.freeze_error is not None:
            raise self.freeze_error
        if len(draft.text) > self._capabilities.text.limit:
            raise RefusedError("too long")
        self.drafts.append(draft)
        payload = {
            "text": draft.text,
            "media": [one.sha256 for one in draft.media],
            "parent": draft.reply_to.parent.remote_id if draft.reply_to else "",
            "at": now.isoformat(),
        }
        return Frozen(
            json.dumps(payload).encode(), f"key-{next(self._numbers)}", draft.media
        )

    def publish(self, frozen: Frozen) -> Receipt:
        """Do with the request as the script says."""
        self.requests.append(frozen.idempotency_key)
        script = self._scripts.popleft() if self._scripts else ""
        self.meanwhile()
        if error := _before_storing(script):
            raise error
        receipt = self._store(frozen)
        if error := _after_storing(script):
            raise error
        return receipt

    def look_up(self, frozen: Frozen) -> Receipt | None:
        """Tell whether the request is in the ledger."""
        self.looks += 1
        if self.look_up_error is not None:
            raise self.look_up_error
        return self._receipts.get(frozen.idempotency_key)

    def own_posts(self, since: datetime) -> OwnPosts:
        """Tell what is in the ledger, however old it is said to be."""
        self.looks += 1
        if self.look_up_error is not None:
            raise self.look_up_error
        return OwnPosts(tuple(p for p in self._shown if p.created_at >= since))

    def identify(self, address: str) -> Receipt:
        """Tell which post has that address."""
        for receipt in self._receipts.values():
            if receipt.url == address:
                return receipt
        raise RefusedError(f"{address} is no post of ours")

    def find(self, address: str) -> RemoteReference:
        """Tell which post has that address: the one that its last part names."""
        if self.find_error is not None:
            raise self.find_error
        return RemoteReference(address.rpartition("/")[2])

    @property
    def page(self) -> str:
        """Tell where our posts are to be seen."""
        return "https://scripted.test"

    def delete(self, remote_id: str) -> None:
        """Take down a post."""
        known = {one.remote_id: key for key, one in self._receipts.items()}
        self._receipts.pop(known.get(remote_id, ""), None)
        self._shown = [p for p in self._shown if p.receipt.remote_id != remote_id]

    def close(self) -> None:
        """Let go of nothing."""

    def _store(self, frozen: Frozen) -> Receipt:
        """Put the request into the ledger; class A knows its keys again."""
        key, has_keys = frozen.idempotency_key, self._capabilities.idempotency
        with self._lock:
            if has_keys is IdempotencyClass.SERVER_KEY and key in self._receipts:
                return self._receipts[key]
            said = json.loads(frozen.payload)
            self.ledger.append(said["text"])
            number = len(self.ledger)
            receipt = Receipt(f"post-{number}", url=f"https://scripted.test/{number}")
            self._shown.append(
                OwnPost(
                    receipt,
                    said["text"],
                    len(said["media"]),
                    datetime.fromisoformat(said["at"]),
                    said["parent"],
                )
            )
            self._receipts[key] = receipt
            return receipt


_REFUSALS: dict[str, Callable[[], Exception]] = {
    "refuse": lambda: RefusedError("against the rules"),
    "duplicate": lambda: DuplicateError("said that already"),
    "refuse-connection": lambda: TryLaterError("nobody listens"),
    "rate-limit": lambda: TryLaterError("too many requests", RETRY_AFTER),
    "sign-in": lambda: SignInAgainError("the password is wrong"),
    "hang-up-before": lambda: OutcomeUnknownError("the connection broke"),
}


def _before_storing(script: str) -> Exception | None:
    return _REFUSALS[script]() if script in _REFUSALS else None


def _after_storing(script: str) -> Exception | None:
    match script:
        case "hang-up-after-storing":
            return OutcomeUnknownError("the connection broke")
        case "stumble":
            return ZeroDivisionError("with a token in its text: s3cret")
        case _:
            return None
