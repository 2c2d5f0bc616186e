"""Collects every message and compiles the catalogues: `make phrases`.

Translators edit the .po file; messages that are new stand in it with an empty
translation, and `tests/test_phrases.py` fails until they have one.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kairanban.cli.app import app

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "kairanban" / "locale"
ROOMS = (
    *("domain", "storage", "connectors", "rules", "digest"),
    *("insights", "scheduler", "config", "kairanban"),
)
KEYWORDS = {
    "phrase": None,
    "say": None,
    "phrase_many": (1, 2),
    "say_many": (1, 2),
}

#: Babel would write the present minute into every catalogue.
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)

Message = str | tuple[str, ...]


def po_path(language: str) -> Path:
    """Return where a language's translations stand."""
    return LOCALE / language / "LC_MESSAGES" / "kairanban.po"


def collect() -> set[Message]:
    """Return every message of the code and of the command line's help."""
    return {*_from_code(), *_from_help()}


def _from_code() -> Iterator[Message]:
    methods = [("**.py", "python")]
    for room in ROOMS:
        for _, _, message, _, _ in extract_from_dir(
            ROOT / room, method_map=methods, keywords=KEYWORDS
        ):
            yield message if isinstance(message, str) else tuple(message)


def _from_help() -> Iterator[Message]:
    root = get_command(app)
    if isinstance(root, TyperGroup):
        yield from _help_of(root)


def _help_of(entry: TyperCommand | TyperGroup) -> Iterator[str]:
    if entry.help:
        yield " ".join(entry.help.split())
    for parameter in entry.params:
        text = getattr(parameter, "help", None)
        if isinstance(text, str) and parameter.name not in {
            *("help", "install_completion", "show_completion")
        }:
            yield text
    if isinstance(entry, TyperGroup):
        for child in entry.commands.values():
            if isinstance(child, TyperCommand | TyperGroup):
                yield from _help_of(child)


def load(language: str) -> Catalog:
    """Return a language's translations as they stand in its .po file."""
    with po_path(language).open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """Return the translations with new messages added and dead ones gone."""
    path = po_path(language)
    old = load(language) if path.is_file() else Catalog(locale=language)
    # No dates and no line numbers: the file changes only when its words do.
    new = Catalog(locale=language, domain="kairanban", fuzzy=False)
    for message in sorted(collect(), key=str):
        known = old.get(message[0] if isinstance(message, tuple) else message)
        new.add(message, string=known.string if known is not None else "")
    return new


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it: the same words, the same bytes."""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def write(language: str) -> int:
    """Write a language's .po and .mo anew; return how many messages lack words."""
    catalogue, path = updated(language), po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalogue, omit_header=False, width=100, sort_output=True)
    path.write_bytes(_without_dates(buffer.getvalue()))
    path.with_suffix(".mo").write_bytes(compiled(load(language)))
    return sum(1 for message in catalogue if message.id and not any(_texts(message)))


def _texts(message: object) -> tuple[str, ...]:
    string = getattr(message, "string", "")
    return string if isinstance(string, tuple) else (string,)


def _without_dates(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(
        line
        for line in lines
        if not line.startswith((b'"POT-Creation-Date', b'"PO-Revision-Date'))
    )


if __name__ == "__main__":
    missing = write("ja")
    print(f"{po_path('ja')}: {missing} messages without a translation")  # noqa: T201 - a program's answer
