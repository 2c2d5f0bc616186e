"""The page on the law of publishing says what the program does."""

from pathlib import Path

import pytest

from domain.deliveries import MOVES, DeliveryState
from domain.late import LatePolicy

PAGE = Path(__file__).parent.parent / "docs/explanation/publishing-law.md"
BEGIN, END = "<!-- moves: begin -->\n", "<!-- moves: end -->\n"


def the_table() -> str:
    """Return the table of moves in Markdown."""
    rows = [f"| {_name(start)} | {_ends(start)} |" for start in DeliveryState]
    return "\n".join(["| from | may go to |", "|---|---|", *rows, ""])


def _name(state: DeliveryState) -> str:
    return state.value.replace("_", " ")


def _ends(start: DeliveryState) -> str:
    ends = [_name(end) for end in DeliveryState if end in MOVES[start]]
    return ", ".join(ends) or "(nowhere: it is out)"


def test_the_table_on_the_page_is_the_table_in_the_program() -> None:
    """A move that is added to one of them must be added to the other."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    shown, _, after = rest.partition(END)

    assert shown == the_table()
    assert before
    assert after


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_is_explained(state: DeliveryState) -> None:
    """Nobody meets a word that the page does not know."""
    assert f"- **{_name(state)}**: " in PAGE.read_text(encoding="utf-8")


def test_the_numbers_on_the_page_are_the_programs() -> None:
    """Half an hour, and ten minutes."""
    policy = LatePolicy()
    text = PAGE.read_text(encoding="utf-8")

    assert policy.within.total_seconds() == 30 * 60
    assert policy.spacing.total_seconds() == 10 * 60
    assert "`late.within` (half an hour)" in text
    assert "(ten minutes)" in text
