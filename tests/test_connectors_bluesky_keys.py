"""Keys and names that are computed here must be what the network would compute."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from atproto_core.cid import CID

from connectors.bluesky.cid import blob_cid
from connectors.bluesky.tid import TidMaker, tid
from tests.clocks import NOON

CIDS = {
    "nothing": (b"", "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"),
    "words": (
        b"hello world",
        "bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e",
    ),
}

TIDS = {
    "zero": (0, 0, "2222222222222"),
    "one microsecond": (1, 0, "2222222222322"),
    "clock id": (0, 1023, "22222222222zz"),
    "the last there is": ((1 << 53) - 1, 1023, "bzzzzzzzzzzzz"),
}


@pytest.mark.parametrize(("content", "cid"), CIDS.values(), ids=CIDS.keys())
def test_a_blob_has_the_name_that_everybody_gives_it(content: bytes, cid: str) -> None:
    """The name follows from the bytes alone, and the SDK can read it."""
    assert blob_cid(sha256(content).hexdigest()) == cid
    assert CID.decode(cid).hash.digest == sha256(content).digest()


@pytest.mark.parametrize(("moment", "clock", "key"), TIDS.values(), ids=TIDS.keys())
def test_a_key_is_a_time_in_letters(moment: int, clock: int, key: str) -> None:
    """13 letters: 53 bits of time, 10 bits of clock."""
    assert tid(moment, clock) == key


def test_keys_grow_while_the_clock_stands_still() -> None:
    """Two posts of one instant have two keys, in order."""
    maker = TidMaker(clock_id=7)
    keys = [maker.make(NOON) for _ in range(50)]

    assert keys == sorted(set(keys))


def test_keys_grow_when_the_clock_goes_back() -> None:
    """A corrected clock does not bring an old key again."""
    maker = TidMaker(clock_id=7)
    first, second = maker.make(NOON), maker.make(NOON - timedelta(hours=1))

    assert first < second


def test_two_makers_do_not_meet() -> None:
    """Each process has a clock id of its own."""
    assert TidMaker(clock_id=1).make(NOON) != TidMaker(clock_id=2).make(NOON)


def test_keys_have_the_form_that_the_server_demands() -> None:
    """Anything else is refused with "Invalid TID string"."""
    key = TidMaker().make(datetime(2099, 1, 1, tzinfo=UTC))

    assert re.fullmatch(r"[2-7a-j][2-7a-z]{12}", key)
