"""The digest as plain text, for a terminal, a log or a plain e-mail."""

from collections.abc import Iterator

from digest.columns import pad, width, wrap
from digest.page import Banner, Line, Page, People, Person, Section
from digest.paper import Digest
from digest.read_aloud import read_aloud
from domain.phrases import Phrasebook

COLUMNS = 78
_INDENT = "    "
_HARD_SPACE = "\u00a0"


def render_text(digest: Digest, book: Phrasebook) -> str:
    """Return *digest* as text, at most 78 columns wide but for long addresses."""
    return "\n".join(_page(read_aloud(digest, book))) + "\n"


def _page(page: Page) -> Iterator[str]:
    yield page.title
    if page.purpose:
        yield from wrap(page.purpose, COLUMNS)
    yield page.dateline
    yield "=" * max(width(page.title), width(page.dateline))
    yield ""
    for banner in page.banners:
        yield from banner_lines(banner)
    yield from wrap(page.summary, COLUMNS)
    for group in page.groups:
        yield from _group(group, page.why)
    for section in page.sections:
        yield from section_lines(section)
    if page.responses:
        yield ""
        yield from wrap(page.responses, COLUMNS)
    if page.guidelines_url:
        yield from ("", f"{page.guidelines}: {page.guidelines_url}")


def banner_lines(banner: Banner) -> Iterator[str]:
    """Yield what stands above everything else, and a blank line."""
    for line in wrap(banner.title, COLUMNS - 4):
        yield f"!!  {line}"
    for note in banner.notes:
        yield from _indented(note, before="- ")
    yield ""


def _heading(title: str) -> Iterator[str]:
    yield ""
    yield title
    yield "-" * width(title)


def _group(group: People, why: str) -> Iterator[str]:
    yield from _heading(group.title)
    for place, person in enumerate(group.people):
        if place:
            yield ""
        yield from _person(person, why)


def _person(person: Person, why: str) -> Iterator[str]:
    yield from wrap(
        " · ".join([f"[{person.number}] {person.name}", *person.marks]), COLUMNS
    )
    facts = (person.where, person.age, person.due, person.tone)
    yield from _indented(" · ".join(map(_together, facts)))
    if person.words:
        yield from _indented(person.words, before="| ")
    if person.reasons:
        yield from _indented(f"{why}: {person.reasons}")
    if person.more:
        yield from _indented(f"+ {person.more}")
    if person.url:
        yield _INDENT + person.url


def section_lines(section: Section) -> Iterator[str]:
    """Yield a section that has lines, a blank line and its heading first."""
    yield from _heading(section.title)
    when = max(width(line.when) for line in section.lines)
    where = max(width(line.where) for line in section.lines)
    for line in section.lines:
        yield from _line(line, when, where)


def _line(line: Line, when: int, where: int) -> Iterator[str]:
    yield f"{pad(line.when, when)}  {pad(line.where, where)}".rstrip()
    yield from _indented(line.words)
    for note in line.notes:
        yield from _indented(note, before="- ")
    if line.url:
        yield _INDENT + line.url


def _indented(text: str, before: str = "") -> Iterator[str]:
    for line in wrap(text, COLUMNS - len(_INDENT) - len(before)):
        yield f"{_INDENT}{before}{line.replace(_HARD_SPACE, ' ')}"


def _together(fact: str) -> str:
    """Return *fact* so that no line breaks within it."""
    return fact.replace(" ", _HARD_SPACE)
