"""Secrets stay out of what is written down."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from kairanban import logs
from kairanban.log_format import LogFormat
from kairanban.redaction import HIDDEN, hide, redactor

CANARY = "canary-zebra-1234"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkaWQ6cGxjOmFiYyJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"password is {CANARY}!", id="known value"),
        pytest.param("Authorization: Bearer abcdefgh12345678", id="bearer"),
        pytest.param(f"session {JWT} refused", id="token by its shape"),
        pytest.param("postgresql://me:hunter22@localhost/db", id="in an address"),
    ],
)
def test_a_secret_in_a_text_is_hidden(text: str) -> None:
    """Whatever brought it there: a message, an address, a header."""
    shown = hide(text, [CANARY])

    assert HIDDEN in shown
    assert not any(
        secret in shown for secret in (CANARY, "abcdefgh12345678", JWT, "hunter22")
    )


def test_ordinary_words_stay() -> None:
    """Hiding too much would make logs useless."""
    text = "the basic plan: see https://example.test/a:b@c"

    assert hide(text, ["no"]) == text


def test_values_under_secret_names_are_hidden_in_depth() -> None:
    """A key's name is enough, however deep it stands."""
    event = {"event": "x", "api_key": "1", "more": {"password": "2", "n": [CANARY]}}
    shown = redactor(lambda: [CANARY])(None, "info", event)

    assert shown == {
        "event": "x",
        "api_key": HIDDEN,
        "more": {"password": HIDDEN, "n": [HIDDEN]},
    }


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    """Give logging back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_logs_of_libraries_and_traces_are_redacted_too(
    capsys: pytest.CaptureFixture[str], untouched_logging: None
) -> None:
    """One way out for every line, so one place to hide."""
    logs.set_up(LogFormat.JSON, logging.DEBUG, lambda: [CANARY])
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("some.library").exception("it failed with %s", CANARY)
    structlog.get_logger().info("signed_in", account="bsky", token=CANARY)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    assert [line["event"] for line in lines] == [
        f"it failed with {HIDDEN}",
        "signed_in",
    ]
    assert CANARY not in json.dumps(lines)
    assert lines[1]["account"] == "bsky"
