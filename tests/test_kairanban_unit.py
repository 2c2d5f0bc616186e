"""The systemd unit fits the project, its owner and the installation."""

import os
import pwd
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from connectors.registry import PLATFORMS
from domain.accounts import Account
from domain.errors import RequestError
from domain.project import DigestWishes, Project
from kairanban import installation, unit
from kairanban.installation import Installation, find_installation
from kairanban.unit import unit_for
from kairanban.unit_advice import advice_for
from tests.projects import a_project

SYSTEM = Installation(
    Path("/usr/bin/env"), Path("/usr/bin/env").resolve(), Path("/usr/lib")
)
BLUESKY = {"bsky": Account("bsky", "bluesky", "makers.test")}

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give away")


@pytest.fixture
def mine(tmp_path: Path) -> Project:
    """Return the project of an ordinary user."""
    folder = tmp_path / "mine"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    return a_project(folder=folder, accounts=(), state_folder=folder / ".kairanban")


@pytest.fixture
def roots(tmp_path: Path) -> Project:
    """Return a project of root's, as the manual asks for it."""
    state = Path("/var/lib/kairanban")
    return a_project(folder=tmp_path, accounts=(), state_folder=state)


def lines(project: Project, place: Installation = SYSTEM) -> list[str]:
    return unit_for(project, place, PLATFORMS).splitlines()


def value(project: Project, key: str, place: Installation = SYSTEM) -> str:
    (found,) = [x for x in lines(project, place) if x.startswith(f"{key}=")]
    return found.removeprefix(f"{key}=")


def advice(project: Project, place: Installation = SYSTEM) -> str:
    found = advice_for(project, place, PLATFORMS)
    return "\n".join(map(str, found))


def test_a_users_project_runs_as_that_user(mine: Project) -> None:
    """The state folder is made by its owner, and is all that can be written to."""
    owner = mine.folder.stat()

    assert value(mine, "User") == pwd.getpwuid(owner.st_uid).pw_name
    assert value(mine, "ReadWritePaths") == f"-{mine.state_folder}"
    assert f"--reuid={owner.st_uid} " in value(mine, "ExecStartPre")
    assert value(mine, "ExecStartPre").endswith(f" {mine.state_folder}")
    assert value(mine, "NoExecPaths").endswith(f" -{mine.state_folder}")
    assert "DynamicUser=yes" not in lines(mine)


@needs_root
def test_roots_project_runs_as_nobody_in_particular(roots: Project) -> None:
    """Its state lives where systemd makes folders for such users."""
    keys = {line.split("=")[0] for line in lines(roots)}

    assert "DynamicUser=yes" in lines(roots)
    assert value(roots, "StateDirectory") == "kairanban"
    assert value(roots, "NoExecPaths").endswith(" -/var/lib/kairanban")
    assert not {"User", "ReadWritePaths", "ExecStartPre"} & keys


@needs_root
def test_root_is_told_to_name_the_state_folder(roots: Project) -> None:
    """Else the service and root's commands remember different things."""
    silent = replace(roots, state_folder=roots.folder / ".kairanban")

    assert value(silent, "StateDirectory") == "kairanban"
    assert "write 'state: /var/lib/kairanban' into kairanban.yaml" in advice(silent)
    assert "state: /var/lib" not in advice(roots)


@needs_root
def test_root_is_told_where_digests_cannot_go(roots: Project) -> None:
    """A made-up user can write to no folder of root's."""
    wishes = DigestWishes(folder=roots.folder / "digests")

    assert "may not write digests" in advice(replace(roots, digest=wishes))


def test_a_users_state_below_var_lib_is_made_by_systemd(mine: Project) -> None:
    """There the user could not make it."""
    moved = replace(mine, state_folder=Path("/var/lib/makers"))
    keys = {line.split("=")[0] for line in lines(moved)}

    assert value(moved, "StateDirectory") == "makers"
    assert not {"ReadWritePaths", "ExecStartPre"} & keys


def test_digests_can_be_written_where_the_user_wants_them(mine: Project) -> None:
    """That folder is made, too."""
    folder = mine.folder / "digests"
    wishing = replace(mine, digest=DigestWishes(folder=folder))

    assert value(wishing, "ReadWritePaths").endswith(f" -{folder}")
    assert value(wishing, "NoExecPaths").endswith(f" -{folder}")
    assert value(wishing, "ExecStartPre").endswith(f" {folder}")


