"""What YAML reads differently than an author means it; `traps` finds it."""

from bot.content.diagnostic import Rule

COLON = Rule(
    "yaml/colon-in-text",
    "error",
    """A colon with a space behind it, inside a text, starts a field of its own in YAML.

    Put the whole text in 'single quotes'.""",
)
FIRST_CHARACTER = Rule(
    "yaml/first-character",
    "error",
    """A text starts with a character that means something to YAML.

    These are ``* ` % @ & ! > | { [ ] } , # - ?``. Put the whole text in 'single quotes'. The instructions of a step
    stand in a block (`do: |`), where no character means anything.""",
)
COMMENT = Rule(
    "yaml/comment-behind-text",
    "error",
    """A `#` with a space before it starts a comment: the rest of the text would be cut off.

    Put the whole text in 'single quotes', or put the comment on a line of its own. Behind an id, a number or a
    closing bracket a comment may stand.""",
)
BACKSLASH = Rule(
    "yaml/backslash",
    "error",
    r"""A backslash inside double quotes starts a special character: `"C:\new"` holds a line break.

    Use 'single quotes', in which a backslash is a backslash.""",
)
UNCLOSED = Rule(
    "yaml/unclosed-bracket",
    "error",
    """A bracket isn't closed.

    What starts with `{` or `[` ends with `}` or `]`, before the next field. A text that really starts with a bracket
    stands in 'single quotes'.""",
)
UNCLOSED_QUOTE = Rule(
    "yaml/unclosed-quote",
    "error",
    """A quote isn't closed.

    What starts with a quote ends with one, on the same line. Put the whole text in 'single quotes'; a single quote
    inside is written twice.""",
)
BEHIND_QUOTES = Rule(
    "yaml/text-behind-quotes",
    "error",
    """Words stand behind a closing quote.

    A text is either quoted as a whole or not at all. Put the whole text in 'single quotes'; a single quote inside is
    written twice.""",
)
BLOCK_LINE = Rule(
    "yaml/block-line",
    "error",
    """A line of a block stands too far left.

    A block ends where a line stands further left than its first one. All of its instructions start in one column, two
    spaces further right than the field they belong to.""",
)
TAB = Rule(
    "yaml/tab",
    "error",
    """The line holds a tab.

    YAML counts spaces, and a tab isn't one. Use spaces, two for each level.""",
)
HIDDEN_BREAK = Rule(
    "yaml/hidden-break",
    "error",
    """The line holds a line break that your editor doesn't show.

    It comes from a web page or a document that was copied. Delete the place where it stands, and type it anew.""",
)
SMART_QUOTE = Rule(
    "yaml/smart-quotes",
    "error",
    """The line holds a round quote, as word processors make them.

    YAML doesn't read it as a quote, and a command that holds one doesn't run. Type a straight ' or ".""",
)
