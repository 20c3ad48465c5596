"""The JSON that the program writes for itself, with orjson and without."""

from collections.abc import Callable

import pytest

from bot.json import _plain_dumps, dumps, loads


@pytest.mark.parametrize("write", [dumps, _plain_dumps])
def test_the_text_is_compact_keeps_letters_and_is_read_back(write: Callable[[object], str]) -> None:
    value = {"title": "Größe, 文件", "steps": [1, None, True], "card": {"t": "x"}}
    text = write(value)
    assert text == '{"title":"Größe, 文件","steps":[1,null,true],"card":{"t":"x"}}'
    assert loads(text) == value
