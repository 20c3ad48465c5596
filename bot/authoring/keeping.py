"""A talk that somebody had, written down as a test for `tests/conversations/`.

The talk is played once more, on the pure engine, the way the test will be played; what the bot does in that play is
what the test expects. So a test that was just written holds. What a test can't do ends it, with the reason in a
comment: a fact that was set in the middle is known from the start in a test, and a button may then not be there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from bot.authoring.conversations import Playing
from bot.authoring.samples import Samples
from bot.cards.runs import bare
from bot.content.diagnostic import Place
from bot.content.model import Talk, Turn
from bot.content.traps import quoted
from bot.engine import Edition
from bot.engine.facts import UNSURE
from bot.engine.model import AtGate, AtStep
from bot.engine.outcome import EventName

MOST_MOVES: Final = 400
_LONGEST_WAIT_MIN: Final = 9999
"""The longest time that is written in minutes."""
_MATTERING: Final = frozenset({"settles", "held"})
"""Timers that make a difference within a talk; the others ask whoever went away."""
_NOWHERE: Final = Place("", 0, 0)
_TOLD: Final = (EventName.FIXED, EventName.NOTE_SENT, EventName.LINK_REFUSED)
"""What a test says that happened: how a talk ends, mostly."""
_LONGEST: Final = 120
"""Of a reply so many characters are expected."""
_ROUND: Final = re.compile("[\u2018-\u201f]")
"""Quotes as word processors make them. No file of ours may hold one."""
_STRAIGHT: Final = str.maketrans("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f", "''''\"\"\"\"")
_IN_A_NAME: Final = frozenset(" \n.,:;-_/#()?")
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.!?()/+-")
"""Characters of a text that needs no quotes, if it begins with a letter or a digit."""


Act = Literal["you", "press", "open", "wait", "given"]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that somebody did in a talk.

    `you`: the words; `press`: the verb of the button; `open`: `dialog` or `dialog#step`; `wait`: how long, as in `10m`;
    `given`: `fact=value` that was set from outside, or `fact=` where it was taken back.
    """

    act: Act
    given: str


@dataclass(slots=True)
class Record:
    """What was done in a talk, from its beginning."""

    moves: list[Move] = field(default_factory=list)
    is_whole: bool = True
    """Nothing of it is missing. A talk that is too long isn't kept."""
    _at: datetime | None = None
    _waits: bool = False

    def did(self, move: Move, at: datetime, *, timers: Iterable[str] = ()) -> None:
        """Remember it. `timers`: those that run after it. Where one of them says how long something takes, the minutes
        until the next thing are remembered, too."""
        since = int((at - self._at).total_seconds()) // 60 if self._at is not None and self._waits else 0
        passed = [Move("wait", f"{min(since, _LONGEST_WAIT_MIN)}m")] if since > 0 else []
        self.moves += (*passed, move)
        self.is_whole &= len(self.moves) <= MOST_MOVES
        del self.moves[MOST_MOVES:]
        self._at, self._waits = at, not _MATTERING.isdisjoint(timers)


@dataclass(frozen=True, slots=True)
class Kept:
    """The file, and why it doesn't hold the whole talk (empty: it does)."""

    text: str
    stopped: str


def keep(
    edition: Edition,
    moves: Sequence[Move],
    *,
    language: str = "en",
    given: Mapping[str, str] | None = None,
    now: datetime,
) -> Kept:
    """Write a talk down. `given`: what was known before it."""
    facts = _facts(edition, moves, given or {})
    # An empty message can't be written down, and does nothing.
    said = [move for move in moves if move.act != "given" and playable(move.given)]
    name = f"kept on {now.date()}: {_beginning(said)}"
    # A reading may hold times, and what it means hangs on when it is read.
    begins = f"{now:%Y-%m-%dT%H:%M}" if any(move.act == "you" and "\n" in move.given for move in said) else None
    language = edition.spoken(language)
    playing = Playing(edition, Talk(name, language, facts, begins, (), _NOWHERE))
    lines, stopped = list[str](), ""
    for number, move in enumerate(said, 1):
        difference = playing.does(_turn(move), Samples(()))
        if difference is not None:
            stopped = f"thing {number} of the talk can't be played: {difference.message.partition('; there are')[0]}"
            break
        lines += _written(move, playing)
    head = ["tests:", f"  - name: {_scalar(name)}"]
    if language != "en":
        head.append(f"    language: {language}")
    if facts:
        head.append(f"    given: {{{', '.join(f'{fact}: {value}' for fact, value in facts.items())}}}")
    if begins is not None:
        head.append(f"    now: {begins}")
    end = [f"# Here it ends: {_one_line(stopped)}"] if stopped else []
    return Kept("\n".join((*head, "    talk:", *lines, *end)) + "\n", stopped)


