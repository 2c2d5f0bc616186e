"""Shows events, their tasks and their posts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.text import Text

from digest.words import calendar_day, moment_in, span
from domain.errors import RequestError
from domain.events import Event, Session, Speaker, Task
from domain.phrases import phrase
from domain.posts import Post
from kairanban.bootstrap import House
from kairanban.cli.desk import Desk
from kairanban.cli.event_json import about_json, event_json, post_json
from kairanban.cli.words import local, shortened


def show_list(desk: Desk, house: House, *, every: bool, as_json: bool) -> None:
    """Print events as a table, or as JSON."""
    now = house.clock.now()
    events = [one for one in house.project.events if every or not _is_done(one, now)]
    if as_json:
        desk.write_json([event_json(one, now) for one in events])
        return
    if not events:
        desk.write(desk.say("No events are to come. They stand in events/."))
        return
    table = desk.table(
        desk.say("Event"),
        desk.say("Starts"),
        desk.say("Title"),
        desk.say("Where"),
        desk.say("Tasks"),
    )
    for one in events:
        table.add_row(
            Text(one.key),
            desk.read(moment_in(one.starts, one.zone)),
            _title(desk, one),
            Text(shortened(one.venue.name or one.online, 30)),
            _tasks(desk, one, now),
        )
    desk.screen.print(table)


def show_one(desk: Desk, house: House, name: str, *, as_json: bool) -> None:
    """Print everything of one event.

    Raises:
        RequestError: There is none of that name.
    """
    event = find_event(house, name)
    now, posts = house.clock.now(), posts_of(house, event)
    if as_json:
        known = event_json(event, now) | about_json(event)
        desk.write_json(known | {"posts": [post_json(post) for post in posts]})
        return
    desk.write(event.title, style="bold")
    for fact in _facts(desk, event):
        desk.write(fact)
    _write_list(
        desk, desk.say("Programme"), [_session(s, event) for s in event.programme]
    )
    _write_list(desk, desk.say("Speakers"), list(map(_speaker, event.speakers)))
    _write_list(desk, desk.say("Staff"), [_joined(h.name, h.role) for h in event.staff])
    _show_tasks(desk, event, now)
    _write_list(desk, desk.say("Posts"), [_post(house, post) for post in posts])


def calendar(desk: Desk, house: House, names: Sequence[str]) -> bytes:
    """Return these events, or all, as a calendar.

    Raises:
        RequestError: One of them is not there.
    """
    from kairanban.event_calendar import calendar_of
    from kairanban.event_revisions import revision

    chosen = [find_event(house, name) for name in names] or house.project.events
    now = house.clock.now()
    revisions = {one.key: revision(one, house.memory.notes, now) for one in chosen}
    return calendar_of(house.project.community.name, chosen, revisions, desk.book)


def find_event(house: House, name: str) -> Event:
    """Return the event of that name.

    Raises:
        RequestError: There is none.
    """
    found = next((one for one in house.project.events if one.key == name), None)
    if found is None:
        what = phrase(
            "there is no event '{name}'; see: kairanban events list", name=name
        )
        raise RequestError(what)
    return found


def posts_of(house: House, event: Event) -> list[Post]:
    """Return the posts of an event, by due time."""
    file = event.source.file if event.source else ""
    found = [
        post
        for post in house.project.posts
        if post.key.startswith(f"{event.key}.")
        and post.source is not None
        and post.source.file == file
    ]
    return sorted(found, key=lambda post: post.at)


def _is_done(event: Event, now: datetime) -> bool:
    """Is it over, and nothing left to be done for it?"""
    return event.is_over(now) and not event.open_tasks


def _title(desk: Desk, event: Event) -> Text:
    if event.is_cancelled:
        return Text(f"{event.title} ({desk.say('cancelled')})", style="dim")
    return Text(event.title)


def _tasks(desk: Desk, event: Event, now: datetime) -> Text:
    if not event.tasks or event.is_cancelled:
        return Text("")
    overdue = len(event.overdue(now))
    said = desk.book.say_many("{count} open", "{count} open", len(event.open_tasks))
    if not overdue:
        return Text(said, style="" if event.open_tasks else "green")
    late = desk.book.say_many("{count} overdue", "{count} overdue", overdue)
    return Text(f"{said}, {late}", style="red")


def _facts(desk: Desk, event: Event) -> Iterator[str]:
    starts, ends = (moment_in(at, event.zone) for at in (event.starts, event.ends))
    yield desk.say(
        "{starts} till {ends} ({zone})", starts=starts, ends=ends, zone=event.zone.key
    )
    venue, cancellation = event.venue, event.cancellation
    if cancellation is not None:
        yield desk.say("Cancelled. {reason}", reason=cancellation.reason).strip()
    facts = (
        (desk.say("Venue"), _joined(venue.name, venue.address)),
        (desk.say("Holds"), "" if venue.capacity is None else str(venue.capacity)),
        (desk.say("How to get there"), venue.access),
        (desk.say("Map"), venue.map_url),
        (desk.say("On line"), event.online),
        (desk.say("About"), event.about),
        (desk.say("Safety"), event.safety),
        (desk.say("Accessibility"), event.accessibility),
    )
    yield from (f"{name}: {words}" for name, words in facts if words)


def _write_list(desk: Desk, title: str, lines: Sequence[str]) -> None:
    if lines:
        desk.write("")
        desk.write(title, style="bold")
    for line in lines:
        desk.write(f"  {line}")


def _show_tasks(desk: Desk, event: Event, now: datetime) -> None:
    if not event.tasks:
        return
    desk.write("")
    desk.write(desk.say("Tasks"), style="bold")
    overdue = event.overdue(now)
    for task in event.tasks:
        style = "dim" if task.is_done else "red" if task in overdue else None
        desk.write(f"  {_task(desk, event, task, now)}", style=style)


def _task(desk: Desk, event: Event, task: Task, now: datetime) -> str:
    mark = "[x]" if task.is_done else "[ ]"
    said = f"{mark} {task.key}: {task.title}"
    notes = [task.owner] if task.owner else []
    if task.due is not None and task in event.overdue(now):
        late = now.astimezone(event.zone).date() - task.due
        notes.append(desk.say("overdue for {span}", span=span(late)))
    elif task.due is not None:
        notes.append(desk.say("by {day}", day=calendar_day(task.due)))
    return f"{said} ({', '.join(notes)})" if notes else said


def _session(session: Session, event: Event) -> str:
    at = f"{session.at.astimezone(event.zone):%H:%M}" if session.at else ""
    return _joined(" ".join(filter(None, (at, session.title))), session.speaker)


def _speaker(speaker: Speaker) -> str:
    return " · ".join(filter(None, (speaker.name, speaker.about, speaker.link)))


def _joined(name: str, more: str) -> str:
    return " · ".join(filter(None, (name, more)))


def _post(house: House, post: Post) -> str:
    when = local(post.at, house.project.community)
    where = ", ".join(post.accounts)
    return f"{when}  {post.key} ({where}): {shortened(post.text, 50)}"
