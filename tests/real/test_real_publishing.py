"""What the queue says stands on the network: at its time, byte for byte, once."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from PIL import Image

from domain.deliveries import DeliveryState
from tests.atproto_network.member import Member
from tests.journeys.program import wait_until
from tests.real.brand import PUT, Brand

pytestmark = pytest.mark.real

#: A post that is late by more than this has missed its moment.
PUNCTUAL_WITHIN = timedelta(seconds=5)


def draw(path: Path, side: int) -> bytes:
    """Draw a picture that no format makes smaller, and return its bytes."""
    noise = Random(1).randbytes(side * side * 3)  # noqa: S311 - a picture of noise
    Image.frombytes("RGB", (side, side), noise).save(path, "PNG")
    return path.read_bytes()


def marks(record: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the words that a record's facets mark, and as what."""
    text = record["text"].encode()
    spans = [(facet["index"], facet["features"]) for facet in record["facets"]]
    return {
        text[span["byteStart"] : span["byteEnd"]].decode(): feature
        for span, (feature,) in spans
    }


def blob(brand: Brand, image: dict[str, Any]) -> bytes:
    """Return the bytes of a picture as the server has them."""
    return httpx.get(
        f"{brand.network.direct_url}/xrpc/com.atproto.sync.getBlob",
        params={"did": brand.hands.did, "cid": image["image"]["ref"]["$link"]},
    ).content


def test_a_post_goes_out_at_its_time_and_reads_back_byte_for_byte(
    brand: Brand, fan: Member
) -> None:
    """English, Japanese, an emoji, a mention, a link, a tag, a picture: all right."""
    picture = draw(brand.folder / "media" / "night.png", 40)
    text = (
        f"Open night 🎉 with @{fan.handle}: https://makers.example/open?day=5\n"
        "今夜は工房の公開日です。ぜひ来てください！ #ものづくり"
    )
    shown = [{"file": "media/night.png", "alt": "A workbench at night 夜の作業台"}]
    at = brand.queue("open-night", text, due_in=4, media=shown)
    with brand.program.daemon() as daemon:
        sent = brand.sent("open-night")
        code = daemon.stop()
    record = brand.on_appview(sent["remote_id"])["record"]
    (image,) = record["embed"]["images"]
    feature = "app.bsky.richtext.facet#"

    assert record["text"] == text
    assert marks(record) == {
        f"@{fan.handle}": {"$type": f"{feature}mention", "did": fan.did},
        "https://makers.example/open?day=5": {
            "$type": f"{feature}link",
            "uri": "https://makers.example/open?day=5",
        },
        "#ものづくり": {"$type": f"{feature}tag", "tag": "ものづくり"},
    }
    assert image["alt"] == shown[0]["alt"]
    assert blob(brand, image) == picture
    assert len(brand.published(text)) == 1
    assert brand.requests(PUT) == 1
    assert sent["url"].endswith(sent["remote_id"].rsplit("/", 1)[1])
    assert (
        timedelta(0)
        <= datetime.fromisoformat(record["createdAt"]) - at
        <= datetime.fromisoformat(sent["sent_at"]) - at
        <= PUNCTUAL_WITHIN
    )
    assert code == 0


@pytest.mark.parametrize("deliver", [False, True], ids=["unheard", "unanswered"])
def test_a_kill_in_the_middle_of_publishing_leaves_one_post(
    brand: Brand, *, deliver: bool
) -> None:
    """kill -9 before the server hears, or before we hear the server: one post."""
    brand.network.proxy.hang(on=PUT, deliver=deliver)
    brand.queue("once", "Only once.", due_in=2)
    with brand.program.daemon() as daemon:
        wait_until(lambda: brand.requests(PUT))
        wait_until(lambda: len(brand.published("Only once.")) == int(deliver))
        daemon.kill()
        left = brand.program.delivery("once")
        brand.network.proxy.up()
        daemon.start()
        sent = brand.sent("once")
        daemon.stop()
    (post,) = brand.published("Only once.")

    assert left["state"] == "sending"
    assert post["uri"] == sent["remote_id"]
    assert sent["url"].endswith(post["uri"].rsplit("/", 1)[1])


def test_a_post_that_does_not_fit_is_refused_before_its_time(brand: Brand) -> None:
    """`check` names the file and the line; nobody finds out at midnight."""
    draw(brand.folder / "media" / "huge.png", 900)
    (brand.folder / "queue" / "too-much.yaml").write_text(
        "- id: long\n"
        "  at: 2099-01-01 09:30\n"
        f"  to: bsky\n"
        f"  text: {'長い' * 151}\n"
        "- id: heavy\n"
        "  at: 2099-01-01 09:31\n"
        "  to: bsky\n"
        "  text: Look\n"
        "  media: [{file: media/huge.png, alt: Noise}]\n"
    )
    answer = brand.program("check")

    assert answer.code == 1
    assert "queue/too-much.yaml:4" in answer.err
    assert "302 of at most 300" in answer.err
    assert "queue/too-much.yaml:9" in answer.err
    assert "more than Bluesky takes" in answer.err


def test_a_picture_that_grew_after_the_plan_fails_in_words(brand: Brand) -> None:
    """What slips past `check` is refused before it leaves, for good, and visibly."""
    picture = brand.folder / "media" / "night.png"
    draw(picture, 40)
    shown = [{"file": "media/night.png", "alt": "Noise"}]
    brand.queue("heavy", "Look", due_in=4, media=shown)
    with brand.program.daemon() as daemon:
        draw(picture, 900)
        failed = brand.when("heavy", DeliveryState.FAILED)
        daemon.stop()

    assert "night.png has 2434340 bytes" in failed["reason"]
    assert brand.published("Look") == []
    assert brand.requests("uploadBlob") == 0
