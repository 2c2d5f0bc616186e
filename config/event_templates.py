"""Named templates and checklists: ours, and what the project says instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from config.complaints import checked
from config.disk import document
from config.document import Document, Place, Section, Value, shown
from config.entry import Entry
from config.event_schema import ChecklistEntry, TemplateEntry, TemplatesEntry
from config.findings import Findings
from config.guess import one_of
from config.values import WrongValueError, language
from domain.errors import Problem
from domain.phrases import phrase

_BUILT_IN = Path(__file__).parent / "templates" / "events.yaml"

#: Under which a text stands that is meant for every language.
ANY = "text"


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of post."""

    #: When it is due, told from the event; "" where each post says so itself.
    at: str
    #: A text, or a mapping as in the queue, by language; `ANY` for all languages.
    texts: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Chore:
    """A task of a checklist."""

    key: str
    due: str
    #: By language.
    words: Mapping[str, str]
    #: Where it is written.
    place: Place


@dataclass(frozen=True, slots=True)
class Templates:
    """What the project and we have, by name; the project's word counts first."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    checklists: Mapping[str, tuple[Chore, ...]] = field(default_factory=dict)

    def text(self, name: str, code: str) -> Value | None:
        """Return what *name* says in a language; None if it says nothing in it."""
        return _in_language(self.templates[name].texts, code)

    def unknown(self, name: str, place: Place) -> Problem:
        """Complain of a template, named at *place*, that is not there."""
        return place.problem(
            phrase(
                "there is no template '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, self.templates),
            )
        )

    def no_checklist(self, name: str, place: Place) -> Problem:
        """Complain of a checklist, named at *place*, that is not there."""
        return place.problem(
            phrase(
                "there is no checklist '{name}'{choices}",
                name=shown(name),
                choices=one_of(name, self.checklists),
            )
        )


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """Takes in the files of `templates/` one after the other."""

    findings: Findings
    #: What was taken in so far.
    templates: dict[str, Template] = field(default_factory=dict)
    checklists: dict[str, tuple[Chore, ...]] = field(default_factory=dict)

    def take_in(self, document: Document) -> None:
        """Read one file."""
        self.findings.add_broken(document.problems)
        if not document.is_readable or document.is_empty:
            return
        top = document.top
        entry = checked(TemplatesEntry, top, self.findings)
        if entry is None:
            return
        for name, said in entry.templates.items():
            place = top.child("templates", name)
            self._check_twice(name, self.templates, place)
            self.templates[name] = self._template(said, place)
        for name, chores in entry.checklists.items():
            place = top.child("checklists", name)
            self._check_twice(name, self.checklists, place)
            self.checklists[name] = tuple(self._chores(chores, place))

    def all(self) -> Templates:
        """Return what was taken in, and the built-in ones under it."""
        ours = _built_in()
        templates = {
            name: _over(self.templates.get(name), ours.templates.get(name))
            for name in {**ours.templates, **self.templates}
        }
        return Templates(templates, {**ours.checklists, **self.checklists})

    def _check_twice(self, name: str, known: Mapping[str, object], at: Place) -> None:
        if name in known:
            what = phrase("'{name}' stands in another file, too", name=shown(name))
            self.findings.add([at.key_problem(what)])

    def _template(self, entry: TemplateEntry, place: Place) -> Template:
        return Template(entry.at, dict(self._texts(entry, place)))

    def _chores(
        self, entries: tuple[ChecklistEntry, ...], place: Place
    ) -> Iterator[Chore]:
        for number, entry in enumerate(entries):
            spot = place.child(number)
            words = {
                code: " ".join(text.split())
                for code, text in self._texts(entry, spot)
                if isinstance(text, str)
            }
            if entry.task:
                words[ANY] = entry.task
            yield Chore(entry.id, entry.due, words, spot)

    def _texts(self, entry: Entry, place: Place) -> Iterator[tuple[str, Value]]:
        """Yield what stands there by language; complain of what is no language."""
        for key in entry.model_extra or {}:
            value = place.child(key).value
            try:
                code = key if key == ANY else language(key)
            except WrongValueError as error:
                self.findings.add([place.child(key).key_problem(error.phrase)])
                continue
            if isinstance(value, str | Section):
                yield code, value


def _over(own: Template | None, ours: Template | None) -> Template:
    """Return what the project says; where it says nothing, what we say."""
    own, ours = own or Template("", {}), ours or Template("", {})
    is_for_all = ANY in own.texts
    under = {} if is_for_all else ours.texts
    return Template(own.at or ours.at, {**under, **own.texts})


def _in_language(texts: Mapping[str, Value], code: str) -> Value | None:
    for name in (code, code.split("-", maxsplit=1)[0], ANY):
        if name in texts:
            return texts[name]
    return None


def words_of(chore: Chore, code: str) -> str:
    """Return a task in a language; in English, or in any, where it has no other."""
    known = chore.words
    for name in (code, code.split("-", maxsplit=1)[0], ANY, "en"):
        if name in known:
            return known[name]
    return next(iter(known.values()), chore.key)


@cache
def _built_in() -> Templates:
    files = TemplateFiles(Findings())
    files.take_in(document(_BUILT_IN, _BUILT_IN.parent))
    return Templates(files.templates, files.checklists)
