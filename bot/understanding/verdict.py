"""Of all that was found in a text, what it is about, and the one meaning that it has here.

What it is about: a code that isn't denied decides. One with a dialog is its problem, or the scenario that is told
beside it; two are compared if that is asked, else asked about. A code that is known without a dialog goes before
everything that is told beside it, and so does one that is a slip away. Without a code the signatures decide, and what
only names a product, or is like a symptom, is asked about.

The meaning: an answer, a command, or what it is about. In a step a success in words goes first, then commands, then a
firm no, then a problem, then "I can't", "I don't know" and a question, and at last a no that may also have been a
complaint.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.understanding.answers import Answered
from bot.understanding.concepts import Idea, strongest
from bot.understanding.hearing import Heard
from bot.understanding.index import Index, Symptom
from bot.understanding.lexicon import Role
from bot.understanding.mentions import Mentions
from bot.understanding.model import About, Answer, Code, Command, KnownKey, Match, ProblemKeys, Suggestion
from bot.understanding.phrases import Likeness

_LIKELY = 88.0
"""A phrase as near as this is about the same thing: one letter or one small word differs."""
_WORTH_SAYING = 60.0
"""Less near than this, a suggestion would be a guess."""
_OF_LITTLE_WEIGHT = 0.8
"""Likeness below that is mostly of small words: it counts less than concepts in common."""
MOST_SUGGESTIONS = 4
_MOST_SYMPTOMS = 1_000

_STRONG: Mapping[Command, str] = {
    Command.HUMAN: "command-human",
    Command.STOP: "command-stop",
    Command.RESTART: "command-restart",
    Command.BACK: "command-back",
    Command.SKIP: "command-skip",
    Command.LINK: "command-link",
}
_LABELS: Mapping[Answer, str] = {
    Answer.YES: "answer-yes",
    Answer.NO: "answer-no",
    Answer.YES_BUT_NEW_ERROR: "answer-yes-but-new-error",
    Answer.CANT_DO: "answer-cant-do",
    Answer.UNSURE: "answer-unsure",
    Answer.NOTHING_THERE: "answer-cant-do",
}


@dataclass(frozen=True, slots=True)
class Subject:
    about: About
    matches: tuple[Match, ...] = ()
    known: tuple[KnownKey, ...] = ()
    loosely: bool = False
    """All of a signature is told but the product's name. It could be about something else, so its label is that of what
    nothing here knows; but it is asked about."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the text answers, commands and asks, before one meaning is chosen."""

    answer: Answered
    commands: tuple[Command, ...]
    asked: str | None
    linked: bool
    foreign: bool
    """A failure is told of something that nothing here knows: "the lamp is broken"."""
    stopped: bool
    """A concept that starts nothing stands in it."""
    named: bool
    """A product that we know is named."""
    persists: bool
    """A code, and nothing more, is said to be there still."""
    plainly: frozenset[Command]
    """Commands that are the first or the last clause of a text of one line, and so no button of a pasted window."""


@dataclass(frozen=True, slots=True)
class Verdict:
    label: str
    answer: Answer | None
    commands: tuple[Command, ...]


def subject(
    heard: Heard, mentioned: Mentions, idea: Idea, named: frozenset[str], likes: Sequence[Likeness], index: Index
) -> Subject:
    """`named`: the products that the text names; `likes`: the phrases that are nearest to it."""
    places = idea.said
    by_code = [code for code in mentioned.live if code in index.by_code]
    if by_code:
        return _by_code(heard, mentioned, idea, named, index)
    if mentioned.known:
        return _known(mentioned.known, named)
    if mentioned.near:
        return Subject(About.NEAR_CODE)
    if mentioned.unknown:
        return Subject(
            About.AMBIGUOUS
            if named or any(_is_of_family(c.text, index) for c in mentioned.unknown)
            else About.OUT_OF_SCOPE
        )
    if idea.stops:
        trouble = bool(heard.anywhere & {Role.BAD, Role.NOT})
        return Subject(About.AMBIGUOUS if named and trouble else About.OUT_OF_SCOPE)
    met = strongest(index.signatures.met(places, frozenset()))
    if met:
        about = About.PROBLEM if len(met) == 1 else About.AMBIGUOUS
        return Subject(about, tuple(Match(signature.problem.id, signature.why) for signature in met))
    touched = idea.said.keys() & index.hints or (likes and likes[0].score >= _LIKELY)
    if named or mentioned.denied or mentioned.doubtful or touched:
        return Subject(About.AMBIGUOUS)
    if not any(heard.unknown(number) for number in range(len(heard.words.clauses))) and index.nameless.met(
        places, frozenset()
    ):
        return Subject(About.AMBIGUOUS, loosely=True)
    return Subject(About.OUT_OF_SCOPE)


