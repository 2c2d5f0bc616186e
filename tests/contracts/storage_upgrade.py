"""A database of an earlier Kairanban, with a life in it, is taken over whole."""

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from domain.deliveries import DeliveryState
from storage.memory import Memory
from tests.builders import a_post
from tests.clocks import NOON
from tests.contracts.storage_deliveries import planned
from tests.contracts.storage_places import Place, open_memory

POSTS = """
INSERT INTO post (key, text, accounts, planned_at, media, origin, written_by)
VALUES ('b', 'Second', '["box"]', {noon}, '[]', 'queue', ''),
       ('a', 'こんにちは', '["box"]', {noon}, '[]', 'queue', '')
"""
DELIVERIES = """
INSERT INTO delivery (id, post_key, account, due_at, state, fence, attempt, wanted_at,
  payload, lease_boot_id, lease_pid, lease_started, lease_until, receipt_id,
  receipt_revision, receipt_url, sent_at, looks, cancelled_by, changed_at)
VALUES (7, 'a', 'box', {noon}, 'sent', 3, 1, NULL, NULL, NULL, NULL, NULL, NULL,
        'r-1', '', 'https://x.test/1', {noon}, 0, '', {noon}),
       (9, 'b', 'box', {noon}, 'sending', 1, 1, NULL, {payload}, 'boot', 1, 2, 3.5,
        NULL, NULL, NULL, NULL, 0, '', {noon})
"""


def made_by_the_first_step(place: Place) -> None:
    """Let the database stand as the first step left it, with two posts in it."""
    url = place.url or f"sqlite:///{place.folder}/kairanban.sqlite3"
    place.folder.mkdir(exist_ok=True)
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    micros = round(NOON.timestamp() * 1_000_000)
    noon = f"'{NOON.isoformat()}'" if place.url else str(micros)
    payload = "'\\x01'" if place.url else "x'01'"
    place.execute(POSTS.format(noon=noon))
    place.execute(DELIVERIES.format(noon=noon, payload=payload))


class UpgradeContract:
    """From the first schema to today's."""

    def test_every_post_and_delivery_is_taken_over(self, new_place: Place) -> None:
        """Under its own number, in its own state, with its own words."""
        made_by_the_first_step(new_place)
        memory = open_memory(new_place)
        found = {one.id: one for one in memory.outbox.deliveries()}

        assert [one.state for one in found.values()] == ["sent", "sending"]
        assert found[7].post.text == "こんにちは"
        assert found[7].receipt is not None
        assert found[9].frozen is not None
        assert found[9].lease is not None
        assert found[9].part == 0
        self.it_goes_on(memory)
        memory.close()

    @staticmethod
    def it_goes_on(memory: Memory) -> None:
        """New rows get new numbers, and old ones follow YAML."""
        new = planned(memory, a_post("c", accounts=("other",)))

        assert new.id > 9
        assert new.state is DeliveryState.QUEUED
        assert len(list(memory.outbox.planned())) == 3
