"""Writes a plan to files: a page for a browser, a calendar for other programs."""

from pathlib import Path

import typer

from domain.files import write_whole
from kairanban.bootstrap import House
from kairanban.calendar.page import Outlook
from kairanban.calendar.render_html import render_html
from kairanban.calendar.render_ics import render_ics
from kairanban.calendar.rewordings import rewordings
from kairanban.calendar.weeks import weeks as weeks_of
from kairanban.cli import show_plan
from kairanban.cli.desk import Desk
from kairanban.cli.problems import line_of


def write(
    desk: Desk, house: House, *, ics: Path | None, html: Path | None, weeks: int
) -> None:
    """Write the plan to each of the files; *weeks* is how far the page looks ahead.

    Raises:
        StorageBlockedError: A file could not be written.
    """
    if ics is None and html is None:
        return
    seen = show_plan.look(house)
    project, now = house.project, house.clock.now()
    if ics is not None:
        calendar = render_ics(seen.entries, project.community, now, desk.book)
        _write(desk, ics, calendar.decode())
    if html is not None:
        zone = project.community.timezone
        outlook = Outlook(
            project=project,
            plan=seen.plan,
            entries=seen.entries,
            weeks=weeks_of(seen.entries, now, zone, weeks),
            rewordings=rewordings(seen.plan),
            warnings=[line_of(one, desk.book) for one in seen.warnings],
            now=now,
        )
        _write(desk, html, render_html(outlook, desk.book))


def _write(desk: Desk, file: Path, text: str) -> None:
    write_whole(file, text)
    typer.echo(desk.say("Written: {path}", path=str(file)), err=True)
