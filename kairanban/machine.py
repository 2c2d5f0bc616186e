"""What this machine says of itself."""

import os
from pathlib import Path
from zoneinfo import available_timezones

_ZONE_FILES = Path("/etc/localtime")


def local_timezone() -> str:
    """Return the machine's IANA zone by `TZ` or /etc/localtime; else "UTC"."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if named in available_timezones():
        return named
    try:
        parts = _ZONE_FILES.resolve().parts
    except OSError:
        return "UTC"
    for start in range(len(parts)):
        candidate = "/".join(parts[start:])
        if "/" in candidate and candidate in available_timezones():
            return candidate
    return "UTC"
