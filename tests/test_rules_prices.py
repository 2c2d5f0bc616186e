"""What a text costs where posts have a price."""

from datetime import date

import pytest

from connectors.x.limits import TARIFF
from domain.budgets import Tariff
from rules.prices import price_of_text

PLAIN = Tariff(date(2026, 1, 1), write=1, write_with_link=5)


@pytest.mark.parametrize(
    ("text", "on_x", "elsewhere"),
    [
        ("Good morning", 15_000, 1),
        ("See https://example.com", 200_000, 5),
        ("Run main.py", 200_000, 1),
        ("Done. So be it", 15_000, 1),
    ],
)
def test_a_link_has_its_price(text: str, on_x: int, elsewhere: int) -> None:
    """X makes links of bare domains, too."""
    assert price_of_text(text, TARIFF) == on_x
    assert price_of_text(text, PLAIN) == elsewhere
