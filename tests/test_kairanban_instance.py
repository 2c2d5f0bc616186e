"""One instance per state folder, and how a process is told from another."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from domain.deliveries import Liveness
from domain.errors import RequestError
from kairanban.instance import InstanceLock, liveness_of, this_process

HOLD = (
    "import sys; from pathlib import Path\n"
    "from kairanban.instance import InstanceLock\n"
    "lock = InstanceLock(Path(sys.argv[1])); lock.take(); print('held', flush=True)\n"
    "sys.stdin.read()"
)


def test_a_second_instance_is_refused_with_the_first_ones_process(
    tmp_path: Path,
) -> None:
    """Two daemons on one state folder would publish twice."""
    with (
        InstanceLock(tmp_path),
        pytest.raises(RequestError, match=str(os.getpid())),
        InstanceLock(tmp_path),
    ):
        pass


def test_the_holder_is_known_while_it_holds(tmp_path: Path) -> None:
    """Other processes can tell who works here; asking takes nothing."""
    lock = InstanceLock(tmp_path)

    assert lock.holder() is None
    assert lock.take()
    assert InstanceLock(tmp_path).holder() == os.getpid()
    lock.release()
    assert InstanceLock(tmp_path).holder() is None


def test_a_killed_instance_leaves_no_lock(tmp_path: Path) -> None:
    """The kernel lets go, however a process ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert InstanceLock(tmp_path).holder() == other.pid
        other.kill()
        other.wait()

    assert InstanceLock(tmp_path).take()


def test_we_are_alive_and_a_reused_process_number_is_not_us() -> None:
    """A process is its number together with its start."""
    us = this_process()

    assert liveness_of(us) is Liveness.ALIVE
    assert liveness_of(replace(us, started=us.started + 1)) is Liveness.DEAD
    assert liveness_of(replace(us, boot_id="another-boot")) is Liveness.DEAD


def test_who_lives_elsewhere_cannot_be_looked_at() -> None:
    """Neither alive nor provably dead, whatever its numbers say."""
    us = this_process()
    elsewhere = replace(us, machine="another-machine", started=us.started + 1)

    assert liveness_of(elsewhere) is Liveness.UNKNOWN


def test_an_ended_process_is_not_alive() -> None:
    """The owner of a delivery is provably dead when its process is gone."""
    with subprocess.Popen([sys.executable, "-c", ""]) as other:
        other.wait()

    assert liveness_of(replace(this_process(), pid=other.pid)) is Liveness.DEAD
