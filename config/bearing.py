"""What bears on a post's times on its accounts: habits, holidays, slots, campaign."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from config.campaign_times import CampaignTimes
from config.document import Place, shown
from config.findings import Findings
from config.guess import one_of
from config.occurrences import NOT_OTHERWISE, Otherwise
from config.queue_schema import PostEntry
from config.schedule import Schedule
from config.when import When
from domain.accounts import Account
from domain.errors import Problem
from domain.phrases import Phrase, phrase
from domain.posts import Post
from domain.timing import AS_WRITTEN, Habits, QuietHours, Timing
from scheduler.bend import bent
from scheduler.days_off import name_of
from scheduler.recurrence import NEVER, occurrences


class Holds(Protocol):
    """What a post takes over."""

    @property
    def schedule(self) -> Schedule:
        """Return what holds for its times."""
        ...

    @property
    def times(self) -> CampaignTimes:
        """Return what its campaign says."""
        ...


@dataclass(frozen=True, slots=True)
class Bearing:
    """Puts the timing of posts together; what is wrong goes into `findings`."""

    findings: Findings
    #: Those that are right, by their names.
    accounts: Mapping[str, Account]
    #: IANA zone in which quiet hours are meant.
    zone: str

    def timing(
        self, entry: PostEntry, when: When, otherwise: Otherwise, holds: Holds
    ) -> Timing:
        """Return all that bears on the times of a post."""
        schedule, campaign = holds.schedule, holds.times
        is_free = when.repeat is not None or when.slot is not None
        # Who names a day means it: then only the post's own word about holidays counts.
        counts = is_free or "holidays" in entry.model_fields_set
        habits = dict(self._habits(entry, schedule))
        holidays = schedule.holidays if counts else None
        is_plain = otherwise is NOT_OTHERWISE and when.slot is None
        if is_plain and not habits and holidays is None:
            return AS_WRITTEN
        return Timing(
            zone=when.zone.key,
            slot=when.slot,
            not_before=campaign.begins if when.slot is not None else None,
            not_after=campaign.ends if when.slot is not None else None,
            free_days=otherwise.free_days,
            free_moments=otherwise.free_moments,
            moved=otherwise.moved,
            holidays=holidays,
            habits=habits,
        )

    def _habits(
        self, entry: PostEntry, schedule: Schedule
    ) -> Iterator[tuple[str, Habits]]:
        for name in entry.to:
            account = self.accounts.get(name)
            quiet = account.quiet_hours if account else ()
            quiet = quiet if entry.quiet_hours is None else entry.quiet_hours
            jitter = account.jitter if account else timedelta(0)
            jitter = jitter if schedule.jitter is None else schedule.jitter
            if quiet or jitter:
                yield name, _shared(self.zone, quiet, jitter)

    def check(self, post: Post, place: Place, campaign: CampaignTimes) -> None:
        """Say what is wrong, or odd, about the times of *post*, read at *place*."""
        if post.timing.slot is not None:
            self.findings.add(self._slotless(post, place.child("at")))
        elif post.repeat is not None:
            self.findings.add(_strays(post, place, campaign))
        else:
            self.findings.add(_outside(post.at, place.child("at"), campaign))
            self._check_once(post, place.child("at"))

    def _slotless(self, post: Post, place: Place) -> Iterator[Problem]:
        """Complain of accounts that have no such slot."""
        wish = post.timing.slot or ""
        known = [a for name in post.accounts if (a := self.accounts.get(name))]
        for account in known:
            names = dict.fromkeys(slot.name for slot in account.slots)
            if not names:
                what = phrase(
                    "the account '{account}' has no slots;"
                    " name them under 'slots' in kairanban.yaml",
                    account=account.key,
                )
                yield place.problem(what, "no-slot")
            elif wish and wish not in names:
                what = phrase(
                    "the account '{account}' has no slot '{name}'{choices}",
                    account=account.key,
                    name=shown(wish),
                    choices=one_of(wish, names),
                )
                yield place.problem(what, "no-slot")

    def _check_once(self, post: Post, place: Place) -> None:
        if post.timing is AS_WRITTEN:
            return
        told: dict[Phrase, None] = {}
        for account in post.accounts:
            at = bent(post, account, post.at)
            if at is None:
                self.findings.add([place.problem(_never(post), "never-due")])
                return
            if (what := self._moved_on(post, account, at)) is not None:
                told[what] = None
        moved = (place.problem(what, "moved-on") for what in told)
        self.findings.warnings.extend(moved)

    def _moved_on(self, post: Post, account: str, at: datetime) -> Phrase | None:
        habits = post.timing.habits.get(account)
        if at - post.at <= (habits.jitter if habits else timedelta(0)):
            return None
        local = _wall(at, post)
        if (day := _holiday(post)) is not None:
            return phrase(
                "{day} is a public holiday; it will be {time}", day=day, time=local
            )
        return phrase(
            "falls into the quiet hours of {account}; it will be {time}",
            account=account,
            time=local,
        )


@lru_cache(maxsize=1024)
def _shared(zone: str, quiet: tuple[QuietHours, ...], jitter: timedelta) -> Habits:
    """Return habits that thousands of posts share."""
    return Habits(zone, quiet, jitter)


def _holiday(post: Post) -> str | None:
    holidays, zone = post.timing.holidays, post.timing.zone
    if holidays is None:
        return None
    return name_of(post.at.astimezone(ZoneInfo(zone)).date(), holidays)


def _never(post: Post) -> Phrase:
    return phrase(
        "falls on a public holiday ({day}), so it would never go out",
        day=_holiday(post) or "",
    )


def _outside(at: datetime, place: Place, campaign: CampaignTimes) -> Iterator[Problem]:
    """Complain of a time before or after the campaign."""
    if campaign.is_outside(at):
        yield place.problem(_out_of_window(campaign), "outside-campaign")


def _strays(post: Post, place: Place, campaign: CampaignTimes) -> Iterator[Problem]:
    """Complain of a post that recurs before or after its campaign."""
    spot = next(
        place.child(key)
        for key in ("at", "from", "every", "id")
        if place.child(key).value is not None
    )
    yield from _outside(post.at, spot, campaign)
    end = campaign.ends
    if end is not None and post.at <= end:
        later = occurrences(post, end, end + NEVER)
        if any(True for _ in later):
            keys = ("until", "count", "repeat")
            spot = next(
                (s for key in keys if (s := place.child(key)).value is not None), spot
            )
            yield spot.problem(_out_of_window(campaign), "outside-campaign")


def _out_of_window(campaign: CampaignTimes) -> Phrase:
    zone = campaign.schedule.zone
    begins, ends = (
        f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else "…"
        for at in (campaign.begins, campaign.ends)
    )
    return phrase(
        "lies outside of its campaign, which goes from {begins} until {ends}",
        begins=begins,
        ends=ends,
    )


def _wall(at: datetime, post: Post) -> str:
    return f"{at.astimezone(ZoneInfo(post.timing.zone)):%Y-%m-%d %H:%M}"