@pytest.mark.parametrize(
    ("interpreter", "home"),
    [
        ("/usr/bin/python3.11", "yes"),
        ("/root/.pyenv/versions/3.11.7/bin/python3.11", "read-only"),
        ("/home/mika/.local/share/uv/python/bin/python3.12", "read-only"),
        ("/homestead/bin/python3", "yes"),
    ],
)
def test_homes_are_shut_unless_something_lives_there(
    mine: Project, interpreter: str, home: str
) -> None:
    """An environment's Python may be a link into somebody's home."""
    place = replace(SYSTEM, interpreter=Path(interpreter))

    assert value(mine, "ProtectHome", place) == home


def test_every_secret_that_is_there_is_handed_over(mine: Project) -> None:
    """The accounts' and the database's, from the project's own files."""
    project = replace(mine, accounts=BLUESKY, database="postgresql://me@db.test/it")
    secrets = mine.folder / "secrets"
    secrets.mkdir()
    for name in ("bsky.password", "database.password"):
        (secrets / name).touch()

    assert [x for x in lines(project) if x.startswith("LoadCredential")] == [
        f"LoadCredential=bsky.password:{secrets}/bsky.password",
        f"LoadCredential=database.password:{secrets}/database.password",
    ]
    assert "not there yet" not in advice(project)


def test_a_secret_that_is_missing_is_only_mentioned(mine: Project) -> None:
    """systemd would not start a service whose credential it cannot find."""
    project = replace(mine, accounts=BLUESKY)
    path = mine.folder / "secrets" / "bsky.password"

    assert f"# Not there yet: LoadCredential=bsky.password:{path}" in lines(project)
    assert f"bsky.password is not there yet: write it to {path}" in advice(project)


@pytest.mark.parametrize(
    ("name", "literal", "word", "argument"),
    [
        ("plain/回覧", "plain/回覧", "plain/回覧", "plain/回覧"),
        ("two words", "two words", '"two words"', '"two words"'),
        ("50%", "50%%", '"50%%"', '"50%%"'),
        ("$HOME", "$HOME", '"$HOME"', '"$$HOME"'),
        ('say "so"', 'say "so"', r'"say \"so\""', r'"say \"so\""'),
        (r"back\slash", r"back\slash", r'"back\\slash"', r'"back\\slash"'),
    ],
)
def test_odd_names_are_written_as_systemd_reads_them(
    name: str, literal: str, word: str, argument: str
) -> None:
    """Each kind of line has its rules; tests/real asks a real systemd about them."""
    assert unit._literal(name) == literal
    assert unit._word(name) == word
    assert unit._argument(name) == argument


def test_a_path_with_a_line_break_is_refused(mine: Project) -> None:
    """It could bring lines of its own into the unit."""
    folder = mine.folder.rename(mine.folder.with_name("a\nExecStart=b"))

    with pytest.raises(RequestError, match="rename it"):
        lines(replace(mine, folder=folder))


def test_a_closed_folder_on_the_way_is_named(mine: Project, tmp_path: Path) -> None:
    """Beforehand, in words, instead of afterwards in the journal."""
    closed = tmp_path / "closed"
    (closed / "bin").mkdir(parents=True)
    closed.chmod(0)
    told = advice(mine, replace(SYSTEM, script=closed / "bin" / "kairanban"))
    closed.chmod(0o700)

    assert f"cannot use {closed}/bin/kairanban" in told
    assert "is closed to it" in told


def test_a_project_in_tmp_is_not_seen_by_services(mine: Project) -> None:
    """They have a /tmp of their own, and a /var/tmp."""
    with TemporaryDirectory(dir="/var/tmp") as folder:
        told = advice(replace(mine, folder=Path(folder)))

    assert f"services do not see {folder}" in told


def test_a_program_is_followed_to_where_it_really_is(tmp_path: Path) -> None:
    """Tools such as pipx put a link into the PATH."""
    real = tmp_path / "environment" / "bin" / "kairanban"
    real.parent.mkdir(parents=True)
    real.touch()
    (real.parent / "python3").symlink_to(sys.executable)
    (tmp_path / "kairanban").symlink_to(real)
    found = find_installation(tmp_path / "kairanban", "")

    assert found.script == real
    assert found.interpreter == Path(sys.executable).resolve()
    assert found.modules == tmp_path / "environment"


def test_a_program_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """With a word about how to name it."""
    with pytest.raises(RequestError, match="--program"):
        find_installation(tmp_path / "missing", "")


def test_python_m_means_the_script_beside_the_interpreter() -> None:
    """A module is nothing that systemd could start."""
    script = Path(sysconfig.get_path("scripts")) / "kairanban"

    assert installation._own_script("/somewhere/kairanban/__main__.py") == script
    assert installation._own_script("/opt/it/bin/kairanban").parts[1] == "opt"