def _by_code(heard: Heard, mentioned: Mentions, idea: Idea, named: frozenset[str], index: Index) -> Subject:
    owners: dict[str, tuple[ProblemKeys, Code]] = {}
    for code in mentioned.live:
        for problem in index.by_code.get(code, ()):
            owners.setdefault(problem.id, (problem, code))
    elsewhere = tuple(key for code in mentioned.live if code in index.by_code for key in index.known.get(code, ()))
    products = {problem.product for problem, _ in owners.values()} | {key.product for key in elsewhere}
    same_code = len({code for _, code in owners.values()}) == 1
    if len(products) > 1 and same_code:
        fitting = {name: owner for name, owner in owners.items() if owner[0].product in named}
        if not fitting or any(key.product in named for key in elsewhere):
            matches = tuple(
                Match(name, f"code {code} in {problem.product}") for name, (problem, code) in owners.items()
            )
            return Subject(About.PRODUCTS, matches, elsewhere)
        owners = fitting
    # A scenario has no code of its own, only codes that are a sign of it; it goes before a problem with a code.
    owners = dict(sorted(owners.items(), key=lambda owner: bool(owner[1][0].codes)))
    matches = tuple(Match(name, f"code {code}") for name, (_, code) in owners.items())
    if len(matches) == 2 and sum(not problem.codes for problem, _ in owners.values()) == 1:
        return Subject(About.PROBLEM, matches)
    if len(matches) > 1:
        return Subject(About.COMPARE if _compares(heard) else About.AMBIGUOUS, matches)
    problem, _ = next(iter(owners.values()))
    implied = index.implied.get(problem.product, frozenset())
    told = () if idea.stops else strongest(index.signatures.met(idea.said, implied))
    scenarios = [signature for signature in told if not signature.problem.codes]
    if len(scenarios) == 1:
        beside = Match(scenarios[0].problem.id, f"{scenarios[0].why}, beside a code")
        return Subject(About.PROBLEM, (beside, *matches))
    return Subject(About.PROBLEM, matches)


def _compares(heard: Heard) -> bool:
    if heard.anywhere & {Role.COMPARE, Role.WHICH}:
        return True
    asks = Role.ASK in heard.anywhere or any(clause.asks for clause in heard.words.clauses)
    return asks and Role.ALIKE in heard.anywhere


def _known(known: tuple[KnownKey, ...], named: frozenset[str]) -> Subject:
    fitting = tuple(key for key in known if key.product in named) or known
    one_code = len({key.code for key in fitting}) == 1
    about = About.PRODUCTS if one_code and len({key.product for key in fitting}) > 1 else About.OTHER_KNOWN_CODE
    return Subject(about, (), fitting)


def _is_of_family(text: str, index: Index) -> bool:
    """Whether a code begins like one that we know: `0x8004de99` could be OneDrive's."""
    return any(code.text[:8] == text[:8] for code in index.by_code if text.startswith("0x"))


def suggestions(
    found: Subject, idea: Idea, named: frozenset[str], likes: Sequence[Likeness], index: Index
) -> tuple[Suggestion, ...]:
    """What could have been meant, best first: by the concepts of a symptom, by likeness, and by the product named."""
    if found.about not in (About.AMBIGUOUS, About.OUT_OF_SCOPE) or (idea.stops and found.about is About.OUT_OF_SCOPE):
        return ()
    if not (found.matches or idea.said or likes or named):
        return ()
    scores: dict[str, float] = {match.problem: 100.0 for match in found.matches}
    present = idea.said.keys()
    for symptom in _touched(present, index):
        shared = len(symptom.concepts & present)
        # Of two with the same share, the one with more in common is nearer.
        _raise(scores, symptom.problem, min(100.0, 100.0 * shared / len(symptom.concepts) + shared - 1))
    for like in likes:
        _raise(scores, like.owner, like.score if like.score >= _LIKELY else like.score * _OF_LITTLE_WEIGHT)
    if found.about is About.OUT_OF_SCOPE:
        scores = {problem: score for problem, score in scores.items() if score >= _WORTH_SAYING}
    elif len(scores) < MOST_SUGGESTIONS:
        for problem in index.problems.values():
            if len(scores) < MOST_SUGGESTIONS and problem.product in named:
                scores.setdefault(problem.id, 0.0)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Suggestion(problem, round(score, 1)) for problem, score in ranked[:MOST_SUGGESTIONS])


