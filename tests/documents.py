"""The project's documents, taken apart for the tests that keep them true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[1]

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(
    r"^(?P<indent> *)```(?P<kind>[\w-]*)\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def name_of(document: Path) -> str:
    """Return a document's path as a person would type it."""
    return str(document.relative_to(ROOT))


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a document."""

    document: Path
    kind: str
    body: str
    #: 1-based line of its first fence.
    line: int

    def __str__(self) -> str:
        """Return where it stands."""
        return f"{name_of(self.document)}:{self.line}"


def blocks(*kinds: str) -> list[Block]:
    """Return the fenced blocks of these kinds, in all documents."""
    return [b for d in DOCUMENTS for b in _blocks_of(d) if b.kind in kinds]


def _blocks_of(document: Path) -> Iterator[Block]:
    text = document.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(document, found["kind"], dedent(found["body"]), line)


def prose(document: Path) -> str:
    """Return a document without its fenced blocks."""
    return _FENCE.sub("", document.read_text(encoding="utf-8"))


def links(document: Path) -> list[str]:
    """Return where the document's links and pictures lead."""
    return _LINK.findall(_CODE.sub("", prose(document)))


def inline_code(document: Path) -> list[str]:
    """Return what stands between single backticks."""
    return _CODE.findall(prose(document))


def anchors(document: Path) -> set[str]:
    """Return the addresses of a document's headings, as GitHub makes them."""
    headings = _HEADING.findall(prose(document))
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
