"""Writes the systemd unit that fits a project and an installation.

Every line was run under systemd 252 (Debian 12), see `tests/systemd_lab`. That release
knows no `Type=notify-reload`, hence `ExecReload`. A missing file in `LoadCredential` or
a missing folder in `ReadWritePaths` keeps a service from starting at all. `ExecPaths`
is not used: what stands in it is mounted anew, and writable in spite of
`ProtectSystem=strict`. Instead no place is both writable and executable.
"""

import os
import pwd
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.database import DATABASE
from config.secrets import FOLDER as SECRETS
from connectors.setup import Platform
from domain.errors import RequestError
from domain.phrases import phrase
from domain.project import Project
from kairanban.installation import Installation

#: Below this systemd itself makes folders for services.
STATE_ROOT = Path("/var/lib")

_DEFAULT_STATE = STATE_ROOT / "kairanban"
_HOMES = (Path("/home"), Path("/root"))
_PLAIN = frozenset("/-_.+,=@:~")

_UNIT = """\
[Unit]
Description=Kairanban ({community})
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
SecureBits=noroot-locked
RestrictSUIDSGID=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictNamespaces=yes
KeyringMode=private
MemoryDenyWriteExecute=yes
ProtectSystem=strict
ProtectHome={protect_home}
ReadOnlyPaths=/run
NoExecPaths=/tmp /var/tmp /dev/shm {writable}
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
DevicePolicy=closed
PrivateIPC=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
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


def unit_for(
    project: Project, installation: Installation, platforms: Mapping[str, Platform]
) -> str:
    """Return the unit's text.

    A project of an ordinary user runs as that user, so that the command line and
    the service share one state folder. A project of root's runs as a user that
    systemd makes up (`DynamicUser`), its state under /var/lib.

    Raises:
        RequestError: A path has a line break in it, which no unit can hold.
    """
    return _UNIT.format(
        community=_literal(project.community.name),
        script=_word(installation.script),
        folder=_argument(project.folder),
        identity="\n".join(_identity(project)),
        credentials="".join(_credentials(project, platforms)),
        protect_home=_protect_home(project, installation),
        writable=_list(_writable(project)),
    )


def user_of(project: Project) -> pwd.struct_passwd | None:
    """Return whom the service runs as; None for a user that systemd makes up."""
    owner = pwd.getpwuid(project.folder.stat().st_uid)
    return owner if owner.pw_uid != 0 else None


def is_systemds(folder: Path) -> bool:
    """Is *folder* one that systemd makes, and hands to the service's user?"""
    return STATE_ROOT in folder.parents


def secret_files(
    project: Project, platforms: Mapping[str, Platform]
) -> Mapping[str, Path]:
    """Return where each secret of the project may stand, by its name."""
    names = [
        f"{account.key}.{secret.name}"
        for account in project.accounts.values()
        for secret in platforms[account.platform].secrets
    ]
    if project.database:
        names.append(f"{DATABASE}.password")
    return {name: project.folder / SECRETS / name for name in names}


def _state_of(project: Project) -> Path:
    """Return where the service keeps its memory; what it makes up lives in /var/lib."""
    state = project.state_folder
    if user_of(project) is None and not is_systemds(state):
        return _DEFAULT_STATE
    return state


def _writable(project: Project) -> list[Path]:
    """Return every folder that the service writes to."""
    folders = [_state_of(project)]
    if project.digest.folder is not None and user_of(project) is not None:
        folders.append(project.digest.folder)
    return folders


def _identity(project: Project) -> Iterator[str]:
    user, state = user_of(project), _state_of(project)
    yield "DynamicUser=yes" if user is None else f"User={user.pw_name}"
    if is_systemds(state):
        yield f"StateDirectory={_word(state.relative_to(STATE_ROOT))}"
        yield "StateDirectoryMode=0700"
    own = [folder for folder in _writable(project) if not is_systemds(folder)]
    if user is not None and own:
        yield from _own_folders(user, own)


def _own_folders(user: pwd.struct_passwd, folders: Sequence[Path]) -> Iterator[str]:
    """Open *folders* for writing, and let their owner make them first.

    "+" keeps the disk writable for this one command; the rights are the owner's all
    the same, lest a symbolic link of theirs leads root astray.
    """
    yield (
        f"ExecStartPre=+/usr/bin/setpriv --reuid={user.pw_uid} --regid={user.pw_gid} "
        f"--clear-groups mkdir -p -m 0700 {' '.join(map(_argument, folders))}"
    )
    yield f"ReadWritePaths={_list(folders)}"


def _credentials(project: Project, platforms: Mapping[str, Platform]) -> Iterator[str]:
    for name, path in secret_files(project, platforms).items():
        mark = "" if path.exists() else "# Not there yet: "
        yield f"{mark}LoadCredential={name}:{_literal(path)}\n"


def _protect_home(project: Project, installation: Installation) -> str:
    needed = [
        project.folder,
        *_writable(project),
        *installation.places,
    ]
    in_home = any(home in path.parents for path in needed for home in _HOMES)
    return "read-only" if in_home else "yes"


def _list(folders: Sequence[Path]) -> str:
    """Return *folders*; "-" forgives those that are not there yet."""
    return " ".join(f"-{_word(folder)}" for folder in folders)


def _literal(text: object) -> str:
    """Return *text* where systemd takes it to the line's end: only "%" is special."""
    plain = os.fspath(text) if isinstance(text, Path) else str(text)
    if "\n" in plain:
        raise RequestError(
            phrase(
                "'{path}': rename it; a unit is no place for line breaks in a path",
                path=plain,
            )
        )
    return plain.replace("%", "%%")


def _word(text: object) -> str:
    """Return *text* as one word of several: in quotes if it needs them."""
    literal = _literal(text)
    if all(sign.isalnum() or sign in _PLAIN for sign in literal):
        return literal
    escaped = literal.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _argument(text: object) -> str:
    """Return *text* as a word of a command, in which "$" would name a variable."""
    return _word(text).replace("$", "$$")
