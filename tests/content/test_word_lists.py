"""Lists of plain words: what is read without the parser is what the parser would have read."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import source
from bot.content.diagnostic import Place
from bot.content.load import shipped
from bot.content.nodes import ListNode, MapNode, Node, TextNode, WordList
from bot.content.source import lines_of, read
from bot.content.word_lists import shortened

WORDINGS = Path(str(files("bot.wording")))
SHIPPED = sorted(
    [*WORDINGS.rglob("*.yaml"), *(shipped() / "knowledge").rglob("*.yaml"), *(shipped() / "dialogs").rglob("*.yaml")]
)


def written(node: Node) -> object:
    """A node with every place in it, whatever kind of list it is."""
    match node:
        case TextNode():
            return node
        case ListNode():
            return node.place, node.texts, [written(item) for item in node.items]
        case MapNode():
            return node.place, node.keys, {key: written(value) for key, value in node.values.items()}


def both(text: str) -> tuple[object, object]:
    """What comes of a file, and what comes of it where the parser sees every word."""
    short, faults = read(text, "a.yaml")
    full, found = source.in_full(lines_of(text), "a.yaml")
    assert faults == found
    return short and written(short), full and written(full)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_shipped_file_is_read_as_the_parser_reads_it(path: Path) -> None:
    short, full = both(path.read_text("utf-8"))
    assert short == full


def test_nine_tenths_of_what_is_listened_for_never_reach_the_parser() -> None:
    texts = [path.read_text("utf-8") for path in (WORDINGS / "hears").glob("*.yaml")]
    assert sum(len(shortened(text).text) for text in texts) < sum(map(len, texts)) / 10


PLAIN = st.sampled_from(
    ["one", "two words", "fix...", "change ... word", "sign-in", "c'est", "100%", "a (b)", "é", "_x", "1"]
)
ODD = [
    "a: b",
    "a:",
    "a #b",
    "#",
    "'q'",
    '"q"',
    "it''s",
    "[a]",
    "{a}",
    "- a",
    "-",
    "? a",
    "a?",
    "*a",
    "&a",
    "!a",
    "a\tb",
    "a…",
]


@pytest.mark.parametrize("odd", ["", *ODD])
@pytest.mark.parametrize("list", ["[one, {}, two]", "[{}]", "[one, {}]", "[\n  one,\n  {}]", "[\n  one, {},\n  two\n]"])
def test_a_word_that_could_be_meant_otherwise_is_left_to_the_parser(odd: str, list: str) -> None:
    short, full = both(f"words: {list.format(odd)}\nid: a\n")
    assert short == full


WORDS = st.one_of(PLAIN, PLAIN, PLAIN, st.sampled_from(ODD), st.text("ab ä1_.-'/&%+()=;,:#[]{}\"?!*…\t\n", max_size=4))
LISTS = st.one_of(
    st.lists(PLAIN, min_size=1, max_size=4).map(", ".join),
    st.lists(WORDS, max_size=4).map(lambda words: ",  ".join(words)),
    st.lists(PLAIN, min_size=1, max_size=4).map(",\n      ".join),
)
LINES = st.one_of(
    LISTS.map(lambda words: f"  a: [{words}]"),
    LISTS.map(lambda words: f"  b: [\n    {words},\n    c d ]"),
    LISTS.map(lambda words: f"  - c: [{words}]"),
    WORDS.map(lambda word: f"  d: {word}"),
    WORDS.map(lambda word: f"  e: '{word}'"),
    LISTS.map(lambda words: f"  f: |\n    g: [{words}]"),
    LISTS.map(lambda words: f"  h: {{i: [{words}]\n}}"),
    LISTS.map(lambda words: f"  i: {{\n    j: [{words}]\n  }}"),
    st.sampled_from(["", "# x: [a, b]", "k:", "l: [a, b]", "  m: [a,", "]", "- n", "  o: 'a", "p: {"]),
)


@given(st.lists(LINES, min_size=1, max_size=6).map("\n".join))
def test_any_file_is_read_as_the_parser_reads_it_with_the_same_faults(text: str) -> None:
    short, full = both(text)
    assert short == full


def test_what_looks_like_a_list_inside_a_block_stays_text() -> None:
    text = "do: |\n  Type this:\n    names: [one, two]\nwords: [a, b]\n"
    found, faults = read(text, "a.yaml")
    assert found is not None
    assert faults == ()
    assert found.text("do") == "Type this:\n  names: [one, two]\n"
    assert found.texts("words") == ("a", "b")


def test_every_word_of_a_list_over_several_lines_knows_its_place() -> None:
    found, _ = read("words: [\n  one,  two words,\n  three... ]\n", "a.yaml")
    assert found is not None
    words = found.values["words"]
    assert isinstance(words, WordList)
    assert [(item.text, item.place) for item in words.items if isinstance(item, TextNode)] == [
        ("one", Place("a.yaml", 2, 3)),
        ("two words", Place("a.yaml", 2, 9)),
        ("three...", Place("a.yaml", 3, 3)),
    ]
