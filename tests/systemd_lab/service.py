"""Kairanban as a service of a real systemd, and the person whose project it is."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.journeys.program import Answer, wait_until
from tests.systemd_lab.installation import SCRIPT
from tests.systemd_lab.real_systemd import RealSystemd, User

FILE = "kairanban.yaml"

FRONT = {
    "community": {"name": "50% Makers", "timezone": "Asia/Tokyo"},
    "accounts": {
        "box": {"platform": "sandbox"},
        "bsky": {
            "platform": "bluesky",
            "handle": "makers.test",
            # Nobody listens there: the network is not what is tried here.
            "server": "https://127.0.0.1:9",
            "poll_every": "1s",
        },
    },
}


@dataclass(frozen=True, slots=True)
class Service:
    """One project, and the unit that its owner has put in place for it."""

    systemd: RealSystemd
    owner: User
    folder: Path
    state: Path
    unit: str

    def make_project(self, password: str, **front: str) -> None:
        """Make the project's files as its owner."""
        for name in ("queue", "media", "secrets"):
            self._mine("mkdir", "-p", self.folder / name)
        self.write(FILE, json.dumps(FRONT | front))
        self.write("secrets/bsky.password", password)
        self._mine("chmod", "600", self.folder / "secrets/bsky.password")

    def install(self, **settings: str) -> None:
        """Put the printed unit in place; *settings* of the test's go into a drop-in."""
        printed = self.kairanban("service", "unit")
        assert printed.code == 0, printed.err
        self.systemd.install(self.unit, printed.out, **settings)

    def kairanban(self, *words: str) -> Answer:
        """Run a command of the program as the project's owner."""
        return self.systemd.run(SCRIPT, "-C", self.folder, *words, user=self.owner)

    def ask(self, *words: str) -> Any:
        """Run a command of the program that must succeed, and read its JSON."""
        answer = self.kairanban(*words, "--json")
        assert answer.code == 0, f"{words}: {answer.code}\n{answer.out}\n{answer.err}"
        return answer.json

    def control(self, verb: str) -> Answer:
        """Let systemd start, stop, restart or reload it."""
        return self.systemd.systemctl(verb, self.unit)

    def well(self, verb: str) -> None:
        """Let systemd do something with it that must succeed."""
        answer = self.control(verb)
        assert answer.code == 0, f"{verb}: {answer.err}\n{self.log()}"

    def restarted(self, times: int) -> None:
        """Wait until systemd itself has started it anew so often, and it is well."""
        wait_until(lambda: self.show("NRestarts") == str(times))
        wait_until(lambda: self.show("ActiveState") == "active")

    def show(self, name: str) -> str:
        """Return what systemd knows of it under *name*."""
        answer = self.systemd.systemctl(
            "show", "--value", f"--property={name}", self.unit
        )
        return answer.out.strip()

    def write(self, name: str, text: str) -> None:
        """Write a file of the project, as its owner does."""
        path = self.systemd.outside(self.folder / name)
        half = path.with_suffix(".part")
        half.write_text(text)
        half.replace(path)
        self.systemd.well("chown", f"{self.owner.name}:", self.folder / name)

    def add_account(self, key: str, **settings: str) -> None:
        """Write one more account into the project."""
        front = json.loads(self.systemd.outside(self.folder / FILE).read_text())
        front["accounts"][key] = settings
        self.write(FILE, json.dumps(front))

    def queue(self, key: str, due_in: float) -> None:
        """Put a post into the queue."""
        at = datetime.now(UTC) + timedelta(seconds=due_in)
        post = {"id": key, "at": at.isoformat(timespec="seconds"), "to": "box"}
        self.write(f"queue/{key}.yaml", json.dumps([{**post, "text": f"Post {key}"}]))

    def published(self, key: str) -> int:
        """Return how often a post stands in the sandbox's ledger."""
        ledger = self.systemd.outside(self.state / "accounts/box/ledger.jsonl")
        return ledger.read_text().count(f"Post {key}") if ledger.exists() else 0

    def goes_out(self, key: str) -> None:
        """Wait until a post stands in the sandbox's ledger."""
        wait_until(lambda: self.published(key))

    def inside(self, *words: object) -> Answer:
        """Run a command, as root, on the files as the service sees them."""
        return self.systemd.run(
            "nsenter", "-t", self.show("MainPID"), "-m", "--", *words
        )

    def log(self) -> str:
        """Return what it has said since the lab was booted."""
        return self.systemd.well("journalctl", f"--unit={self.unit}", "--output=cat")

    def own_words(self) -> list[dict[str, Any]]:
        """Return what the program itself has said: every line of it is JSON."""
        only = ("_TRANSPORT=stdout", "--output=cat")
        said = self.systemd.well("journalctl", f"--unit={self.unit}", *only)
        return [json.loads(line) for line in said.splitlines()]

    def events(self, name: str) -> list[dict[str, Any]]:
        """Return its own log's events of one name."""
        return [event for event in self.own_words() if event["event"] == name]

    def _mine(self, *words: object) -> None:
        self.systemd.well(*words, user=self.owner)
