"""The whole loop with its memory on a real PostgreSQL."""

from pathlib import Path

import pytest

from tests.journeys.program import Program, QuickProgram, wait_until
from tests.journeys.test_sandbox_loop import in_seconds, queue_post
from tests.servers.postgres import PostgresServer


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program in a project that `init` has made."""
    program = QuickProgram(tmp_path / "project")
    program.folder.mkdir()
    program.well("init", "--name", "Kawabata Makers", "--timezone", "Asia/Tokyo")
    return program


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """Create a database; written as people write its address."""
    return postgres.create_database("loop").replace("+psycopg", "")


@pytest.mark.real
def test_the_loop_runs_on_postgresql(program: Program, postgres_url: str) -> None:
    """One line in YAML, and the memory lies elsewhere."""
    front = program.folder / "kairanban.yaml"
    front.write_text(f"{front.read_text()}\ndatabase: {postgres_url}\n")
    queue_post(program, "hello", in_seconds(2))
    with program.daemon() as daemon:
        daemon.wait_for("post_sent")
        daemon.wait_for("pulled")
        waiting = wait_until(program.entries)
        program.well("inbox", "reply", str(waiting[0]["number"]), "Yes, it is.")
        left = [row["number"] for row in program.entries()]
        code = daemon.stop()

    assert waiting[0]["number"] not in left
    assert not list((program.folder / ".kairanban").glob("*.sqlite3"))
    assert code == 0
