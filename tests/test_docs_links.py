"""What a document points at is there."""

import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.documents import DOCUMENTS, ROOT, anchors, inline_code, links, name_of

#: Pages lead from here to everything that a reader may want.
INDEX = ROOT / "docs" / "README.md"

PICTURES = sorted((ROOT / "docs" / "images").glob("*.svg"))


def target_of(document: Path, link: str) -> Path:
    """Return the file to which a relative link leads."""
    path, _, _ = unquote(link).partition("#")
    return (document.parent / path).resolve() if path else document


def relative_links(document: Path) -> list[str]:
    return [x for x in links(document) if not re.match(r"[a-z]+:", x)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    """A reader who clicks arrives: at a file, and at the heading that was named."""
    gone = [x for x in relative_links(document) if not target_of(document, x).exists()]
    astray = [
        x
        for x in relative_links(document)
        if "#" in x
        and x not in gone
        and x.partition("#")[2] not in anchors(target_of(document, x))
    ]

    assert gone == []
    assert astray == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_file_of_the_code_that_is_named_exists(document: Path) -> None:
    """Code moves; pages that name it must follow."""
    named = {x for x in inline_code(document) if re.fullmatch(r"[\w./]+/\w+\.py", x)}

    assert [x for x in sorted(named) if not (ROOT / x).is_file()] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    """A page that nothing leads to is a page that nobody reads."""
    reached = {target_of(INDEX, link) for link in relative_links(INDEX)}
    pages = {d for d in DOCUMENTS if d.is_relative_to(INDEX.parent)} - {INDEX}

    assert sorted(map(name_of, pages - reached)) == []


def test_the_links_are_really_found() -> None:
    """The tests above would be worth nothing over no links."""
    assert "docs/tutorial/first-steps.md" in links(ROOT / "README.md")
    assert "docs/images/inbox.en.svg" in links(ROOT / "README.md")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_whole_and_calls_nobody(picture: Path) -> None:
    """It shows what a terminal showed, and loads nothing from elsewhere."""
    words = picture.read_text(encoding="utf-8")
    tree = ET.fromstring(words)  # noqa: S314 - a file of our own, not a stranger's
    text = "".join(tree.itertext())

    assert "$\xa0kairanban" in text
    assert not re.search(r"url\(\"?https?:|href=\"https?:|@import", words)


def test_the_changelog_tells_what_is_not_released_yet() -> None:
    """Whoever changes something for users writes it there in the same step."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(r"^## \[?Unreleased\]?$", changelog, re.MULTILINE)
