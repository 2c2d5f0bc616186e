"""The whole loop on the embedded default: the real program, no account, no network."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.program import Program, QuickProgram, wait_until
from tests.memories import lay_database


@pytest.fixture
def new_program(tmp_path: Path) -> Program:
    """Return the program in a project that `init` has made."""
    program = QuickProgram(tmp_path / "project")
    program.folder.mkdir()
    program.well("init", "--name", "Kawabata Makers", "--timezone", "Asia/Tokyo")
    return program


@pytest.fixture
def program(new_program: Program) -> Program:
    """Return the same with a database: no daemon needs to make the schema first."""
    lay_database(new_program.folder / ".kairanban")
    return new_program


def in_seconds(due_in: float) -> str:
    """Return a moment as YAML takes it, to the second."""
    moment = datetime.now(UTC) + timedelta(seconds=due_in)
    return moment.isoformat(timespec="seconds")


def queue_post(
    program: Program, key: str, at: str, text: str = "Who is coming?"
) -> None:
    """Write a post into the queue as an editor would: whole, by renaming."""
    path = program.folder / "queue" / f"{key}.yaml"
    half = path.with_suffix(".part")
    half.write_text(f"- {{id: {key}, at: '{at}', to: box, text: '{text}'}}\n")
    half.replace(path)


def test_one_message_travels_all_the_way_in_both_directions(
    new_program: Program,
) -> None:
    """Post, answers, judgement, reply, digest: what the README promises."""
    program = new_program
    queue_post(program, "hello", in_seconds(2))
    with program.daemon() as daemon:
        told = daemon.wait_for("post_sent")
        daemon.wait_for("pulled")
        waiting = wait_until(program.entries)
        first = waiting[0]
        answer = program.well("inbox", "reply", str(first["number"]), "Yes, it is.")
        left = [row["number"] for row in program.entries()]
        digest = program.well("digest", "--json").json
        code = daemon.stop()
    in_digest = {p["entry_id"] for g in digest["groups"] for p in g["people"]}

    assert told["post"] == "hello"
    assert "file://" in answer.out
    assert first["reasons"]
    assert first["number"] not in left
    assert first["number"] not in in_digest
    assert [p["post_key"] for p in digest["published"]][:1] == ["hello"]
    assert code == 0


@pytest.mark.real
def test_a_reply_goes_out_without_a_daemon(program: Program) -> None:
    """The command sends it itself when nobody else holds the state folder."""
    with program.daemon() as daemon:
        daemon.wait_for("pulled")
        waiting = wait_until(program.entries)
        daemon.stop()
    number = str(waiting[0]["number"])
    rehearsed = program.well("inbox", "reply", number, "Yes!", "--dry-run")
    answered = program.well("inbox", "reply", number, "Yes!", "--by", "Aiko")

    assert "Would answer" in rehearsed.out
    assert "Answered" in answered.out
    assert program.well("inbox", "show", number, "--json").json["status"] == "answered"


@pytest.mark.real
def test_a_pause_holds_under_a_running_daemon_until_it_is_lifted(
    program: Program,
) -> None:
    """No restart, no signal: the claim looks; what is sent again is seen out."""
    queue_post(program, "held", in_seconds(1))
    program.well("pause", "--reason", "an earthquake")
    with program.daemon() as daemon:
        first = wait_until(program.entries)[0]["number"]
        reply = program.well("inbox", "reply", str(first), "We are well.")
        wait_until(lambda: program.well("pauses", "--json").json[0]["overdue"] == 2)
        states = {row["state"] for row in program.deliveries()}
        program.well("resume", "--held", "ask")
        number = str(program.delivery("held")["number"])
        again = program.well("queue", "send-again", number)
        taken_down = program.well("queue", "delete-remote", number, "--yes")
        daemon.stop()

    assert "is queued, and held" in reply.out
    assert states == {"queued"}
    assert "held on box: sent: file://" in again.out
    assert "Taken down" in taken_down.out


@pytest.mark.real
def test_a_killed_daemon_publishes_what_was_due_once(program: Program) -> None:
    """kill -9 loses nothing and doubles nothing."""
    queue_post(program, "once", in_seconds(2))
    with program.daemon() as daemon:
        daemon.kill()
        daemon.start()
        daemon.wait_for("post_sent")
        daemon.stop()
        daemon.start()
        daemon.wait_for("ready")
        daemon.stop()
    ledger = (
        program.folder / ".kairanban" / "accounts" / "box" / "ledger.jsonl"
    ).read_text()

    assert ledger.count('"Who is coming?"') == 1


def test_changed_files_are_followed_and_broken_ones_change_nothing(
    program: Program,
) -> None:
    """The plan follows whole, valid files only; what is wrong is said once."""
    at = in_seconds(3600)
    queue_post(program, "later", at)
    path = program.folder / "queue" / "later.yaml"
    with program.daemon() as daemon:
        queue_post(program, "later", at, text="Better words")
        daemon.wait_for("reloaded")
        changed = program.delivery("later")
        path.write_text(path.read_text() + "- {id: broken, at: never")
        refused = daemon.wait_for("files_refused")
        kept = program.delivery("later")
        daemon.reload()
        daemon.wait_for("files_refused", count=2)
        path.unlink()
        daemon.reload()
        daemon.wait_for("reloaded", count=2)
        gone = program.delivery("later")
        code = daemon.stop()

    assert changed["text"] == "Better words"
    assert "queue/later.yaml:2" in refused["problems"][0]
    assert kept == changed
    assert gone["state"] == "cancelled"
    assert code == 0


@pytest.mark.real
def test_a_second_daemon_is_refused(program: Program) -> None:
    """One instance per state folder, and the second says who the first is."""
    with program.daemon() as daemon:
        second = program("run")

        assert second.code == 1
        assert str(daemon.process.pid) in second.err


@pytest.mark.real
def test_a_dry_run_touches_no_real_account(program: Program) -> None:
    """Every account is played by the sandbox, in a state folder of its own."""
    front = program.folder / "kairanban.yaml"
    front.write_text(
        "community: {name: Makers, timezone: Asia/Tokyo}\n"
        "accounts: {bsky: {platform: bluesky, handle: makers.test}}\n"
    )
    at = in_seconds(1)
    (program.folder / "queue" / "welcome.yaml").write_text(
        f"- {{id: hello, at: '{at}', to: bsky, text: Hello}}\n"
    )
    with program.daemon("--dry-run") as daemon:
        page = program.folder / ".kairanban" / "dry-run" / "accounts" / "bsky"
        wait_until((page / "index.html").exists)
        daemon.stop()

    assert program.deliveries() == []
