"""The part of the SARIF 2.1.0 schema that we use, as OASIS publishes it.

What each object requires, takes, and takes nothing beside:
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json
"""

from typing import Any

_TEXT = {"type": "string"}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_MESSAGE = _object("text", text=_TEXT)
_RULE = _object(
    "id",
    id=_TEXT,
    shortDescription=_MESSAGE,
    helpUri={"type": "string", "format": "uri"},
    defaultConfiguration=_object(level=_LEVEL),
)
_REGION = _object(
    startLine={"type": "integer", "minimum": 1},
    startColumn={"type": "integer", "minimum": 1},
)
_FILE = _object(uri={"type": "string", "pattern": r"^[^\s\\]+$"}, uriBaseId=_TEXT)
_LOCATION = _object(
    physicalLocation=_object("artifactLocation", artifactLocation=_FILE, region=_REGION)
)
_RESULT = _object(
    "message",
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=_LEVEL,
    message=_MESSAGE,
    locations=_array(_LOCATION),
    suppressions=_array(_object("kind", kind={"enum": ["inSource", "external"]})),
)
_DRIVER = _object(
    "name",
    name=_TEXT,
    version=_TEXT,
    informationUri={"type": "string", "format": "uri"},
    rules=_array(_RULE) | {"uniqueItems": True},
)
_RUN = _object(
    "tool",
    tool=_object("driver", driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_array(_RESULT),
)

SCHEMA = _object(
    "version",
    "runs",
    version={"enum": ["2.1.0"]},
    runs=_array(_RUN),
) | {"$schema": "http://json-schema.org/draft-07/schema#"}
SCHEMA["properties"]["$schema"] = {"type": "string", "format": "uri"}
