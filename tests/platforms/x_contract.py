"""X's published OpenAPI document, to hold requests and answers against.

The whole document, where it lies beside the project; else the part that is recorded
here: what is published of the requests that we make.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

_RECORDED = Path(__file__).with_name("x_openapi.json")
_WHOLE = Path(__file__).parents[3] / "shared" / "data" / "x-openapi-2.167.json"
#: What 2.167 does not list, and X was seen to take all the same.
_OLDER_FIELDS = "tweet.fields"
_OLDER_EXPANSION, _NEWER_EXPANSION = "referenced_tweets.id", "referenced_posts"


class ContractError(AssertionError):
    """A request, or an answer of the pretend X, is not as published."""


@cache
def _document() -> dict[str, Any]:
    path = _WHOLE if _WHOLE.exists() else _RECORDED
    document: dict[str, Any] = json.loads(path.read_bytes())
    return document


def require_request(
    path: str, method: str, query: dict[str, list[str]], kind: str, body: Any
) -> None:
    """Do nothing if a request is as published; *path* as the document writes it.

    Raises:
        ContractError: It is not.
    """
    operation = _document()["paths"][path][method]
    known = {
        one["name"]: one for one in map(_resolved, operation.get("parameters", ()))
    }
    for name, values in query.items():
        if name in known:
            schema = known[name]["schema"]
            said = values[0].replace(_OLDER_EXPANSION, _NEWER_EXPANSION)
            _require(_typed(schema, said), schema, name)
        elif name != _OLDER_FIELDS:
            raise ContractError(f"{method} {path} takes no {name}")
    lacking = {
        name for name, one in known.items() if one.get("required") and _is_asked(one)
    } - set(query)
    if lacking:
        raise ContractError(f"{method} {path} lacks {lacking}")
    _require_body(operation.get("requestBody"), kind, body)


def _is_asked(parameter: dict[str, Any]) -> bool:
    return bool(parameter["in"] == "query")


def _require_body(told: dict[str, Any] | None, kind: str, body: Any) -> None:
    if not told or (not told.get("required") and body in (None, {})):
        return
    if kind not in told["content"]:
        raise ContractError(f"no body of {kind} is taken")
    if kind == "application/json":
        _require(body, told["content"][kind]["schema"], "the body")


def require_answer(path: str, method: str, status: int, content: Any) -> None:
    """Do nothing if a good answer is as published.

    Raises:
        ContractError: It is not.
    """
    told = _document()["paths"][path][method]["responses"][str(status)]
    _require(content, told["content"]["application/json"]["schema"], f"{path} answers")


def _typed(schema: dict[str, Any], value: str) -> Any:
    schema = _resolved(schema)
    match schema.get("type"):
        case "array":
            return value.split(",")
        case "integer":
            return int(value)
        case _:
            return value


def _resolved(one: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in one:
        found: Any = _document()
        for name in one["$ref"].split("/")[1:]:
            found = found[name]
        one = found
    return one


def _require(value: Any, schema: dict[str, Any], what: str) -> None:
    validator = _validator(json.dumps(schema, sort_keys=True))
    for error in validator.iter_errors(value):
        raise ContractError(f"{what}: {error.json_path} {error.message}"[:400])


@cache
def _validator(schema: str) -> Any:
    whole = {**json.loads(schema), "components": _document()["components"]}
    return Draft4Validator(whole)
