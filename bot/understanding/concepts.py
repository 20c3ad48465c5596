"""From the concepts of a text to the problems that it describes.

A problem is met by a signature: all concepts of one of its lines occur, in any order, within `REACH` words. A concept
that the person denies doesn't count. Nothing is met where a concept stands that stops everything, and a problem isn't
met where one of its `unless` stands. Of two that are met, a scenario goes before a problem with a code, and a
signature before one that is part of it; what is left then is asked about.
"""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.understanding.denial import denied_concept, is_not_the_matter, is_off, is_said_to_work
from bot.understanding.hearing import Ears, Heard, Unit
from bot.understanding.lexicon import Role
from bot.understanding.model import Concept, ProblemKeys
from bot.understanding.senses import ClauseSense, Sense

REACH = 60
"""Concepts that are farther apart than this many words are of two stories."""


@dataclass(frozen=True, slots=True)
class Signature:
    problem: ProblemKeys
    concepts: frozenset[str]

    @property
    def why(self) -> str:
        line = next(line for line in self.problem.signatures if frozenset(line) == self.concepts)
        return "signature " + " + ".join(line)


class Signatures:
    """All signatures, found by their rarest concept."""

    def __init__(self, problems: Iterable[ProblemKeys]) -> None:
        self._by_concept: dict[str, list[Signature]] = {}
        signatures = [Signature(each, frozenset(line)) for each in problems for line in each.signatures if line]
        uses: dict[str, int] = {}
        for signature in signatures:
            for concept in signature.concepts:
                uses[concept] = uses.get(concept, 0) + 1
        for signature in signatures:
            rarest = min(sorted(signature.concepts), key=lambda concept: uses[concept])
            self._by_concept.setdefault(rarest, []).append(signature)

    def met(self, places: Mapping[str, Collection[int]], implied: frozenset[str]) -> list[Signature]:
        """Signatures whose concepts all occur. `places`: concept -> where; `implied`: those that a code stands for."""
        present = implied | places.keys()
        return [
            signature
            for concept in sorted(present)
            for signature in self._by_concept.get(concept, ())
            if signature.concepts <= present
            and not present.intersection(signature.problem.unless)
            and _near_each_other([places[each] for each in signature.concepts if each in places])
        ]


def _near_each_other(places: list[Collection[int]]) -> bool:
    """Whether one of each lies within `REACH` words."""
    if not places:
        return True
    if max(max(each) for each in places) - min(min(each) for each in places) <= REACH:
        return True
    starts = sorted({place for each in places for place in each})
    return any(all(any(start <= place <= start + REACH for place in each) for each in places) for start in starts[:200])


@dataclass(frozen=True, slots=True)
class Idea:
    """The concepts of a text: which are said, which are denied, and whether one stops everything."""

    said: Mapping[str, tuple[int, ...]]
    denied: tuple[str, ...]
    stops: Mapping[str, str]
    """Each with the words that say it."""


def ideas(
    heard: Heard,
    senses: tuple[ClauseSense, ...],
    concepts: Mapping[str, Concept],
    undeniable: AbstractSet[str],
    trouble: Collection[str],
) -> Idea:
    """The concepts of a text.

    `undeniable`: concepts of what should work, such as the product itself: "no OneDrive" is trouble with it.
    `trouble`: concepts that a clause stands for which says that something fails, in whatever words.
    """
    said: dict[str, list[int]] = {}
    against: dict[str, None] = {}
    stopping: dict[str, str] = {}
    for unit in heard.concepts:
        concept = concepts[unit.entry.name]
        deniable = concept.id not in undeniable
        denied = deniable and (denied_concept(heard, senses, unit, trouble) or is_off(heard, unit, undeniable))
        if denied or is_not_the_matter(heard, unit):
            against.setdefault(concept.id)
        elif deniable and _is_asked(heard, senses, unit):
            continue
        elif concept.stops:
            works = is_said_to_work(heard, heard.words.clause_of[unit.start])
            if not works and not any(_covers(other, unit, concepts) for other in heard.concepts):
                stopping.setdefault(concept.id, " ".join(heard.words.raw[unit.start : unit.end]))
        else:
            said.setdefault(concept.id, []).append(unit.start)
    for number, sense in enumerate(senses):
        if sense.sense is Sense.BAD or _is_turned(heard, number, sense, undeniable):
            for name in trouble:
                said.setdefault(name, []).append(heard.clause(number).start)
    return Idea({name: tuple(places) for name, places in said.items()}, tuple(against), stopping)


