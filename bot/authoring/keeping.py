"""A talk that somebody had, written down as a test for `tests/conversations/`.

The talk is played once more, on the pure engine, the way the test will be played; what the bot does in that play is what
the test expects. So a test that was just written holds. What a test can't do ends it, with the reason in a comment: a
fact that was set in the middle is known from the start in a test, and a button may then not be there any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from bot.authoring.conversations import Playing
from bot.authoring.samples import Samples
from bot.content.diagnostic import Place
from bot.content.model import Talk, Turn
from bot.content.traps import quoted
from bot.engine import Edition
from bot.engine.facts import UNSURE
from bot.engine.model import AtGate, AtStep
from bot.engine.outcome import EventName

_NOWHERE: Final = Place("", 0, 0)
_TOLD: Final = (EventName.FIXED, EventName.NOTE_SENT, EventName.LINK_REFUSED)
"""What a test says that happened: how a talk ends, mostly."""
_LONGEST: Final = 120
"""Of a reply so many characters are expected."""
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
    now: str | None = None,
    on: date,
) -> Kept:
    """Write a talk down. `given`: what was known before it; `now`: when it began, where that matters; `on`: today."""
    facts = _facts(edition, moves, given or {})
    said = [move for move in moves if move.act != "given"]
    name = f"kept on {on}: {_beginning(said)}"
    language = edition.spoken(language)
    playing = Playing(edition, Talk(name, language, facts, now, (), _NOWHERE))
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
    if now is not None:
        head.append(f"    now: {now}")
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
    return _one_line(f"opens {first.given}" if first.act == "open" else first.given)[:60].strip()


def _turn(move: Move) -> Turn:
    assert move.act != "given"
    return Turn(move.act, _as_written(move), (), (), None, (), (), _NOWHERE)


def _as_written(move: Move) -> str:
    """What stands in the file; of a choice its id alone, as authors write it."""
    text = playable(move.given)
    return text.removeprefix("pick:") if move.act == "press" else text


def playable(text: str) -> str:
    """A text as it can stand in a file: no control characters, no blank space around it."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text).strip()


def _written(move: Move, playing: Playing) -> Iterator[str]:
    """A turn: what was done, and what came of it."""
    text = _as_written(move)
    if "\n" in text:
        yield f"      - {move.act}: |-"
        yield from (f"          {line}".rstrip() for line in text.split("\n"))
    else:
        yield f"      - {move.act}: {_scalar(text)}"
    at = next((each for each in (playing.session.open, playing.session.under) if isinstance(each, AtStep | AtGate)), None)
    if at is not None:
        yield f"        step: {at.step.rpartition('#')[2]}"
    if not isinstance(at, AtStep) and (headline := _headline(playing)):
        yield f"        bot: {_scalar(headline)}"
    happened = dict.fromkeys(event.name.value for event in playing.events if event.name in _TOLD)
    if happened:
        yield f"        happened: [{', '.join(happened)}]"


def _headline(playing: Playing) -> str:
    """What the last reply begins with."""
    said = [text for text in playing.said() if text.strip()]
    if not said:
        return ""
    first = next(line for line in said[-1].splitlines() if line.strip())
    plain = _one_line(first.replace("**", "").replace("`", ""))
    return plain if len(plain) <= _LONGEST else plain[:_LONGEST].rpartition(" ")[0]


def _one_line(text: str) -> str:
    return " ".join(playable(text).split())


def _scalar(text: str) -> str:
    """A value on its line."""
    is_plain = text[:1].isascii() and text[:1].isalnum() and _PLAIN.issuperset(text) and text == text.strip()
    return text if is_plain else quoted(text)
