"""What was said, as what it means here.

Understanding says all that stands in a text; here the open question decides what of it counts. The rules are tried in
the order of `RULES`; the first that takes the text ends the turn. What was told in passing (steps done already, facts)
is kept first, whatever else the text says. What isn't understood at an open question is answered with its choices,
never with "I don't know that".
"""

from collections.abc import Callable

from bot.engine import answering, asides, helpdesk, options, passing, starting
from bot.engine.beside import answers_beside, did_you_mean, yes_to_a_choice
from bot.engine.draft import ABOUT_STEP, Draft
from bot.engine.expecting import ANSWERS, COMMANDS, situation, without_questions
from bot.engine.going import go_on_or_stay, hand_over, mark_step
from bot.engine.inputs import Said
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
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
)
from bot.engine.noting import beside_a_case, into_the_note, is_for_the_note, words_for_the_note
from bot.engine.outcome import EventName as E
from bot.engine.reading import read
from bot.engine.replies import Value
from bot.engine.show import ask, say
from bot.engine.solving import solve_doubted
from bot.engine.troubles import (
    another_error,
    any_problem,
    files_gone,
    has_words,
    instead,
    the_same_again,
)
from bot.engine.verbs import act
from bot.understanding import understand
from bot.understanding.model import About, Answer, Command, Understanding

RESTART_S = 60
DAYS_AWAY_S = 24 * 60 * 60
"""After that long an answer may be about anything: it is asked first where the person is."""


def hear(draft: Draft, said: Said) -> None:
    """One message. Whatever stands in it, there is an answer that a polite person would give."""
    heard = without_questions(understand(said.text, draft.edition.index, situation(draft), draft.now))
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
    _acknowledge(draft, heard, news)


def _without_words(draft: Draft, said: Said, heard: Understanding) -> None:
    """A picture, a file, nothing at all, or only what looked like a password: no words that say something."""
    if said.pictures:
        draft.happened(E.PICTURE_SENT)
        say(draft, "picture")
    elif said.files:
        say(draft, "file")
    elif not heard.secret:
        say(draft, "empty")
    passing.say_still_open(draft)


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


