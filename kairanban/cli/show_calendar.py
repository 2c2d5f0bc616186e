"""Shows the weeks to come as a calendar in the terminal."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich import box
from rich.table import Table
from rich.text import Text

from digest.columns import shorten
from digest.words import MONTHS, WEEKDAYS, clock_time, moment_in
from domain.phrases import Phrase, phrase, phrase_many
from domain.project import Community
from kairanban.calendar.entries import Entry
from kairanban.calendar.weeks import SATURDAY, SUNDAY, Day, Week, beyond, weeks
from kairanban.calendar.words import KINDS
from kairanban.cli.desk import Desk

#: Narrower screens get a list: seven columns would hold nothing.
NARROWEST = 64
#: So many posts of a day are shown; the others are counted.
MOST_A_DAY = 4
#: From this width on, time and name stand in one line.
_ONE_LINE = 14
_WIDEST = 24
_DAYS = 7


def show(
    desk: Desk,
    entries: Sequence[Entry],
    community: Community,
    now: datetime,
    count: int,
) -> None:
    """Print this week and the next ones, *count* in all, in the community's zone."""
    zone = community.timezone
    shown = weeks(entries, now, zone, count)
    title = desk.say("The coming weeks ({zone})", zone=zone.key)
    desk.write(title, style="bold")
    if desk.screen.width < NARROWEST:
        _show_list(desk, shown, community)
    else:
        desk.screen.print(_table(desk, shown, community))
    later = [one for one in beyond(entries, shown, zone) if one.at > now]
    if later:
        words = phrase_many(
            "{count} more later, the last on {when}",
            "{count} more later, the last on {when}",
            len(later),
            when=moment_in(later[-1].at, zone),
        )
        desk.write(f"  {desk.read(words)}", style="dim")
    desk.write("")


def _table(desk: Desk, shown: Sequence[Week], community: Community) -> Table:
    width = min(_WIDEST, (desk.screen.width - _DAYS - 1) // _DAYS)
    table = Table(box=box.ROUNDED, show_lines=True, padding=0, border_style="dim")
    for number, name in enumerate(WEEKDAYS):
        heading = Text(desk.read(name), style=_weekend(number, "bold"))
        table.add_column(heading, width=width, no_wrap=True, overflow="crop")
    for week in shown:
        table.add_row(*(_cell(desk, day, community, width) for day in week.days))
    return table


def _weekend(number: int, otherwise: str) -> str:
    """Return the colours of Japanese calendars: Saturdays blue, Sundays red."""
    return {SATURDAY: "bold blue", SUNDAY: "bold red"}.get(number, otherwise)


def _cell(desk: Desk, day: Day, community: Community, width: int) -> Text:
    lines, entries = [_heading(desk, day)], _at_a_glance(day.entries)
    for entry in entries[:MOST_A_DAY]:
        lines += _lines(entry, community, width)
    if (more := len(entries) - MOST_A_DAY) > 0:
        words = phrase_many("+{count} more", "+{count} more", more)
        lines.append(Text(shorten(desk.read(words), width), style="dim"))
    return Text("\n").join(lines)


def _at_a_glance(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return each post once, though it says something else on each account."""
    first: dict[tuple[object, ...], Entry] = {}
    for entry in entries:
        gates = entry.awaits_approval, entry.is_paused
        first.setdefault((entry.at, entry.name, entry.kind, *gates), entry)
    return tuple(first.values())


def _heading(desk: Desk, day: Day) -> Text:
    words = str(day.date.day)
    if day.date.day == 1 or (day.is_today and not day.is_past):
        words = desk.read(_month_and_day(day))
    if day.is_today:
        return Text(f" {words} ", style="reverse bold")
    style = "dim" if day.is_past else _weekend(day.date.weekday(), "")
    return Text(f" {words}", style=style.replace("bold ", ""))


def _month_and_day(day: Day) -> Phrase:
    return phrase(
        "{day} {month}", day=str(day.date.day), month=MONTHS[day.date.month - 1]
    )


def _lines(entry: Entry, community: Community, width: int) -> list[Text]:
    style = _style(entry)
    time = f"{_sign(entry)}{clock_time(entry.at, community.timezone)}"
    if width >= _ONE_LINE:
        return [Text(shorten(f"{time} {entry.name}", width), style=style)]
    return [
        Text(time, style=style),
        Text(shorten(f" {entry.name}", width), style=style),
    ]


def _sign(entry: Entry) -> str:
    """Return one column that says without colour what holds of an entry."""
    sign = KINDS[entry.kind][0]
    if sign == " " and entry.is_paused:
        return "‖"
    return "?" if sign == " " and entry.awaits_approval else sign


def _style(entry: Entry) -> str:
    style = KINDS[entry.kind][2]
    if entry.is_cancelled:
        return "red strike"
    return "" if style == "dim" else style


def _show_list(desk: Desk, shown: Sequence[Week], community: Community) -> None:
    days = [day for week in shown for day in week.days if day.entries]
    if not days:
        desk.write(f"  {desk.say('nothing')}", style="dim")
    for day in days:
        desk.write(
            f"  {desk.read(_day_of(day))}", style=_weekend(day.date.weekday(), "")
        )
        for line, style in _list_lines(day, community):
            desk.write(shorten(f"   {line}", desk.screen.width), style=style)


def _day_of(day: Day) -> Phrase:
    return phrase(
        "{weekday} {day} {month}",
        weekday=WEEKDAYS[day.date.weekday()],
        day=str(day.date.day),
        month=MONTHS[day.date.month - 1],
    )


def _list_lines(day: Day, community: Community) -> Iterator[tuple[str, str]]:
    for entry in day.entries:
        time = clock_time(entry.at, community.timezone)
        where = ", ".join(entry.accounts)
        yield f"{_sign(entry)}{time} {entry.name} ({where})", _style(entry)
