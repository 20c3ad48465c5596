"""YAML to nodes: as written, with places; what can't be read is told with what to write."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.diagnostic import Place
from bot.content.nodes import ListNode, MapNode, TextNode
from bot.content.source import read, read_bytes
from bot.content.yaml_faults import BYTES


def node(text: str) -> MapNode:
    found, faults = read(text, "a.yaml")
    assert faults == ()
    assert found is not None
    return found


def told(text: str) -> list[tuple[str, int, int]]:
    return [(fault.rule, fault.place.line, fault.place.column) for fault in read(text, "a.yaml")[1]]


@pytest.mark.parametrize(
    "written",
    [
        "yes",
        "no",
        "on",
        "012",
        "1_000",
        "0x8004def7",
        "1e3",
        "2026-11-24",
        "12:30:45",
        "null",
        "~",
        "true",
        ".5",
        "=",
        "<<",
    ],
)
def test_a_value_is_the_text_as_written(written: str) -> None:
    assert node(f"field: {written}\n").text("field") == written


@pytest.mark.parametrize("key", ["yes", "no", "012", "0x10", "null", "a#b", "with space"])
def test_a_key_is_the_text_as_written(key: str) -> None:
    assert node(f"{key}: value\n").text(key) == "value"


def test_every_node_knows_its_place() -> None:
    found = node("id: a\nsteps:\n  - id: b\n    when: {c: [d, e]}\n")
    assert found.key("steps") == Place("a.yaml", 2, 1)
    step = found.maps("steps")[0]
    assert step.place == Place("a.yaml", 3, 5)
    when = step.map("when")
    assert when is not None
    assert [value.place for value in when.nodes("c")] == [Place("a.yaml", 4, 16), Place("a.yaml", 4, 19)]


def test_every_character_of_a_text_knows_its_place() -> None:
    found = node("plain: abc\nquoted: 'abc'\ndo: |\n  abc\n\n  def\nlast: x\n")
    places = {name: found.values[name] for name in ("plain", "quoted", "do")}
    assert all(isinstance(value, TextNode) for value in places.values())
    plain, quoted, block = (value for value in places.values() if isinstance(value, TextNode))
    assert plain.at(1) == Place("a.yaml", 1, 9)
    assert quoted.at(1) == Place("a.yaml", 2, 11)
    assert block.at(block.text.index("e")) == Place("a.yaml", 6, 4)
    assert [(line.text, line.place.line) for line in block.lines()] == [("abc", 4), ("def", 6)]


def test_a_text_that_was_mended_keeps_its_places() -> None:
    found, faults = read("title: Fix: it\nnext: x\n", "a.yaml")
    assert found is not None
    title = found.node("title")
    assert title is not None
    assert title.text == "Fix: it"
    assert title.at(5) == Place("a.yaml", 1, 13)
    assert [fault.write for fault in faults] == ["'Fix: it'"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_line_ends_of_every_system_are_read(newline: str) -> None:
    found = node(newline.join(["id: a", "do: |", "  one", "  two", "last: b", ""]))
    do = found.node("do")
    assert do is not None
    assert [line.text for line in do.lines()] == ["one", "two"]
    assert found.key("last").line == 5


TRAPS = [
    ("title: Fix this: now\n", "yaml/colon-in-text", 1, 16, "'Fix this: now'"),
    ("title: It ends so:\n", "yaml/colon-in-text", 1, 18, "'It ends so:'"),
    ("a: {b: c: d}\n", "yaml/colon-in-text", 1, 9, "'c: d'"),
    ("a: [b, c: d]\n", "yaml/colon-in-text", 1, 9, "'c: d'"),
    ("title: **Open** it\n", "yaml/first-character", 1, 8, "'**Open** it'"),
    ("title: `cmd` it\n", "yaml/first-character", 1, 8, "'`cmd` it'"),
    ("title: %temp% it\n", "yaml/first-character", 1, 8, "'%temp% it'"),
    ("title: @home\n", "yaml/first-character", 1, 8, "'@home'"),
    ("title: & so on\n", "yaml/first-character", 1, 8, "'& so on'"),
    ("title: ! now\n", "yaml/first-character", 1, 8, "'! now'"),
    ("title: > 4 GB\n", "yaml/first-character", 1, 8, "'> 4 GB'"),
    ("title: | or\n", "yaml/first-character", 1, 8, "'| or'"),
    ("title: {Optional} it\n", "yaml/first-character", 1, 8, "'{Optional} it'"),
    ("title: [Optional] it\n", "yaml/first-character", 1, 8, "'[Optional] it'"),
    ("title: - it\n", "yaml/first-character", 1, 8, "'- it'"),
    ("a: {device: *disabled*}\n", "yaml/first-character", 1, 13, "'*disabled*'"),
    ("title: Call #2 now\n", "yaml/comment-behind-text", 1, 13, "'Call #2 now'"),
    ("title: Open it # or not\n", "yaml/comment-behind-text", 1, 16, "'Open it # or not'"),
    ('a: "C:\\new"\n', "yaml/backslash", 1, 7, "'C:\\new'"),
    ('a: "C:\\Quit"\n', "yaml/backslash", 1, 7, "'C:\\Quit'"),
    ('a: "C:\\"\n', "yaml/backslash", 1, 7, "'C:\\'"),
    ('a: {b: "C:\\new"}\n', "yaml/backslash", 1, 11, "'C:\\new'"),
    ('a: "Open" it\n', "yaml/text-behind-quotes", 1, 11, "'\"Open\" it'"),
    ("a: 'Files' won't open\n", "yaml/text-behind-quotes", 1, 12, "'''Files'' won''t open'"),
    ("a: 'Plug what isn't in'\n", "yaml/text-behind-quotes", 1, 19, "'Plug what isn''t in'"),
    ("a: 'It isn't in\n", "yaml/text-behind-quotes", 1, 12, "'It isn''t in'"),
    ('a: "Say "yes""\n', "yaml/text-behind-quotes", 1, 10, "'Say \"yes\"'"),
    ("a: {b: 'x' y}\n", "yaml/text-behind-quotes", 1, 11, "'''x'' y'"),
    ("a:\tb\n", "yaml/tab", 1, 3, "use spaces, two for each level"),
    ("do: |\n  a\tb\n", "yaml/tab", 2, 4, "use spaces, two for each level"),
    ("a: \u201cYes\u201d\n", "yaml/smart-quotes", 1, 4, "type a straight ' or \""),
    ("a: It\u2019s\n", "yaml/smart-quotes", 1, 6, "type a straight ' or \""),
    ("a: b\u2028c\n", "yaml/hidden-break", 1, 5, "take it out"),
    ("a: {b: c\nd: e\n", "yaml/unclosed-bracket", 1, 4, "{b: c}"),
    ("a: {b: One, or two, c: d}\n", "yaml/comma-in-braces", 1, 13, "b: 'One, or two'"),
    ("a: {b: c, d: }\n", "yaml/empty-value", 1, 11, "write one, or take the field out"),
    ("a: {b:c}\n", "yaml/empty-value", 1, 5, "b: c"),
    ("a:\n", "yaml/empty-value", 1, 1, "write one, or take the field out"),
    ("a: ''\n", "yaml/empty-value", 1, 1, "write one, or take the field out"),
    ("a: # b\n", "yaml/empty-value", 1, 1, "write one, or take the field out"),
    ("a:\n  - b\n  -\n", "yaml/empty-value", 3, 4, "write it, or take the `-` out"),
    ("a: b\nc: d\na: e\n", "yaml/duplicate-key", 3, 1, "keep one of the two"),
    ("a: {b: c, b: d}\n", "yaml/duplicate-key", 1, 11, "keep one of the two"),
    ("a: &x b\n", "yaml/anchor", 1, 4, "take it out, or put the whole text in 'single quotes'"),
    ("a: *x\n", "yaml/anchor", 1, 4, "write the value itself, or '*x'"),
    ("a: !x b\n", "yaml/tag", 1, 4, "take it out, or put the whole text in 'single quotes'"),
    ("a: 'one\nb: two\n", "yaml/unclosed-quote", 1, 4, "'one'"),
    ("a: 'It''s\nb: it's\n", "yaml/unclosed-quote", 1, 4, "'It''s'"),
    ('a: "one\nb: c\n', "yaml/unclosed-quote", 1, 4, "'one'"),
    ("do: |\none\ntwo\nb: c\n", "yaml/block-line", 2, 1, "2 spaces more at its start, and so on as far as line 3"),
    ("a:\n  - do: |\n    one\n    b: c\n", "yaml/block-line", 3, 5, "2 spaces more at its start"),
    ("a: one\n  two\n", "yaml/several-lines", 2, 3, "write the whole text on one line"),
    ("a: 'one\n  two'\n", "yaml/several-lines", 2, 3, "write the whole text on one line"),
]


@pytest.mark.parametrize(("text", "rule", "line", "column", "write"), TRAPS, ids=[repr(trap[0]) for trap in TRAPS])
def test_a_trap_is_found_alone_at_its_place_and_the_file_is_read_on(
    text: str, rule: str, line: int, column: int, write: str
) -> None:
    found, faults = read(text, "a.yaml")
    assert found is not None
    assert [(fault.rule, fault.place.line, fault.place.column, fault.write) for fault in faults] == [
        (rule, line, column, write)
    ]


NO_TRAPS = [
    "a: It's fine\n",
    "a: 'Fix: it'\n",
    "a: https://example.com/a#b\n",
    "a: 10:30 at noon\n",
    "- a\n".replace("- a", "a: [b, c]  # comment"),
    "id: open-lid   # hands over\n",
    "minutes: 3 # handwork\n",
    "settles: 10m # waiting\n",
    "code: 0x8004def7 # the known one\n",
    "a: 'quoted # text' # comment\n",
    "a: {b: 'c, d', e: \"f: g\"}  # comment\n",
    "steps:   # comment\n  - id: a\n",
    'a: |\n  **b**: c # d\n  %x% `y` "z" \\n\n',
    "a:\n  - b: |\n      - c: d\n    e: f\n",
    "a: [b,\n    c]\nd: e\n",
    "a: x-y: z\n".replace("x-y: z", "x:y"),
    "old#step: new#step\n",
    "# a comment: with 'anything' in \u201cit\u201d\na: b\n",
]


@pytest.mark.parametrize("text", NO_TRAPS)
def test_what_is_right_is_no_trap(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("", "yaml/no-fields", 1, 1),
        ("# nothing\n", "yaml/no-fields", 1, 1),
        ("just words\n", "yaml/no-fields", 1, 1),
        ("- a\n- b\n", "yaml/no-fields", 1, 1),
        ("id:x\n", "yaml/no-fields", 1, 1),
        ("---\na: b\n", "yaml/document-marker", 1, 1),
        ("a: b\n---\nc: d\n", "yaml/document-marker", 2, 1),
        ("a: b\n...\n", "yaml/document-marker", 2, 1),
        ("a: b\n c: d\n", "yaml/syntax", 2, 3),
        ("a:\n  b: c\n d: e\n", "yaml/syntax", 3, 2),
        ("a:\n  - b\n  c: d\n", "yaml/syntax", 3, 3),
        ("a: b\nc\nd: e\n", "yaml/syntax", 2, 1),
        ("a: \x07b\n", "yaml/not-text", 1, 4),
    ],
)
def test_what_cannot_be_read_is_told_where_it_begins(text: str, rule: str, line: int, column: int) -> None:
    found, faults = read(text, "a.yaml")
    assert found is None
    assert [(fault.rule, fault.place.line, fault.place.column) for fault in faults] == [(rule, line, column)]
    assert faults[0].write


def test_all_faults_of_a_file_are_told_at_once() -> None:
    assert [rule for rule, _, _ in told("a: b: c\nd: *e\nf: \ng: \tx\na: h\n")] == [
        "yaml/colon-in-text",
        "yaml/anchor",
        "yaml/empty-value",
        "yaml/tab",
        "yaml/duplicate-key",
    ]


def test_aliases_are_refused_and_never_followed() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found, faults = read(bomb, "a.yaml")
    assert {fault.rule for fault in faults} == {"yaml/anchor"}
    assert found is not None
    last = found.values["i"]
    assert isinstance(last, ListNode)
    assert len(last.items) == 9
    assert all(isinstance(item, TextNode) for item in last.items)


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, "a: " + "{a: " * 100_000, "a:\n" + "".join(" " * i + "- \n" for i in range(1, 500))]
)
def test_deep_nesting_is_refused(deep: str) -> None:
    found, faults = read(deep, "a.yaml")
    assert found is None
    assert faults


def test_a_file_that_is_too_big_is_not_read() -> None:
    found, faults = read_bytes(b"a: b\n" * (BYTES // 5 + 1), "a.yaml")
    assert found is None
    assert [fault.rule for fault in faults] == ["yaml/too-big"]


def test_a_file_that_is_not_utf_8_is_told_where() -> None:
    found, faults = read_bytes("a: b\nc: Pa\u00dfwort\n".encode("latin-1"), "a.yaml")
    assert found is None
    assert [(fault.rule, fault.place.line, fault.place.column) for fault in faults] == [("yaml/not-text", 2, 6)]


def test_a_byte_order_mark_is_no_part_of_the_first_field() -> None:
    found, faults = read_bytes("\ufeffid: a\n".encode(), "a.yaml")
    assert faults == ()
    assert found is not None
    assert found.text("id") == "a"


@pytest.mark.parametrize(
    ("text", "line", "write"),
    [
        ("a:\n  - id: b\n   title: c\n", 3, "1 space more at its start"),
        ("a:\n  - id: b\n     title: c\n", 3, "1 space less at its start"),
        ("a:\n  - id: b\n      title: c\n", 3, "2 spaces less at its start"),
        ("a:\n  - id: b\n - id: c\n", 3, "1 space more at its start"),
        ("a: b\nminutes 5\nc: d\n", 2, "minutes: 5"),
        ("a: b\nminutes:5\nc: d\n", 2, "minutes: 5"),
        ("a:\n  - minutes:5\n    c: d\n", 2, "minutes: 5"),
        ("a: b\nOpen it.\nc: d\n", 2, "write `field: text`, or put it into the block above"),
    ],
)
def test_what_the_parser_stops_at_is_told_where_its_cause_stands_with_what_to_write(
    text: str, line: int, write: str
) -> None:
    _, faults = read(text, "a.yaml")
    assert [(fault.rule, fault.place.line, fault.write) for fault in faults] == [("yaml/syntax", line, write)]


def test_a_text_that_a_comma_cut_off_is_checked_as_it_was_meant() -> None:
    found, _ = read("a: {b: One, or two, c: d}\n", "a.yaml")
    assert found is not None
    inside = found.map("a")
    assert inside is not None
    assert (inside.text("b"), list(inside.keys)) == ("One, or two", ["b", "c"])


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    found, faults = read(text, "a.yaml")
    assert found is not None or faults
    for fault in faults:
        assert fault.place.line >= 1
        assert fault.place.column >= 1


@given(st.text(alphabet=string.ascii_letters + " :#'\"{}[],&*!|>%@`-?\\\n\t", max_size=200))
def test_no_heap_of_special_characters_makes_the_reader_fail(text: str) -> None:
    found, faults = read(f"a: {text}\nb:\n  - {text}\n", "a.yaml")
    assert found is not None or faults


@given(st.from_regex(r"[a-zA-Z&*!|>%@`?-][a-zA-Z :#'{}\[\],&*!|>%@`?\\-]{0,60}[a-z:]", fullmatch=True))
def test_what_is_proposed_for_a_trapped_text_is_read_as_the_text(text: str) -> None:
    for fault in read(f"a: {text}\n", "a.yaml")[1]:
        if fault.rule in ("yaml/colon-in-text", "yaml/first-character", "yaml/comment-behind-text"):
            found, again = read(f"a: {fault.write}\n", "a.yaml")
            assert found is not None
            assert again == ()
            assert found.text("a") == text.strip()