def _touched(present: Collection[str], index: Index) -> Iterable[Symptom]:
    """Symptoms with a concept of the text; where a concept is in very many, those with a rarer one."""
    named = sorted((index.symptoms.get(name, ()) for name in present), key=len)
    left = _MOST_SYMPTOMS
    for symptoms in named:
        yield from symptoms[:left]
        left -= len(symptoms)
        if left <= 0:
            break


def _raise(scores: dict[str, float], problem: str, score: float) -> None:
    scores[problem] = max(scores.get(problem, 0.0), score)


def judge(found: Subject, mentioned: Mentions, given: Given, *, in_step: bool) -> Verdict:
    """The one meaning, and of answers and commands what goes with it.

    Beside a problem only the wish for a person is kept: "Cancel" and "Skip" are buttons of the window that was pasted.
    """
    label = _label(found, mentioned, given, in_step)
    commands = given.commands
    if label == _EXPLAIN and not {Command.EXPLAIN, Command.SAFE} & set(commands):
        commands = (*commands, Command.EXPLAIN)
    if label == _about_label(found) and label != About.OUT_OF_SCOPE:
        commands = tuple(command for command in commands if command is Command.HUMAN)
    elif label not in (_EXPLAIN, str(About.OUT_OF_SCOPE)):
        commands = tuple(command for command in commands if command not in SMALL_TALK)
    elif len(commands) > 1:
        commands = tuple(command for command in commands if command not in _MANNERS) or commands[:1]
    answer = given.answer.answer
    if label == About.OUT_OF_SCOPE and answer is Answer.NO:
        answer = None
    return Verdict(label, answer, commands)


def _label(found: Subject, mentioned: Mentions, given: Given, in_step: bool) -> str:
    """The label of the corpus."""
    if given.linked:
        return "command-link"
    about = _about_label(found)
    answer = given.answer
    heard = answer.answer if in_step else None
    if heard is Answer.YES_BUT_NEW_ERROR and (answer.firm or found.about is not About.PROBLEM):
        return _LABELS[heard]
    if mentioned.live:
        goes_on = given.persists or (answer.firm and answer.first and not mentioned.denied)
        return _LABELS[Answer.NO] if heard is Answer.NO and goes_on else about
    if heard is Answer.YES and answer.success:
        return _LABELS[heard]
    told = found.about is About.PROBLEM and not mentioned.codes
    strong = next(
        (
            _STRONG[command]
            for command in given.commands
            if command in _STRONG and not (told and command in _MOVES and command not in given.plainly)
        ),
        None,
    )
    if strong is not None and (in_step or strong in _ALWAYS):
        return strong
    if heard is Answer.YES or (heard is Answer.NO and answer.firm and _answers_the_step(found, given)):
        return _LABELS[heard]
    if given.asked is not None and found.about is not About.PROBLEM:
        return _EXPLAIN
    if found.about is About.PROBLEM:
        return about
    if heard in (Answer.UNSURE, Answer.NOTHING_THERE) or (heard is Answer.CANT_DO and not given.stopped):
        return _LABELS[heard]
    if given.asked is not None or {Command.EXPLAIN, Command.SAFE} & set(given.commands):
        return _EXPLAIN
    vague = found.loosely or found.about is About.OUT_OF_SCOPE
    if heard is Answer.NO and vague and not (given.foreign or given.stopped):
        return _LABELS[heard]
    return about


def _answers_the_step(found: Subject, given: Given) -> bool:
    """Whether a firm no is about the step, and not part of a story about something else."""
    if given.answer.told and given.stopped and found.about is About.OUT_OF_SCOPE:
        return False
    if given.answer.told and found.about is About.PROBLEM:
        return False
    if given.answer.first:
        return True
    told_of_a_product = found.about is About.AMBIGUOUS and given.named
    return found.about is not About.PROBLEM and not told_of_a_product and not (given.foreign and given.stopped)


_EXPLAIN = "command-explain"
SMALL_TALK = frozenset(
    [Command.EXPLAIN, Command.SAFE, Command.HELP, Command.THANKS, Command.GREET, Command.WHERE, Command.COPY]
)
"""Beside something that is an answer, a command or a problem, these are said in passing."""
_MANNERS = frozenset([Command.THANKS, Command.GREET])
_MOVES = frozenset([Command.STOP, Command.RESTART, Command.BACK, Command.SKIP])
"""Beside a problem that is told in full, "Close" is a button, and "it starts over" a part of the story."""
_ALWAYS = frozenset(["command-human", "command-link", "command-stop"])


def _about_label(found: Subject) -> str:
    if found.loosely:
        return str(About.OUT_OF_SCOPE)
    match found.about:
        case About.PROBLEM:
            return found.matches[0].problem
        case About.PRODUCTS:
            return str(About.AMBIGUOUS)
        case about:
            return str(about)
