"""Which posts an event wishes for: templates by their names, and posts of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from config.document import Place, Section, Series
from config.event_schema import SeriesEntry
from config.event_templates import Templates
from config.findings import Findings
from config.scalars import is_null
from config.values import WrongValueError, kind, slug
from domain.events import Event
from domain.phrases import phrase

#: The notice that an event does not take place.
NOTICE: Final = "cancelled"


@dataclass(frozen=True, slots=True)
class Source:
    """An event, and where its series is written."""

    event: Event
    entry: SeriesEntry
    #: The event's mapping, or the calendar's.
    place: Place
    #: What its texts can name besides what every event tells.
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wish:
    """One post of the series, as wished."""

    name: str
    #: "" where it has words of its own.
    template: str
    place: Place


@dataclass(frozen=True, slots=True)
class WishReader:
    """Reads what stands under `posts`."""

    templates: Templates
    findings: Findings

    def wishes(self, source: Source) -> Iterator[Wish]:
        """Yield what is to be posted: of what is cancelled, the notice alone."""
        place = source.place.child("posts")
        if isinstance(place.value, Section):
            what = phrase(
                "should be a list of posts, got {kind}", kind=kind(place.value)
            )
            self.findings.add([place.problem(what)])
        wishes = [w for one in items(place) if (w := self._wish(one)) is not None]
        cancellation = source.event.cancellation
        if cancellation is None:
            yield from (w for w in wishes if w.template != NOTICE)
        elif cancellation.told_at is not None:
            usual = Wish(NOTICE, NOTICE, source.place.child("cancelled", "tell"))
            notices = [w for w in wishes if w.template == NOTICE]
            # A calendar's word is not a person's: then only who asked for it is told.
            yield from notices or ([] if source.event.uid else [usual])

    def _wish(self, place: Place) -> Wish | None:
        value = place.value
        if isinstance(value, str):
            return self._known(Wish(value, value, place), place)
        if not isinstance(value, Section):
            what = phrase(
                "should be a template's name or a mapping, got {kind}", kind=kind(value)
            )
            self.findings.add([place.problem(what)])
            return None
        template, name = value.get("template", ""), value.get("id", "")
        if not (template or name):
            what = phrase("name a template here, or give the post an 'id' of its own")
            self.findings.add([place.problem(what)])
            return None
        try:
            wish = Wish(slug(name or template), str(template), place)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        return self._known(wish, place.child("template")) if template else wish

    def _known(self, wish: Wish, place: Place) -> Wish | None:
        if wish.template in self.templates.templates:
            return wish
        self.findings.add([self.templates.unknown(wish.template, place)])
        return None


def items(place: Place) -> Sequence[Place]:
    """Return the entries of a list; one thing may stand there without its list."""
    value = place.value
    if isinstance(value, Series):
        return [place.child(number) for number in range(len(value))]
    return [place] if isinstance(value, str) and not is_null(value) else []
