"""A decision in words, line by line."""

from domain.items import InboxEntry
from domain.judgements import Judgement, Priority
from domain.phrases import Phrase, Phrasebook, phrase

PRIORITIES = {
    Priority.URGENT: phrase("urgent"),
    Priority.HIGH: phrase("high"),
    Priority.NORMAL: phrase("normal"),
    Priority.LOW: phrase("low"),
}


def explain(entry: InboxEntry, book: Phrasebook) -> list[str]:
    """Return the decision on *entry*, then its reasons, each a line."""
    if entry.judgement is None:
        return [book.say("The rules have not looked at this yet.")]
    reasons = [book.read(reason.phrase) for reason in entry.judgement.reasons]
    return [book.read(_verdict(entry.judgement)), *reasons]


def _verdict(judgement: Judgement) -> Phrase:
    if not judgement.needs_reply:
        return phrase("Needs no reply.")
    return phrase(
        "Needs a reply; priority: {priority}.",
        priority=PRIORITIES[judgement.priority],
    )
