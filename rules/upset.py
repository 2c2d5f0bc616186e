"""Signs that somebody has trouble with us, is angry, or that it is grave.

Plain word lists: a word can mislead, so the reason always names the word that was
found. Words in both languages are looked for in every text, because people mix them.
"""

import re
from collections.abc import Mapping
from enum import IntEnum

from rules.wording import own_words


class Heat(IntEnum):
    """How hot it is; a higher number is hotter."""

    #: Something does not work, did not come, should be paid back, cannot wait.
    TROUBLE = 1
    #: The writer is angry.
    ANGER = 2
    #: Fraud, law, leaks, a public storm: cannot wait for the afternoon.
    GRAVE = 3


_NOT = r"(?:not|n't|nt|never)"

_SIGNS: Mapping[Heat, re.Pattern[str]] = {
    Heat.TROUBLE: re.compile(
        r"\b(?:refund\w*|money back|chargeback|broken|broke|faulty|defective"
        rf"|(?:is|are|do|does|did|wo|has|have)[ ]?{_NOT} (?:work\w*|load\w*|arriv\w*"
        r"|open\w*|start\w*|connect\w*)"
        r"|never (?:arrived|came|worked|got|received)|not working|stop(?:ped|s) working"
        r"|crash(?:es|ed|ing)|bugs?|buggy|glitch\w*|errors?"
        r"|(?:can't|cannot|cant|unable to) (?:log ?in|sign ?in|open|access|install"
        r"|download|connect|pay|play|use|load|buy|update)"
        r"|overcharged|charged twice|still waiting|no (?:reply|response|answer)"
        r"|nobody (?:replies|answers|responds)|complain\w*|cancel my"
        r"|asap|urgent(?:ly)?|emergency)\b"
        r"|返金|お?金を?返し|返品|払い戻し|壊れ|動か(?:ない|なく|なかった|ず)|動きません|動作し(?:ない|ません)"
        r"|使え(?:ない|なく|なかった|ません|ず)|(?:繋|つな)がら(?:ない|なく|ず)|(?:繋|つな)がりません"
        r"|開け(?:ない|ません)|開か(?:ない|ず)|開きません|届か(?:ない|なかった|ず)|届いてい?(?:ない|なく|ません)"
        r"|届きません|ログインでき(?:ない|なく|ません|ず)|起動し(?:ない|ません)|強制終了|フリーズ"
        r"|アプリが?落ち|不具合|バグ|エラー|文字化け|不良品|二重(?:請求|課金)"
        r"|返(?:事|信|答)が?(?:ない|なく|来ない|来ません|ありません)|無視され|苦情|クレーム|解約"
        r"|至急|緊急",
        re.IGNORECASE,
    ),
    Heat.ANGER: re.compile(
        r"\b(?:unacceptable|terrible|awful|horrible|worst|disgust\w*|ridiculous"
        r"|useless|furious|angry|fed up|pissed|outrag\w*|shame on|rip-?off|boycott\w*"
        r"|garbage|pathetic|joke of a|ruined|disappoint\w*)\b"
        r"|最悪|ひど[いす]|酷[いす]|ふざけ|許せ(?:ない|ません)|許さない|激怒|怒って|腹が?立"
        r"|金返せ|不満|がっかり|失望|納得(?:でき|いか|がいか)|イライラ|むかつ|ムカつ|不快"
        r"|謝罪し|ありえない|あり得ない"
        "|[😡🤬💢👿]",
        re.IGNORECASE,
    ),
    Heat.GRAVE: re.compile(
        r"\b(?:scam(?:s|med|mer|mers|ming)?|frauds?|fraudulent|lawsuit|lawyers?"
        r"|suing|sue you|legal action|hacked|data (?:breach|leak)|leaked"
        r"|police|injur(?:y|ed|ies)|harass\w*|doxx?\w*)\b"
        r"|詐欺|訴え|訴訟|弁護士|消費者センター|消費生活センター|法的|警察|炎上"
        r"|(?:情報|データ|個人).{0,4}(?:流出|漏洩|漏えい|漏れ)|乗っ取ら|怪我|ケガ"
        r"|誹謗中傷|嫌がらせ",
        re.IGNORECASE,
    ),
}


def heat_of(text: str) -> Mapping[Heat, str]:
    """Return the kinds of heat in *text*, each with the first word that shows it."""
    own = own_words(text)
    found = {heat: sign.search(own) for heat, sign in _SIGNS.items()}
    return {heat: match.group().lower() for heat, match in found.items() if match}
