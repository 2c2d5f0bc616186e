"""Shows a plan: what changed since the last run, and what will go out when."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from domain.deliveries import Delivery, DeliveryState
from domain.phrases import Phrase, phrase, phrase_many
from domain.project import Project
from kairanban.bootstrap import House
from kairanban.cli import show_budgets, show_coming, show_drafts
from kairanban.cli.desk import Desk
from kairanban.cli.paused import pause_json, paused_notice
from kairanban.cli.problems import line_of, problem_json
from kairanban.cli.words import local
from scheduler.coming import TO_COME, coming
from scheduler.plan import Change, ChangeKind, Plan

#: More than a plan ever holds; what is to come is read whole.
_ALL = 1_000_000

KINDS: dict[ChangeKind, tuple[str, Phrase, str]] = {
    ChangeKind.ADDED: ("+", phrase("added"), "green"),
    ChangeKind.MOVED: ("→", phrase("moved"), "yellow"),
    ChangeKind.CHANGED: ("~", phrase("changed"), "yellow"),
    ChangeKind.CANCELLED: ("-", phrase("cancelled"), "red"),
    ChangeKind.REVIVED: ("+", phrase("taken up again"), "green"),
    ChangeKind.KEPT: (" ", phrase("kept"), "dim"),
    ChangeKind.ALREADY_OUT: ("=", phrase("already out"), "dim"),
}

_SILENT = {ChangeKind.KEPT, ChangeKind.ALREADY_OUT}


def show(desk: Desk, house: House, *, as_json: bool) -> None:
    """Print the plan; nothing is changed by looking."""
    plan = house.crew.planner.preview(house.project)
    waiting = house.memory.outbox.deliveries(TO_COME, limit=_ALL)
    planned = coming(waiting, plan.steps)
    outlook = show_budgets.outlook(house, planned)
    pauses = house.memory.pauses.active()
    if as_json:
        more = {
            "coming": [show_coming.coming_json(one, pauses) for one in planned],
            "drafts": [show_drafts.draft_json(one) for one in house.drafts],
            "pauses": [pause_json(one) for one in pauses],
        }
        found = plan_json(desk, plan) | more | show_budgets.outlook_json(outlook)
        desk.write_json(found)
        return
    paused_notice(desk, house)
    _show_changes(desk, plan, house.project)
    show_coming.show(desk, planned, pauses, house.project)
    show_drafts.show(desk, house.drafts, house.project)
    _show_replies(desk, waiting)
    show_budgets.show_outlook(desk, outlook, house)
    for warning in plan.warnings:
        desk.write(line_of(warning, desk.book), style="yellow")


def plan_json(desk: Desk, plan: Plan) -> dict[str, Any]:
    """Return a plan for programs; times are ISO 8601 in UTC."""
    return {
        "changes": [
            {
                "change": str(change.kind),
                "post": change.post_key,
                "account": change.account,
                "old_at": change.old_at.isoformat() if change.old_at else None,
                "new_at": change.new_at.isoformat() if change.new_at else None,
            }
            for change in plan.changes
        ],
        "warnings": [problem_json(w, desk.book) for w in plan.warnings],
    }


def _show_changes(desk: Desk, plan: Plan, project: Project) -> None:
    news = [change for change in plan.changes if change.kind not in _SILENT]
    desk.write(desk.say("Changed since the last run"), style="bold")
    if not news:
        desk.write(f"  {desk.say('nothing')}", style="dim")
    for changes in _alike(news):
        sign, word, style = KINDS[changes[0].kind]
        first, *others = changes
        more = f" {desk.read(_more(len(others)))}" if others else ""
        desk.write(
            f"  {sign} {first.post_key} ({first.account}): {desk.read(word)} "
            f"{_times(first, project)}{more}",
            style=style,
        )
    desk.write("")


def _alike(news: Sequence[Change]) -> Sequence[Sequence[Change]]:
    """Return what happens to all times and parts of a post on an account together."""
    found: dict[tuple[ChangeKind, str, str], list[Change]] = defaultdict(list)
    for change in news:
        found[change.kind, change.post_key, change.account].append(change)
    return list(found.values())


def _more(count: int) -> Phrase:
    return phrase_many("(and {count} more)", "(and {count} more)", count)


def _times(change: Change, project: Project) -> str:
    old = local(change.old_at, project.community)
    new = local(change.new_at, project.community)
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
