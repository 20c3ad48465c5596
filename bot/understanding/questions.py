"""What a text answers to a question with options: which of them is meant, or which come near.

The options are those of a step or a fact; "I'm not sure" and other buttons are named as anywhere. A yes or no means an
option that begins so, or has that id; where the question has two options and repeats the words of one ("Is there room
left?", "There is room"), a yes means that one and a no the other. "Still the same" is no such no: it tells of the
problem. Where the words name one option and the yes or no another, both are asked about.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise

from bot.understanding.hearing import Heard
from bot.understanding.index import Index
from bot.understanding.lexicon import Meaning, Role
from bot.understanding.model import Answer, Command, Offered, Situation
from bot.understanding.picking import Picked, Tone, affirmed_by, label_words, pick_by_telling_words
from bot.understanding.verdict import SMALL_TALK, Verdict

_ASKING = (Role.QUESTION, Role.WHAT_IS, Role.WHICH)
_TROUBLED = (Role.BAD, Role.GONE, Role.RISK)
_TURNING = (Role.BUT, Role.PARTLY, Role.EARLIER, Role.UNREAL, Role.INTENT, Role.ORDER, Role.NOT_THAT, Role.OTHERS)
_OUTCOME = frozenset([Role.GOOD, Role.GOOD_NOW, Role.MENDED, Role.BAD, Role.STILL])
_TO_A_QUESTION = frozenset([Answer.YES, Answer.NO, Answer.CANT_DO])


def answer_to(
    heard: Heard, words: Sequence[str], named: str | None, verdict: Verdict, situation: Situation, index: Index
) -> Picked:
    """The option of a question that is meant. `named`: the choice that the text names for sure."""
    options = tuple(choice for choice in situation.offered if ":" in choice.id)
    tone = tone_of(heard, index)
    if named is not None:
        is_option = any(choice.id == named for choice in options)
        return Picked(None, (named,)) if is_option and tone.asks else Picked(named)
    meant = _by_yes_or_no(heard, verdict.answer, options, situation, index)
    if (verdict.answer is not None and verdict.answer not in _TO_A_QUESTION) or _commands(verdict):
        return Picked(meant)
    works = bool(heard.anywhere & {Role.GOOD, Role.GOOD_NOW, Role.MENDED}) and not heard.anywhere & {Role.ELSEWHERE}
    called = options if works else tuple(Offered(each.id, (*each.words, _id_of(each))) for each in options)
    context = {*label_words(situation.question), *label_words(situation.title)}
    found = pick_by_telling_words(words, called, index.picking, tone, context)
    if meant is None or (found.choice is not None and len(heard.words.clauses) == 1):
        return found
    if found.choice in (None, meant):
        return Picked(meant) if not found.close or meant in found.close else found
    return Picked(None, (found.choice, meant)) if found.choice else Picked(meant)


def _id_of(option: Offered) -> str:
    return option.id.rpartition(":")[2]


def _commands(verdict: Verdict) -> bool:
    return bool({Command.SAFE, Command.EXPLAIN}.intersection(verdict.commands)) or not SMALL_TALK.issuperset(
        verdict.commands
    )


def tone_of(heard: Heard, index: Index) -> Tone:
    """How a text is said: asked, troubled, turned away, denied."""
    clauses = range(len(heard.words.clauses))
    negators = index.picking.negators
    with_a_not = {number for number in clauses if any(word in negators for word in _of(heard, number))}
    return Tone(
        asks=any(_asks(heard, number) for number in clauses),
        troubled=_words_of(heard, _TROUBLED),
        turned=_words_of(heard, _TURNING),
        denied=frozenset(word for number in with_a_not for word in _of(heard, number)).union(
            word for before, word in pairwise(heard.words.folded) if before in negators
        ),
    )


def _asks(heard: Heard, number: int) -> bool:
    clause = heard.clause(number)
    begun = any(unit.start == clause.start for unit in heard.of_role(number, Role.ASK))
    return clause.asks or begun or heard.has(number, *_ASKING)


def _words_of(heard: Heard, roles: Collection[Role]) -> frozenset[str]:
    return frozenset(
        heard.words.folded[place]
        for units in heard.roles
        for unit in units
        if unit.entry.name in roles
        for place in range(unit.start, unit.end)
    )


def _of(heard: Heard, number: int) -> Sequence[str]:
    span = heard.clause(number)
    return heard.words.folded[span.start : span.end]


def _by_yes_or_no(
    heard: Heard, answer: Answer | None, options: Sequence[Offered], situation: Situation, index: Index
) -> str | None:
    """The option that a yes or a no means here."""
    if answer not in (Answer.YES, Answer.NO) or (answer is Answer.NO and _tells_of_the_problem(heard, index)):
        return None
    by_id = next((each.id for each in options if _id_of(each) == answer.value), None)
    if by_id is not None:
        return by_id
    meaning = Meaning.YES if answer is Answer.YES else Meaning.NO
    begun = [each.id for each in options if _begins_with(each.words[0], meaning, index)]
    if len(begun) == 1:
        return begun[0]
    both = affirmed_by(label_words(situation.question), options, index.picking)
    return None if both is None else both[0] if answer is Answer.YES else both[1]


def _tells_of_the_problem(heard: Heard, index: Index) -> bool:
    """Whether a no says that nothing changed ("no luck", "es klappt nicht") rather than no ("no, it's not working")."""
    if Meaning.NO in heard.anywhere:
        return True
    return not heard.anywhere.isdisjoint(_OUTCOME) and not _begins_with(heard.words.folded[0], Meaning.NO, index)


def _begins_with(label: str, meaning: Meaning, index: Index) -> bool:
    alone = index.ears.hear(label).alone
    return bool(alone) and any(entry.name == meaning for entry in alone[0])
