"""The page on the law of publishing says what the program does."""

import pytest

from domain.deliveries import DeliveryState
from domain.late import LatePolicy
from scheduler.boundaries import Boundary
from tests.law_page import PAGE, drawn, name, shown


def test_the_moves_on_the_page_are_the_moves_in_the_program() -> None:
    """They are drawn from the code: `make law-page`."""
    assert shown() == drawn()


@pytest.mark.parametrize("state", DeliveryState)
def test_every_state_is_explained(state: DeliveryState) -> None:
    """Nobody meets a word that the page does not know."""
    assert f"- **{name(state)}**: " in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("boundary", Boundary)
def test_every_boundary_is_named(boundary: Boundary) -> None:
    """Each is a place at which the trial ends the process."""
    assert f"`{boundary.value}`" in PAGE.read_text(encoding="utf-8")


def test_the_numbers_on_the_page_are_the_programs() -> None:
    """Half an hour, and ten minutes."""
    policy = LatePolicy()
    text = PAGE.read_text(encoding="utf-8")

    assert policy.within.total_seconds() == 30 * 60
    assert policy.spacing.total_seconds() == 10 * 60
    assert "`late.within` (half an hour)" in text
    assert "(ten minutes)" in text
