"""The real network in the place of the pretend one, for the same contract."""

from collections.abc import Sequence
from typing import Any

from tests.atproto_network.member import POST, Member
from tests.atproto_network.network import Network
from tests.contracts.connector import Shown


class RealBluesky:
    """A `PretendPlatform` that does not pretend: fans and ourselves are members."""

    def __init__(self, network: Network, us: Member, fans: dict[str, Member]) -> None:
        self.network = network
        self.us = us
        self.fans = fans

    def fan_mentions(self, text: str) -> str:
        """Let a fan name us."""
        return self.fans["aiko"].mention(self.us.handle, text)

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        """Let a fan answer a post."""
        return self.fans[by].reply(to, text)

    def fan_quotes(self, of: str, text: str) -> str:
        """Let a fan quote a post."""
        return self.fans["aiko"].quote(of, text)

    def fan_edits(self, remote_id: str, text: str) -> None:
        """Let a fan change their words."""
        fan = self.fans["aiko"]
        record = {**fan.record(remote_id)["value"], "text": text}
        fan.xrpc.procedure(
            "com.atproto.repo.putRecord",
            repo=fan.did,
            collection=POST,
            rkey=remote_id.rpartition("/")[2],
            record=record,
        )

    def fan_deletes(self, remote_id: str) -> None:
        """Let a fan take their words back."""
        self.fans["aiko"].delete(remote_id)

    def we_post(self, text: str) -> str:
        """Write a post in the app."""
        return self.us.post(text)

    def we_reply(self, to: str, text: str) -> str:
        """Answer a post in the app."""
        return self.us.reply(to, text)

    def posts(self) -> Sequence[Shown]:
        """Return our own posts as the server has them, oldest first."""
        return [_shown(record) for record in reversed(self.us.posts())]

    def settle(self) -> None:
        """Wait until everything is indexed."""
        self.network.settle()


def _shown(record: dict[str, Any]) -> Shown:
    value = record["value"]
    reply = value.get("reply", {})
    return Shown(
        remote_id=record["uri"],
        text=value["text"],
        parent=reply.get("parent", {}).get("uri", ""),
        root=reply.get("root", {}).get("uri", ""),
        alts=tuple(image["alt"] for image in value.get("embed", {}).get("images", [])),
    )
