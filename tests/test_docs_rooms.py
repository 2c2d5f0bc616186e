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

    def plant(self, file: str, line: str) -> None:
        """Do wrong: add a line to a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n{line}\n", encoding="utf-8")

    def said(self) -> str:
        """Return what the contracts say of it."""
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
        return said


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


def broken(said: str) -> set[str]:
    """Return the ids of the contracts that do not hold."""
    return {i for i, name in CONTRACTS.items() if f"{name} BROKEN" in said}


def test_the_rooms_keep_their_order(house: House) -> None:
    """Without a planted line nothing is broken, so what follows means something."""
    assert broken(house.said()) == set()


#: Where a line is planted, what it imports, and the contract that it breaks.
PLANTED = [
    ("domain/clock.py", "rules.decide", "layers"),
    ("rules/spam.py", "digest.page", "layers"),
    ("scheduler/pull.py", "storage.memory", "ports"),
    ("config/load.py", "sqlalchemy", "sqlalchemy"),
    ("scheduler/plan.py", "apscheduler", "bell"),
    ("scheduler/loop.py", "apscheduler", "bell"),
    ("connectors/registry.py", "atproto", "sdks"),
    ("connectors/setup.py", "atproto", "sdks"),
    ("insights/response_times.py", "httpx", "pure"),
]


def test_a_planted_import_breaks_its_contract(house: House) -> None:
    """Each contract can fail, and says by which line."""
    for file, module, _ in PLANTED:
        house.plant(file, f"import {module}")
    said = house.said()

    assert broken(said) == set(CONTRACTS)
    told = dict(sections(said))
    for file, module, contract in PLANTED:
        importer = file.removesuffix(".py").replace("/", ".")
        assert f"{importer} -> {module} " in told[contract]


def sections(said: str) -> Iterator[tuple[str, str]]:
    """Give what is said of each broken contract, by its id."""
    details = said.partition("Broken contracts")[2]
    places = sorted((details.index(name), i) for i, name in CONTRACTS.items())
    ends = [place for place, _ in places[1:]] + [len(details)]
    for (start, contract), end in zip(places, ends, strict=True):
        yield contract, details[start:end]


def test_every_contract_has_its_planted_import() -> None:
    """A new contract wants a line above."""
    assert {contract for _, _, contract in PLANTED} == set(CONTRACTS)


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
