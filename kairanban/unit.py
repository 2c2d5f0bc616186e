"""Writes the systemd unit that fits a project and an installation.

Every line was run under systemd 252 (Debian 12): that release knows no
`Type=notify-reload`, hence `ExecReload`; a virtual environment must stand in
`ExecPaths`, or no C extension loads.
"""

import pwd
from collections.abc import Mapping
from pathlib import Path

from connectors.setup import Platform
from domain.project import Project

_STATE_ROOT = Path("/var/lib")

_UNIT = """\
[Unit]
Description=Kairanban for {community}
Documentation=https://github.com/kairanban/kairanban/tree/main/docs
After=network-online.target time-sync.target
Wants=network-online.target
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
Type=notify
NotifyAccess=main
ExecStart={script} --project {folder} run
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=60
TimeoutStartSec=90
TimeoutStopSec=45
KillMode=mixed
Restart=on-failure
RestartSec=5
{identity}
{credentials}UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictNamespaces=yes
MemoryDenyWriteExecute=yes
ProtectSystem=strict
ProtectHome={protect_home}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
NoExecPaths=/
ExecPaths=/usr /bin /lib /lib64 {environment}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
MemoryHigh=384M
MemoryMax=512M
TasksMax=64
LimitCORE=0

[Install]
WantedBy=multi-user.target
"""


def unit_for(project: Project, script: Path, platforms: Mapping[str, Platform]) -> str:
    """Return the unit's text.

    A project of an ordinary user runs as that user, so that the command line and
    the service share one state folder. A project of root's runs as a user that
    systemd makes up (`DynamicUser`), its state under /var/lib.
    """
    in_home = any(_is_in_home(path) for path in (project.folder, script))
    return _UNIT.format(
        community=project.community.name.replace("%", "%%"),
        script=_escaped(str(script)),
        folder=_escaped(str(project.folder)),
        identity=_identity(project),
        credentials=_credentials(project, platforms),
        protect_home="read-only" if in_home else "yes",
        environment=_escaped(str(script.parent.parent)),
    )


def _identity(project: Project) -> str:
    owner = pwd.getpwuid(project.folder.stat().st_uid)
    state = project.state_folder
    if owner.pw_uid != 0:
        return f"User={owner.pw_name}\nReadWritePaths={_escaped(str(state))}"
    name = (
        state.relative_to(_STATE_ROOT)
        if state.is_relative_to(_STATE_ROOT)
        else Path("kairanban")
    )
    return f"DynamicUser=yes\nStateDirectory={name}\nStateDirectoryMode=0700"


def _credentials(project: Project, platforms: Mapping[str, Platform]) -> str:
    names = [
        f"{account.key}.{secret.name}"
        for account in project.accounts.values()
        for secret in platforms[account.platform].secrets
    ]
    folder = _escaped(str(project.folder / "secrets"))
    return "".join(f"LoadCredential={name}:{folder}/{name}\n" for name in names)


def _is_in_home(path: Path) -> bool:
    return path.is_relative_to("/home") or path.is_relative_to("/root")


def _escaped(text: str) -> str:
    """Return *text* as systemd reads it literally: "%" doubled, spaces escaped."""
    return text.replace("%", "%%").replace("\n", " ").replace(" ", r"\x20")
