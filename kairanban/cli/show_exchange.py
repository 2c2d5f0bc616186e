"""Takes posts from other programs' files, shows what comes of it, and gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from config.guess import one_of
from domain.clock import SystemClock
from domain.errors import RequestError
from domain.files import write_whole
from domain.phrases import phrase
from domain.project import Project
from kairanban.cli.asking import require_yes
from kairanban.cli.desk import Desk
from kairanban.cli.problems import line_of, problem_json
from kairanban.cli.words import shortened
from kairanban.exchange.formats import READERS, source_of
from kairanban.exchange.give import as_csv, as_ics, as_json, given
from kairanban.exchange.kinds import DateOrder, ExportFormat, Source
from kairanban.exchange.rows import Reading
from kairanban.exchange.tables import LIMIT_BYTES
from kairanban.exchange.take_in import TakeIn, Taken, Wishes, loaded_project

#: So many posts are shown; the others are counted.
_MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for."""

    file: Path
    source: Source | None
    #: Each "name=account".
    accounts: Sequence[str]
    to: Sequence[str]
    into: str
    order: DateOrder | None
    encoding: str
    leave_media: bool
    skip_bad: bool


def take_in(
    desk: Desk, asked: Asked, *, yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Take in a file: all of it, or nothing where rows are wrong.

    Raises:
        RequestError: The file cannot be read, or what was asked does not fit.
        ConfigurationError: The project itself is not right.
        typer.Exit: Rows are wrong, or the answer was no.
    """
    taken, into = _taken(desk, asked)
    if as_json:
        desk.write_json(_taken_json(desk, taken, into))
    else:
        _show(desk, taken, into)
    if taken.problems and not asked.skip_bad:
        _tell(desk.say("Nothing was written; --skip-bad leaves such rows out."))
        raise typer.Exit(1)
    if taken.ready is None or dry_run:
        _tell(desk.say("Nothing was written."))
        return
    require_yes(desk, desk.say("Write them?"), yes=yes)
    taken.ready.make()
    _tell(desk.say("Written: {path}", path=into))


def _tell(words: str) -> None:
    typer.echo(words, err=True)


def _taken(desk: Desk, asked: Asked) -> tuple[Taken, str]:
    data = _content(asked.file)
    source = asked.source or source_of(data, asked.file, asked.encoding)
    project = loaded_project(desk.folder)
    zone = project.community.timezone
    rows = READERS[source](data, Reading(zone, asked.order, asked.encoding))
    wishes = Wishes(
        accounts=_mapping(asked.accounts, project),
        to=[_known(name, project) for name in asked.to],
        prefix=f"{source}-",
        leave_media=asked.leave_media,
    )
    into = asked.into or f"queue/{source}.yaml"
    now = SystemClock().now()
    taking = TakeIn(desk.folder, project, wishes, now, asked.file.name)
    return taking.take(rows, into), into


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as known:
            return known.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise RequestError(
            phrase("cannot read {file}: {reason}", file=file, reason=error.strerror)
        ) from None


def _mapping(pairs: Sequence[str], project: Project) -> Mapping[str, str]:
    found = {}
    for pair in pairs:
        name, sign, key = pair.rpartition("=")
        if not sign or not name:
            raise RequestError(
                phrase("--account takes NAME=ACCOUNT, got '{value}'", value=pair)
            )
        found[name] = _known(key, project)
    return found


def _known(key: str, project: Project) -> str:
    if key in project.accounts:
        return key
    raise RequestError(
        phrase(
            "there is no account '{name}'{choices}",
            name=key,
            choices=one_of(key, project.accounts),
        )
    )


def _listed(value: object) -> str:
    """Return what stands in an entry, one or several, in one line."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _show(desk: Desk, taken: Taken, into: str) -> None:
    for problem in taken.problems:
        desk.write(line_of(problem, desk.book), style="red")
    entries = list(taken.entries.values())
    for entry in entries[:_MOST]:
        when = _listed(entry.get("at", entry.get("every", "")))
        where = _listed(entry.get("to", ""))
        words = shortened(str(entry.get("text", "")))
        desk.write(f"  + {when}  {where}: {words}", style="green")
    if (more := len(entries) - _MOST) > 0:
        desk.write(desk.book.say_many("  +{count} more", "  +{count} more", more))
    parts = [
        desk.book.say_many("{count} post", "{count} posts", len(entries)),
        desk.book.say_many("{count} problem", "{count} problems", len(taken.problems)),
    ]
    if taken.over:
        parts.append(
            desk.book.say_many(
                "{count} out already or taken back",
                "{count} out already or taken back",
                taken.over,
            )
        )
    desk.write(f"{into}: {' · '.join(parts)}", style="bold")


def _taken_json(desk: Desk, taken: Taken, into: str) -> dict[str, Any]:
    return {
        "file": into,
        "posts": [{"row": number, **entry} for number, entry in taken.entries.items()],
        "problems": [problem_json(one, desk.book) for one in taken.problems],
        "over": taken.over,
    }


def give(desk: Desk, form: ExportFormat, output: Path | None) -> None:
    """Print the posts of the queue, or write them to a file.

    Raises:
        ConfigurationError: The project is not right.
        StorageBlockedError: The file could not be written.
    """
    project = loaded_project(desk.folder)
    posts = given(project)
    match form:
        case ExportFormat.JSON:
            text = as_json(posts)
        case ExportFormat.ICS:
            text = as_ics(posts, project, SystemClock().now())
        case ExportFormat.CSV:
            text = as_csv(posts, project)
    if output is None:
        typer.echo(text, nl=False)
        return
    # Spreadsheets take a table for UTF-8 only if it begins with this mark.
    mark = "\ufeff" if form is ExportFormat.CSV else ""
    write_whole(output, mark + text)
    _tell(desk.say("Written: {path}", path=str(output)))
