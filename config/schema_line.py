"""The line by which an editor finds the JSON Schema of a file."""

import os
from pathlib import Path

from config.tree import PROJECT_FILE

#: In the project, so that whoever clones it has them.
SCHEMAS = "schemas"
PROJECT_SCHEMA = "kairanban.schema.json"
QUEUE_SCHEMA = "queue.schema.json"


def schema_line(file: Path, home: Path) -> str:
    """Return the first line of a new file in the project *home*.

    "" where the project has no schemas: the line would lead nowhere.
    """
    name = PROJECT_SCHEMA if file.name == PROJECT_FILE else QUEUE_SCHEMA
    schema = home / SCHEMAS / name
    if not schema.is_file():
        return ""
    way = Path(os.path.relpath(schema, file.parent)).as_posix()
    return f"# yaml-language-server: $schema={way}\n"
