"""Projects whose queue stands as a test wants it, brought there by the real parts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from domain.clock import SystemClock
from domain.deliveries import Delivery, DeliveryState, Lease, Move, Owner
from domain.phrases import phrase
from domain.ports import PlanStep
from domain.posts import Draft, Frozen, Post, Receipt
from kairanban.bootstrap import House, open_house
from tests.builders import a_page, a_post, an_item
from tests.journeys.program import QuickProgram
from tests.memories import lay_database

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox, community: quiet}
  other: {platform: sandbox, community: quiet}
"""

_S = DeliveryState
_LEASE = Lease(Owner("another-boot", 4711, 1), until=0.0)

#: Moves from "queued" to each state.
_ROADS: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    _S.QUEUED: (),
    _S.AWAITING_APPROVAL: (),
    _S.SENDING: (_S.SENDING,),
    _S.UNCERTAIN: (_S.SENDING, _S.UNCERTAIN),
    _S.REVIEW: (_S.SENDING, _S.UNCERTAIN, _S.REVIEW),
    _S.FAILED: (_S.FAILED,),
    _S.MISSED: (_S.MISSED,),
}


@dataclass
class Seeded(QuickProgram):
    """The program, and a hand in its memory."""

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the project as its commands do."""
        house = open_house(self.folder)
        try:
            yield house
        finally:
            house.close()

    def seed(
        self,
        state: DeliveryState = _S.QUEUED,
        *,
        ago: timedelta = timedelta(hours=2),
        account: str = "box",
        needs_approval: bool = False,
        **changes: Any,
    ) -> int:
        """Write and plan a post (a thread: all its parts), and bring it to *state*.

        Returns:
            The number of its first part; the others follow.
        """
        with self.house() as house:
            at = (now() - ago).replace(microsecond=0)
            post = a_post(at=at, accounts=(account,), **changes)
            self.write(post)
            plan(house, post, account, needs_approval=needs_approval)
            first = next(
                one
                for one in house.memory.outbox.deliveries(account=account)
                if (one.post_key, one.due_at, one.part) == (post.key, post.at, 0)
            )
            for to in _ROADS[state]:
                first = _step(house, first, to)
            return first.id

    def write(self, post: Post) -> None:
        """Write a post into the queue, as far as commands look there."""
        (account,) = post.accounts
        (self.folder / "queue" / f"{post.key}.yaml").write_text(
            f"- {{id: '{post.key}', at: '{post.at.isoformat()}', to: {account},"
            f" text: '{post.text}'}}\n"
        )

    def put_out(self, number: int) -> Receipt:
        """Publish a queued delivery as the daemon would; return its receipt."""
        with self.house() as house:
            delivery = house.memory.outbox.delivery(number)
            assert delivery is not None
            claimed = _step(house, delivery, _S.SENDING)
            receipt = house.voices(delivery.account).publish(
                house.voices(delivery.account).freeze(
                    Draft(delivery.message.text), now()
                )
            )
            done = Move(_S.SENT, phrase("Published"), receipt=receipt)
            assert house.memory.outbox.move(claimed, done, now())
            return receipt

    def post_by_hand(self, text: str, account: str = "box") -> Receipt:
        """Let somebody post in the app."""
        with self.house() as house:
            voice = house.voices(account)
            return voice.publish(voice.freeze(Draft(text), now()))

    def hear(self, text: str = "When do you open?") -> int:
        """Let somebody ask us something; return the number in the inbox."""
        board = self.post_by_hand("Ask us anything!")
        with self.house() as house:
            item = an_item(
                text, created_at=now(), remote_id=board.remote_id, url=board.url
            )
            house.memory.inbox.take_in("box", a_page(item), now())
            house.crew.triage.judge_all()
        return int(self.entries("--all")[0]["number"])

    def shown(self, number: int) -> dict[str, Any]:
        """Return one delivery, with its history."""
        known: dict[str, Any] = self.well("queue", "show", str(number), "--json").json
        return known

    def states(self) -> dict[int, str]:
        """Return how everything stands, by number."""
        with self.house() as house:
            rows = house.memory.outbox.deliveries()
        return {row.id: str(row.state) for row in rows}

    def publish_due(self) -> None:
        """Do once what the daemon does all day, on every account."""
        with self.house() as house:
            for account in house.project.accounts:
                house.crew.publisher.publish_account(account)


def a_seeded(folder: Path, front: str = FRONT) -> Seeded:
    """Return the program in a project of two quiet sandboxes."""
    (folder / "queue").mkdir(parents=True)
    (folder / "kairanban.yaml").write_text(front)
    lay_database(folder / ".kairanban")
    return Seeded(folder)


def now() -> datetime:
    """Return the true time: the program knows no other."""
    return SystemClock().now()


def plan(
    house: House, post: Post, account: str, *, needs_approval: bool = False
) -> None:
    """Put every part of a post into the outbox."""
    steps = [
        PlanStep(None, account, post, part=part, needs_approval=needs_approval)
        for part in range(len(post.messages))
    ]
    house.memory.outbox.apply(steps, now())


def _step(house: House, delivery: Delivery, to: DeliveryState) -> Delivery:
    outbox = house.memory.outbox
    if to is _S.SENDING:
        frozen = Frozen(b"{}", f"key-{delivery.id}")
        after = outbox.claim(delivery, frozen, _LEASE, now())
    else:
        why = phrase("Because it is {state}", state=to)
        after = outbox.move(delivery, Move(to, why, not_before=now()), now())
    assert after is not None
    return after
