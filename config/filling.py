"""Fills texts: `{{name}}` by its value, `@{name}` by a person's handle. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from config.document import shown
from config.guess import did_you_mean, one_of
from config.people import People
from domain.phrases import Phrase, phrase

_BRACES = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"\w[\w.-]*")
_MENTION = re.compile(r"@\{([^{}\n]*)\}")

#: What is wrong with a text, and its name in `domain.findings`.
Complaint = tuple[Phrase, str]


def has_names(text: str) -> bool:
    """May there be anything to be filled in?"""
    return "{{" in text or "@{" in text


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands for the names in a text, on one platform."""

    values: Mapping[str, str]
    people: People
    #: The platform's name; "" where it is not known: then nobody has a handle.
    platform: str = ""
    #: The platform's name as people write it.
    title: str = ""

    def filled(self, text: str) -> str:
        """Return *text* with all that is known filled in; the rest stays.

        What is filled in is not looked through again.
        """
        if not has_names(text):
            return text
        # Handles first: a value may hold "@{", which then is nobody's name.
        text = _MENTION.sub(self._handle, text)
        return _BRACES.sub(self._value, text)

    def complaints(self, text: str) -> Iterator[Complaint]:
        """Say what in *text* cannot be filled in."""
        if not has_names(text):
            return
        for found in dict.fromkeys(_MENTION.findall(text)):
            yield from self._about_mention(_name(found))
        for found in dict.fromkeys(_BRACES.findall(text)):
            yield from self._about_value(_name(found))

    def _value(self, found: re.Match[str]) -> str:
        return self.values.get(_name(found[1]), found[0])

    def _handle(self, found: re.Match[str]) -> str:
        handles = self.people.handles(_name(found[1])) or {}
        handle = handles.get(self.platform)
        return f"@{handle}" if handle else found[0]

    def _about_value(self, name: str) -> Iterator[Complaint]:
        if not _NAME.fullmatch(name):
            what = phrase(
                "only a name can stand between '{open}' and '{close}', such as "
                "{like}; '{name}' is none",
                open="{{",
                close="}}",
                like="{{place}}",
                name=shown(name),
            )
            yield what, "unknown-name"
        elif name not in self.values:
            what = phrase(
                "nothing is said for {name} under 'values', in the post, its file, "
                "its campaign or kairanban.yaml{guess}",
                name="{{" + shown(name) + "}}",
                guess=did_you_mean(name, self.values),
            )
            yield what, "unknown-name"

    def _about_mention(self, name: str) -> Iterator[Complaint]:
        handles = self.people.handles(name)
        if handles is None and self.people.names is not None:
            names = self.people.names
            what = phrase(
                "there is nobody called '{name}' in people.yaml{choices}",
                name=shown(name),
                choices=one_of(name, names) if names else "",
            )
            yield what, "unknown-person"
        elif handles is not None and self.platform and self.platform not in handles:
            what = phrase(
                "{name} has no handle on {platform} in people.yaml; add it, or say it "
                "otherwise there under 'variants'",
                name=shown(name),
                platform=self.title,
            )
            yield what, "no-handle"


def _name(found: str) -> str:
    return normalize("NFC", found.strip())
