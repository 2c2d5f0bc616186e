"""Small files are written whole or not at all."""

import errno
import resource
from pathlib import Path

import pytest

from domain.errors import StorageBlockedError
from domain.files import blocked_by, write_whole


def test_a_disk_that_takes_only_half_leaves_what_was_there(tmp_path: Path) -> None:
    """Nor does the half lie about; and it says where there is no room."""
    file = tmp_path / "digest.html"
    write_whole(file, "yesterday's")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(StorageBlockedError, match="make room") as caught:
            write_whole(file, "x" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert file.read_text() == "yesterday's"
    assert list(tmp_path.iterdir()) == [file]
    assert str(tmp_path) in str(caught.value)


def test_only_the_disk_is_blamed_on_the_disk() -> None:
    """Whatever else a call of the system says may be a bug of ours."""
    full = OSError(errno.ENOSPC, "No space left on device", "/state/digest.html")

    assert "/state (No space left on device)" in str(blocked_by(full))
    assert blocked_by(FileNotFoundError(errno.ENOENT, "No such file")) is None
    assert blocked_by(OSError(errno.EROFS, "Read-only file system")) is not None
