"""`doctor`: what could keep Kairanban from doing its work."""

import typer

from kairanban.cli.desk import AsJson, desk_of


def add_to(app: typer.Typer) -> None:
    """Put the commands of this file on the command line."""
    app.command("doctor")(doctor)


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Look for trouble: files, secrets, database, accounts, posts that wait for you."""
    from kairanban.doctor import examine
    from kairanban.findings import Level

    desk = desk_of(context)
    findings = list(examine(desk.folder))
    if as_json:
        desk.write_json(
            [{"level": str(f.level), "message": desk.read(f.what)} for f in findings]
        )
    else:
        signs = {
            Level.GOOD: ("✓", "green"),
            Level.NOTE: ("·", "yellow"),
            Level.BAD: ("✗", "red"),
        }
        for finding in findings:
            sign, style = signs[finding.level]
            desk.write(f"{sign} {desk.read(finding.what)}", style=style)
    if any(finding.level is Level.BAD for finding in findings):
        raise typer.Exit(1)
