"""What can be wrong with a single field; `conform` finds it."""

from bot.content.diagnostic import Rule

UNKNOWN = Rule(
    "field/unknown",
    "error",
    """There is no field of that name here.

    A misspelt field would be passed over without a word. `unstuck schema` tells your editor all the names.""",
)
WRONG_KIND = Rule(
    "field/wrong-kind",
    "error",
    """The field belongs to another kind of thing.

    A step does something (`do`), or asks (`ask`), or waits for a pasted text (`paste`), or is for IT (`who: it`), or
    borrows (`use`), or hands over (`handoff`). Each kind has its own fields.""",
)
RESERVED = Rule(
    "field/reserved",
    "error",
    """The field is kept for later.

    Pictures go stale with every new version of a program, can't be read aloud, and need a place to be stored. Say in
    words what is on the screen.""",
)
MISSING = Rule(
    "field/missing",
    "error",
    """A field that has to be there is missing.

    The message names it. `unstuck schema` lets your editor remind you while you write.""",
)
TYPE = Rule(
    "field/type",
    "error",
    """A text stands where a list belongs, a list where a text belongs, or the like.

    A text is one line. A list is written `[one, two]`, or one `- item` a line. Fields of their own are written one
    below the other, two spaces further right, or as `{name: value}`. A text that holds `: ` needs 'single quotes'.""",
)
UNFILLED = Rule(
    "text/unfilled",
    "warning",
    """A text still says what is to be written there.

    `unstuck new` writes such texts, so that everything is in its place from the start. They begin with `Fill in:`, and
    people would be shown them. Write the text itself.""",
)
TOO_LONG = Rule(
    "field/too-long",
    "error",
    """A text is longer than its place on the card.

    Long buttons are cut off on a phone, and long sentences aren't read. Shorten it.""",
)
TOO_MANY = Rule(
    "field/too-many",
    "error",
    """There are more of them than fit.

    A card shows six buttons, and people read four choices. Split what is too long.""",
)
TOO_FEW = Rule(
    "field/too-few",
    "error",
    """There are fewer of them than make sense.

    A choice needs two answers; an empty list says nothing. Write more of them, or take the field out.""",
)
ID = Rule(
    "id/spelling",
    "error",
    """An id is made of small letters, digits and single hyphens, at most 40 of them.

    Ids stand in links and in statistics, so they have to survive being typed: `start-onedrive`, not `Start_OneDrive`.
    In a link, the dialog and the step are joined by `#`.""",
)
CHOICE = Rule(
    "value/choice",
    "error",
    """The field takes one of a few words, and this isn't one of them.

    The message lists them.""",
)
NUMBER = Rule(
    "value/number",
    "error",
    """A whole number is wanted here, within its bounds.

    Minutes are handwork only, not the time of waiting: that is `settles`.""",
)
DURATION = Rule(
    "value/duration",
    "error",
    """A time is a whole number with m, h or d behind it: `10m`, `24h`, `2d`.

    The message names the shortest and the longest that make sense here.""",
)
DATE = Rule(
    "value/date",
    "error",
    """A day is written year, month, day: `2026-11-24`.

    A moment in a test has the time behind it, in UTC: `2026-11-24T12:00Z`.""",
)
LIST_IN_DO = Rule(
    "step/do-list",
    "error",
    """Instructions are a list of YAML.

    In such a list a colon, a star or a backslash breaks the line, often without a word. Write `do: |` and below it one
    instruction a line, without the `- `.""",
)
NO_BLOCK = Rule(
    "step/do-block",
    "error",
    """Instructions stand in a block.

    Write `do: |` and below it one instruction a line, two spaces further right. Nothing in such a block can go wrong.
    A line that is indented further goes on with the one above.""",
)
BLOCK = Rule(
    "field/block",
    "error",
    """A text stands in a block.

    Only `do` has lines. Write the text on one line, behind its field.""",
)
WHEN_LIST = Rule(
    "when/not-list",
    "error",
    """The values of a condition are a list, also if it is only one.

    Write `when: {managed: [no]}`.""",
)
