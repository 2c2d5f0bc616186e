"""The pretend Mastodon: its server on loopback, ourselves, and our fans on it.

`world` is what happens there, `methods` how the server answers, `script` what goes
wrong. Every request that arrives is written down in `requests`.
"""

from collections.abc import Sequence

from domain.clock import Clock
from tests.contracts.connector import Shown
from tests.platforms.mastodon_flavours import MASTODON, Flavour
from tests.platforms.mastodon_methods import Methods
from tests.platforms.mastodon_world import Stored, World
from tests.platforms.platform_server import PlatformServer

TOKEN = "canary-access-token"


class PretendMastodon(PlatformServer):
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
        super().__init__(self.methods, "POST /api/v1/statuses")

    def up(self) -> None:
        """Begin to answer, on the same port as before."""
        super().up()
        self.world.url = self.url

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
