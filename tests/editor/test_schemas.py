"""The schemas do in an editor what the page for authors promises."""

from pathlib import Path

import pytest

from bot.content.files import File, Kind, read_layer
from bot.content.load import shipped
from tests.content.folders import SAMPLE
from tests.editor.server import Editor

FILES = [
    (number, file)
    for number, folder in enumerate((shipped(), SAMPLE))
    for file in read_layer(folder, frozenset(), conversations=True).files
    if file.kind is not Kind.RELEASED
]
DIALOG = (SAMPLE / "dialogs/printer/clear-paper.yaml").read_text("utf-8")


def line_of(text: str, part: str) -> int:
    """The line in the editor: the schema's own line comes before."""
    return next(at for at, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(("number", "file"), FILES, ids=[file.name for _, file in FILES])
def test_nothing_is_marked_in_what_check_finds_nothing_in(number: int, file: File, editor: Editor) -> None:
    path = str(Path(f"folder-{number}") / file.name)
    assert editor.faults(file.kind.value, path, file.raw.decode()) == []


def test_a_slip_is_marked_where_it_is(editor: Editor) -> None:
    text = DIALOG.replace("minutes: 3", "minutes: three").replace("reviewed:", "reviewd:")
    told = editor.faults("dialog", "dialogs/printer/slips.yaml", text)
    assert (line_of(text, "minutes: three"), 'Incorrect type. Expected "integer".') in told
    assert (line_of(text, "reviewd:"), "Property reviewd is not allowed.") in told


def test_a_field_says_what_it_is_for(editor: Editor) -> None:
    path = "dialogs/printer/hover.yaml"
    assert editor.faults("dialog", path, DIALOG) == []
    assert "Minutes of handwork, without the waiting." in editor.hover(path, line_of(DIALOG, "minutes: 1"), 6)


def test_the_fields_of_a_step_are_proposed_and_none_that_is_there(editor: Editor) -> None:
    path = "dialogs/printer/completion.yaml"
    text = DIALOG.replace("    minutes: 3\n", "    minutes: 3\n    \n")
    editor.faults("dialog", path, text)
    proposed = editor.completions(path, line_of(text, "minutes: 3") + 1, 4)
    assert {"risk", "undo", "settles", "worked-if"} <= set(proposed)
    assert not {"minutes", "title", "do"} & set(proposed)
