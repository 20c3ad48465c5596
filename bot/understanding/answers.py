"""What a text answers to "is it fixed?" and to what else was asked.

Clause by clause: a leading yes or no, what the clause says about success (`senses`), and set phrases ("I can't find
it", "no idea", "another error"). Put together:

- Success and then something new ("but now …", another error, a code that isn't denied): `yes-but-new-error`.
- Success and failure: a failure, unless the failure is told of the past ("at first it failed, but now it works").
- A yes with anything behind it that isn't understood, or a success beside a "not": no answer, so that we ask.
- "I can't find it" goes before a no; a no before "I don't know".
"""

from dataclasses import dataclass

from bot.understanding.hearing import Heard, Unit
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.model import Answer, Situation
from bot.understanding.senses import ClauseSense, Sense, is_unreliable
from bot.understanding.words import is_mark

_PROPOSED = frozenset(["question", "gate", "start", "choice", "reason", "paste", "note", "case"])
"""What is asked there is something else than whether it works."""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer | None
    firm: bool = False
    """By a leading yes or no, a set phrase or a "still": it answers what was asked, whatever else is told."""
    first: bool = False
    """It stands in the first clause."""
    told: bool = False
    """A no without the word, in a clause that also names what fails."""
    success: bool = False
    """It says in words that it works, and not only yes."""
    none: bool = False
    """"None of these"."""


NO_ANSWER = Answered(None)


@dataclass(slots=True)
class _Evidence:
    yes: int | None = None
    plainly: bool = False
    """The yes is one, and not "works" or "gone"."""
    agree: int | None = None
    no: int | None = None
    good: int | None = None
    bad: int | None = None
    idiom: int | None = None
    later: bool = False
    blocked: bool = False
    kept: bool = False
    none: bool = False
    unsure: int | None = None
    cant: int | None = None
    nothing: bool = False
    new: int | None = None


def answered(
    heard: Heard,
    senses: tuple[ClauseSense, ...],
    live: frozenset[int],
    situation: Situation,
) -> Answered:
    """`live`: clauses with a code that isn't denied."""
    evidence = _evidence(heard, senses)
    if situation.expects in _PROPOSED:
        return _to_a_proposal(evidence)
    return _to_a_check(heard, senses, live, evidence, situation)


def _evidence(heard: Heard, senses: tuple[ClauseSense, ...]) -> _Evidence:
    found = _Evidence()
    for number, sense in enumerate(senses):
        meanings = {entry.name for entry in (*heard.alone[number], *(u.entry for u in heard.meanings[number]))}
        alone = {entry.name for entry in heard.alone[number]}
        names = {unit.entry.name for unit in heard.roles[number]}
        asks = heard.clause(number).asks
        quoted = all(heard.words.quoted[heard.clause(number).start : heard.clause(number).end])
        if Meaning.YES in alone and not asks and not quoted and not is_unreliable(heard, number, names):
            outcome = names & _OUTCOME or any(unit.entry.name == Meaning.YES for unit in heard.meanings[number])
            found.plainly = found.plainly or not outcome
            found.yes = number if found.yes is None else found.yes
        elif Meaning.AGREE in alone and not asks and not quoted:
            found.agree = number if found.agree is None else found.agree
        elif Meaning.NO in alone and not quoted:
            found.no = number if found.no is None else found.no
        if sense.maybe and found.yes is not None and number > found.yes and not is_unreliable(heard, number, names):
            found.good = number if found.good is None else found.good
        if sense.sense is Sense.GOOD and alone <= {Meaning.YES}:
            found.good = number if found.good is None else found.good
        read_off = not sense.idiom and reads_the_screen(heard, number)
        if sense.sense is Sense.BAD and alone.isdisjoint((Meaning.NO, Meaning.UNSURE)) and not read_off:
            found.bad = number if found.bad is None else found.bad
            if sense.idiom:
                found.idiom = number if found.idiom is None else found.idiom
                found.later = found.later or sense.later
        found.blocked = found.blocked or sense.blocked
        found.kept = found.kept or sense.kept
        found.none = found.none or Meaning.NONE in meanings
        if Meaning.UNSURE in meanings or _is_not_sure(heard, number):
            found.unsure = number if found.unsure is None else found.unsure
        if (
            (Meaning.CANT_DO in meanings and Meaning.NO not in alone)
            or _no_such_thing(heard, number)
            or _may_not(heard, number)
        ):
            found.cant = number if found.cant is None else found.cant
        found.nothing = found.nothing or Meaning.NOTHING_THERE in meanings
        if Meaning.NEW_ERROR in meanings and not heard.has(number, Role.STILL, Role.NOT, Role.WITHOUT):
            found.new = number if found.new is None else found.new
    return found


