"""(text, index, situation, now) -> Understanding. Pure, and nothing that a person can write makes it raise.

The order of things:

1. What was newly said is taken out of the message, and what looks like a password out of that.
2. Links, pasted readings and codes are found; codes are exact and never guessed.
3. The words are heard: each clause's sense, concepts, denials, answers and commands.
4. One meaning is chosen. A code that isn't denied decides, then a success, commands, a firm no, a signature, a no, and
   at last what only touches a product that we know. A scenario beside a code goes before the code.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.understanding.answers import NO_ANSWER, answered
from bot.understanding.codes import THOROUGH, Spelled, codes_in
from bot.understanding.commands import ABOUT_ME, asides, commanded_plainly, commands
from bot.understanding.concepts import Idea, ideas, told_apart
from bot.understanding.denial import is_said_to_work, persists
from bot.understanding.hearing import Heard, Unit
from bot.understanding.index import Index
from bot.understanding.lexicon import Role
from bot.understanding.links import find_link
from bot.understanding.mentions import Mentions, mentions
from bot.understanding.model import CHECK, About, Answer, Command, Situation, Understanding
from bot.understanding.passwords import cut_passwords
from bot.understanding.picking import Picked, pick, pick_by_telling_words, pick_loosely
from bot.understanding.questions import answer_to, tone_of
from bot.understanding.quoting import newly_said
from bot.understanding.readings import Pasted, find_pasted
from bot.understanding.senses import DOUBTED, ClauseSense, Sense, sense_of
from bot.understanding.tried import tried
from bot.understanding.verdict import MOST_SUGGESTIONS, SMALL_TALK, Given, Subject, Verdict, judge, subject, suggestions
from bot.understanding.words import FIRST_MARK, plain_words

HEAD = THOROUGH
"""So many characters are taken word by word; codes and readings are found in all of the text."""
KEPT = 20_000
"""So many characters of a text are given on; the rest of a paste is only looked through."""
STOPPED = "stopped by: "
"""Begins the line of `why` that names a concept which starts nothing."""
_MOST_MARKS = 1_000
_WORKING = frozenset(
    [
        Role.ACT,
        Role.GOOD,
        Role.GOOD_NOW,
        Role.BAD,
        Role.GONE,
        Role.MENDED,
        Role.NOT,
        Role.WITHOUT,
        Role.NO_LONGER,
        Role.FILE_WORD,
    ]
)
"""Words for what should work, and for whether it does."""
_CHANGES = (Role.NOW, Role.NO_LONGER, Role.ANYMORE, Role.ALL, Role.MENDED, Role.GONE, Role.BUT)
_UNDECIDED = frozenset([str(About.AMBIGUOUS), str(About.OUT_OF_SCOPE)])
_FIXED = "fixed"
"""The choice that says that the problem is gone."""


def understand(text: str, index: Index, situation: Situation, now: datetime) -> Understanding:
    """What a message means where the person stands now."""
    newly = newly_said(text, index.marks)
    said, secret = cut_passwords(newly.text[:KEPT], index.passwords)
    older = newly.older
    link = find_link(newly.linked, index.dialogs)
    whole = f"{said}{newly.text[KEPT:]}\n{older}" if older else said + newly.text[KEPT:]
    pasted = find_pasted(whole, index.readers, now)
    rest = _without(whole, pasted)
    spelled, hints = codes_in(rest, index.codes)
    heard = index.ears.hear(_marked(rest, spelled))
    senses = tuple(_sense(heard, number, index) for number in range(len(heard.words.clauses)))
    idea = ideas(heard, senses, index.concepts, index.undeniable, index.trouble)
    idea = told_apart(heard, senses, idea, index.concepts, index.signatures, index.undeniable)
    named = _named(heard, senses, idea, index)
    told = pasted.result.codes if pasted else ()
    mentioned = mentions(heard, senses, spelled, hints, told, bool(named), index)
    answer = NO_ANSWER if older else answered(heard, senses, mentioned.clauses, situation)
    plainly = answer if situation.expects == "check" else answered(heard, senses, mentioned.clauses, CHECK)
    if answer.success and idea.stops:
        answer = NO_ANSWER
    works = not older and not idea.stops and plainly.answer is Answer.YES and plainly.success
    said_to_do = (
        ()
        if older
        else commands(
            heard, situation, stopped=bool(idea.stops), told_beside=bool(named and (idea.said.keys() & index.trouble))
        )
    )
    clear = bool(mentioned.codes or said_to_do or idea.stops) or answer.firm
    likes = () if clear or len(heard.words) < 2 else index.phrases.nearest(heard.words.folded, MOST_SUGGESTIONS)
    found = subject(heard, mentioned, idea, named, likes, index)
    if answer.success and found.matches and not mentioned.codes and not _changed(heard, senses):
        answer, works = NO_ANSWER, False
    given = Given(
        answer=answer,
        commands=said_to_do,
        asked=_asked(heard, index),
        linked=link is not None,
        foreign=_is_foreign(heard, senses, index),
        stopped=any(not index.concepts[name].sets for name in idea.stops),
        named=bool(named),
        persists=not named and any(persists(heard, clause) for clause in mentioned.clauses),
        plainly=frozenset() if "\n" in said.strip() else commanded_plainly(heard),
    )
    verdict = judge(found, mentioned, given, in_step=situation.expects != "nothing")
    passing = () if older else asides(heard, alone=verdict.answer is None and verdict.label in _UNDECIDED)
    if found.about is not About.OUT_OF_SCOPE:
        passing = tuple(aside for aside in passing if aside not in ABOUT_ME)
    of_me = not ABOUT_ME.isdisjoint(passing)
    picked = Picked() if of_me else _picked(said, heard, senses, verdict, situation, index)
    return Understanding(
        text=said.strip(),
        label=verdict.label,
        about=found.about,
        codes=mentioned.codes,
        denied=mentioned.denied,
        near=mentioned.near,
        known=found.known or mentioned.known,
        unknown=mentioned.unknown,
        problems=found.matches,
        suggestions=suggestions(found, idea, named, likes, index),
        answer=verdict.answer,
        works=works,
        picked=picked.choice,
        close=picked.close,
        commands=verdict.commands,
        asides=passing,
        elsewhere=given.stopped,
        files_gone=not older and _files_gone(heard, idea, said_to_do, index),
        link=link,
        asked=given.asked,
        reading=pasted.result if pasted else None,
        tried=() if older else tried(heard, index.steps),
        facts={} if of_me else _facts(heard, senses, idea, index),
        language=_language(heard),
        secret=secret,
        why=_why(heard, found, mentioned, idea, pasted),
    )


def _sense(heard: Heard, number: int, index: Index) -> ClauseSense:
    """What a clause says, unless it says "works" while its concepts are those of a problem ("IT disabled syncing")."""
    sense = sense_of(heard, number, index.ears)
    if not sense.plain:
        return sense
    span = heard.clause(number)
    places = {unit.entry.name: (unit.start,) for unit in heard.concepts if span.start <= unit.start < span.end}
    return DOUBTED if index.signatures.met(places, frozenset()) else sense


def _changed(heard: Heard, senses: Sequence[ClauseSense]) -> bool:
    """Whether a success came after a failure: beside a whole problem, "it works" alone could be about anything."""
    return any(sense.sense is Sense.GOOD and heard.has(number, *_CHANGES) for number, sense in enumerate(senses))


def _named(heard: Heard, senses: Sequence[ClauseSense], idea: Idea, index: Index) -> frozenset[str]:
    """The products that the text names. Beside something that stops, not those that work or are told of the past."""

    def counts(place: int) -> bool:
        number = heard.words.clause_of[place]
        return not is_said_to_work(heard, number) and not (idea.stops and heard.has(number, Role.EARLIER))

    return frozenset(
        product
        for product, names in index.products.items()
        if any(counts(place) for name in names for place in idea.said.get(name, ()))
    )


def _files_gone(heard: Heard, idea: Idea, said: Collection[Command], index: Index) -> bool:
    """Whether a clause says that files are gone, or whether it asks if they are safe."""
    named: dict[int, set[str]] = {}
    for unit in heard.concepts:
        if unit.entry.name in idea.said:
            named.setdefault(heard.words.clause_of[unit.start], set()).add(unit.entry.name)
    feared = Command.SAFE in said
    return any(index.files & names and (feared or index.gone & names) for names in named.values())


def _is_foreign(heard: Heard, senses: Sequence[ClauseSense], index: Index) -> bool:
    """Whether a failure is told of something that nothing here knows: "the lamp is broken"."""
    for number, sense in enumerate(senses):
        if sense.sense is Sense.BAD:
            span = heard.clause(number)
            if any(unit.start == span.start for unit in heard.of_role(number, Role.IT)):
                continue
            working = {
                place
                for unit in heard.roles[number]
                if unit.entry.name in _WORKING
                for place in range(unit.start, unit.end)
            }
            foreign = any(
                span.start <= unit.start < span.end and working.isdisjoint(range(unit.start, unit.end))
                for unit in heard.concepts
                if unit.entry.name not in index.trouble
            )
            if foreign or heard.unknown(number) or heard.has(number, Role.OTHER_NUMBER):
                return True
    return False


def _without(text: str, pasted: Pasted | None) -> str:
    return f"{text[: pasted.start]}\n{text[pasted.end :]}" if pasted else text


def _marked(text: str, spelled: Sequence[Spelled]) -> str:
    """The head of a text with one sign in the place of each code."""
    pieces: list[str] = []
    copied = 0
    for number, code in enumerate(spelled[:_MOST_MARKS]):
        if code.start >= HEAD:
            break
        pieces += [text[copied : code.start], f" {chr(FIRST_MARK + number)} "]
        copied = code.end
    return "".join([*pieces, text[copied : max(HEAD, copied)]])


def _asked(heard: Heard, index: Index) -> str | None:
    """The concept in "what is WAM?" or "WAM?"."""
    for unit in heard.concepts:
        if not index.concepts[unit.entry.name].means:
            continue
        number = heard.words.clause_of[unit.start]
        clause = heard.clause(number)
        asked = heard.has(number, Role.WHAT_IS)
        if unit.entry.name in index.undeniable:
            asked = asked and _is_only_asked(heard, number, unit)
        elif clause.asks and unit.end - unit.start == clause.end - clause.start:
            return unit.entry.name
        if asked:
            return unit.entry.name
    return None


def _is_only_asked(heard: Heard, number: int, unit: Unit) -> bool:
    """Whether a question holds nothing but a concept: "what is OneDrive", and not "what is wrong with OneDrive"."""
    clause = heard.clause(number)
    asking = [each for each in heard.roles[number] if each.entry.name in (Role.WHAT_IS, Role.POLITE, Role.FILLER)]
    covered = {place for each in (unit, *asking) for place in range(each.start, each.end)}
    return len(covered) == clause.end - clause.start


def _picked(
    said: str, heard: Heard, senses: tuple[ClauseSense, ...], verdict: Verdict, situation: Situation, index: Index
) -> Picked:
    """The choice that is meant: named, or the yes and no of a question, or "fixed", which may be said anywhere."""
    if not situation.offered:
        return Picked()
    words = heard.words.folded if heard.mended else plain_words(said)
    named = pick(said, words, situation.offered, index.picking)
    if situation.expects == "question":
        return answer_to(heard, words, named, verdict, situation, index)
    if named is not None:
        return Picked(named)
    decided = verdict.answer is not None or not SMALL_TALK.issuperset(verdict.commands)
    if not decided and situation.expects == "choice":
        return Picked(pick_loosely(words, situation.offered, index.picking))
    if not decided and situation.expects == "reason":
        return Picked(pick_by_telling_words(words, situation.offered, index.picking, tone_of(heard, index), ()).choice)
    if not decided and any(choice.id == _FIXED for choice in situation.offered):
        told = answered(heard, senses, frozenset(), CHECK)
        return Picked(_FIXED if told.answer is Answer.YES and told.success else None)
    return Picked()


def _facts(heard: Heard, senses: Sequence[ClauseSense], idea: Idea, index: Index) -> Mapping[str, str]:
    """Facts that are known once their concept is said, and not just asked or supposed.

    A device that nothing starts for is one where it goes wrong ("OneDrive on my phone won't sign in"), and not the one
    that somebody chats on.
    """
    facts: dict[str, str] = {}
    for unit in heard.concepts:
        concept = index.concepts[unit.entry.name]
        number = heard.words.clause_of[unit.start]
        wrong = concept.id in idea.stops and senses[number].sense is Sense.BAD
        stated = (
            (concept.id in idea.said or wrong) and not heard.has(number, Role.UNREAL) and not heard.clause(number).asks
        )
        if concept.sets and stated:
            facts.update(concept.sets)
    return facts


def _language(heard: Heard) -> str | None:
    """The language with the most words that were known; None for a draw."""
    counts: dict[str, int] = {}
    for unit in (*heard.concepts, *(u for units in (*heard.roles, *heard.meanings) for u in units)):
        counts[unit.entry.language] = counts.get(unit.entry.language, 0) + unit.end - unit.start
    for entry in (entry for entries in heard.alone for entry in entries):
        counts[entry.language] = counts.get(entry.language, 0) + 1
    counts.pop("any", None)
    best = sorted(counts.items(), key=lambda item: -item[1])[:2]
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return None
    return best[0][0]


def _why(heard: Heard, found: Subject, mentioned: Mentions, idea: Idea, pasted: Pasted | None) -> tuple[str, ...]:
    lines = [f"{match.problem}: {match.why}" for match in found.matches]
    lines += [f"denied: {name}" for name in (*map(str, mentioned.denied), *idea.denied)]
    lines += [f"near: {slip.typed} is a slip from {slip.known}, at {slip.position}" for slip in mentioned.near]
    lines += [f'{STOPPED}{name} ("{words}")' for name, words in idea.stops.items()]
    if idea.said:
        lines.append("concepts: " + ", ".join(idea.said))
    lines += [f"read as: {meant} (was {typed})" for typed, meant in heard.mended]
    if pasted:
        lines.append(f"reading: {pasted.result.id}, {pasted.result.concludes or 'no conclusion'}")
    return tuple(lines)
