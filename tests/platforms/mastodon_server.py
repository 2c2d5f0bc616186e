"""The pretend Mastodon: its server on loopback, ourselves, and our fans on it.

`world` is what happens there, `methods` how the server answers, `script` what goes
wrong. Every request that arrives is written down in `requests`.
"""

import threading
from collections import Counter
from collections.abc import Sequence

from domain.clock import Clock
from tests.contracts.connector import Shown
from tests.platforms.mastodon_faults import Script
from tests.platforms.mastodon_flavours import MASTODON, Flavour
from tests.platforms.mastodon_http import Desk, MastodonHttp
from tests.platforms.mastodon_methods import Methods
from tests.platforms.mastodon_world import Stored, World

TOKEN = "canary-access-token"


class PretendMastodon:
    """A `PretendPlatform`: the server, ourselves, and three fans."""

    def __init__(self, clock: Clock, flavour: Flavour = MASTODON) -> None:
        self.world = World(clock, flavour)
        self.us = self.world.add_resident("board")
        self.fans = {
            "aiko": self.world.add_resident("aiko", "far.example"),
            "bob": self.world.add_resident("bob"),
            "chie": self.world.add_resident("chie", "other.example"),
        }
        self.methods = Methods(self.world, TOKEN, self.us)
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
        """Return what was asked for, in order; may be cleared."""
        return self.desk.requests

    def up(self) -> None:
        """Begin to answer, on the same port as before."""
        self._server = MastodonHttp(self._port, self.desk)
        self._port = self._server.server_address[1]
        self.world.url = self.url
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

    def asked(self, request: str) -> int:
        """Return how often something such as "POST /api/v1/statuses" was asked for."""
        return Counter(self.requests)[request]

    # -- what a test does and sees

    def fan_mentions(self, text: str, by: str = "aiko") -> str:
        """Let a fan name us."""
        return self.world.say(self.fans[by], f"@board {text}").id

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        """Let a fan answer a post; they name only whom they answer."""
        parent = self.world.statuses[to]
        words = f"@{parent.author.acct} {text}"
        return self.world.say(self.fans[by], words, parent=to).id

    def fan_quotes(self, of: str, text: str) -> str:
        """Let a fan quote a post."""
        return self.world.say(self.fans["aiko"], text, quoted=of).id

    def fan_edits(self, remote_id: str, text: str) -> None:
        """Let a fan change their words."""
        self.world.edit(remote_id, text)

    def fan_deletes(self, remote_id: str) -> None:
        """Let a fan take their words back."""
        self.world.take_down(remote_id)

    def we_post(self, text: str) -> str:
        """Write a post in the app."""
        return self.world.say(self.us, text).id

    def we_reply(self, to: str, text: str) -> str:
        """Answer a post in the app."""
        return self.world.say(self.us, text, parent=to).id

    def posts(self) -> Sequence[Shown]:
        """Return our own posts, oldest first."""
        return [self._shown(stored) for stored in self.world.of(self.us)]

    def settle(self) -> None:
        """Do nothing: everything is to be seen at once."""

    def _shown(self, stored: Stored) -> Shown:
        above = self.world.above(stored)
        return Shown(
            remote_id=stored.id,
            text=stored.text,
            parent=stored.parent,
            root=above[0].id if above else "",
            alts=tuple(one.description for one in stored.media),
        )
