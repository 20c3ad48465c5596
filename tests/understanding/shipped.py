"""The index of the shipped content and the shipped lexicon, and the messages that it is scored on."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.content import load, shipped
from bot.content.model import Content
from bot.engine.edition import make_edition
from bot.understanding import Index, understand
from bot.understanding.model import CHECK, Situation, Understanding
from bot.wording import Wordings
from bot.wording.hears import load_hears

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus" / "utterances.jsonl"
OWN = Path(__file__).parent / "utterances_own.jsonl"
KNOWN_CODES = ROOT / "tests" / "corpus" / "known-codes.txt"
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
def index() -> Index:
    return make_edition(content(), Wordings(load_hears(ROOT / "bot" / "wording" / "hears"), {})).index


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
