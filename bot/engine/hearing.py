"""What was said, as what it means here.

Understanding says all that stands in a text; here the open question decides what of it counts. The rules are tried in
the order of `RULES`; the first that takes the text ends the turn. What was told in passing (steps done already, facts)
is kept first, whatever else the text says. What isn't understood at an open question is answered with its choices,
never with "I don't know that".
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.engine import answering, asides, starting
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.expecting import ANSWERS, COMMANDS, expects, step_text
from bot.engine.going import go_on_or_stay, hand_over, mark_step
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
    Noting,
    Reasoning,
    Resuming,
    Said,
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
)
from bot.engine.offers import offered, offers
from bot.engine.outcome import EventName as E
from bot.engine.outcome import Gap
from bot.engine.reading import read
from bot.engine.replies import Value
from bot.engine.show import ask, say
from bot.engine.verbs import act
from bot.understanding import mask, understand
from bot.understanding.model import About, Answer, Command, Situation, Understanding

RESTART_S = 60
DAYS_AWAY_S = 24 * 60 * 60
"""After that long an answer may be about anything: it is asked first where the person is."""


def hear(draft: Draft, said: Said) -> None:
    """One message. Whatever stands in it, there is an answer that a polite person would give."""
    choices = offers(draft.content, draft.wording, draft.session)
    situation = Situation(expects(draft), offered(choices), step_text(draft))
    heard = understand(said.text, draft.edition.index, situation, draft.now)
    draft.understood = heard
    if heard.secret:
        draft.happened(E.SECRET_WRITTEN)
        say(draft, "secret")
    if not heard.text.strip() or (heard.label == "out-of-scope" and (heard.secret or said.pictures or said.files)):
        _without_words(draft, said, heard)
        return
    if said.edited and isinstance(draft.open, ABOUT_STEP) and not heard.codes:
        return  # a correction of what was answered already
    news = _keep_told(draft, heard) if heard.link is None else ((), ())  # the letters of a link tell nothing
    for rule in RULES:
        if rule(draft, heard, said):
            return
    _acknowledge(draft, news)


def _without_words(draft: Draft, said: Said, heard: Understanding) -> None:
    """A picture, a file, nothing at all, or only what looked like a password: no words that say something."""
    if said.pictures:
        draft.happened(E.PICTURE_SENT)
        say(draft, "picture")
    elif said.files:
        say(draft, "file")
    elif not heard.secret:
        say(draft, "empty")


# --- what is told in passing -----------------------------------------------------------------------------------------


def _keep_told(draft: Draft, heard: Understanding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keep the steps and the facts that were told. Returns the titles and the facts in words that are news."""
    at = draft.open.step if isinstance(draft.open, AtStep) else ""
    tried = tuple(each for each in heard.tried if each != at or heard.answer is None)
    titles = tuple(draft.content.steps[each].title for each in answering.told_done(draft, tried))
    facts = tuple(
        f"{draft.content.facts[fact].name}, {draft.content.facts[fact].options[value]}"
        for fact, value in heard.facts.items()
        if answering.told_fact(draft, fact, value)
    )
    return titles, facts


