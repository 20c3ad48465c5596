"""What is said in passing: it answers nothing, and what is open stays open.

"I have to restart", "one moment", "done", "how long will this take", what a window says. And what a person says who has
nothing open: a greeting is answered with the whole card once, and shortly after that.
"""

from dataclasses import replace

from bot.engine.asides import offer
from bot.engine.counting import remaining
from bot.engine.draft import Draft
from bot.engine.going import open_item
from bot.engine.model import AtFact, AtStep, Choosing, Idle, Linking, Slipped, Starting, Unknown
from bot.engine.options import is_a_look, only_a_look
from bot.engine.replies import Offer
from bot.engine.show import ask, say, saying, step_below
from bot.understanding.model import Aside

GREET_AGAIN_S = 12 * 60 * 60
"""After that long a greeting is met with the whole card again."""


def say_aside(draft: Draft, aside: Aside) -> bool:
    """Answer it. False: it means nothing here."""
    at = step_below(draft)
    asked = isinstance(draft.open, Starting | Linking | Choosing | Slipped)
    match aside:
        case Aside.RESTARTING:
            say(draft, "restart-then" if at is not None and not asked else "restart-then-open")
        case Aside.WAIT:
            say(draft, "wait-then" if at is not None and not asked else "wait-then-open")
        case Aside.WHO:
            say(draft, "who-am-i")
        case Aside.SEES:
            say(draft, "what-i-see")
        case Aside.NEW_PASSWORD:
            say(draft, "new-password")
        case Aside.DURATION if at is not None and _how_long(draft):
            pass
        case Aside.DONE if isinstance(draft.open, AtStep) and _has_check(draft, draft.open):
            walk = draft.walk
            how = draft.content.dialogs[walk.dialog].check.how if walk is not None else ""
            choices = draft.choices()
            draft.reply(replace(saying(draft, "done-check", box=how), offers=choices))
        case Aside.DONE if is_a_look(draft):
            only_a_look(draft)
        case Aside.SCREEN if at is not None:
            choices = (offer(draft, "cant"), offer(draft, "person"), show_step(draft, at.number))
            draft.reply(replace(saying(draft, "screen-says"), offers=choices))
        case _:
            return False
    if asked and aside in (Aside.RESTARTING, Aside.WAIT):
        draft.reply(replace(saying(draft, "still-open-question"), offers=draft.choices()))
    return True


def _has_check(draft: Draft, at: AtStep) -> bool:
    return draft.content.steps[at.step].kind == "do"


def _how_long(draft: Draft) -> bool:
    """Minutes of the open step, and of what may still come after it."""
    item, walk = open_item(draft), draft.walk
    if item is None or walk is None:
        return False
    wording = draft.wording
    steps, minutes = remaining(draft.content, draft.session, walk, item)
    this = wording.line("minutes", count=max(1, item.step.minutes))
    rest = wording.line("minutes", count=max(1, minutes))
    say(draft, "how-long" if steps else "how-long-last", this=this, rest=rest, count=steps)
    return True


def show_step(draft: Draft, number: int) -> Offer:
    return offer(draft, "show-step", draft.wording.button("show-step", step=number))


def say_still_open(draft: Draft) -> None:
    """After something that said nothing: the open step, and the way to it."""
    at = step_below(draft)
    if at is not None:
        draft.reply(replace(saying(draft, "still-open"), offers=(show_step(draft, at.number),)))
    elif isinstance(draft.open, AtFact):
        draft.reply(replace(saying(draft, "still-open-question"), offers=(offer(draft, "where"),)))


def greet(draft: Draft) -> None:
    """Hello, with nothing open: the whole card once, then shortly."""
    long_ago = draft.at - draft.given.touched > GREET_AGAIN_S
    if draft.session.greeted and draft.given.touched and not long_ago:
        here(draft)
    else:
        draft.session = replace(draft.session, greeted=True)
        draft.set_open(Idle())
        ask(draft)


def here(draft: Draft) -> None:
    """I'm here, with the choices that are open."""
    choices = draft.choices() if isinstance(draft.open, Idle | Unknown) else ()
    draft.reply(replace(saying(draft, "here"), offers=choices))
