"""`--fix` repairs what is safe, and a file says the same afterwards."""

from pathlib import Path

import pytest

from bot.authoring.fixing import fix, fixed
from bot.content import schema
from bot.content.files import Kind, read_layer
from bot.content.layers import SHAPES
from bot.content.load import shipped
from bot.content.source import read
from tests.content.folders import SAMPLE, faults, sample

MIXED = """\
# the file's own comment
product: Printer
# about the id
id: paper-stuck   # promised
label: Stuck: paper
sources:
  - url: https://example.com/a
    says: It is so.
    # the title
    title: A page

signatures:
- [paper, stuck]
reviewed: 2026-11-24
"""
ORDERED = """\
# the file's own comment
# about the id
id: paper-stuck   # promised
product: Printer
label: 'Stuck: paper'
signatures:
- [paper, stuck]
sources:
    # the title
  - title: A page
    url: https://example.com/a
    says: It is so.

reviewed: 2026-11-24
"""


def test_fields_are_put_in_order_and_comments_go_with_them() -> None:
    assert fixed(MIXED, schema.PROBLEM) == ORDERED


def test_what_is_in_order_stays_as_it_is() -> None:
    assert fixed(ORDERED, schema.PROBLEM) == ORDERED


def test_blocks_and_steps_move_as_a_whole() -> None:
    text = """\
steps:
  - do: |
      # no comment: an instruction
      Open it.

      Close it.
    id: one
  - minutes: 1
    id: two
id: a
"""
    assert (
        fixed(text, schema.DIALOG)
        == """\
id: a
steps:
  - id: one
    do: |
      # no comment: an instruction
      Open it.

      Close it.
  - id: two
    minutes: 1
"""
    )


@pytest.mark.parametrize(
    "text", ["a: Call me # now\n", "a:\tb\n", "a: &x b\n", "a: one\n  two\n", "a:\n b: c\n  d: e\n"]
)
def test_what_could_be_meant_otherwise_is_left_alone(text: str) -> None:
    assert fixed(text, None) == text


def test_a_number_sign_in_a_text_gets_its_quotes_and_a_comment_stays_one() -> None:
    assert fixed("title: Call #2 now\n", None) == "title: 'Call #2 now'\n"
    assert fixed("title: Call them now # as before\n", None) == "title: Call them now # as before\n"


def test_a_line_of_a_block_is_moved_to_its_neighbours() -> None:
    assert (
        fixed("do: |\n    Open it.\n  Close it.\ntitle: A\n", None) == "do: |\n    Open it.\n    Close it.\ntitle: A\n"
    )


@pytest.mark.parametrize("folder", [shipped(), SAMPLE], ids=["shipped", "sample"])
def test_content_says_the_same_after_its_repair(folder: Path) -> None:
    for file in read_layer(folder, frozenset(), conversations=True).files:
        if file.kind is Kind.RELEASED:
            continue
        text = file.raw.decode()
        shape = SHAPES[file.kind][1] if file.kind in SHAPES else None
        after = fixed(text, shape)
        assert sorted(after.split("\n")) == sorted(text.split("\n")) or "- " in after
        assert read(after, "a")[1] == ()
        assert fixed(after, shape) == after


def test_files_are_written_only_where_something_was_repaired(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    assert fix(folder) == []
    path = folder / "dialogs/printer/clear-paper.yaml"
    before = path.read_text("utf-8")
    path.write_bytes(
        before.replace("title: Get the paper out", "title: Get: the paper out").replace("\n", "\r\n").encode()
    )
    assert fix(folder) == [path]
    assert path.read_bytes().decode() == before.replace("Get the paper out", "'Get: the paper out'").replace(
        "\n", "\r\n"
    )
    assert faults(folder) == ()
