"""What a text costs where posts have a price."""

from domain.budgets import Tariff
from domain.likeness import has_link
from rules.bare_domains import bare_domains_in


def price_of_text(text: str, tariff: Tariff) -> int:
    """Return what one post that says *text* costs, in micros."""
    is_linked = has_link(text) or (
        tariff.bare_domains_are_links and bool(bare_domains_in(text))
    )
    return tariff.price_of_write(has_link=is_linked)
