"""The digest as one HTML page that needs nothing else: for e-mail and the browser."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from digest.paper import Digest
from digest.read_aloud import read_aloud
from domain.phrases import Phrasebook


def render_html(digest: Digest, book: Phrasebook) -> str:
    """Return *digest* as a page; everything in it is escaped."""
    return _template().render(page=read_aloud(digest, book)) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("digest.html.jinja")
