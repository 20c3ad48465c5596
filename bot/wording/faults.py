"""What can be wrong in a language's file."""

from collections.abc import Iterable
from typing import Final

from bot.content.diagnostic import Diagnostic, Rule


class FaultyWording(Exception):
    """Some language can't be used; `diagnostics` holds every fault of every file, sorted."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(f"{fault.place}: {fault.message}" for fault in diagnostics))
        self.diagnostics = diagnostics


MISSING_KEY = Rule(
    "wording/missing-key",
    "error",
    """A language lacks a text that English has.

    Every language says everything, so that nobody reads two languages in one message.""",
)
UNKNOWN_KEY = Rule(
    "wording/unknown-key",
    "error",
    """A language has a text that the bot never says.

    Mostly it is a slip of the pen: the English file has all keys.""",
)
WRONG_KIND = Rule(
    "wording/wrong-kind",
    "error",
    """A text, a list or a map stands where something else belongs.

    The English file shows the form of every entry.""",
)
PLACE = Rule(
    "wording/place",
    "error",
    """The places in braces aren't those that the bot fills.

    A text has the same {places} as the English one, in any order.""",
)
FORM = Rule(
    "wording/form",
    "error",
    """The forms of a text aren't those that the language has.

    `plurals:` names them, and `other` is for the rest.""",
)
PLURAL = Rule(
    "wording/plural",
    "error",
    """A rule of `plurals:` can't be read.

    It is written as Unicode's CLDR writes it: `n = 1`, or `n % 10 = 2..4 and n % 100 != 12..14`.""",
)
LABEL = Rule(
    "wording/label",
    "error",
    """A button's title is longer than 22 characters.

    Teams cuts longer ones off on a phone.""",
)
SUMMARY = Rule(
    "wording/summary",
    "error",
    """A title names a person or a code, and there is no `summary`.

    The summary shows on locked screens, where neither may stand. Write one without them.""",
)
RULES: Final = (MISSING_KEY, UNKNOWN_KEY, WRONG_KIND, PLACE, FORM, PLURAL, LABEL, SUMMARY)


def named(places: Iterable[str]) -> str:
    """Places as they are written."""
    return ", ".join(f"{{{place}}}" for place in sorted(places)) or "no places"
