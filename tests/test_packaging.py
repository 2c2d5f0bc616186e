"""What is shipped is whole, and lives in peace with its neighbours."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = (
    *("domain", "storage", "connectors", "rules", "digest"),
    *("insights", "scheduler", "config", "kairanban"),
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, as a release does."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.real
def test_every_file_of_every_room_is_in_the_wheel(wheel: Path) -> None:
    """Templates, catalogues, migrations and data are not forgotten."""
    shipped = set(zipfile.ZipFile(wheel).namelist())
    needed = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert needed - shipped == set()


@pytest.mark.real
def test_the_wheel_alone_makes_and_plans_a_project(wheel: Path, tmp_path: Path) -> None:
    """Nothing of the checkout is needed to run."""
    code = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(code)
    run = [sys.executable, "-m", "kairanban", "-C", str(tmp_path / "project")]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(code), "LANG": "C"}
    for words in (["init", "--timezone", "Asia/Tokyo"], ["check"], ["plan"]):
        done = subprocess.run(
            [*run, *words],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stderr
    assert "welcome" in done.stdout


def test_locks_pin_by_hash_and_name_no_address() -> None:
    """A lock says what, never from where."""
    for name in ("requirements", "requirements-build", "requirements-dev"):
        text = (ROOT / f"{name}.lock").read_text()
        pins = [line for line in text.splitlines() if "==" in line]

        assert "://" not in text
        assert all(line.endswith("\\") for line in pins)
        assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_has_its_reason() -> None:
    """A line without a reason is a dependency that nobody argued for."""
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    wanted = lines[start + 1 : lines.index("]", start)]

    assert all("# " in line for line in wanted)
