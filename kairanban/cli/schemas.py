"""`schema`: what editors need to know to complete and check the files."""

from enum import StrEnum
from typing import Annotated

import typer

from kairanban.cli.desk import desk_of


class Kind(StrEnum):
    """Which file's shape."""

    PROJECT = "kairanban"
    QUEUE = "queue"
    CAMPAIGN = "campaign"
    PEOPLE = "people"


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command()(schema)


def schema(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="Of which file.")] = Kind.QUEUE,
    write: Annotated[
        bool,
        typer.Option(
            "--write", help="Write all of them into the project's folder schemas/."
        ),
    ] = False,
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from config.schema_files import schema_text, write_schemas

    desk = desk_of(context)
    if not write:
        typer.echo(schema_text(f"{kind}.schema.json"), nl=False)
        return
    for file in write_schemas(desk.folder):
        desk.write(f"  {file.relative_to(desk.folder)}")
