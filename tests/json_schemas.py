"""Writes the JSON Schemas that come with the package: `make schemas`.

Shapes come from the models, meanings from the reference page.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.entry import Entry, keys_of
from config.json_kinds import Schema
from config.json_schema import Meanings, schemas
from config.message_schema import MessageEntry, UtmEntry, VariantEntry
from config.people import PersonEntry
from config.queue_schema import FrameEntry, PostEntry
from config.schema import AccountEntry, ProjectEntry
from config.schema_files import FOLDER
from connectors.registry import PLATFORMS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "configuration.md"

_ROW = re.compile(r"^\| `([^`]+)` \| .*? \| (.*) \|$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")

#: Where on the page the keys of each entry stand, and what is written before them.
PLACES: Mapping[type[Entry], tuple[str, str]] = {
    MessageEntry: ("A message", ""),
    VariantEntry: ("A variant", ""),
    UtmEntry: ("UTM parameters", ""),
    PersonEntry: ("`people.yaml`", ""),
    ProjectEntry: ("`kairanban.yaml`", ""),
    AccountEntry: ("`kairanban.yaml`", "accounts.<name>."),
    FrameEntry: ("A file of the queue", ""),
    PostEntry: ("A post", ""),
}


def meanings() -> Meanings:
    """Return what the page says of each key of each entry."""
    page = PAGE.read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in page.split("\n## "))
    sections = {heading: dict(_ROW.findall(text)) for heading, _, text in parts}
    found: dict[tuple[type[Entry], str], str] = {}
    for model, (section, before) in PLACES.items():
        for owner, key, path in _keys(model, before):
            said = sections.get(section, {}).get(path, "")
            if said.strip():
                found.setdefault((owner, key), _plain(said))
    return found


def _keys(model: type[Entry], before: str) -> Iterator[tuple[type[Entry], str, str]]:
    """Yield every key of an entry and of those in it, with its path on the page."""
    for key, held in keys_of(model).items():
        yield model, key, f"{before}{key}"
        if held.entry is not None:
            name = "<name>." * held.by_name
            yield from _keys(held.entry, f"{before}{key}.{name}")


def _plain(words: str) -> str:
    """Return a cell of a table without what only Markdown reads."""
    return _LINK.sub(r"\1", words).replace("\\|", "|").strip()


def text(schema: Schema) -> str:
    """Return a schema as it is kept."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def all_of_them() -> Mapping[str, str]:
    """Return every schema as it is kept, by its file's name."""
    return {n: text(s) for n, s in schemas(PLATFORMS, meanings()).items()}


if __name__ == "__main__":
    for name, content in all_of_them().items():
        (FOLDER / name).write_text(content, encoding="utf-8")
