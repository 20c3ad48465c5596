"""Does a clause say that it works, or that it doesn't?

Words for success (`good`), failure (`bad`) and going away (`gone`) stand in a clause with words that turn them. One
"not" turns; two in a language that doesn't use them together, or a sentence that begins "it's not that", say nothing
that we'd rely on. "Still" makes anything a failure, unless it stands by a success.

A false "it works" is the worst mistake there is, so a success counts only as a plain statement about here and now. It
doesn't where the sentence asks, supposes or hopes ("if", "should", "I want it"), speaks of another time, another place
or of somebody else's word, tells the bot what to say, stands in quotation marks, or is about a button or a window.
Nor does it where too much of the clause is unknown.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.understanding.hearing import Ears, Heard, Unit
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.words import is_mark


class Sense(StrEnum):
    GOOD = "good"
    BAD = "bad"
    NONE = "none"
    """Nothing, or nothing to rely on."""


@dataclass(frozen=True, slots=True)
class ClauseSense:
    sense: Sense
    idiom: bool = False
    """By a set phrase ("didn't help", "same error"), or with "still": said of what was just tried."""
    later: bool = False
    """The "still" stands behind other words ("OneDrive still wants ..."): it may as well tell a story."""
    blocked: bool = False
    """It speaks of success without stating it."""
    kept: bool = False
    denies: bool = False
    """It says of a trouble that it isn't the one: "the antivirus isn't the problem"."""
    """Success and "still": it held."""
    plain: bool = False
    """It is a success by its own words, and not because an error is denied or gone."""
    maybe: bool = False
    """A word for success that isn't enough alone: "opens", "signed in"."""


NOTHING = ClauseSense(Sense.NONE)
DOUBTED = ClauseSense(Sense.NONE, blocked=True)
_UNKNOWN_WORDS = 1
"""So many words of a clause about "it" may be unknown for it to state success; three times as many with a "now"."""


_WORKS_NOW = frozenset(
    [Role.ANYMORE, Role.NO_LONGER, Role.NOW, Role.ALL, Role.GONE, Role.MENDED, Role.GOOD, Role.GOOD_NOW, Role.ACT]
)
"""What tells that a failure was there before and isn't now, or that something works beside it."""


def sense_of(heard: Heard, clause: int, ears: Ears) -> ClauseSense:
    roles = [unit for unit in heard.roles[clause] if unit.entry.name not in _SILENT]
    meanings = {unit.entry.name for unit in heard.meanings[clause]}
    names = {unit.entry.name for unit in roles}
    if (not names and not meanings) or any(entry.name == Meaning.WAIT for entry in heard.alone[clause]):
        return NOTHING
    if Role.NOT_THAT in heard.by_sentence[heard.clause(clause).sentence]:
        return ClauseSense(Sense.NONE, blocked=True)
    if Meaning.NO in meanings and not heard.clause(clause).asks:
        return ClauseSense(Sense.BAD, idiom=True)
    said, twisted = _said(heard, clause, roles, names, ears)
    still = Role.STILL in names
    if twisted:
        return _still_bad(heard, clause) if still else ClauseSense(Sense.NONE, blocked=True)
    if Role.PARTLY in names and said & {_Said.GOOD, _Said.MAYBE}:
        return ClauseSense(Sense.BAD)
    found = Sense.BAD if _Said.BAD in said else Sense.GOOD if _Said.GOOD in said else Sense.NONE
    if still:
        if found is not Sense.BAD and said:
            return ClauseSense(Sense.NONE, blocked=True, kept=found is Sense.GOOD)
        return _still_bad(heard, clause)
    if found is Sense.GOOD and meanings & _NO_NEWS:
        return ClauseSense(Sense.NONE)
    if found is Sense.GOOD and Role.BAD in names and not names & _WORKS_NOW:
        # "No error any more" is a success; "not my problem" and "no error code" are none.
        return ClauseSense(Sense.NONE, blocked=True, kept=True, denies=True)
    if found is Sense.GOOD and is_unreliable(heard, clause, names):
        return ClauseSense(Sense.NONE, blocked=True)
    if found is Sense.GOOD and (is_vague(heard, clause, names) or _tells_of_trouble(heard, clause, ears)):
        return ClauseSense(Sense.NONE)
    plain = found is Sense.GOOD and not names & {Role.BAD, Role.GONE, Role.MENDED}
    return ClauseSense(found, plain=plain, maybe=found is Sense.NONE and _Said.MAYBE in said)


