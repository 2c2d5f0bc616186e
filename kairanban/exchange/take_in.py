"""Turn rows of another program into entries of the queue, each checked as such."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.emit import Data
from config.guess import one_of
from config.load import load
from config.spoken import written
from config.values import WrongValueError, zone
from config.write import Prepared, prepared
from domain.errors import ConfigurationError, Problem
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project
from kairanban.exchange.rows import Row, RowError
from kairanban.new_post import free_key

#: Keys of ours that are written from what a row says.
_SAID = frozenset({"id", "at", "to", "text", "alt"})
#: By either of these an entry says that it recurs.
_RECURS = frozenset({"repeat", "every"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """How rows are to be taken in."""

    #: What an account is called there, and what it is called here.
    accounts: Mapping[str, str]
    #: Where posts go of which the file does not say so.
    to: Sequence[str] = ()
    #: Beginning of the ids.
    prefix: str = ""
    #: Keep addresses of pictures as a note, and take the post without them.
    leave_media: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file."""

    #: By the row's number: entries as they stand in YAML.
    entries: Mapping[int, Mapping[str, Data]]
    #: What is wrong, row by row.
    problems: tuple[Problem, ...]
    #: Rows of which nothing is to be done: they are out already.
    over: int
    #: None where nothing is left to be written.
    ready: Prepared | None


