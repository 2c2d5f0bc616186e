"""Shows inbox entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.padding import Padding
from rich.text import Text

from digest.words import age
from domain.deliveries import DeliveryState
from domain.items import InboxEntry
from domain.phrases import Phrase
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.paused import pause_in_words, paused_notice
from kairanban.cli.words import (
    KINDS,
    LANGUAGES,
    MEDIA,
    PRIORITIES,
    STATES,
    STATUSES,
    local,
    shortened,
    tone_word,
)
from kairanban.outcome import Outcome
from rules.limits import unanswerable


def entry_json(entry: InboxEntry, desk: Desk, house: House) -> dict[str, Any]:
    """Return an entry for programs; times are ISO 8601 in UTC."""
    item, judged = entry.item, entry.judgement
    known: dict[str, Any] = {
        "number": entry.id,
        "account": entry.account,
        "platform": entry.platform,
        "kind": str(item.kind),
        "author": item.author.handle,
        "text": item.text,
        "created_at": item.created_at.isoformat(),
        "seen_at": entry.seen_at.isoformat(),
        "edited_at": _iso(entry.edited_at),
        "deleted_at": _iso(entry.deleted_at),
        "url": item.url,
        "remote_id": item.remote_id,
        "status": str(entry.status),
        "waiting": entry.is_waiting,
        "answerable": _unanswerable(entry, house) is None,
        "newcomer": entry.is_newcomer,
    }
    if judged is not None:
        known |= {
            "language": str(judged.language),
            "tone": judged.tone.score if judged.tone else None,
            "question": judged.is_question,
            "needs_reply": judged.needs_reply,
            "priority": judged.priority.name.lower(),
            "due_at": _iso(judged.due_at),
            "reasons": [
                {"code": reason.code, "words": desk.read(reason.phrase)}
                for reason in judged.reasons
            ],
        }
    return known


def show_list(
    desk: Desk, rows: Sequence[InboxEntry], house: House, *, as_json: bool
) -> None:
    """Print entries as a table, or as JSON."""
    if as_json:
        desk.write_json([entry_json(row, desk, house) for row in rows])
        return
    paused_notice(desk, house)
    if not rows:
        desk.write(desk.say("Nobody is waiting. Have some tea."))
        return
    now = house.clock.now()
    for row in rows:
        desk.screen.print(_headline(desk, row, house, now))
        words = Text(shortened(row.item.text, 200))
        words.truncate(desk.screen.width - 7, overflow="ellipsis")
        desk.screen.print(Padding(words, (0, 0, 0, 6), expand=False))


def _unanswerable(entry: InboxEntry, house: House) -> Phrase | None:
    """Return why a reply from here would be refused; None where it would not be."""
    if entry.account not in house.project.accounts:
        return None
    return unanswerable(entry.item, house.capabilities(entry.account))


def _headline(desk: Desk, entry: InboxEntry, house: House, now: datetime) -> Text:
    judged = entry.judgement
    line = Text().append(f"{entry.id:>4}  ", style="dim")
    if judged is not None and entry.is_waiting:
        word, style = PRIORITIES[judged.priority]
        line.append(desk.read(word), style=style or "cyan")
    else:
        line.append(desk.read(STATUSES[entry.status]), style="dim")
    line.append(f"  {age(now - entry.item.created_at, desk.book)}  ")
    line.append(entry.item.author.handle, style="bold")
    tone = tone_word(judged.tone, desk.book) if judged else ""
    facts = [entry.account, desk.read(KINDS[entry.item.kind]), tone]
    if entry.is_newcomer:
        facts.append(desk.say("new here"))
    if _unanswerable(entry, house) is not None:
        facts.append(desk.say("answer in the app"))
    return line.append(f" · {' · '.join(filter(None, facts))}", style="dim")


def show_one(desk: Desk, entry: InboxEntry, house: House, *, as_json: bool) -> None:
    """Print one entry with its thread, its history and the reasons."""
    inbox = house.memory.inbox
    thread, versions = inbox.conversation(entry.id), inbox.history(entry.id)
    if as_json:
        known = entry_json(entry, desk, house)
        known["conversation"] = [entry_json(other, desk, house) for other in thread]
        known["history"] = [
            {"text": v.text, "until": v.replaced_at.isoformat(), "deleted": v.deleted}
            for v in versions
        ]
        desk.write_json(known)
        return
    _show_message(desk, entry, house)
    _show_reasons(desk, entry, house)
    for version in versions:
        until = local(version.replaced_at, house.project.community)
        desk.write(desk.say("until {time} it read:", time=until), style="dim")
        desk.write(f"  {version.text}", style="dim")
    others = [other for other in thread if other.id != entry.id]
    if others:
        desk.write("")
        desk.write(desk.say("In the same thread:"), style="bold")
    for other in others:
        when = local(other.item.created_at, house.project.community)
        who, text = other.item.author.handle, shortened(other.item.text)
        desk.write(f"  {other.id}  {when}  {who}: {text}")


def _show_message(desk: Desk, entry: InboxEntry, house: House) -> None:
    item, community = entry.item, house.project.community
    name = item.author.display_name or item.author.handle
    desk.write(f"{name} (@{item.author.handle})", style="bold")
    facts = [
        desk.read(KINDS[item.kind]),
        entry.account,
        local(item.created_at, community),
        desk.read(STATUSES[entry.status]),
    ]
    if entry.is_newcomer:
        facts.append(desk.say("new here"))
    desk.write(" · ".join(facts), style="dim")
    desk.write("")
    desk.write(item.text)
    for attachment in item.attachments:
        kind = desk.read(MEDIA[attachment.kind])
        desk.write(f"  [{kind}] {attachment.alt or attachment.url}")
    if item.url:
        desk.write(item.url, style="blue")
    if (why := _unanswerable(entry, house)) is not None:
        desk.write(desk.read(why), style="yellow")
    if entry.deleted_at:
        when = local(entry.deleted_at, community)
        desk.write(desk.say("deleted by its author, seen {time}", time=when))


def _show_reasons(desk: Desk, entry: InboxEntry, house: House) -> None:
    judged = entry.judgement
    if judged is None:
        desk.write(desk.say("Not judged yet."))
        return
    desk.write("")
    word, style = PRIORITIES[judged.priority]
    if judged.needs_reply:
        due = local(judged.due_at, house.project.community)
        title = desk.say(
            "Needs a reply: {priority}, by {time}", priority=word, time=due
        )
    else:
        title = desk.say("Needs no reply")
    desk.write(title, style=style)
    for reason in judged.reasons:
        desk.write(f"  · {desk.read(reason.phrase)}")
    language, tone = (
        desk.read(LANGUAGES[judged.language]),
        tone_word(judged.tone, desk.book),
    )
    desk.write(f"  {language}, {tone}", style="dim")


def show_outcome(
    desk: Desk, house: House, entry: InboxEntry, outcome: Outcome | None
) -> None:
    """Say what became of a reply."""
    who = entry.item.author.handle
    if outcome is None:
        desk.write(desk.say("Would answer {name} on {account}.", **_of(entry)))
        return
    delivery = outcome.delivery
    if delivery.state is DeliveryState.SENT and delivery.receipt is not None:
        desk.write(desk.say("Answered {name}.", name=who), style="green")
        desk.write(delivery.receipt.url or delivery.receipt.remote_id)
        return
    if delivery.state is DeliveryState.AWAITING_APPROVAL:
        desk.write(
            desk.say(
                "The reply to {name} waits for the yes of somebody else: "
                "kairanban queue approve {number} --by NAME",
                name=who,
                number=delivery.id,
            ),
            style="yellow",
        )
        return
    if outcome.pause is not None:
        pause = pause_in_words(desk, house, outcome.pause)
        desk.write(
            desk.say(
                "The reply to {name} is queued, and held. {pause}",
                name=who,
                pause=pause,
            ),
            style="yellow",
        )
        return
    word, style = STATES[delivery.state]
    desk.write(
        desk.say(
            "The reply to {name} is {state}: {reason}",
            name=who,
            state=word,
            reason=delivery.reason or "",
        ),
        style=style,
    )
    desk.write(
        desk.say("See: kairanban queue show {number}", number=delivery.id), style="dim"
    )


def _of(entry: InboxEntry) -> dict[str, str]:
    return {"name": entry.item.author.handle, "account": entry.account}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
