"""An organisation's own words, laid over a language.

A text is named by its path in the file: `buttons.person.title`, `sayings.picture.text`, `lines.check`. The new text
takes the place of all that stands there: of every paragraph, and of every form. It may hold what the old one held: a
button and a line keep their {places}, a saying may use those of the whole saying and leave some out.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from bot.content.diagnostic import Diagnostic, Place, Rule
from bot.content.markup import faults as markup_faults
from bot.wording import faults as rules
from bot.wording.model import LABEL, PLACE, UNSEEN, Button, Pattern, Saying, Wording
from bot.wording.plurals import OTHER

_SAYING_TEXTS: Final = tuple(each.name for each in fields(Saying) if each.name != "style")
_PARAGRAPHS: Final = ("text", "bullets")


def laid_over(wording: Wording, texts: Mapping[str, str], place: Place, told: list[Diagnostic]) -> Wording:
    """The language with these texts. What can't be used is told, with its path between backticks, and left out."""
    for path, text in texts.items():
        faults = list(_faults(wording, path, text, place))
        told += faults
        if not faults:
            wording = _with(wording, path, Pattern({OTHER: text}))
    return wording


def place_of(language: str) -> Place:
    """Where an overlay stands, as far as the wording can know."""
    return Place(f"over: wording{f', language: {language}' if language else ''}", 1, 1)


def _faults(wording: Wording, path: str, text: str, place: Place) -> Iterator[Diagnostic]:
    def fault(rule: Rule, message: str, write: str = "") -> Diagnostic:
        return rule.at(place, f"`{path}` {message}", write)

    old = _places(wording, path)
    if old is None:
        found = difflib.get_close_matches(path, tuple(_paths(wording)), n=1)
        yield fault(rules.UNKNOWN_KEY, "is no text of the bot", f"did you mean `{found[0]}`?" if found else "")
        return
    places = frozenset(PLACE.findall(text))
    section, _, _ = path.partition(".")
    if extra := places - old:
        yield fault(rules.PLACE, f"has places that nothing fills: {rules.named(extra)}", f"use {rules.named(old)}")
    if section != "sayings" and (lacking := old - places):
        yield fault(rules.PLACE, f"lacks {rules.named(lacking)}")
    if section == "buttons" and (length := len(PLACE.sub("", text))) > LABEL:
        yield fault(rules.LABEL, f"has {length} characters; {LABEL} fit")
    for rule, _, what, write in markup_faults(PLACE.sub("x", text), markup=section != "buttons"):
        yield fault(rule, what, write)
    match path.split("."):
        case ["sayings", key, "title"] if wording.sayings[key].summary is None and places & UNSEEN:
            yield fault(rules.SUMMARY, f"names {rules.named(places & UNSEEN)}, and would show on locked screens")
        case ["sayings", _, "summary"] if places & UNSEEN:
            yield fault(rules.SUMMARY, f"names {rules.named(places & UNSEEN)}, and would show on locked screens")


def _places(wording: Wording, path: str) -> frozenset[str] | None:
    """What a text may have in braces. None: there is no such text."""
    match path.split("."):
        case ["buttons", verb, "title"] if verb in wording.buttons:
            return wording.buttons[verb].title.places
        case ["sayings", key, name] if key in wording.sayings and name in _SAYING_TEXTS:
            return wording.sayings[key].places if getattr(wording.sayings[key], name) else None
        case ["lines", key] if key in wording.lines:
            return wording.lines[key].places
        case _:
            return None


def _paths(wording: Wording) -> Iterator[str]:
    yield from (f"buttons.{verb}.title" for verb in wording.buttons)
    for key, saying in wording.sayings.items():
        yield from (f"sayings.{key}.{name}" for name in _SAYING_TEXTS if getattr(saying, name))
    yield from (f"lines.{key}" for key in wording.lines)


def _with(wording: Wording, path: str, text: Pattern) -> Wording:
    match path.split("."):
        case ["buttons", verb, _]:
            button = Button(text, wording.buttons[verb].words)
            return replace(wording, buttons={**wording.buttons, verb: button})
        case ["sayings", key, name]:
            changed: dict[str, Any] = {name: (text,) if name in _PARAGRAPHS else text}
            return replace(wording, sayings={**wording.sayings, key: replace(wording.sayings[key], **changed)})
        case [_, key]:
            return replace(wording, lines={**wording.lines, key: text})
        case _:
            raise ValueError(path)