def _acknowledge(draft: Draft, heard: Understanding, news: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
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
    _not_understood(draft, heard)


def _not_understood(draft: Draft, heard: Understanding) -> None:
    draft.happened(E.ANSWER_UNCLEAR)
    match draft.open:
        case AtStep(step=step) if draft.content.steps[step].kind == "paste":
            say(draft, "paste-expected")
        case AtStep() | AtFact() if heard.close:
            did_you_mean(draft, heard.close)
        case _:
            choices = draft.choices()
            say(draft, "not-understood", lines=tuple(each.title for each in choices if not each.secondary))


# --- the rules, in their order ---------------------------------------------------------------------------------------


def _reading(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.reading is None:
        return False
    known = heard.about in (About.PROBLEM, About.COMPARE) and heard.problems[:1] != ()
    more = known and heard.problems[0].problem != draft.problem
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
    """A person is wanted. "No, and can I talk to somebody": the no is noted first. At the note one comes already."""
    if Command.HUMAN not in heard.commands or is_for_the_note(draft, heard):
        return False
    at = draft.open
    if isinstance(at, AtStep) and heard.answer is Answer.NO and draft.content.steps[at.step].kind == "do":
        early = "early" if answering.acts_until(draft, at) > draft.at else ""
        mark_step(draft, "broken", early)
        draft.happened(E.STEP_FAILED, step=at.step, value=early, number=at.number)
    if heard.about is About.OTHER_KNOWN_CODE and heard.known and draft.walk is None:
        hand_over(draft, Noting("known-code", codes=(str(heard.known[0].code),)))
        return True
    act(draft, "person")
    return True


def _take_back(draft: Draft, heard: Understanding, said: Said) -> bool:
    """ "Take it back" means the case where there is one, and isn't the button that goes back."""
    if Command.WITHDRAW not in heard.commands or not draft.session.cases:
        return False
    if _is_called(draft, heard, "withdraw") or not helpdesk.ask_whether_to_withdraw(draft):
        act(draft, "withdraw")
    return True


def _slip(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Which of the two codes it is, where one may have slipped."""
    return isinstance(draft.open, Slipped) and heard.picked in ("code", "keep") and _picked(draft, heard, said)


def _in_passing(draft: Draft, heard: Understanding, said: Said) -> bool:
    if heard.answer is not None or heard.works or heard.picked is not None or heard.close:
        return False
    return any(passing.say_aside(draft, aside) for aside in heard.asides)


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


def _works(draft: Draft, heard: Understanding, said: Said) -> bool:
    """It works, in words and not only a yes: said anywhere. At a question with such an option it is that option."""
    if not heard.works or (draft.walk is None and not draft.session.cases) or heard.answer is Answer.YES_BUT_NEW_ERROR:
        return False
    if isinstance(draft.open, Fixed | Holding) or heard.picked is not None or _says_a_button(draft, heard):
        return False
    if not options.is_a_look(draft):
        act(draft, "fixed")
    elif heard.close:
        return False
    else:
        options.ask_whether_it_works(draft)
    return True


def _is_about_the_step(draft: Draft, heard: Understanding) -> bool:
    """A no to whether the step helped, and not to what is asked now: "still broken" at a risk, or after a stop."""
    match draft.open:
        case AtGate():
            return _is_called(draft, heard, "broken")
        case Stopped():
            return len(heard.text.split()) > 1
        case _:
            return False


def _is_called(draft: Draft, heard: Understanding, verb: str) -> bool:
    """The text is a button's words, also where it isn't offered."""
    said = heard.text.strip(" .!").lower()
    return said in (draft.wording.button(verb).lower(), *(word.lower() for word in draft.wording.button_words(verb)))


def _says_a_button(draft: Draft, heard: Understanding) -> bool:
    """The text is the words of a button, to the letter: "My files, all is well"."""
    said = heard.text.strip(" .!").lower()
    return any(each.title.lower() == said for each in draft.choices())


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
            case Command.GREET if isinstance(draft.open, Idle | Unknown) and draft.session.under is None:
                passing.greet(draft)
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
        if not solve_doubted(draft):
            say(draft, "thanks")
        return True
    if isinstance(draft.open, Choosing) and heard.answer is Answer.YES:
        yes_to_a_choice(draft)
        return True
    verb = ANSWERS.get(draft.open.kind, {}).get(heard.answer)
    if heard.answer is Answer.NO and _is_about_the_step(draft, heard):
        verb = "broken"
    match draft.open:
        case AtStep(step=step) if draft.content.steps[step].kind == "ask":
            verb = ANSWERS["at-fact"].get(heard.answer)
        case AtStep(step=step) if draft.content.steps[step].kind == "paste" and heard.answer is not Answer.CANT_DO:
            verb = "fixed" if heard.label == "answer-yes" and len(heard.text.split()) > 1 else None
        case AtStep(step=step) if verb == "nothing-there" and draft.content.steps[step].nothing_there is None:
            verb = "cant"
        case Waiting() if not draft.session.words:
            verb = None
        case Settling():
            verb = "fixed" if heard.answer is Answer.YES and len(heard.text.split()) > 2 else verb
        case _:
            pass
    if verb is None and heard.close:
        did_you_mean(draft, heard.close)
        return True
    if verb is None and heard.answer is Answer.NO and options.is_a_look(draft):
        options.only_a_look(draft)
        return True
    if verb is None:
        return False
    act(draft, verb)
    return True


def _reason(draft: Draft, heard: Understanding, said: Said) -> bool:
    """What is in the way, in free words: noted without them."""
    if not isinstance(draft.open, Reasoning) or not has_words(heard):
        return False
    answering.reason(draft, "other")
    return True


Rule = Callable[[Draft, Understanding, Said], bool]

RULES: tuple[Rule, ...] = (
    words_for_the_note,
    _reading,
    _link,
    _person,
    _take_back,
    _slip,
    into_the_note,
    the_same_again,
    files_gone,
    another_error,
    _back_after_days,
    instead,
    answers_beside,
    _works,
    _picked,
    _in_passing,
    _command,
    _answer,
    beside_a_case,
    any_problem,
    _reason,
)
"""Who takes the text, first to last."""
