"""The reference page says all there is to say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.schema import AccountEntry, Entry, PostEntry, ProjectEntry, keys_of
from connectors.registry import PLATFORMS

PAGE = (
    Path(__file__).parent.parent / "docs" / "reference" / "configuration.md"
).read_text(encoding="utf-8")


def keys(model: type[Entry], before: str = "") -> Iterator[str]:
    for key, inner in keys_of(model).items():
        yield f"{before}{key}"
        if inner is not None:
            yield from keys(inner, f"{before}{key}.")


KEYS = [*keys(ProjectEntry), *keys(AccountEntry, "accounts.<name>."), *keys(PostEntry)]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_in_the_reference(key: str) -> None:
    """What can be written can be looked up."""
    assert f"\n| `{key}` |" in PAGE


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
    assert "replies.within.urgent" in KEYS
    assert "team.handles" in KEYS
    assert "media.alt" in KEYS
    assert "accounts.<name>.poll_every" in KEYS
