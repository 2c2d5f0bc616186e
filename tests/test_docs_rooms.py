"""The order of the rooms, as the architecture page tells it, is held."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest

from tests.documents import ROOT

SETTINGS: Mapping[str, Any] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text("utf-8")
)["tool"]
ROOMS: list[str] = SETTINGS["importlinter"]["root_packages"]
CONTRACTS = {c["id"]: c["name"] for c in SETTINGS["importlinter"]["contracts"]}

LINTER = Path(sys.executable).with_name("lint-imports")


@dataclass(frozen=True, slots=True)
class House:
    """A copy of the rooms, to do wrong in."""

    folder: Path

    def broken(self) -> set[str]:
        """Return the ids of the contracts that do not hold."""
        done = subprocess.run(
            [LINTER, "--no-cache"],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = " ".join(done.stdout.split())
        assert "Contracts:" in said, said + done.stderr
        return {i for i, name in CONTRACTS.items() if f"{name} BROKEN" in said}

    def broken_by(self, file: str, line: str) -> set[str]:
        """Return what a line planted in a file breaks, and take it out again."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        path.write_text(f"{before}\n{line}\n", encoding="utf-8")
        try:
            return self.broken()
        finally:
            path.write_text(before, encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Return the rooms and their contracts, as they are now, in another folder."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__")
        )
    yield House(folder)
    shutil.rmtree(folder)


def test_the_rooms_keep_their_order(house: House) -> None:
    """Without a planted line nothing is broken, so what follows means something."""
    assert house.broken() == set()


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        pytest.param("domain/clock.py", "import rules.decide", "layers", id="upward"),
        pytest.param("rules/spam.py", "import digest.page", "layers", id="sideways"),
        pytest.param("scheduler/pull.py", "import storage.memory", "ports", id="ports"),
        pytest.param("config/load.py", "import sqlalchemy", "sqlalchemy", id="tables"),
        pytest.param("scheduler/plan.py", "import apscheduler", "bell", id="bell"),
        pytest.param("connectors/registry.py", "import atproto", "sdks", id="sdks"),
        pytest.param("scheduler/loop.py", "import apscheduler", "bell", id="loop"),
        pytest.param("connectors/setup.py", "import atproto", "sdks", id="setup"),
        pytest.param("insights/response_times.py", "import httpx", "pure", id="pure"),
    ],
)
def test_a_planted_import_breaks_the_contract(
    house: House, file: str, line: str, contract: str
) -> None:
    """Each contract can fail, and says which one it is."""
    assert house.broken_by(file, line) == {contract}


def test_every_contract_has_its_planted_import() -> None:
    """A new contract wants a line above."""
    assert set(CONTRACTS) == {"layers", "ports", "sqlalchemy", "bell", "sdks", "pure"}


def test_the_package_ships_every_room() -> None:
    """What the contracts hold and what is installed are the same packages."""
    wheel = SETTINGS["hatch"]["build"]["targets"]["wheel"]

    assert wheel["packages"] == ROOMS
    assert SETTINGS["coverage"]["run"]["source"] == ROOMS


def test_no_other_distribution_owns_a_name_of_ours() -> None:
    """Two packages called `config` in one environment would hide one another."""
    strangers = {
        f"{distribution.name} owns {path.parts[0]}"
        for distribution in distributions()
        if distribution.name != "kairanban"
        for path in distribution.files or ()
        if path.parts[0].removesuffix(".py") in ROOMS
    }

    assert strangers == set()


def test_no_folder_of_the_tests_bears_the_name_of_a_room() -> None:
    """It would be imported in the room's place."""
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}

    assert folders.isdisjoint(ROOMS)


def test_the_architecture_page_names_every_room_and_no_other() -> None:
    """Whoever looks for a room finds it there."""
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text("utf-8")
    told = re.findall(r"^(\w+)/ ", page, re.MULTILINE)

    assert set(told) == {*ROOMS, "tests", "docs"}
