"""A post from the command line: what was said becomes an entry of the queue."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from config.emit import Data
from config.guess import one_of
from config.load import load
from config.moments import Moment
from config.spoken import spoken, written
from config.tree import QUEUE
from config.values import WrongValueError
from config.write import Prepared, prepared
from domain.errors import RequestError
from domain.phrases import phrase
from domain.posts import Post

#: Stands alone on a line between the parts of a thread.
BETWEEN_PARTS = "---"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for."""

    #: May hold several parts, each divided from the next by a line `---`.
    text: str
    accounts: Sequence[str]
    #: As the person says it, such as "tomorrow 9:00".
    at: str
    #: Relative to the project, or absolute.
    media: Sequence[Path] = ()
    #: What each of the media shows, in the same order.
    alts: Sequence[str] = ()
    campaign: str = ""
    needs_approval: bool = False
    #: "" makes one of the time.
    key: str = ""
    #: "" is the file of the month.
    file: str = ""


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is right, and not written yet."""

    prepared: Prepared
    post: Post
    moment: Moment


def new_post(folder: Path, wish: Wish, now: datetime) -> NewPost:
    """Prepare what the person asked for; nothing is written yet.

    Raises:
        RequestError: It cannot be understood, or not be done.
        ConfigurationError: With it, the project is not right; says everything.
    """
    project = load(folder).project
    _require_accounts(wish.accounts, project.accounts)
    zone = project.community.timezone
    try:
        moment = spoken(wish.at, now, zone)
    except WrongValueError as error:
        raise RequestError(error.phrase) from None
    taken = {post.key for post in project.posts}
    key = wish.key or free_key(f"{moment.at.astimezone(zone):%Y-%m-%d-%H%M}", taken)
    month = f"{QUEUE}/{moment.at.astimezone(zone):%Y-%m}.yaml"
    entry = _entry(wish, key, written(moment.at, zone), folder.resolve())
    ready = prepared(folder, wish.file or month, [entry])
    (post,) = [one for one in ready.loaded.project.posts if one.key == key]
    return NewPost(ready, post, moment)


def free_key(wanted: str, taken: Collection[str]) -> str:
    """Return *wanted*, or what is nearest to it and not taken yet."""
    if wanted not in taken:
        return wanted
    names = (f"{wanted}-{number}" for number in count(2))
    return next(name for name in names if name not in taken)


def parts_of(text: str) -> list[str]:
    """Return the parts of a text that has a line `---` between them."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip() == BETWEEN_PARTS:
            parts.append([])
        else:
            parts[-1].append(line)
    return ["\n".join(lines).strip("\n").rstrip() for lines in parts]


def _require_accounts(names: Sequence[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise RequestError(
                phrase(
                    "there is no account '{name}'{choices}",
                    name=name,
                    choices=one_of(name, known),
                )
            )


def _entry(wish: Wish, key: str, at: str, home: Path) -> Mapping[str, Data]:
    first, *thread = parts_of(wish.text)
    to: Data = wish.accounts[0] if len(wish.accounts) == 1 else list(wish.accounts)
    entry: dict[str, Data] = {"id": key, "at": at, "to": to}
    if wish.campaign:
        entry["campaign"] = wish.campaign
    if wish.needs_approval:
        entry["approval"] = "required"
    if first or not wish.media:
        entry["text"] = first
    if wish.media:
        entry["media"] = _media(wish, home)
    if thread:
        entry["thread"] = thread
    return entry


def _media(wish: Wish, home: Path) -> Data:
    if len(wish.media) != len(wish.alts):
        raise RequestError(
            phrase(
                "say with --alt what each of the media shows, in the same order"
                ' (--alt "" if it is only decoration)'
            )
        )
    return [
        {"file": _in_project(file, home), "alt": alt}
        for file, alt in zip(wish.media, wish.alts, strict=True)
    ]


def _in_project(file: Path, home: Path) -> str:
    """Return a file's name as the queue has it: seen from here, or from the project."""
    for path in (Path.cwd() / file, home / file):
        found = path.resolve()
        if found.is_file() and found.is_relative_to(home):
            return found.relative_to(home).as_posix()
    return str(file)
