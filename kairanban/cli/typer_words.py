"""Typer's own words, in the reader's language."""

import gettext
import os
from collections.abc import Sequence
from typing import Any

import typer

from domain.phrases import Phrase, Phrasebook, phrase
from kairanban.phrasebooks import LOCALE_FOLDER

#: What Typer says by itself; named here so that it stands in our catalogues.
WORDS = (
    phrase("Arguments"),
    phrase("Options"),
    phrase("Commands"),
    phrase("default: {default}"),
    phrase("required"),
    phrase("env var: {var}"),
    phrase("Missing command."),
    phrase("No such command {name!r}."),
    phrase("Aborted!"),
    phrase("Show this message and exit."),
    phrase("Install completion for the current shell."),
    phrase(
        "Show completion for the current shell, to copy it or customize the "
        "installation."
    ),
)


#: The class that lays out help; Typer gives it no public name.
_FORMATTER: Any = typer.Context.formatter_class


def let_typer_speak(language: str) -> None:
    """Let gettext, which Typer asks, answer from our catalogues."""
    gettext.bindtextdomain("kairanban", str(LOCALE_FOLDER))
    gettext.textdomain("kairanban")
    os.environ["LANGUAGE"] = language


def speaking_context(book: Phrasebook) -> type[typer.Context]:
    """Return a context whose help is laid out in the reader's words."""

    class SpeakingFormatter(_FORMATTER):  # type: ignore[misc]  # named by attribute
        def write_usage(
            self, prog: str, args: str = "", prefix: str | None = None
        ) -> None:
            super().write_usage(prog, args, prefix or book.say("Usage: "))

        def write_dl(
            self, rows: Sequence[tuple[str, str]], *widths: int, **more: int
        ) -> None:
            told = [(name, book.read(Phrase(text))) for name, text in rows]
            super().write_dl(told, *widths, **more)

    class SpeakingContext(typer.Context):
        formatter_class = SpeakingFormatter

    return SpeakingContext
