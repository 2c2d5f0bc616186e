"""`kairanban demo`, as a newcomer sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.real
@pytest.mark.parametrize(
    ("language", "signs"),
    [
        ("en", ["The post went out.", "Answered", "daily digest", "What next"]),
        ("ja", ["投稿", "返信しました", "ダイジェスト", "kairanban init"]),
    ],
)
def test_the_demonstration_shows_the_whole_loop(
    tmp_path: Path, language: str, signs: list[str]
) -> None:
    """A post at its time, answers, judgement, a reply, the digest: within a minute."""
    shown = subprocess.run(
        [sys.executable, "-m", "kairanban", "--language", language, "demo"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "HOME": str(tmp_path),
            "TMPDIR": str(tmp_path),
        },
    )

    assert shown.returncode == 0, shown.stderr
    assert [sign for sign in signs if sign not in shown.stdout] == []
    assert "$ kairanban inbox reply" in shown.stdout
    assert "Traceback" not in shown.stderr
