"""Words that end a conversation: thanks, agreement, laughter, a heart."""

import re

from domain.judgements import Language
from rules.wording import own_words, undressed

_ENGLISH = re.compile(
    r"\b(?:thanks|thank|thx|ty|tysm|cheers|you|u|so|very|much|a lot|ok|okay|k|great"
    r"|cool|nice|awesome|amazing|perfect|lovely|wow|yay|yes|yeah|yep|yup|sure|got it"
    r"|will do|understood|noted|agreed|true|same|exactly|indeed|congrats"
    r"|congratulations|lol|lmao|rofl|(?:ha){2,}h?|(?:he){2,}|np|no problem|no worries"
    r"|you're welcome|good night|well done|love (?:it|this)|again|and|the|for|all"
    r"|team|everyone|guys)\b"
)

_THANKS = re.compile(r"\b(?:thanks|thank (?:you|u)|thx|tysm|cheers)\b", re.IGNORECASE)
#: "Thanks for nothing" thanks nobody; "thanks in advance" wants something.
_NO_THANKS = re.compile(
    r"\b(?:no thanks|thanks (?:for nothing|in advance|but))\b", re.IGNORECASE
)
_JAPANESE_THANKS = re.compile(
    r"ありがと|有難う|有り難う|あざす|あざっす|助かりま|助かった|感謝"
)

_JAPANESE = re.compile(
    r"ありがとう?|有難う|有り難う|あざっ?す|感謝(?:です|します|しています)?"
    r"|助かりました|助かります|助かった"
    r"|了解(?:です|しました|いたしました)?|承知(?:です|しました|いたしました)?"
    r"|(?:わか|分か)り(?:ました|ます)|なるほど|そう(?:なん|だったん)?ですか"
    r"|そうなんだ|そうですね|いいね|すごい|すげー|最高|さすが|神|かわいい|可愛い"
    r"|おめでとう|お(?:つか|疲)れ(?:さま|様)?|楽しみ(?:にして(?:い)?ます)?"
    r"|よろしくお願い(?:し|いたし|致し)ます|頑張ってください"
    r"|はい|うん|おk|ok|おー|わーい|やった|草|笑|汗|泣|w|\^|orz"
)
#: What stands around those words and says nothing alone.
_JAPANESE_AROUND = re.compile(
    r"どうも|本当に|ほん(?:とう|と)に|とても|めっちゃ|すごく|いつも|(?:早速|さっそく)の"
    r"|迅速な|丁寧な|対応|回答|返信|返事|連絡|説明|こちらこそ|わざわざ"
    r"|教えて(?:くれて|いただき|いただいて)|ございま(?:す|した)|でした|ました|です"
    r"|[ごおねよなあーっ〜~]"
)

_MARKS = re.compile(r"[^\w'~〜^]+|_+")


def is_wordless(text: str) -> bool:
    """Is there nothing but emoji, signs, names and addresses?"""
    return not any(letter.isalnum() for letter in undressed(text))


def is_closing(text: str, language: Language) -> bool:
    """Is all of *text* thanks, agreement or laughter, so that nothing is left open?"""
    plain = _MARKS.sub(" ", undressed(own_words(text)).lower())
    words, around = _closing_words(language)
    rest = words.sub("", plain)
    if around is not None and rest != plain:
        rest = around.sub("", rest)
    return rest != plain and not rest.strip()


def says_thanks(text: str) -> bool:
    """Does the writer thank somebody, among other words?"""
    own = own_words(text)
    thanks = _THANKS.search(own) and not _NO_THANKS.search(own)
    return bool(thanks or _JAPANESE_THANKS.search(own))


def _closing_words(
    language: Language,
) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    if language is Language.JAPANESE:
        return _JAPANESE, _JAPANESE_AROUND
    return _ENGLISH, None
