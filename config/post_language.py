"""Tell those platforms in which language a post is that take it."""

from collections.abc import Collection

from config.document import Mark, Section, Series, Value, moved


def say_language(
    post: Section, language: str, told: Collection[str], mark: Mark
) -> None:
    """Write *language* into *post*, which is in the queue's shape.

    Where it goes to some accounts that take it and some that do not, its variants say
    it: nobody is warned of what they did not write. What is said already stays.

    Args:
        post: With its addressees.
        language: Of its text.
        told: All accounts whose platforms take a language.
        mark: Where it was written.
    """
    accounts = _names(post.get("to"))
    some = [name for name in accounts if name in told]
    if "language" in post or not some:
        return
    if some == accounts:
        post.put("language", language, mark, mark)
        return
    # A copy: the same variants may be written in another language, too.
    variants = moved(post.get("variants", Section()), mark)
    if isinstance(variants, Section):
        _say_in(variants, some, language, mark)
        if "variants" in post:
            post["variants"] = variants
        else:
            post.put("variants", variants, mark, mark)


def _names(value: Value | None) -> list[str]:
    names = value if isinstance(value, Series) else [value]
    return [name for name in names if isinstance(name, str)]


def _say_in(
    variants: Section, accounts: Collection[str], language: str, mark: Mark
) -> None:
    for name in accounts:
        if name not in variants:
            variants.put(name, Section(), mark, mark)
        said = variants[name]
        if isinstance(said, Section) and "language" not in said:
            said.put("language", language, mark, mark)
