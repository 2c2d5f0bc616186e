"""Does the writer want something of us without putting it as a question?"""

import re
from collections.abc import Mapping

from domain.judgements import Language
from rules.wording import own_words

_ENGLISH = re.compile(
    r"\b(?:please|pls|plz|help (?:me|us|with|needed|wanted)|need (?:some )?help"
    r"|i need|we need|let (?:me|us) know|thanks in advance|feature request"
    r"|would (?:love|like) (?:to see|it if|an? )|i wish|looking for (?:a|an|the|some)"
    r"|get back to (?:me|us)|contact me)\b",
    re.IGNORECASE,
)

#: Kind formulas (よろしくお願いします, 頑張ってください) only look like requests.
_JAPANESE = re.compile(
    r"(?<!よろしく)(?<!宜しく)お願い(?:し|いた|致)"
    r"|(?<!頑張って)(?<!がんばって)(?<!無理しないで)(?<!お大事にして)(?:ください|下さい)"
    r"|て(?:ほしい|欲しい|もらいたい|いただきたい|頂きたい|もらえ|いただけ|頂け)"
    r"|助けて|困って(?:い|る|ま)|要望|希望し"
)

_REQUESTS: Mapping[Language, re.Pattern[str]] = {
    Language.ENGLISH: _ENGLISH,
    Language.JAPANESE: _JAPANESE,
}


def is_request(text: str, language: Language) -> bool:
    """Does the writer ask for help, an answer or a change?"""
    pattern = _REQUESTS.get(language)
    return bool(pattern and pattern.search(own_words(text)))
