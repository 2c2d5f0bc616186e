"""Turn rows of another program into entries of the queue, each checked as such."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from config.emit import Data
from config.guess import one_of
from config.load import load
from config.spoken import written
from config.write import Prepared, prepared
from domain.errors import ConfigurationError, Problem
from domain.phrases import phrase
from domain.posts import Post
from domain.project import Project
from kairanban.exchange.rows import Row, RowError
from kairanban.new_post import free_key


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
        text = row.text.strip("\n").rstrip()
        if (at, text) in known:
            raise RowError(phrase("the same post is in the queue already"))
        zone = self.project.community.timezone
        name = str(row.entry.get("id") or "")
        stem = f"{at.astimezone(zone):%Y-%m-%d-%H%M}"
        key = name or free_key(f"{self.wishes.prefix}{stem}", taken)
        head: dict[str, Data] = {
            "id": key,
            "at": written(at, zone),
            "to": to[0] if len(to) == 1 else to,
        }
        words: dict[str, Data] = {"text": text} if text else {}
        rest = {k: as_data(v) for k, v in row.entry.items() if k not in {"id", "alt"}}
        return {**head, **words, **self._media(row), **rest}

    def _time(self, row: Row) -> datetime:
        if row.at is None:
            raise RowError(phrase("it does not say when"))
        if row.at <= self.now and "repeat" not in row.entry:
            raise RowError(phrase("its time has passed; give it a new time"))
        return row.at

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
                return prepared(self.folder, into, list(entries.values()))
            except ConfigurationError as error:
                if not self._leave_out(entries, error):
                    raise
        return None

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