@dataclass(slots=True)
class TakeIn:
    """Takes in one file."""

    folder: Path
    project: Project
    wishes: Wishes
    now: datetime
    #: The name of the file that is taken in, for what is said of its rows.
    name: str
    _problems: list[Problem] = field(default_factory=list)
    _over: int = 0
    #: By the posts' ids: when they are due, of those whose rows said a moment; and in
    #: which zone they recur, of those that do.
    _moments: dict[str, datetime] = field(default_factory=dict)
    _zones: dict[str, str] = field(default_factory=dict)

    def take(self, rows: Iterable[Row], into: str) -> Taken:
        """Return what the rows become in the file *into*; nothing is written yet.

        Rows that are wrong are left out; what is wrong with them is in the answer.

        Raises:
            ConfigurationError: The project is not right even without them.
            RequestError: *into* cannot be added to.
        """
        entries = dict(self._entries(rows))
        ready = self._checked(entries, into)
        problems = sorted(self._problems, key=lambda problem: problem.line)
        return Taken(entries, tuple(problems), self._over, ready)

    def _entries(self, rows: Iterable[Row]) -> Iterator[tuple[int, Mapping[str, Data]]]:
        taken = {post.key for post in self.project.posts}
        known = {_likeness(post) for post in self.project.posts}
        for row in rows:
            if row.is_over:
                self._over += 1
                continue
            try:
                entry = self._entry(row, taken, known)
            except RowError as error:
                self._note(row.number, error)
                continue
            taken.add(str(entry["id"]))
            yield row.number, entry

    def _note(self, number: int, error: RowError) -> None:
        self._problems.append(Problem(self.name, number, 0, "", error.phrase))

    def _entry(
        self, row: Row, taken: set[str], known: set[tuple[datetime, str]]
    ) -> Mapping[str, Data]:
        if row.problem is not None:
            raise RowError(row.problem)
        at = self._time(row)
        to = self._accounts(row)
        text = str(row.entry.get("text") or row.text.strip("\n").rstrip())
        if at is not None and (at, text) in known:
            raise RowError(phrase("the same post is in the queue already"))
        key = self._key(row, at, taken)
        self._remember(key, row)
        head: dict[str, Data] = {
            "id": key,
            **self._when(row, at),
            "to": to[0] if len(to) == 1 else to,
        }
        words: dict[str, Data] = {"text": text} if text else {}
        rest = {k: as_data(v) for k, v in row.entry.items() if k not in _SAID}
        if rest.get("timezone") == self.project.community.timezone.key:
            del rest["timezone"]  # it goes without saying, as far as we know
        return {**head, **words, **self._media(row), **rest}

    def _remember(self, key: str, row: Row) -> None:
        """Note what a row says of its times, whatever its words will be read as."""
        if row.at is not None and "every" not in row.entry:
            self._moments[key] = row.at
        if _RECURS & row.entry.keys():
            usual = self.project.community.timezone.key
            self._zones[key] = str(row.entry.get("timezone") or usual)

    def _key(self, row: Row, at: datetime | None, taken: set[str]) -> str:
        if name := str(row.entry.get("id") or ""):
            return name
        zone = self.project.community.timezone
        stem = f"{at.astimezone(zone):%Y-%m-%d-%H%M}" if at else str(row.number)
        return free_key(f"{self.wishes.prefix}{stem}", taken)

    def _time(self, row: Row) -> datetime | None:
        """Return when it is due; None where it says so in words of ours."""
        if row.at is None and not {"at", "every"} & row.entry.keys():
            raise RowError(phrase("it does not say when"))
        recurs = _RECURS & row.entry.keys()
        if row.at is not None and row.at <= self.now and not recurs:
            raise RowError(phrase("its time has passed; give it a new time"))
        return row.at

    def _when(self, row: Row, at: datetime | None) -> Mapping[str, Data]:
        if "every" in row.entry:
            return {}
        if at is None:
            return {"at": as_data(row.entry["at"])}
        return {"at": written(at, self._zone_of(row))}

    def _zone_of(self, row: Row) -> ZoneInfo:
        """Return the zone in which a row's times are meant, if it names one."""
        try:
            return zone(str(row.entry["timezone"]))
        except (KeyError, WrongValueError):  # a wrong one is told by the check
            return self.project.community.timezone

    def _accounts(self, row: Row) -> list[Data]:
        found = [self._account(names) for names in row.accounts if names]
        found = found or list(self.wishes.to)
        if not found:
            raise RowError(phrase("it does not say where; name the account with --to"))
        return list(dict.fromkeys(found))

    def _account(self, names: Sequence[str]) -> str:
        for name in names:
            if (key := self.wishes.accounts.get(name)) is not None:
                return key
        for name in names:
            if name in self.project.accounts:
                return name
        raise RowError(
            phrase(
                "there is no account '{name}'{choices}; say which it is with "
                "--account '{name}=...'",
                name=names[0],
                choices=one_of(names[0], self.project.accounts),
            )
        )

    def _media(self, row: Row) -> Mapping[str, Data]:
        if not row.media:
            return {}
        addresses = [one for one in row.media if urlsplit(one).scheme]
        if addresses and not self.wishes.leave_media:
            raise RowError(
                phrase(
                    "its picture is on the web: {address}; save it into media/ and "
                    "name it, or add --leave-media",
                    address=addresses[0],
                )
            )
        if addresses:
            return {"x-media": addresses}
        said = row.entry.get("alt", [])
        alts = list(said) if isinstance(said, Sequence) else []
        if len(alts) < len(row.media):
            raise RowError(phrase("it does not say under 'alt' what its picture shows"))
        pairs = zip(row.media, alts, strict=False)
        return {"media": [{"file": file, "alt": str(alt)} for file, alt in pairs]}

    def _checked(
        self, entries: dict[int, Mapping[str, Data]], into: str
    ) -> Prepared | None:
        """Read the whole project with the entries; leave out those that are wrong."""
        while entries:
            try:
                ready = prepared(self.folder, into, list(entries.values()))
            except ConfigurationError as error:
                if not self._leave_out(entries, error):
                    raise
            else:
                if not self._set_right(entries, ready.loaded.project):
                    return ready
        return None

    def _set_right(
        self, entries: dict[int, Mapping[str, Data]], project: Project
    ) -> bool:
        """Say in full what would be meant in another zone where it is put.

        The file or the campaign may have a zone of its own. False if every time is
        read as it is meant.
        """
        posts = {post.key: post for post in project.posts}
        was_right = True
        for number, entry in entries.items():
            post = posts.get(str(entry["id"]))
            missing = self._in_full(post) if post is not None else {}
            if not missing.items() <= entry.items():
                entries[number], was_right = {**entry, **missing}, False
        return not was_right

    def _in_full(self, post: Post) -> dict[str, Data]:
        """Return what must be said so that a post, read as it is, is read rightly."""
        at, home = self._moments.get(post.key, post.at), self._zones.get(post.key)
        if home is not None and post.repeat is not None and post.repeat.zone != home:
            return {"timezone": home}
        if at != post.at:
            return {"at": at.astimezone(self.project.community.timezone).isoformat()}
        return {}

    def _leave_out(
        self, entries: dict[int, Mapping[str, Data]], error: ConfigurationError
    ) -> bool:
        """Note what is wrong with entries; return whether any was found to be so."""
        wrong = set()
        for number, entry in entries.items():
            key = str(entry["id"])
            for problem in error.problems:
                if _is_of(problem, key):
                    wrong.add(number)
                    where = problem.where.removeprefix("posts.").removeprefix(key)
                    self._problems.append(
                        Problem(self.name, number, 0, where.strip("."), problem.what)
                    )
        for number in wrong:
            del entries[number]
        return bool(wrong)


def _is_of(problem: Problem, key: str) -> bool:
    where = problem.where.removeprefix("posts.")
    return where == key or where.startswith(f"{key}.")


def _likeness(post: Post) -> tuple[datetime, str]:
    return post.at, post.text


def as_data(value: object) -> Data:
    """Return what JSON said as YAML has it: numbers and the like as text."""
    if isinstance(value, Mapping):
        kept = {str(key): inner for key, inner in value.items() if inner is not None}
        return {key: as_data(inner) for key, inner in kept.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(value)
    return [as_data(inner) for inner in value]


def loaded_project(folder: Path) -> Project:
    """Return the project that posts are taken into.

    Raises:
        ConfigurationError: It is not right as it is.
    """
    return load(folder).project
