"""Every kind of file that a digest can be written as."""

from collections.abc import Callable, Mapping

from digest.paper import Digest
from digest.render_html import render_html
from digest.render_markdown import render_markdown
from digest.render_text import render_text
from domain.phrases import Phrasebook
from domain.project import DigestFormat

_RENDERERS: Mapping[DigestFormat, Callable[[Digest, Phrasebook], str]] = {
    DigestFormat.TEXT: render_text,
    DigestFormat.MARKDOWN: render_markdown,
    DigestFormat.HTML: render_html,
}

#: What the name of such a file ends with.
SUFFIXES: Mapping[DigestFormat, str] = {
    DigestFormat.TEXT: ".txt",
    DigestFormat.MARKDOWN: ".md",
    DigestFormat.HTML: ".html",
}


def render(digest: Digest, kind: DigestFormat, book: Phrasebook) -> str:
    """Return *digest* as a file of that kind."""
    return _RENDERERS[kind](digest, book)
