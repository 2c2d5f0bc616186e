"""Shows what is to go out: each time of a post, a thread in one line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.text import Text

from domain.deliveries import DeliveryState
from domain.pauses import Pause, covering
from domain.phrases import Phrase, phrase, phrase_many
from domain.project import Project
from kairanban.cli.desk import Desk
from kairanban.cli.manner_words import (
    answers_of,
    manner_json,
    manner_lines,
    marked_links,
)
from kairanban.cli.words import STATES, local, shortened
from scheduler.coming import Coming, next_parts

#: Of a post that recurs, so many times are shown; the others are counted.
MOST_TIMES = 4


def coming_json(one: Coming, pauses: Sequence[Pause]) -> dict[str, Any]:
    """Return one message that is to go out for programs; parts count from 1."""
    return {
        "account": one.account,
        "post": one.post.key,
        "part": one.part + 1,
        "parts": len(one.post.messages_for(one.account)),
        "due_at": one.due_at.isoformat(),
        "awaits_approval": one.awaits_approval,
        "paused": covering(pauses, one.account, one.post.campaign) is not None,
        "text": one.message.text,
        "manner": manner_json(one.message.manner),
        "answers_address": one.post.answers_on(one.account) or None,
    }


def show(
    desk: Desk, planned: Sequence[Coming], pauses: Sequence[Pause], project: Project
) -> None:
    """Print a table for each account."""
    by_account: dict[str, list[Coming]] = defaultdict(list)
    for one in next_parts(planned):
        by_account[one.account].append(one)
    for account in project.accounts:
        if rows := by_account[account]:
            _show_account(desk, account, rows, pauses, project)
        else:
            desk.write(
                desk.say("{account}: nothing to come", account=account), style="dim"
            )


def _show_account(
    desk: Desk,
    account: str,
    rows: Sequence[Coming],
    pauses: Sequence[Pause],
    project: Project,
) -> None:
    table = desk.table(
        desk.say("Due"), desk.say("Post"), desk.say("Text"), title=account
    )
    shown, hidden = _first_times(rows)
    for row in shown:
        table.add_row(
            local(row.due_at, project.community),
            Text(_name(row)),
            _words(desk, row, pauses),
        )
    desk.screen.print(table)
    for last, count in hidden:
        until = local(last.due_at, project.community)
        what = phrase_many(
            "{post}: {count} more time, at {until}",
            "{post}: {count} more times, until {until}",
            count,
            post=last.post.key,
            until=until,
        )
        desk.write(f"  {desk.read(what)}", style="dim")


def _first_times(
    rows: Iterable[Coming],
) -> tuple[Sequence[Coming], Sequence[tuple[Coming, int]]]:
    """Return what is shown; and of each post, the last of what is not, and how many."""
    shown: list[Coming] = []
    times: dict[str, list[Coming]] = defaultdict(list)
    for row in rows:
        times[row.post.key].append(row)
        if len(times[row.post.key]) <= MOST_TIMES:
            shown.append(row)
    left = [found[MOST_TIMES:] for found in times.values()]
    return shown, [(found[-1], len(found)) for found in left if found]


def _name(one: Coming) -> str:
    """Return the post's name, of a thread with the first part that is to come."""
    parts = len(one.post.messages_for(one.account))
    return one.post.key if parts == 1 else f"{one.post.key} {one.part + 1}/{parts}"


def _words(desk: Desk, one: Coming, pauses: Sequence[Pause]) -> Text:
    words = Text(shortened(one.message.text))
    for mark in _marks(one, pauses):
        words.append(f"  [{desk.read(mark)}]", style="yellow")
    answers = answers_of(one.post, one.account, one.part)
    for said in manner_lines(one.message, answers):
        words.append(f"\n{desk.read(said)}", style="dim")
    for link in marked_links(one.message):
        words.append(f"\n{link}", style="dim")
    return words


def _marks(one: Coming, pauses: Sequence[Pause]) -> Iterator[Phrase]:
    if one.awaits_approval:
        yield STATES[DeliveryState.AWAITING_APPROVAL][0]
    if covering(pauses, one.account, one.post.campaign) is not None:
        yield phrase("paused")
