"""What the sandbox declares of itself; cheap to import."""

from datetime import timedelta

from connectors.graphemes import count_graphemes
from connectors.setup import ConnectorSetup, Option, Platform
from domain.capabilities import (
    Capabilities,
    FilmLimit,
    IdempotencyClass,
    MediaLimit,
    PollLimit,
    TextLimit,
)
from domain.items import ItemKind
from domain.phrases import Phrase, phrase
from domain.ports import Connector
from domain.posts import Visibility

#: Members speak by themselves and answer what we publish.
LIVELY = "lively"
#: Nobody says a word: for the dry run of a real project.
QUIET = "quiet"
#: An option that no file gives: a dry run stands in for another platform.
REHEARSAL = "rehearsal"


FILMS = FilmLimit(frozenset({"video/mp4"}), limit_bytes=40 * 1024**2)
#: A poll of one option is none.
FEWEST_OPTIONS = 2

CAPABILITIES = Capabilities(
    platform="sandbox",
    title="Sandbox",
    idempotency=IdempotencyClass.SERVER_KEY,
    text=TextLimit(count=count_graphemes, limit=500),
    media=MediaLimit(
        limit_count=4,
        limit_bytes=8 * 1024**2,
        mime_types=frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"}),
        limit_alt=1500,
        film=FILMS,
    ),
    pulls=frozenset({ItemKind.MENTION, ItemKind.REPLY, ItemKind.QUOTE}),
    settle=timedelta(0),
    finds_addresses=True,
    visibilities=frozenset(Visibility),
    takes_content_warning=True,
    takes_quotes=True,
    takes_language=True,
    chooses_card=True,
    poll=PollLimit(
        limit_options=4,
        limit_option=50,
        shortest=timedelta(minutes=5),
        longest=timedelta(days=30),
        takes_media=True,
    ),
)


def _check_community(value: str) -> Phrase | None:
    if value in {LIVELY, QUIET}:
        return None
    return phrase("should be 'lively' or 'quiet', got '{value}'", value=value)


def _build(setup: ConnectorSetup) -> Connector:
    from connectors.sandbox.connector import Sandbox  # noqa: PLC0415 - only when used

    return Sandbox(setup)


PLATFORM = Platform(
    name="sandbox",
    # A folder is soon read, and nobody asks us to be modest.
    poll_every=timedelta(seconds=2),
    capabilities=CAPABILITIES,
    build=_build,
    options=(
        Option(
            name="community",
            meaning=phrase(
                "lively: a dozen neighbours talk to you and answer;"
                " quiet: nobody says a word, for the dry run of a real project"
            ),
            default=LIVELY,
            check=_check_community,
        ),
    ),
    needs_handle=False,
)
