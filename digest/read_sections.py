"""Reads aloud what became of our posts, what is to come, and how the accounts do."""

from collections.abc import Callable, Iterator

from digest.page import Line, Section
from digest.paper import AccountNotice, Digest, Notice
from digest.words import STATES, clock_time, moment_in, span
from domain.accounts import AccountHealth
from domain.deliveries import DeliveryState
from domain.phrases import Phrase, Phrasebook, phrase
from domain.posts import Origin

_Notes = Callable[[Notice], Iterator[Phrase]]


def read_sections(digest: Digest, book: Phrasebook) -> tuple[Section, ...]:
    """Return every section that has something to say, what needs a person first."""
    reader = _Reader(digest, book)
    sections = (
        Section(
            "troubles",
            book.say("Our posts that need a person"),
            reader.notices(digest.troubles, _trouble),
        ),
        Section(
            "approvals",
            book.say("Waiting for approval"),
            reader.notices(digest.approvals, _approval),
        ),
        Section(
            "accounts",
            book.say("Accounts in trouble"),
            tuple(map(reader.account, digest.accounts)),
        ),
        Section(
            "today",
            book.say("Going out today"),
            reader.notices(digest.today, _on_its_way),
        ),
        Section(
            "published",
            book.say("Published since the last digest"),
            reader.notices(digest.published, _out),
        ),
    )
    return tuple(section for section in sections if section.lines)


class _Reader:
    """Reads notices of one digest in one language."""

    def __init__(self, digest: Digest, book: Phrasebook) -> None:
        self._digest = digest
        self._book = book

    def notices(self, notices: tuple[Notice, ...], notes: _Notes) -> tuple[Line, ...]:
        return tuple(self._notice(one, notes) for one in notices)

    def account(self, notice: AccountNotice) -> Line:
        return Line(
            when=self._last_good(notice),
            where=_where(notice.platform, notice.account),
            words=self._book.read(_account_problem(notice)),
            notes=tuple(map(self._book.read, _account_remedy(notice))),
        )

    def _notice(self, notice: Notice, notes: _Notes) -> Line:
        return Line(
            when=self._when(notice),
            where=_where(notice.platform, notice.account),
            words=notice.words or self._book.say("(no text)"),
            notes=tuple(map(self._book.read, notes(notice))),
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
        if notice.origin is Origin.REPLY:
            return self._book.say("our reply on {platform}", platform=notice.platform)
        return self._book.say(
            "post “{key}” on {platform}", key=notice.post_key, platform=notice.platform
        )


def _where(platform: str, account: str) -> str:
    return f"{platform} · {account}" if platform else account


def _trouble(notice: Notice) -> Iterator[Phrase]:
    yield STATES[notice.state]
    if notice.reason is not None:
        yield notice.reason
    yield _show(notice)


def _approval(notice: Notice) -> Iterator[Phrase]:
    if notice.origin is Origin.REPLY:
        yield phrase("a reply")
    yield _show(notice)


def _on_its_way(notice: Notice) -> Iterator[Phrase]:
    if notice.state is DeliveryState.SENDING:
        yield STATES[notice.state]
    if notice.origin is Origin.REPLY:
        yield phrase("a reply")
    if notice.reason is not None:
        yield notice.reason


def _out(notice: Notice) -> Iterator[Phrase]:
    if notice.origin is Origin.REPLY:
        yield phrase("a reply")


def _show(notice: Notice) -> Phrase:
    return phrase("see: kairanban queue show {number}", number=str(notice.delivery_id))


def _account_problem(notice: AccountNotice) -> Phrase:
    if notice.problem is not None:
        return notice.problem
    if notice.silent_for is not None:
        return phrase("nothing heard for {span}", span=span(notice.silent_for))
    return phrase("does not answer")


def _account_remedy(notice: AccountNotice) -> Iterator[Phrase]:
    if notice.health is AccountHealth.SIGN_IN:
        yield phrase("a person must sign in again")
