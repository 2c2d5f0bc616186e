"""One message about what came to need a person, for whoever is told at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from digest.excerpt import one_line
from digest.joining import listed
from digest.page import Section
from digest.paper import Digest
from digest.read_limits import read_banners
from digest.read_sections import read_sections
from digest.render_text import banner_lines, section_lines
from domain.alerts import Alert
from domain.phrases import Phrase, Phrasebook, phrase_many

#: More than this in one message nobody reads; the rest is counted.
MOST_ITEMS = 50

_NEEDS = frozenset({"troubles", "approvals", "accounts"})


def alert_of(digest: Digest, book: Phrasebook) -> Alert:
    """Return what *digest* says of posts and accounts that need a person."""
    what = listed(_what(digest), book, ", ")
    subject = one_line(f"{digest.community}: {what}")
    return Alert(subject, "\n".join(_lines(subject, digest, book)) + "\n")


def _what(digest: Digest) -> Iterator[Phrase]:
    if count := len(digest.troubles):
        yield phrase_many("{count} post needs you", "{count} posts need you", count)
    if count := len(digest.approvals):
        yield phrase_many(
            "{count} post waits for approval", "{count} posts wait for approval", count
        )
    if count := len(digest.accounts):
        yield phrase_many(
            "{count} account must sign in again",
            "{count} accounts must sign in again",
            count,
        )


def _lines(subject: str, digest: Digest, book: Phrasebook) -> Iterator[str]:
    yield from (subject, "")
    for banner in read_banners(digest, book):
        yield from banner_lines(banner)
    needs = [one for one in read_sections(digest, book) if one.code in _NEEDS]
    for section in _at_most(MOST_ITEMS, needs):
        yield from section_lines(section)
    left = sum(len(one.lines) for one in needs) - MOST_ITEMS
    if left > 0:
        more = phrase_many(
            "and {count} more; see: {command}",
            "and {count} more; see: {command}",
            left,
            command="kairanban digest",
        )
        yield from ("", book.read(more))


def _at_most(most: int, sections: Iterable[Section]) -> Sequence[Section]:
    """Return the first *most* lines of *sections*; none of them is empty."""
    kept: list[Section] = []
    for section in sections:
        lines = section.lines[:most]
        most -= len(lines)
        if lines:
            kept.append(replace(section, lines=lines))
    return kept