def _acknowledge(draft: Draft, news: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    """Nothing else was said: on from there, or the open question again with its choices."""
    titles, facts = news
    list_of = draft.wording.list_of
    if titles or facts:
        lead = "skipped-told" if titles else "facts-noted"
        values: dict[str, Value] = {"titles": list_of(titles)} if titles else {"facts": list_of(facts)}
        if draft.walk is not None and isinstance(draft.open, AtStep | AtGate | AtFact):
            go_on_or_stay(draft, lead=lead, values=values)
            return
        say(draft, "already-told" if titles else "facts-noted", lines=titles or facts)
        if isinstance(draft.open, Leftover | Resuming):
            draft.ask_anew()
            ask(draft)
        return
    _not_understood(draft)


def _not_understood(draft: Draft) -> None:
    draft.happened(E.ANSWER_UNCLEAR)
    match draft.open:
        case AtStep(step=step) if draft.content.steps[step].kind == "paste":
            say(draft, "paste-expected")
        case _:
            choices = offers(draft.content, draft.wording, draft.session)
            say(draft, "not-understood", lines=tuple(each.title for each in choices if not each.secondary))


# --- the rules, in their order ---------------------------------------------------------------------------------------


def _words_for_the_note(draft: Draft, heard: Understanding, said: Said) -> bool:
    """ "add: I need it at three", or the message after "add something"."""
    if isinstance(draft.open, Waiting) and draft.open.adding and heard.picked is None and not heard.commands:
        asides.add_words(draft, heard.text)
        return True
    if not isinstance(draft.open, Noting | Waiting):
        return False
    words = draft.wording.button_words("add")
    text = heard.text.strip().lower()
    if isinstance(draft.open, Waiting) and text in (*words, draft.wording.button("add").lower()):
        act(draft, "add")
        return True
    for word in words:
        opening, _, rest = heard.text.strip().partition(" ")
        if opening.lower().rstrip(":") == word and rest.strip():
            asides.add_words(draft, rest.strip(" :"))
            return True
    return False


def _reading(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.reading is None:
        return False
    known = heard.about in (About.PROBLEM, About.COMPARE) and heard.problems[:1] != ()
    more = known and heard.problems[0].problem != _current_problem(draft)
    read(draft, heard.reading, more=more)
    if more and not isinstance(draft.open, Concluded | Starting):
        starting.recognise(draft, heard)
    return True


def _link(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.link is None:
        return False
    starting.open_link(draft, heard.link.dialog, heard.link.step)
    return True


def _person(draft: Draft, heard: Understanding, said: Said) -> bool:
    """A person is wanted. "No, and can I talk to somebody": the no is noted first."""
    if Command.HUMAN not in heard.commands:
        return False
    at = draft.open
    if isinstance(at, AtStep) and heard.answer is Answer.NO and draft.content.steps[at.step].kind == "do":
        mark_step(draft, "broken")
        draft.happened(E.STEP_FAILED, step=at.step, number=at.number)
    if heard.about is About.OTHER_KNOWN_CODE and heard.known and draft.walk is None:
        hand_over(draft, Noting("known-code"))
        return True
    act(draft, "person")
    return True


def _slip(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Which of the two codes it is, where one may have slipped."""
    return isinstance(draft.open, Slipped) and heard.picked in ("code", "keep") and _picked(draft, heard, said)


def _new_error(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Another error while a dialog is walked: asked about, and never taken for a yes."""
    if not starting.is_walking(draft):
        return False
    current = _current_codes(draft)
    new = tuple(code for code in heard.codes if str(code) not in current and code not in heard.denied)
    if new and heard.label != "answer-yes":
        return starting.recognise(draft, _only(heard, current)) or _unknown_error(draft)
    if heard.answer is Answer.YES_BUT_NEW_ERROR:
        return _unknown_error(draft)
    if heard.about is About.PROBLEM and heard.label == heard.problems[0].problem != _current_problem(draft):
        return starting.recognise(draft, heard)
    if heard.about is About.COMPARE and heard.label == "compare":
        return starting.recognise(draft, heard)
    return False


def _unknown_error(draft: Draft) -> bool:
    draft.happened(E.NEW_ERROR_REPORTED)
    say(draft, "new-error-unknown")
    return True


def _only(heard: Understanding, current: frozenset[str]) -> Understanding:
    """What is new in it: without the codes of the open dialog."""
    codes = tuple(code for code in heard.codes if str(code) not in current)
    return replace(heard, codes=codes)


def _current_codes(draft: Draft) -> frozenset[str]:
    walk = draft.walk
    if walk is None:
        return frozenset()
    problem = draft.content.problems.get(walk.problem or "")
    return frozenset(walk.codes) | frozenset(str(code) for code in (problem.codes if problem is not None else ()))


def _current_problem(draft: Draft) -> str:
    return (draft.walk.problem or "") if draft.walk is not None else ""


def _back_after_days(draft: Draft, heard: Understanding, said: Said) -> bool:
    """After days away: where the person was, and a question."""
    away = draft.at - draft.given.touched
    if (
        not draft.given.touched
        or away < DAYS_AWAY_S
        or not isinstance(draft.open, ABOUT_STEP)
        or heard.commands[:1]
        in (
            (Command.STOP,),
            (Command.RESTART,),
            (Command.WHERE,),
        )
    ):
        return False
    draft.set_open(Back(), over=True)
    draft.happened(E.CAME_BACK)
    ask(draft)
    return True


def _instead(draft: Draft, heard: Understanding, said: Said) -> bool:
    """A code or a problem where no dialog is walked, or another than was asked about: "no, it's 0x8007016a"."""
    match draft.open:
        case Idle():
            return heard.about in _CLEAR and starting.recognise(draft, heard)
        case Slipped(typed=typed):
            asked: tuple[str, ...] = (typed,)
        case Starting(codes=codes) | Choosing(codes=codes) | Unknown(codes=codes):
            asked = codes
        case Fixed() | Stopped():
            asked = ()
        case _:
            return False
    new = tuple(code for code in heard.codes if code not in heard.denied and str(code) not in asked)
    return bool(new) and heard.about is not About.OUT_OF_SCOPE and starting.recognise(draft, heard)


_CLEAR = frozenset({About.PROBLEM, About.COMPARE, About.NEAR_CODE, About.OTHER_KNOWN_CODE, About.PRODUCTS})


def _works(draft: Draft, heard: Understanding, said: Said) -> bool:
    """It works, in words and not only a yes: said anywhere. At a question with such an option it is that option."""
    if not heard.works or draft.walk is None or heard.answer is Answer.YES_BUT_NEW_ERROR:
        return False
    if isinstance(draft.open, Fixed | Holding) or _says_a_button(draft, heard):
        return False
    act(draft, "fixed")
    return True


def _says_a_button(draft: Draft, heard: Understanding) -> bool:
    """The text is the words of a button, to the letter: "My files, all is well"."""
    said = heard.text.strip(" .!").lower()
    return any(each.title.lower() == said for each in offers(draft.content, draft.wording, draft.session))


def _picked(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.picked is None:
        return False
    act(draft, heard.picked)
    return True


def _command(draft: Draft, heard: Understanding, said: Said) -> bool:
    for command in heard.commands:
        match command:
            case Command.EXPLAIN:
                asides.explain(draft, heard.asked)
            case Command.GREET if isinstance(draft.open, Idle):
                ask(draft)
            case Command.GREET:
                draft.ask_anew()
                ask(draft, lead=_welcome(draft))
            case Command.THANKS:
                say(draft, "thanks-at-step" if isinstance(draft.open, AtStep) else "thanks")
            case _ if isinstance(draft.open, Idle) and command not in _ANYWHERE:
                say(draft, "where")
            case _:
                act(draft, COMMANDS[command])
        return True
    return False


_ANYWHERE = frozenset({Command.HUMAN, Command.HELP, Command.STOP, Command.WHERE, Command.SAFE})


def _welcome(draft: Draft) -> str:
    """After the time that a restart takes at least, somebody who says hello is back from it."""
    at = draft.open
    restarts = isinstance(at, AtStep) and draft.content.steps[at.step].restart != "no"
    return "welcome-restart" if restarts and draft.at - draft.given.touched >= RESTART_S else ""


def _answer(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.answer is None:
        return False
    if isinstance(draft.open, Fixed) and heard.answer is Answer.YES:
        say(draft, "thanks")
        return True
    verb = ANSWERS.get(draft.open.kind, {}).get(heard.answer)
    match draft.open:
        case AtStep(step=step) if draft.content.steps[step].kind == "ask":
            verb = _option(draft.content.steps[step].options, heard.answer)
        case AtStep(step=step) if draft.content.steps[step].kind == "paste" and heard.answer is not Answer.CANT_DO:
            verb = "fixed" if heard.label == "answer-yes" and len(heard.text.split()) > 1 else None
        case AtStep(step=step) if verb == "nothing-there" and draft.content.steps[step].nothing_there is None:
            verb = "cant"
        case AtFact(fact=fact):
            verb = _option(draft.content.facts[fact].options, heard.answer)
        case Settling():
            verb = "fixed" if heard.answer is Answer.YES and len(heard.text.split()) > 2 else verb
        case _:
            pass
    if verb is None:
        return False
    act(draft, verb)
    return True


def _option(options: Mapping[str, str], answer: Answer) -> str | None:
    """Yes and no to a question that has these as options; "not sure" and "I can't" to any."""
    match answer:
        case Answer.UNSURE:
            return "unsure"
        case Answer.CANT_DO:
            return "cant"
        case Answer.YES | Answer.NO if answer.value in options:
            return f"pick:{answer.value}"
        case _:
            return None


def _reason(draft: Draft, heard: Understanding, said: Said) -> bool:
    """What is in the way, in free words: noted without them."""
    if not isinstance(draft.open, Reasoning):
        return False
    answering.reason(draft, "other")
    return True


def _problem(draft: Draft, heard: Understanding, said: Said) -> bool:
    """No dialog is walked: what is it about?"""
    if starting.is_walking(draft):
        return False
    told = bool(heard.tried or heard.facts)
    if heard.about is not About.OUT_OF_SCOPE or heard.unknown:
        return starting.recognise(draft, heard)
    if heard.answer is not None and isinstance(draft.open, Idle):
        say(draft, "still-broken-what" if heard.answer is Answer.NO else "say-more")
        return True
    if isinstance(draft.open, Waiting):
        ask(draft)
        return True
    if told or heard.answer is not None or not isinstance(draft.open, Idle | Unknown | Stopped | Fixed):
        return False
    draft.gaps.append(Gap(mask(heard.text)))
    starting.unknown(draft)
    return True


Rule = Callable[[Draft, Understanding, Said], bool]

RULES: tuple[Rule, ...] = (
    _words_for_the_note,
    _reading,
    _link,
    _person,
    _slip,
    _new_error,
    _back_after_days,
    _instead,
    _works,
    _picked,
    _command,
    _answer,
    _problem,
    _reason,
)
"""Who takes the text, first to last."""
