"""The operator's banner: what stands in the place of Start, what people in the middle hear, and who is told the end.

Nobody is stopped: *Mine is different* leads on. Who is in the middle is told at their next step, once; the step is
shown all the same. Whoever was told, or wants to be, hears once when it is over: when it is taken down, or one about
other products stands in its place.
"""

from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.going import come_back
from bot.engine.model import Idle, Starting, Stopped
from bot.engine.outcome import Banner, Timer
from bot.engine.outcome import EventName as E
from bot.engine.replies import Gate, ShowStep
from bot.engine.show import ask, say, saying

LOOK_AGAIN_S = 600
"""The end is told when the banner is taken down; so often it is looked all the same."""


def held_up(draft: Draft, problem: str) -> int:
    """Since when a banner stands in the place of Start; 0: none does, or the person went past it."""
    banner = draft.banner_for(problem)
    return banner.since if banner is not None and draft.session.passed != banner.since else 0


def tell_me(draft: Draft) -> None:
    """Wait, and hear when it is over."""
    what = draft.open
    problem = what.problem if isinstance(what, Starting) else draft.problem
    banner = draft.banner_for(problem) if problem is not None else draft.banner
    if banner is None:
        _over(draft)
        return
    _listen(draft, banner, problem)
    draft.happened(E.BANNER_HEEDED)
    say(draft, "will-tell")
    if draft.session.under is not None:
        come_back(draft)
    else:
        draft.set_open(Stopped() if draft.walk is not None else Idle())


def differs(draft: Draft) -> None:
    """Mine is different: the usual question, with the banner above it."""
    if draft.banner is not None:
        draft.session = replace(draft.session, passed=draft.banner.since)
    if isinstance(draft.open, Starting):
        draft.happened(E.BANNER_PASSED)
        draft.exchange(replace(draft.open, held_up=0))
    ask(draft)


def tell_in_the_middle(draft: Draft) -> None:
    """Before the step that this turn shows, if the person hasn't heard of this banner."""
    banner = draft.banner_for(draft.problem)
    if banner is None or banner.since in (draft.session.told_banner, draft.session.passed):
        return
    at = next((n for n, reply in enumerate(draft.replies) if isinstance(reply, ShowStep | Gate)), None)
    if at is not None:
        draft.replies.insert(at, saying(draft, "banner", box=banner.text))
        _listen(draft, banner, draft.problem)


def look_whether_over(draft: Draft) -> None:
    """Its timer is due: the banner is another one, or it was time to look. One with other words is the same to them,
    unless it is about other products."""
    told, product = draft.session.told_banner, draft.session.told_product
    banner = draft.banner
    if not told:
        return
    if banner is None or (product and banner.products and product not in banner.products):
        _over(draft)
    else:
        _stay(draft, banner, product)


def _over(draft: Draft) -> None:
    draft.session = replace(draft.session, told_banner=0, told_product="")
    say(draft, "banner-over")


def _listen(draft: Draft, banner: Banner, problem: str | None) -> None:
    known = draft.content.problems.get(problem or "")
    _stay(draft, banner, known.product if known is not None else "")


def _stay(draft: Draft, banner: Banner, product: str) -> None:
    draft.session = replace(draft.session, told_banner=banner.since, told_product=product)
    draft.remind(Timer("banner", draft.later(LOOK_AGAIN_S)))
