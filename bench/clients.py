"""The same HTTP clients with nothing around them: no clock, no memory, no law."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.voice import Voice
from domain.posts import Frozen


def drain(url: str, accounts: str, each: str) -> dict[str, Any]:
    """Send *each* requests one after the other on so many *accounts* at a time.

    Returns:
        Seconds until all was done, and seconds of CPU for each request.
    """
    voices = [Voice(url, lambda _key: None) for _ in range(int(accounts))]
    frozen, turns = Frozen(b"x" * 300, "key"), range(int(each))

    def send_all(voice: Voice) -> None:
        for _ in turns:
            voice.publish(frozen)

    start, before = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(len(voices)) as pool:
        list(pool.map(send_all, voices))
    used = time.process_time() - before
    return {
        "done": time.perf_counter() - start,
        "cpu": used / len(voices) / len(turns),
    }
