"""The shipped wording, read once."""

import pytest

from bot.wording import Wording, Wordings, load_wordings


@pytest.fixture(scope="session")
def wordings() -> Wordings:
    return load_wordings()


@pytest.fixture(scope="session")
def english(wordings: Wordings) -> Wording:
    return wordings.in_language("en")
