"""Texts with markup and places -> runs, and what a person wrote -> something that can be shown."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from bot.cards.pieces import Run, RunKind, Runs
from bot.content.markup import spans
from bot.understanding.model import Code
from bot.wording import Pattern
from bot.wording.commands import is_command
from bot.wording.model import NAMES, PLACE

Given = str | int | Code | Runs
"""What may stand in a place. A `str` is markup of authors or of ours."""

WORDS_LIMIT: Final = 300
"""How much of a person's words is shown."""
LONG_WORD: Final = 24
"""A longer word gets places to break, every `BREAK` characters: without them Teams cuts the card off at 300 px."""
BREAK: Final = 20

_LINK: Final = re.compile(r"https://[^\s<>\"'`*]*[^\s<>\"'`*.,;:!?)]")


def parse(text: str) -> Runs:
    """The runs of an author's text."""
    return _parsed(text)


def bare(text: str) -> str:
    """An author's text without its markup: names and commands as they stand."""
    return "".join(run.text for run in parse(text))


def compose(pattern: Pattern | str, values: Mapping[str, Given]) -> Runs:
    """A text of the wording, with its places filled. Raises `KeyError` for a place without a value.

    What stands in a bold place is our own emphasis; a person's name is text, whatever characters it has.
    """
    template = pattern if isinstance(pattern, str) else pattern.form(values)
    return _filled(template, tuple([values[place] for place in _places(template)]))


@lru_cache(maxsize=2048)
def _filled(template: str, given: tuple[Given, ...]) -> Runs:
    """`given`: what stands in the places, in their order. "Step 2 of 7" is said many times."""
    values = iter(given)
    runs: list[Run] = []
    for part in _parsed(template):
        kind: RunKind = "strong" if part.kind == "screen" and PLACE.search(part.text) else part.kind
        end = 0
        for place in PLACE.finditer(part.text):
            runs += _text(part.text[end : place.start()], kind)
            runs += _value(place[1], next(values), kind)
            end = place.end()
        runs += _text(part.text[end:], kind)
    return tuple(runs)


def _places(template: str) -> tuple[str, ...]:
    """The places of a text, in the order of its parts."""
    return tuple(place for part in _parsed(template) for place in PLACE.findall(part.text))


def strong(runs: Runs | str) -> Runs:
    """The same in bold."""
    given = (Run(runs),) if isinstance(runs, str) else runs
    return tuple(Run(run.text, "strong") if run.kind == "text" else run for run in given)


def cut(runs: Runs, below: str) -> tuple[Runs, tuple[str, ...]]:
    """A text without its commands, which stand below it on lines of their own.

    Commands at the end leave a colon; one within the sentence leaves `below` ("the line below").
    """
    commands = tuple([run.text for run in runs if _is_command(run)])
    if not commands:
        return runs, ()
    kept: list[Run] = []
    for at, run in enumerate(runs):
        if not _is_command(run):
            kept.append(run)
        elif not kept:
            kept.append(Run(below[:1].upper() + below[1:]))
        elif "".join(rest.text for rest in runs[at + 1 :] if not _is_command(rest)).strip(" .:,;"):
            kept.append(Run(below))
        else:
            break
    else:
        return tuple(kept), commands
    if kept[-1].kind == "text":
        kept[-1] = Run(kept[-1].text.rstrip(" :"))
    return (*kept, Run(":")), commands


def _is_command(run: Run) -> bool:
    return run.kind == "typed" and is_command(run.text)


def shown_name(name: str) -> str:
    """A name from outside on one line, without characters that can't be seen."""
    return " ".join("".join(_visible(name)).split())


def shown_words(text: str) -> str:
    """A person's words: on one line, with places to break, and not more than `WORDS_LIMIT` of them."""
    line = shown_name(text)
    if len(line) > WORDS_LIMIT:
        line = line[: WORDS_LIMIT - 1].rstrip() + "…"
    # The card renderer replaces {{DATE(…)}} and {{TIME(…)}}, in text runs too.
    line = line.replace("{{", "{\u200b{")
    return " ".join(_breakable(word) for word in line.split(" "))


def _breakable(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    return "\u200b".join(word[at : at + BREAK] for at in range(0, len(word), BREAK))


def _visible(text: str) -> Iterable[str]:
    """Without control characters and those that turn the direction of writing; white space is a blank."""
    for character in text:
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp") or character in "\t\n\r\v\f":
            yield " "
        elif category not in ("Cc", "Cs", "Co", "Cn") and (category != "Cf" or character in "\u200c\u200d"):
            yield character


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Runs:
    """Authors' texts and the wording's, which are the same ones again and again: half of a card's time went here."""
    return tuple(_spans_of(text))


def _spans_of(text: str) -> Iterable[Run]:
    end = 0
    for span in spans(text):
        yield from _linked(text[end : span.at])
        yield Run(span.text, span.kind)
        end = span.at + len(span.text) + (4 if span.kind == "screen" else 2)
    yield from _linked(text[end:])


def _linked(text: str) -> Iterable[Run]:
    end = 0
    for link in _LINK.finditer(text):
        yield from _text(text[end : link.start()], "text")
        yield Run(link[0], "link")
        end = link.end()
    yield from _text(text[end:], "text")


def _text(text: str, kind: RunKind) -> Iterable[Run]:
    if text:
        yield Run(text, kind)


def _value(place: str, value: Given, kind: RunKind) -> Runs:
    match value:
        case tuple():
            runs: Runs = value
        case str() if place in NAMES:
            runs = (Run(shown_name(value)),)
        case str():
            runs = parse(value)
        case _:
            runs = (Run(str(value)),)
    return runs if kind == "text" else tuple(Run(run.text, kind) if run.kind == "text" else run for run in runs)
