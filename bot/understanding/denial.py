"""What a person says it is *not*.

A "not" denies the code or concept behind it when nothing else stands between: "it's not the 0x8007016a error", "it
isn't about my password". A "not" that belongs to a verb ("not syncing, 0x8004def7") denies nothing. What stands in a
clause that says it works or is gone is denied as well ("0x8004def7 is gone", "no more placeholders").
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from bot.understanding.hearing import Heard, Unit
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.listening import Entry
from bot.understanding.senses import ClauseSense, Sense
from bot.understanding.words import is_mark

_REACH = 6
"""So many words at most between a "not" and what it denies."""
_NOTS = frozenset([Role.NOT, Role.NO_LONGER, Role.WITHOUT])
_LOOSE = frozenset([Role.FILLER, Role.POLITE, Role.ANYMORE, Role.IT, Role.BETWEEN, Role.ERROR_WORD, Role.AND])
_NO_MORE = _NOTS | {Role.NOW, Role.ANYMORE, Role.BUT, Role.AND, Role.FILLER, Role.IT}
_LINKING = frozenset([Role.AND, Role.NOT, Role.WITHOUT])
_VERBS = frozenset([Role.GOOD, Role.GOOD_NOW, Role.ACT, Role.MENDED])
"""A "not" right behind one of these belongs to it: "geht nicht 0x8004def7" denies no code."""
_WORKING = frozenset([Role.FILE_WORD, Role.ACT, Role.GOOD, Role.GOOD_NOW, Role.BAD])
_BEHIND = _LOOSE | {Role.BAD, Role.THING, Role.SEE, Role.NOW}


_POINTING = _BEHIND - {Role.BAD} | {Role.NOT}
"""Of such words alone is a clause that says "that's not it"."""
_LATER = 2
"""So many clauses on, "that's not it" is still said of what was named: "the antivirus was checked, they looked, no"."""


def denied_code(heard: Heard, senses: tuple[ClauseSense, ...], place: int) -> bool:
    """Whether the code at a word's place is what isn't so, or is gone."""
    number = heard.words.clause_of[place]
    gone = senses[number].sense is Sense.GOOD
    refused = heard.clause(number).asks and any(entry.name == Meaning.NO for entry in _next_alone(heard, number))
    if gone or refused or is_ruled_out(heard, number) or _is_past(heard, number, place):
        return True
    if _says_not_it(heard, number + 1):
        return True
    if not heard.clause(number).asks and any(each.end <= place for each in heard.of_role(number, Role.NOT_ABOUT)):
        return True
    return _not_before(heard, number, place) or _not_behind(heard, number, place + 1)


def is_ruled_out(heard: Heard, number: int) -> bool:
    """Whether a clause says that what it names isn't it: "0x… I can rule out", and not "I can't rule it out"."""
    ruling = heard.of_role(number, Role.RULED_OUT)
    if not ruling or heard.clause(number).asks:
        return False
    inside = {place for unit in ruling for place in range(unit.start, unit.end)}
    nots = (unit for unit in heard.roles[number] if unit.entry.name in _NOTS)
    return all(not inside.isdisjoint(range(unit.start, unit.end)) for unit in nots)


def _is_past(heard: Heard, number: int, place: int) -> bool:
    """Whether a code is told of the past, and the clauses behind it say that it is gone, or tell another one of now."""
    if not heard.has(number, Role.EARLIER) or heard.has(number, Role.NOW, Role.STILL, *_NOTS):
        return False
    for later in range(number + 1, len(heard.words.clauses)):
        if _says_no_more(heard, later):
            return True
        if heard.has(later, Role.STILL, *_NOTS) or any(each.name == Meaning.NO for each in heard.meanings[later]):
            return False
        if heard.has(later, Role.GONE, Role.MENDED) and not heard.has(later, Role.FILE_WORD, Role.ALL):
            return True
        span = heard.clause(later)
        if heard.has(later, Role.NOW) and any(is_mark(word) for word in heard.words.folded[span.start : span.end]):
            return heard.words.folded[place] not in heard.words.folded[span.start : span.end]
    return False


