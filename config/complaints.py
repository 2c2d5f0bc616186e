"""Check a part of a document against its shape, and complain in our own words."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.document import Path, Place, Section, shown
from config.entry import Entry, keys_at
from config.findings import Findings
from config.guess import did_you_mean
from config.leaks import is_leak
from config.values import WrongValueError, kind
from domain.errors import Problem
from domain.phrases import Phrase, phrase

_M = TypeVar("_M", bound=Entry)

#: What to write where a key is missing, when its name alone does not say so.
_MISSING: Mapping[str, Phrase] = {
    "alt": phrase(
        "is missing: describe the picture for those who cannot see it,"
        ' or write alt: "" if it is only decoration'
    ),
    "id": phrase("is missing: give it a name of its own, such as spring-fair"),
    "at": phrase("is missing: say when, such as 2026-11-24 09:30"),
    "timezone": phrase(
        "is missing: name the IANA time zone that the community lives in,"
        " such as Asia/Tokyo"
    ),
    "to": phrase("is missing: name the account or accounts to post on"),
}

#: What a missing key goes by.
_LACK = "missing-key"

_SPACING = phrase(
    "is for the whole project: it stands only under 'late' at the top of kairanban.yaml"
)

_HANDLES = phrase("; what somebody is called on a platform stands under 'handles'")
_EACH_AT_TOP = phrase("; each person's name stands at the left edge of people.yaml")


def checked(model: type[_M], place: Place, findings: Findings) -> _M | None:
    """Return what stands at *place* as *model*; None when it has other shape."""
    try:
        return model.model_validate(place.value)
    except ValidationError as error:
        # Never chained or shown: pydantic's own report repeats what was typed.
        findings.add(_translated(model, place, error))
        return None


def unknown_key(place: Place, key: str, known: Mapping[str, Any]) -> Problem:
    """Complain of a key that nobody knows, or that belongs elsewhere."""
    if place.path[-1:] == ("late",) and key == "spacing":
        return place.child(key).key_problem(_SPACING, "unknown-key")
    guess = did_you_mean(key, known) or _where_it_goes(place.child(key), known)
    what = phrase("unknown key{guess}", guess=guess)
    return place.child(key).key_problem(what, "unknown-key")


def _where_it_goes(place: Place, known: Mapping[str, Any]) -> Phrase | str:
    """Return the end of a sentence: where such a key belongs, or nothing."""
    if "handles" not in known:
        return ""
    is_in_people = len(place.path) == len(("somebody", "key"))
    return (
        _EACH_AT_TOP if is_in_people and isinstance(place.value, Section) else _HANDLES
    )


def _translated(
    model: type[Entry], place: Place, error: ValidationError
) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        if not _leads_to_secret(place, detail["loc"]):
            yield _complaint(model, place, detail)


def _leads_to_secret(place: Place, path: Path) -> bool:
    """Is this about a key that `config.leaks` has complained of already?"""
    return any(
        isinstance(step, str) and is_leak(step, place.child(*path[: number + 1]).value)
        for number, step in enumerate(path)
    )


def _complaint(model: type[Entry], place: Place, detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    if path[-1:] == ("[key]",):  # So pydantic calls a name in a mapping.
        return place.child(*path[:-1]).key_problem(_in_words(detail), _name(detail))
    spot = _existing(place, path)
    match detail["type"]:
        case "missing":
            return lack(place.child(*path))
        case "extra_forbidden":
            before, key = path[:-1], str(path[-1])
            return unknown_key(place.child(*before), key, keys_at(model, before))
        case "model_type" | "dict_type":
            return spot.problem(
                phrase("should be a mapping, got {kind}", kind=kind(spot.value))
            )
        case _:
            return spot.problem(_in_words(detail), _name(detail))


def _existing(place: Place, path: Path) -> Place:
    """Return the furthest place on *path*: a list of one may be written without."""
    while path and place.child(*path).value is None:
        path = path[:-1]
    return place.child(*path)


def lack(place: Place) -> Problem:
    """Complain of a key that is not there, or that has nothing behind its colon."""
    value = place.value
    if value is None:
        key = str(place.path[-1])
        name = "missing-alt" if key == "alt" else _LACK
        return place.key_problem(_MISSING.get(key, phrase("is missing")), name)
    if not value:
        return place.problem(phrase("has no value"), _LACK)
    what = phrase(
        "has no value; if you mean the word '{word}', put it in quotes", word=value
    )
    return place.problem(what, _LACK)


def _name(detail: ErrorDetails) -> str:
    error = detail.get("ctx", {}).get("error")
    return error.name if isinstance(error, WrongValueError) else ""


def _in_words(detail: ErrorDetails) -> Phrase:
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, WrongValueError):
        return error.phrase
    return phrase("is not as it should be ({detail})", detail=shown(detail["msg"]))
