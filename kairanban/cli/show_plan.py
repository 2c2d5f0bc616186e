"""Shows a plan: what changed since the last run, and what will go out when."""

from collections.abc import Sequence
from typing import Any

from rich.text import Text

from domain.deliveries import Delivery, DeliveryState
from domain.phrases import Phrase, phrase
from domain.project import Project
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.problems import line_of, problem_json
from kairanban.cli.words import local, shortened
from scheduler.plan import Change, ChangeKind, Plan

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
    if as_json:
        desk.write_json(plan_json(desk, plan))
        return
    _show_changes(desk, plan, house.project)
    _show_coming(desk, plan, house)
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
    for change in news:
        sign, word, style = KINDS[change.kind]
        times = _times(change, project)
        desk.write(
            f"  {sign} {change.post_key} ({change.account}): {desk.read(word)} {times}",
            style=style,
        )
    desk.write("")


def _times(change: Change, project: Project) -> str:
    old = local(change.old_at, project.community)
    new = local(change.new_at, project.community)
    return f"{old} → {new}" if old and new and old != new else new or old


def _show_coming(desk: Desk, plan: Plan, house: House) -> None:
    coming = [
        change
        for change in plan.changes
        if change.new_at is not None
        and change.new_at >= house.clock.now()
        and change.kind not in {ChangeKind.ALREADY_OUT, ChangeKind.CANCELLED}
    ]
    texts = {post.key: post.text for post in house.project.posts}
    for account in house.project.accounts:
        rows = sorted(
            (c for c in coming if c.account == account), key=lambda c: str(c.new_at)
        )
        _show_account(desk, account, rows, texts, house.project)
    _show_replies(desk, house.memory.outbox.deliveries({DeliveryState.QUEUED}))


def _show_account(
    desk: Desk,
    account: str,
    rows: Sequence[Change],
    texts: dict[str, str],
    project: Project,
) -> None:
    table = desk.table(
        desk.say("Due"), desk.say("Post"), desk.say("Text"), title=account
    )
    for row in rows:
        table.add_row(
            local(row.new_at, project.community),
            Text(row.post_key),
            Text(shortened(texts.get(row.post_key, ""))),
        )
    if rows:
        desk.screen.print(table)
    else:
        desk.write(desk.say("{account}: nothing to come", account=account), style="dim")


def _show_replies(desk: Desk, queued: Sequence[Delivery]) -> None:
    replies = sum(1 for delivery in queued if delivery.post.reply_to)
    if replies:
        desk.write(
            desk.book.say_many(
                "{count} reply is on its way.",
                "{count} replies are on their way.",
                replies,
            )
        )