def _still_bad(heard: Heard, clause: int) -> ClauseSense:
    first = next((unit.start for unit in heard.of_role(clause, Role.STILL)), 0)
    small = {
        place for unit in heard.roles[clause] if unit.entry.name in _SILENT for place in range(unit.start, unit.end)
    }
    ahead = [place for place in range(heard.clause(clause).start, first) if place not in small]
    return ClauseSense(Sense.BAD, idiom=True, later=bool(ahead))


_NO_NEWS = frozenset(
    [
        Meaning.CANT_DO,
        Meaning.UNSURE,
        Meaning.SAFE,
        Meaning.BACK,
        Meaning.SKIP,
        Meaning.RESTART,
        Meaning.LINK,
        Meaning.HUMAN,
    ]
)
"""Beside one of these a word for success tells of none: "gehen wir zum nächsten", "geht dabei was kaputt"."""
_SILENT = frozenset([Role.FILLER, Role.BETWEEN, Role.POLITE, Role.PLAIN, Role.IT])
_SENSED = frozenset([Role.GOOD, Role.MENDED, Role.GOOD_NOW, Role.ACT, Role.BAD, Role.GONE, Meaning.YES])
_POSITIVE = frozenset([Role.GOOD, Role.MENDED, Role.GOOD_NOW, Role.ACT, Meaning.YES])
_REACH = 6
"""A "not" reaches so many words ahead."""
_BESIDE = 2
"""So far behind a verb a "not" still belongs to it: "geht nicht", "ne marche vraiment pas"."""


class _Said(StrEnum):
    GOOD = "good"
    BAD = "bad"
    MAYBE = "maybe"
    """A word for success that isn't enough alone."""


def _said(heard: Heard, clause: int, roles: list[Unit], names: set[str], ears: Ears) -> tuple[set[_Said], bool]:
    """What each word for success or failure says once it is turned, and whether one is turned twice.

    A "not" that is a small word in another language that fits (the Portuguese "no") turns only what follows at once.
    """
    if _code_is_gone(heard, clause, names):
        return {_Said.GOOD}, False
    over = bool(names & {Role.GONE, Role.MENDED})
    sensed = _places([*roles, *heard.meanings[clause]], _SENSED)
    if over:
        sensed = {at: place for at, place in sensed.items() if place[1] != {Role.BAD}}
    nots = _places(roles, frozenset([Role.NOT, Role.NO_LONGER, Role.WITHOUT]))
    small = {unit.start for unit in heard.roles[clause] if unit.entry.name == Role.FILLER}
    final = _behind_all_that_tells(heard, clause) if nots else 0
    turns: dict[int, list[set[str]]] = {}
    for at, (end, kinds, languages) in nots.items():
        if at in small:
            target = next((place for place in sensed if end <= place < end + _BESIDE), None)
        else:
            target = _target(at, end, kinds, sensed, end >= final)
        if target is not None and not (Role.BAD in sensed[target][1] and _is_of_a_concept(heard, at, end)):
            turns.setdefault(target, []).append(languages)
    said: set[_Said] = set()
    for at, (_, kinds, _) in sensed.items():
        turned = turns.get(at, [])
        if len(turned) > 1 and not any(ears.agrees(language) for languages in turned for language in languages):
            return set(), True
        said |= _value(heard, clause, kinds, names, bool(turned), ears)
    return said, False


def _code_is_gone(heard: Heard, clause: int, names: set[str]) -> bool:
    """ "No more 0x8007016a", "I don't get 0x8007016a any more". Just "not 0x8007016a" says which it isn't."""
    span = heard.clause(clause)
    if names & _SENSED or not any(is_mark(word) for word in heard.words.folded[span.start : span.end]):
        return False
    turned = bool(names & {Role.NOT, Role.WITHOUT})
    return Role.NO_LONGER in names or (turned and Role.ANYMORE in names)


