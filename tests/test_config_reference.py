"""The reference page says all there is to say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.campaign_schema import CampaignEntry, CampaignFileEntry
from config.entry import Entry, keys_of
from config.message_schema import MessageEntry, UtmEntry, VariantEntry
from config.people import PersonEntry
from config.queue_schema import FrameEntry, PostEntry
from config.schema import AccountEntry, ProjectEntry
from config.when_schema import HolidaysEntry
from connectors.registry import PLATFORMS

PAGE = (
    Path(__file__).parent.parent / "docs" / "reference" / "configuration.md"
).read_text(encoding="utf-8")


#: What the writer calls it, where a key holds things by their names.
NAME = "<name>."

SECTIONS = {
    heading: text
    for heading, _, text in (part.partition("\n") for part in PAGE.split("\n## "))
}


#: What stands in several places is told once, in a section of its own.
OWN = (MessageEntry, VariantEntry, UtmEntry, HolidaysEntry)


def keys(model: type[Entry], before: str = "") -> Iterator[str]:
    for key, held in keys_of(model).items():
        yield f"{before}{key}"
        if held.entry is not None and held.entry not in OWN:
            yield from keys(held.entry, f"{before}{key}.{NAME * held.by_name}")


KEYS = {
    "`kairanban.yaml`": [
        *keys(ProjectEntry),
        *keys(AccountEntry, "accounts.<name>."),
    ],
    "A file of the queue": [*keys(FrameEntry)],
    "A file of a campaign": [
        key for key in keys(CampaignFileEntry) if key not in {*keys(CampaignEntry)}
    ],
    "Holidays": [*keys(HolidaysEntry)],
    "A post": [key for key in keys(PostEntry) if key not in {*keys(MessageEntry)}],
    "A message": [*keys(MessageEntry)],
    "A variant": [
        key for key in keys(VariantEntry) if key not in {*keys(MessageEntry)}
    ],
    "UTM parameters": [*keys(UtmEntry)],
    "`people.yaml`": [*keys(PersonEntry)],
}
PLACES = [(section, key) for section, known in KEYS.items() for key in known]


@pytest.mark.parametrize(("section", "key"), PLACES)
def test_every_key_is_in_the_reference(section: str, key: str) -> None:
    """What can be written can be looked up, in the section of its file."""
    assert f"\n| `{key}` |" in SECTIONS[section]


def test_every_option_and_secret_of_a_platform_is_in_the_reference() -> None:
    """Platforms have keys of their own."""
    for platform in PLATFORMS.values():
        for option in platform.options:
            assert f"| `{platform.name}` | `{option.name}` |" in PAGE
            assert option.default in {None, ""} or f"`{option.default}`" in PAGE
        for secret in platform.secrets:
            assert f"| `<account>.{secret.name}` of a `{platform.name}`" in PAGE


def test_the_schema_is_walked_to_its_leaves() -> None:
    """The test above would be worth nothing if it saw half of the keys."""
    front = KEYS["`kairanban.yaml`"]

    assert "replies.within.urgent" in front
    assert "team.handles" in front
    assert "accounts.<name>.poll_every" in front
    assert "accounts.<name>.budget.money" in front
    assert "campaigns.<name>.late.else" in front
    assert "campaigns.<name>.utm" in front
    assert "late.else" in KEYS["A post"]
    assert "variants" in KEYS["A post"]
    assert "media.alt" in KEYS["A message"]
    assert "first_comment" in KEYS["A variant"]
