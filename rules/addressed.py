"""Whom does somebody speak to?"""

from enum import StrEnum

from domain.items import Item, ItemKind
from domain.judgements import Reason
from domain.phrases import phrase
from rules.context import Context
from rules.wording import MENTION


class Address(StrEnum):
    """How an item is directed at us."""

    #: It names our account.
    BY_NAME = "by_name"
    #: It answers or comments on something of ours.
    TO_OUR_POST = "to_our_post"
    #: It shows our post to the writer's own readers.
    QUOTES_US = "quotes_us"
    #: A member talks to another member, and we can hear it.
    AMONG_MEMBERS = "among_members"

    @property
    def is_to_us(self) -> bool:
        """Do they speak to us?"""
        return self in {Address.BY_NAME, Address.TO_OUR_POST}


REASONS = {
    Address.BY_NAME: Reason("by_name", phrase("speaks to us by name")),
    Address.TO_OUR_POST: Reason("to_our_post", phrase("answers a post of ours")),
    Address.QUOTES_US: Reason("quotes_us", phrase("quotes a post of ours")),
    Address.AMONG_MEMBERS: Reason(
        "among_members", phrase("talks to another member, not to us")
    ),
}


def address_of(item: Item, context: Context) -> Address:
    """Tell whom *item* speaks to.

    A parent that nobody knows counts as ours: the inbox knows the members' words,
    and to look once too often is better than to leave somebody without an answer.
    """
    names_us = item.mentions_us or item.kind is ItemKind.MENTION
    if names_us or _writes_our_name(item.text, context):
        return Address.BY_NAME
    if item.kind is ItemKind.QUOTE:
        return Address.QUOTES_US
    if item.parent is not None and context.parent_is_ours is False:
        return Address.AMONG_MEMBERS
    return Address.TO_OUR_POST


def _writes_our_name(text: str, context: Context) -> bool:
    named = {name.lower().strip("@＠.-") for name in MENTION.findall(text)}
    return not named.isdisjoint(context.our_handles)
