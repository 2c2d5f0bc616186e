"""Shows a plan: what changed since the last run, and what will go out when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.deliveries import Delivery, DeliveryState
from domain.errors import Problem
from domain.pauses import Pause
from domain.phrases import phrase_many
from domain.project import Project
from kairanban.bootstrap import House
from kairanban.calendar.entries import Entry, entries
from kairanban.calendar.rewordings import (
    Rewording,
    Rewordings,
    of,
    of_place,
    rewordings,
)
from kairanban.calendar.said_before import said_before
from kairanban.calendar.words import (
    KINDS,
    Telling,
    and_more,
    counts,
    tellings,
)
from kairanban.cli import show_budgets, show_calendar, show_coming, show_drafts
from kairanban.cli.desk import Desk
from kairanban.cli.paused import pause_json, paused_notice
from kairanban.cli.problems import line_of, problem_json
from kairanban.cli.words import local, shortened
from scheduler.coming import TO_COME, Coming, coming
from scheduler.plan import Change, Plan

#: More than a plan ever holds; what is to come is read whole.
_ALL = 1_000_000
#: So many characters of old and new words are shown.
_WORDS = 100
#: So many posts without an id are named.
_NAMES = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan with all that it is shown with."""

    plan: Plan
    #: What waits in the outbox now.
    waiting: Sequence[Delivery]
    #: What goes out once the plan is carried out.
    planned: Sequence[Coming]
    pauses: Sequence[Pause]
    entries: Sequence[Entry]
    #: Of the files and of the plan.
    warnings: Sequence[Problem]


def look(house: House) -> Seen:
    """Return the plan; nothing is changed by looking."""
    plan = house.crew.planner.preview(house.project)
    waiting = house.memory.outbox.deliveries(TO_COME, limit=_ALL)
    planned = coming(waiting, plan.steps)
    pauses = house.memory.pauses.active()
    unnamed = [post.key for post in house.project.posts if not post.has_own_id]
    found = entries(plan, planned, waiting, pauses, unnamed)
    warnings = (*plan.warnings, *said_before(house, plan))
    return Seen(plan, waiting, planned, pauses, found, warnings)


def show(desk: Desk, house: House, *, as_json: bool, weeks: int = 4) -> None:
    """Print the plan, with a calendar of so many weeks."""
    seen = look(house)
    outlook = show_budgets.outlook(house, seen.planned)
    if as_json:
        drafts = [show_drafts.draft_json(one) for one in house.drafts]
        found = plan_json(desk, seen, house.project) | {"drafts": drafts}
        desk.write_json(found | show_budgets.outlook_json(outlook))
        return
    paused_notice(desk, house)
    _show_changes(desk, seen.plan, house.project)
    community, now = house.project.community, house.clock.now()
    show_calendar.show(desk, seen.entries, community, now, weeks)
    show_coming.show(desk, seen.planned, seen.pauses, house.project)
    show_drafts.show(desk, house.drafts, house.project)
    _show_replies(desk, seen.waiting)
    show_budgets.show_outlook(desk, outlook, house)
    _show_unnamed(desk, house.project)
    for warning in seen.warnings:
        desk.write(line_of(warning, desk.book), style="yellow")


def plan_json(desk: Desk, seen: Seen, project: Project) -> dict[str, Any]:
    """Return a plan for programs; times are ISO 8601 in UTC."""
    plan, reworded = seen.plan, rewordings(seen.plan)
    return {
        "counts": {str(kind): count for kind, count in counts(plan).items()},
        "changes": [_change_json(change, reworded) for change in plan.changes],
        "without_id": [post.key for post in project.posts if not post.has_own_id],
        "warnings": [problem_json(w, desk.book) for w in seen.warnings],
        "coming": [show_coming.coming_json(one, seen.pauses) for one in seen.planned],
        "pauses": [pause_json(one) for one in seen.pauses],
    }


def _change_json(change: Change, reworded: Rewordings) -> dict[str, Any]:
    found = {
        "change": str(change.kind),
        "post": change.post_key,
        "account": change.account,
        "old_at": change.old_at.isoformat() if change.old_at else None,
        "new_at": change.new_at.isoformat() if change.new_at else None,
    }
    at = change.new_at or change.old_at
    texts = of_place(change.post_key, change.account, at, reworded)
    if not texts:
        return found
    told = [{"part": t.part + 1, "old": t.old, "new": t.new} for t in texts]
    return found | {"texts": told}


def _show_changes(desk: Desk, plan: Plan, project: Project) -> None:
    news, reworded = tellings(plan), rewordings(plan)
    desk.write(desk.say("Changed since the last run"), style="bold")
    if not news:
        desk.write(f"  {desk.say('nothing')}", style="dim")
    for told in news:
        sign, word, style = KINDS[told.kind]
        more = f" {desk.read(and_more(told.more))}" if told.more else ""
        desk.write(
            f"  {sign} {told.post_key} ({', '.join(told.accounts)}): "
            f"{desk.read(word)} {_times(told, project)}{more}",
            style=style,
        )
        _show_words(desk, of(told, reworded))
    if found := counts(plan):
        parts = [f"{desk.read(KINDS[kind][1])} {n}" for kind, n in found.items()]
        desk.write(f"  {' · '.join(parts)}", style="dim")
    desk.write("")


def _show_words(desk: Desk, texts: Sequence[Rewording]) -> None:
    """Show old and new words below each other, where words changed."""
    for one in texts:
        if one.old == one.new:
            desk.write(f"      {desk.say('other pictures, or other words for them')}")
            continue
        desk.write(f"      - {shortened(one.old, _WORDS)}", style="red")
        desk.write(f"      + {shortened(one.new, _WORDS)}", style="green")


def _show_unnamed(desk: Desk, project: Project) -> None:
    """Say what an edit does to posts that go by their time."""
    names = [post.key for post in project.posts if not post.has_own_id]
    if not names:
        return
    what = phrase_many(
        "{count} post has no id and goes by its time: {names}.",
        "{count} posts have no id and go by their time: {names}.",
        len(names),
        names=", ".join(names[:_NAMES]) + ("…" if len(names) > _NAMES else ""),
    )
    desk.write(desk.read(what))
    desk.write(
        desk.say(
            "  Edit its text, and it stays the same post. Edit its time, and the old "
            "one is cancelled and a new one added; with an id it would be moved."
        ),
        style="dim",
    )


def _times(told: Telling, project: Project) -> str:
    old = local(told.old_at, project.community)
    new = local(told.new_at, project.community)
    return f"{old} → {new}" if old and new and old != new else new or old


def _show_replies(desk: Desk, waiting: Sequence[Delivery]) -> None:
    found = [one for one in waiting if one.post.reply_to]
    queued = sum(one.state is DeliveryState.QUEUED for one in found)
    if queued:
        desk.write(
            desk.book.say_many(
                "{count} reply is on its way.",
                "{count} replies are on their way.",
                queued,
            )
        )
    if unapproved := len(found) - queued:
        desk.write(
            desk.book.say_many(
                "{count} reply waits for approval.",
                "{count} replies wait for approval.",
                unapproved,
            ),
            style="yellow",
        )
