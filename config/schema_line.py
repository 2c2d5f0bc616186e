"""The line by which an editor finds the JSON Schema of a file."""

import os
from pathlib import Path

from config.tree import CAMPAIGNS, PEOPLE_FILE, PROJECT_FILE

#: In the project, so that whoever clones it has them.
SCHEMAS = "schemas"
PROJECT_SCHEMA = "kairanban.schema.json"
QUEUE_SCHEMA = "queue.schema.json"
CAMPAIGN_SCHEMA = "campaign.schema.json"
PEOPLE_SCHEMA = "people.schema.json"

#: What is no file of the queue.
_OTHERS = {PROJECT_FILE: PROJECT_SCHEMA, PEOPLE_FILE: PEOPLE_SCHEMA}


def schema_line(file: Path, home: Path) -> str:
    """Return the first line of a new file in the project *home*.

    "" where the project has no schemas: the line would lead nowhere.
    """
    return line_to(file, home) if schema_of(file, home).is_file() else ""


def schema_of(file: Path, home: Path) -> Path:
    """Return where the schema of a file lies in the project *home*."""
    usual = CAMPAIGN_SCHEMA if home / CAMPAIGNS in file.parents else QUEUE_SCHEMA
    return home / SCHEMAS / _OTHERS.get(file.name, usual)


def line_to(file: Path, home: Path) -> str:
    """Return the line that leads from a file to its schema, with its line break."""
    way = Path(os.path.relpath(schema_of(file, home), file.parent)).as_posix()
    return f"# yaml-language-server: $schema={way}\n"
