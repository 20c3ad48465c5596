"""Concepts: how people write them."""

from collections.abc import Iterator

from bot.content.draft import Draft, languages_of
from bot.content.nodes import texts_of
from bot.content.rules.scope import Found, Scope, rule
from bot.understanding.words import fold


@rule("concept/shared-word", "warning")
def a_word_belongs_to_one_concept(scope: Scope) -> Iterator[Found]:
    """A word stands in two concepts of one language.

    A message with it means both, so signatures are met that weren't meant. Keep it where it belongs, or write a longer
    phrase in one of the two."""
    first: dict[tuple[str, str], tuple[str, int]] = {}
    concepts = scope.draft.concepts
    for id, node in concepts.items():
        for language in languages_of(node):
            for number, text in enumerate(node.texts(language)):
                other, there = first.setdefault((language, fold(text)), (id, number))
                if other != id:
                    word, where = node.nodes(language)[number], concepts[other].nodes(language)[there].place
                    stopping = next((each for each in (id, other) if _stops(scope, each)), None)
                    remedy = f'take it out of "{stopping}", else it starts nothing' if stopping else "keep it in one"
                    message = f'"{word.text}" is also a word of "{other}" ({where.file}, line {where.line})'
                    yield Found(word.place, message, remedy, where, "the other one stands")


def _stops(scope: Scope, concept: str) -> bool:
    return scope.draft.concepts[concept].text("stops") == "yes"


@rule("concept/missing-language", "warning")
def concepts_of_signatures_speak_every_language(scope: Scope) -> Iterator[Found]:
    """A concept of a signature has no word in a language that the others have.

    In that language the signature is never met. Write the word, or put a name that is the same everywhere under
    `any`."""
    draft = scope.draft
    used = {id: draft.concepts[id] for id in _used(draft) if id in draft.concepts}
    languages = {language for node in used.values() for language in languages_of(node) if language != "any"}
    for id, node in used.items():
        missing = sorted(languages - set(node.values))
        if missing and "any" not in node.values:
            yield Found(
                node.place,
                f'"{id}" stands in a signature and has no word in {", ".join(missing)}',
                f"{missing[0]}: […]",
            )


def _used(draft: Draft) -> list[str]:
    names = (
        name.text for node in draft.problems.values() for line in node.lists("signatures") for name in texts_of(line)
    )
    return list(dict.fromkeys(names))
