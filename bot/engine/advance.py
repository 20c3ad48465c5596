"""The machine: `advance(edition, session, input, now) -> Outcome`.

How it works, in prose. A session always has exactly one thing open (`Session.open`): nothing, a question about the
problem, a step with its check, the gate before a risk, a fact, the note to the helpdesk, and so on. What is open has
offers (`bot.engine.offers`): buttons, each with a verb and typed twins. An input is one of six:

- *said*: understood in the light of what is open, then turned into a verb, a problem, a reading or a fact
  (`bot.engine.hearing`);
- *pressed*: a verb, if the card is the newest one; on an old card what was meant is done where that is safe, else the
  person is told where they are;
- *opened*: a link to a dialog or step;
- *joined*: greeted, once;
- *due*: a timer;
- *told*: something that happened elsewhere (the helpdesk has the note, has taken it).

A verb (`bot.engine.verbs`) changes the session and replies. Answers go on the trail; what comes next is read off the
trail and the content (`bot.engine.route`), never stored. Each time another question opens, `revision` grows: a card
with an older one is old. Nothing here asks a clock, draws a random number or touches the world: the same four arguments
give the same outcome, so a lost race is computed again and any talk can be replayed.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.engine import asides, banners, helpdesk, left, moving, starting
from bot.engine.draft import Draft
from bot.engine.edition import Edition
from bot.engine.hearing import hear
from bot.engine.inputs import CardRef, Due, Input, Joined, Opened, Pressed, Said, Told
from bot.engine.model import AtStep, Fixed, Holding, Idle, Known, Session, Settling
from bot.engine.moved import renew
from bot.engine.outcome import Banner, Outcome
from bot.engine.outcome import EventName as E
from bot.engine.replies import ShowStep
from bot.engine.show import ask, reply_of, say, saying, step_below
from bot.engine.supposing import suppose
from bot.engine.verbs import act, is_verb

ALWAYS = ("where", "show-step", "person", "help", "again")
"""Verbs that mean the same on any card, however old."""


def new_session(language: str = "en", zone: str = "UTC") -> Session:
    """A person whom we meet for the first time."""
    return Session(language=language, zone=zone)


def advance(
    edition: Edition,
    session: Session,
    given: Input,
    now: datetime,
    *,
    client: Mapping[str, str] | None = None,
    banner: Banner | None = None,
) -> Outcome:
    """One turn. `now` is aware; `client`: facts that the person's app told; `banner`: what the operator says now.

    Never raises for anything that a person, a card or a timer can hand in.
    """
    draft = Draft(edition, session, now, banner)
    _meet(draft, client or {})
    if session.beside and not isinstance(given, Due | Told):
        draft.session = replace(draft.session, beside=())
    works = isinstance(given, Pressed) and given.verb == "fixed"
    if renew(draft, works=works) and isinstance(given, Said):
        # What was written answers a question that isn't there any more.
        draft.session = replace(draft.session, touched=draft.at)
        return draft.finish()
    match given:
        case Said():
            hear(draft, given)
        case Pressed():
            _press(draft, given)
        case Opened(dialog=dialog, step=step, by=by):
            starting.open_link(draft, dialog, step, by)
        case Joined():
            _join(draft)
        case Due(timer=timer):
            _due(draft, timer)
        case Told():
            _told(draft, given)
        case _:
            assert_never(given)
    helpdesk.forget_what_was_not_added(draft)
    banners.tell_in_the_middle(draft)
    if not isinstance(given, Due):
        left.watch(draft)
    if not isinstance(given, Due | Told):
        draft.session = replace(draft.session, touched=draft.at)
    return draft.finish()


def _meet(draft: Draft, client: Mapping[str, str]) -> None:
    """What the client says of the device counts until somebody says otherwise."""
    for fact, value in client.items():
        spec = draft.content.facts.get(fact)
        if spec is not None and spec.known_from_client and value in spec.options and fact not in draft.session.facts:
            draft.know(fact, Known(value, "client"))


def _join(draft: Draft) -> None:
    if draft.session.greeted:
        return
    draft.session = replace(draft.session, greeted=True)
    draft.happened(E.GREETED)
    if isinstance(draft.open, Idle):
        ask(draft)


# --- buttons ---------------------------------------------------------------------------------------------------------


def _press(draft: Draft, pressed: Pressed) -> None:
    """A button of the newest card does what it says. Of an older one: what was meant, or where we are."""
    card = pressed.card
    if card is None or pressed.verb not in card.verbs or not is_verb(pressed.verb):
        say(draft, "gone-button")
        return
    draft.pressed_case = card.case
    if card.revision == draft.session.revision:
        act(draft, pressed.verb, pressed.fields)
        return
    base, _, choice = pressed.verb.partition(":")
    at = draft.open if isinstance(draft.open, AtStep) else None
    same_step = at is not None and card.step == at.step and pressed.verb in _open_verbs(draft)
    if base in ALWAYS or same_step or _is_of_a_case(draft, base, card):
        act(draft, pressed.verb, pressed.fields)
    elif base == "pick" and card.step is None and choice in draft.content.problems:
        starting.propose(draft, choice, ())
    elif base == "back-again" and isinstance(draft.open, Fixed | Holding | Idle) and draft.walk is not None:
        moving.back_again(draft)
    else:
        _old_button(draft, card.step, card.number)


def _is_of_a_case(draft: Draft, verb: str, card: CardRef) -> bool:
    """A case's buttons mean that case, whatever is open."""
    return (verb in ("add", "withdraw") and bool(card.case or draft.session.cases)) or (
        verb == "works-now" and card.case > 0
    )


