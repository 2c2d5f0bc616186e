"""The printed unit under a real systemd: a service of each kind, as one runs it."""

import time

import pytest

from tests.journeys.program import wait_until
from tests.systemd_lab.fixtures import (
    WATCHDOG_SECONDS,
    roots,
    service,
    systemd,
    users,
)
from tests.systemd_lab.real_systemd import RealSystemd
from tests.systemd_lab.service import Service

__all__ = ["roots", "service", "systemd", "users"]

pytestmark = pytest.mark.real

#: What `systemd-analyze security` of systemd 252 gives, times ten; lower is better.
EXPOSURE = {"mika.service": 13, "kairanban.service": 12}

#: Where nothing of ours is kept.
EVERYWHERE = ("/", "/etc", "/home", "/opt", "/run", "/srv/kairanban", "/usr", "/var")

#: Where everybody may write, as a service sees it.
SCRATCH = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - inside the lab


def test_a_start_returns_when_the_daemon_is_ready(service: Service) -> None:
    """READY=1 came first: nothing that is told to wait for the unit is too early."""
    log = service.log()

    assert service.show("ActiveState") == "active"
    assert service.show("NRestarts") == "0"
    assert log.index('"event": "ready"') < log.index("Started ")


def test_the_service_runs_as_whom_it_should(users: Service, roots: Service) -> None:
    """A user's project as that user; root's as nobody that anybody knows."""
    owner = users.inside("stat", "-c", "%U", f"/proc/{users.show('MainPID')}")
    made_up = roots.inside("stat", "-c", "%u", f"/proc/{roots.show('MainPID')}")

    assert owner.out == "mika\n"
    assert 61184 <= int(made_up.out) <= 65519
    assert roots.systemd.run("readlink", roots.state).out == "private/kairanban\n"


def test_systemctl_status_tells_how_it_goes(service: Service) -> None:
    """The status line counts who waits, once the sandbox's members have spoken."""
    wait_until(lambda: not service.show("StatusText").startswith("0 "))

    assert "wait for a reply" in service.show("StatusText")
    assert "wait for a reply" in service.systemd.systemctl("status", service.unit).out


def test_a_due_post_goes_out_and_its_owner_sees_it(service: Service) -> None:
    """Commands and service share one memory, whoever the service runs as."""
    service.goes_out("first")
    wait_until(lambda: service.ask("queue", "list", "--state", "sent"))
    told = service.kairanban("doctor").out

    assert service.ask("inbox", "list") != []
    assert f"process {service.show('MainPID')}" in told


def test_the_password_comes_as_a_credential(service: Service) -> None:
    """The account got as far as the network, and nowhere does the password stand."""

    def trouble() -> str | None:
        (_, bluesky) = service.ask("accounts", "list")
        found: str | None = bluesky["problem"]
        return found

    assert "could not be reached" in wait_until(trouble)
    assert "canary" not in service.log()
    assert "canary" not in service.inside("cat", "/proc/self/environ").out


def test_every_word_in_the_journal_is_json(service: Service) -> None:
    """Nobody had to ask for it: the program sees that it writes to the journal."""
    said = service.own_words()

    assert said != []
    assert all({"event", "level", "timestamp"} <= event.keys() for event in said)


def test_a_reload_takes_over_what_has_changed(service: Service) -> None:
    """`systemctl reload` is done at once; the daemon reads the files and goes on."""
    pid = service.show("MainPID")
    service.queue("later", due_in=3600)
    service.well("reload")
    wait_until(lambda: "later" in {row["post"] for row in service.ask("queue", "list")})

    assert service.events("reloaded") != []
    assert service.show("MainPID") == pid


def test_a_reload_without_any_change_is_heard_too(service: Service) -> None:
    """It is SIGHUP that was heard, not the files that were watched."""
    time_of_rest = len(service.events("reloaded"))
    service.well("reload")
    wait_until(lambda: len(service.events("reloaded")) > time_of_rest)

    assert service.show("ActiveState") == "active"


def test_only_the_state_folder_can_be_written_to(service: Service) -> None:
    """Whoever takes over the daemon finds everything else read-only, even as root."""
    places = [service.folder, service.folder / "queue", *EVERYWHERE]
    refused = [service.inside("touch", f"{place}/mark").err for place in places]
    allowed = service.inside("touch", f"{service.state}/mark")

    assert [said for said in refused if "Read-only file system" not in said] == []
    assert allowed.code == 0


