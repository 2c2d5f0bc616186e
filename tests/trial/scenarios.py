"""What a run is about: a project folder and what must have become of it at the end."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.items import RemoteReference
from domain.ports import ReplyWish
from domain.posts import ReplyTarget
from storage.memory import Memory
from tests.builders import a_page, an_item
from tests.clocks import NOON, ManualClock
from tests.trial.world import MENTION

ACCOUNT = "us"

#: Where the program keeps its memory, in the project folder.
STATE = ".kairanban"

#: By then all is due that a run is about. Seconds after its beginning.
DUE_WITHIN = 100.0

_FRONT = """\
community: {{name: Makers, timezone: Asia/Tokyo}}
late: {{within: 2h, spacing: 1m}}
accounts: {{us: {{platform: pretend_{kind}, server: '{url}'}}}}
"""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One message that must become public once, or be put to a person."""

    #: Key of its post.
    post: str
    text: str
    #: Which message of the post.
    part: int = 0
    #: What it answers on the platform; "" at the top of a thread. A part of a thread
    #: answers the part before it.
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is to be said in a run."""

    name: str
    #: In the order in which they are due.
    occurrences: tuple[Occurrence, ...]
    #: The queue's YAML.
    queue: str = "[]\n"
    #: Puts into the memory what YAML does not say.
    seed: Callable[[Memory], None] = lambda memory: None

    def build(self, folder: Path) -> None:
        """Make the project folder that every run of it is copied from."""
        (folder / "queue").mkdir(parents=True)
        (folder / "queue" / "posts.yaml").write_text(self.queue)
        memory = Memory.open("", folder / STATE, ManualClock(NOON))
        try:
            self.seed(memory)
        finally:
            memory.close()


def copy(template: Path, folder: Path, kind: str, url: str, database: str = "") -> None:
    """Make the project folder of one run."""
    shutil.copytree(template, folder)
    said = front(kind, url)
    if database:
        said += f"database: '{database}'\n"
    (folder / "kairanban.yaml").write_text(said)


def front(kind: str, url: str) -> str:
    """Return `kairanban.yaml` for an account on a pretend platform."""
    return _FRONT.format(kind=kind.lower(), url=url)


def _due(seconds: int) -> str:
    return (NOON + timedelta(seconds=seconds)).isoformat()


def _post(key: str, due_in: int, text: str, **more: object) -> str:
    """Return a post as the queue's YAML says it; every JSON is YAML."""
    post = {"id": key, "at": _due(due_in), "to": ACCOUNT, "text": text, **more}
    return f"- {json.dumps(post, ensure_ascii=False)}\n"


def _two_posts() -> Scenario:
    texts = {
        "open": "Open night tomorrow! https://makers.example/open",
        "koukai": "今夜は工房の公開日です。",
    }
    said = tuple(Occurrence(key, text) for key, text in texts.items())
    queue = "".join(_post(o.post, 20 * n, o.text) for n, o in enumerate(said, 1))
    return Scenario("posts", said, queue)


def _same_words() -> Scenario:
    """Two posts that say the same: whoever looks for one may find the other."""
    said = tuple(Occurrence(f"day-{n}", "The workshop is open.") for n in range(2))
    queue = "".join(_post(o.post, 20 + 40 * n, o.text) for n, o in enumerate(said))
    return Scenario("same words", said, queue)


def _rush() -> Scenario:
    """Many posts at a time, late enough for two daemons to be awake by then."""
    said = tuple(Occurrence(f"post-{n}", f"Number {n} of six.") for n in range(6))
    queue = "".join(_post(o.post, 90 + n // 2, o.text) for n, o in enumerate(said))
    return Scenario("rush", said, queue)


def _thread() -> Scenario:
    first, *others = parts = ("One: the plan.", "Two: the tools.", "Three: the day.")
    said = (Occurrence("thread", text, part) for part, text in enumerate(parts))
    after = Occurrence("after", "And the day after.")
    queue = _post("thread", 20, first, thread=others) + _post("after", 80, after.text)
    return Scenario("thread", (*said, after), queue)


def _recurring() -> Scenario:
    """A post that is due now, and every day after it; and another post."""
    daily = Occurrence("daily", "The workshop is open. As every day.")
    once = Occurrence("once", "Except on Sunday.")
    queue = _post("daily", 20, daily.text, repeat="FREQ=DAILY;COUNT=5")
    return Scenario("recurring", (daily, once), queue + _post("once", 50, once.text))


def _reply() -> Scenario:
    answer = Occurrence("reply/1/1", "Yes, at seven.", parent=MENTION)
    news = Occurrence("news", "See you tonight.")

    def seed(memory: Memory) -> None:
        mention = an_item("When do you open?", remote_id=MENTION)
        memory.inbox.take_in(ACCOUNT, a_page(mention), NOON)
        at = RemoteReference(MENTION)
        target = ReplyTarget(1, parent=at, root=at)
        memory.outbox.add_reply(ACCOUNT, target, ReplyWish(answer.text), NOON)

    return Scenario("reply", (answer, news), _post("news", 40, news.text), seed)


_ALONE = (_two_posts(), _same_words(), _thread(), _recurring(), _reply())

#: What one daemon is tried with.
ALONE = tuple(one.name for one in _ALONE)

SCENARIOS = {one.name: one for one in (*_ALONE, _rush())}
