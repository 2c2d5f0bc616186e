"""Short words for lists: states, tones, kinds, times."""

from datetime import datetime

from digest import words
from domain.deliveries import DeliveryState
from domain.items import EntryStatus, ItemKind, MediaKind
from domain.judgements import Language, Priority, Tone
from domain.phrases import Phrase, Phrasebook, phrase
from domain.project import Community

_STYLES: dict[DeliveryState, str] = {
    DeliveryState.AWAITING_APPROVAL: "yellow",
    DeliveryState.QUEUED: "cyan",
    DeliveryState.SENDING: "blue",
    DeliveryState.SENT: "green",
    DeliveryState.FAILED: "red",
    DeliveryState.UNCERTAIN: "magenta",
    DeliveryState.REVIEW: "magenta",
    DeliveryState.MISSED: "red",
    DeliveryState.CANCELLED: "dim",
}

#: A state in words, and its colour.
STATES = {state: (words.STATES[state], style) for state, style in _STYLES.items()}

KINDS: dict[ItemKind, Phrase] = {
    ItemKind.MENTION: phrase("mention"),
    ItemKind.REPLY: phrase("reply"),
    ItemKind.QUOTE: phrase("quote"),
    ItemKind.COMMENT: phrase("comment"),
}

MEDIA: dict[MediaKind, Phrase] = {
    MediaKind.IMAGE: phrase("picture"),
    MediaKind.VIDEO: phrase("film"),
    MediaKind.AUDIO: phrase("sound"),
    MediaKind.OTHER: phrase("attachment"),
}

STATUSES: dict[EntryStatus, Phrase] = {
    EntryStatus.OPEN: phrase("open"),
    EntryStatus.ANSWERED: phrase("answered"),
    EntryStatus.DONE: phrase("done"),
}

LANGUAGES: dict[Language, Phrase] = {
    Language.JAPANESE: phrase("Japanese"),
    Language.ENGLISH: phrase("English"),
    Language.OTHER: phrase("another language"),
}

PRIORITIES: dict[Priority, tuple[Phrase, str]] = {
    Priority.URGENT: (phrase("urgent"), "bold red"),
    Priority.HIGH: (phrase("high"), "yellow"),
    Priority.NORMAL: (phrase("normal"), ""),
    Priority.LOW: (phrase("low"), "dim"),
}


def tone_word(tone: Tone | None, book: Phrasebook) -> str:
    """Return a tone such as "positive (+0.64)"; "no score" where we have none."""
    return book.read(words.tone_in_words(tone))


def local(moment: datetime | None, community: Community) -> str:
    """Return *moment* as wall time of the community, such as "2026-11-24 09:30"."""
    if moment is None:
        return ""
    return moment.astimezone(community.timezone).strftime("%Y-%m-%d %H:%M")


def shortened(text: str, limit: int = 60) -> str:
    """Return *text* on one line of at most *limit* characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
