"""The daemon's day: which verb comes when. The bell rings; the database knows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import random
from threading import Lock

import structlog

from domain.accounts import AccountHealth
from domain.errors import StorageError
from domain.phrases import Phrasebook
from domain.ports import Bell, Outbox
from domain.project import Project
from scheduler.collecting import Collecting
from scheduler.crew import Crew
from scheduler.current import CurrentProject
from scheduler.door import Door
from scheduler.lanes import Lanes
from scheduler.plan import Applied
from scheduler.pull import Pulled
from scheduler.timetable import next_poll
from scheduler.trouble import MemoryTrouble

log = structlog.get_logger(__name__)

#: Besides ringing exactly when something is due, the outbox is looked at this often:
#: another process may have put something in, and clocks may be set.
LOOK_EVERY = timedelta(seconds=2)

#: YAML has its say again this often on what was under way when it was last read.
REPLAN_EVERY = timedelta(minutes=5)

#: When a pull left more behind, the next one follows after this.
NEXT_HELPING = timedelta(seconds=1)

#: The daemon is well while its last look is not older than this, in seconds.
WELL_FOR_SECONDS = 30.0

#: A digest that could not be written is tried again after this.
TRY_DIGEST_AGAIN = timedelta(minutes=1)

#: Pauses and budgets are looked at this often, for the log and the status line.
WATCH_EVERY = timedelta(seconds=30)

#: What nobody was told yet is looked for this often.
ALERT_EVERY = timedelta(seconds=10)

#: So many accounts may be listened to at the same time.
EARS = 4


#: The note by which is tried whether the memory can be written again.
_TRIED = "tried-to-write"


def log_error(place: str, error: Exception) -> None:
    """Log what a piece of work raised; nothing else suffers from it."""
    log.error("work_failed", place=place, exc_info=error)


def next_moment(outbox: Outbox, now: datetime) -> datetime | None:
    """Return the first moment after *now* at which a delivery wants attention.

    What is overdue (it waits for its account, say) hides nothing that is to come.
    """
    return outbox.next_due(after=now)


class Rounds:
    """Keeps the house going until it is told to stop."""

    def __init__(
        self,
        bell: Bell,
        crew: Crew,
        project: CurrentProject,
        book_of: Callable[[str], Phrasebook],
        on_error: Callable[[str, Exception], None] = log_error,
    ) -> None:
        """Get ready; nothing happens before `start`.

        Args:
            bell: Rings; not started yet.
            crew: Does the work.
            project: What the crew sees, too; `reload` swaps it.
            book_of: Gives the phrasebook of a language.
            on_error: Told where something was raised, and what.
        """
        self._bell = bell
        self._crew = crew
        self._project = project
        self._book_of = book_of
        #: Told of every error; knows whether the memory answers.
        self.trouble = MemoryTrouble(on_error, crew.clock.uptime)
        self._door = Door(crew.publisher, crew.recovery, crew.planner, self.trouble)
        self._pulls = Lanes("pull", self._pull, self.trouble, EARS)
        #: Looks at feeds and calendars.
        self.collecting = Collecting(bell, crew.collector, project, self.trouble)
        self._looked_at = crew.clock.uptime()
        #: Accounts whose change is not seen to yet: the memory may be in trouble.
        self._changed: set[str] = set()
        #: Held while accounts come and go, so that none is polled after it has gone.
        self._lock = Lock()

    def start(self) -> Applied:
        """Plan, set every bell and begin; return what planning changed."""
        self._crew.reporter.begin()
        plan = self._crew.planner.apply(self._project())
        for account in self._project().accounts:
            self._crew.standing.forgive(account)
        self._bell.ring_every("look", LOOK_EVERY, self.look)
        self._bell.ring_every(
            "replan", REPLAN_EVERY, self._replan, first_after=REPLAN_EVERY
        )
        self._bell.ring_every("watch", WATCH_EVERY, self._crew.watch.look)
        self._bell.ring_every("alerts", ALERT_EVERY, self._alert)
        self._bell.ring_at("triage", self._crew.clock.now(), self._judge)
        self._bell.ring_at("digest", self._crew.clock.now(), self._report)
        self._bell.start()
        self.collecting.follow(self._project())
        self._pulls.call(self._project().accounts)
        return plan

    def reload(self, project: Project) -> Applied:
        """Go on with *project*; return what planning changed.

        Raises:
            StorageError: Part of it was done; the same call does the rest.
        """
        before = self._project().accounts
        with self._lock:
            self._project.swap(project)
            for gone in before.keys() - project.accounts.keys():
                self._bell.silence(_poll(gone))
        self._changed |= {
            key for key, one in project.accounts.items() if before.get(key) != one
        }
        for key in project.accounts:
            if key in self._changed or self._needs_sign_in(key):
                self._crew.standing.forgive(key)
                self._pulls.call([key])
                self._changed.discard(key)
        self._bell.ring_at("digest", self._crew.clock.now(), self._report)
        self.collecting.follow(project)
        plan = self._crew.planner.apply(project)
        self.look()
        return plan

    def look(self) -> None:
        """See what is due now, and be woken when the next delivery is."""
        self._crew.presence.look(self._crew.clock.now())
        try:
            self._serve()
            self._mind_trouble()
        except StorageError as error:
            # It says no, and is waited for; starting anew would not mend it. So the
            # watchdog, which asks whether we look, is content.
            self.trouble("look", error)
        self._looked_at = self._crew.clock.uptime()

    def is_well(self) -> bool:
        """Did we look at the outbox lately, whatever the memory said to it?"""
        return self._crew.clock.uptime() - self._looked_at < WELL_FOR_SECONDS

    def stop(self, timeout: timedelta) -> bool:
        """Begin nothing more, let what is under way end; False if it does not.

        What is still being sent then is found by recovery at the next start.
        """
        clock = self._crew.clock
        deadline = clock.uptime() + timeout.total_seconds()
        self._pulls.close()
        self.collecting.close()
        self._crew.alerter.stop()
        is_done = self._door.drain(timeout)
        if not is_done:
            # Who waits with a platform's answer in hand says in the log what it was.
            self._crew.speaker.is_stopping = True
        self._bell.stop(wait=is_done)
        left = timedelta(seconds=max(0.0, deadline - clock.uptime()))
        is_done &= self._pulls.drain(left)
        left = timedelta(seconds=max(0.0, deadline - clock.uptime()))
        return self.collecting.drain(left) and is_done

    def _serve(self) -> None:
        now = self._crew.clock.now()
        self._extend()
        self._door.dispatch_due()
        moment = next_moment(self._crew.memory.outbox, now)
        if moment is not None:
            self._bell.ring_at("due", moment, self.look)

    def _mind_trouble(self) -> None:
        """Try whether a memory in trouble can be written again; if so, catch up."""
        if self.trouble.problem is None:
            return
        now = self._crew.clock.now()
        self._crew.memory.notes.put(_TRIED, now.isoformat())
        if self.trouble.end():
            self._bell.ring_at("catch-up", now, self._catch_up)

    def _catch_up(self) -> None:
        """Do what may have come to nothing while the memory was in trouble."""
        self._replan()
        self._judge()
        self._pulls.call(self._project().accounts)

    def _replan(self) -> None:
        """Plan what the last plan could not; usually there is nothing to do."""
        self._crew.planner.catch_up(self._project())

    def _extend(self) -> None:
        """Plan recurring posts ahead, before what they overtake is looked at."""
        if not self._crew.planner.is_behind():
            return
        try:
            self._replan()
        except Exception as error:  # noqa: BLE001 - told to on_error; what is due goes out all the same
            self.trouble("replan", error)

    def _judge(self) -> None:
        self._crew.triage.judge_all()

    def _alert(self) -> None:
        language = self._project().community.language
        self._crew.alerter.ring(self._book_of(language))

    def _report(self) -> None:
        """Write the digest if it is due, and be woken for the next one."""
        project, now = self._project(), self._crew.clock.now()
        self._bell.ring_at("digest", now + TRY_DIGEST_AGAIN, self._report)
        book = self._book_of(project.community.language)
        for path in self._crew.reporter.write_due(project, book):
            log.info("digest_written", path=str(path))
        moment = self._crew.reporter.next_at(project)
        self._bell.ring_at("digest", moment, self._report)

    def _pull(self, account: str) -> None:
        if account not in self._project().accounts:
            return
        pulled = Pulled()
        try:
            pulled = self._crew.puller.pull(account, self._pulls.is_open)
            if pulled.problem is not None:
                log.warning("pull_failed", account=account, why=str(pulled.problem))
            if pulled.intake.new or pulled.intake.changed:
                log.info("pulled", account=account, new=pulled.intake.new)
                self._judge()
        finally:
            self._poll_again(account, pulled)

    def _poll_again(self, account: str, pulled: Pulled) -> None:
        known = self._project().accounts.get(account)
        if known is None or not self._pulls.is_open():
            return
        now = self._crew.clock.now()
        # Whatever happens next, the account is polled again some time.
        self._poll_at(account, now + known.poll_every)
        status = self._crew.memory.accounts.status(account)
        moment = next_poll(
            now,
            NEXT_HELPING if pulled.more else known.poll_every,
            rate=status.rate,
            failures=status.failures,
            jitter=random(),  # noqa: S311 - spreads polls; nothing secret
        )
        waits = (status.not_before, pulled.not_before)
        self._poll_at(account, max(moment, *(one or moment for one in waits)))

    def _poll_at(self, account: str, moment: datetime) -> None:
        with self._lock:
            if account in self._project().accounts:
                self._bell.ring_at(
                    _poll(account), moment, lambda: self._pulls.call([account])
                )

    def _needs_sign_in(self, account: str) -> bool:
        status = self._crew.memory.accounts.status(account)
        return status.health is AccountHealth.SIGN_IN


def _poll(account: str) -> str:
    """Return the name of the bell by which an account is polled."""
    return f"poll/{account}"
