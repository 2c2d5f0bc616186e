"""The pretend X: its server on loopback, ourselves, and our fans on it."""

from collections.abc import Sequence

from domain.clock import Clock
from tests.contracts.connector import Shown
from tests.platforms.platform_server import PlatformServer
from tests.platforms.x_methods import XMethods
from tests.platforms.x_world import XStored, XWorld


class PretendX(PlatformServer):
    """A `PretendPlatform`: X, ourselves, and two fans."""

    def __init__(self, clock: Clock) -> None:
        self.world = XWorld(clock)
        self.us = self.world.move_in("board")
        self.fans = {name: self.world.move_in(name) for name in ("aiko", "bob")}
        self.methods = XMethods(self.world, self.us)
        super().__init__(self.methods, "POST /2/tweets")

    def up(self) -> None:
        """Begin to answer, on the same port as before."""
        super().up()
        self.methods.url = self.url

    def fan_mentions(self, text: str, by: str = "aiko") -> str:
        """Let a fan name us."""
        return self.world.say(self.fans[by], f"@board {text}").id

    def fan_replies(self, to: str, text: str, by: str = "aiko") -> str:
        """Let a fan answer a post; X puts the name of whom they answer before it."""
        above = self.world.posts[to]
        words = f"@{above.author.name} {text}"
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
        return [_shown(post) for post in self.world.up() if post.author is self.us]

    def settle(self) -> None:
        """Do nothing: everything is to be seen at once."""


def _shown(post: XStored) -> Shown:
    return Shown(
        remote_id=post.id,
        text=post.text,
        parent=post.parent,
        root=post.conversation if post.parent else "",
        alts=tuple(one.alt for one in post.media),
    )
