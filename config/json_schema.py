"""The shape of our files as JSON Schema, made of the same models that read them.

A new key, or a new kind of entry, is in it by itself. It is a little more lenient than
we are: what only the whole project can tell (does the account exist?) it lets pass.
"""

import types
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from enum import Enum
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainValidator
from pydantic.fields import FieldInfo
from pydantic.json_schema import WithJsonSchema

from config.campaign_schema import CampaignFileEntry
from config.entry import Entry
from config.json_kinds import BESIDE, KINDS, NO_MAPPING, NOTHING, SCALAR, Schema
from config.people import PersonEntry
from config.queue_schema import FrameEntry, PostEntry
from config.schema import AccountEntry, ProjectEntry
from config.schema_line import (
    CAMPAIGN_SCHEMA,
    PEOPLE_SCHEMA,
    PROJECT_SCHEMA,
    QUEUE_SCHEMA,
)
from config.values import one_or_many, words_of
from connectors.setup import Platform

_DIALECT = "http://json-schema.org/draft-07/schema#"

#: Types of which there is no telling but by one word.
_WORDS = frozenset({str, int, bool, timedelta, date, time, ZoneInfo})

#: What a key means, by its entry and its name.
Meanings: TypeAlias = Mapping[tuple[type[Entry], str], str]
_Definitions: TypeAlias = dict[str, Schema]


def schemas(
    platforms: Mapping[str, Platform], meanings: Meanings
) -> Mapping[str, Schema]:
    """Return the schema of each kind of file, by the name under which it is kept."""
    return {
        PROJECT_SCHEMA: _Writer(platforms, meanings).project(),
        QUEUE_SCHEMA: _Writer(platforms, meanings).queue(),
        CAMPAIGN_SCHEMA: _Writer(platforms, meanings).campaign(),
        PEOPLE_SCHEMA: _Writer(platforms, meanings).people(),
    }


