"""What every part of a file's shape is: a mapping with known keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic.fields import FieldInfo

from config.document import Path, Place, Section
from config.scalars import is_null

_E = TypeVar("_E", bound="Entry")


class Entry(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_unsaid(cls, data: object) -> object:
        """Take a key without a value as not written; `x-` keys are the writer's."""
        if not isinstance(data, Section):
            return data
        known = keys_of(cls)
        return {
            key: value
            for key, value in data.items()
            if not key.startswith("x-") and not (is_null(value) and key in known)
        }


def remains(model: type[_E], place: Place) -> _E | None:
    """Keep what is right at *place*, so that all that is wrong can be told at once.

    None means that nothing can be told; *model* must need no key.
    """
    section = place.value
    if not isinstance(section, Section):
        return None
    kept = {}
    for key, held in keys_of(model).items():
        value = _right_items(model, key, section) if held.by_name else section.get(key)
        if value is not None and _is_right(model, key, value):
            kept[key] = value
    return model.model_validate(kept)


def _right_items(model: type[Entry], key: str, section: Section) -> object:
    """Keep what is right of things that go by names: one does not hide another."""
    items = section.get(key)
    if not isinstance(items, Section):
        return items
    return {
        name: item
        for name, item in items.items()
        if _is_right(model, key, {name: item})
    }


def _is_right(model: type[Entry], key: str, value: object) -> bool:
    try:
        model.model_validate({key: value})
    except ValidationError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Held:
    """What a key holds."""

    #: None where it holds no mapping with known keys.
    entry: type[Entry] | None = None
    #: Does it hold such entries under names that the writer chose?
    by_name: bool = False


def keys_at(model: type[Entry], path: Path) -> Mapping[str, Held]:
    """Return the keys known at *path*, each with what it holds."""
    keys, is_name = keys_of(model), False
    for step in path:
        held = keys.get(step) if isinstance(step, str) and not is_name else None
        is_name = held is not None and held.by_name
        if held is not None and held.entry is not None:
            keys = keys_of(held.entry)
    return keys


def keys_of(model: type[Entry]) -> Mapping[str, Held]:
    """Return the keys of *model* as people write them, each with what it holds."""
    known = _KNOWN.get(model)
    if known is None:
        fields = model.model_fields.items()
        found = {field.alias or name: _held(field) for name, field in fields}
        known = _KNOWN[model] = MappingProxyType(found)
    return known


#: Looked up once for every mapping of every file, so worth keeping.
_KNOWN: dict[type[Entry], Mapping[str, Held]] = {}


def _held(field: FieldInfo) -> Held:
    annotation = field.annotation
    return Held(_entry(annotation), get_origin(annotation) is dict)


def _entry(annotation: Any) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    return next(filter(None, map(_entry, get_args(annotation))), None)
