"""What `accounts capabilities` says, and what the checker goes by."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from config.load import load
from connectors.registry import PLATFORMS
from domain.budgets import Tariff
from domain.capabilities import IdempotencyClass, LookUp
from domain.errors import ConfigurationError
from kairanban.bootstrap import House, open_house
from kairanban.capability_view import as_json, rows
from kairanban.cli import show_capabilities
from kairanban.cli.desk import Desk
from tests.clocks import ManualClock
from tests.platforms.mastodon_flavours import GOTOSOCIAL
from tests.platforms.mastodon_setup import a_setup, connected, running
from tests.project_files import write

FRONT = """\
community: {name: Makers, timezone: Asia/Tokyo, language: en}
accounts:
  box: {platform: sandbox}
  bsky: {platform: bluesky, handle: makers.test}
  masto: {platform: mastodon, handle: makers, server: "https://mastodon.test"}
  other: {platform: mastodon, handle: makers, server: "SERVER"}
"""
LONG = f"- {{id: a, at: 2036-11-24 09:00, to: other, text: {'a' * 501}}}\n"


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Open a project of four accounts; one server was asked what it takes."""
    monkeypatch.setenv("COLUMNS", "160")
    clock = ManualClock()
    with running(clock, GOTOSOCIAL) as platform:
        write(tmp_path, "kairanban.yaml", FRONT.replace("SERVER", platform.url))
        house = open_house(tmp_path)
        folder = house.project.folder_of("other")
        folder.mkdir(parents=True)
        with connected(a_setup(platform.url, folder, clock)) as connector:
            connector.sign_in()
    yield house
    house.close()


def test_all_accounts_stand_in_the_table(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Their class first of all."""
    accounts = list(house.project.accounts.values())
    show_capabilities.show(Desk(house.project.folder), house, accounts, as_json=False)
    told = capsys.readouterr().out

    assert all(account.key in told for account in accounts)
    assert "A: the platform knows a request again" in told
    assert "B: what is uncertain is looked for" in told
    assert "500 characters" in told
    assert "5,000 characters" in told
    assert "posts: 100 per hour" in told


def test_programs_get_the_same(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """With names as in YAML."""
    accounts = list(house.project.accounts.values())
    show_capabilities.show(Desk(house.project.folder), house, accounts, as_json=True)
    told = {one["account"]: one for one in json.loads(capsys.readouterr().out)}

    assert (told["masto"]["class"], told["masto"]["look_up"]) == ("B", "by_list")
    assert told["masto"]["text"]["characters"] == 500
    assert told["other"]["text"]["characters"] == 5000
    assert told["masto"]["visibilities"] == [
        "public",
        "unlisted",
        "followers",
        "direct",
    ]


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_platform_has_every_line(name: str) -> None:
    """Whatever it can do, something is said of it."""
    found = rows(PLATFORMS[name].capabilities)

    assert len({str(row.name) for row in found}) == len(found)
    assert all(row.values for row in found)
    assert json.dumps(as_json(PLATFORMS[name].capabilities))


def test_what_cannot_be_done_is_said_too() -> None:
    """A platform without anything, and one that costs money."""
    able = PLATFORMS["bluesky"].capabilities
    bare = replace(
        able,
        idempotency=IdempotencyClass.NEITHER,
        look_up=LookUp.NONE,
        media=replace(able.media, limit_count=0, film=None, limit_alt=0),
        tariff=Tariff(date(2026, 11, 22)),
        key_valid_for=timedelta(hours=1),
        pulls=frozenset(),
    )
    told = {str(row.name): ", ".join(map(str, row.values)) for row in rows(bare)}

    assert told["Class"] == "C: what is uncertain is put to a person"
    assert (told["Pictures"], told["Films"], told["Alt text"]) == ("no", "no", "no")
    assert told["Hears"] == "no"
    assert told["Price"] == "prices as of 2026-11-22"
    assert as_json(bare)["key_valid_for"] == 3600


def test_a_post_is_measured_by_what_its_own_server_takes(house: House) -> None:
    """As soon as it was asked; until then by what Mastodon publishes."""
    folder = house.project.folder
    write(folder, "queue/posts.yaml", LONG)
    [post] = load(folder, environment={}).project.posts
    write(folder, "queue/posts.yaml", LONG.replace("to: other", "to: [other, masto]"))
    with pytest.raises(ConfigurationError, match="1 character too long for Mastodon"):
        load(folder, environment={})

    assert post.accounts == ("other",)
