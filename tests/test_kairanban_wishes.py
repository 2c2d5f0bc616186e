"""What a running daemon is asked to do: by signals, by its files, by itself."""

from queue import SimpleQueue

from kairanban.daemon import gathered


def waiting(*wishes: str) -> "SimpleQueue[str]":
    """Return a queue in which *wishes* stand."""
    queue: SimpleQueue[str] = SimpleQueue()
    for wish in wishes:
        queue.put(wish)
    return queue


def test_many_equal_wishes_are_one() -> None:
    """A thousand reloads, asked for at once, read the files once."""
    queue = waiting(*["reload"] * 1000)

    assert gathered(queue, 0) == {"reload"}
    assert queue.empty()


def test_a_wish_to_stop_stands_behind_none() -> None:
    """Whoever stops the service does not wait for what was asked before."""
    queue = waiting("changed", "reload", "stop", "reload")

    assert "stop" in gathered(queue, 0)


def test_nothing_wished_is_nothing() -> None:
    """The daemon breathes, then."""
    assert gathered(waiting(), 0) == frozenset()
