"""Who may read what, by the rights of the files."""

import os
import pwd
from pathlib import Path

import pytest

from kairanban.reach import Reader, Rights, barrier

STRANGER = Reader.stranger("stranger")

#: The owner of everything that a test makes.
OURSELVES = Reader("ourselves", os.geteuid(), frozenset())


@pytest.mark.parametrize(
    ("mode", "answer"),
    [(0o700, False), (0o705, True), (0o750, False), (0o007, True), (0o704, False)],
)
def test_a_stranger_has_the_rights_of_others(mode: int, *, answer: bool) -> None:
    """Nothing of the owner's and nothing of the group's."""
    assert STRANGER.may(Rights(uid=1, gid=1, mode=mode), 1) is answer


def test_the_owner_has_the_owners_rights_alone() -> None:
    """As the kernel sees it: the first that fits decides."""
    owner = Reader("owner", uid=7, groups=frozenset({8}))

    assert not owner.may(Rights(uid=7, gid=8, mode=0o077), 4)
    assert owner.may(Rights(uid=6, gid=8, mode=0o040), 4)
    assert not owner.may(Rights(uid=6, gid=8, mode=0o704), 4)


def test_the_first_closed_folder_on_the_way_is_named(tmp_path: Path) -> None:
    """Opening it is what a person has to do."""
    closed, file = tmp_path / "closed", tmp_path / "closed" / "inner" / "file"
    file.parent.mkdir(parents=True)
    file.touch()
    closed.chmod(0o600)

    assert barrier(file, OURSELVES) == closed


def test_a_file_can_be_the_barrier_itself(tmp_path: Path) -> None:
    """A folder, too: who may enter it, but not list it, reads nothing."""
    file, folder = tmp_path / "file", tmp_path / "folder"
    file.touch()
    file.chmod(0o300)
    folder.mkdir()
    folder.chmod(0o300)

    assert barrier(file, OURSELVES) == file
    assert barrier(folder, OURSELVES) == folder


def test_nothing_keeps_away_who_may_enter_and_read(tmp_path: Path) -> None:
    """What is not there keeps nobody away either: it may yet be made."""
    (tmp_path / "file").touch()

    assert barrier(tmp_path / "file", OURSELVES) is None
    assert barrier(tmp_path / "missing" / "file", OURSELVES) is None


def test_a_user_is_known_with_all_groups() -> None:
    """Root may enter what is root's."""
    root = Reader.of(pwd.getpwuid(0))

    assert (root.name, root.uid) == ("root", 0)
    assert 0 in root.groups
