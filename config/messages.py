"""Read what will be seen: text and media, of a post or of a part of its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.document import Place, Section, Series
from config.findings import Findings
from config.fitting import misfits, text_place
from config.media import Picture, picture
from config.queue_schema import UNREADABLE, MessageEntry
from config.values import WrongValueError
from domain.capabilities import Capabilities
from domain.phrases import Phrase, phrase
from domain.posts import MediaFile, Message


@dataclass(frozen=True, slots=True)
class Messages:
    """Reads messages, each checked against the platforms it goes to."""

    #: The project's, resolved.
    folder: Path
    findings: Findings

    def post(
        self, entry: MessageEntry, targets: Sequence[Capabilities], place: Place
    ) -> Message:
        """Return what is seen of the post at *place* itself."""
        lack = phrase("a post needs a text, or something to show under 'media'")
        return self._message(entry, targets, place, lack)

    def thread(
        self,
        entries: Sequence[MessageEntry],
        targets: Sequence[Capabilities],
        place: Place,
    ) -> tuple[Message, ...]:
        """Return what follows in the thread that is written at *place*."""
        if entries:
            self._check_answers(targets, place)
        lack = phrase("a part needs a text, or something to show under 'media'")
        return tuple(
            self._message(entry, targets, place.child(number), lack)
            for number, entry in enumerate(entries)
            if entry is not UNREADABLE
        )

    def _check_answers(self, targets: Sequence[Capabilities], place: Place) -> None:
        self.findings.add(
            place.key_problem(
                phrase("{platform} knows no threads", platform=target.title),
                "no-threads",
            )
            for target in targets
            if not target.can_reply
        )

    def _message(
        self,
        entry: MessageEntry,
        targets: Sequence[Capabilities],
        place: Place,
        lack: Phrase,
    ) -> Message:
        self._check_words(entry, place, lack)
        pictures = [
            self._picture(said.file, place.child("media", number, "file"))
            for number, said in enumerate(entry.media)
        ]
        self.findings.add(misfits(entry, pictures, targets, place))
        media = (
            MediaFile(seen.path, said.alt)
            for seen, said in zip(pictures, entry.media, strict=True)
            if seen is not None
        )
        return Message(entry.text, tuple(media))

    def _check_words(self, entry: MessageEntry, place: Place, lack: Phrase) -> None:
        written, shown_too = place.child("text").value, place.child("media").value
        if not (entry.text or shown_too or isinstance(written, Section | Series)):
            problem = text_place(place).key_problem(lack, "nothing-to-say")
            self.findings.add([problem])

    def _picture(self, name: str, place: Place) -> Picture | None:
        try:
            return picture(name, self.folder)
        except WrongValueError as error:
            self.findings.add([place.problem(error.phrase, error.name)])
            return None