def _behind_all_that_tells(heard: Heard, clause: int) -> int:
    """The place in a clause from which on nothing but small words follows."""
    small = {
        place for unit in heard.roles[clause] if unit.entry.name in _TRAILING for place in range(unit.start, unit.end)
    }
    span = heard.clause(clause)
    place = span.end
    while place > span.start and (place - 1 in small or is_mark(heard.words.folded[place - 1])):
        place -= 1
    return place


def _is_of_a_concept(heard: Heard, start: int, end: int) -> bool:
    """Whether a "not" is part of a concept that is trouble itself: "isn't running" makes no error undone."""
    return any(
        unit.start <= start and end <= unit.end and unit.end - unit.start > end - start for unit in heard.concepts
    )


_TRAILING = frozenset(
    [Role.FILLER, Role.POLITE, Role.BETWEEN, Role.IT, Role.PLAIN, Role.ANYMORE, Role.NOW, Role.ALL, Role.SEE, Role.NOT]
)

_Places = dict[int, tuple[int, set[str], set[str]]]
"""First word -> the word behind the last, the names that it has, and their languages."""


def _places(units: list[Unit], wanted: frozenset[str]) -> _Places:
    found: _Places = {}
    for unit in units:
        if unit.entry.name in wanted:
            _, kinds, languages = found.setdefault(unit.start, (unit.end, set(), set()))
            kinds.add(unit.entry.name)
            languages.add(unit.entry.language)
    return dict(sorted(found.items()))


def _target(at: int, end: int, kinds: set[str], sensed: _Places, is_final: bool) -> int | None:
    """The word that a "not" turns: the verb right before it, else the next one, else the one before.

    A "without" only turns what follows, and so never does the Portuguese "no" of "problema no OneDrive". What stands
    before is turned from afar only if small words alone follow ("Fehler kommt nicht mehr", but not "an error that the
    provider isn't running").
    """
    before = [(place, other) for place, other in sensed.items() if place < at]
    last = before[-1] if before else None
    verbal = Role.WITHOUT not in kinds or Role.NO_LONGER in kinds
    if verbal and last and at - last[1][0] < _BESIDE and last[1][1] & _POSITIVE:
        return last[0]
    ahead = next((place for place in sensed if end <= place < end + _REACH), None)
    if ahead is not None:
        return ahead
    return last[0] if last and verbal and is_final else None


def _value(heard: Heard, clause: int, kinds: set[str], names: set[str], turned: bool, ears: Ears) -> set[_Said]:
    if Role.GONE in kinds:
        return _gone(heard, clause, names, turned, ears)
    if Role.BAD in kinds:
        return {_Said.GOOD} if turned else {_Said.BAD}
    if turned:
        return {_Said.BAD}
    if kinds & {Role.GOOD, Role.MENDED, Meaning.YES} or (Role.ACT in kinds and Role.CAN in names):
        return {_Said.GOOD}
    if Role.GOOD_NOW in kinds:
        # "All good" says it, "good morning all" doesn't.
        sure = Role.NOW in names or (Role.ALL in names and not heard.unknown(clause))
        return {_Said.GOOD} if sure else {_Said.MAYBE}
    return set()


def _gone(heard: Heard, clause: int, names: set[str], turned: bool, ears: Ears) -> set[_Said]:
    """Something went away. Good if it was the error, or just "it"; a file or a button that is gone is no success."""
    span = heard.clause(clause)
    about_error = bool(names & {Role.BAD, Role.ERROR_WORD}) or any(
        is_mark(word) for word in heard.words.folded[span.start : span.end]
    )
    away = _places_of(heard, clause, Role.GONE)
    concepts = any(
        span.start <= unit.start < span.end and away.isdisjoint(range(unit.start, unit.end))
        for unit in heard.concepts
        if unit.entry.name not in ears.trouble
    )
    if not about_error and _tells_of_things(heard, away):
        return set()
    if not about_error and (concepts or names & {Role.THING, Role.ALL} or _unknown(heard, clause)):
        return set()
    return {_Said.BAD} if turned else {_Said.GOOD}


