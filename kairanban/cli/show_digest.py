"""Shows the digest: in the terminal with colours, or as the files read."""

import typer
from rich.padding import Padding
from rich.text import Text

from digest.as_json import as_json
from digest.columns import wrap
from digest.page import Line, Page, Person
from digest.paper import Digest
from digest.read_aloud import read_aloud
from digest.render import render
from domain.project import DigestFormat
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.digests import DigestForm

_COLOURS = {"urgent": "bold red", "high": "yellow", "normal": "cyan", "low": "dim"}
_SECTION_COLOURS = {
    "troubles": "red",
    "approvals": "yellow",
    "accounts": "red",
    "budgets": "yellow",
    "sources": "red",
    "tasks": "yellow",
    "published": "green",
    "left_out": "yellow",
}


def show(desk: Desk, house: House, *, form: DigestForm, write: bool) -> None:
    """Compose the digest for now and print it; *write* makes the daily files too."""
    digest = house.crew.reporter.compose(house.project, house.clock.now())
    match form:
        case DigestForm.JSON:
            desk.write_json(as_json(digest, desk.book))
        case DigestForm.TERMINAL:
            _print(desk, read_aloud(digest, desk.book))
        case _:
            desk.write(render(digest, DigestFormat(form), desk.book))
    if write:
        _write(desk, house, digest)


def _write(desk: Desk, house: House, digest: Digest) -> None:
    for path in house.crew.reporter.write(house.project, digest, desk.book):
        typer.echo(desk.say("Written: {path}", path=str(path)), err=True)


def _print(desk: Desk, page: Page) -> None:
    _print_head(desk, page)
    for group in page.groups:
        desk.write("")
        desk.write(group.title, style=_COLOURS.get(group.code, ""))
        for person in group.people:
            _print_person(desk, page, person)
    for section in page.sections:
        desk.write("")
        desk.write(section.title, style=_SECTION_COLOURS.get(section.code, "bold"))
        for line in section.lines:
            _print_line(desk, line)
    _print_foot(desk, page)


def _print_head(desk: Desk, page: Page) -> None:
    desk.write(page.title, style="bold")
    if page.purpose:
        desk.write(page.purpose)
    desk.write(page.dateline, style="dim")
    for banner in page.banners:
        desk.write("")
        desk.write(banner.title, style="bold black on yellow")
        for note in banner.notes:
            desk.write(f"  {note}", style="yellow")
    if page.banners:
        desk.write("")
    desk.write(page.summary)


def _print_foot(desk: Desk, page: Page) -> None:
    if page.responses:
        desk.write("")
        desk.write(page.responses, style="dim")
    if page.guidelines_url:
        desk.write("")
        desk.write(f"{page.guidelines}: {page.guidelines_url}", style="dim")


def _print_person(desk: Desk, page: Page, person: Person) -> None:
    head = Text().append(f"{person.number:>4}  ", style="dim")
    head.append(person.name, style="bold")
    for mark in person.marks:
        head.append(f"  {mark}", style="magenta")
    facts = Text().append(f"{person.where} · {person.age} · ", style="dim")
    facts.append(person.due, style="red" if person.is_overdue else "dim")
    facts.append(f" · {person.tone}", style="dim")
    desk.screen.print(head)
    why = Text(f"{page.why}: {person.reasons}", style="dim")
    desk.screen.print(Padding(facts, (0, 0, 0, 6), expand=False))
    _print_indented(desk, person.words)
    desk.screen.print(Padding(why, (0, 0, 0, 6), expand=False))
    if person.more:
        desk.write(f"      + {person.more}", style="dim")
    if person.url:
        desk.write(f"      {person.url}", style="blue")


def _print_line(desk: Desk, line: Line) -> None:
    desk.write(f"  {line.when} · {line.where}", style="dim")
    _print_indented(desk, line.words)
    for note in line.notes:
        desk.write(f"      {note}", style="yellow")
    if line.url:
        desk.write(f"      {line.url}", style="blue")


def _print_indented(desk: Desk, words: str) -> None:
    """Print members' words below a line of facts; Japanese breaks anywhere."""
    for row in wrap(words, max(20, desk.screen.width - 8)):
        desk.write(f"      {row}")
