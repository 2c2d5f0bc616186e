"""Values that fill a column come back as they were."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.deliveries import DeliveryState
from domain.judgements import Reason
from domain.phrases import Phrase, phrase, phrase_many
from domain.posts import (
    AS_USUAL,
    Focus,
    KeptMedia,
    Manner,
    MediaFile,
    Message,
    Poll,
    Variant,
    Visibility,
)
from storage.packing import (
    KEPT_MEDIA,
    MANNER,
    MEDIA_FILES,
    MESSAGES,
    PHRASE,
    REASONS,
    VARIANTS,
)
from tests.clocks import NOON

PLAIN = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False),
    some.text(),
    some.dates(),
    some.datetimes(timezones=some.sampled_from([UTC, timezone(timedelta(hours=9))])),
    some.times(),
    some.timedeltas(),
)
NAMES = some.text(min_size=1, max_size=3)


def values(inner: some.SearchStrategy[object]) -> some.SearchStrategy[dict[str, Any]]:
    """Few names: what a third value brings to light, a second one does."""
    return some.dictionaries(NAMES, inner, min_size=1, max_size=2)


PHRASES = some.recursive(
    some.builds(Phrase, some.text(), some.just({}) | values(PLAIN)),
    lambda inner: some.builds(
        Phrase, some.text(), values(inner), some.none() | some.text()
    ),
    max_leaves=4,
)


@given(PHRASES)
def test_any_phrase_comes_back(words: Phrase) -> None:
    """Its message, values and plural; phrases within phrases too."""
    assert PHRASE.unpack(PHRASE.pack(words)) == words


@pytest.mark.parametrize(
    "value",
    [
        phrase("due at {at}", at=NOON),
        datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=9))),
        date(2026, 11, 24),
        time(8, 30),
        timedelta(days=-1, microseconds=1),
        DeliveryState.SENT,
        3,
        0.5,
        None,
        True,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_within_a_phrase_comes_back(value: object) -> None:
    """Or reads the same aloud, in any language, years later."""
    words = PHRASE.unpack(PHRASE.pack(phrase("{value}", value=value)))

    assert words.values["value"] == value
    assert str(words) == str(phrase("{value}", value=value))


def test_what_has_no_name_reads_as_it_did() -> None:
    """A reader never sees more of it."""
    words = phrase("{path}, {price}", path=Path("/a"), price=Decimal("1.50"))

    assert str(PHRASE.unpack(PHRASE.pack(words))) == "/a, 1.50"


def test_reasons_come_back_in_order() -> None:
    """Codes for programs, words for people."""
    reasons = (
        Reason("question", phrase("It asks")),
        Reason("angry", phrase_many("{count} word", "{count} words", 3)),
    )

    assert REASONS.unpack(REASONS.pack(reasons)) == reasons


def test_media_comes_back_with_its_paths() -> None:
    """As planned, and as kept."""
    file = MediaFile(Path("/project/猫.png"), "a cat")
    kept = KeptMedia(
        Path("/state/ab"), "a cat", "ab" * 32, "image/png", 9, 3, 4, "猫.png"
    )

    for focus in (None, Focus(0.7, 0.2)):
        seen, held = replace(file, focus=focus), replace(kept, focus=focus)
        assert MEDIA_FILES.unpack(MEDIA_FILES.pack((seen,))) == (seen,)
        assert KEPT_MEDIA.unpack(KEPT_MEDIA.pack((held,))) == (held,)
    assert MEDIA_FILES.pack((file,)) == '[["/project/猫.png","a cat"]]'
    assert MEDIA_FILES.unpack(MEDIA_FILES.pack((file,))) == (file,)
    assert KEPT_MEDIA.unpack(KEPT_MEDIA.pack((kept,))) == (kept,)
    assert KEPT_MEDIA.unpack(KEPT_MEDIA.pack((kept,)))[0].name == "猫.png"


MANNERS = some.builds(
    Manner,
    content_warning=some.text(),
    visibility=some.none() | some.sampled_from(Visibility),
    language=some.sampled_from(["", "ja", "pt-BR"]),
    quote=some.text(),
    card=some.none() | some.text(),
    poll=some.none()
    | some.builds(
        Poll,
        some.lists(some.text(), max_size=4).map(tuple),
        some.timedeltas(timedelta(0), timedelta(days=99)),
        some.booleans(),
    ),
)


@given(MANNERS)
def test_any_manner_comes_back(manner: Manner) -> None:
    """By itself, in a part of a thread, and in a variant."""
    parts = (Message("a"), Message("b", manner=manner))
    variants = (Variant("masto", parts), Variant("bsky", ()))

    assert MANNER.unpack(MANNER.pack(manner)) == manner
    assert MESSAGES.unpack(MESSAGES.pack(parts)) == parts
    assert VARIANTS.unpack(VARIANTS.pack(variants)) == variants


def test_a_thread_of_an_earlier_kairanban_is_shown_as_usual() -> None:
    """It knew texts and media only."""
    assert MESSAGES.unpack('[["two",[]]]') == (Message("two", (), AS_USUAL),)
    assert MESSAGES.pack((Message("two"),)) == '[["two",[]]]'
