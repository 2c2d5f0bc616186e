"""Asks the person at the terminal before something that cannot be taken back."""

import sys
from typing import Annotated

import typer

from domain.errors import RequestError
from domain.phrases import phrase
from kairanban.cli.desk import Desk

Yes = Annotated[
    bool, typer.Option("--yes", help="Answer the question with yes, unasked.")
]


def is_at_terminal() -> bool:
    """Does somebody sit there who can answer?"""
    return sys.stdin.isatty()


def require_yes(desk: Desk, question: str, *, yes: bool) -> None:
    """Go on if the answer is yes; *yes* has answered before.

    Raises:
        RequestError: Nobody is there to be asked.
        typer.Exit: The answer is no.
    """
    if yes:
        return
    if not is_at_terminal():
        raise RequestError(
            phrase(
                "this asks a question first, and there is no terminal to ask it at; "
                "look, then add --yes. Nothing was changed"
            )
        )
    if not typer.confirm(question):
        desk.write(desk.say("Nothing was changed."))
        raise typer.Exit(1)
