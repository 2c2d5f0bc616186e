"""The sandbox as a page that a person can open: `index.html` in the folder."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import jinja2

from connectors.sandbox.feed import Message
from connectors.sandbox.gallery import replace_file
from connectors.sandbox.items import View

BOARD = "index.html"

#: The page shows this many threads; all of them stand in the ledger.
THREAD_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Card:
    """A message, as deep in its thread as it stands."""

    message: Message
    depth: int
    #: The author's name; our handle for ourselves.
    name: str
    quoted: Message | None

    @property
    def closes_at(self) -> datetime:
        """Return when its poll closes; aware UTC."""
        poll = self.message.poll
        seconds = poll.open_for_seconds if poll else 0
        return self.message.at + timedelta(seconds=seconds)


def hang_up(view: View) -> None:
    """Write the page anew.

    Raises:
        OSError: The folder cannot be written.
    """
    replace_file(view.board, page(view).encode())


def page(view: View) -> str:
    """Return the page's HTML: the newest thread first, everything escaped."""
    messages = view.feed.messages
    answers = defaultdict[str, list[Message]](list)
    for message in messages.values():
        answers[message.parent if message.parent in messages else ""].append(message)
    tops = sorted(answers.pop("", ()), key=lambda top: top.at, reverse=True)
    spoke = {message.by for message in messages.values()}
    return _template().render(
        handle=view.handle,
        threads=[list(_cards(top, answers, view)) for top in tops[:THREAD_LIMIT]],
        left_out=len(tops[THREAD_LIMIT:]),
        members=[m for m in view.community.members.values() if m.handle in spoke],
    )


def _cards(
    top: Message, answers: Mapping[str, Sequence[Message]], view: View
) -> Iterator[Card]:
    """Yield a thread as people read it: every answer below what it answers."""
    stack = [(top, 0)]
    while stack:
        message, depth = stack.pop()
        yield Card(
            message=message,
            depth=depth,
            name=view.author(message.by).display_name if message.by else view.handle,
            quoted=view.feed.messages.get(message.quotes),
        )
        stack += [(each, depth + 1) for each in reversed(answers.get(message.id, ()))]


@cache
def _template() -> jinja2.Template:
    source = files("connectors.sandbox") / "board.html"
    environment = jinja2.Environment(autoescape=True, trim_blocks=True)
    return environment.from_string(source.read_text(encoding="utf-8"))