def told_apart(
    heard: Heard,
    senses: tuple[ClauseSense, ...],
    idea: Idea,
    concepts: Mapping[str, Concept],
    signatures: Signatures,
    undeniable: AbstractSet[str],
) -> Idea:
    """The idea without what stops it, where that is only named and a problem is told in full apart from it.

    "Outlook and Teams are as happy as ever, and OneDrive won't let me sign in" is about OneDrive. A device that tells a
    fact ("on my phone"), a question and a clause that says of anything that something isn't so stop all the same.
    """
    if not idea.stops:
        return idea
    clauses = {
        heard.words.clause_of[unit.start]: concepts[unit.entry.name]
        for unit in heard.concepts
        if unit.entry.name in idea.stops
    }
    for number, concept in clauses.items():
        span = heard.clause(number)
        told = senses[number].sense is Sense.BAD or heard.has(number, *_TELLING)
        beside = any(span.start <= unit.start < span.end and unit.entry.name in undeniable for unit in heard.concepts)
        if concept.sets or span.asks or told or beside:
            return idea
    apart = {
        name: tuple(place for place in places if heard.words.clause_of[place] not in clauses)
        for name, places in idea.said.items()
    }
    if signatures.met({name: places for name, places in apart.items() if places}, frozenset()):
        return Idea(idea.said, idea.denied, {})
    return idea


_TELLING = frozenset([Role.NOT, Role.WITHOUT, Role.NO_LONGER, Role.ASK, Role.QUESTION, Role.WHAT_IS, Role.INTENT])


def _is_asked(heard: Heard, senses: tuple[ClauseSense, ...], unit: Unit) -> bool:
    """Whether a concept is only asked about ("what is the cloud file provider"), with no trouble told of it."""
    number = heard.words.clause_of[unit.start]
    return heard.has(number, Role.WHAT_IS) and senses[number].sense is not Sense.BAD


def _is_turned(heard: Heard, number: int, sense: ClauseSense, undeniable: Collection[str]) -> bool:
    """Whether a clause says of what should work that something isn't so: "OneDrive hasn't been happy since"."""
    if sense.sense is Sense.GOOD or sense.denies or not heard.has(number, Role.NOT, Role.NO_LONGER):
        return False
    last = max(unit.start for unit in heard.roles[number] if unit.entry.name in (Role.NOT, Role.NO_LONGER))
    first = heard.clause(number).start
    return any(first <= unit.start < last and unit.entry.name in undeniable for unit in heard.concepts)


def _covers(other: Unit, unit: Unit, concepts: Mapping[str, Concept]) -> bool:
    """A longer phrase of a concept that doesn't stop takes the sting out: "how do I fix" is no "how do I"."""
    longer = other.end - other.start > unit.end - unit.start
    return longer and other.start <= unit.start and unit.end <= other.end and not concepts[other.entry.name].stops


def strongest(signatures: Iterable[Signature]) -> list[Signature]:
    """One signature a problem: scenarios before problems with codes, and none that is part of another's."""
    met = list(signatures)
    scenarios = [signature for signature in met if not signature.problem.codes]
    met = scenarios or met
    by_problem: dict[str, Signature] = {}
    for signature in met:
        best = by_problem.get(signature.problem.id)
        if best is None or len(signature.concepts) > len(best.concepts):
            by_problem[signature.problem.id] = signature
    kept = [
        signature
        for signature in by_problem.values()
        if not any(signature.concepts < other.concepts for other in met if other.problem.id != signature.problem.id)
    ]
    return sorted(kept, key=lambda signature: (-len(signature.concepts), signature.problem.id))


def implied_by(product: str, ears: Ears) -> frozenset[str]:
    """What a code of a product stands for: what "PRODUCT error" would say."""
    return frozenset(unit.entry.name for unit in ears.hear(f"{product} error").concepts)
