"""Alerts by a real program: handed over, failed, hung, missing; and a real e-mail."""

import json
import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from domain.alerts import Alert
from domain.errors import AlertError
from domain.project import AlertWishes
from kairanban.alerts import CommandMessenger
from scheduler.current import CurrentProject
from tests.documents import ROOT, blocks
from tests.projects import a_project
from tests.servers.mail import a_mail_server
from tests.waiting import until

ALERT = Alert("Moon Café: 1 post needs you", "Moon Café: 1 post needs you\n\n見て\n")

WRITES_DOWN = """\
import json, os, sys
told = {"in": sys.stdin.buffer.read().decode(), "env": dict(os.environ)}
told["argv"] = sys.argv[1:]
told["cwd"] = os.getcwd()
open("told.json", "a").write(json.dumps(told) + "\\n")
"""


def messenger(folder: Path, *command: str, timeout: float = 30.0) -> CommandMessenger:
    """Return who runs *command* for a project in *folder*."""
    project = a_project(folder=folder)
    project = replace(project, alerts=AlertWishes(command))
    environment = {"PATH": os.environ["PATH"], "KAIRANBAN_BSKY_PASSWORD": "s3cret"}
    return CommandMessenger(CurrentProject(project), environment, timeout)


def python(folder: Path, program: str, *words: str) -> tuple[str, ...]:
    """Write a program, and return how it is called."""
    (folder / "tell.py").write_text(program)
    return (sys.executable, "tell.py", *words)


def told(folder: Path) -> list[dict[str, object]]:
    """Return what the program was told, each time it ran."""
    lines = (folder / "told.json").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_the_program_is_told_in_words(tmp_path: Path) -> None:
    """On standard input; the subject in the environment; in the project's folder."""
    command = python(tmp_path, WRITES_DOWN, "$HOME; `id`", "*")
    messenger(tmp_path, *command).tell(ALERT)

    (found,) = told(tmp_path)
    assert found["in"] == ALERT.text
    assert found["argv"] == ["$HOME; `id`", "*"]
    assert found["cwd"] == str(tmp_path)
    assert found["env"]["KAIRANBAN_SUBJECT"] == ALERT.subject  # type: ignore[index]  # it is a dict


def test_no_secret_of_ours_is_handed_on(tmp_path: Path) -> None:
    """Passwords may stand in our own environment."""
    messenger(tmp_path, *python(tmp_path, WRITES_DOWN)).tell(ALERT)

    assert "s3cret" not in (tmp_path / "told.json").read_text()


def test_a_script_in_the_folder_is_found(tmp_path: Path) -> None:
    """`./tell` means the project's, wherever the daemon was started."""
    script = tmp_path / "tell"
    script.write_text("#!/bin/sh\ncat > heard\n")
    script.chmod(0o700)
    messenger(tmp_path, "./tell").tell(ALERT)

    assert (tmp_path / "heard").read_text() == ALERT.text


def test_a_long_message_to_who_does_not_listen_is_no_trouble(tmp_path: Path) -> None:
    """It fits into no pipe; the program reads nothing, and ends well."""
    messenger(tmp_path, "true").tell(Alert("s", "x" * 500_000))


def test_what_it_prints_is_counted_but_not_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may print the message, a token, or a gigabyte."""
    chatty = (
        "import sys; sys.stdout.write('s3cret' * 50_000); sys.stderr.write('s3cret')"
    )
    messenger(tmp_path, *python(tmp_path, chatty)).tell(ALERT)
    said = capsys.readouterr().out

    assert "s3cret" not in said
    assert "300006" in said


def test_a_program_that_fails_is_said_to_have_failed(tmp_path: Path) -> None:
    """By its name and its code; its arguments may be nobody's business."""
    command = python(tmp_path, "import sys; sys.exit(3)", "token=s3cret")
    with pytest.raises(AlertError) as raised:
        messenger(tmp_path, *command).tell(ALERT)

    assert "ended with code 3" in str(raised.value)
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize(
    "command", ["no-such-program", "./no-such-file", "/etc/passwd"]
)
def test_a_program_that_is_not_there_is_named(tmp_path: Path, command: str) -> None:
    """Or may not be run; with the place to mend it."""
    with pytest.raises(AlertError, match="alerts") as raised:
        messenger(tmp_path, command).tell(ALERT)

    assert command in str(raised.value)


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """A shell whose child would hold on to its output for ever."""
    hangs = "sleep 60 & echo $! > child; echo $$ > itself; wait"
    began = time.monotonic()
    with pytest.raises(AlertError, match="more than"):
        messenger(tmp_path, "sh", "-c", hangs, timeout=0.5).tell(ALERT)

    assert time.monotonic() - began < 5
    for name in ("itself", "child"):
        until(lambda name=name: not _lives(int((tmp_path / name).read_text())))  # type: ignore[misc]  # mypy does not see the default


def _lives(pid: int) -> bool:
    """Does a process run, other than as a zombie that nobody has asked after?"""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_program_that_closes_its_mouth_is_waited_for(tmp_path: Path) -> None:
    """Without turning round and round meanwhile."""
    quiet = "import os, time; os.close(1); os.close(2); time.sleep(0.3)"
    began = time.process_time()
    messenger(tmp_path, *python(tmp_path, quiet)).tell(ALERT)

    assert time.process_time() - began < 0.2


def test_a_program_that_leaves_a_child_behind_has_ended(tmp_path: Path) -> None:
    """A mailer that delivers in the background is well; nobody waits for it."""
    began = time.monotonic()
    messenger(tmp_path, "sh", "-c", "sleep 3 & exit 0").tell(ALERT)

    assert time.monotonic() - began < 2


def test_stopping_ends_what_runs(tmp_path: Path) -> None:
    """systemd waits for nobody's webhook."""
    one = messenger(tmp_path, "sh", "-c", "touch began; sleep 60")
    errors: list[AlertError] = []

    def tell() -> None:
        try:
            one.tell(ALERT)
        except AlertError as error:
            errors.append(error)

    thread = threading.Thread(target=tell)
    thread.start()
    until((tmp_path / "began").exists)
    one.stop()
    thread.join(5)

    assert not thread.is_alive()
    assert len(errors) == 1
    with pytest.raises(AlertError):
        one.tell(ALERT)


def test_the_guides_script_mails(tmp_path: Path) -> None:
    """What the how-to guide shows, run as it stands against a real mail server."""
    page = ROOT / "docs" / "howto" / "get-alerts.md"
    (example,) = [block for block in blocks("python") if block.document == page]
    with a_mail_server() as server:
        script = example.body.replace('"localhost", 25', f'"localhost", {server.port}')
        (tmp_path / "mail-us.py").write_text(script)
        messenger(tmp_path, sys.executable, "mail-us.py").tell(ALERT)

    (letter,) = server.messages
    assert server.recipients == ["team@example.org"]
    assert letter["Subject"] == ALERT.subject
    assert letter.get_content() == ALERT.text
