"""Does it need a reply, how soon, and why?

Three steps: what settles the matter at once (`_settled`), what calls for a reply
(`rules.calls`), what makes it more or less pressing (`_weighed`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.items import InboxEntry
from domain.judgements import Judgement, Language, Priority, Reason, ToneLabel
from domain.phrases import phrase
from domain.project import DEFAULT_REPLY_WITHIN
from rules.addressed import REASONS
from rules.calls import Call, calls
from rules.context import Context
from rules.sentiment import shown
from rules.signs import Signs, read_signs
from rules.spam import ENOUGH_SIGNS


@dataclass(frozen=True, slots=True)
class _Verdict:
    needs_reply: bool
    priority: Priority
    reasons: tuple[Reason, ...]


def judge(
    entry: InboxEntry,
    context: Context,
    now: datetime,
    reply_within: Mapping[Priority, timedelta],
) -> Judgement:
    """Decide on *entry*. A priority missing in *reply_within* has its usual time."""
    signs = read_signs(entry, context)
    verdict = _settled(entry, context, signs) or _weighed(signs, calls(signs))
    within = {**DEFAULT_REPLY_WITHIN, **reply_within}[verdict.priority]
    return Judgement(
        language=signs.language,
        tone=signs.tone,
        is_question=signs.is_question,
        is_addressed_to_us=signs.address.is_to_us,
        needs_reply=verdict.needs_reply,
        priority=verdict.priority,
        due_at=entry.item.created_at + within if verdict.needs_reply else None,
        reasons=verdict.reasons,
        judged_at=now,
    )


def _settled(entry: InboxEntry, context: Context, signs: Signs) -> _Verdict | None:
    if context.is_us(entry.item.author):
        return _no(Reason("by_us", phrase("written by one of us")))
    if len(signs.spam) >= ENOUGH_SIGNS:
        looks = Reason("spam", phrase("looks like advertising"))
        return _no(looks, *signs.spam)
    if context.answered_at is not None:
        return _no(Reason("answered", phrase("we have answered later in the thread")))
    return None


def _weighed(signs: Signs, grounds: tuple[Call, ...]) -> _Verdict:
    if not grounds:
        return _no(*_nothing_to_answer(signs), *_tone(signs))
    priority = max(call.priority for call in grounds)
    for step in (_for_others, _for_newcomers, _for_spam):
        priority = step(signs, priority)
    told = [call.reason for call in grounds if call.reason is not None]
    return _Verdict(
        needs_reply=True, priority=priority, reasons=(*told, *_around(signs, told))
    )


def _for_others(signs: Signs, priority: Priority) -> Priority:
    """What is not said to us is one step less pressing."""
    return priority if signs.address.is_to_us else _lower(priority)


def _for_newcomers(signs: Signs, priority: Priority) -> Priority:
    """A first message is one step more pressing, but never urgent by that."""
    is_first = signs.is_newcomer and signs.address.is_to_us
    if is_first and priority < Priority.HIGH:
        return Priority(priority + 1)
    return priority


def _for_spam(signs: Signs, priority: Priority) -> Priority:
    return _lower(priority) if signs.spam else priority


def _lower(priority: Priority) -> Priority:
    return Priority(max(priority - 1, Priority.LOW))


def _around(signs: Signs, told: list[Reason]) -> list[Reason]:
    """Return what else there is to say: to whom, in what tone, who, advertising."""
    reasons = [REASONS[signs.address]]
    if not any(reason.code == "angry" for reason in told):
        reasons += _tone(signs)
    if signs.is_newcomer:
        words = phrase("first message from this person")
        reasons.append(Reason("newcomer", words))
    return [*reasons, *signs.spam]


def _tone(signs: Signs) -> list[Reason]:
    if signs.tone is None:
        return _no_score(signs)
    score = shown(signs.tone)
    if signs.tone.label is ToneLabel.POSITIVE:
        words = phrase("sounds pleased (tone {score})", score=score)
        return [Reason("tone", words)]
    if signs.tone.label is ToneLabel.NEGATIVE:
        words = phrase("sounds displeased (tone {score})", score=score)
        return [Reason("tone", words)]
    return []


def _no_score(signs: Signs) -> list[Reason]:
    if signs.is_wordless or signs.is_closing:
        return []
    if signs.language is Language.JAPANESE:
        return [Reason("no_score", phrase("no tone score for Japanese"))]
    return [Reason("no_score", phrase("no tone score for this language"))]


def _nothing_to_answer(signs: Signs) -> list[Reason]:
    return [_why_nothing(signs), REASONS[signs.address], *signs.spam]


def _why_nothing(signs: Signs) -> Reason:
    if signs.is_wordless:
        return Reason("wordless", phrase("no words; nothing to answer"))
    if signs.says_thanks:
        return Reason("thanks", phrase("said thanks; nothing to answer"))
    if signs.is_closing:
        return Reason("closing", phrase("ends the conversation; nothing to answer"))
    return Reason("statement", phrase("asks nothing of us"))


def _no(*reasons: Reason) -> _Verdict:
    return _Verdict(needs_reply=False, priority=Priority.LOW, reasons=reasons)