def _no_such_thing(heard: Heard, number: int) -> bool:
    """ "I don't see that button", "it's greyed out": said of a thing on the screen, and not of an error."""
    span = heard.clause(number)
    code = any(is_mark(word) for word in heard.words.folded[span.start : span.end])
    if code or span.asks or heard.has(number, Role.BAD, Role.GONE, Role.STILL, Role.GOOD, Role.RULED_OUT):
        return False
    turned = heard.has(number, Role.NOT, Role.WITHOUT, Role.NO_LONGER)
    if heard.has(number, Role.THING):
        return turned or heard.has(number, Role.ABSENT)
    if heard.has(number, Role.ABSENT) and not heard.unknown(number):
        return heard.has(number, Role.IT) and not any(
            span.start <= unit.start < span.end for unit in _foreign(heard, number)
        )
    return turned and heard.has(number, Role.SEE) and not heard.has(number, Role.FILE_WORD)


def _foreign(heard: Heard, number: int) -> list[Unit]:
    """Concepts of a clause that aren't just the word for what is absent."""
    absent = {place for unit in heard.of_role(number, Role.ABSENT) for place in range(unit.start, unit.end)}
    return [unit for unit in heard.concepts if absent.isdisjoint(range(unit.start, unit.end))]


def _may_not(heard: Heard, number: int) -> bool:
    """ "I'm not an admin", "it needs an administrator": a right is lacking, and nothing is told of a product."""
    return (
        heard.has(number, Role.PERMIT)
        and heard.has(number, Role.NOT, Role.WITHOUT, Role.INTENT)
        and not heard.clause(number).asks
        and heard.unknown(number) <= 1
    )


def _is_not_sure(heard: Heard, number: int) -> bool:
    """ "I really don't know", "I couldn't tell": and not "I don't know where that is", nor a failure."""
    return (
        heard.has(number, Role.KNOW)
        and heard.has(number, Role.NOT, Role.WITHOUT)
        and not heard.has(number, Role.BAD, Role.THING, Role.QUESTION, Role.WHAT_IS, Role.STILL)
        and heard.unknown(number) <= 1
    )


def _to_a_proposal(evidence: _Evidence) -> Answered:
    said_no = evidence.no is not None
    said_yes = evidence.plainly or evidence.agree is not None
    if evidence.unsure is not None:
        return Answered(Answer.UNSURE, firm=True)
    if evidence.cant is not None and not said_yes:
        return Answered(Answer.CANT_DO, firm=True)
    if said_no and not said_yes:
        return Answered(Answer.NO, firm=True, first=evidence.no == 0, none=evidence.none)
    if said_yes and not said_no:
        return Answered(Answer.YES, firm=True, first=0 in (evidence.yes, evidence.agree))
    if evidence.none:
        return Answered(Answer.NO, firm=True, none=True)
    if evidence.nothing:
        return Answered(Answer.NOTHING_THERE, firm=True)
    return NO_ANSWER


def _to_a_check(
    heard: Heard,
    senses: tuple[ClauseSense, ...],
    live: frozenset[int],
    found: _Evidence,
    situation: Situation,
) -> Answered:
    positive = _least(found.yes, found.good)
    if positive is None and not found.blocked:
        news = live if found.new is None else live | {found.new}
        positive = _changed_before_news(senses, heard, news)
    if positive is not None and found.no is None and _something_new(heard, senses, live, found, positive):
        return Answered(Answer.YES_BUT_NEW_ERROR, firm=True, first=True)
    if (
        found.new is not None
        and positive is None
        and found.no is None
        and found.idiom is None
        and (senses[found.new].sense is Sense.BAD or heard.has(found.new, Role.NOW, Role.BUT))
    ):
        return Answered(Answer.YES_BUT_NEW_ERROR, first=found.new == 0)
    if found.cant is not None and found.good is None and found.idiom is None:
        return Answered(Answer.CANT_DO, firm=True, first=found.cant == 0)
    if found.unsure is not None and found.bad is None and found.no is None:
        return Answered(Answer.UNSURE, firm=True, first=found.unsure == 0)
    negative = _least(found.no, found.bad)
    if negative is not None:
        if found.good is not None and found.no is None and _overcome(heard, found.good, found.bad):
            return Answered(Answer.YES, firm=True, success=True)
        if found.no is not None and found.good is not None:
            turned = found.no > found.good and heard.has(found.no, Role.BUT)
            return Answered(Answer.NO, firm=True) if turned else NO_ANSWER
        firm = found.no is not None or found.idiom is not None or found.yes is not None
        first = found.no == 0 or (found.idiom == 0 and not found.later)
        return Answered(Answer.NO, firm=firm, first=first, told=found.no is None and _tells_more(heard, negative))
    if found.kept and situation.expects == "held":
        return Answered(Answer.YES, firm=True, success=True)
    if positive is None:
        nothing = Answered(Answer.NOTHING_THERE, firm=True)
        return nothing if found.nothing and not found.blocked else NO_ANSWER
    if found.blocked or not _undisturbed(heard, senses, found):
        return NO_ANSWER
    return Answered(Answer.YES, firm=True, first=positive == 0, success=found.good is not None)


