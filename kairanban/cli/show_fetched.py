"""Looks at feeds and calendars, and shows what came."""

from collections.abc import Iterator

from domain.phrases import Phrase, phrase, phrase_many
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from scheduler.collect import Collected


def show(desk: Desk, house: House, *, as_json: bool) -> bool:
    """Look at every feed and calendar; return whether all of them answered."""
    found = dict(_collected(house))
    if as_json:
        desk.write_json([_json(desk, name, one) for name, one in found.items()])
    elif not found:
        desk.write(desk.say("There are no feeds and no calendars on the web."))
    for name, one in found.items() if not as_json else ():
        style = "red" if one.problem else "green" if one.new or one.is_changed else None
        desk.write(f"{name}: {desk.read(_said(one))}", style=style)
    return all(one.problem is None for one in found.values())


def _collected(house: House) -> Iterator[tuple[str, Collected]]:
    project, collector = house.project, house.crew.collector
    if collector is None:
        return
    for feed in project.feeds:
        yield feed.key, collector.feed(feed, project)
    for calendar in project.calendars:
        yield calendar.name, collector.calendar(calendar, project.state_folder)


def _said(one: Collected) -> Phrase:
    if one.problem is not None:
        return one.problem
    if one.new:
        return phrase_many("{count} new entry", "{count} new entries", one.new)
    return phrase("changed") if one.is_changed else phrase("nothing new")


def _json(desk: Desk, name: str, one: Collected) -> dict[str, object]:
    return {
        "name": name,
        "new": one.new,
        "changed": one.is_changed,
        "problem": desk.read(one.problem) or None,
    }
