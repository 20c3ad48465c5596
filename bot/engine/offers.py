"""The choices that are open: one list, from which come the buttons, their typed twins and the exhaustive tests.

Offers are computed from the session alone, so a card that was lost, a restart and a typed word all find the same ones.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import assert_never

from bot.content.model import Content, Problem, Step
from bot.engine.facts import UNSURE
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
    Session,
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
)
from bot.engine.replies import Offer
from bot.engine.route import steps_left
from bot.understanding.model import Offered
from bot.wording import Wording
from bot.wording.commands import commands_in

MOST_SUGGESTIONS = 4
REASONS = ("find", "allowed", "rather", "time")


def offers(content: Content, wording: Wording, session: Session) -> tuple[Offer, ...]:
    """The choices of what is open now, in the order of the buttons."""
    return tuple(_Offering(content, wording, session).of(session.open))


def offered(choices: Iterable[Offer]) -> tuple[Offered, ...]:
    """The same for understanding: what each may be called."""
    return tuple(Offered(each.verb, (each.title, *each.words)) for each in choices)


def case_offers(wording: Wording) -> tuple[Offer, ...]:
    """What can be done with a case beside another question that is open."""
    return tuple(
        Offer(verb, wording.button(verb), words=wording.button_words(verb)) for verb in ("add", "works-now", "withdraw")
    )


def greeting_problems(content: Content) -> tuple[Problem, ...]:
    """Two problems to show what can be written: the first two with a code, never a menu of all."""
    return tuple(problem for problem in content.problems.values() if problem.codes)[:2]


@lru_cache(maxsize=256)
def _button(wording: Wording, verb: str, primary: bool, secondary: bool) -> Offer:
    """A button whose title has no places: the same in every talk. There are some eighty in a language."""
    return Offer(verb, wording.button(verb), secondary, primary, wording.button_words(verb))


class _Offering:
    def __init__(self, content: Content, wording: Wording, session: Session) -> None:
        self.content = content
        self.wording = wording
        self.session = session

    def button(
        self, verb: str, *, primary: bool = False, secondary: bool = False, step: int = 0, code: str = ""
    ) -> Offer:
        """An offer with the wording's title. Numbers and codes stand in the title; the verb stays the same."""
        if not step and not code:
            return _button(self.wording, verb, primary, secondary)
        values: dict[str, str | int] = {"step": step} if step else {"code": code}
        words = self.wording.button_words(verb)
        return Offer(verb, self.wording.button(verb, **values), primary=primary, secondary=secondary, words=words)

    def of(self, what: Open) -> Iterable[Offer]:
        button = self.button
        match what:
            case Idle():
                return (
                    *self.problems(each.id for each in greeting_problems(self.content)),
                    button("person"),
                    button("help"),
                )
            case Starting(held_up=since) if since:
                return button("tell-me", primary=True), button("differs"), button("person")
            case Starting(switching=False):
                return button("start", primary=True), button("not-it"), button("person")
            case Starting():
                return button("switch"), self.stay(), button("person")
            case Linking(refused=refused):
                return button("start-dialog" if refused else "switch"), self.stay(), button("person")
            case Choosing(problems=problems, why="compare" | "both"):
                return (*self.codes(problems), button("neither"), button("person"))
            case Choosing(problems=problems):
                return (*self.problems(problems), button("none"), button("person"))
            case Slipped(typed=typed, known=known):
                return (
                    Offer("code", self.wording.button("code", code=known), words=self.wording.button_words("code")),
                    button("keep", code=typed),
                    button("cant-see"),
                    button("person"),
                )
            case AtStep(step=key):
                return self.at_step(self.content.steps[key])
            case AtGate():
                return (
                    button("confirm"),
                    button("refuse"),
                    button("person"),
                    *(button(verb, secondary=True) for verb in ("explain", "safe", "skip", "back", "restart", "stop")),
                )
            case AtFact(fact=fact):
                return (
                    *(Offer(f"pick:{value}", title) for value, title in self.content.facts[fact].options.items()),
                    button("unsure"),
                    button("person"),
                    *(button(verb, secondary=True) for verb in ("back", "restart", "stop")),
                )
            case Reasoning():
                return (*(button(f"reason-{each}") for each in REASONS), button("where"), button("person"))
            case Leftover(steps=steps):
                last = "hand-over" if self.is_last() else "go-on-without"
                stop = button("stop", secondary=True)
                return button("try", primary=True, step=self.number(steps[0])), button(last), button("person"), stop
            case Settling(waiting=waiting):
                ask = () if waiting else (button("ask-then"),)
                return (
                    *ask,
                    button("go-on-now"),
                    button("works-now"),
                    button("person"),
                    button("stop", secondary=True),
                )
            case Resuming():
                return button("works-now"), button("broken"), button("unsure"), button("person")
            case Restarting():
                return button("yes-restart"), button("no-restart", primary=True)
            case Noting():
                back = (button("back-to-steps"),) if self.is_way_back() else ()
                return (button("send", primary=True), button("not-send"), *back)
            case Waiting():
                this = (button("add-this", primary=True),) if self.session.words else ()
                go_on = (button("back-to-steps", secondary=True),) if self.is_way_back() else ()
                return (*this, *case_offers(self.wording), *go_on)
            case Concluded():
                return button("go-on", primary=True), button("see-note"), button("wrong")
            case Fixed(ask_held=ask_held):
                return (*((button("dont-ask"),) if ask_held else ()), button("back-again"))
            case Holding():
                return button("held"), button("not-held"), button("unsure")
            case Back():
                return (
                    button("go-on", primary=True),
                    button("works-now"),
                    button("new"),
                    button("restart"),
                    button("person"),
                )
            case Stopped():
                return button("go-on", primary=True), button("person")
            case Unknown():
                stay = (self.stay(),) if self.session.under is not None else (button("other-code"),)
                return (button("person"), *stay)
            case _:
                assert_never(what)

    def is_way_back(self) -> bool:
        """Something lies under the note or the case, or steps are left."""
        return self.session.under is not None or steps_left(self.content, self.session)

    def is_last(self) -> bool:
        """Nothing comes after the open dialog but a person."""
        walk = self.session.walk
        dialog = self.content.dialogs.get(walk.dialog) if walk is not None else None
        return walk is None or dialog is None or (dialog.then is None and not walk.onward)

    def problems(self, ids: Iterable[str]) -> tuple[Offer, ...]:
        found = [self.content.problems[each] for each in ids if each in self.content.problems][:MOST_SUGGESTIONS]
        return tuple(
            Offer(
                f"pick:{each.id}", each.label, words=(each.title, *(str(code) for code in each.codes), *each.symptoms)
            )
            for each in found
        )

    def codes(self, ids: Iterable[str]) -> tuple[Offer, ...]:
        """Problems to choose from by their code: each is called by what is on the screen."""
        found = [self.content.problems[each] for each in ids if each in self.content.problems]
        return tuple(
            Offer(f"pick:{each.id}", str(each.codes[0]) if each.codes else each.label, words=(each.title, each.label))
            for each in found
        )

    def stay(self) -> Offer:
        """Stay where the person is: at that step, by its number, where one is open below."""
        number = getattr(self.session.under, "number", 0)
        if number:
            return Offer("stay", self.wording.button("stay", step=number), words=self.wording.button_words("stay"))
        return Offer("stay", self.wording.button("stay-here"), words=self.wording.button_words("stay-here"))

    def number(self, step: str) -> int:
        """A step's number as it was last shown, else 1."""
        return next((mark.number for mark in reversed(self.session.trail) if mark.what == step and mark.number), 1)

    def at_step(self, step: Step) -> tuple[Offer, ...]:
        button = self.button
        menu = tuple(button(verb, secondary=True) for verb in ("explain", "safe", "skip", "back", "restart", "stop"))
        match step.kind:
            case "ask":
                options = (Offer(f"pick:{option}", title) for option, title in step.options.items())
                return (*options, button(UNSURE), button("person"), button("cant", secondary=True), *menu)
            case "paste":
                return button("cant"), button("go-on-without"), button("person"), *self.copy(step), *menu
            case _:
                words = self.wording.button_words("nothing-there")
                nothing = (Offer("nothing-there", step.nothing_there, words=words),) if step.nothing_there else ()
                check = (
                    button("fixed"),
                    button("broken"),
                    *nothing,
                    button("unsure"),
                    button("cant"),
                    button("person"),
                )
                return (*check, *self.copy(step), *menu)

    def copy(self, step: Step) -> tuple[Offer, ...]:
        return (self.button("copy", secondary=True),) if commands_in(line.text for line in step.do) else ()
