"""Reading JSON that strangers wrote, as every connector does it."""

from connectors.json_paths import (
    Json,
    at,
    moment_at,
    number_at,
    object_at,
    objects_at,
    text_at,
    texts_at,
)

__all__ = [
    "Json",
    "at",
    "moment_at",
    "number_at",
    "object_at",
    "objects_at",
    "text_at",
    "texts_at",
]
