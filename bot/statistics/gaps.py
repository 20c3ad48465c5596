"""What nothing matched, in groups: what people write that the content has no answer to yet.

Texts that say the same in other words or with other typos are one group. What an author decided about them stands in
`gaps.txt` in the folder of the content, so that it is kept, seen and shared as the content is. A line is one decision:

    ignore  my printer is on fire
    merge   camera is dark = webcam shows nothing

Decisions name texts, and hold for everything that is like them, now and later. Codes come first: each is a group, named
by itself.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from bot.understanding.phrases import leaders
from bot.understanding.words import plain_words

FILE: Final = "gaps.txt"
HEAD: Final = "# What is decided about gaps. `unstuck gaps` reads it, `ignore` and `merge` write it.\n"
MOST: Final = 2000
"""So many different texts are grouped, the most frequent ones."""
_AND: Final = " = "


class Counted(Protocol):
    """A text or a code that nothing matched, as often as it came."""

    @property
    def text(self) -> str: ...

    @property
    def code(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def times(self) -> int: ...

    @property
    def last(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Decisions:
    """What an author decided. `merged`: pairs of texts that mean the same."""

    ignored: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()


class BadDecision(ValueError):
    """A line of the file that says nothing. `line` is counted from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(
            f"line {line} is no decision: {text!r}. Write `ignore  TEXT` or `merge   TEXT = TEXT`, or a comment with #."
        )


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Texts that mean the same, or one code. `texts`: the most frequent first; empty for a code."""

    id: str
    code: str
    texts: tuple[str, ...]
    times: int
    languages: tuple[str, ...]
    last: datetime

    @property
    def name(self) -> str:
        return self.code or self.texts[0]


def id_of(said: str) -> str:
    """What a text or a code is called on the command line: the same whenever it is asked for.

    >>> id_of("0x80070005"), id_of("My camera is black!") == id_of("my camera is black")
    ('0x80070005', True)
    """
    if not any(each.isspace() for each in said.strip()) and any(each.isdigit() for each in said):
        return said.strip()
    return hashlib.sha256(_key(said).encode()).hexdigest()[:6]


def _key(said: str) -> str:
    return " ".join(plain_words(said)) or said.strip()


def said_with_id(id: str, counted: Iterable[Counted]) -> str | None:
    """The text or code of that id."""
    wanted = id.strip().lower()
    return next((said for each in counted if id_of(said := each.code or each.text).lower() == wanted), None)


def grouped(counted: Iterable[Counted], decisions: Decisions) -> tuple[GapGroup, ...]:
    """The groups that nobody decided to ignore: codes first, then the most frequent."""
    codes: dict[str, list[Counted]] = {}
    texts: dict[str, list[Counted]] = {}
    for each in counted:
        (codes if each.code else texts).setdefault(each.code or each.text, []).append(each)
    ignored = {id_of(said) for said in decisions.ignored}
    found = [_group(code, each, is_code=True) for code, each in codes.items() if id_of(code) not in ignored]
    found += _texts_grouped(texts, decisions)
    return tuple(sorted(found, key=lambda group: (not group.code, -group.times, group.name)))


def _texts_grouped(texts: dict[str, list[Counted]], decisions: Decisions) -> Iterator[GapGroup]:
    often = sorted(texts, key=lambda text: (-sum(each.times for each in texts[text]), text))[:MOST]
    decided = [*decisions.ignored, *(text for pair in decisions.merged for text in pair)]
    # What was decided leads, so that it holds for all that is like it.
    everything = list(dict.fromkeys([*decided, *often]))
    leads = dict(zip(everything, (everything[at] for at in leaders(everything)), strict=True))
    for first, second in decisions.merged:
        one, other = leads[first], leads[second]
        leads = {text: one if lead == other else lead for text, lead in leads.items()}
    dropped = {leads[text] for text in decisions.ignored}
    members: dict[str, list[str]] = {}
    for text in often:
        if leads[text] not in dropped:
            members.setdefault(leads[text], []).append(text)
    for group in members.values():
        yield _group(group[0], [each for text in group for each in texts[text]])


def _group(name: str, lines: Sequence[Counted], *, is_code: bool = False) -> GapGroup:
    return GapGroup(
        id_of(name),
        name if is_code else "",
        () if is_code else tuple(dict.fromkeys(each.text for each in lines)),
        sum(each.times for each in lines),
        tuple(sorted({each.language for each in lines})),
        max(each.last for each in lines),
    )


# --- the file --------------------------------------------------------------------------------------------------------


def read_decisions(text: str) -> Decisions:
    """What stands in the file. Raises `BadDecision`."""
    ignored: list[str] = []
    merged: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        verb, _, said = line.strip().partition(" ")
        match verb:
            case "ignore" if said.strip():
                ignored.append(said.strip())
            case "merge" if _AND in said:
                first, _, second = said.partition(_AND)
                merged.append((first.strip(), second.strip()))
            case _ if verb and not verb.startswith("#"):
                raise BadDecision(number, line.strip())
    return Decisions(tuple(ignored), tuple(merged))


def with_ignored(file: str, said: str) -> str:
    """The file with one line more."""
    return _with_line(file, f"ignore  {_on_a_line(said)}")


def with_merged(file: str, first: str, second: str) -> str:
    """The file with one line more."""
    return _with_line(file, f"merge   {_on_a_line(first)}{_AND}{_on_a_line(second)}")


def _with_line(file: str, line: str) -> str:
    if line in file.splitlines():
        return file
    return (file.rstrip("\n") + "\n" if file.strip() else HEAD) + line + "\n"


def _on_a_line(said: str) -> str:
    return " ".join(said.replace(_AND, " ").split())


# --- told ------------------------------------------------------------------------------------------------------------


def told(groups: Sequence[GapGroup], most: int, shown: Callable[[str], str]) -> Iterator[str]:
    """The groups for who writes the content. `shown`: makes a text fit to be printed."""
    if not groups:
        yield "Nothing is unanswered in that time."
        return
    width = max(len(group.id) for group in groups[:most])
    for group in groups[:most]:
        where = ", ".join(group.languages)
        yield f"{group.times:>5}  {group.id:<{width}}  {shown(group.name)}  ({where}, last {group.last:%Y-%m-%d})"
        for text in group.texts[1:4]:
            yield f"{'':>5}  {'':<{width}}  also: {shown(text)}"
        if len(group.texts) > 4:
            yield f"{'':>5}  {'':<{width}}  and {len(group.texts) - 4} more like it"
    if len(groups) > most:
        yield f"{len(groups) - most} more: --most {len(groups)} shows all"