def _says_no_more(heard: Heard, number: int) -> bool:
    """Whether a clause says "not any more" and nothing else: "mais plus maintenant", "ya no", "jetzt nicht mehr"."""
    span = heard.clause(number)
    names = _names(heard, number)
    here = [names.get(place, frozenset()) for place in range(span.start, span.end)]
    return (
        len(here) > 1
        and not span.asks
        and all(each & _NO_MORE for each in here)
        and heard.has(number, Role.NO_LONGER, Role.NOT)
    )


def _next_alone(heard: Heard, number: int) -> tuple[Entry, ...]:
    """What the clause behind says as a whole: "0x8007016a? No."."""
    return heard.alone[number + 1] if number + 1 < len(heard.alone) else ()


def persists(heard: Heard, number: int) -> bool:
    """Whether what a clause is about is still there: "still appears", "is not gone"."""
    gone = Role.MENDED if heard.has(number, Role.MENDED) else Role.GONE
    return heard.has(number, Role.STILL) or (heard.has(number, Role.NOT) and heard.has(number, gone))


def denied_concept(heard: Heard, senses: tuple[ClauseSense, ...], unit: Unit, trouble: Collection[str]) -> bool:
    """Whether a concept is what isn't so. What should work isn't denied by a "not": "no sync" is trouble with sync.

    `trouble`: concepts of trouble in general.
    """
    number = heard.words.clause_of[unit.start]
    if senses[number].sense is Sense.GOOD or senses[number].denies or is_ruled_out(heard, number):
        return True
    works = any(
        other.start < unit.end and unit.start < other.end
        for other in heard.roles[number]
        if other.entry.name in _WORKING
    )
    if works:
        return False
    return (
        _not_before(heard, number, unit.start, trouble)
        or _is_not_it(heard, senses, unit, trouble)
        or _is_all_but_not(heard, number, unit)
    )


def _is_not_it(heard: Heard, senses: tuple[ClauseSense, ...], unit: Unit, trouble: Collection[str]) -> bool:
    """Whether the clause behind says "that's not it" of a concept: "the antivirus was checked, it isn't that".

    A clause that tells of trouble is what the "it" stands for, or what goes on behind it; so is one that names more.
    """
    number = heard.words.clause_of[unit.start]
    for later in range(number + 1, min(number + 1 + _LATER, len(heard.words.clauses))):
        if senses[later - 1].sense is Sense.BAD and later > number + 1:
            return False
        if _says_not_it(heard, later):
            return senses[number].sense is not Sense.BAD or unit.entry.name not in trouble
        span = heard.clause(later)
        if any(span.start <= each.start < span.end for each in heard.concepts):
            return False
    return False


def _says_not_it(heard: Heard, number: int) -> bool:
    """Whether a clause is an "it", a "not" and nothing that tells more: "that's not it", "no es eso", "to nie on"."""
    if number >= len(heard.words.clauses) or heard.has(number, Role.STILL) or heard.clause(number).asks:
        return False
    span = heard.clause(number)
    names = _names(heard, number)
    ruling = {place for unit in heard.of_role(number, Role.NOT_IT) for place in range(unit.start, unit.end)}
    if ruling:
        rest = (place for place in range(span.start, span.end) if place not in ruling)
        return all(names.get(place, frozenset()) & _POINTING for place in rest)
    here = [names.get(place, frozenset()) for place in range(span.start, span.end)]
    points = any(Role.IT in each for each in here) and any(Role.NOT in each for each in here)
    return points and len(here) > 1 and all(each & _POINTING for each in here)


def _is_all_but_not(heard: Heard, number: int, unit: Unit) -> bool:
    """Whether small words and a last "not" are all that stands beside a concept: "el antivirus no es"."""
    names = _names(heard, number)
    span = heard.clause(number)
    beside = [names.get(place, frozenset()) for place in (*range(span.start, unit.start), *range(unit.end, span.end))]
    return (
        unit.end < span.end
        and Role.NOT in beside[-1]
        and all(here & (_LOOSE | {Role.NOT}) and not here & _WORKING for here in beside)
    )


def is_not_the_matter(heard: Heard, unit: Unit) -> bool:
    """Whether it is said that the text isn't about it: "nothing to do with OneDrive"."""
    number = heard.words.clause_of[unit.start]
    return any(other.end <= unit.start for other in heard.of_role(number, Role.NOT_ABOUT))


