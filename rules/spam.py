"""Light, transparent signs of advertising. They never hide anything.

One sign makes a message less urgent, two say that it needs no reply; it stays in the
inbox with its reasons either way.
"""

import re
from collections.abc import Mapping, Sequence

from domain.judgements import Reason
from domain.phrases import phrase
from rules.wording import URL

#: From this many links on, links are a sign.
MANY_LINKS = 3
#: From this many other messages with the same words on, repetition is a sign.
MANY_COPIES = 2
#: So many signs make it advertising.
ENOUGH_SIGNS = 2

_BAIT: Mapping[str, re.Pattern[str]] = {
    "money": re.compile(
        r"\b(?:giveaway|airdrop|crypto|\w+coin|btc|forex|passive income|investors?"
        r"|earn (?:up to )?[$€£]?\d+|make money|onlyfans|casino|betting|loans?)\b"
        r"|副業|稼げ|稼ぐ方法|儲か|不労所得|仮想通貨|投資(?:法|術|案件)|日給|月収\d|高収入"
        r"|現金プレゼント",
        re.IGNORECASE,
    ),
    "lure": re.compile(
        r"\b(?:(?:been|were) selected (?:for|to|as)|claim (?:now|it|your|before)"
        r"|pre-?sale|(?:guaranteed (?:returns?|profits?|income))"
        r"|(?:returns?|profits?) guaranteed|act now|100% free)\b"
        r"|誰でも(?:簡単|カンタン)|先着\d+名様|今だけ(?:無料|限定)|必ず(?:儲|稼|当た)",
        re.IGNORECASE,
    ),
    "contact": re.compile(
        r"\b(?:dm (?:me (?:to|for|now|if)|for|now)|whatsapp|telegram|t\.me/"
        r"|(?:check|link in|see) (?:my |the )?(?:bio|profile)|inbox me)"
        r"|(?:公式)?LINE(?:を|に)?(?:追加|登録)|プロフ(?:ィール)?(?:の|に|から).{0,4}リンク"
        r"|(?:詳細|詳しく|興味).{0,8}DM|DMまで|固定(?:ツイ|ポスト)",
        re.IGNORECASE,
    ),
    "growth": re.compile(
        r"\b(?:(?:get|gain|buy|more|free|\d+k?) (?:real )?followers|follow back|f4f"
        r"|promote (?:it|your)|boost your|grow your (?:account|page|audience))\b"
        r"|相互フォロー|フォロバ|フォロワー(?:を)?(?:増や|購入|販売)|拡散希望",
        re.IGNORECASE,
    ),
}


def spam_signs(
    text: str, links: Sequence[str] = (), same_words: int = 0
) -> tuple[Reason, ...]:
    """Return every sign of advertising, in words."""
    return (*_bait(text), *_many_links(text, links), *_copies(same_words))


def _bait(text: str) -> list[Reason]:
    found = {code: pattern.search(text) for code, pattern in _BAIT.items()}
    return [
        Reason(
            f"spam_{code}",
            phrase("uses words of advertising: “{word}”", word=match.group()),
        )
        for code, match in found.items()
        if match
    ]


def _many_links(text: str, links: Sequence[str]) -> list[Reason]:
    count = max(len(links), len(URL.findall(text)))
    if count < MANY_LINKS:
        return []
    return [Reason("spam_links", phrase("has {count} links", count=str(count)))]


def _copies(same_words: int) -> list[Reason]:
    if same_words < MANY_COPIES:
        return []
    words = phrase(
        "this person sent the same words {count} times", count=str(same_words + 1)
    )
    return [Reason("spam_copies", words)]