def _tells_more(heard: Heard, number: int) -> bool:
    """Whether a clause with a set phrase also names what failed: "nie udało się uwierzytelnić w OneDrive"."""
    span = heard.clause(number)
    set_phrase = {
        place
        for unit in (*heard.meanings[number], *heard.of_role(number, Role.STILL))
        if unit.entry.name in (Meaning.NO, Role.STILL)
        for place in range(unit.start, unit.end)
    }
    return any(
        span.start <= unit.start < span.end and set_phrase.isdisjoint(range(unit.start, unit.end))
        for unit in heard.concepts
    )


def _least(*numbers: int | None) -> int | None:
    known = [number for number in numbers if number is not None]
    return min(known) if known else None


def _changed_before_news(senses: tuple[ClauseSense, ...], heard: Heard, news: frozenset[int]) -> int | None:
    """ "Signed in fine, now it shows 0x…": what may be a success stands before the clause with the news."""
    for number in sorted(news):
        if number and heard.has(number, Role.NOW, Role.BUT) and senses[number - 1].maybe:
            return number - 1
    return None


def _something_new(
    heard: Heard, senses: tuple[ClauseSense, ...], live: frozenset[int], found: _Evidence, positive: int
) -> bool:
    """Whether another error follows the success."""
    if found.new is not None:
        return True
    for number in range(positive + 1, len(senses)):
        turns = heard.has(number, Role.BUT) or heard.has(number, Role.NOW)
        if heard.has(number, Role.STILL):
            return False
        if number in live and (turns or found.good is not None or found.yes is None):
            later = any(heard.has(each, Role.NOW) for each in range(positive, number + 1))
            later = later or any(unit.entry.name == Meaning.YES for unit in heard.meanings[positive])
            return found.yes is not None or later or not _is_of_one_thing(heard, positive)
        if senses[number].sense is Sense.BAD and turns and not senses[number].idiom:
            return found.good is not None or heard.has(number, Role.NOW)
    return False


def _is_of_one_thing(heard: Heard, number: int) -> bool:
    """Whether a success is told of something by its name: "the sign-in works, but I get 0x…" tells of a problem."""
    span = heard.clause(number)
    return any(span.start <= unit.start < span.end for unit in heard.concepts)


def _overcome(heard: Heard, good: int, bad: int | None) -> bool:
    """ "At first it failed, but now it works": the failure is told of the past, the success of now."""
    if bad is None or good < bad or not heard.has(good, Role.NOW):
        return False
    return heard.has(good, Role.BUT) or heard.has(bad, Role.EARLIER)


def _undisturbed(heard: Heard, senses: tuple[ClauseSense, ...], found: _Evidence) -> bool:
    """Whether nothing in the text casts doubt on a success."""
    bare = found.good is None
    for number, sense in enumerate(senses):
        alone = {entry.name for entry in heard.alone[number]}
        if bare and alone & {Meaning.DONE, Meaning.WAIT}:
            return False
        if sense.sense is Sense.GOOD or alone:
            continue
        if heard.has(number, Role.NOT, Role.WITHOUT, Role.NOT_THAT, Role.ORDER, Role.PARTLY):
            return False
        span = heard.clause(number)
        unknown = sum(not known for known in heard.known[span.start : span.end])
        told = [unit for unit in heard.roles[number] if unit.entry.name not in _HARMLESS]
        if bare and (unknown or told or any(span.start <= unit.start < span.end for unit in heard.concepts)):
            return False
        if heard.has(number, Role.BUT) and (unknown or told):
            return False
    return True


_OUTCOME = frozenset([Role.GOOD, Role.GOOD_NOW, Role.MENDED, Role.GONE, Role.ACT])
_HARMLESS = frozenset(
    [
        Role.FILLER,
        Role.POLITE,
        Role.BETWEEN,
        Role.PLAIN,
        Role.IT,
        Role.NOW,
        Role.ALL,
        Role.AND,
        Role.BUT,
        Role.GOOD,
        Role.GOOD_NOW,
    ]
)


def reads_the_screen(heard: Heard, number: int) -> bool:
    """Whether all that a clause tells stands behind an "it says", or behind one in the clause before: "it says: …"."""
    quoting = heard.of_role(number, Role.SAYS)
    if quoting:
        ahead = [unit for unit in heard.roles[number] if unit.start < quoting[0].start]
        return not any(unit.entry.name in _TELLING for unit in ahead)
    if not number or heard.clause(number - 1).sentence != heard.clause(number).sentence:
        return False
    before = heard.of_role(number - 1, Role.SAYS)
    return any(unit.end == heard.clause(number - 1).end for unit in before)


_TELLING = frozenset([Role.BAD, Role.GOOD, Role.GONE, Role.NOT, Role.NO_LONGER, Role.NOW])
