"""What root writes beside a service does not stay root's."""

import os
from pathlib import Path

import pytest

from kairanban.handover import hand_over

SERVICE = 63818

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give away")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a state folder that belongs to a service."""
    folder = tmp_path / "state"
    folder.mkdir()
    os.chown(folder, SERVICE, SERVICE)
    return folder


def owner(path: Path) -> int:
    return path.lstat().st_uid


def test_folders_and_files_of_roots_go_to_the_service(state: Path) -> None:
    """However deep they lie."""
    account = state / "accounts" / "new"
    account.mkdir(parents=True)
    (account / "ledger.jsonl").touch()
    hand_over(state)

    assert owner(account) == SERVICE
    assert owner(account / "ledger.jsonl") == SERVICE


def test_the_folder_may_be_a_link(state: Path, tmp_path: Path) -> None:
    """As /var/lib/kairanban is one, to /var/lib/private/kairanban."""
    (state / "file").touch()
    (tmp_path / "link").symlink_to(state)
    hand_over(tmp_path / "link")

    assert owner(state / "file") == SERVICE


def test_what_lies_elsewhere_stays_roots(state: Path, tmp_path: Path) -> None:
    """A link, of either kind, brings nothing from outside into the folder."""
    (tmp_path / "shadow").write_text("root's own")
    (state / "soft").symlink_to(tmp_path / "shadow")
    (state / "hard").hardlink_to(tmp_path / "shadow")
    (state / "folder").symlink_to(tmp_path)
    hand_over(state)

    assert owner(tmp_path / "shadow") == 0
    assert owner(tmp_path) == 0


def test_what_belongs_to_others_stays_theirs(state: Path) -> None:
    """Only root's own files are root's to give."""
    (state / "guest").touch()
    os.chown(state / "guest", 1234, 1234)
    hand_over(state)

    assert owner(state / "guest") == 1234


def test_roots_own_folder_is_left_as_it_is(tmp_path: Path) -> None:
    """Without a service's user there is nobody to give anything to."""
    (tmp_path / "file").touch()
    hand_over(tmp_path)
    hand_over(tmp_path / "missing")

    assert owner(tmp_path / "file") == 0
