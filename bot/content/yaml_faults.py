"""What can be wrong with a file's YAML; `source` finds it. What YAML reads differently than it looks: `trap_faults`."""

from typing import Final

from bot.content.diagnostic import Rule

BYTES: Final = 2 * 1024 * 1024
"""The largest file that is read. A dialog of 25 full steps has 60 KB; 50,000 words in six languages have 1.5 MB."""
DEPTH: Final = 12
"""How deep nodes may be nested. The deepest field of the format stands at 7."""

DUPLICATE_KEY = Rule(
    "yaml/duplicate-key",
    "error",
    """A field stands twice.

    YAML would take the last one and forget the first without a word. Keep one of the two.""",
)
ANCHOR = Rule(
    "yaml/anchor",
    "error",
    """Anchors (`&name`) and aliases (`*name`) aren't read.

    A text that really starts with such a character stands in 'single quotes'. A step that two dialogs share is
    borrowed with `use`.""",
)
TAG = Rule(
    "yaml/tag",
    "error",
    """Tags (`!name`) aren't read.

    A text that really starts with an exclamation mark stands in 'single quotes'.""",
)
DOCUMENT_MARKER = Rule(
    "yaml/document-marker",
    "error",
    """One file is one document: `---` and `...` have no use here.

    Take the line out. Two problems, or two dialogs, are two files.""",
)
EMPTY_VALUE = Rule(
    "yaml/empty-value",
    "error",
    """A field has nothing behind its colon.

    Write its value, or take the field out. A `#` with a space before it starts a comment: a text that starts with
    one stands in 'single quotes'.""",
)
COMMA_IN_BRACES = Rule(
    "yaml/comma-in-braces",
    "error",
    """A comma inside `{ }` ends a text, and what follows becomes a field without a value.

    Put a text that holds a comma in 'single quotes', or write one field a line instead of `{ }`.""",
)
SEVERAL_LINES = Rule(
    "yaml/several-lines",
    "error",
    """A text goes on in the next line.

    Texts fit on their line, so that a line that was pushed in by mistake never becomes part of the one above. Only
    `do: |` has lines of its own.""",
)
SYNTAX = Rule(
    "yaml/syntax",
    "error",
    """The file can't be read from this line on.

    Mostly a line stands too far left or right, a quote or bracket isn't closed, or the space behind a colon is
    missing. Fields of one thing start in the same column; what belongs to a field stands two spaces further right.""",
)
TOO_DEEP = Rule(
    "yaml/too-deep",
    "error",
    f"""Lists and maps are nested more than {DEPTH} levels deep.

    Nothing in the format needs that.""",
)
NOT_TEXT = Rule(
    "yaml/not-text",
    "error",
    """The file isn't text in UTF-8, or holds characters that can't be seen.

    Save it as UTF-8 in your editor, and take out what the message names.""",
)
TOO_BIG = Rule(
    "yaml/too-big",
    "error",
    f"""The file has more than {BYTES // 1024 // 1024} MB.

    Split it: one problem, one dialog a file.""",
)
NO_FIELDS = Rule(
    "yaml/no-fields",
    "error",
    """The file holds no fields.

    A file starts with fields, such as `id: my-problem`. Take an empty file away.""",
)