def _places_of(heard: Heard, clause: int, role: Role) -> set[int]:
    return {place for unit in heard.of_role(clause, role) for place in range(unit.start, unit.end)}


def _tells_of_things(heard: Heard, away: set[int]) -> bool:
    """Whether "it" that is gone may be a thing that was named, and no error: "Defender flagged OneDrive. It's gone"."""
    if heard.anywhere & {Role.BAD, Role.ERROR_WORD} or any(map(is_mark, heard.words.folded)):
        return False
    return any(away.isdisjoint(range(unit.start, unit.end)) for unit in heard.concepts)


def _tells_of_trouble(heard: Heard, clause: int, ears: Ears) -> bool:
    """Whether words.yaml knows a word of the clause for trouble that the lexicon doesn't: "syncing has halted"."""
    span = heard.clause(clause)
    sensed = {
        place
        for unit in (*heard.roles[clause], *heard.meanings[clause])
        if unit.entry.name not in _SILENT
        for place in range(unit.start, unit.end)
    }
    return any(
        span.start <= unit.start < span.end and sensed.isdisjoint(range(unit.start, unit.end))
        for unit in heard.concepts
        if unit.entry.name in ears.trouble
    )


def is_unreliable(heard: Heard, clause: int, names: set[str]) -> bool:
    """Whether a success in this clause isn't a plain statement about here and now."""
    span = heard.clause(clause)
    if span.asks or Role.ORDER in heard.anywhere:
        return True
    if any(heard.words.quoted[span.start : span.end]):
        return True
    if names & {Role.EARLIER, Role.INTENT, Role.PARTLY} or _asks(heard, clause):
        return True
    sentence = heard.by_sentence[span.sentence]
    if sentence & {Role.UNREAL, Role.ELSEWHERE, Role.OTHERS}:
        return True
    if Role.GONE in names and Role.FILE_WORD in sentence and not sentence & _NOT_A_FILE:
        return True
    if Role.GONE in names and _tells_of_things(heard, _places_of(heard, clause, Role.GONE)):
        return True
    if any(unit.entry.kind == "stop" and span.start <= unit.start < span.end for unit in heard.concepts):
        return True
    return Role.NOW not in names and Role.EARLIER in sentence


_NOT_A_FILE = frozenset([Role.GOOD, Role.GOOD_NOW, Role.ACT, Role.BAD])
"""Beside one of these, a file is what works, and not what is gone."""


def _asks(heard: Heard, clause: int) -> bool:
    """A question without its mark: a question word anywhere, or "is it" in the beginning ("now it is" states)."""
    start = heard.clause(clause).start
    for unit in sorted(heard.roles[clause], key=lambda unit: unit.start):
        if unit.entry.name == Role.ASK and (unit.end - unit.start == 1 or unit.start == start):
            return True
        if unit.entry.name == Role.WHAT_IS and unit.start == start:
            return True
        if unit.start == start and unit.entry.name in _OPENING:
            start = unit.end
    return False


_OPENING = frozenset([Role.POLITE, Role.BUT, Role.AND])


def is_vague(heard: Heard, clause: int, names: set[str]) -> bool:
    """Whether a success is of a button or a window, or too much around it is unknown."""
    if Role.THING in names and Role.BAD not in names:
        return True
    allowed = 3 * _UNKNOWN_WORDS if Role.NOW in names else _UNKNOWN_WORDS if heard.has(clause, Role.IT) else 0
    return _unknown(heard, clause) > allowed


def _unknown(heard: Heard, clause: int) -> int:
    """How many words are unknown, apart from a name behind a "thanks"."""
    span = heard.clause(clause)
    named = {unit.end for unit in heard.roles[clause] if unit.entry.name == Role.POLITE}
    return sum(not heard.known[place] and place not in named for place in range(span.start, span.end))
