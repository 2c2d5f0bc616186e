"""The digest as Markdown, for a wiki, an issue or a chat that reads it."""

import re
from collections.abc import Iterator

from digest.page import Banner, Line, Page, People, Person, Section
from digest.paper import Digest
from digest.read_aloud import read_aloud
from domain.phrases import Phrasebook

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
#: Marks that mean something at the beginning of a line only.
_AT_START = re.compile(r"^(\d*)([-+=.)])")


def render_markdown(digest: Digest, book: Phrasebook) -> str:
    """Return *digest* as CommonMark; nobody's words can become markup."""
    return "\n".join(_page(read_aloud(digest, book))) + "\n"


def escape(text: str) -> str:
    """Return *text* so that Markdown shows it as it is."""
    return _AT_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text))


def _page(page: Page) -> Iterator[str]:
    yield f"# {escape(page.title)}"
    if page.purpose:
        yield from ("", escape(page.purpose))
    yield ""
    yield escape(page.dateline)
    for banner in page.banners:
        yield from _banner(banner)
    yield ""
    yield f"**{escape(page.summary)}**"
    if page.groups:
        yield from ("", f"## {escape(page.waiting_title)}")
    for group in page.groups:
        yield from _group(group, page.why)
    for section in page.sections:
        yield from _section(section)
    if page.responses:
        yield ""
        yield escape(page.responses)
    if page.guidelines_url:
        yield from ("", _link(page.guidelines, page.guidelines_url))


def _banner(banner: Banner) -> Iterator[str]:
    yield ""
    yield f"> **{escape(banner.title)}**"
    yield ">"
    for note in banner.notes:
        yield f"> - {escape(note)}"


def _heading(level: int, title: str) -> Iterator[str]:
    yield ""
    yield f"{'#' * level} {escape(title)}"
    yield ""


def _group(group: People, why: str) -> Iterator[str]:
    yield from _heading(3, group.title)
    for place, person in enumerate(group.people):
        if place:
            yield ""
        yield from _person(person, why)


def _person(person: Person, why: str) -> Iterator[str]:
    marks = "".join(f" · {escape(mark)}" for mark in person.marks)
    yield f"**{escape(person.name)}**{marks}\\"
    facts = [person.where, person.age, _due(person), person.tone]
    yield " · ".join([*map(escape, facts[:2]), facts[2], escape(facts[3])])
    if person.words:
        yield from ("", f"> {escape(person.words)}")
    details = list(_details(person, why))
    if details:
        yield ""
        yield "\\\n".join(details)


def _due(person: Person) -> str:
    return f"**{escape(person.due)}**" if person.is_overdue else escape(person.due)


def _details(person: Person, why: str) -> Iterator[str]:
    if person.reasons:
        yield f"{escape(why)}: {escape(person.reasons)}"
    if person.more:
        yield escape(f"+ {person.more}")
    if person.url:
        yield _link(person.link, person.url)


def _section(section: Section) -> Iterator[str]:
    yield from _heading(2, section.title)
    for line in section.lines:
        yield from _line(line)


def _line(line: Line) -> Iterator[str]:
    yield f"- {escape(line.when)} · {escape(line.where)}: {escape(line.words)}"
    for note in line.notes:
        yield f"  - {escape(note)}"
    if line.url:
        yield f"  - {_link(line.link, line.url)}"


def _link(title: str, url: str) -> str:
    """Return a link; the address stands in <>, where brackets do no harm."""
    return f"[{escape(title)}](<{url}>)"
