"""Reads aloud what became of our posts, what is to come, and how the accounts do."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from digest import read_notices
from digest.page import Line, Section
from digest.paper import AccountNotice, Digest, Notice, SourceNotice
from digest.read_limits import read_budgets
from digest.read_tasks import read_tasks
from digest.words import clock_time, moment_in, span
from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState
from domain.phrases import Phrase, Phrasebook, phrase
from domain.posts import Origin

_Notes = Callable[[Notice, ZoneInfo], Iterator[Phrase]]

_DOUBTFUL = frozenset({DeliveryState.REVIEW, DeliveryState.UNCERTAIN})


def read_sections(digest: Digest, book: Phrasebook) -> tuple[Section, ...]:
    """Return every section that has something to say, what needs a person first."""
    reader = _Reader(digest, book)
    sections = (*reader.needs(), *reader.news())
    return tuple(section for section in sections if section.lines)


class _Reader:
    """Reads notices of one digest in one language."""

    def __init__(self, digest: Digest, book: Phrasebook) -> None:
        self._digest = digest
        self._book = book

    def needs(self) -> Iterator[Section]:
        """Yield what a person must see to."""
        digest, say = self._digest, self._book.say
        yield Section(
            "troubles",
            say("Our posts that need a person"),
            self.notices(digest.troubles, read_notices.trouble),
        )
        yield Section(
            "approvals",
            say("Waiting for approval"),
            self.notices(digest.approvals, read_notices.approval),
        )
        yield Section(
            "accounts",
            say("Accounts in trouble"),
            tuple(map(self.account, digest.accounts)),
        )
        yield Section("budgets", say("Budgets"), read_budgets(digest, self._book))
        yield Section(
            "sources",
            say("Feeds and calendars in trouble"),
            tuple(map(self.source, digest.sources)),
        )
        yield Section("tasks", say("To do for events"), read_tasks(digest, self._book))

    def news(self) -> Iterator[Section]:
        """Yield what is to come, and what became of what was to come."""
        digest, say = self._digest, self._book.say
        yield Section(
            "today",
            say("Going out today"),
            self.notices(digest.today, read_notices.on_its_way),
        )
        yield Section(
            "published",
            say("Published since the last digest"),
            self.notices(digest.published, read_notices.out),
        )
        yield Section(
            "taken_down",
            say("Taken down since the last digest"),
            self.notices(digest.taken_down, read_notices.taken_down),
        )
        yield Section(
            "left_out",
            say("Left out since the last digest"),
            self.notices(digest.left_out, read_notices.left_out),
        )

    def notices(self, notices: tuple[Notice, ...], notes: _Notes) -> tuple[Line, ...]:
        return tuple(self._notice(one, notes) for one in notices)

    def account(self, notice: AccountNotice) -> Line:
        return Line(
            when=self._last_good(notice),
            where=_where(notice.platform, notice.account),
            words=self._book.read(_account_problem(notice)),
            notes=tuple(map(self._book.read, _account_remedy(notice))),
        )

    def source(self, notice: SourceNotice) -> Line:
        since = moment_in(notice.since, self._digest.zone)
        when = self._book.say("since {when}", when=since)
        return Line(when, notice.name, self._book.read(notice.problem))

    def _notice(self, notice: Notice, notes: _Notes) -> Line:
        return Line(
            when=self._when(notice),
            where=_where(notice.platform, notice.account),
            words=notice.words or self._book.say("(no text)"),
            notes=tuple(map(self._book.read, notes(notice, self._digest.zone))),
            url=notice.url,
            link=self._link(notice),
        )

    def _when(self, notice: Notice) -> str:
        """Say the time alone for today, day and time for other days."""
        zone = self._digest.zone
        today = self._digest.composed_at.astimezone(zone).date()
        if notice.at.astimezone(zone).date() == today:
            return clock_time(notice.at, zone)
        return self._book.read(moment_in(notice.at, zone))

    def _last_good(self, notice: AccountNotice) -> str:
        if notice.last_good_at is None:
            return self._book.say("never reached")
        when = moment_in(notice.last_good_at, self._digest.zone)
        return self._book.say("last good: {when}", when=when)

    def _link(self, notice: Notice) -> str:
        if not notice.url:
            return ""
        if notice.state in _DOUBTFUL:
            return self._book.say(
                "where to look on {platform}", platform=notice.platform
            )
        if notice.origin is Origin.REPLY:
            return self._book.say("our reply on {platform}", platform=notice.platform)
        return self._book.say(
            "post “{key}” on {platform}", key=notice.post_key, platform=notice.platform
        )


def _where(platform: str, account: str) -> str:
    return f"{platform} · {account}" if platform else account


def _account_problem(notice: AccountNotice) -> Phrase:
    if notice.problem is not None:
        return notice.problem
    if notice.silent_for is not None:
        return phrase("nothing heard for {span}", span=span(notice.silent_for))
    return phrase("does not answer")


def _account_remedy(notice: AccountNotice) -> Iterator[Phrase]:
    if notice.health is AccountHealth.SIGN_IN:
        yield phrase("a person must sign in again")
