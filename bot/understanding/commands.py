"""Which commands a text gives, and what it says in passing.

A command counts when it is a whole clause ("back") or a phrase that means nothing else ("go back"), when no "not"
stands before it, and when it isn't just a word of the open step ("restart" at a step that says restart). A question
about the step ("where do I find ...") must not be about things that nothing here knows.
"""

from bot.understanding.answers import reads_the_screen
from bot.understanding.hearing import Heard, Unit
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.model import Aside, Command, Situation
from bot.understanding.picking import label_words
from bot.understanding.words import is_mark

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


def commands(heard: Heard, situation: Situation, *, stopped: bool, told_beside: bool) -> tuple[Command, ...]:
    """The commands of a text, in order of weight.

    `stopped`: it is about something else than what we know; `told_beside`: a problem is told, beside which "can
    somebody have a look" is a way to ask for help, and no wish for a person.
    """
    step_words = frozenset(label_words(situation.step_text))
    said: set[str] = set()
    for number in range(len(heard.words.clauses)):
        clause = heard.clause(number)
        if all(heard.words.quoted[clause.start : clause.end]):
            continue
        whole = heard.words.folded[clause.start : clause.end]
        if not (step_words and all(word in step_words for word in whole)):
            said.update(entry.name for entry in heard.alone[number] if not _is_addressed(heard, number))
        vague = sum(not known for known in heard.known[clause.start : clause.end]) > (0 if stopped else 1)
        for unit in heard.meanings[number]:
            doubtful = (vague and unit.entry.name == Meaning.EXPLAIN) or _is_of_a_code(heard, unit)
            if not doubtful and not _refused(heard, number, unit.start):
                said.add(unit.entry.name)
        if Meaning.LINK not in said and not told_beside and _wants_somebody(heard, number):
            said.add(Meaning.HUMAN)
        if _asks_about_risk(heard, number):
            said.add(Meaning.SAFE)
        if _asks_about_the_step(heard, number):
            said.add(Meaning.EXPLAIN)
    return tuple(command for meaning, command in _COMMANDS.items() if meaning in said)


def commanded_plainly(heard: Heard) -> frozenset[Command]:
    """The commands that are all of the first or of the last clause."""
    outer = {entry.name for entries in (*heard.alone[:1], *heard.alone[-1:]) for entry in entries}
    return frozenset(command for meaning, command in _COMMANDS.items() if meaning in outer)


def asides(heard: Heard, alone: bool) -> tuple[Aside, ...]:
    """What is said in passing. Where that isn't `alone`, only questions about the time and about the bot count."""
    said: set[str] = set()
    for number in range(len(heard.words.clauses)):
        said.update(entry.name for entry in heard.alone[number])
        said.update(unit.entry.name for unit in heard.meanings[number] if not _refused(heard, number, unit.start))
        if reads_the_screen(heard, number) and not heard.has(number, Role.STILL):
            said.add(Aside.SCREEN)
    return tuple(aside for aside in Aside if aside in said and (alone or aside in _ALWAYS))


def _is_addressed(heard: Heard, number: int) -> bool:
    """ "Hi helpdesk," and then more: whom it is written to is no wish for a person."""
    span = heard.clause(number)
    greeted = any(unit.start == span.start and unit.entry.name == Role.POLITE for unit in heard.roles[number])
    return not number and greeted and heard.has(number, Role.PERSON) and len(heard.words.clauses) > 1


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


ABOUT_ME = frozenset([Aside.WHO, Aside.SEES, Aside.NEW_PASSWORD])
"""Questions about what the bot is and can do. They want no person, tell no fact and name no choice."""
_ALWAYS = ABOUT_ME | {Aside.DURATION}
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


def _is_of_a_code(heard: Heard, unit: Unit) -> bool:
    """Whether "never mind" is said of the code behind it, and not of everything."""
    behind = heard.words.folded[unit.end : unit.end + 1]
    return unit.entry.name == Meaning.STOP and bool(behind) and is_mark(behind[0])


def _refused(heard: Heard, number: int, start: int) -> bool:
    """Whether a "not" stands before a command: "don't skip this"."""
    return any(
        unit.entry.name in (Role.NOT, Role.NO_LONGER) and unit.end <= start <= unit.end + 4
        for unit in heard.roles[number]
    )
