"""How a message is shown, in words for people and as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from config.links import links
from domain.phrases import Phrase, phrase
from domain.posts import Manner, Message, Poll, Post, Visibility

_VISIBILITIES = {
    Visibility.PUBLIC: phrase("for everybody"),
    Visibility.UNLISTED: phrase("not in public lists"),
    Visibility.FOLLOWERS: phrase("for followers only"),
    Visibility.DIRECT: phrase("only for those it mentions"),
}


def manner_lines(message: Message, answers: str = "") -> Iterator[Phrase]:
    """Say how *message* is shown, a line each; nothing of what is as usual.

    *answers* is the address of what it replies to, if anything.
    """
    manner = message.manner
    if answers:
        yield phrase("answers {address}", address=answers)
    if manner.content_warning:
        yield phrase("content warning: {words}", words=manner.content_warning)
    if manner.visibility is not None:
        yield _VISIBILITIES[manner.visibility]
    if manner.language:
        yield phrase("language: {code}", code=manner.language)
    if manner.quote:
        yield phrase("shows {address} inside", address=manner.quote)
    if manner.card is not None:
        yield _card(manner.card)
    if manner.poll is not None:
        yield _poll(manner.poll)


def answers_of(post: Post, account: str, part: int) -> str:
    """Return the address of what a part of *post* replies to; "" for nothing."""
    return "" if part else post.answers_on(account)


def marked_links(message: Message) -> tuple[str, ...]:
    """Return the links of *message* that a campaign's parameters were added to."""
    card = message.manner.card or ""
    found = [*links(message.text), *([card] if card else [])]
    return tuple(dict.fromkeys(link for link in found if "utm_" in link))


def manner_json(manner: Manner) -> dict[str, Any]:
    """Return a manner for programs; null is as usual."""
    return {
        "content_warning": manner.content_warning or None,
        "visibility": manner.visibility,
        "language": manner.language or None,
        "quote": manner.quote or None,
        "card": manner.card,
        "poll": manner.poll and _poll_json(manner.poll),
    }


def _card(address: str) -> Phrase:
    if not address:
        return phrase("shows no card")
    return phrase("shows the card of {address}", address=address)


def _poll(poll: Poll) -> Phrase:
    known = {"options": " / ".join(poll.options), "span": span(poll)}
    if poll.several:
        return phrase("poll, several answers, open for {span}: {options}", **known)
    return phrase("poll, open for {span}: {options}", **known)


def span(poll: Poll) -> str:
    """Return how long a poll is open, as people write it here."""
    minutes = round(poll.open_for.total_seconds() / 60)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0m"


def _poll_json(poll: Poll) -> dict[str, Any]:
    return {
        "options": list(poll.options),
        "open_for_seconds": int(poll.open_for.total_seconds()),
        "several": poll.several,
    }
