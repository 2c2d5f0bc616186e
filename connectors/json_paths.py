"""Reading JSON that strangers wrote: what is not as expected is simply not there."""

from collections.abc import Mapping
from datetime import UTC, datetime

Json = Mapping[str, object]


def at(value: object, *path: str) -> object:
    """Return what stands at *path* below *value*; None if there is nothing."""
    for name in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def text_at(value: object, *path: str) -> str:
    """Return the text at *path*; "" if there is none."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def number_at(value: object, *path: str) -> int:
    """Return the whole number at *path*; 0 if there is none."""
    found = at(value, *path)
    return found if isinstance(found, int) else 0


def object_at(value: object, *path: str) -> Json:
    """Return the object at *path*; an empty one if there is none."""
    found = at(value, *path)
    return found if isinstance(found, Mapping) else {}


def objects_at(value: object, *path: str) -> list[Json]:
    """Return the objects of the list at *path*; empty if there is none."""
    found = at(value, *path)
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, Mapping)]


def texts_at(value: object, *path: str) -> tuple[str, ...]:
    """Return the texts of the list at *path*; empty if there is none."""
    found = at(value, *path)
    if not isinstance(found, list):
        return ()
    return tuple(one for one in found if isinstance(one, str))


def moment_at(value: object, *path: str) -> datetime | None:
    """Return the time at *path*, in UTC; None if it cannot be read as one."""
    try:
        moment = datetime.fromisoformat(text_at(value, *path))
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
