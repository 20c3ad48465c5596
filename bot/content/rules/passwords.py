"""Passwords: nobody is ever asked to say one."""

import re
from collections.abc import Iterator
from typing import Final

from bot.content.nodes import MapNode, TextNode
from bot.content.rules.scope import Found, Scope, rule
from bot.content.texts import instructions

_SAID: Final = r"(?:passwords?|passcodes?|pins?|sign-?in codes?|passwor[dt]e?s?|kennw(?:ort|örter))"
_TELL: Final = (
    r"(?:send|tell|give|write|e-?mail|text|post|share|say|paste|schick\w*|sag\w*|schreib\w*|nenn\w*|gib|geben)"
)
_TO_US: Final = r"(?:me|us|(?-i:IT)|here|chat|helpdesk|service desk|colleagues?|mir|uns|hier|helpdesk)"
_ASKS: Final = re.compile(
    rf"\b{_TELL}\b(?=[^.!?;]*\b{_TO_US}\b)[^.!?;]*\b{_SAID}\b|\bwhat(?:'s| is) your {_SAID}\b", re.IGNORECASE
)
_NEVER: Final = re.compile(r"\b(?:never|nobody|no one|not|\w+n't|nie|niemals|niemand|nicht|kein\w*)\b", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[^.!?;]+")
_TEXTS: Final = ("title", "intro", "why", "explain", "confirm", "undo", "worked-if", "ask", "how", "say", "again")


@rule("text/asks-password", "warning")
def nobody_is_asked_for_a_password(scope: Scope) -> Iterator[Found]:
    """A text asks somebody to say their password, PIN or sign-in code.

    Whoever is used to being asked gives it to the next one who asks, and what is typed into a chat is read by others.
    Nobody in IT needs it. Let people type it only where they sign in. A sentence that says never to do so is fine."""
    for text in _texts(scope):
        for sentence in _SENTENCE.finditer(text.text):
            found = _ASKS.search(sentence[0])
            if found is not None and not _NEVER.search(sentence[0][: found.end()]):
                place = text.at(sentence.start() + found.start())
                yield Found(
                    place, "this asks for a password", "where to type it, such as: Type it on the sign-in page."
                )


def _texts(scope: Scope) -> Iterator[TextNode]:
    """Everything that tells a person what to do."""
    draft = scope.draft
    for dialog in draft.dialogs.values():
        yield from _of(dialog.node)
        if (check := dialog.node.map("check")) is not None:
            yield from _of(check)
        for entry in dialog.steps.values():
            if entry.kind != "it":
                yield from _of(entry.node)
    for fact in draft.facts.values():
        yield from _of(fact)
    for reading in draft.readings.values():
        for line in reading.maps("conclude"):
            yield from _of(line)


def _of(node: MapNode) -> Iterator[TextNode]:
    yield from (text for name in _TEXTS if (text := node.node(name)) is not None)
    if (do := node.node("do")) is not None:
        yield from instructions(do)
