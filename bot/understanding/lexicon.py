"""How people answer, command, deny and doubt, language by language: the words that understanding listens for.

The words themselves are data (one file a language); this says what kinds of them there are and what each kind does.
A `Meaning` is something that a person can want to say: an answer or a command. It has words that count only when they
are a whole clause (`alone`: "back", "no") and words that count inside a sentence (`within`: "go back", "didn't help").
A `Role` is what a word does to the sense of the clause around it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Meaning(StrEnum):
    """Answers, then commands, then asides. Named as `Answer`, `Command` and `Aside` are where there is one."""

    YES = "yes"
    AGREE = "agree"
    """"ok", "sure": a yes to a proposal, and no word about whether something works."""
    NO = "no"
    CANT_DO = "cant-do"
    UNSURE = "unsure"
    NOTHING_THERE = "nothing-there"
    NEW_ERROR = "new-error"
    """"Another error", "a new message": after a yes it makes `yes-but-new-error`."""
    NONE = "none"
    """"None of these"."""

    BACK = "back"
    SKIP = "skip"
    RESTART = "restart"
    HUMAN = "human"
    EXPLAIN = "explain"
    SAFE = "safe"
    STOP = "stop"
    WHERE = "where"
    LINK = "link"
    HELP = "help"
    SEND = "send"
    DONT_SEND = "dont-send"
    COPY = "copy"
    GREET = "greet"
    THANKS = "thanks"
    GO_ON = "go-on"
    WITHDRAW = "withdraw"

    DONE = "done"
    WAIT = "wait"
    RESTARTING = "restarting"
    DURATION = "duration"
    WHO = "who"
    SEES = "sees"
    NEW_PASSWORD = "new-password"  # noqa: S105 (a question about one)


class Role(StrEnum):
    """What a word does to the clause or sentence it stands in."""

    NOT = "not"
    """Turns the sense of what stands beside it: "not", "doesn't", "ne"."""
    WITHOUT = "without"
    """Turns only what follows: "no", "without", "kein"."""
    NOT_THAT = "not-that"
    """Opens a twisted sentence, of which nothing is believed: "it's not that", "no es que"."""
    REFUSAL = "refusal"
    """A no that may stand right before a sentence: "no it didn't", "nein geht nicht"."""
    ANYMORE = "anymore"
    """With a "not" it says "no longer": "any more", "mehr"."""
    NO_LONGER = "no-longer"
    """Turns it as well, and says that it was otherwise before: "no longer", "nicht mehr", "ya no"."""
    GOOD = "good"
    """It works: "works", "synced", "fixed"."""
    MENDED = "mended"
    """It works, and what was wrong is over: "fixed", "solved". "The error is fixed" speaks of no error."""
    GOOD_NOW = "good-now"
    """Says that it works only with a word like "now" or "again" beside it: "opens", "signed in"."""
    ACT = "act"
    """What should be possible: "open", "sign in". Good after CAN, bad after NOT."""
    CAN = "can"
    BAD = "bad"
    """It doesn't work: "fails", "error", "stuck"."""
    GONE = "gone"
    """Takes away what the clause is about: good for an error, bad for a file."""
    STILL = "still"
    NOW = "now"
    """"now", "again", "finally": it changed."""
    ALL = "all"
    """"everything": says as much as "now" for a success, and is a loss when it is gone."""
    BUT = "but"
    """Begins a clause that turns away from the one before."""
    AND = "and"
    """Begins a clause of its own."""
    WHEN = "when"
    """No phrase with a gap goes across it: "does not start when I log in" is no "not log in"."""
    UNREAL = "unreal"
    """Makes its whole sentence no fact: "if", "hope", "let me know when"."""
    INTENT = "intent"
    """Makes its clause no fact: "should", "will", "want", "try"."""
    EARLIER = "earlier"
    """Not now: "yesterday", "used to", "until"."""
    ELSEWHERE = "elsewhere"
    """Not here: "in the browser", "on my phone", "for my colleague"."""
    PARTLY = "partly"
    """Not quite: "almost", "sometimes", "for a minute"."""
    NOT_ABOUT = "not-about"
    """Denies the product behind it, which a "not" alone doesn't: "nothing to do with", "this isn't about"."""
    OFF = "off"
    """What stands before it in its clause can't be the cause: "the antivirus is off"."""
    RULED_OUT = "ruled-out"
    """Denies what its clause names, wherever it stands: "I can rule out", "scheidet aus", "odpada"."""
    NOT_IT = "not-it"
    """A clause of its own that denies what the one before it names: "that's not it", "ese no es"."""
    CORRECTION = "correction"
    """Takes back the code before it: "no, wrong", "I meant"."""
    SAYS = "says"
    """What stands behind it is read from the screen: "it says", "the window says"."""
    OTHERS = "others"
    """Somebody else's word: "he says", "the helpdesk says"."""
    ORDER = "order"
    """Tells the bot what to say: "say", "mark as", "ignore your instructions"."""
    ASK = "ask"
    """Begins a question that may lack its question mark: "is it", "does it"."""
    QUESTION = "question"
    """A question word: "why", "what". With nothing but small words behind it, it asks about the step."""
    PERSON = "person"
    """Somebody who could help: "technician", "helpdesk"."""
    CONTACT = "contact"
    """What one does with such a person: "talk", "call", "need"."""
    RISK = "risk"
    """What people fear: "lose", "delete", "dangerous"."""
    PERMIT = "permit"
    """What a person may lack: "admin", "permission"."""
    KNOW = "know"
    """With a "not": the person isn't sure. "know", "sure", "tell"."""
    WHAT_IS = "what-is"
    """Asks for the meaning of the words behind it, or before it: "what is", "was heißt"."""
    WHICH = "which"
    COMPARE = "compare"
    ALIKE = "alike"
    """In a question about two codes it compares them: "the same"."""
    THING = "thing"
    """A thing on the screen that a step speaks of: "menu", "button", "window"."""
    SEE = "see"
    """What a person does with such a thing: "find", "see", "have", "click"."""
    ABSENT = "absent"
    """Says of such a thing that it isn't usable: "missing", "disabled"."""
    ALREADY = "already"
    POLITE = "polite"
    """May stand at either end of anything: "please", "hello", "thanks"."""
    PLAIN = "plain"
    """A word of its own that says nothing here: "time", "day"."""
    IT = "it"
    """Stands for what was asked about: "it", "that"."""
    FILLER = "filler"
    """Changes nothing: "the", "is", "really"."""
    ORDINARY = "ordinary"
    """A word of its own that only looks like a slip of one that is listened for: "black" is no "blank"."""
    BETWEEN = "between"
    """May stand between a "not" and what it denies: "about", "because of", "the", "error"."""
    ERROR_WORD = "error-word"
    """Makes a number beside it an error's: "error", "Fehler", "code"."""
    SIGN_IN_WORD = "sign-in-word"
    """Makes a short number beside it a sign-in error: "Teams", "sign in", "Office"."""
    FILE_WORD = "file-word"
    """Makes a short number beside it a Windows file error: "file", "copying"."""
    OTHER_NUMBER = "other-number"
    """Makes a number beside it no error's: "order", "phone", "ticket"."""
    PASSWORD = "password"  # noqa: S105 (a word, not a password)
    IS = "is"
    """Stands between "my password" and the password itself: "is", "lautet"."""
    MAIL_BEGINS = "mail-begins"
    """Begins a line from which on an older mail follows: "From:", "wrote:"."""
    MAIL_BELOW = "mail-below"
    """Says that the older mail below is what is meant: "see below"."""
    MAIL_ENDS = "mail-ends"
    """A line that is only this ends what was newly written: "Best regards"."""


@dataclass(frozen=True, slots=True)
class Hears:
    """The words of one language (`any` for all: emoji, "ok")."""

    language: str
    alone: Mapping[Meaning, tuple[str, ...]] = field(default_factory=dict)
    within: Mapping[Meaning, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    """"second" -> 2; the words for "the last" -> -1."""
    digits: Mapping[str, str] = field(default_factory=dict)
    """"eight" -> "8": how a code is dictated. The words for its letters, for the "x", and "double" (`2x`), as well."""
    respelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A word -> how it is written in dialect and on phones: "didn't" -> "didnae". Only what is no word otherwise."""
    concord: bool = False
    """Several "not" in a clause are one ("no funciona nada"), where English would turn the sense twice."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What all languages listen for. One is the same as another only if it is that one: it is learnt once."""

    languages: tuple[Hears, ...] = ()

    def of_role(self, role: Role) -> tuple[str, ...]:
        """The words of one role in every language."""
        return tuple(word for hears in self.languages for word in hears.roles.get(role, ()))
