"""What a text answers to "is it fixed?", and which commands it gives.

Clause by clause: a leading yes or no, what the clause says about success (`senses`), and set phrases ("I can't find
it", "no idea", "another error"). Put together:

- Success and then something new ("but now …", another error, a code that isn't denied): `yes-but-new-error`.
- Success and failure: a failure, unless the failure is told of the past ("at first it failed, but now it works").
- A yes with anything behind it that isn't understood, or a success beside a "not": no answer, so that we ask.
- "I can't find it" goes before a no; a no before "I don't know".

A command counts when it is a whole clause ("back") or a phrase that means nothing else ("go back"), when no "not"
stands before it, and when it isn't just a word of the open step ("restart" at a step that says restart). A question
about the step ("where do I find ...") must not be about things that nothing here knows.
"""

from dataclasses import dataclass

from bot.understanding.hearing import Heard, Unit
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.model import Answer, Command, Situation
from bot.understanding.senses import ClauseSense, Sense, is_unreliable
from bot.understanding.words import is_mark, plain_words

_COMMANDS: dict[Meaning, Command] = {
    Meaning.HUMAN: Command.HUMAN,
    Meaning.STOP: Command.STOP,
    Meaning.RESTART: Command.RESTART,
    Meaning.BACK: Command.BACK,
    Meaning.SKIP: Command.SKIP,
    Meaning.WITHDRAW: Command.WITHDRAW,
    Meaning.DONT_SEND: Command.DONT_SEND,
    Meaning.SEND: Command.SEND,
    Meaning.GO_ON: Command.GO_ON,
    Meaning.SAFE: Command.SAFE,
    Meaning.EXPLAIN: Command.EXPLAIN,
    Meaning.WHERE: Command.WHERE,
    Meaning.LINK: Command.LINK,
    Meaning.COPY: Command.COPY,
    Meaning.HELP: Command.HELP,
    Meaning.THANKS: Command.THANKS,
    Meaning.GREET: Command.GREET,
}
"""In order of weight: a person first, then stop."""
_PROPOSED = frozenset(["question", "gate", "start", "choice", "reason", "paste", "note", "case"])
"""What is asked there is something else than whether it works."""


@dataclass(frozen=True, slots=True)
class Answered:
    answer: Answer | None
    firm: bool = False
    """By a leading yes or no, a set phrase or a "still": it answers what was asked, whatever else is told."""
    first: bool = False
    """It stands in the first clause."""
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
        if sense.sense is Sense.BAD and Meaning.NO not in alone:
            found.bad = number if found.bad is None else found.bad
            if sense.idiom:
                found.idiom = number if found.idiom is None else found.idiom
                found.later = found.later or sense.later
        found.blocked = found.blocked or sense.blocked
        found.kept = found.kept or sense.kept
        found.none = found.none or Meaning.NONE in meanings
        if Meaning.UNSURE in meanings or _is_not_sure(heard, number):
            found.unsure = number if found.unsure is None else found.unsure
        if Meaning.CANT_DO in meanings or _no_such_thing(heard, number) or _may_not(heard, number):
            found.cant = number if found.cant is None else found.cant
        found.nothing = found.nothing or Meaning.NOTHING_THERE in meanings
        if Meaning.NEW_ERROR in meanings and not heard.has(number, Role.STILL, Role.NOT, Role.WITHOUT):
            found.new = number if found.new is None else found.new
    return found


def _no_such_thing(heard: Heard, number: int) -> bool:
    """ "I don't see that button", "it's greyed out": said of a thing on the screen, and not of an error."""
    span = heard.clause(number)
    code = any(is_mark(word) for word in heard.words.folded[span.start : span.end])
    if code or span.asks or heard.has(number, Role.BAD, Role.GONE, Role.STILL, Role.GOOD):
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
        and (senses[found.new].sense is Sense.BAD or heard.has(found.new, Role.NOW))
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
            return NO_ANSWER
        firm = found.no is not None or found.idiom is not None or found.yes is not None
        first = found.no == 0 or (found.idiom == 0 and not found.later)
        return Answered(Answer.NO, firm=firm, first=first)
    if found.kept and situation.expects == "held":
        return Answered(Answer.YES, firm=True, success=True)
    if positive is None:
        nothing = Answered(Answer.NOTHING_THERE, firm=True)
        return nothing if found.nothing and not found.blocked else NO_ANSWER
    if found.blocked or not _undisturbed(heard, senses, found):
        return NO_ANSWER
    return Answered(Answer.YES, firm=True, first=positive == 0, success=found.good is not None)


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
            return True
        if senses[number].sense is Sense.BAD and turns and not senses[number].idiom:
            return found.good is not None or heard.has(number, Role.NOW)
    return False


