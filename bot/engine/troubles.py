"""What goes wrong, as it was said: which problem a text tells of, and what that means where the person is.

Where a dialog is walked, another error is asked about and never taken for an answer; after a stop the same one means to
go on; where nothing is walked, any problem is asked about, and what nothing matches becomes a gap.
"""

from dataclasses import replace

from bot.engine import asides, passing, starting
from bot.engine.draft import Draft
from bot.engine.inputs import Said
from bot.engine.model import Choosing, Fixed, Idle, Slipped, Starting, Stopped, Unknown, Waiting
from bot.engine.outcome import EventName as E
from bot.engine.outcome import Gap
from bot.engine.show import ask, say, saying, step_below
from bot.engine.verbs import act
from bot.understanding import mask
from bot.understanding.model import About, Answer, Command, Understanding


def the_same_again(draft: Draft, heard: Understanding, said: Said) -> bool:
    """After a stop the same problem again means: go on."""
    if not isinstance(draft.open, Stopped) or draft.walk is None or heard.denied:
        return False
    current = _current_codes(draft)
    same_code = bool(heard.codes) and all(str(code) in current for code in heard.codes)
    known = heard.about is About.PROBLEM and heard.problems[:1] != ()
    same_problem = known and heard.problems[0].problem == draft.problem
    if not (same_code or same_problem):
        return False
    act(draft, "go-on")
    return True


def files_gone(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Files are missed, or feared for: where they are found first of all. What is open stays open.

    At a step the fear is about the step, and answered with what it changes. With nothing open, what can be wrong with
    files is asked next.
    """
    about_step = Command.SAFE in heard.commands and step_below(draft) is not None
    if not heard.files_gone or about_step or heard.codes or heard.about is About.PROBLEM or heard.picked is not None:
        return False
    draft.happened(E.EXPLAINED, value="files")
    if starting.is_walking(draft):
        at = step_below(draft)
        show = (passing.show_step(draft, at.number),) if at is not None else (asides.offer(draft, "where"),)
        draft.reply(replace(saying(draft, "files-gone"), offers=(*show, asides.offer(draft, "person"))))
    elif Command.SAFE in heard.commands or isinstance(draft.open, Starting | Choosing | Slipped | Waiting):
        draft.reply(replace(saying(draft, "files-gone"), offers=draft.choices()))
    else:
        say(draft, "files-gone")
        return any_problem(draft, heard, said)
    return True


def another_error(draft: Draft, heard: Understanding, said: Said) -> bool:
    """Another error while a dialog is walked: asked about, and never taken for a yes."""
    if not starting.is_walking(draft):
        return False
    current = _current_codes(draft)
    new = tuple(code for code in heard.codes if str(code) not in current and code not in heard.denied)
    if new and heard.label != "answer-yes":
        return starting.recognise(draft, _only(heard, current)) or _unknown_error(draft)
    if heard.answer is Answer.YES_BUT_NEW_ERROR:
        return _unknown_error(draft)
    if heard.about is About.PROBLEM and heard.label == heard.problems[0].problem != draft.problem:
        return starting.recognise(draft, heard)
    if heard.about is About.COMPARE and heard.label == "compare":
        return starting.recognise(draft, heard)
    return False


def _unknown_error(draft: Draft) -> bool:
    draft.happened(E.NEW_ERROR_REPORTED)
    say(draft, "new-error-unknown")
    return True


def instead(draft: Draft, heard: Understanding, said: Said) -> bool:
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


def any_problem(draft: Draft, heard: Understanding, said: Said) -> bool:
    """No dialog is walked: what is it about?"""
    if starting.is_walking(draft):
        return False
    told = bool(heard.tried or heard.facts)
    if not has_words(heard):
        passing.here(draft)
        return True
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
    if isinstance(draft.open, Unknown) and not draft.open.codes:
        passing.here(draft)  # the same card once more would say nothing new
    else:
        starting.unknown(draft)
    return True


def _only(heard: Understanding, current: frozenset[str]) -> Understanding:
    """What is new in it: without the codes of the open dialog."""
    codes = tuple(code for code in heard.codes if str(code) not in current)
    return replace(heard, codes=codes)


def _current_codes(draft: Draft) -> frozenset[str]:
    walk = draft.walk
    if walk is None:
        return frozenset()
    problem = draft.content.problems.get(draft.problem or "")
    return frozenset(walk.codes) | frozenset(str(code) for code in (problem.codes if problem is not None else ()))


def has_words(heard: Understanding) -> bool:
    """Some letter or digit, and not only "???"."""
    return any(letter.isalnum() for letter in heard.text)
