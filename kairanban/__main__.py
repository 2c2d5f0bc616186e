"""The way in: runs a command and turns what went wrong into words.

Exit codes: 0 done, 1 your file or request, 2 a wrong command line, 3 our bug (with a
log file to send), 130 interrupted.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.errors import KairanbanError

DONE, YOURS, OURS, INTERRUPTED = 0, 1, 3, 130


def main() -> None:
    """Run the command that the person typed and end the process."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    if arguments == ["--version"]:
        # Answered before anything is imported: it is asked by scripts, in loops.
        from kairanban import __version__

        sys.stdout.write(f"kairanban {__version__}\n")
        return DONE
    return _guarded(arguments)


def _guarded(arguments: list[str]) -> int:
    from domain.errors import KairanbanError
    from kairanban.cli.app import command

    try:
        command(arguments)(args=arguments, prog_name="kairanban")
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else YOURS
    except KeyboardInterrupt:
        return INTERRUPTED
    except KairanbanError as error:
        _tell(error, arguments)
        return YOURS
    except Exception as error:  # noqa: BLE001 - the last catch: our own bug
        return _end(error, arguments)
    return DONE


def _end(error: Exception, arguments: list[str]) -> int:
    """Tell of what is no error of ours to name, and return the exit code."""
    if isinstance(error, BrokenPipeError):
        return DONE
    if isinstance(error, OSError):
        return _tell_of_disk(error, arguments)
    _confess(error, arguments)
    return OURS


def _tell(error: "KairanbanError", arguments: list[str]) -> None:
    from domain.errors import ConfigurationError
    from kairanban.cli.app import book_for

    book = book_for(arguments)
    if isinstance(error, ConfigurationError):
        from kairanban.cli.problems import show_problems

        show_problems(error.problems, book)
        return
    _print_error(book.say("Sorry: {what}", what=error.phrase))


def _tell_of_disk(error: OSError, arguments: list[str]) -> int:
    """Say that a disk is full, say; what else a system call says is a bug of ours."""
    from domain.files import blocked_by

    if blocked := blocked_by(error):
        _tell(blocked, arguments)
        return YOURS
    _confess(error, arguments)
    return OURS


def _confess(error: Exception, arguments: list[str]) -> None:
    from config.secrets import known_secrets
    from kairanban.cli.app import book_for
    from kairanban.crash import keep_trace

    book, name = book_for(arguments), type(error).__name__
    try:
        path = keep_trace(error, sys.argv, known_secrets())
    except OSError as problem:
        _print_error(
            book.say(
                "This is a bug in Kairanban, not your fault: {error}. Its trace could "
                "not be kept ({problem}).",
                error=name,
                problem=problem.strerror or type(problem).__name__,
            )
        )
        return
    _print_error(
        book.say(
            "This is a bug in Kairanban, not your fault: {error}. Please send us "
            "{file} (secrets are taken out).",
            error=name,
            file=path,
        )
    )


def _print_error(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    main()
