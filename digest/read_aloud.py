"""From a digest to a page: chooses the words, in the reader's language."""

from collections.abc import Iterator

from digest.joining import sentences
from digest.page import Page
from digest.paper import Digest
from digest.read_limits import read_banners
from digest.read_people import read_groups
from digest.read_sections import read_sections
from digest.words import clock_time, day, span
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many
from domain.response_times import ResponseTimes


def read_aloud(digest: Digest, book: Phrasebook) -> Page:
    """Return *digest* in words."""
    return Page(
        language=book.language,
        title=book.say("{community}: daily digest", community=digest.community),
        purpose=digest.purpose,
        dateline=book.say(
            "{day}, {time} ({zone})",
            day=day(digest.composed_at, digest.zone),
            time=clock_time(digest.composed_at, digest.zone),
            zone=digest.zone.key,
        ),
        banners=read_banners(digest, book),
        summary=sentences(_summary(digest), book),
        waiting_title=book.say("Waiting for a reply"),
        why=book.say("Why"),
        groups=read_groups(digest, book),
        sections=read_sections(digest, book),
        responses=sentences(_responses(digest.responses), book),
        guidelines_url=digest.guidelines_url,
        guidelines=book.say("Community guidelines"),
    )


def _summary(digest: Digest) -> Iterator[Phrase]:
    if digest.groups:
        yield phrase_many(
            "{count} conversation waits for a reply.",
            "{count} conversations wait for a reply.",
            len(digest.waiting),
        )
    else:
        yield phrase("Nobody is waiting for a reply. Enjoy the quiet.")
    if digest.overdue:
        yield phrase_many("{count} is overdue.", "{count} are overdue.", digest.overdue)
    if digest.troubles:
        yield phrase_many(
            "{count} post of ours needs a person.",
            "{count} posts of ours need a person.",
            len(digest.troubles),
        )
    if digest.approvals:
        yield phrase_many(
            "{count} post waits for approval.",
            "{count} posts wait for approval.",
            len(digest.approvals),
        )
    if digest.overdue_tasks:
        yield phrase_many(
            "{count} task of an event is overdue.",
            "{count} tasks of events are overdue.",
            digest.overdue_tasks,
        )
    if digest.accounts:
        yield phrase_many(
            "{count} account is in trouble.",
            "{count} accounts are in trouble.",
            len(digest.accounts),
        )


def _responses(times: ResponseTimes) -> Iterator[Phrase]:
    if times.median is None or times.ninth_tenth is None:
        return
    yield phrase_many(
        "{count} message was answered, after {median}.",
        "{count} messages were answered: half within {median},"
        " nine of ten within {ninth_tenth}.",
        times.answered,
        median=span(times.median),
        ninth_tenth=span(times.ninth_tenth),
    )
    if times.with_due:
        yield phrase(
            "In time: {kept} of {all}.",
            kept=str(times.in_time),
            all=str(times.with_due),
        )
