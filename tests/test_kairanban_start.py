"""How the command line begins: at once, for people wait for it."""

import subprocess
import sys
from pathlib import Path

#: Each of them takes longer to import than everything that a command's help needs.
HEAVY = ("sqlalchemy", "yaml", "atproto_client", "httpx", "apscheduler", "alembic")


def test_the_commands_are_known_without_what_they_work_with() -> None:
    """Completing a word, or reading the help, wants no database and no network."""
    code = (
        "import sys, kairanban.cli.app;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )

    assert done.stdout.strip() == "[]"
