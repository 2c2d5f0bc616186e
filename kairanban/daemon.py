"""The daemon: starts the rounds, follows files and signals, and stops in good order."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType

import structlog

from config.language import language_of
from config.secrets import known_secrets
from config.watch import Watcher
from digest.read_limits import share_of
from domain.budgets import Reading
from domain.deliveries import NEEDS_PERSON, DeliveryState
from domain.errors import ConfigurationError, KairanbanError, StorageError
from domain.phrases import Phrase, Phrasebook, phrase, phrase_many
from domain.ports import EntryFilter
from domain.project import Project
from kairanban import epoch, logs
from kairanban.bootstrap import House, as_meant, open_house
from kairanban.instance import InstanceLock
from kairanban.log_format import LogFormat
from kairanban.notify import Notifier
from kairanban.patience import PAUSE, wait_for_memory
from kairanban.phrasebooks import phrasebook
from scheduler.engines.apscheduler_bell import ApschedulerBell
from scheduler.hold import Hold
from scheduler.loop import Rounds
from scheduler.plan import Applied

log = structlog.get_logger(__name__)

#: What is under way may take so long to end; systemd waits longer than that.
STOP_WITHIN = timedelta(seconds=25)

#: While we wait for the memory at the start, or look through it, systemd is asked to
#: wait so long.
START_PATIENCE = timedelta(minutes=5)

#: A database is looked through at the start if it is no larger: 40,000 posts or so.
#: That takes a second, and three on a slow disk. One of a million posts (800 MB) takes
#: half a minute, and more than a whole one on a slow disk, in which nothing would go
#: out: that is left to `doctor`, and to starts that find another memory.
_LOOK_THROUGH_BYTES = 32 * 1024**2

#: The watchdog is patted, and the status line refreshed, this often. Seconds.
_BREATH = 5.0

_LOOKING_THROUGH = phrase("Looking through a database that was restored")

_STOP, _RELOAD, _CHANGED = "stop", "reload", "changed"


def run(folder: Path, *, log_format: LogFormat, dry_run: bool) -> int:
    """Run until told to stop; return the exit code.

    Raises:
        KairanbanError: It cannot start: files, database, another instance.
    """
    logs.set_up(log_format, secrets=known_secrets)
    tell = partial(_tell_of_waiting, phrasebook(language_of(folder)))
    with ExitStack() as stack:
        house = wait_for_memory(
            lambda: open_house(folder, with_posts=True, dry_run=dry_run), tell
        )
        stack.callback(house.close)
        lock = InstanceLock(house.project.state_folder)
        wait_for_memory(lambda: stack.enter_context(lock), tell)
        if not Daemon(house, folder, tell).run():
            _leave_at_once()
    return 0


def _tell_of_waiting(book: Phrasebook, problem: Phrase) -> None:
    """Ask systemd for patience, and say what we wait for."""
    Notifier().waiting(book.read(problem), START_PATIENCE)


def _leave_at_once() -> None:
    """End the process although a thread still waits for a platform.

    Python would wait for it, longer than systemd does. What was being sent is
    committed as such: the next start finds out what became of it.
    """
    sys.stderr.flush()
    os._exit(0)


def gathered(wishes: "SimpleQueue[str]", wait: float) -> frozenset[str]:
    """Return all that is wished by now; wait at most *wait* seconds for the first.

    Many equal wishes are one, and a wish to stop stands behind none of them.
    """
    try:
        found = {wishes.get(timeout=wait)}
    except Empty:
        return frozenset()
    with suppress(Empty):
        while True:
            found.add(wishes.get_nowait())
    return frozenset(found)


class Daemon:
    """One run of the daemon, from start to stop."""

    def __init__(
        self, house: House, folder: Path, tell: Callable[[Phrase], None]
    ) -> None:
        """Get ready; *tell* is told of what the start waits for."""
        self._house = house
        self._folder = folder
        self._tell = tell
        self._notifier = Notifier()
        self._wishes: SimpleQueue[str] = SimpleQueue()
        self._rounds = Rounds(
            ApschedulerBell(self._hear_error), house.crew, house.current, phrasebook
        )
        self._rounds.collecting.on_change = lambda: self._wishes.put(_CHANGED)
        #: When to breathe next; seconds of the monotonic clock.
        self._breathe_at = 0.0
        #: What was wrong with the files when they were last refused.
        self._refused = ""
        #: The day on which the files were last read, in UTC.
        self._read_on = house.clock.now().date()
        self._watcher: Watcher | None = None
        #: Files were read, but the memory did not take the plan yet.
        self._unplanned = False

    def run(self) -> bool:
        """Start, follow wishes until one says stop; False if something did not end."""
        self._listen_to_signals()
        planned = wait_for_memory(self._begin, self._tell, self._wait_or_end)
        watcher = self._watcher = Watcher(
            self._folder,
            lambda: self._wishes.put(_CHANGED),
            known=self._house.loader.fingerprint,
        )
        watcher.start()
        log.info(
            "ready",
            folder=str(self._folder),
            accounts=len(self._house.project.accounts),
            posts=len(self._house.project.posts),
            planned=planned.count,
            dry_run=self._house.is_rehearsal,
        )
        self._notifier.ready(self._status())
        self._breathe()
        try:
            self._follow_wishes()
        finally:
            watcher.stop()
            is_done = self._stop()
        return is_done

    def _begin(self) -> Applied:
        self._house.memory.require_sound(_LOOK_THROUGH_BYTES)
        self._mind_a_restored_database()
        return self._rounds.start()

    def _wait_or_end(self) -> None:
        """Wait for the memory; a wish to stop ends the waiting."""
        try:
            wish = self._wishes.get(timeout=PAUSE.total_seconds())
        except Empty:
            return
        if wish == _STOP:
            raise SystemExit(0)

    def _hear_error(self, place: str, error: Exception) -> None:
        self._rounds.trouble(place, error)

    def _mind_a_restored_database(self) -> None:
        """Let nothing overdue go out if it may have gone out already.

        Only afterwards is the memory called ours: who is killed, or waits for room on
        the disk, in the middle of it begins anew.
        """
        house, folder = self._house, self._house.project.state_folder
        if epoch.is_other(house.memory, folder):
            self._tell(_LOOKING_THROUGH)
            house.memory.require_sound()  # it may be two databases mixed
            held = Hold(house.memory, house.clock).overdue(house.project)
            log.warning("database_was_restored", held_back=held)
        epoch.make_ours(house.memory, folder)

    def _listen_to_signals(self) -> None:
        wishes = {signal.SIGTERM: _STOP, signal.SIGINT: _STOP, signal.SIGHUP: _RELOAD}

        def wish(number: int, _frame: FrameType | None) -> None:
            # A SimpleQueue may be filled from a signal handler; little else may.
            self._wishes.put(wishes[signal.Signals(number)])

        for number in wishes:
            signal.signal(number, wish)

    def _follow_wishes(self) -> None:
        """Do what is wished, and breathe in between, however many wishes come."""
        while True:
            wait = max(0.0, self._breathe_at - time.monotonic())
            wished = gathered(self._wishes, wait)
            if _STOP in wished:
                return
            if wished:
                self._reload(by_hand=_RELOAD in wished)
            if time.monotonic() >= self._breathe_at:
                self._breathe()

    def _breathe(self) -> None:
        """Tell systemd that we are well; silence makes it start us anew."""
        self._breathe_at = time.monotonic() + _BREATH
        if not self._rounds.is_well():
            log.error("not_well", why="nobody looked at the outbox lately")
            return
        self._notifier.alive()
        self._notifier.status(self._status())
        self._keep_up()
        self._mind_the_day()
        if self._unplanned:
            self._wishes.put(_CHANGED)

    def _mind_the_day(self) -> None:
        """Read the files anew each day: what repeats in a calendar goes on."""
        today = self._house.clock.now().date()
        if today != self._read_on and any(e.uid for e in self._house.project.events):
            self._wishes.put(_CHANGED)

    def _keep_up(self) -> None:
        with suppress(StorageError):  # trouble is told elsewhere
            epoch.keep_up(self._house.memory, self._house.project.state_folder)

    def _reload(self, *, by_hand: bool) -> None:
        """Take over the files as they are now, or keep what we have."""
        self._notifier.reloading()
        self._read_on = self._house.clock.now().date()
        try:
            loaded = self._house.loader.load()
        except KairanbanError as error:
            if by_hand or self._held_still():
                self._refuse(error, by_hand=by_hand)
        else:
            if by_hand or self._held_still():
                self._refused = ""
                self._take_over(as_meant(loaded, dry_run=self._house.is_rehearsal))
        self._notifier.ready(self._status())

    def _held_still(self) -> bool:
        """Were the files that were read those that had held still?

        If somebody began to write just then, the watcher calls again.
        """
        watcher = self._watcher
        return watcher is None or watcher.known == self._house.loader.fingerprint

    def _take_over(self, project: Project) -> None:
        """Go on with *project*; if the memory is in trouble, try again in a while."""
        try:
            planned = self._rounds.reload(project)
        except StorageError as error:
            self._unplanned = True
            self._hear_error("reload", error)
        else:
            self._unplanned = False
            log.info(
                "reloaded",
                posts=len(project.posts),
                planned=planned.count,
                warnings=len(planned.warnings),
            )

    def _refuse(self, error: KairanbanError, *, by_hand: bool) -> None:
        """Say once what is wrong with the files; the plan stays as it is."""
        problems = (
            list(map(str, error.problems))
            if isinstance(error, ConfigurationError)
            else [str(error)]
        )
        told = "\n".join(problems)
        if told != self._refused or by_hand:
            log.error("files_refused", problems=problems, kept="the earlier plan")
        self._refused = told

    def _status(self) -> str:
        book = phrasebook(self._house.project.community.language)
        try:
            parts = self._parts_of_status()
        except StorageError as error:
            self._hear_error("status", error)
            parts = []
        if problem := self._rounds.trouble.problem:
            parts.insert(0, problem)
        return " · ".join(map(book.read, parts))

    def _parts_of_status(self) -> list[Phrase]:
        memory = self._house.memory
        waiting = len(memory.inbox.entries(EntryFilter(waiting_only=True, limit=1000)))
        queued = memory.outbox.deliveries({DeliveryState.QUEUED}, limit=1)
        trouble = len(memory.outbox.deliveries(NEEDS_PERSON, limit=1000))
        parts = [
            phrase_many(
                "{count} waits for a reply", "{count} wait for a reply", waiting
            )
        ]
        if queued:
            zone = self._house.project.community.timezone
            when = queued[0].due_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
            parts.append(phrase("next post {time}", time=when))
        if trouble:
            parts.append(
                phrase_many("{count} post needs you", "{count} posts need you", trouble)
            )
        parts += [pause.words for pause in memory.pauses.active()]
        parts += [_used_up(one) for one in self._house.crew.watch.reached]
        if self._refused:
            parts.append(phrase("the files have problems; see: kairanban check"))
        return parts

    def _stop(self) -> bool:
        self._notifier.stopping()
        log.info("stopping")
        is_done = self._rounds.stop(STOP_WITHIN)
        if not self._rounds.trouble.problem:
            self._keep_up()
        log.info("stopped", finished=is_done)
        return is_done


def _used_up(reading: Reading) -> Phrase:
    return phrase("budget used up: {share}", share=share_of(reading))
