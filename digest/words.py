"""Times, spans and states in words; every word can be translated."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from domain.budgets import MICROS, Counted, Span
from domain.deliveries import DeliveryState
from domain.judgements import Priority, Tone, ToneLabel
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

PRIORITIES: Mapping[Priority, Phrase] = {
    Priority.URGENT: phrase("Urgent"),
    Priority.HIGH: phrase("High priority"),
    Priority.NORMAL: phrase("Normal priority"),
    Priority.LOW: phrase("When you have time"),
}

STATES: Mapping[DeliveryState, Phrase] = {
    DeliveryState.AWAITING_APPROVAL: phrase("awaits approval"),
    DeliveryState.QUEUED: phrase("queued"),
    DeliveryState.SENDING: phrase("being sent"),
    DeliveryState.SENT: phrase("sent"),
    DeliveryState.FAILED: phrase("failed"),
    DeliveryState.UNCERTAIN: phrase("may have been posted; we are finding out"),
    DeliveryState.REVIEW: phrase("may have been posted; please look"),
    DeliveryState.MISSED: phrase("missed its time"),
    DeliveryState.CANCELLED: phrase("cancelled"),
}

COUNTED: Mapping[Counted, Phrase] = {
    Counted.WRITES: phrase("posts"),
    Counted.READS: phrase("reads"),
    Counted.MONEY: phrase("money"),
}

SPANS: Mapping[Span, Phrase] = {
    Span.HOUR: phrase("hour"),
    Span.DAY: phrase("day"),
    Span.MONTH: phrase("month"),
}

_TONES: Mapping[ToneLabel, Phrase] = {
    ToneLabel.POSITIVE: phrase("positive"),
    ToneLabel.NEUTRAL: phrase("neutral"),
    ToneLabel.NEGATIVE: phrase("negative"),
}

#: By `date.weekday()`.
WEEKDAYS = (
    phrase("Mon"),
    phrase("Tue"),
    phrase("Wed"),
    phrase("Thu"),
    phrase("Fri"),
    phrase("Sat"),
    phrase("Sun"),
)

#: January first.
MONTHS = (
    phrase("Jan"),
    phrase("Feb"),
    phrase("Mar"),
    phrase("Apr"),
    phrase("May"),
    phrase("Jun"),
    phrase("Jul"),
    phrase("Aug"),
    phrase("Sep"),
    phrase("Oct"),
    phrase("Nov"),
    phrase("Dec"),
)


def span(length: timedelta) -> Phrase:
    """Say how long in one unit, rounded down: "3 h", "2 days"."""
    if length < _MINUTE:
        return phrase("less than a minute")
    if length < _HOUR:
        return phrase_many("{count} min", "{count} min", length // _MINUTE)
    if length < _DAY:
        return phrase_many("{count} h", "{count} h", length // _HOUR)
    return phrase_many("{count} day", "{count} days", length // _DAY)


def age(length: timedelta, book: Phrasebook) -> str:
    """Read a span aloud."""
    return book.read(span(length))


def day(moment: datetime, zone: ZoneInfo) -> Phrase:
    """Say which day it is in *zone*: "Tue 24 Nov 2026"."""
    local = moment.astimezone(zone)
    return phrase(
        "{weekday} {day} {month} {year}",
        weekday=WEEKDAYS[local.weekday()],
        day=str(local.day),
        month=MONTHS[local.month - 1],
        year=str(local.year),
    )


def moment_in(moment: datetime, zone: ZoneInfo) -> Phrase:
    """Say day and time in *zone*: "Tue 24 Nov, 09:30"."""
    local = moment.astimezone(zone)
    return phrase(
        "{weekday} {day} {month}, {time}",
        weekday=WEEKDAYS[local.weekday()],
        day=str(local.day),
        month=MONTHS[local.month - 1],
        time=clock_time(moment, zone),
    )


def clock_time(moment: datetime, zone: ZoneInfo) -> str:
    """Return the time in *zone*: "09:30"."""
    return f"{moment.astimezone(zone):%H:%M}"


def tone_in_words(tone: Tone | None) -> Phrase:
    """Say a tone: "negative (-0.62)", or "no score"."""
    if tone is None:
        return phrase("no score")
    return phrase(
        "{label} ({score})", label=_TONES[tone.label], score=f"{tone.score:+.2f}"
    )


def money(micros: int, currency: str) -> str:
    """Return an amount as a price list writes it: "USD 0.015", "JPY 120"."""
    units, _, cents = f"{Decimal(micros) / MICROS:.6f}".partition(".")
    cents = cents.rstrip("0")
    return f"{currency} {units}.{cents:0<2}" if cents else f"{currency} {units}"
