"""How easily the texts for people are read: by the length of their sentences, and by a formula.

The formula is LIX (Carl-Hugo Björnsson, 1968): words per sentence, plus the percentage of words with more than six
letters. It needs no syllables, so it is the same for every language; each has its own limit, since German writes as one
long word what English writes as three short ones. Below 30 is a children's book, 40 a newspaper, over 50 a law. What is
on the screen or typed counts as one short word: nobody can choose those.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.authoring.whole import Whole, rule
from bot.content.draft import Draft
from bot.content.nodes import MapNode, TextNode
from bot.content.rules.scope import Found
from bot.content.texts import instructions

_WORDS: Final = 25
"""The most words of a sentence. Fifteen is the aim; beyond twenty-five, people read it twice."""
_LIMITS: Final[Mapping[str, int]] = {"en": 40, "de": 48}
_LIMIT: Final = 44
"""Of all other languages."""
_ENOUGH: Final = 30
"""With fewer words the formula says nothing."""
_LONG: Final = 6

_FIXED: Final = re.compile(r"\*\*[^*`]+\*\*|`[^`]+`|https://\S+")
_SENTENCE: Final = re.compile(r"\S.*?(?:[.?!:;](?=\s|$)|$)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PROBLEM: Final = ("impact", "cause", "fix")
_STEP: Final = ("title", "why", "explain", "changes", "risk", "confirm", "undo", "worked-if", "ask")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is read in one go: a step, a start card, the head of a dialog."""

    what: str
    texts: tuple[TextNode, ...]


@rule("text/long-sentence", "warning")
def sentences_are_short(whole: Whole) -> Iterator[Found]:
    """A sentence for people has more than 25 words.

    Whoever is in trouble reads in a hurry, and often not in their own language. Make two sentences of it."""
    for _, part in _parts(whole):
        for text in part.texts:
            if text.text.count(" ") < _WORDS:
                continue
            for found in _SENTENCE.finditer(_plain(text.text)):
                words = len(_WORD.findall(found[0]))
                if words > _WORDS:
                    message = f"a sentence of {words} words; {_WORDS} are the most"
                    yield Found(text.at(found.start()), message, "two sentences")


@rule("text/exclamation", "warning")
def nobody_is_shouted_at(whole: Whole) -> Iterator[Found]:
    """A text for people has an exclamation mark.

    Somebody for whom nothing works reads it as shouting, or as a joke about their trouble. End the sentence with a
    full stop. What is on the screen keeps its marks: `**Done!**`."""
    for _, part in _parts(whole):
        for text in part.texts:
            at = _plain(text.text).find("!") if "!" in text.text else -1
            if at >= 0:
                yield Found(text.at(at), "an exclamation mark", "a full stop")


@rule("text/hard", "warning")
def texts_are_easily_read(whole: Whole) -> Iterator[Found]:
    """The texts of a step, a problem or a dialog are hard to read.

    Measured with LIX: words per sentence, plus the percentage of words with more than six letters. Below 30 is a
    children's book, 40 a newspaper, over 50 a law. The limit is 40 in English, 48 in German and 44 in other languages.
    Write shorter sentences, and short words for long ones."""
    for language, part in _parts(whole):
        limit = _LIMITS.get(language, _LIMIT)
        if sum(text.text.count(" ") + 1 for text in part.texts) < _ENOUGH:
            continue
        score = lix(text.text for text in part.texts)
        if score > limit:
            message = f"the texts of {part.what} are hard to read (LIX {score}; {limit} is the most)"
            yield Found(part.texts[0].place, message, "shorter sentences and shorter words")


def lix(texts: Iterator[str]) -> int:
    """The LIX of some texts; 0 if there are too few words to tell.

    >>> lix(iter(["The dog ran home. " * 10]))
    4
    """
    sentences = [_WORD.findall(found[0]) for text in texts for found in _SENTENCE.finditer(_plain(text))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < _ENOUGH:
        return 0
    return round(len(words) / len(sentences) + 100 * sum(len(word) > _LONG for word in words) / len(words))


def _plain(text: str) -> str:
    """The text with a short word for what is on the screen, typed, or a link; every place stays where it is."""
    return _FIXED.sub(lambda found: "x" + " " * (len(found[0]) - 1), text)


def _parts(whole: Whole) -> Iterator[tuple[str, _Part]]:
    """Everything that is read in one go, with its language. Of a translation only what it translates."""
    own = {"en": list(_written(whole.draft))}
    seen = {text.place for part in own["en"] for text in part.texts}
    for language, draft in whole.translated.items():
        for part in _written(draft):
            texts = tuple(text for text in part.texts if text.place not in seen)
            if texts:
                own.setdefault(language, []).append(_Part(part.what, texts))
    for language, parts in own.items():
        yield from ((language, part) for part in parts if part.texts)


def _written(draft: Draft) -> Iterator[_Part]:
    for id, node in draft.problems.items():
        yield _Part(f'"{id}"', _texts(node, _PROBLEM))
    for id, dialog in draft.dialogs.items():
        check = dialog.node.map("check")
        yield _Part(f'"{id}"', (*_texts(dialog.node, ("intro",)), *(_texts(check, ("ask", "how")) if check else ())))
        for entry in dialog.steps.values():
            if entry.kind not in ("it", "handoff"):
                do = entry.node.node("do")
                yield _Part(f'step "{entry.id}"', (*_texts(entry.node, _STEP), *(instructions(do) if do else ())))


def _texts(node: MapNode, names: tuple[str, ...]) -> tuple[TextNode, ...]:
    return tuple(text for name in names if (text := node.node(name)) is not None)