def test_nothing_that_was_written_can_be_run(service: Service) -> None:
    """A program that an intruder leaves behind stays a file."""
    for place in (service.state, *SCRATCH):
        program = f"{place}/program"
        copied = service.inside("cp", "/bin/true", program)
        ran = service.inside(program)
        service.inside("rm", program)

        assert copied.code == 0
        assert "Permission denied" in ran.err


def test_a_made_up_user_sees_nobodys_home(roots: Service) -> None:
    """A project that does not live in a home has no business there."""
    assert roots.inside("ls", "/home", "/root").out == "/home:\n\n/root:\n"


def test_the_watchdog_is_patted(users: Service, roots: Service) -> None:
    """Both have lived longer than the watchdog's patience, by breathing."""

    def breathed(service: Service) -> bool:
        start = int(service.show("ExecMainStartTimestampMonotonic"))
        pat = int(service.show("WatchdogTimestampMonotonic"))
        return pat - start > WATCHDOG_SECONDS * 1_000_000

    wait_until(lambda: breathed(users) and breathed(roots))

    restarts = [users.show("NRestarts"), roots.show("NRestarts")]
    assert restarts == ["0", "0"], users.log()


def test_a_restart_publishes_nothing_twice(service: Service) -> None:
    """The old post stays as it is; the new daemon does its work."""
    service.goes_out("first")
    service.queue("second", due_in=2)
    service.well("restart")
    service.goes_out("second")

    assert service.published("first") == 1
    assert service.published("second") == 1


def test_who_hangs_is_started_anew(users: Service, roots: Service) -> None:
    """A stopped process pats nobody: the watchdog ends it and starts another."""
    both = (users, roots)
    for one in both:
        one.systemd.well("kill", "-STOP", one.show("MainPID"))
    for one in both:
        one.restarted(times=1)
        one.queue("third", due_in=0)
    for one in both:
        one.goes_out("third")

    assert "Watchdog timeout" in users.log()
    assert "Watchdog timeout" in roots.log()
    assert [users.published("first"), roots.published("first")] == [1, 1]


def test_a_stop_ends_well_and_soon(service: Service) -> None:
    """What is under way is finished; systemd need not insist."""
    before = time.monotonic()
    service.well("stop")
    took = time.monotonic() - before

    assert took < 30
    assert service.show("Result") == "success"
    assert service.show("ExecMainStatus") == "0"
    assert service.events("stopped")[-1]["finished"] is True
    service.well("start")


def test_a_missing_secret_is_trouble_for_its_account_alone(users: Service) -> None:
    """The unit does not insist on the file: the service starts and says what lacks."""
    home = users.owner.home / "new"
    new = Service(users.systemd, users.owner, home, home / ".kairanban", "new.service")
    new.make_project("unused")
    new.systemd.well("rm", home / "secrets/bsky.password")
    told = new.kairanban("service", "unit").err
    new.install()
    new.well("start")
    problem = wait_until(lambda: new.ask("accounts", "list")[1]["problem"])
    new.well("stop")

    assert f"bsky.password is not there yet: write it to {home}/secrets" in told
    assert "the secret bsky.password is missing" in problem


def test_what_root_types_never_locks_the_service_out(roots: Service) -> None:
    """Files that root's commands make belong to the service at once."""
    roots.well("stop")
    roots.add_account("extra", platform="sandbox")
    roots.ask("accounts", "check", "extra")
    roots.kairanban("digest", "--write")
    left = roots.systemd.well("find", f"{roots.state}/", "-user", "root")
    roots.well("start")

    assert left == ""


def test_the_unit_leaves_little_exposed(service: Service) -> None:
    """A gate: no line of the sandbox gets lost unnoticed."""
    verdict = service.systemd.run(
        *("systemd-analyze", "security", "--no-pager", "--offline=true"),
        f"--threshold={EXPOSURE[service.unit]}",
        RealSystemd.UNITS / service.unit,
    )

    assert verdict.code == 0, verdict.out


def test_systemd_understands_every_line(users: Service, roots: Service) -> None:
    """A line that this systemd does not know would only be mentioned, and ignored."""
    said = users.systemd.well("journalctl", "_PID=1", "--output=cat").lower()

    assert roots.unit in said
    assert "unknown" not in said
    assert "ignoring" not in said
