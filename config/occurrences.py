"""Read what single occurrences of a recurring post are otherwise, or are not at all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from config.document import Place, shown
from config.findings import Findings
from config.moments import is_day, moment, span
from config.values import WrongValueError
from config.when import When
from config.when_schema import OccurrenceEntry, WhenEntry
from domain.errors import Problem
from domain.phrases import Phrase, phrase
from domain.posts import Post
from scheduler.recurrence import occurrences

#: So far around the time that somebody names, the one that was meant is looked for.
_AROUND = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Rewording:
    """A text for one occurrence."""

    #: When the rule has it; aware UTC.
    moment: datetime
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What does not go by the rule."""

    free_days: frozenset[date] = frozenset()
    free_moments: frozenset[datetime] = frozenset()
    #: By when the rule has them; aware UTC.
    moved: Mapping[datetime, datetime] = field(default_factory=dict)
    rewordings: Sequence[Rewording] = ()


#: As the rule has it.
NOT_OTHERWISE: Final = Otherwise()


@dataclass(frozen=True, slots=True)
class OccurrenceReader:
    """Reads single occurrences; what is wrong goes into `findings`."""

    findings: Findings
    when: When

    @property
    def zone(self) -> ZoneInfo:
        """Return where their times are meant."""
        return self.when.zone

    def read(self, entry: WhenEntry, place: Place) -> Otherwise:
        """Return what the post at *place* says of single occurrences."""
        if not (entry.spares or entry.occurrences):
            return NOT_OTHERWISE
        days, moments = self._spared(entry, place)
        moved: dict[datetime, datetime] = {}
        rewordings: list[Rewording] = []
        for words, said in entry.occurrences.items():
            spot = place.child("occurrences", words)
            found = self._times(words, spot, is_one=True)
            if found is None or not self._is_sound(said, spot):
                continue
            (at,) = found
            if said.skip:
                moments |= {at}
            if said.at and (other := self._other(said.at, spot.child("at"))):
                moved[at] = other
            if said.text:
                rewordings.append(Rewording(at, said.text, spot))
        return Otherwise(days, moments, moved, tuple(rewordings))

    def _spared(
        self, entry: WhenEntry, place: Place
    ) -> tuple[frozenset[date], frozenset[datetime]]:
        """Return the days, and the moments, that are left out."""
        days, moments = set[date](), set[datetime]()
        for number, words in enumerate(entry.spares):
            found = self._times(words, place.child("except", number), is_one=False)
            if found and is_day(words):
                days.add(found[0].astimezone(self.zone).date())
            else:
                moments.update(found or ())
        return frozenset(days), frozenset(moments)

    def _is_sound(self, said: OccurrenceEntry, spot: Place) -> bool:
        """Does it say something, and nothing that it takes back itself?"""
        if said.skip and (said.at or said.text):
            what = phrase("is left out by 'skip', so nothing else can be said of it")
        elif not (said.skip or said.at or said.text):
            what = phrase("says nothing: write text, at or skip: true")
        else:
            return True
        self.findings.add([spot.key_problem(what)])
        return False

    def _other(self, words: str, spot: Place) -> datetime | None:
        try:
            return moment(words, self.zone).at
        except WrongValueError as error:
            self.findings.add([spot.problem(error.phrase)])
            return None

    def _times(
        self, words: str, spot: Place, *, is_one: bool
    ) -> tuple[datetime, ...] | None:
        """Return the occurrences that *words* name; None, and a complaint, if none."""
        try:
            begin, end = span(words, self.zone)
        except WrongValueError as error:
            self.findings.add([_complaint(spot, error.phrase, is_one=is_one)])
            return None
        found = tuple(self._by_rule(begin - timedelta.resolution, end))
        if not found:
            what = self._nothing_there(begin)
        elif is_one and len(found) > 1:
            what = phrase("it comes more than once on that day; write the time, too")
        else:
            return found
        self.findings.add([_complaint(spot, what, is_one=is_one)])
        return None

    def _nothing_there(self, begin: datetime) -> Phrase:
        near = self._by_rule(begin - _AROUND, begin + _AROUND)
        closest = min(near, key=lambda one: abs(one - begin), default=None)
        if closest is None:
            return phrase("it does not recur then, nor anywhere near")
        return phrase(
            "it does not recur then; did you mean {time}?",
            time=shown(f"{closest.astimezone(self.zone):%Y-%m-%d %H:%M}"),
        )

    def _by_rule(self, after: datetime, until: datetime) -> Iterator[datetime]:
        when = self.when
        post = Post(key="", text="", accounts=(), at=when.at, repeat=when.repeat)
        return occurrences(post, after, until)


def _complaint(spot: Place, what: Phrase, *, is_one: bool) -> Problem:
    return spot.key_problem(what) if is_one else spot.problem(what)
