"""Bare words mean what YAML 1.2 says."""

import math

import pytest

from config.scalars import Plain, is_null, meaning

MEANINGS = [
    ("", None),
    ("~", None),
    ("null", None),
    ("true", True),
    ("FALSE", False),
    ("no", "no"),
    ("on", "on"),
    ("yes", "yes"),
    ("nULL", "nULL"),
    ("17", 17),
    ("017", 17),
    ("-5", -5),
    ("0o17", 15),
    ("0x1F", 31),
    ("1_000", "1_000"),
    ("1.5", 1.5),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("-.inf", -math.inf),
    ("09:30", "09:30"),
    ("12:30", "12:30"),
    ("7:05", "7:05"),
    ("2026-11-24", "2026-11-24"),
    ("2026-11-24 09:30", "2026-11-24 09:30"),
    ("１２", "１２"),
    ("9" * 5000, "9" * 5000),
]


@pytest.mark.parametrize(("typed", "meant"), MEANINGS, ids=lambda v: repr(v)[:20])
def test_a_bare_word_means_what_yaml_1_2_says(typed: str, meant: object) -> None:
    """Times, dates, `no` and `on` are text; 017 is seventeen."""
    found = meaning(Plain(typed))

    assert found == meant
    assert type(found) is type(meant)


def test_not_a_number_is_a_number_too() -> None:
    """YAML knows `.nan`."""
    found = meaning(Plain(".nan"))

    assert isinstance(found, float)
    assert math.isnan(found)


def test_what_stood_in_quotes_means_itself() -> None:
    """Quotes make text of everything."""
    assert meaning("17") == "17"
    assert not is_null("")
    assert is_null(Plain(""))
