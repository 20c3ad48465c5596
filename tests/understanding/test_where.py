""" "Where am I", "how many steps are left": the place in the walk is asked for, in five languages."""

import json
from collections import Counter
from pathlib import Path

from bot.understanding.model import Command
from tests.understanding.shipped import read

QUESTIONS = Path(__file__).parent / "where.jsonl"
LANGUAGES = ("de", "fr", "es", "pl", "pt")


def test_asking_for_ones_place_is_heard_in_every_language() -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert all(Counter(row["lang"] for row in rows)[language] >= 15 for language in LANGUAGES)
    assert [row["text"] for row in rows if Command.WHERE not in read(row["text"]).commands] == []
