"""Where a person stands in a talk, in words: what the bot has asked, or that it waits for nothing.

For authors who read why a talk went another way than they wrote, and for who looks into one.
"""

from typing import assert_never

from bot.content.model import Content
from bot.engine.model import (
    AtFact,
    AtGate,
    AtStep,
    Back,
    Choosing,
    Concluded,
    Fixed,
    Holding,
    Idle,
    Leftover,
    Linking,
    Noting,
    Open,
    Reasoning,
    Restarting,
    Resuming,
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
)


def standing(at: Open, content: Content) -> str:
    """A clause that can stand by itself."""
    match at:
        case AtStep(step=step):
            return f'step "{step.partition("#")[2]}" is open'
        case AtGate(step=step):
            return f'the risk of step "{step.partition("#")[2]}" is asked about'
        case AtFact(fact=fact):
            ask = content.facts[fact].ask if fact in content.facts else None
            return f'the fact "{fact}" is asked first' + (f": {ask}" if ask else "")
        case Starting(problem=problem):
            return f'the bot asks whether it is "{problem}" ({_title(content, problem)}), with Start'
        case Linking(dialog=dialog):
            return f'the bot asks whether to start dialog "{dialog}"'
        case Choosing(problems=problems):
            return f"the bot asks which problem it is: {', '.join(problems)}"
        case Idle():
            return "nothing is asked"
        case Slipped(known=known):
            return f"the bot asks whether {known} is meant"
        case Reasoning():
            return "the bot asks what is in the way"
        case Leftover():
            return "the bot offers the steps that weren't tried, once more"
        case Settling():
            return "the bot says that it is too early, and offers to come back"
        case Resuming():
            return "the bot asks whether the problem of before is gone too"
        case Restarting():
            return "the bot asks whether to start over"
        case Noting():
            return "the note for the helpdesk is shown"
        case Waiting():
            return "the helpdesk has a note"
        case Concluded(conclusion=conclusion):
            return f'the bot says what a pasted text tells ("{conclusion}")'
        case Fixed():
            return "it is fixed"
        case Holding():
            return "the bot asks whether it still works"
        case Back():
            return "the bot asks whether to go on where the person was"
        case Stopped():
            return "the person has stopped"
        case Unknown():
            return "the bot doesn't know the problem, and offers a person"
        case _:
            assert_never(at)


def _title(content: Content, problem: str) -> str:
    return content.problems[problem].title if problem in content.problems else "gone"
