"""Calendars of other programs (ICS): each event becomes a post at its beginning."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vRecur

from config.emit import Data
from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.exchange.rows import Reading, Row, RowError
from kairanban.exchange.tables import LIMIT_BYTES

#: The whole entry, in our own calendars: JSON in base 64, which no program that
#: passes it on can take apart.
ENTRY = "X-KAIRANBAN-ENTRY"
#: Where a post goes, in our own calendars.
ACCOUNTS = "X-KAIRANBAN-ACCOUNTS"

_EXCEPTIONS = ("RECURRENCE-ID", "EXDATE", "RDATE")


def read(data: bytes, reading: Reading) -> Iterator[Row]:
    """Yield its events, counted from one."""
    if len(data) > LIMIT_BYTES:
        raise RequestError(phrase("the file is larger than 20 MB; split it"))
    try:
        calendar = Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError, KeyError, RecursionError):
        raise RequestError(phrase("the file is no calendar (ICS)")) from None
    for number, event in enumerate(events, start=1):
        if ACCOUNTS in event and "RECURRENCE-ID" in event:
            continue  # ours: the entry of the whole series says it
        try:
            yield _row(number, event, reading)
        except RowError as error:
            yield Row(number, problem=error.phrase)


def _row(number: int, event: Component, reading: Reading) -> Row:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Row(number, is_over=True)
    entry: dict[str, Data] = _entry(event)
    if not entry and any(name in event for name in _EXCEPTIONS):
        raise RowError(phrase("it has exceptions to its repetition; write it by hand"))
    if "RRULE" in event and not {"repeat", "every"} & entry.keys():
        entry["repeat"] = _rule(event)
        entry |= _zone(event)
    summary, description = (
        str(event.get("SUMMARY", "")),
        str(event.get("DESCRIPTION", "")),
    )
    accounts = str(event.get(ACCOUNTS, "")).split(",")
    return Row(
        number,
        text=str(entry.pop("text", "")) or description.strip() or summary,
        at=_start(event, reading),
        accounts=[(one,) for one in accounts if one],
        entry=entry,
    )


def _rule(event: Component) -> str:
    rule = event["RRULE"]
    if not isinstance(rule, vRecur):
        raise RowError(phrase("it has several rules of repetition; write it by hand"))
    return bytes(rule.to_ical()).decode()  # type: ignore[no-untyped-call]  # icalendar types it not


def _zone(event: Component) -> dict[str, Data]:
    """Return by which zone's clock it recurs; nothing where it names none."""
    try:
        start = event.decoded("DTSTART", None)
    except ValueError:  # `_start` tells it
        return {}
    zone = getattr(start, "tzinfo", None)
    return {"timezone": zone.key} if isinstance(zone, ZoneInfo) else {}


def _entry(event: Component) -> dict[str, Any]:
    if ENTRY not in event:
        return {}
    try:
        found = json.loads(b64decode(str(event[ENTRY]), validate=True))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise RowError(phrase("{key} holds no entry of ours", key=ENTRY))
    return {key: value for key, value in found.items() if key not in {"at", "to"}}


def _start(event: Component, reading: Reading) -> datetime:
    try:
        start = event.decoded("DTSTART")
    except (KeyError, ValueError):
        raise RowError(phrase("it does not say when it begins")) from None
    if isinstance(start, datetime):
        local = start if start.tzinfo else start.replace(tzinfo=reading.zone)
        return local.astimezone(UTC)
    if isinstance(start, date):
        raise RowError(phrase("it lasts all day, so it says no time at which to post"))
    raise RowError(phrase("it does not say when it begins"))
