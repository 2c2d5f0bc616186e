"""Reads the kept copies of media files, and makes sure of what they hold."""

from hashlib import sha256

from domain.errors import RefusedError
from domain.phrases import phrase
from domain.posts import KeptMedia


def content_of(media: KeptMedia) -> bytes:
    """Return a kept file's bytes.

    Raises:
        RefusedError: They are not what they were when the post was frozen.
    """
    try:
        content = media.path.read_bytes()
    except OSError as error:
        raise RefusedError(
            phrase("{file} can no longer be read.", file=media.name)
        ) from error
    if sha256(content).hexdigest() != media.sha256:
        raise RefusedError(
            phrase("{file} was changed after the fact.", file=media.name)
        )
    return content
