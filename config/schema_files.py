"""The JSON Schemas that come with the package; `make schemas` writes them anew."""

from pathlib import Path

from config.schema_line import (
    CAMPAIGN_SCHEMA,
    PEOPLE_SCHEMA,
    PROJECT_SCHEMA,
    QUEUE_SCHEMA,
    SCHEMAS,
)
from domain.files import disk_in_words, write_whole

FOLDER = Path(__file__).parent / "schemas"

SCHEMA_NAMES = (PROJECT_SCHEMA, QUEUE_SCHEMA, CAMPAIGN_SCHEMA, PEOPLE_SCHEMA)


def schema_text(name: str) -> str:
    """Return one of the schemas as JSON."""
    return (FOLDER / name).read_text(encoding="utf-8")


def write_schemas(home: Path) -> tuple[Path, ...]:
    """Write all of them into the project *home*; return the files.

    Raises:
        StorageBlockedError: They could not be written.
    """
    folder = home / SCHEMAS
    with disk_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = tuple(folder / name for name in SCHEMA_NAMES)
    for file in files:
        write_whole(file, schema_text(file.name))
    return files
