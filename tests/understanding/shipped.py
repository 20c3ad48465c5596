"""The index of the shipped content and the shipped lexicon, and the messages that it is scored on."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.content import load, shipped
from bot.content.model import Content
from bot.engine.edition import make_edition
from bot.understanding import Index, Lexicon, build_index, understand
from bot.understanding.model import CHECK, Concept, ProblemKeys, Situation, Understanding
from bot.wording import Wordings
from bot.wording.hears import load_hears

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "utterances.jsonl"
KNOWN_CODES = ROOT / "tests" / "corpus" / "known-codes.txt"
OWN = Path(__file__).parent / "utterances_own.jsonl"
OTHER = Path(__file__).parent / "utterances_other.jsonl"
"""By an author who hadn't seen the words."""
THIRD = Path(__file__).parent / "utterances_third.jsonl"
"""By another one."""
WORDS = tuple(sorted(Path(__file__).parent.glob("utterances_??.jsonl")))
"""Written language by language, in three voices each: a clerk in a hurry, an old professor, a trainee in dialect."""
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what the bot should make of it, at a step whose check is open."""

    text: str
    label: str
    codes: tuple[str, ...]
    denied: tuple[str, ...]
    lang: str
    family: str


@cache
def content() -> Content:
    loaded = load([shipped()], conversations=False)
    assert loaded.content is not None, loaded.diagnostics
    return loaded.content


@cache
def lexicon() -> Lexicon:
    return load_hears(ROOT / "bot" / "wording" / "hears")


@cache
def index() -> Index:
    return make_edition(content(), Wordings(lexicon(), {})).index


def built(
    further: Iterable[ProblemKeys] = (),
    change: Callable[[ProblemKeys], ProblemKeys] = lambda problem: problem,
    languages: Collection[str] = (),
) -> Index:
    """An index of the shipped words, with further problems, with changed ones, or with some languages only."""
    heard = lexicon().languages
    return build_index(
        problems=[*(change(problem) for problem in index().problems.values()), *further],
        known=[key for keys in index().known.values() for key in keys],
        concepts=[_in(concept, languages) for concept in content().concepts.values()],
        steps=(),
        readings=content().readings.values(),
        lexicon=Lexicon(tuple(each for each in heard if not languages or each.language in languages)),
    )


def _in(concept: Concept, languages: Collection[str]) -> Concept:
    if not languages:
        return concept
    return replace(concept, words={name: words for name, words in concept.words.items() if name in languages})


@cache
def read(text: str, situation: Situation = CHECK) -> Understanding:
    return understand(text, index(), situation, NOW)


def labelled(path: Path) -> Iterable[Labelled]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            yield Labelled(
                row["text"],
                row["label"],
                tuple(row.get("codes", ())),
                tuple(row.get("denied", ())),
                row.get("lang", "en"),
                row.get("family", ""),
            )
