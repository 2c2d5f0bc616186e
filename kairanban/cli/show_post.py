"""Takes a post from the terminal, and shows it before it is written."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import click
import typer

from config.load import load
from connectors.registry import PLATFORMS
from digest.words import clock_time, day, span
from domain.errors import Problem, RequestError
from domain.phrases import phrase
from domain.project import Project
from kairanban.cli.asking import is_at_terminal
from kairanban.cli.desk import Desk
from kairanban.cli.problems import line_of
from kairanban.new_post import NewPost

#: Below this line of the editor nothing is read.
_SCISSORS = "# ----------------------- >8 -----------------------"


def text_from(desk: Desk, text: str | None) -> str:
    """Return what to say: as typed, from standard input, or from an editor.

    Raises:
        RequestError: There is nothing, or no terminal for an editor.
    """
    if text == "-":
        text = sys.stdin.read()
    elif text is None:
        text = _edited(desk)
    if not text.strip():
        raise RequestError(phrase("there is nothing to say: no text"))
    return text


def _edited(desk: Desk) -> str:
    if not is_at_terminal():
        raise RequestError(
            phrase("say what to post, or - to read it from standard input")
        )
    hint = desk.say(
        "Write above this line. A line --- begins the next part of a thread."
    )
    written = click.edit(f"\n\n{_SCISSORS}\n# {hint}\n")
    return (written or "").partition(_SCISSORS)[0].strip("\n")


def required_accounts(desk: Desk, names: Sequence[str]) -> Sequence[str]:
    """Return the accounts, `a,b` as two; the only one there is, if none is named.

    Raises:
        RequestError: There are several to choose from.
    """
    found = [part.strip() for name in names for part in name.split(",") if part.strip()]
    if found:
        return list(dict.fromkeys(found))
    known = list(load(desk.folder, with_posts=False).project.accounts)
    if len(known) == 1:
        return known
    raise RequestError(
        phrase("say where with --to; there are {names}", names=", ".join(known))
    )


def required_time(words: str) -> str:
    """Return when it shall go out.

    Raises:
        RequestError: Nobody said so.
    """
    if words.strip():
        return words
    raise RequestError(phrase("say when, such as --at 'tomorrow 9:00'"))


def show(desk: Desk, new: NewPost, now: datetime, *, to_errors: bool) -> None:
    """Show when it goes out, where, and what it says; on standard error if asked."""
    post, project = new.post, new.prepared.loaded.project
    zone = project.community.timezone
    when = desk.say(
        "{day}, {time} ({zone}), in {span}",
        day=day(post.at, zone),
        time=clock_time(post.at, zone),
        zone=zone.key,
        span=span(post.at - now),
    )
    lines = [(when, "bold"), *((line, "") for line in _lines(desk, new))]
    if new.moment.oddity is not None:
        lines.insert(1, (desk.read(new.moment.oddity), "yellow"))
    lines += [(line_of(one, desk.book), "yellow") for one in _warnings(new)]
    for line, style in lines:
        if to_errors:
            typer.echo(line, err=True)
        else:
            desk.write(line, style=style)


def _warnings(new: NewPost) -> Iterator[Problem]:
    """Return what is odd about the new post, and nothing of others."""
    source = new.post.source
    for problem in new.prepared.loaded.warnings:
        is_file = source is not None and problem.file == source.file
        if is_file and problem.where.split(".", maxsplit=1)[0] == new.post.key:
            yield problem


def _lines(desk: Desk, new: NewPost) -> list[str]:
    post, project = new.post, new.prepared.loaded.project
    lines = [f"  {one}: {_lengths(desk, new, one, project)}" for one in post.accounts]
    for number, message in enumerate(post.messages):
        lines += ["", *(f"    {row}" for row in message.text.splitlines())]
        lines += [f"    [{one.path.name}: {one.alt}]" for one in message.media]
        if number + 1 < len(post.messages):
            lines += ["    ↓"]
    return [*lines, ""]


def _lengths(desk: Desk, new: NewPost, account: str, project: Project) -> str:
    """Say how long each part is, as the platform counts it."""
    limit = PLATFORMS[project.accounts[account].platform].capabilities.text
    counts = [limit.count(one.text) for one in new.post.messages_for(account)]
    return desk.say(
        "{counts} of {limit} characters",
        counts=" + ".join(map(str, counts)),
        limit=limit.limit,
    )


def show_written(desk: Desk, new: NewPost, *, dry_run: bool) -> None:
    """Say where it stands now, or would."""
    words = (
        desk.say("Would write {id} into {file}.", id=new.post.key, file=new.post.source)
        if dry_run
        else desk.say(
            "Written: {id}, in {file}. See it: kairanban plan",
            id=new.post.key,
            file=new.post.source,
        )
    )
    desk.write(words, style="green")


def post_json(desk: Desk, new: NewPost) -> dict[str, Any]:
    """Return the post for programs; times are ISO 8601 in UTC."""
    post = new.post
    return {
        "id": post.key,
        "file": post.source.file if post.source else None,
        "line": post.source.line if post.source else None,
        "due_at": post.at.isoformat(),
        "accounts": list(post.accounts),
        "text": post.text,
        "note": desk.read(new.moment.oddity) or None,
    }
