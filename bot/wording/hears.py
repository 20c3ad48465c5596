"""What the bot listens for: `hears/<language>.yaml` -> `Lexicon`, or every fault of all files at once.

One file a language, named after it; `any.yaml` holds what is the same everywhere (emoji). Three sections say what
people mean, and by which words:

- `alone`: a meaning (an answer, a command) -> what they write when they write nothing else: `back: [back, one back]`.
  Small words around it don't matter ("back please"): those are the role `filler`.
- `within`: a meaning -> phrases that mean it inside any sentence: `human: [talk to a person]`.
- `roles`: what single words do to the sense of a clause: `not: [not, never]`, `good: [works]`. Each role is explained
  at `bot.understanding.Role`.

And beside them `respelled` (a word -> how it is written in dialect and on phones, where that is no word of its own:
`didnt: [didnae]`), `ordinals` (place -> words, `last` for the last one), `digits`
(a hex digit, `x`, or `2x` for "double" -> how it is dictated) and `several-nots: one`, where two "not" in a
clause are one. In a phrase, `fix...` meets every word that begins like that, and `fix ... error` both words with at
most four between them. Case, accents and apostrophes don't matter.
"""

import difflib
from collections.abc import Iterable
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Final, TypeVar

from bot.content.diagnostic import Diagnostic
from bot.content.source import MapNode, read_bytes
from bot.understanding import Hears, Lexicon, Meaning, Role
from bot.wording import faults as rules
from bot.wording.faults import FaultyWording

_SECTIONS: Final = ("language", "several-nots", "ordinals", "digits", "respelled", "alone", "within", "roles")
_LAST: Final = -1
_SPOKEN: Final = (*"0123456789abcdef", "x", "2x")

_Name = TypeVar("_Name", bound=StrEnum)


def load_hears(folder: Traversable) -> Lexicon:
    """Read every language of a folder. Raises `FaultyWording`."""
    told: list[Diagnostic] = []
    heard = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            node, faults = read_bytes(file.read_bytes(), f"wording/hears/{file.name}")
            told += faults
            if node is not None:
                heard.append(_hears(node, file.name.removesuffix(".yaml"), told))
    if told:
        raise FaultyWording(tuple(sorted(told)))
    return Lexicon(tuple(heard))


def _hears(root: MapNode, language: str, told: list[Diagnostic]) -> Hears:
    _known(root, _SECTIONS, told)
    if root.text("language") != language:
        told.append(rules.WRONG_KIND.at(root.key("language"), f"the file is called {language}.yaml", language))
    return Hears(
        language=language,
        alone=dict(_section(root, "alone", Meaning, told)),
        within=dict(_section(root, "within", Meaning, told)),
        roles=dict(_section(root, "roles", Role, told)),
        ordinals=dict(_ordinals(root, told)),
        digits=dict(_digits(root, told)),
        respelled=dict(_respelled(root)),
        concord=root.text("several-nots") == "one",
    )


def _section(
    root: MapNode, name: str, names: type[_Name], told: list[Diagnostic]
) -> Iterable[tuple[_Name, tuple[str, ...]]]:
    section = root.map(name)
    if section is None:
        return
    _known(section, tuple(names), told)
    for key in section.values:
        if key in tuple(names):
            yield names(key), section.texts(key)


def _respelled(root: MapNode) -> Iterable[tuple[str, tuple[str, ...]]]:
    section = root.map("respelled")
    if section is not None:
        for word in section.values:
            yield word, section.texts(word)


def _ordinals(root: MapNode, told: list[Diagnostic]) -> Iterable[tuple[str, int]]:
    section = root.map("ordinals")
    if section is None:
        return
    for key in section.values:
        if key != "last" and not key.isdecimal():
            told.append(rules.UNKNOWN_KEY.at(section.key(key), f"`{key}` is no place", "a number, or last"))
            continue
        for word in section.texts(key):
            yield word, _LAST if key == "last" else int(key)


def _digits(root: MapNode, told: list[Diagnostic]) -> Iterable[tuple[str, str]]:
    section = root.map("digits")
    if section is None:
        return
    _known(section, _SPOKEN, told)
    for digit in section.values:
        for word in section.texts(digit):
            yield word, digit


def _known(node: MapNode, known: Iterable[str], told: list[Diagnostic]) -> None:
    names = tuple(known)
    for key in node.values:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1)
            write = f"did you mean `{near[0]}`?" if near else ", ".join(names)
            told.append(rules.UNKNOWN_KEY.at(node.key(key), f"`{key}` is never used", write))
