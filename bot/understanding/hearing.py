"""The words of a text with everything that they are known for: roles, meanings and concepts.

One pass over the text meets all phrases of the lexicon and of words.yaml. Where phrases of the lexicon overlap, the
longest counts ("not sure" is neither a "not" nor a "sure"); concepts may overlap each other ("new password" is a
password as well). A word that is known nowhere is mended first, if it is one slip from a word that is.

Clauses are cut further here than punctuation does: at a "but" or an "and", and behind a leading yes or no ("yes it
works"). A word like the English "no", which also negates, leads only when no noun follows it ("no it didn't", but
"no error"); one that negates verbs, like the Spanish one, only before a comma.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.understanding.lexicon import Lexicon, Meaning, Role
from bot.understanding.listening import Entry, listening
from bot.understanding.model import Concept
from bot.understanding.patterns import Found, Patterns
from bot.understanding.phrases import Spelling
from bot.understanding.words import Clause, Words, is_mark, plain_words, shortened, split


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of words and what it stands for."""

    start: int
    end: int
    entry: Entry

    @property
    def name(self) -> str:
        return self.entry.name


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What begins at a word: where it ends, and all that it stands for."""

    end: int
    names: set[str]
    languages: set[str] = field(default_factory=set)

    def add(self, entry: Entry) -> None:
        self.names.add(entry.name)
        self.languages.add(entry.language)


@dataclass(frozen=True, slots=True)
class Heard:
    """A text as it was heard. Units by clause, in the order of the text."""

    words: Words
    roles: tuple[tuple[Unit, ...], ...]
    meanings: tuple[tuple[Unit, ...], ...]
    """Meanings that count inside a sentence."""
    alone: tuple[tuple[Entry, ...], ...]
    """For each clause, what it means as a whole."""
    concepts: tuple[Unit, ...]
    known: tuple[bool, ...]
    """For each word, whether anything is known about it."""
    mended: tuple[tuple[str, str], ...]
    """Mistyped words and what they were read as."""
    by_sentence: tuple[frozenset[str], ...]
    """The roles that stand somewhere in each sentence."""
    anywhere: frozenset[str]
    """The roles that stand somewhere in the text."""
    _by_clause: tuple[frozenset[str], ...]
    """The roles that stand somewhere in each clause."""

    def clause(self, number: int) -> Clause:
        return self.words.clauses[number]

    def unknown(self, clause: int) -> int:
        """How many words of a clause nothing is known about."""
        span = self.words.clauses[clause]
        return self.known[span.start : span.end].count(False)

    def of_role(self, clause: int, role: Role) -> list[Unit]:
        return [unit for unit in self.roles[clause] if unit.entry.name == role] if self.has(clause, role) else []

    def has(self, clause: int, *roles: Role) -> bool:
        return not self._by_clause[clause].isdisjoint(roles)


class Ears:
    """All that is listened for, ready to be met."""

    def __init__(self, lexicon: Lexicon, concepts: Iterable[Concept], further: Iterable[str]) -> None:
        """`further`: words of the content that are no typos of others."""
        self._lexicon = listening(lexicon)
        self._concepts: Patterns[Entry] = Patterns()
        for concept in concepts:
            for language, phrases in concept.words.items():
                entry = Entry("stop" if concept.stops else "concept", concept.id, language)
                for phrase in phrases:
                    self._concepts.add(phrase, entry)
        self.barriers = self._lexicon.barriers
        found = self._concepts.find(["error"], [0], frozenset())
        self.trouble = frozenset(each.meaning.name for each in found)
        """Concepts of trouble in general: those of the word "error"."""
        vocabulary = self._lexicon.vocabulary | self._concepts.vocabulary
        self._meant = Spelling(vocabulary - (self._lexicon.light - self._concepts.vocabulary))
        self._known = vocabulary | self._lexicon.known | {word for phrase in further for word in plain_words(phrase)}

    @property
    def known(self) -> frozenset[str]:
        """Every word that is no typo of another."""
        return self._known

    def concepts_of(self, phrase: str) -> frozenset[str]:
        """The concepts of a phrase of the content."""
        words = plain_words(phrase)
        return frozenset(
            found.meaning.name for found in self._concepts.find(words, [0] * len(words), self._lexicon.uncrossed)
        )

    def agrees(self, language: str) -> bool:
        """Whether several "not" in a clause are one in this language ("no funciona nada")."""
        return language in self._lexicon.concord

    def hear(self, text: str) -> Heard:
        words = split(text)
        mended = self._mend(words.folded)
        lexical = self._lexicon.patterns.find(words.folded, words.clause_of, self._lexicon.uncrossed)
        concepts = self._concepts.find(words.folded, words.clause_of, self._lexicon.uncrossed)
        foreign = _foreign_languages(lexical, concepts)
        lexical = [each for each in lexical if each.meaning.language not in foreign]
        concepts = [each for each in concepts if each.meaning.kind != "stop" or each.meaning.language not in foreign]
        known = [not word[0].isalpha() for word in words.folded]
        for found in (*lexical, *concepts):
            known[found.start : found.end] = [True] * (found.end - found.start)
        beside = [Unit(each.start, each.end, each.meaning) for each in lexical if _stands_beside(each)]
        units = _longest((each for each in lexical if not _stands_beside(each)), len(words))
        self._cut(words, units)
        units = [unit for unit in units if not self._is_yes(words, unit)]
        by_clause: list[list[Unit]] = [[] for _ in words.clauses]
        for unit in units:
            by_clause[words.clause_of[unit.start]].append(unit)
        alone = [_native(self._whole(words, n, by_clause[n]), foreign) for n in range(len(words.clauses))]
        units = sorted((*units, *beside), key=_by_place)
        for unit in beside:
            by_clause[words.clause_of[unit.start]].append(unit)
        for number, entries in enumerate(alone):
            if entries:
                clause = words.clauses[number]
                known[clause.start : clause.end] = [True] * (clause.end - clause.start)
        roles = tuple(tuple(unit for unit in units if unit.entry.kind == "role") for units in by_clause)
        return Heard(
            words,
            roles,
            tuple(tuple(unit for unit in units if unit.entry.kind == "meaning") for units in by_clause),
            tuple(alone),
            _once_each(concepts),
            tuple(known),
            mended,
            _by_sentence(words, units),
            frozenset(unit.entry.name for unit in units),
            tuple(frozenset(unit.entry.name for unit in units) for units in roles),
        )

    def _mend(self, words: list[str]) -> tuple[tuple[str, str], ...]:
        """Mend mistyped words in place."""
        mended = []
        for place, word in enumerate(words):
            respelled = self._lexicon.respelled.get(word)
            if word in self._known or (respelled is None and (len(word) < 3 or not word.isalpha())):
                continue
            if self._lexicon.patterns.knows(word) or self._concepts.knows(word):
                continue
            meant = (
                respelled
                or next((form for form in shortened(word) if form in self._known), None)
                or self._meant.mend(word)
            )
            if meant:
                mended.append((word, meant))
                words[place] = meant
        return tuple(mended)

    def _cut(self, words: Words, units: list[Unit]) -> None:
        """Cut clauses at "but", "and" and behind a leading yes or no, in place."""
        at: dict[int, _Stretch] = {}
        for unit in units:
            at.setdefault(unit.start, _Stretch(unit.end, set())).add(unit.entry)
        starts = {unit.start for unit in units if unit.entry.name in _CUTTING}
        leads = {self._behind_lead(words, clause, at) for clause in words.clauses}
        clauses: list[Clause] = []
        for clause in words.clauses:
            if tuple(words.folded[clause.start : clause.end]) in self._lexicon.alone:
                clauses.append(clause)
                continue
            cuts = sorted({clause.start, *(cut for cut in starts | leads if clause.start < cut < clause.end)})
            for start, end in zip(cuts, [*cuts[1:], clause.end], strict=True):
                clauses.append(Clause(start, end, clause.sentence, clause.asks))
        if len(clauses) != len(words.clauses):
            words.clauses[:] = clauses
            words.clause_of[:] = [n for n, clause in enumerate(clauses) for _ in range(clause.start, clause.end)]

    def _behind_lead(self, words: Words, clause: Clause, at: Mapping[int, "_Stretch"]) -> int:
        """Where the clause goes on behind a leading yes or no; its end where it has none."""
        place = clause.start
        while place < clause.end and place in at and at[place].names <= _SMALL and not self._leads(words.folded[place]):
            place = at[place].end
        if place >= clause.end - 1 or tuple(words.folded[place : clause.end]) in self._lexicon.alone:
            return clause.end
        word = words.folded[place]
        if not self._leads(word):
            return clause.end
        here, behind = at.get(place), at.get(place + 1)
        if here and (here.end > place + 1 or not here.names <= _MAY_LEAD):
            return clause.end
        if word in self.barriers and not self._is_decoration(words.folded[place + 1]):
            loose = here and behind and Role.WITHOUT in here.names and here.languages & behind.languages - {"any"}
            if not loose or not behind or not behind.names & _BEHIND_NO:
                return clause.end
        if word in self._lexicon.unreal and words.raw[place] == word:
            return clause.end
        return place + 1

    def _leads(self, word: str) -> bool:
        return word in self._lexicon.refusals or any(
            entry.name in _LEADING for entry in self._lexicon.alone.get((word,), ())
        )

    def _is_yes(self, words: Words, unit: Unit) -> bool:
        """Whether an "if" is really a yes: the Spanish "sí", with its accent or between pauses."""
        if unit.entry.name != Role.UNREAL or unit.end - unit.start > 1:
            return False
        word = words.folded[unit.start]
        if not any(entry.name == Meaning.YES for entry in self._lexicon.alone.get((word,), ())):
            return False
        clause = words.clauses[words.clause_of[unit.start]]
        return words.raw[unit.start] != word or clause.end - clause.start == 1

    def _whole(self, words: Words, number: int, units: list[Unit]) -> tuple[Entry, ...]:
        """What a clause means as a whole, as it stands or without its fillers."""
        clause = words.clauses[number]
        if clause.end - clause.start > _LONGEST_WHOLE:
            return ()
        small = {place for unit in units if unit.entry.name in _LEFT_OUT for place in range(unit.start, unit.end)}
        outer = {place for unit in units if unit.entry.name in _POLITE for place in range(unit.start, unit.end)}
        outer |= {place for place in range(clause.start, clause.end) if self._is_decoration(words.folded[place])}
        whole = tuple(words.folded[clause.start : clause.end])
        plain = tuple(word for word in whole if not self._is_decoration(word))
        start, end = clause.start, clause.end
        while start < end and start in outer:
            start += 1
        while end > start and end - 1 in outer:
            end -= 1
        found = (
            self._lexicon.alone.get(whole)
            or self._lexicon.alone.get(plain)
            or self._lexicon.alone.get(tuple(words.folded[start:end]))
        )
        if not found and not any(unit.entry.kind == "meaning" for unit in units):
            # "Good" is polite at an end. In the middle it tells: "everything good again" isn't "everything again".
            telling = [unit for unit in units if unit.entry.name == Role.GOOD_NOW and start < unit.start < end - 1]
            left_out = (small | outer).difference(*(range(unit.start, unit.end) for unit in telling))
            rest = tuple(words.folded[place] for place in range(clause.start, clause.end) if place not in left_out)
            found = self._lexicon.alone.get(rest) or self._wished(words, clause, left_out, units)
            if found and any(word in self.barriers and word not in rest for word in whole):
                return tuple(entry for entry in found if entry.name != Meaning.YES)
        return tuple(found or ())

    def _wished(self, words: Words, clause: Clause, left_out: set[int], units: list[Unit]) -> list[Entry]:
        """The move that is wished or asked for: "I want to stop", "kann ich zurück"."""
        wish = {place for unit in units if unit.entry.name in _WISHING for place in range(unit.start, unit.end)}
        core = tuple(words.folded[place] for place in range(clause.start, clause.end) if place not in wish | left_out)
        return [entry for entry in self._lexicon.alone.get(core, ()) if entry.name in _MOVES]

    def _is_decoration(self, word: str) -> bool:
        """An emoji that answers nothing."""
        return len(word) == 1 and not word.isalnum() and not is_mark(word) and (word,) not in self._lexicon.alone


_LONGEST_WHOLE = 12
_CUTTING = frozenset([Role.BUT, Role.AND])
_SMALL = frozenset([Role.FILLER, Role.POLITE, Role.IT])
_LIGHT = frozenset([Role.FILLER, Role.POLITE, Role.BETWEEN, Role.PLAIN, Role.IT])
"""These give way to any other phrase that overlaps them."""
_MAY_LEAD = frozenset(
    [Role.IT, Role.NOT, Role.WITHOUT, Role.BETWEEN, Role.FILLER, Role.POLITE, Role.OTHER_NUMBER, Role.UNREAL]
)
_LEFT_OUT = frozenset([Role.ANYMORE, Role.IT, Role.FILLER, Role.POLITE, Role.BUT, Role.AND])
_POLITE = frozenset([Role.POLITE, Role.BUT, Role.AND])
_WISHING = frozenset([Role.INTENT, Role.CAN, Role.CONTACT])
_MOVES = frozenset([Meaning.BACK, Meaning.SKIP, Meaning.RESTART, Meaning.STOP, Meaning.LINK])
_LEADING = frozenset([Meaning.YES, Meaning.AGREE])
_BEHIND_NO = frozenset(
    [
        Role.IT,
        Role.FILLER,
        Role.POLITE,
        Role.STILL,
        Role.NOT,
        Meaning.NO,
        Meaning.CANT_DO,
        Meaning.UNSURE,
        Meaning.HUMAN,
    ]
)


def _once_each(concepts: Iterable[Found[Entry]]) -> tuple[Unit, ...]:
    """A concept's word that is the same in several languages is one unit."""
    units = {(each.start, each.end, each.meaning.name): Unit(each.start, each.end, each.meaning) for each in concepts}
    return tuple(units.values())


