"""Read when a post is due: its time, or how it recurs, and all that bears on it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from config.anchors import anchored, hangs, slot_wish
from config.campaign_times import CampaignTimes
from config.complaints import lack
from config.document import Place, shown
from config.every import Rhythm
from config.findings import Findings
from config.moments import Moment, in_zone, moment, span
from config.queue_schema import PostEntry
from config.scalars import is_unsaid
from config.schedule import Schedule
from config.values import WrongValueError
from domain.phrases import Phrase, phrase
from domain.posts import Repeat
from domain.timing import UNPLACED
from scheduler.recurrence import check_rule
from scheduler.recurrence_rule import BadRuleError, read_rule

#: From here on recurs what nobody gave a beginning.
_LONG_AGO: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - a wall time of no zone

#: Keys that mean something only where something recurs.
_OF_RECURRING: Final = ("from", "until", "count", "except", "occurrences", "evergreen")


@dataclass(frozen=True, slots=True)
class When:
    """When a post is due, before its single occurrences are looked at."""

    #: Aware UTC.
    at: datetime
    zone: ZoneInfo
    repeat: Repeat | None = None
    #: Which slot it waits for; None means that it has a time of its own.
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class WhenReader:
    """Reads when posts are due; what is wrong goes into `findings`."""

    findings: Findings
    schedule: Schedule
    campaign: CampaignTimes
    #: Anchors of which nothing can be said, or None where that holds for all.
    unknown: frozenset[str] | None = field(default_factory=frozenset)

    @property
    def zone(self) -> ZoneInfo:
        """Return where the post's wall times are meant."""
        return self.schedule.zone

    def read(self, entry: PostEntry, place: Place) -> When | None:
        """Return when the post at *place* is due; None if that cannot be told."""
        if entry.every is not None:
            return self._every(entry, entry.every, place)
        if place.child("every").value is not None and not _is_empty(place, "every"):
            return None  # Complained of already.
        self._refuse_strays(entry, place)
        slot = slot_wish(entry.at)
        if slot is not None:
            return self._in_slot(entry, slot, place)
        at = self._at(entry.at, place.child("at"))
        if at is None or not entry.repeat:
            return None if at is None else When(at, self.zone)
        rule = self._ended(entry, entry.repeat, at, place)
        return None if rule is None else self._recurring(at, rule)

    def _recurring(self, at: datetime, rule: str) -> When:
        return When(at, self.zone, Repeat(rule, self.zone.key))

    def _at(self, words: str, place: Place) -> datetime | None:
        if not words:
            if is_unsaid(place.value):
                self.findings.add([lack(place)])
            return None
        try:
            read = self._moment(words)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        if read is not None and read.oddity is not None:
            oddity = place.problem(read.oddity, "clocks-change")
            self.findings.warnings.append(oddity)
        return None if read is None else read.at

    def _moment(self, words: str) -> Moment | None:
        """Read a time, or one that hangs on an anchor; None if that is unknown."""
        if not hangs(words):
            return moment(words, self.zone)
        if words.rsplit(maxsplit=1)[-1] == "slot":
            raise WrongValueError(
                phrase(
                    "should be 'next slot' or 'next morning slot', got '{value}'",
                    value=shown(words),
                )
            )
        if self.unknown is None or words.startswith(tuple(self.unknown)):
            return None
        known = {name: one for name, one in self.campaign.anchors.items() if one}
        return anchored(words, known, self.zone)

    def _in_slot(self, entry: PostEntry, slot: str, place: Place) -> When | None:
        if entry.repeat:
            what = phrase("a post that recurs has times of its own, and takes no slot")
            self.findings.add([place.child("repeat").key_problem(what)])
            return None
        return When(UNPLACED, self.zone, slot=slot)

    def _every(self, entry: PostEntry, rhythm: Rhythm, place: Place) -> When | None:
        for key in ("at", "repeat"):
            if getattr(entry, key):
                what = phrase(
                    "'every' says when already; 'from' is the day on which it begins"
                )
                self.findings.add([place.child(key).key_problem(what)])
                return None
        begin = self._begin(entry, place.child("from"))
        if begin is None:
            return None
        if begin is _LONG_AGO and (rhythm.needs_beginning or entry.count):
            what = phrase("needs a beginning: write 'from', such as 2026-12-01")
            key = "every" if rhythm.needs_beginning else "count"
            self.findings.add([place.child(key).key_problem(what)])
            return None
        self._mention_rare_days(rhythm, place.child("every"))
        try:
            wall = rhythm.first(begin)
        except BadRuleError as error:
            self.findings.add([place.child("every").problem(error.phrase)])
            return None
        at = in_zone(wall, self.zone).at
        rule = self._ended(entry, rhythm.rule, at, place, key="every")
        return None if rule is None else self._recurring(at, rule)

    def _begin(self, entry: PostEntry, place: Place) -> datetime | None:
        """Return the wall time from which it recurs; None if that cannot be told."""
        if entry.since:
            try:
                begin = span(entry.since, self.zone)[0]
            except WrongValueError as error:
                self.findings.add([place.problem(error.phrase)])
                return None
        elif not _is_empty(place):
            return None
        else:
            begins = self.campaign.begins
            if begins is None:
                return _LONG_AGO
            begin = begins
        return begin.astimezone(self.zone).replace(tzinfo=None)

    def _mention_rare_days(self, rhythm: Rhythm, place: Place) -> None:
        if rhythm.rare_day:
            what = phrase(
                "some months have no day {day}, and are left out;"
                " 'month on the last day' comes in each",
                day=rhythm.rare_day,
            )
            self.findings.warnings.append(place.problem(what, "rare-day"))

    def _ended(
        self,
        entry: PostEntry,
        rule: str,
        at: datetime,
        place: Place,
        key: str = "repeat",
    ) -> str | None:
        """Return *rule* with its end; None if one of them is wrong."""
        if (what := check_rule(rule)) is not None:
            self.findings.add([place.child(key).problem(what)])
            return None
        known = read_rule(rule)
        has_end = known.count is not None or known.until is not None
        if (what := _ends_twice(entry, has_end=has_end)) is not None:
            spot = place.child("until" if entry.until else "count")
            self.findings.add([spot.key_problem(what)])
            return None
        if entry.count:
            return f"{rule};COUNT={entry.count}"
        end = self._end(entry, at, place.child("until"))
        if end is None and not _is_empty(place, "until"):
            return None
        if end is None:
            end = None if has_end else self.campaign.ends
        return rule if end is None else f"{rule};UNTIL={end:%Y%m%dT%H%M%SZ}"

    def _end(self, entry: PostEntry, at: datetime, place: Place) -> datetime | None:
        if not entry.until:
            return None
        try:
            end = span(entry.until, self.zone)[1]
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase)])
            return None
        if end < at:
            first = at.astimezone(self.zone)
            what = phrase(
                "ends before its first time, {time}", time=f"{first:%Y-%m-%d %H:%M}"
            )
            self.findings.add([place.problem(what)])
            return None
        return end

    def _refuse_strays(self, entry: PostEntry, place: Place) -> None:
        """Complain of keys that mean nothing for what does not recur."""
        what: Phrase | None = None
        if not entry.repeat:
            what = phrase("is for posts that recur: write 'every' or 'repeat', too")
        for key in _OF_RECURRING:
            if what is not None and not _is_empty(place, key):
                self.findings.add([place.child(key).key_problem(what)])
        if what is None and entry.since:
            stray = phrase("stands beside 'every' only; here 'at' is the first time")
            self.findings.add([place.child("from").key_problem(stray)])


def _ends_twice(entry: PostEntry, *, has_end: bool) -> Phrase | None:
    if entry.until and entry.count:
        return phrase("'until' and 'count' both end it; one of them is enough")
    if has_end and (entry.until or entry.count):
        return phrase("the rule under 'repeat' has an end already")
    return None


def _is_empty(place: Place, *steps: str) -> bool:
    """Does nothing stand there?"""
    value = place.child(*steps).value
    return is_unsaid(value)
