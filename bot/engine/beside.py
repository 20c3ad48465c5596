"""Yes or no to what was asked beside the open question: did you mean this? Shall I take back that case?

Such a question leaves the open one as it is, and is over with the next thing that the person does. A yes takes what was
asked about; where that were several things, it is asked which. A no is none of these: the open question is asked anew.
Words that mean something else mean what they always do.
"""

from dataclasses import replace

from bot.engine.asides import offer
from bot.engine.draft import Draft
from bot.engine.expecting import COMMANDS, without_questions
from bot.engine.inputs import Said
from bot.engine.offers import offered
from bot.engine.replies import Offer
from bot.engine.show import ask, saying
from bot.engine.verbs import act
from bot.understanding import understand
from bot.understanding.model import Answer, Situation, Understanding


def did_you_mean(draft: Draft, close: tuple[str, ...]) -> None:
    """Options that come near: each can be pressed, and the question stays open above."""
    near = tuple(each for each in draft.choices() if each.verb in close)
    said = saying(draft, "did-you-mean", lines=tuple(each.title for each in near))
    draft.reply(replace(said, offers=(*near, offer(draft, "where"))))
    draft.asked_beside(*(each.verb for each in near))


def yes_to_a_choice(draft: Draft) -> None:
    """A yes to "which of these?": the only one, else it is asked which."""
    picks = [each.verb for each in draft.choices() if ":" in each.verb]
    if len(picks) == 1:
        act(draft, picks[0])
    else:
        draft.ask_anew()
        ask(draft)


def answers_beside(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Whether the text answers what was just asked so; then that is done."""
    near, others = _asked_about(draft)
    if not near or heard.codes:
        return False
    situation = Situation("choice", offered((*near, *others)))
    meant = without_questions(understand(said.text, draft.edition.index, situation, draft.now))
    verbs = tuple(each.verb for each in near)
    commands = [COMMANDS[each] for each in meant.commands if each in COMMANDS]
    match meant.picked, meant.answer:
        case str(picked), _ if picked in verbs:
            act(draft, picked)
        case None, Answer.YES if len(verbs) == 1:
            act(draft, verbs[0])
        case None, Answer.YES:
            did_you_mean(draft, verbs)
        case None, Answer.NO if commands:
            act(draft, commands[0])
        case None, Answer.NO:
            draft.ask_anew()
            ask(draft)
        case _:
            return False
    return True


def _asked_about(draft: Draft) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    """What was asked about, as far as it is still there, and what else the open question may be answered."""
    choices = tuple(each for each in draft.choices() if ":" in each.verb)
    near = [each for each in choices if each.verb in draft.given.beside]
    if "withdraw" in draft.given.beside and draft.session.cases:
        near.append(offer(draft, "withdraw"))
    return tuple(near), tuple(each for each in choices if each not in near)
