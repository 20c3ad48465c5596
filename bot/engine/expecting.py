"""What the open question expects: how a text is understood there, and which button an answer or a command means."""

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.draft import Draft
from bot.engine.model import AtFact, AtGate, AtStep, Stopped
from bot.engine.offers import offered
from bot.understanding.model import Answer, Command, Expects, Situation, Understanding

EXPECTS: Mapping[str, Expects] = {
    "idle": "nothing",
    "starting": "start",
    "linking": "start",
    "choosing": "choice",
    "slipped": "choice",
    "at-gate": "gate",
    "at-fact": "question",
    "reasoning": "reason",
    "leftover": "start",
    "settling": "start",
    "resuming": "check",
    "restarting": "start",
    "noting": "note",
    "waiting": "case",
    "concluded": "start",
    "fixed": "held",
    "holding": "held",
    "back": "start",
    "stopped": "nothing",
    "unknown": "nothing",
}

ANSWERS: Mapping[str, Mapping[Answer, str]] = {
    "at-step": {
        Answer.YES: "fixed",
        Answer.NO: "broken",
        Answer.UNSURE: "unsure",
        Answer.CANT_DO: "cant",
        Answer.NOTHING_THERE: "nothing-there",
    },
    "at-gate": {Answer.YES: "confirm", Answer.NO: "refuse", Answer.UNSURE: "refuse", Answer.CANT_DO: "cant"},
    # To a question of a step too. A yes or a no that means an option is picked as such.
    "at-fact": {Answer.UNSURE: "unsure", Answer.CANT_DO: "cant"},
    "resuming": {Answer.YES: "fixed", Answer.NO: "broken", Answer.UNSURE: "unsure"},
    "starting": {Answer.YES: "start", Answer.NO: "not-it"},
    "linking": {Answer.YES: "start-dialog", Answer.NO: "stay"},
    "slipped": {Answer.YES: "code", Answer.NO: "keep", Answer.UNSURE: "cant-see"},
    "choosing": {Answer.NO: "none"},
    "leftover": {Answer.YES: "try", Answer.NO: "hand-over"},
    "settling": {Answer.YES: "ask-then", Answer.NO: "go-on-now", Answer.CANT_DO: "cant"},
    "restarting": {Answer.YES: "yes-restart", Answer.NO: "no-restart"},
    "noting": {Answer.YES: "send", Answer.NO: "not-send"},
    "waiting": {Answer.YES: "add-this"},
    "concluded": {Answer.YES: "go-on", Answer.NO: "wrong"},
    "fixed": {Answer.NO: "back-again"},
    "holding": {Answer.YES: "held", Answer.NO: "not-held", Answer.UNSURE: "unsure"},
    "stopped": {Answer.YES: "go-on", Answer.CANT_DO: "cant"},
    "back": {Answer.YES: "go-on", Answer.NO: "go-on"},
}

COMMANDS: Mapping[Command, str] = {
    Command.HUMAN: "person",
    Command.STOP: "stop",
    Command.BACK: "back",
    Command.SKIP: "skip",
    Command.RESTART: "restart",
    Command.SAFE: "safe",
    Command.WHERE: "where",
    Command.LINK: "link",
    Command.HELP: "help",
    Command.SEND: "send",
    Command.DONT_SEND: "not-send",
    Command.COPY: "copy",
    Command.GO_ON: "go-on",
    Command.WITHDRAW: "withdraw",
}


def expects(draft: Draft) -> Expects:
    match draft.open:
        case AtStep(step=key):
            kind = draft.content.steps[key].kind
            return "question" if kind == "ask" else "paste" if kind == "paste" else "check"
        case Stopped() if isinstance(draft.session.under, AtStep):
            return "check"
        case _:
            return EXPECTS[draft.open.kind]


def situation(draft: Draft) -> Situation:
    """Where the person is when a text arrives."""
    title, text, question = "", "", ""
    match draft.open:
        case AtStep(step=key) | AtGate(step=key):
            step = draft.content.steps[key]
            title, question = step.title, (step.ask or "") if step.kind == "ask" else ""
            text = " ".join((title, *(line.text for line in step.do)))
        case AtFact(fact=fact):
            question = draft.content.facts[fact].ask or ""
        case _:
            pass
    return Situation(expects(draft), offered(draft.choices()), text, title, question)


_TELLING = frozenset({"fixed", "broken", "nothing-there", "works-now", "confirm", "refuse", "held", "not-held"})
"""Buttons that tell how it is."""
_ASKING = ("?", "\uff1f", "\u061f")
_SHORT = 5
"""Words."""
_PARTS = frozenset(".,;:!")


def without_questions(heard: Understanding) -> Understanding:
    """A short question is no answer: "is it fixed?" has the words of a button, and says neither yes nor no.

    Of a longer text the question may be about something else: "no, it's still red, what now?"
    """
    text = heard.text.strip()
    if not text.endswith(_ASKING) or len(text.split()) > _SHORT or _PARTS.intersection(text):
        return heard
    picked = None if heard.picked in _TELLING else heard.picked
    answer = None if heard.answer in (Answer.YES, Answer.NO, Answer.NOTHING_THERE) else heard.answer
    return replace(heard, picked=picked, answer=answer, works=False)
