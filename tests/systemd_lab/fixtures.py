"""The real systemd as pytest fixtures, with two services on it: one of each kind.

Where it cannot be had the tests are skipped, saying why; they fail instead where it
is a must: with CI=true or KAIRANBAN_REAL=required.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systemd_lab import installation
from tests.systemd_lab.real_systemd import ROOT, RealSystemd
from tests.systemd_lab.service import Service

#: Shorter than in the printed unit, so that nobody waits for a minute. The daemon
#: breathes every five seconds.
WATCHDOG_SECONDS = 8

#: Nothing in a path is too odd for a unit.
ODD = Path('/home/mika/50% "$HOME" \\ 回覧')


@pytest.fixture(scope="module")
def systemd() -> Iterator[RealSystemd]:
    """A systemd that is up, on a view in which Kairanban is installed."""
    if reason := RealSystemd.missing_reason() or installation.missing_reason():
        _give_up(reason)
    with (
        installation.installed() as environment,
        RealSystemd({environment: installation.PLACE}) as running,
    ):
        yield running


@pytest.fixture(scope="module")
def users(systemd: RealSystemd) -> Service:
    """The service of an ordinary user: their project, and their state in it."""
    service = Service(
        systemd, systemd.add_user("mika"), ODD, ODD / ".kairanban", "mika.service"
    )
    service.make_project("canary-of-mika")
    return _started(service)


@pytest.fixture(scope="module")
def roots(systemd: RealSystemd) -> Service:
    """The service of root's project, as a user that systemd makes up."""
    state = Path("/var/lib/kairanban")
    service = Service(systemd, ROOT, Path("/srv/makers"), state, "kairanban.service")
    service.make_project("canary-of-root", state=str(state))
    # The first command of all makes the state folder, and root owns it then.
    service.ask("plan")
    return _started(service)


@pytest.fixture(params=["users", "roots"])
def service(request: pytest.FixtureRequest) -> Service:
    """One kind of service, then the other."""
    found: Service = request.getfixturevalue(request.param)
    return found


def _started(service: Service) -> Service:
    service.install(WatchdogSec=str(WATCHDOG_SECONDS), RestartSec="100ms")
    service.queue("first", due_in=6)
    service.well("start")
    return service


def _give_up(reason: str) -> None:
    if os.environ.get("CI") == "true" or os.environ.get("KAIRANBAN_REAL") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