def _native(entries: tuple[Entry, ...], foreign: frozenset[str]) -> tuple[Entry, ...]:
    """What a clause means as a whole in the text's own language, where it means something there."""
    return tuple(entry for entry in entries if entry.language not in foreign) or entries


def _longest(found: Iterable[Found[Entry]], length: int) -> list[Unit]:
    """Without those that overlap a longer one; what has the same place stays together. In the order of the text."""
    taken: list[tuple[int, int] | None] = [None] * length
    kept: list[Unit] = []
    for each in sorted(found, key=_by_weight):
        span = (each.start, each.end)
        if all(taken[place] in (None, span) for place in range(each.start, each.end)):
            taken[each.start : each.end] = [span] * (each.end - each.start)
            kept.append(Unit(each.start, each.end, each.meaning))
    return sorted(kept, key=_by_place)


def _by_place(unit: Unit) -> tuple[int, int]:
    return unit.start, unit.end


def _stands_beside(found: Found[Entry]) -> bool:
    """How a question ("geht es") or a quotation ("it says") begins takes no words from what it is about."""
    name = found.meaning.name
    return name in _BESIDE or (name == Role.ASK and found.end - found.start > 1)


_BESIDE = frozenset([Role.ALIKE, Role.SAYS, Role.NOT_ABOUT, Role.OFF, Role.RULED_OUT, Role.NOT_IT, Role.CORRECTION])


