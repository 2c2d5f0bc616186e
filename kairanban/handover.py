"""What root's commands write into a folder of the service becomes the service's.

Under `DynamicUser` the state folder belongs to a user that systemd made up, and root
types the commands. A folder that root made there, for a new account or for digests,
would be closed to the service for ever.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path


def hand_over(folder: Path) -> None:
    """Give to the owner of *folder* what root owns in it; only root can, and does.

    Symbolic links in it are not followed, and files with a second name are left
    alone: the service may be in strange hands, and must not get what lies elsewhere.
    """
    if os.geteuid() != 0 or not folder.is_dir():
        return
    owner = folder.stat()
    if owner.st_uid == 0:
        return
    # systemd puts a link in the place of the folder, which fwalk would not enter.
    for _, folders, files, place in os.fwalk(folder.resolve()):
        for name in (*folders, *files):
            with suppress(FileNotFoundError):  # a running service tidies up, too
                _give(name, place, owner)


def _give(name: str, place: int, owner: os.stat_result) -> None:
    found = os.stat(name, dir_fd=place, follow_symlinks=False)
    is_alone = found.st_nlink == 1 or stat.S_ISDIR(found.st_mode)
    if found.st_uid == 0 and is_alone:
        os.chown(name, owner.st_uid, owner.st_gid, dir_fd=place, follow_symlinks=False)
