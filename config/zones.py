"""The time zones that there are: IANA's, and what people write by mistake."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from config.guess import nearest

#: Files in the system's zone folder that are no zones of the world.
_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})

#: Short names that are no IANA zones, in lower case.
_SLIPS: Mapping[str, str] = {
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "edt": "America/New_York",
    "cst": "America/Chicago",
    "bst": "Europe/London",
    "cest": "Europe/Berlin",
    "東京": "Asia/Tokyo",
    "日本": "Asia/Tokyo",
    "asia/osaka": "Asia/Tokyo",
    "asia/kyoto": "Asia/Tokyo",
}


def zone_named(name: str) -> ZoneInfo | None:
    """Return the IANA zone of that name; None when there is none."""
    if name in _NO_ZONES or name.startswith(("posix/", "right/")):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def nearest_zone(name: str) -> str | None:
    """Return the zone that was probably meant: by a slip, a city or the letters."""
    zones = sorted(available_timezones() - _NO_ZONES)
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in zones}
    city = name.replace(" ", "_").casefold()
    found = nearest(city, zones, {**cities, **_SLIPS})
    if found is None and (near := nearest(city, cities)) is not None:
        return cities[near]
    return found
