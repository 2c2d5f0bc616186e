"""Publishes: the law of publishing, step by step (docs/explanation/publishing-law.md).

Is it too late? May the account speak, has somebody said yes, is there a budget? Then
freeze, and hand over to `Speaker`. Until then nothing has left, so every error here
means "surely not sent".
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, repeat
from zlib import crc32

import structlog

from domain.clock import Clock
from domain.deliveries import Delivery, DeliveryState, Move
from domain.errors import (
    GoneError,
    PlatformError,
    RefusedError,
    RequestError,
    StorageError,
)
from domain.items import RemoteReference
from domain.late import LateAction, LatePolicy
from domain.likeness import likeness_of
from domain.phrases import Phrase, phrase
from domain.ports import Connector, ConnectorOf, Memory
from domain.posts import Draft, Origin, ReplyTarget
from rules.limits import lacking
from scheduler.allowance import LOOK_AGAIN, Allowances
from scheduler.boundaries import Boundary
from scheduler.calm import Calm, in_quiet_hours, must_keep, too_close
from scheduler.current import ProjectOf
from scheduler.found_out import FindingOut, may_be_out
from scheduler.presence import Presence
from scheduler.speak import Speaker, Speech
from scheduler.standing import Standing, problem_of
from scheduler.telling import Tell, untold
from scheduler.timetable import Lateness, lateness, next_belated
from scheduler.verdict import coalesced, too_late, unapproved

log = structlog.get_logger(__name__)

#: Where many are due, so many are read at once.
LARGEST_HELPING = 16


def _leaves_others_as_they_were(after: Delivery) -> bool:
    """Is what was read behind it still next? Not before the rest of its thread, say."""
    is_whole = after.part + 1 == len(after.post.messages_for(after.account))
    return after.state is DeliveryState.SENT and is_whole


def _require_able(delivery: Delivery, connector: Connector) -> None:
    """Do nothing if the platform can show what is wished; it is never left out.

    Raises:
        RefusedError: It cannot.
    """
    lack = next(lacking(delivery.message.manner, connector.capabilities), None)
    if lack is not None:
        raise RefusedError(lack)


def _helpings(account: str) -> Iterator[int]:
    """Tell how many are read at once: the first one starts soonest if read alone.

    The second helping differs from account to account: where many are due at the same
    second, they do not all read on at once from then on.
    """
    spread = 1 + crc32(account.encode()) % LARGEST_HELPING
    return chain([1, spread], repeat(LARGEST_HELPING))


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Publisher:
    """The one door through which everything leaves."""

    memory: Memory
    #: What it returns is used by one thread at a time per account.
    connector_of: ConnectorOf
    clock: Clock
    project: ProjectOf
    standing: Standing
    speaker: Speaker
    allowances: Allowances
    presence: Presence

    def publish_account(
        self,
        account: str,
        tell: Tell = untold,
        may_go_on: Callable[[], bool] = _always,
    ) -> None:
        """Publish what is due on *account*, in order, one at a time.

        *tell* is told of each delivery that was touched, as it stands then; of what
        was done before an error, too.
        """
        outbox, helpings = self.memory.outbox, _helpings(account)
        agenda = outbox.agenda(account, self.clock.now(), limit=next(helpings))
        self._miss(agenda.unapproved, tell)
        due = agenda.due
        while self._publish_some(due, tell, may_go_on):
            due = outbox.due_for(account, self.clock.now(), limit=next(helpings))

    def _publish_some(
        self, due: Sequence[Delivery], tell: Tell, may_go_on: Callable[[], bool]
    ) -> bool:
        """Publish the first few that are due; stop where the rest must be read again.

        Each is claimed as it was read, or not at all. False if none was touched.
        """
        is_any = False
        for delivery in due:
            after = self.publish_delivery(delivery) if may_go_on() else None
            if after is None:
                break
            tell(after)
            is_any = True
            if not _leaves_others_as_they_were(after):
                break
        return is_any

    def publish_delivery(self, delivery: Delivery) -> Delivery | None:
        """Publish one queued delivery, if the law allows it now.

        Returns:
            The delivery as it stands now; None if it was left as it was.
        """
        self.speaker.observe(Boundary.CLAIM, delivery.id)
        verdict = self._lateness(delivery)
        if verdict is not Lateness.ON_TIME and self._is_overtaken(delivery):
            return self._make(delivery, coalesced())
        if verdict is Lateness.TOO_LATE:
            return self._make(delivery, too_late(delivery, self.clock.now()))
        if not self.standing.may_speak(delivery.account):
            return None
        if must_keep(delivery) and (calm := self._calm(delivery)) is not None:
            return self._put_off(delivery, calm.until, calm.why)
        if verdict is Lateness.LATE_BUT_ALLOWED and self._keeps_distance(delivery):
            free_at = self._free_at(delivery.account)
            if free_at > self.clock.now():
                return self._line_up(delivery, free_at)
        return self._freeze_and_speak(delivery)

    def _miss(self, unapproved: Sequence[Delivery], tell: Tell) -> None:
        """Let what is due without a yes be missed: a person sees it."""
        for one in unapproved:
            moved = self._make(one, self._for_want_of_a_yes(one))
            if moved is not None:
                tell(moved)

    def _for_want_of_a_yes(self, delivery: Delivery) -> Move:
        """Return where it goes; of a recurring post only the newest asks."""
        return coalesced() if self._is_overtaken(delivery) else unapproved()

    def _lateness(self, delivery: Delivery) -> Lateness:
        """Return how late it is; what is posted however late is never too late."""
        policy = self._policy(delivery)
        verdict = lateness(delivery.timely_at, self.clock.now(), policy)
        is_posted = policy.otherwise is LateAction.POST
        if verdict is Lateness.TOO_LATE and is_posted:
            return Lateness.LATE_BUT_ALLOWED
        return verdict

    def _policy(self, delivery: Delivery) -> LatePolicy:
        is_reply = delivery.origin is Origin.REPLY
        return self.project().late if is_reply else delivery.post.late

    def _is_overtaken(self, delivery: Delivery) -> bool:
        """Is it an occurrence of a recurring post, and a later one is due too?

        One that a person asked for by itself is not.
        """
        if delivery.post.repeat is None or delivery.part or delivery.released_at:
            return False
        return self.memory.outbox.has_later_due(delivery, self.clock.now())

    def _calm(self, delivery: Delivery) -> Calm | None:
        """Return why the account keeps still for now, if it does."""
        account, now = self.project().accounts.get(delivery.account), self.clock.now()
        if account is None:
            return None
        zone = self.project().community.timezone.key
        quiet = in_quiet_hours(account, zone, delivery.due_at, now)
        if quiet is not None or not account.spacing:
            return quiet
        return too_close(account, self.memory.outbox.last_post_at(account.key), now)

    def _keeps_distance(self, delivery: Delivery) -> bool:
        """Replies go to somebody who asked, and a thread is one thing."""
        return delivery.origin is not Origin.REPLY and not delivery.part

    def _free_at(self, account: str) -> datetime:
        """Return when the account may send its next belated post."""
        last = self.memory.outbox.last_sent_at(account)
        return next_belated(last, self.clock.now(), self.project().late)

    def _line_up(self, delivery: Delivery, until: datetime) -> Delivery | None:
        reason = phrase("It is late, and belated posts go out one by one")
        return self._put_off(delivery, until, reason)

    def _freeze_and_speak(self, delivery: Delivery) -> Delivery | None:
        try:
            connector = self.connector_of(delivery.account)
            charge = self.allowances.charge(
                delivery.account, delivery.message.text, connector.capabilities
            )
            if reached := self.allowances.reached(charge):
                until = min(reached.until, self.clock.now() + LOOK_AGAIN)
                return self._put_off(delivery, until, reached.words)
            _require_able(delivery, connector)
            draft = self._draft(delivery, connector)
            if found := self._found(delivery, draft, connector):
                return found
            frozen = connector.freeze(draft, self.clock.now())
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - every kind has its answer, bugs too
            return self._not_frozen(delivery, error)
        frozen = replace(frozen, likeness=likeness_of(draft))
        return self.speaker.speak(Speech(delivery, connector, frozen, charge))

    def _found(
        self, delivery: Delivery, draft: Draft, connector: Connector
    ) -> Delivery | None:
        """Return an overdue delivery that is, or may be, out already, unknown to us."""
        if not may_be_out(delivery, self.presence.since):
            return None
        finding_out = FindingOut(self.memory)
        finding = finding_out.look(delivery, draft, connector)
        if finding.is_sure and finding.receipt is None:
            return None
        return finding_out.settle(delivery, finding, self.clock.now())

    def _draft(self, delivery: Delivery, connector: Connector) -> Draft:
        message = delivery.message
        media = tuple(self.memory.media.keep(file) for file in message.media)
        target = self._target(delivery, connector)
        return Draft(message.text, media, target, message.manner)

    def _target(self, delivery: Delivery, connector: Connector) -> ReplyTarget | None:
        """Return what it answers: somebody, or the part of the thread before it.

        Raises:
            PlatformError: What it answers cannot be found, or the part before it is
                not known on the platform.
        """
        address = delivery.post.answers_on(delivery.account)
        found = connector.find(address) if address else None
        if delivery.part:
            return self._target_of_part(delivery, found)
        if found is not None:
            return ReplyTarget(None, found, found, by_address=True)
        return delivery.post.reply_to

    def _target_of_part(
        self, delivery: Delivery, answered: RemoteReference | None
    ) -> ReplyTarget:
        parts = self.memory.outbox.thread(delivery)
        receipts = {one.part: one.receipt for one in parts}
        first, before = receipts.get(0), receipts.get(delivery.part - 1)
        if first is None or before is None:
            raise RefusedError(phrase("The part before it is not known to be out"))
        return ReplyTarget(
            None,
            parent=RemoteReference(before.remote_id, before.revision),
            root=answered or RemoteReference(first.remote_id, first.revision),
            by_address=answered is not None,
        )

    def _not_frozen(self, delivery: Delivery, error: Exception) -> Delivery | None:
        match error:
            case KeyError():
                reason = phrase(
                    "The account {account} is not in kairanban.yaml",
                    account=delivery.account,
                )
                return self._fail(delivery, reason)
            case RefusedError() | GoneError():
                return self._fail(delivery, error.phrase)
            case PlatformError() | RequestError():
                return self._wait(delivery, error)
            case _:
                log.error("freezing_stumbled", delivery=delivery.id, exc_info=error)
                return self._fail(delivery, problem_of(error))

    def _wait(
        self, delivery: Delivery, error: PlatformError | RequestError
    ) -> Delivery | None:
        """Keep the post queued until the platform, or a person, is ready."""
        status = self.standing.bad(delivery.account, error, is_write=True)
        until = status.not_before or self.clock.now()
        return self._put_off(delivery, until, error.phrase)

    def _put_off(
        self, delivery: Delivery, until: datetime, reason: Phrase
    ) -> Delivery | None:
        return self.memory.outbox.put_off(delivery, until, reason, self.clock.now())

    def _fail(self, delivery: Delivery, reason: Phrase) -> Delivery | None:
        return self._make(delivery, Move(DeliveryState.FAILED, reason))

    def _make(self, delivery: Delivery, move: Move) -> Delivery | None:
        return self.memory.outbox.move(delivery, move, self.clock.now())