def _facts(edition: Edition, moves: Sequence[Move], given: Mapping[str, str]) -> dict[str, str]:
    """Everything that was set, in the order of the content: a test knows it from the start."""
    known = dict(given)
    for move in moves:
        if move.act == "given":
            fact, _, value = move.given.partition("=")
            known[fact] = value
    specs = edition.content.facts
    return {
        fact: known[fact]
        for fact in specs
        if known.get(fact) and (known[fact] == UNSURE or known[fact] in specs[fact].options)
    }


def _beginning(moves: Sequence[Move]) -> str:
    first = next((move for move in moves if move.act != "wait"), None)
    if first is None:
        return "nothing was done"
    words = f"opens {first.given}" if first.act == "open" else first.given
    return _one_line("".join(each for each in words if each.isalnum() or each in _IN_A_NAME))[:60].strip()


def _turn(move: Move) -> Turn:
    assert move.act != "given"
    return Turn(move.act, _as_written(move), (), (), None, (), (), _NOWHERE)


def _as_written(move: Move) -> str:
    """What stands in the file; of a choice its id alone, as authors write it."""
    text = playable(move.given)
    return text.removeprefix("pick:") if move.act == "press" else text


def playable(text: str) -> str:
    """A text as it can stand in a file: no control characters, no round quotes, no blank space around it."""
    shown = "".join(each if each.isprintable() or each == "\n" else " " for each in text)
    return shown.translate(_STRAIGHT).strip()


def _written(move: Move, playing: Playing) -> Iterator[str]:
    """A turn: what was done, and what came of it."""
    first, *rest = _field(move.act, _as_written(move))
    yield f"      - {first}"
    yield from (f"        {line}".rstrip() for line in rest)
    shown = (playing.session.open, playing.session.under)
    at = next((each for each in shown if isinstance(each, AtStep | AtGate)), None)
    if at is not None:
        yield f"        step: {at.step.rpartition('#')[2]}"
    if not isinstance(playing.session.open, AtStep) and (headline := _headline(playing)):
        yield f"        bot: {_scalar(headline)}"
    happened = dict.fromkeys(event.name.value for event in playing.events if event.name in _TOLD)
    if happened:
        yield f"        happened: [{', '.join(happened)}]"


def _headline(playing: Playing) -> str:
    """What the last reply begins with; before a risk, what has to be confirmed."""
    said = [text.replace("**", "").replace("`", "") for text in playing.said() if text.strip()]
    if not said:
        return ""
    open_, content = playing.session.open, playing.edition.content.in_language(playing.session.language)
    confirm = content.steps[open_.step].confirm if isinstance(open_, AtGate) else None
    if confirm and (sentence := _one_line(bare(confirm))) in _one_line(said[-1]):
        return sentence
    first = next(line for line in said[-1].splitlines() if line.strip())
    plain = _one_line(_ROUND.split(first)[0])
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rpartition(" ")[0]


def _one_line(text: str) -> str:
    return " ".join(playable(text).split())


def _field(name: str, text: str) -> tuple[str, ...]:
    """A field with any text: on its line, or in a block where it has several."""
    if "\n" not in text:
        return (f"{name}: {_scalar(text)}",)
    return (f"{name}: |-", *(f"  {line}" for line in text.split("\n")))


def _scalar(text: str) -> str:
    """A value on its line."""
    is_plain = text[:1].isascii() and text[:1].isalnum() and _PLAIN.issuperset(text) and text == text.strip()
    return text if is_plain else quoted(text)