def _by_sentence(words: Words, units: list[Unit]) -> tuple[frozenset[str], ...]:
    roles: list[set[str]] = [set() for _ in range(words.clauses[-1].sentence + 1)] if words.clauses else []
    for unit in units:
        roles[words.clauses[words.clause_of[unit.start]].sentence].add(unit.entry.name)
    return tuple(frozenset(names) for names in roles)


def _foreign_languages(lexical: list[Found[Entry]], concepts: list[Found[Entry]]) -> frozenset[str]:
    """Languages that the text is clearly not in: a French "a" in a Portuguese sentence, or its "son" in a Spanish one.

    A language goes when another one knows all of its words and more, or more than twice as many.
    """
    places: dict[str, set[int]] = {}
    for each in (*lexical, *concepts):
        places.setdefault(each.meaning.language, set()).update(range(each.start, each.end))
    places.pop("any", None)
    if len(places) < 2:
        return frozenset()
    best = max(places.values(), key=len)
    clearly = len(best) >= _CLEARLY
    return frozenset(
        language
        for language, covered in places.items()
        if covered < best or (clearly and 2 * len(covered) <= len(best))
    )


_CLEARLY = 3
"""A text with so many known words of a language is in it; others that have half as many are left out."""


def _by_weight(found: Found[Entry]) -> tuple[bool, int, int]:
    return found.meaning.name in _LIGHT, found.start - found.end, found.start
