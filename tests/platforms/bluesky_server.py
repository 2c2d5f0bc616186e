"""The pretend Bluesky: its server on loopback, ourselves, and our fans on it.

`world` is what happens there, `methods` how the server answers, `script` what goes
wrong. Every request that arrives is written down in `requests`.
"""

import threading
from collections import Counter
from collections.abc import Sequence

from domain.clock import Clock
from tests.contracts.connector import Shown
from tests.platforms.bluesky_faults import Script
from tests.platforms.bluesky_http import BlueskyHttp, Desk
from tests.platforms.bluesky_methods import Methods
from tests.platforms.bluesky_world import Stored, World

PASSWORD = "canary-app-password"


class PretendBluesky:
    """A `PretendPlatform`: the server, ourselves, and two fans."""

    def __init__(self, clock: Clock) -> None:
        self.world = World(clock)
        self.us = self.world.add_resident("board.test", PASSWORD)
        self.fans = {
            name: self.world.add_resident(f"{name}.test") for name in ("aiko", "bob")
        }
        self.methods = Methods(self.world)
        self.desk = Desk(self.methods)
        self._port = 0

    # -- the server

    @property
    def url(self) -> str:
        """Return the server's address."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def script(self) -> Script:
        """Return what is going to go wrong."""
        return self.desk.script

    @property
    def requests(self) -> list[str]:
        """Return the methods that were asked for, in order; may be cleared."""
        return self.desk.requests

    @property
    def puts(self) -> list[bytes]:
        """Return the bodies of the requests that put something up."""
        return self.desk.puts

    def up(self) -> None:
        """Begin to answer, on the same port as before."""
        self._server = BlueskyHttp(self._port, self.desk)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def down(self) -> None:
        """Refuse connections until `up`, and drop those that are open."""
        self._server.shutdown()
        self._server.drop_lines()
        self._thread.join()
        self._server.server_close()

    def stop(self) -> None:
        """Let go of everybody who hangs, and close for good."""
        self.desk.over.set()
        self.down()

    def asked(self, name: str) -> int:
        """Return how often a method was asked for."""
        return Counter(r.rsplit(".", maxsplit=1)[-1] for r in self.requests)[name]

    def expire_access(self) -> None:
        """Let every access token run out."""
        self.methods.access.clear()

    def revoke_refresh(self) -> None:
        """Let every refresh token be revoked."""
        self.methods.refresh.clear()

    # -- what a test does and sees

    def fan_mentions(self, text: str) -> str:
        """Let a fan name us."""
        return self.world.mention(self.fans["aiko"], self.us, text).uri

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        """Let a fan answer a post."""
        return self.world.reply(self.fans[by], to, text).uri

    def fan_quotes(self, of: str, text: str) -> str:
        """Let a fan quote a post."""
        return self.world.quote(self.fans["aiko"], of, text).uri

    def fan_edits(self, remote_id: str, text: str) -> None:
        """Let a fan change their words."""
        value = self.world.records[remote_id].value
        self.world.put(remote_id, {**value, "text": text})

    def fan_deletes(self, remote_id: str) -> None:
        """Let a fan take their words back."""
        del self.world.records[remote_id]

    def we_post(self, text: str) -> str:
        """Write a post in the app."""
        return self.world.say(self.us, text).uri

    def we_reply(self, to: str, text: str) -> str:
        """Answer a post in the app."""
        return self.world.reply(self.us, to, text).uri

    def posts(self) -> Sequence[Shown]:
        """Return our own posts, oldest first."""
        return [_shown(stored) for stored in self.world.posts_of(self.us.did)]

    def settle(self) -> None:
        """Do nothing: everything is to be seen at once."""


def _shown(stored: Stored) -> Shown:
    reply = stored.value.get("reply", {})
    images = stored.value.get("embed", {}).get("images", [])
    return Shown(
        remote_id=stored.uri,
        text=stored.value["text"],
        parent=reply.get("parent", {}).get("uri", ""),
        root=reply.get("root", {}).get("uri", ""),
        alts=tuple(image["alt"] for image in images),
    )
