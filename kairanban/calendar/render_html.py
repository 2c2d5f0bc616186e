"""The plan as one HTML page that needs nothing else: no script, no font, no network."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from domain.phrases import Phrasebook
from kairanban.calendar.page import Outlook, page


def render_html(outlook: Outlook, book: Phrasebook) -> str:
    """Return the page; everything in it is escaped."""
    return _template().render(page=page(outlook, book)) + "\n"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("plan.html.jinja")
