"""The files of a new problem: the problem, its words, its dialog and a conversation, to be filled in.

Everything is in its place from the start: `check` finds no error, and warns of every text that is still to be written;
`test` plays the conversation. What a person calls the trouble becomes its title, its first symptom and its signature:
the words that carry it, each a concept, one that is there already or a new one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.authoring.editors import first_line
from bot.content.draft import Draft, languages_of
from bot.content.schema import BUTTON
from bot.content.spelling import slug
from bot.content.traps import quoted
from bot.understanding.words import fold

_SMALL: Final = """
a an and are as at be by can cannot cant did do does doesn don for from get gets has have i in into is isn it its keep
keeps me my no not of off on or our so still t that the their there this to up was we when with won wont you your
"""
"""Words that carry no meaning of their own."""
_MOST: Final = 4
"""The most concepts of the signature: with more, nobody would ever meet it."""

_PROBLEM: Final = """\
{schema}
id: {id}
product: {product}
{codes}label: {label}
title: {title}
impact: 'Fill in: what it means for the person, and first what is safe'
cause: 'Fill in: why it happens, without jargon'
fix: 'Fill in: what helps, in one sentence'
dialog: {id}
signatures:
  - [{signature}]
symptoms:
{symptoms}sources:
  - title: 'Fill in: what the page is called'
    url: https://example.com/fill-in
    says: 'Fill in: what it says about this problem'
reviewed: {today}
"""
_DIALOG: Final = """\
{schema}
id: {id}
title: 'Fill in: what the person gets done'
intro: 'Fill in: what comes, and what is safe'
check:
  ask: 'Fill in: is the problem gone?'
  how: 'Fill in: how to see it'
steps:
  - id: first-look
    title: 'Fill in: what the person looks at'
    minutes: 1
    do: |
      Fill in: where to look, one action a line.
    ask: 'Fill in: what do you see?'
    options:
      this: 'Fill in: this'
      other: 'Fill in: that'
  - id: first-step
    title: 'Fill in: what the person does'
    why: 'Fill in: why it helps'
    minutes: 2
    when: {{first-look: [this, unsure]}}
    changes: nothing
    do: |
      Fill in: one action a line.
    worked-if: 'Fill in: what shows that the step worked'
  - id: look-by-it
    title: 'Fill in: what IT looks at'
    who: it
    do: |
      Fill in: what only IT can do.
handoff: 'Fill in: what IT is told when all was tried'
reviewed: {today}
"""
_TALK: Final = """\
{schema}
tests:
  - name: the first step helps against {name}
    talk:
      - {{you: {title}, bot: {title}}}
      - {{press: start, step: first-look}}
      - {{press: this, step: first-step}}
      - {{press: fixed, happened: [StepFixed, Fixed]}}
  - name: IT gets a note about {name}
    talk:
      - {{you: {title}, bot: {title}}}
      - {{press: start, step: first-look}}
      - {{press: other, note: {title}}}
"""


_SYMPTOM: Final = 80
_MOST_SYMPTOMS: Final = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What people wrote that nothing matched: the problem is made of it."""

    symptoms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


class Taken(Exception):
    """A problem or a dialog has that id already."""


def new_problem(
    name: str, product: str, area: str, below: Draft, today: date, found: Found | None = None
) -> dict[str, str]:
    """Path -> text of each file. `found`: what it is to be met by, besides its name.

    `below`: everything that is there already, by which words are found. Raises `Taken`, and `ValueError` where the
    name has no word that means anything.
    """
    id = slug(name)
    if id in below.problems or id in below.dialogs:
        raise Taken(id)
    concepts = _concepts(name, below)
    if not concepts:
        raise ValueError(name)
    title = _value(name[:60].strip())
    paths = {
        "problem": f"knowledge/{area}/{id}.yaml",
        "dialog": f"dialogs/{area}/{id}.yaml",
        "conversations": f"tests/conversations/{id}.yaml",
    }
    texts = {"problem": _PROBLEM, "dialog": _DIALOG, "conversations": _TALK}
    found = found or Found()
    codes = "".join(f"  - {_value(code)}\n" for code in found.codes)
    # What was masked in it would be a symptom of nobody.
    said = [name, *(text for text in found.symptoms if "<" not in text)]
    symptoms = dict.fromkeys(text[:_SYMPTOM].strip() for text in said)
    return {
        path: texts[kind].format(
            schema=first_line(kind, path),
            id=id,
            name=id,
            product=_value(product[:30]),
            label=_value(name if len(name) <= BUTTON.limit else "Fill in: the button"),
            title=title,
            codes=f"codes:\n{codes}" if codes else "",
            symptoms="".join(f"  - {_value(text)}\n" for text in list(symptoms)[:_MOST_SYMPTOMS]),
            signature=", ".join(concepts),
            today=today.isoformat(),
        )
        for kind, path in paths.items()
    }


def new_words(name: str, product: str, below: Draft, before: str) -> str:
    """`knowledge/words.yaml` with the words of a problem that no concept has yet, and those that would stop it.

    `before`: its text until now.
    """
    fresh = {concept: word for concept, word in _concepts(name, below).items() if concept not in below.concepts}
    stopping = _words(below, stops=True)
    for word in re.findall(r"[^\W_]+", f"{name} {product}".lower()):
        if fold(word) in stopping and slug(word) not in below.concepts:
            fresh.setdefault(slug(word), word)
    lines = "".join(f"  {concept}:\n    en: [{word}]\n" for concept, word in fresh.items())
    head = (
        before.rstrip("\n") + "\n" if before.strip() else f"{first_line('words', 'knowledge/words.yaml')}\nconcepts:\n"
    )
    return head + lines if fresh or not before.strip() else before


def _value(text: str) -> str:
    """A text as a value: quoted, unless it is nothing but words."""
    return text if re.fullmatch(r"[A-Za-z][\w ]*", text) else quoted(text)


def _concepts(name: str, below: Draft) -> dict[str, str]:
    """Concept -> the word of the name that means it."""
    words = [word for word in re.findall(r"[^\W_]+", name.lower()) if word not in _SMALL.split()]
    known = _words(below, stops=False)
    found = {known.get(fold(word)) or slug(word): word for word in words}
    return dict(list(found.items())[:_MOST])


def _words(below: Draft, *, stops: bool) -> Mapping[str, str]:
    """Word -> its concept: of those that stop everything, or of all others. A new problem takes its words from both."""
    return {
        fold(word): id
        for id, node in below.concepts.items()
        if (node.text("stops") == "yes") is stops
        for language in languages_of(node)
        for word in node.texts(language)
    }
