"""Tells what keeps a user away from a file: the folders on the way count, too."""

import grp
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody, as the rights of files see them; access lists are not asked."""

    name: str
    uid: int
    groups: frozenset[int]

    @classmethod
    def of(cls, owner: pwd.struct_passwd) -> "Reader":
        """Return the user *owner* with the groups that they are in."""
        joined = (g.gr_gid for g in grp.getgrall() if owner.pw_name in g.gr_mem)
        return cls(owner.pw_name, owner.pw_uid, frozenset([owner.pw_gid, *joined]))

    @classmethod
    def stranger(cls, name: str) -> "Reader":
        """Return somebody who owns nothing and is in no group: one of the others."""
        return cls(name, -1, frozenset())

    def may(self, status: "Rights", right: int) -> bool:
        """Do they have *right* (4 reading, 2 writing, 1 entering)?"""
        if status.uid == self.uid:
            return bool(status.mode >> 6 & right)
        if status.gid in self.groups:
            return bool(status.mode >> 3 & right)
        return bool(status.mode & right)


@dataclass(frozen=True, slots=True)
class Rights:
    """Whose a file is, and who may do what with it."""

    uid: int
    gid: int
    mode: int

    @classmethod
    def of(cls, path: Path) -> "Rights":
        """Ask the file itself."""
        status = path.stat()
        return cls(status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode))


def barrier(path: Path, reader: Reader) -> Path | None:
    """Return what keeps *reader* from reading *path*; None if nothing does.

    It is the first folder on the way that they may not enter, or *path* itself.
    What is not there keeps nobody away.
    """
    for folder in reversed(path.parents):
        if _keeps_away(folder, reader, right=1):
            return folder
    right = 5 if path.is_dir() else 4
    return path if _keeps_away(path, reader, right) else None


def _keeps_away(path: Path, reader: Reader, right: int) -> bool:
    try:
        rights = Rights.of(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        return True
    return not all(reader.may(rights, bit) for bit in (4, 2, 1) if right & bit)
