"""What is said at a question with options, apart from the options themselves.

A step that only asks what is to be seen mends nothing: "it works" may be about what was looked at, so one asks about
the problem itself; "still broken" and "done" are met with the question.
"""

from bot.engine.draft import Draft
from bot.engine.model import AtStep, Resuming
from bot.engine.show import ask, saying


def is_a_look(draft: Draft) -> bool:
    """A step is open that only asks what is to be seen."""
    return isinstance(draft.open, AtStep) and draft.content.steps[draft.open.step].kind == "ask"


def ask_whether_it_works(draft: Draft) -> None:
    """Is the problem itself gone? The look comes back if it isn't."""
    draft.set_open(Resuming(looked=True), over=True)
    ask(draft)


def only_a_look(draft: Draft) -> None:
    """It was done, or didn't help: what was there to be seen?"""
    assert isinstance(draft.open, AtStep), "a look is a step"
    question = draft.content.steps[draft.open.step].ask or ""
    titles = tuple(each.title for each in draft.choices() if ":" in each.verb)
    draft.reply(saying(draft, "only-a-look", lines=titles, ask=question))
