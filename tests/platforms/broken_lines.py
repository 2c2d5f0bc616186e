"""What can become of a request on any platform: faults of the line and of proxies."""

from datetime import timedelta
from email.utils import format_datetime

from domain.errors import OutcomeUnknownError, PlatformError
from tests.clocks import NOON
from tests.platforms.mastodon_faults import (
    Act,
    Fault,
    Hang,
    HangUp,
    Reset,
    Say,
    Stall,
)


def page(status: int, act: Act = Act.INSTEAD) -> Say:
    """Return a page for people."""
    return Say(status, b"<html>Oh</html>", content_type="text/html", act=act)


def fine(body: bytes, **headers: str) -> Say:
    """Return a 200 after the status was stored."""
    return Say(200, body, headers, act=Act.AFTER)


UNKNOWN = OutcomeUnknownError

#: What happens to a write, its error, and whether it was carried out.
BROKEN_LINES: dict[str, tuple[Fault, type[PlatformError], bool]] = {
    "hang up before": (HangUp(Act.INSTEAD), UNKNOWN, False),
    "hang up after storing": (HangUp(), UNKNOWN, True),
    "reset before": (Reset(Act.INSTEAD), UNKNOWN, False),
    "reset after storing": (Reset(), UNKNOWN, True),
    "silence before reading": (Hang(Act.INSTEAD), UNKNOWN, False),
    "silence after storing": (Hang(), UNKNOWN, True),
    "half a head, then silence": (Stall(whole_head=False), UNKNOWN, True),
    "a head, then silence": (Stall(), UNKNOWN, True),
    "half a body, then silence": (Stall(b'{"id":"1'), UNKNOWN, True),
    "half a JSON": (fine(b'{"id":"1'), UNKNOWN, True),
    "cut in the body": (fine(b'{"id":', **{"content-length": "500"}), UNKNOWN, True),
    "200 in HTML": (page(200, Act.AFTER), UNKNOWN, True),
    "200 of another type": (
        Say(200, b"OK", content_type="text/plain", act=Act.AFTER),
        UNKNOWN,
        True,
    ),
    "200 and nothing": (fine(b""), UNKNOWN, True),
    "204": (Say(204, b"", act=Act.AFTER), UNKNOWN, True),
    "200 and no words": (fine(b"{}"), UNKNOWN, True),
    "200 and a list": (fine(b"[]"), UNKNOWN, True),
    "200 and a number": (fine(b"17"), UNKNOWN, True),
    "200 and null": (fine(b"null"), UNKNOWN, True),
    "200 and NaN": (fine(b'{"id": NaN}'), UNKNOWN, True),
    "200 nested absurdly": (fine(b"[" * 200_000), UNKNOWN, True),
    "200 with a huge number": (fine(b'{"id":' + b"9" * 5000 + b"}"), UNKNOWN, True),
    "badly packed": (fine(b"no", **{"content-encoding": "gzip"}), UNKNOWN, True),
    "wrong charset": (
        Say(200, b'{"id":"\xff\xfe"}', content_type="text/json", act=Act.AFTER),
        UNKNOWN,
        True,
    ),
    "a redirect": (
        Say(302, headers={"location": "http://127.0.0.1:9/"}),
        UNKNOWN,
        False,
    ),
    "a permanent redirect": (
        Say(308, headers={"location": "http://127.0.0.1:9/"}),
        UNKNOWN,
        False,
    ),
}

#: The forms in which a server says how long to wait.
NAMED_WAITS: dict[str, tuple[dict[str, str], timedelta | None]] = {
    "seconds": ({"retry-after": "120"}, timedelta(seconds=120)),
    "fractions": ({"retry-after": "1.5"}, timedelta(seconds=1.5)),
    "a date": (
        {"retry-after": format_datetime(NOON + timedelta(minutes=5), usegmt=True)},
        timedelta(minutes=5),
    ),
    "a date long ago": (
        {"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"},
        timedelta(0),
    ),
    "negative": ({"retry-after": "-5"}, timedelta(0)),
    "for ever": ({"retry-after": "9" * 400}, timedelta(days=1)),
    "nonsense": ({"retry-after": "soon"}, None),
    "empty": ({"retry-after": ""}, None),
    "missing": ({}, None),
}
