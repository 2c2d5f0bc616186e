"""Words that a platform takes for addresses are known before it does."""

import pytest

from rules.bare_domains import bare_domains_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See main.py and README.md, then main.py again", ("main.py", "README.md")),
        ("We are done.So we go home", ("done.So",)),
        ("docs.rs! (build.sh)", ("docs.rs", "build.sh")),
        ("今日はexample.comで", ("example.com",)),
        ("https://example.org/a.py is an address, a@example.org another", ()),
        ("node.js and os.path are none, nor is 3.14 or e.g. this", ()),
        ("@main.py #build.sh ./run.sh", ()),
        ("nothing here", ()),
    ],
)
def test_what_ends_in_a_top_level_domain_is_a_bare_domain(
    text: str, found: tuple[str, ...]
) -> None:
    """Paraguay is closer than one thinks."""
    assert bare_domains_in(text) == found


def test_a_long_row_of_dots_is_read_quickly() -> None:
    """No text makes the search slow."""
    assert bare_domains_in("a." * 50_000) == ()
