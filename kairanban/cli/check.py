"""`check`: tell everything that is wrong or odd before anything is published."""

from typing import Annotated

import typer

from kairanban.cli.desk import desk_of


def _warning(name: str) -> str:
    from domain.findings import WARNINGS

    if name not in WARNINGS:
        raise typer.BadParameter(", ".join(WARNINGS))
    return name


def _warnings(names: list[str] | None) -> list[str]:
    return [_warning(name) for name in names or ()]


def check(
    context: typer.Context,
    silence: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            callback=_warnings,
            help="Do not tell this warning; may be given several times.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Let warnings fail it, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON for programs.")
    ] = False,
    as_sarif: Annotated[
        bool, typer.Option("--sarif", help="Print SARIF 2.1.0 for code review sites.")
    ] = False,
) -> None:
    """Read every file of the project and tell everything that is wrong at once."""
    from config.check import check as find
    from domain.clock import SystemClock
    from kairanban.cli import show_check
    from kairanban.sarif import sarif
    from kairanban.told import Asked

    desk, clock = desk_of(context), SystemClock()
    ask = Asked(clock)
    report = find(desk.folder, clock.now(), ask, quiet=silence or ())
    if as_sarif:
        desk.write_json(sarif(report, desk.book))
    elif as_json:
        desk.write_json(show_check.report_json(desk, report))
    else:
        show_check.show(desk, report)
    for trouble in ask.trouble:
        what = desk.say(
            "Nothing was compared with what went out already: {why}",
            why=desk.read(trouble),
        )
        typer.echo(what, err=True)
    if report.errors or (strict and report.found):
        raise typer.Exit(1)
