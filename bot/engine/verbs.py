"""What each verb does: the table behind every button and its typed twin.

`act` is the one way in. A verb is the base of an offer (`pick:gone` is `pick` with `gone`); which of them are open now
is `bot.engine.offers`. A verb that doesn't fit what is open shows where the person is, and changes nothing.
"""

from collections.abc import Callable, Mapping

from bot.engine import answering, asides, banners, helpdesk, moving, starting
from bot.engine.draft import Draft
from bot.engine.going import come_back, go_on_where_it_was
from bot.engine.model import AtFact, AtStep, Back, Concluded, Idle, Noting, Stopped, Waiting

Handler = Callable[[Draft, str, Mapping[str, str]], None]


def act(draft: Draft, verb: str, fields: Mapping[str, str] | None = None) -> None:
    """Do what an offer means."""
    base, _, choice = verb.partition(":")
    draft.chose = next((each.title for each in draft.choices() if each.verb == verb), "")
    VERBS[base](draft, choice, fields or {})


def is_verb(verb: str) -> bool:
    return verb.partition(":")[0] in VERBS


def _plain(handler: Callable[[Draft], None]) -> Handler:
    return lambda draft, choice, fields: handler(draft)


def _pick(draft: Draft, choice: str) -> None:
    match draft.open:
        case AtFact(fact=fact) if choice in draft.content.facts[fact].options:
            answering.answer_fact(draft, fact, choice)
        case AtStep(step=step) if choice in draft.content.steps[step].options:
            answering.choose_option(draft, choice)
        case _ if choice in draft.content.problems:
            starting.propose(draft, choice, _codes_of(draft, choice))
        case _:
            moving.where(draft)


def _codes_of(draft: Draft, problem: str) -> tuple[str, ...]:
    """The codes that were written and belong to the chosen problem; a scenario keeps them all."""
    written: tuple[str, ...] = getattr(draft.open, "codes", ())
    found = draft.content.problems[problem]
    own = {str(code) for code in found.codes}
    return tuple(each for each in written if not own or each in own)


def _go_on(draft: Draft) -> None:
    match draft.open:
        case Concluded():
            come_back(draft)
        case Back() | Stopped():
            moving.where(draft)
        case Waiting() | Idle() if draft.walk is not None:
            go_on_where_it_was(draft)
        case AtStep(step=step) if draft.content.steps[step].kind == "paste":
            answering.skip(draft)
        case _:
            moving.where(draft)


def _send(draft: Draft, fields: Mapping[str, str]) -> None:
    if isinstance(draft.open, Waiting) and fields.get("note"):
        helpdesk.add(draft, fields["note"])
    else:
        helpdesk.send(draft, fields.get("note", ""))


def _back_to_steps(draft: Draft, fields: Mapping[str, str]) -> None:
    """What stands in the note's field is kept for the next time."""
    if isinstance(draft.open, Noting) and fields.get("note"):
        helpdesk.keep_words(draft, fields["note"])
    helpdesk.back_to_steps(draft)


VERBS: Mapping[str, Handler] = {
    # at a step
    "fixed": _plain(answering.fixed),
    "works-now": _plain(answering.works_now),
    "broken": _plain(answering.broken),
    "unsure": _plain(answering.unsure),
    "cant": _plain(answering.cant),
    "nothing-there": _plain(answering.nothing_there),
    "skip": _plain(answering.skip),
    "go-on-without": _plain(answering.skip),
    "confirm": _plain(answering.confirm),
    "refuse": _plain(answering.refuse),
    "pick": lambda draft, choice, fields: _pick(draft, choice),
    "reason-find": lambda draft, choice, fields: answering.reason(draft, "find"),
    "reason-allowed": lambda draft, choice, fields: answering.reason(draft, "allowed"),
    "reason-rather": lambda draft, choice, fields: answering.reason(draft, "rather"),
    "reason-time": lambda draft, choice, fields: answering.reason(draft, "time"),
    "ask-then": _plain(answering.ask_then),
    "go-on-now": _plain(answering.go_on_now),
    "try": _plain(answering.try_again),
    "hand-over": _plain(answering.hand_over_now),
    # moving about
    "back": _plain(moving.back),
    "back-to": lambda draft, choice, fields: moving.back_to(draft, choice),
    "where": _plain(moving.where),
    "show-step": _plain(moving.where),
    "again": _plain(moving.where),
    "back-to-steps": lambda draft, choice, fields: _back_to_steps(draft, fields),
    "restart": _plain(moving.start_over),
    "yes-restart": _plain(moving.really_start_over),
    "no-restart": _plain(moving.where),
    "stop": _plain(moving.stop),
    "go-on": _plain(_go_on),
    "held": _plain(moving.held),
    "not-held": _plain(moving.back_again),
    "back-again": _plain(moving.back_again),
    "dont-ask": _plain(moving.dont_ask),
    # which problem
    "start": _plain(starting.start),
    "switch": _plain(starting.start),
    "start-dialog": _plain(starting.start),
    "tell-me": _plain(banners.tell_me),
    "differs": _plain(banners.differs),
    "not-it": _plain(starting.not_it),
    "stay": _plain(starting.stay),
    "none": _plain(starting.none_of_these),
    "neither": _plain(starting.none_of_these),
    "code": _plain(starting.code_is_known),
    "keep": _plain(starting.code_is_typed),
    "cant-see": _plain(starting.cant_see_code),
    "new": _plain(starting.something_else),
    "other-code": _plain(starting.tell_me_more),
    # beside the open question
    "explain": _plain(asides.explain),
    "safe": _plain(asides.safe),
    "copy": _plain(asides.copy),
    "help": _plain(asides.help_),
    "link": _plain(asides.link_here),
    # a person
    "person": _plain(helpdesk.person),
    "see-note": _plain(asides.see_note),
    "send": lambda draft, choice, fields: _send(draft, fields),
    "not-send": _plain(helpdesk.not_send),
    "add": lambda draft, choice, fields: helpdesk.add(draft, fields.get("note", "")),
    "add-this": _plain(helpdesk.add_this),
    "withdraw": _plain(helpdesk.withdraw),
    "wrong": _plain(asides.wrong_reading),
}