def _overcome(heard: Heard, good: int, bad: int | None) -> bool:
    """ "At first it failed, but now it works": the failure is told of the past, the success of now."""
    if bad is None or good < bad or not heard.has(good, Role.NOW):
        return False
    return heard.has(good, Role.BUT) or heard.has(bad, Role.EARLIER)


def _undisturbed(heard: Heard, senses: tuple[ClauseSense, ...], found: _Evidence) -> bool:
    """Whether nothing in the text casts doubt on a success."""
    bare = found.good is None
    for number, sense in enumerate(senses):
        if sense.sense is Sense.GOOD or heard.alone[number]:
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


def commands(heard: Heard, situation: Situation, stopped: bool) -> tuple[Command, ...]:
    """The commands of a text, in order of weight. `stopped`: it is about something else than what we know."""
    step_words = frozenset(plain_words(situation.step_text)) if situation.step_text else frozenset()
    said: set[str] = set()
    for number in range(len(heard.words.clauses)):
        clause = heard.clause(number)
        if all(heard.words.quoted[clause.start : clause.end]):
            continue
        whole = heard.words.folded[clause.start : clause.end]
        if not (step_words and all(word in step_words for word in whole)):
            said.update(entry.name for entry in heard.alone[number])
        vague = sum(not known for known in heard.known[clause.start : clause.end]) > (0 if stopped else 1)
        for unit in heard.meanings[number]:
            if not _refused(heard, number, unit.start) and not (vague and unit.entry.name == Meaning.EXPLAIN):
                said.add(unit.entry.name)
        if Meaning.LINK not in said and _wants_somebody(heard, number):
            said.add(Meaning.HUMAN)
        if _asks_about_risk(heard, number):
            said.add(Meaning.SAFE)
        if _asks_about_the_step(heard, number):
            said.add(Meaning.EXPLAIN)
    return tuple(command for meaning, command in _COMMANDS.items() if meaning in said)


def _wants_somebody(heard: Heard, number: int) -> bool:
    """ "Call the helpdesk", "I need a technician": a person who could help, and what one does with one, close by."""
    people = heard.of_role(number, Role.PERSON)
    if not people or heard.has(number, Role.NOT, Role.WITHOUT, Role.BAD, Role.EARLIER, Role.OTHERS):
        return False
    return any(
        abs(contact.start - person.start) <= _CLOSE
        for contact in heard.of_role(number, Role.CONTACT)
        for person in people
    )


_CLOSE = 5
_SMALL_WORDS = frozenset(
    [
        Role.QUESTION,
        Role.WHAT_IS,
        Role.WHICH,
        Role.FILLER,
        Role.POLITE,
        Role.BETWEEN,
        Role.IT,
        Role.INTENT,
        Role.ASK,
    ]
)


def _asks_about_risk(heard: Heard, number: int) -> bool:
    """ "Is my data safe", "could this harm my PC"."""
    clause = heard.clause(number)
    return heard.has(number, Role.RISK) and (clause.asks or heard.has(number, Role.ASK)) and heard.unknown(number) <= 1


def _asks_about_the_step(heard: Heard, number: int) -> bool:
    """ "What's that for", "why do you need that": a question word, an "it", and at most one word that isn't small."""
    clause = heard.clause(number)
    opened = any(unit.end - unit.start > 1 for unit in heard.of_role(number, Role.ASK))
    worded = heard.has(number, Role.QUESTION, Role.WHAT_IS)
    about_it = opened or (worded and heard.has(number, Role.IT))
    if clause.end - clause.start < 2 or not about_it or heard.unknown(number):
        return False
    small = {
        place
        for unit in heard.roles[number]
        if unit.entry.name in _SMALL_WORDS
        for place in range(unit.start, unit.end)
    }
    others = 1 if worded and not heard.has(number, Role.PLAIN) else 0
    return len(small) >= clause.end - clause.start - others


def _refused(heard: Heard, number: int, start: int) -> bool:
    """Whether a "not" stands before a command: "don't skip this"."""
    return any(
        unit.entry.name in (Role.NOT, Role.NO_LONGER) and unit.end <= start <= unit.end + 4
        for unit in heard.roles[number]
    )
