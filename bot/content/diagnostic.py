"""Where something is written, what is wrong there, and which rule says so."""

from dataclasses import dataclass, field, replace
from inspect import cleandoc
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Place(NamedTuple):
    """A place in a file that an author edits. Line and column count from 1.

    A tuple, since a hundred of them are made for each file.
    """

    file: str
    """As the author would write it: relative to the layer's folder, with forward slashes."""
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One fault of the content: where, what is wrong, what to write instead.

    Sorted by place, so that a list of them reads like the files do.
    """

    place: Place
    severity: Severity
    rule: str
    """`area/what`, for example `step/unmarked-danger`. Never reused."""
    message: str
    write: str = ""
    """What to write instead, ready to be typed. Empty where the message says all there is."""
    line_text: str = field(default="", compare=False)
    """The line of the file, as it stands there."""
    also: Place | None = field(default=None, compare=False)
    """The other place that the message speaks of."""
    also_is: str = field(default="", compare=False)
    """What stands at the other place: `the step starts`, `the other one stands`."""

    def with_line(self, lines: tuple[str, ...]) -> "Diagnostic":
        """The same fault with the text of its line."""
        if self.line_text or not 0 < self.place.line <= len(lines):
            return self
        return replace(self, line_text=lines[self.place.line - 1])


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of fault, with the page that explains it (`unstuck explain ID`).

    The page: one sentence that says what is wrong, an empty line, then why it matters and what to do.
    """

    id: str
    severity: Severity
    page: str

    @property
    def summary(self) -> str:
        return cleandoc(self.page).split("\n\n")[0]

    @property
    def text(self) -> str:
        return cleandoc(self.page)

    def at(
        self, place: Place, message: str, write: str = "", *, also: Place | None = None, also_is: str = ""
    ) -> Diagnostic:
        """This fault at that place."""
        return Diagnostic(place, self.severity, self.id, message, write, also=also, also_is=also_is)
