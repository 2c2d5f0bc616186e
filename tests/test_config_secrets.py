"""Where passwords come from."""

import os
from pathlib import Path

import pytest

from config.database import with_password
from config.secrets import find, known_secrets, read, variable
from domain.errors import RequestError
from tests.project_files import write

CANARY = "hunter2-canary"


def a_file(folder: Path, content: str | bytes = CANARY, mode: int = 0o600) -> Path:
    path = write(folder, "secrets/bsky.password", content)
    path.chmod(mode)
    return path


def ask(folder: Path, **environment: str) -> str:
    return read("bsky", "password", environment=environment, folder=folder)


def refusal(folder: Path, **environment: str) -> str:
    with pytest.raises(RequestError) as caught:
        ask(folder, **environment)
    assert CANARY not in repr(caught.value)
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_the_owner_alone_holds_a_secret(mode: int, tmp_path: Path) -> None:
    """The simplest way, for a person at their own computer."""
    a_file(tmp_path, f"{CANARY}\n", mode)

    assert ask(tmp_path) == CANARY


def test_systemd_comes_before_the_environment_and_that_before_a_file(
    tmp_path: Path,
) -> None:
    """The nearer to the service, the stronger."""
    a_file(tmp_path, "from a file")
    write(tmp_path, "run/bsky.password", "from systemd\r\n")
    (tmp_path / "none").mkdir()
    given = {"KAIRANBAN_BSKY_PASSWORD": "from the environment\n"}

    assert ask(tmp_path) == "from a file"
    assert ask(tmp_path, **given) == "from the environment"
    assert ask(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path / "run"), **given) == (
        "from systemd"
    )
    assert ask(tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path / "none")) == "from a file"


def test_only_one_line_break_at_the_end_is_no_part_of_it(tmp_path: Path) -> None:
    """Spaces may be meant."""
    a_file(tmp_path, b" a b \n\n")

    assert ask(tmp_path) == " a b \n"


def test_a_missing_secret_tells_the_three_ways(tmp_path: Path) -> None:
    """With the exact names, ready to be typed."""
    said = refusal(tmp_path)

    assert "LoadCredential=bsky.password:" in said
    assert "KAIRANBAN_BSKY_PASSWORD=" in said
    assert str(tmp_path / "secrets" / "bsky.password") in said
    assert find("bsky", "password", environment={}, folder=tmp_path) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610])
def test_a_file_that_others_can_touch_is_refused(mode: int, tmp_path: Path) -> None:
    """The message is the command that mends it."""
    path = a_file(tmp_path, mode=mode)

    assert refusal(tmp_path).endswith(f"type: chmod 600 {path}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Whoever owns it can read it."""
    path = a_file(tmp_path)
    os.chown(path, 12345, 12345)

    assert f"chown 0 {path}" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["", "\n", "  \n", "\r\n"])
def test_an_empty_secret_is_refused(content: str, tmp_path: Path) -> None:
    """An empty password would be sent, and the account locked."""
    a_file(tmp_path, content)

    assert refusal(tmp_path).endswith("is empty")
    assert "KAIRANBAN_BSKY_PASSWORD" in refusal(
        tmp_path, KAIRANBAN_BSKY_PASSWORD=content
    )


def test_what_is_no_text_is_refused_without_showing_it(tmp_path: Path) -> None:
    """Not even the bytes of a broken secret are shown."""
    a_file(tmp_path, CANARY.encode() + b"\xff")

    assert refusal(tmp_path).endswith("is not UTF-8 text")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """Folders, pipes and loops hold no secrets, and nobody waits for them."""
    path = tmp_path / "secrets" / "bsky.password"
    path.mkdir(parents=True)
    assert refusal(tmp_path).endswith("is not a file")
    path.rmdir()
    os.mkfifo(path, 0o600)
    assert refusal(tmp_path).endswith("is not a file")
    path.unlink()
    path.symlink_to(path)

    assert "cannot be read" in refusal(tmp_path)


def test_a_credential_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """It is there, so the next place is not asked."""
    (tmp_path / "run" / "bsky.password").mkdir(parents=True)

    assert "cannot be read" in refusal(
        tmp_path, CREDENTIALS_DIRECTORY=str(tmp_path / "run")
    )


def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Secrets are asked for by plain names only."""
    with pytest.raises(RequestError, match="no name of a secret"):
        read("../etc", "passwd", environment={}, folder=tmp_path)


def test_secrets_that_were_read_are_known_to_the_log(tmp_path: Path) -> None:
    """So that they can be taken out of every line."""
    a_file(tmp_path, "one-of-a-kind")
    ask(tmp_path)

    assert "one-of-a-kind" in known_secrets()


def test_a_variable_has_capitals_and_underscores_only() -> None:
    """Shells allow nothing else."""
    assert variable("my-Bird_1", "app_password") == "KAIRANBAN_MY_BIRD_1_APP_PASSWORD"


URLS = [
    ("postgresql://kai@db:5432/kai", "postgresql://kai:a%2Fb%40c@db:5432/kai"),
    (
        "postgresql+psycopg://kai@/kai?host=/run",
        "postgresql+psycopg://kai:a%2Fb%40c@/kai?host=/run",
    ),
    ("postgresql:///kai", "postgresql:///kai"),
    ("sqlite:////tmp/a.db", "sqlite:////tmp/a.db"),
    ("", ""),
]


@pytest.mark.parametrize(("url", "whole"), URLS)
def test_the_databases_password_joins_its_url_late(
    url: str, whole: str, tmp_path: Path
) -> None:
    """It stands in no file that git knows, and in no project value."""
    given = {"KAIRANBAN_DATABASE_PASSWORD": "a/b@c"}

    assert with_password(url, given, tmp_path) == whole
    assert with_password(url, {}, tmp_path) == url
