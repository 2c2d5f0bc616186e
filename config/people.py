"""Reads `people.yaml`: whom our posts mention, and what they are called where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from pydantic import Field

from config.complaints import checked
from config.document import Document, Place, Section, shown
from config.entry import Entry, remains
from config.findings import Findings
from config.guess import one_of
from config.leaks import leaks
from config.values import Handle, Line, WrongValueError, kind, slug
from connectors.setup import Platform
from domain.phrases import phrase


class PersonEntry(Entry):
    """Somebody whom our posts mention."""

    #: For those who read the file.
    name: Line = ""
    #: By platform.
    handles: dict[str, Handle] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """Whom posts can mention."""

    #: Every name there is; None when not even that can be told.
    names: Collection[str] | None = ()
    #: By name, then by platform; without "@".
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def handles(self, name: str) -> Mapping[str, str] | None:
        """Return somebody's handles by platform; None if there is nobody so called."""
        return self.known.get(name)


def people(
    document: Document, platforms: Mapping[str, Platform], findings: Findings
) -> People:
    """Return whom *document* knows; everything wrong with it goes into *findings*."""
    findings.add_broken(document.problems)
    if not document.is_readable:
        return People(None)
    top = document.top
    if document.is_empty:
        return People()
    findings.add(leaks(top, {}))
    section = top.value
    if not isinstance(section, Section):
        what = phrase("should be a mapping, got {kind}", kind=kind(section))
        findings.add([top.problem(what)])
        return People(None)
    return _people(top, section, platforms, findings)


def _people(
    top: Place, section: Section, platforms: Mapping[str, Platform], findings: Findings
) -> People:
    known: dict[str, Mapping[str, str]] = {}
    for key in section:
        if key.startswith("x-"):
            continue
        place = top.child(key)
        _check_name(key, known, place, findings)
        _check_platforms(place.child("handles"), platforms, findings)
        entry = checked(PersonEntry, place, findings) or remains(PersonEntry, place)
        known[_composed(key)] = entry.handles if entry else {}
    return People(tuple(known), known)


def _check_name(
    key: str, known: Mapping[str, object], place: Place, findings: Findings
) -> None:
    try:
        slug(key)
    except WrongValueError as error:
        findings.add([place.key_problem(error.phrase)])
    if _composed(key) in known:
        what = phrase("there is somebody of that name already")
        findings.add([place.key_problem(what, "same-id")])


def _check_platforms(
    place: Place, platforms: Mapping[str, Platform], findings: Findings
) -> None:
    for name in place.value if isinstance(place.value, Section) else ():
        if name not in platforms:
            what = phrase(
                "there is no platform '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, platforms),
            )
            findings.add([place.child(name).key_problem(what, "unknown-platform")])


def _composed(name: str) -> str:
    return normalize("NFC", name)
