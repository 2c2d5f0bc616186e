"""What of a text are a person's own words, and what is dressing or quotation."""

import re
import unicodedata

#: Ends before "?" and the like: those belong to the sentence around the address.
URL = re.compile(r"(?:https?://|www\.)[!-~]*[A-Za-z0-9/=_&#%~-]", re.IGNORECASE)

#: "@aiko.test", "@aiko@example.org"; ASCII only, as "@aikoさん" goes on in Japanese.
MENTION = re.compile(r"(?<![A-Za-z0-9])[@＠][A-Za-z0-9_.-]+(?:@[A-Za-z0-9.-]+)?")

TAG = re.compile(r"(?<!\S)[#＃][^\s#＃]+")

#: Emoji and other pictures; also the invisible marks that join or vary them.
EMOJI = re.compile(
    "[©®™\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
    "\u200d\u20e3\ufe0e\ufe0f\U000e0020-\U000e007f]+"
)

_SHRUG = "¯\\_(ツ)_/¯"

_QUOTED = re.compile(
    r"^[ \t]*[>＞].*$"
    r'|"[^"\n]*"|“[^”]*”|「[^」]*」|『[^』]*』',
    re.MULTILINE,
)


def undressed(text: str) -> str:
    """Return *text* without addresses, mentions, tags, emoji and the shrug."""
    bare = text.replace(_SHRUG, " ")
    for dressing in (URL, MENTION, TAG, EMOJI):
        bare = dressing.sub(" ", bare)
    return bare.strip()


def own_words(text: str) -> str:
    """Return what the writer says themselves, in one width of letters.

    Addresses and mentions go, quotations go unless nothing else is left, and
    full-width signs become plain ones ("？" reads "?").
    """
    bare = MENTION.sub(" ", URL.sub(" ", text))
    own = _QUOTED.sub(" ", bare)
    kept = own if undressed(own) else bare
    return unicodedata.normalize("NFKC", kept).replace("’", "'").strip()