def is_said_to_work(heard: Heard, number: int) -> bool:
    """Whether a clause has only good to tell: "Teams is fine"."""
    return heard.has(number, Role.GOOD, Role.GOOD_NOW) and not (
        heard.clause(number).asks
        or heard.has(number, Role.NOT, Role.WITHOUT, Role.NO_LONGER, Role.BAD, Role.INTENT, Role.UNREAL, Role.PARTLY)
    )


def is_off(heard: Heard, unit: Unit, undeniable: AbstractSet[str]) -> bool:
    """Whether what a concept names is switched off: it can't be the cause ("the antivirus is off"), nor can the "off".

    Where what should work stands before it or right behind, that is what is off: "the admin turned off OneDrive".
    """
    number = heard.words.clause_of[unit.start]
    off = next((other for other in heard.of_role(number, Role.OFF) if unit.start < other.end), None)
    if off is None:
        return False
    span = heard.clause(number)
    here = [each for each in heard.concepts if span.start <= each.start < span.end]
    small = {other.start for other in heard.of_role(number, Role.FILLER)}
    behind = off.end + (off.end in small)
    around = {each.entry.name for each in here if each.start < off.start or each.start == behind}
    return any(each.end <= off.start for each in here) and undeniable.isdisjoint(around)


def taken_back(heard: Heard, place: int, later: int) -> bool:
    """Whether the code at one place is corrected by the one at a later place: "0x…, no, wrong: 0x…"."""
    for number in range(heard.words.clause_of[place], heard.words.clause_of[later] + 1):
        span = heard.clause(number)
        between = place < span.start and span.end <= later and not heard.has(number, Role.NOT)
        if between and any(each.name == Meaning.NO for each in heard.alone[number]):
            return True
        for unit in heard.of_role(number, Role.CORRECTION):
            if place < unit.start < later and (unit.start == span.start or not heard.has(number, Role.BAD, Role.NOT)):
                return not any(span.start <= each.start < span.end for each in heard.concepts)
    return False


def _not_before(heard: Heard, number: int, start: int, trouble: Collection[str] = ()) -> bool:
    names = _names(heard, number, before=start)
    spent = _spent(heard, start, trouble)
    covered = _covered(heard, start)
    first = heard.clause(number).start
    linked = False  # "neither … nor …" denies both, and "it's not … it's …" only the first
    for place in range(start - 1, max(first, start - _REACH) - 1, -1):
        if is_mark(heard.words.folded[place]):
            if not linked:
                return False
            linked = False
            continue
        here = names.get(place, frozenset())
        linked = linked or bool(here & _LINKING)
        if place in spent or place in covered:
            return False
        if here & _NOTS:
            return not names.get(place - 1, frozenset()) & _VERBS
        if not here & _LOOSE:
            return False
    return False


def _not_behind(heard: Heard, number: int, end: int) -> bool:
    """`0x8007016a isn't the one`, `0x8007016a no longer appears`: only that, and nothing about something else."""
    names = _names(heard, number)
    behind = [names.get(place, frozenset()) for place in range(end, heard.clause(number).end)]
    if not all(here & (_BEHIND | _NOTS) for here in behind) or heard.has(number, Role.STILL):
        return False
    return any(here & _NOTS for here in behind)


def _spent(heard: Heard, before: int, trouble: Collection[str]) -> set[int]:
    """Words that are part of a concept themselves: the "not" of "doesn't accept my account" denies no account."""
    return {
        place
        for unit in heard.concepts
        if unit.end <= before and unit.end - unit.start > 1 and unit.entry.name not in trouble
        for place in range(unit.start, unit.end)
    }


def _covered(heard: Heard, start: int) -> set[int]:
    """Words of longer concepts that the word at `start` is part of: the "no" of "no sync" is trouble, and no denial."""
    return {place for unit in heard.concepts if unit.start < start < unit.end for place in range(unit.start, start)}


def _names(heard: Heard, number: int, before: int | None = None) -> Mapping[int, frozenset[str]]:
    """What each word of a clause is known as, by phrases that end before a word."""
    names: dict[int, frozenset[str]] = {}
    for unit in (*heard.roles[number], *heard.meanings[number]):
        if before is not None and unit.end > before:
            continue
        for place in range(unit.start, unit.end):
            names[place] = names.get(place, frozenset()) | {unit.entry.name}
    return names