class _Writer:
    """Writes one schema; entries that occur in several places are written once."""

    def __init__(self, platforms: Mapping[str, Platform], meanings: Meanings) -> None:
        self._platforms = platforms
        self._meanings = meanings
        self._definitions: _Definitions = {}

    def project(self) -> Schema:
        """Return the schema of `kairanban.yaml`."""
        return self._whole("kairanban.yaml", self._entry(ProjectEntry))

    def queue(self) -> Schema:
        """Return the schema of `queue/*.yaml`: a list, or a mapping with `posts`."""
        posts, frame = self._posts(), self._entry(FrameEntry)
        return self._whole("queue/*.yaml", {"anyOf": [posts, frame, NOTHING]})

    def campaign(self) -> Schema:
        """Return the schema of `campaigns/*.yaml`."""
        entry = self._entry(CampaignFileEntry)
        return self._whole("campaigns/*.yaml", _or(entry, NOTHING))

    def people(self) -> Schema:
        """Return the schema of `people.yaml`: people by their names."""
        person = self._entry(PersonEntry)
        people = {"type": "object", "additionalProperties": _or(person, NOTHING)}
        return self._whole("people.yaml", _or(people, NOTHING))

    def _whole(self, title: str, schema: Schema) -> Schema:
        return {
            "$schema": _DIALECT,
            "title": title,
            **schema,
            "definitions": dict(sorted(self._definitions.items())),
        }

    def _entry(self, model: type[Entry]) -> Schema:
        name = model.__name__.removesuffix("Entry")
        if name not in self._definitions:
            self._definitions[name] = {}  # so that an entry may hold its like
            self._definitions[name] = self._mapping(model)
        return {"$ref": f"#/definitions/{name}"}

    def _mapping(self, model: type[Entry]) -> Schema:
        fields = model.model_fields.items()
        named = {field.alias or name: field for name, field in fields}
        found: dict[str, Any] = {
            "type": "object",
            "properties": {
                key: self._key(model, key, field) for key, field in named.items()
            },
            "patternProperties": {"^x-": {}},
            "additionalProperties": model.model_config.get("extra") == "allow",
        }
        if needed := [key for key, field in named.items() if field.is_required()]:
            found["required"] = needed
        if model.__doc__:
            found["description"] = model.__doc__.partition("\n")[0]
        return found

    def _key(self, model: type[Entry], key: str, field: FieldInfo) -> Schema:
        """Return what stands behind a key; one without a value is as if not written."""
        schema = self._read_one_by_one(key, field) or self._annotated(
            field.annotation, field.metadata
        )
        if not field.is_required():
            schema = _or(schema, NOTHING)
        meaning = self._meaning(model, key)
        if not meaning:
            return schema
        # Beside "$ref", draft 7 looks at nothing else.
        whole = {"allOf": [schema]} if "$ref" in schema else schema
        return {**whole, "description": meaning}

    def _meaning(self, model: type[Entry], key: str) -> str:
        """Return what a key means there, or where the entry has it from."""
        above = (one for one in model.__mro__ if issubclass(one, Entry))
        found = (self._meanings.get((one, key), "") for one in above)
        return next(filter(None, found), "")

    def _read_one_by_one(self, key: str, field: FieldInfo) -> Schema | None:
        """Return what stands behind a key whose things are read one after the other."""
        if field.annotation is not Any:
            return None
        return {"posts": self._posts, "accounts": self._accounts}.get(
            key, lambda: None
        )()

    def _posts(self) -> Schema:
        """Return a list of posts."""
        return {"type": "array", "items": self._entry(PostEntry)}

    def _accounts(self) -> Schema:
        """Return accounts by their names; each as its platform has it."""
        cases = []
        for platform in self._platforms.values():
            name = f"Account on {platform.name}"
            self._definitions[name] = self._account(platform)
            is_it = {"properties": {"platform": {"const": platform.name}}}
            ref = {"$ref": f"#/definitions/{name}"}
            cases.append({"if": is_it, "then": ref})
        names = {"enum": list(self._platforms)}
        one = {
            "type": "object",
            "required": ["platform"],
            "properties": {"platform": names},
            "allOf": cases,
        }
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"},
            "additionalProperties": one,
        }

    def _account(self, platform: Platform) -> Schema:
        known = dict(self._mapping(AccountEntry))
        options = {
            option.name: {**_or(SCALAR, NOTHING), "description": str(option.meaning)}
            for option in platform.options
        }
        needed = [one.name for one in platform.options if one.default is None]
        needed += ["handle"] if platform.needs_handle else []
        return {
            **known,
            "properties": {**known["properties"], **options},
            "required": [*known["required"], *needed],
            "additionalProperties": False,
        }

    def _annotated(self, annotation: Any, metadata: list[Any]) -> Schema:
        """Return what a type takes, given what reads it before."""
        while get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            metadata = [*more, *metadata]
        for mark in metadata:
            if isinstance(mark, WithJsonSchema) and mark.json_schema is not None:
                return mark.json_schema
            if isinstance(mark, PlainValidator):
                return _kind(annotation, mark.func)
        readers = [m.func for m in metadata if isinstance(m, BeforeValidator)]
        return self._read(self._typed(annotation), readers)

    def _typed(self, annotation: Any) -> Schema:
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin in {Union, types.UnionType}:
            kinds = [one for one in inner if one is not type(None)]
            return _or(*(self._annotated(one, []) for one in kinds))
        if origin is tuple:
            return {"type": "array", "items": self._annotated(inner[0], [])}
        if origin is dict:
            return self._by_name(*inner)
        if isinstance(annotation, type) and issubclass(annotation, Entry):
            return self._entry(annotation)
        return SCALAR if annotation is str else {}

    def _by_name(self, name: Any, value: Any) -> Schema:
        names = self._annotated(name, [])
        found = {
            "type": "object",
            "additionalProperties": self._annotated(value, []),
        }
        pattern = names.get("pattern")
        return {**found, "propertyNames": {"pattern": pattern}} if pattern else found

    def _read(self, schema: Schema, readers: list[Any]) -> Schema:
        """Widen a schema by what is read before it is judged.

        A list may stand alone; what reads a mapping from a mere word takes the word.
        """
        for reader in readers:
            if reader in {one_or_many, words_of}:
                schema = _or(schema["items"], schema)
            else:
                schema = _or(schema, *BESIDE.get(reader, (NO_MAPPING,)))
        return schema


def _kind(annotation: Any, reader: Any) -> Schema:
    """Return what a reader takes: as listed, a choice of words, or else anything."""
    if reader in KINDS:
        return KINDS[reader]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {"enum": [str(member.value) for member in annotation]}
    return SCALAR if annotation in _WORDS else {}


def _or(*schemas: Schema) -> Schema:
    """Return what any of them takes, each named once."""
    found: list[Schema] = []
    for one in _flat(schemas):
        if one not in found:
            found.append(one)
    return found[0] if len(found) == 1 else {"anyOf": found}


def _flat(schemas: tuple[Schema, ...]) -> Iterator[Schema]:
    for schema in schemas:
        inner = schema.get("anyOf")
        if inner is not None and set(schema) == {"anyOf"}:
            yield from inner
        else:
            yield schema