def _open_verbs(draft: Draft) -> frozenset[str]:
    return frozenset(each.verb for each in draft.choices())


def _old_button(draft: Draft, step: str | None, number: int) -> None:
    """Kindly: that was an earlier step; here is where we are, and the way back to it."""
    draft.happened(E.OLD_BUTTON_PRESSED, step=step or "", number=number)
    at = step_below(draft)
    if at is None:
        moving.where(draft)
        return
    wording = draft.wording
    show = asides.offer(draft, "show-step", wording.button("show-step", step=at.number))
    answered = any(mark.what == step for mark in draft.session.trail)
    back = (
        (asides.offer(draft, f"back-to:{step}", wording.button("back-to", step=number)),) if answered and number else ()
    )
    draft.reply(replace(saying(draft, "old-button"), offers=(show, *back)))


# --- timers ----------------------------------------------------------------------------------------------------------


def _due(draft: Draft, timer: str) -> None:
    """Late rather than never, and once. What was settled meanwhile is not asked."""
    match timer, draft.open:
        case "settles", Settling() if isinstance(draft.session.under, AtStep):
            draft.set_open(draft.session.under)
            _ask_again(draft)
        case "settles", AtStep():
            _ask_again(draft)
        case "held", _:
            fixed = draft.open if isinstance(draft.open, Fixed) else draft.session.under
            if isinstance(fixed, Fixed) and fixed.ask_held:
                draft.set_open(Holding(fixed.step, fixed.number))
                ask(draft)
        case "left", _:
            left.ask_whether_to_go_on(draft)
        case "banner", _:
            banners.look_whether_over(draft)
        case _:
            pass


def _ask_again(draft: Draft) -> None:
    """The step had its time: only its check, once. The card with its instructions stays as it is."""
    match reply_of(draft):
        case ShowStep(check=check) as reply if check is not None:
            draft.reply(replace(saying(draft, "settled", box=check.how), offers=reply.offers))
        case reply:
            draft.reply(reply)


# --- what happened elsewhere -----------------------------------------------------------------------------------------


def _told(draft: Draft, told: Told) -> None:
    match told.what:
        case "case-arrived" | "case-delayed" | "case-taken" | "case-given-back" | "case-closed":
            helpdesk.hear_of_case(draft, told)
        case "continue" | "sent":
            dialog, step, by = (told.values.get(name) or None for name in ("dialog", "step", "by"))
            starting.open_link(draft, dialog or "", step, by, asked=told.what == "continue")
        case "supposed":
            suppose(draft, told.values)
        case _:
            pass
