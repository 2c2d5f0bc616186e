"""Shows the whole loop in under a minute: the real daemon, on the sandbox.

Nothing is pretended but the platform: the project is made by `init`, the daemon is
`kairanban run` in a process of its own, the reply is `kairanban inbox reply`.
"""

import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from config.init import init
from domain.clock import SystemClock
from domain.deliveries import Delivery, DeliveryState
from domain.errors import RequestError
from domain.items import InboxEntry
from domain.phrases import phrase
from domain.ports import EntryFilter
from kairanban.bootstrap import House
from kairanban.cli import show_digest, show_inbox
from kairanban.cli.desk import Desk
from kairanban.cli.digests import DigestForm
from kairanban.machine import local_timezone

_Found = TypeVar("_Found")

#: The demonstration's post is due so long after the start.
_DUE_AFTER = timedelta(seconds=8)
#: No step takes longer than this, or the demonstration says that it failed.
_PATIENCE_SECONDS = 40.0
_LOOK_EVERY_SECONDS = 0.1
#: Answers to the post that we wait for before going on.
_ENOUGH_ANSWERS = 3


class Demo:
    """One demonstration, from an empty folder to what to do next."""

    def __init__(self, desk: Desk, folder: Path | None) -> None:
        self._desk = Desk(
            folder or Path(tempfile.mkdtemp(prefix="kairanban-demo-")),
            desk.book.language,
        )
        self._clock = SystemClock()

    def run(self) -> int:
        """Run the demonstration and return the exit code."""
        self._make_project()
        with (self._desk.folder / "daemon.log").open("wb") as log:
            daemon = subprocess.Popen(  # noqa: S603 - our own program
                [*self._kairanban(), "run", "--log", "json"], stderr=log
            )
        try:
            with self._desk.house() as house:
                self._watch(house, daemon)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
        self._say_what_next()
        return 0

    def _make_project(self) -> None:
        desk = self._desk
        self._step(desk.say("A project folder: {folder}", folder=str(desk.folder)))
        now = self._clock.now()
        init(
            desk.folder,
            name="Kawabata Makers",
            timezone=local_timezone(),
            language=desk.book.language,
            now=now,
        )
        due = now + _DUE_AFTER
        source = desk.folder / "queue" / "demo.yaml"
        source.write_text(_post(due, desk), encoding="utf-8")
        self._step(
            desk.say("A post in queue/demo.yaml, due at {time}:", time=_clock_time(due))
        )
        desk.write(source.read_text(encoding="utf-8"), style="dim")
        self._command("run")

    def _watch(self, house: House, daemon: "subprocess.Popen[bytes]") -> None:
        desk = self._desk
        sent = self._wait(lambda: _sent(house), daemon)
        self._step(
            desk.say("{time}  The post went out.", time=_clock_time(_sent_at(sent)))
        )
        if sent.receipt:
            desk.write(f"   {sent.receipt.url or sent.receipt.remote_id}")
        self._step(desk.say("The members answer; the daemon pulls and judges ..."))
        answers = self._wait(lambda: _answers(house, sent), daemon)
        self._command("inbox", "list")
        waiting = house.memory.inbox.entries(EntryFilter(waiting_only=True))
        show_inbox.show_list(desk, waiting, house, as_json=False)
        self._answer(answers)
        self._command("digest")
        show_digest.show(desk, house, form=DigestForm.TERMINAL, write=False)

    def _answer(self, answers: list[InboxEntry]) -> None:
        asked = next((a for a in answers if a.is_waiting), answers[0])
        is_japanese = asked.judgement is not None and asked.judgement.language == "ja"
        text = (
            "ご質問ありがとうございます！詳しくは明日の朝にお知らせしますね。"
            if is_japanese
            else "Thank you for asking! Details come tomorrow morning."
        )
        self._command("inbox", "show", str(asked.id), run=True)
        self._command("inbox", "reply", str(asked.id), text, run=True)

    def _wait(
        self, look: Callable[[], _Found | None], daemon: "subprocess.Popen[bytes]"
    ) -> _Found:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (found := look()) is None:
            if time.monotonic() > deadline or daemon.poll() is not None:
                raise RequestError(
                    phrase(
                        "the demonstration got stuck; see {log}",
                        log=str(self._desk.folder / "daemon.log"),
                    )
                )
            time.sleep(_LOOK_EVERY_SECONDS)
        return found

    def _kairanban(self) -> list[str]:
        language = self._desk.book.language
        return [
            *(sys.executable, "-m", "kairanban"),
            *("-C", str(self._desk.folder), "--language", language),
        ]

    def _command(self, *words: str, run: bool = False) -> None:
        self._desk.write("")
        self._desk.write(f"$ kairanban {shlex.join(words)}", style="bold cyan")
        if run:
            sys.stdout.flush()
            subprocess.run([*self._kairanban(), *words], check=True)  # noqa: S603 - our own program

    def _step(self, text: str) -> None:
        self._desk.write("")
        self._desk.write(f"▸ {text}", style="bold")

    def _say_what_next(self) -> None:
        desk = self._desk
        self._step(desk.say("That was the whole loop. What next:"))
        desk.write(
            desk.say(
                "   look round in {folder}: the project, its memory, the daemon's log",
                folder=str(desk.folder),
            )
        )
        desk.write(desk.say("   make your own:     kairanban init my-community"))
        desk.write(
            desk.say("   a real account:    docs/tutorial/first-real-account.md")
        )


def _post(due: datetime, desk: Desk) -> str:
    text = desk.say(
        "Our workshop on Saturday, 14:00: build your own doorbell. Who is coming? "
        "#makers"
    )
    at = due.astimezone().isoformat(timespec="seconds")
    return f"- id: demo\n  at: {at}\n  to: box\n  text: >-\n    {text}\n"


def _sent(house: House) -> Delivery | None:
    done = house.memory.outbox.deliveries({DeliveryState.SENT})
    return next((d for d in done if d.post_key == "demo"), None)


def _sent_at(delivery: Delivery) -> datetime:
    return delivery.sent_at or delivery.due_at


def _answers(house: House, sent: Delivery) -> list[InboxEntry] | None:
    found = [
        entry
        for entry in house.memory.inbox.entries(EntryFilter(since=_sent_at(sent)))
        if entry.judgement is not None
    ]
    return found if len(found) >= _ENOUGH_ANSWERS else None


def _clock_time(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M:%S")
