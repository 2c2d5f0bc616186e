"""A community's account on the real network, and the program that looks after it."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState
from domain.items import InboxEntry
from domain.ports import EntryFilter, Memory
from kairanban.bootstrap import open_house
from tests.atproto_network.member import Member
from tests.atproto_network.network import Network
from tests.atproto_network.xrpc import Xrpc
from tests.journeys.program import Answer, Program, wait_until

ACCOUNT = "bsky"

LISTEN = "app.bsky.notification.listNotifications"
PUT = "com.atproto.repo.putRecord"

#: Looks like an app password, and is nobody's.
WRONG_PASSWORD = "wron-gpas-swor-dxyz"


class OverheardProgram(Program):
    """The program, and a file in which everything is kept that its commands print."""

    def __call__(self, *words: str) -> Answer:
        """Run one command to its end."""
        answer = super().__call__(*words)
        with (self.folder / "commands.log").open("a") as log:
            log.write(f"{words}\n{answer.out}\n{answer.err}\n")
        return answer


@dataclass(frozen=True, slots=True)
class Brand:
    """A project folder for one account, made as a person would make it."""

    network: Network
    #: What the people of the brand do themselves, in the app.
    hands: Member
    program: Program
    app_password: str

    @classmethod
    def create(cls, network: Network, folder: Path) -> "Brand":
        """Create the account, an app password and the project in *folder*."""
        hands = network.create_account("brand")
        brand = cls(
            network, hands, OverheardProgram(folder), hands.app_password("kairanban")
        )
        for name in ("queue", "media", "secrets"):
            (folder / name).mkdir(parents=True)
        front = {
            "community": {"name": "Kawabata Makers", "timezone": "Asia/Tokyo"},
            "accounts": {
                ACCOUNT: {
                    "platform": "bluesky",
                    "handle": hands.handle,
                    "server": network.pds_url,
                    "poll_every": "1s",
                }
            },
        }
        # Every JSON is YAML.
        (folder / "kairanban.yaml").write_text(json.dumps(front, indent=2))
        brand.tell_password(brand.app_password)
        return brand

    @property
    def folder(self) -> Path:
        """The project's folder."""
        return self.program.folder

    def tell_password(self, password: str) -> None:
        """Write *password* where the program looks for it."""
        path = self.folder / "secrets" / f"{ACCOUNT}.password"
        path.touch(mode=0o600)
        path.write_text(password)

    def add_sandbox(self) -> None:
        """Add a second account, "box", which needs no network."""
        path = self.folder / "kairanban.yaml"
        front = json.loads(path.read_text())
        front["accounts"]["box"] = {"platform": "sandbox", "handle": "makers"}
        path.write_text(json.dumps(front, indent=2))

    def queue(
        self, key: str, text: str, due_in: float = 1.0, **fields: Any
    ) -> datetime:
        """Put a post into the queue and return when it is due."""
        at = (datetime.now(UTC) + timedelta(seconds=due_in)).replace(microsecond=0)
        post = {"id": key, "at": at.isoformat(), "to": ACCOUNT, "text": text, **fields}
        path = self.folder / "queue" / f"{key}.yaml"
        half = path.with_suffix(".part")
        half.write_text(json.dumps([post], ensure_ascii=False, indent=2))
        half.replace(path)
        return at

    @contextmanager
    def memory(self) -> Iterator[Memory]:
        """Look over the program's shoulder, into the memory that it shares."""
        house = open_house(self.folder)
        try:
            yield house.memory
        finally:
            house.close()

    def sent(self, post: str, within: float = 30.0) -> dict[str, Any]:
        """Wait until *post* is out and return its delivery."""
        return self.when(post, DeliveryState.SENT, within=within)

    def when(
        self, post: str, state: DeliveryState, because: str = "", within: float = 30.0
    ) -> dict[str, Any]:
        """Wait until *post* stands at *state*, *because*; return its delivery."""
        with self.memory() as memory:

            def is_so() -> bool:
                found = memory.outbox.deliveries({state})
                mine = [one for one in found if one.post_key == post]
                return any(because in str(one.reason) for one in mine)

            wait_until(is_so, within)
        return self.program.delivery(post)

    def published(self, text: str) -> list[dict[str, Any]]:
        """Return the account's posts that say *text*, as its server has them."""
        return [post for post in self.hands.posts() if post["value"]["text"] == text]

    def on_appview(self, uri: str) -> dict[str, Any]:
        """Return the post *uri* as the AppView shows it to anybody."""
        self.network.settle()
        found = Xrpc(self.network.appview_url).query("app.bsky.feed.getPosts", uris=uri)
        (post,) = found["posts"]
        return dict(post)

    def status(self) -> dict[str, Any]:
        """Return how the account stands, as the program tells it."""
        accounts = self.program.well("accounts", "list", "--json").json
        (status,) = [one for one in accounts if one["account"] == ACCOUNT]
        return dict(status)

    def stands(self, health: AccountHealth) -> dict[str, Any]:
        """Wait until the account stands so, and return what the program tells."""
        with self.memory() as memory:
            wait_until(lambda: memory.accounts.status(ACCOUNT).health is health)
        return self.status()

    def inbox(self) -> dict[str, dict[str, Any]]:
        """Return everything in the inbox by its text."""
        return {row["text"]: row for row in self.program.entries("--all")}

    def heard(self, *texts: str) -> dict[str, dict[str, Any]]:
        """Wait until *texts* are in the inbox, and judged; return all by text."""
        self.network.settle()
        self.knows(lambda entry: entry.judgement is not None, *texts)
        return self.inbox()

    def knows(self, is_so: Callable[[InboxEntry], object], *texts: str) -> None:
        """Wait until the entries that say *texts* are as they should be."""
        with self.memory() as memory:

            def look() -> bool:
                found = memory.inbox.entries(EntryFilter())
                return {one.item.text for one in found if is_so(one)} >= {*texts}

            wait_until(look)

    def requests(self, method: str) -> int:
        """Return how many requests of the program for *method* were seen."""
        return sum(method in seen.target for seen in self.network.proxy.seen)

    def has_listened(self, times: int = 1) -> None:
        """Wait until the program has asked *times* more what people said."""
        before = self.requests(LISTEN)
        wait_until(lambda: self.requests(LISTEN) >= before + times)

    def age_session(self) -> str:
        """Let the token that the program keeps expire; return the refresh token."""
        with self.memory() as memory:
            sessions = memory.sessions(self.app_password)
            kept = json.loads(sessions.load(ACCOUNT) or "{}")
            handle, did, access, refresh, *rest = kept["session"].split(":::")
            parts = (handle, did, expired(access), refresh, *rest)
            kept["session"] = ":::".join(parts)
            sessions.save(ACCOUNT, json.dumps(kept), datetime.now(UTC))
        return str(refresh)


def expired(token: str) -> str:
    """Return *token* as it would be had its time passed; the test network's key."""
    head, claims, _ = token.split(".")
    past = {"iat": 1_700_000_000, "exp": 1_700_007_200}
    told = json.loads(urlsafe_b64decode(claims + "==")) | past
    signed = f"{head}.{_base64(json.dumps(told).encode())}"
    return f"{signed}.{_base64(hmac.digest(b'jwt-secret', signed.encode(), 'sha256'))}"


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
