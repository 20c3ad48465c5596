"""The helpdesk's side of a talk: the note, sending it, adding to a case, taking it back, and what is heard of it.

A case never disturbs the open question. Whatever is open, words can be added to it and it can be taken back; and when
the problem that it is about works again, the helpdesk is told.
"""

from dataclasses import replace
from datetime import UTC, datetime

from bot.engine.cases import arriving, case_here, case_meant, case_shown, is_about, numbered, waiting_for, with_case
from bot.engine.draft import Draft
from bot.engine.going import come_back, go_on, go_on_where_it_was, hand_over
from bot.engine.handoff import note_for_helpdesk
from bot.engine.inputs import Told
from bot.engine.model import (
    AtStep,
    Choosing,
    Idle,
    Linking,
    Mark,
    Noting,
    OpenCase,
    Reasoning,
    Settling,
    Slipped,
    Starting,
    Stopped,
    Unknown,
    Waiting,
)
from bot.engine.moving import where
from bot.engine.offers import case_offers
from bot.engine.outcome import EventName as E
from bot.engine.replies import HandoffNote, Offer, Say
from bot.engine.show import ask, say, saying
from bot.engine.solving import ask_of_case, leave_case
from bot.understanding.passwords import CUT, cut_passwords

WORDS_LENGTH = 500
"""The most that somebody may add to the note, as the card's field has it."""


def person(draft: Draft) -> None:
    """Talk to a person: the note first, or the case that there is already."""
    if isinstance(draft.open, Waiting):
        ask(draft)
    elif isinstance(draft.open, Noting):
        draft.ask_anew()
        ask(draft)
    else:
        hand_over(draft, _asked_for(draft), over=True)


def _asked_for(draft: Draft) -> Noting:
    """The note of somebody who asks for a person: with the codes that were just written, and what was offered."""
    nowhere = draft.walk is None
    match draft.open:
        case Starting(problem=problem, codes=codes) if nowhere and problem in draft.content.problems:
            return Noting("asked", codes=codes, dialog=draft.content.problems[problem].dialog, problem=problem)
        case Starting(codes=codes) | Choosing(codes=codes) | Unknown(codes=codes):
            return Noting("asked", codes=codes)
        case Slipped(typed=typed):
            return Noting("asked", codes=(typed,))
        case Linking(dialog=dialog) if nowhere:
            return Noting("asked", dialog=dialog)
        case Settling() if isinstance(draft.session.under, AtStep):
            return Noting("asked", early=True)
        case Reasoning():
            return Noting("asked", cant=True)
        case _:
            return Noting("asked")


# --- the note --------------------------------------------------------------------------------------------------------


def _without_passwords(draft: Draft, words: str) -> str:
    """What somebody adds. What looks like a password is in no note."""
    kept, secret = cut_passwords(words, draft.edition.index.passwords)
    if secret:
        draft.happened(E.SECRET_WRITTEN)
        say(draft, "secret")
    kept = kept.strip()
    if kept.replace(CUT, "").strip():
        # Not all was thrown away: the rest goes to the helpdesk.
        left_out = saying(draft, "secret-left-out")
        draft.replies[:] = [
            left_out if isinstance(each, Say) and each.key == "secret" else each for each in draft.replies
        ]
    return kept


def _that_fits(draft: Draft, words: str) -> str:
    """As much as there is room for. That the rest is left out is said."""
    if len(words) > WORDS_LENGTH:
        say(draft, "words-cut", most=WORDS_LENGTH)
    return words[:WORDS_LENGTH]


def _note(draft: Draft, words: str) -> HandoffNote:
    """The note with the person's words."""
    return replace(note_for_helpdesk(draft.edition, draft.session), words=words)


def keep_words(draft: Draft, words: str) -> None:
    """Words for the note that isn't sent yet: they stay until it is, also where the note is left meanwhile."""
    lines = [each for each in (draft.session.words, _without_passwords(draft, words)) if each]
    draft.session = replace(draft.session, words=_that_fits(draft, "\n".join(dict.fromkeys(lines))))


def send(draft: Draft, words: str = "") -> None:
    """Store and deliver the note. It is said to be sent when it has arrived."""
    if not isinstance(draft.open, Noting):
        where(draft)
        return
    keep_words(draft, words)
    note = _note(draft, draft.session.words)
    draft.note, draft.case = note, "open"
    draft.happened(E.NOTE_SENT, value=draft.open.why)
    draft.forget("settles")
    told = draft.session.cases
    also = tuple(w.dialog for w in draft.session.walks[1:] if not any(is_about(each, w) for each in told))
    case = OpenCase(
        problem=note.problem,
        dialog=note.dialog,
        also=also,
        codes=draft.open.codes,
        by_link=note.link is not None,
        key=f"{draft.at}-{draft.session.revision}",
    )
    draft.case_of = case
    draft.session = replace(draft.session, cases=(case, *told), words="")
    draft.set_open(waiting_for(case))


def not_send(draft: Draft) -> None:
    """Nothing is sent. A step that hands over is marked, and the walk goes on after it."""
    match draft.open:
        case Noting(why="step", step=str(step)):
            draft.happened(E.NOTE_KEPT, step=step)
            draft.mark(Mark("refused", step))
            go_on(draft, lead="note-kept")
        case Noting() if draft.session.under is not None:
            draft.happened(E.NOTE_KEPT)
            come_back(draft, lead="note-kept")
        case Noting(why="it-step"):
            draft.happened(E.NOTE_KEPT)
            go_on_where_it_was(draft, lead="note-kept")
        case Noting():
            draft.happened(E.NOTE_KEPT)
            draft.set_open(Stopped() if draft.walk is not None else Idle())
            say(draft, "note-not-sent")
        case _:
            where(draft)


def back_to_steps(draft: Draft) -> None:
    """From the note or a case back to what is left of the steps."""
    if draft.session.under is not None:
        come_back(draft)
    elif isinstance(draft.open, Waiting | Noting) and draft.walk is not None:
        go_on_where_it_was(draft)
    else:
        where(draft)


# --- an open case ----------------------------------------------------------------------------------------------------


def _meant(draft: Draft) -> OpenCase | None:
    """The case that is meant. None: the pressed card's is over, or there is none at all; then that is said."""
    case = case_meant(draft.session, draft.pressed_case)
    if case is None and draft.pressed_case:
        say(draft, "case-over", case=draft.pressed_case)
    elif case is None:
        where(draft)
    return case


def add(draft: Draft, words: str = "") -> None:
    """Add to the note or to a case, or ask what. What was open comes back after it."""
    if isinstance(draft.open, Noting) and not draft.pressed_case:
        keep_words(draft, words)
        draft.ask_anew()
        ask(draft)
        return
    case = _meant(draft)
    if case is None:
        return
    if words:
        _add_to(draft, case, words)
    elif isinstance(draft.open, Waiting):
        draft.exchange(waiting_for(case, adding=True))
        ask(draft)
    else:
        draft.set_open(waiting_for(case, adding=True), over=True)
        ask(draft)


def offer_to_add(draft: Draft, words: str) -> None:
    """Words that mean nothing here may be for the helpdesk: they are kept until that is answered."""
    draft.session = replace(draft.session, words="")
    keep_words(draft, words)
    if draft.session.words:
        draft.ask_anew()
        case = _meant(draft)
        number = case.number if case is not None else 0
        draft.reply(replace(saying(draft, "add-this", typed=draft.session.words, case=number), offers=draft.choices()))


def add_this(draft: Draft) -> None:
    """Yes, the helpdesk shall know what was just written."""
    words = draft.session.words
    draft.session = replace(draft.session, words="")
    add(draft, words)


def forget_what_was_not_added(draft: Draft) -> None:
    """Words that were offered to be added to a case belong to no other note: they go when its card does."""
    if isinstance(draft.given.open, Waiting) and not isinstance(draft.open, Waiting):
        draft.session = replace(draft.session, words="")


def _add_to(draft: Draft, case: OpenCase, words: str) -> None:
    """The words go to the helpdesk; then the case's card, or what was open before it was asked what to add."""
    open_before = draft.open
    interrupted = isinstance(open_before, Waiting) and open_before.adding and draft.session.under is not None
    if isinstance(open_before, Waiting) and not interrupted:
        draft.exchange(waiting_for(case))
    kept = _that_fits(draft, _without_passwords(draft, words))
    if kept:
        draft.case, draft.case_of, draft.note = "add", case, _note(draft, kept)
        said = saying(draft, "note-added", case=case.number)
        draft.reply(said if interrupted else replace(said, offers=_buttons(draft)))
    elif isinstance(open_before, Waiting) and not interrupted:
        ask(draft)
    if interrupted:
        come_back(draft)


def _buttons(draft: Draft) -> tuple[Offer, ...]:
    """Those of the case's card where one is open, else those that can be pressed beside another question."""
    if isinstance(draft.open, Waiting):
        return draft.choices()
    return case_offers(draft.wording)


def ask_whether_to_withdraw(draft: Draft) -> bool:
    """Words that take back something may mean what is asked, and not a case about something else: that is asked first.

    False: it is plain, or the case can't be named yet.
    """
    case = case_meant(draft.session)
    plain = isinstance(draft.open, Waiting | Idle | Stopped) or case_here(draft.session) is not None
    if case is None or plain or not case.number:
        return False
    ask_of_case(draft, "case-withdraw", case)
    draft.asked_beside("withdraw")
    return True


def withdraw(draft: Draft) -> None:
    """Take a case back. The open question stays as it is, unless it was about that case."""
    case = _meant(draft)
    if case is None:
        return
    draft.case, draft.case_of = "withdraw", case
    draft.happened(E.CASE_WITHDRAWN)
    leave_case(draft, case)
    say(draft, "note-withdrawn" if case.number else "note-withdrawn-unsent", case=case.number)


# --- what is heard of it ---------------------------------------------------------------------------------------------


def hear_of_case(draft: Draft, told: Told) -> None:
    """It arrived, is late, was taken or closed. The open question stays, unless it is the card of that case."""
    number = _number(told.values.get("number", ""))
    case = arriving(draft.session, number, told.values.get("key", ""))
    name = told.values.get("by", "")
    at = datetime.fromtimestamp(_number(told.values.get("at", "")) or draft.at, UTC)
    when = draft.wording.moment(at, draft.now, draft.session.zone)
    match told.what:
        case "case-arrived":
            opens = _number(told.values.get("opens", ""))
            if case is not None:  # else it was taken back before: what becomes of it is the helpdesk's matter
                _arrived(draft, case, number, when, opens, listed="listed" in told.values)
        case "case-delayed":
            if case is not None:
                say(draft, "note-delayed")
        case "case-taken":
            _taken_by(draft, case, number, name)
            say(draft, "note-taken", case=number, when=when, name=name)
        case "case-given-back":
            _taken_by(draft, case, number, "")
            say(draft, "note-given-back", case=number)
        case _:
            if case is not None and (case.number or "key" in told.values):
                leave_case(draft, case)
            say(draft, "note-closed", case=number)


def _arrived(draft: Draft, case: OpenCase, number: int, when: str, opens: int, *, listed: bool) -> None:
    """It has its number. Its card is shown anew where it is open; beside another question it can be pressed too.

    `opens`: when somebody will look at it, in seconds; 0: somebody is there now.
    """
    draft.happened(E.CASE_ARRIVED, number=number)
    said = saying(draft, "note-listed" if listed else "note-sent", case=number, when=when)
    if opens and not listed:
        looks = draft.wording.moment(datetime.fromtimestamp(opens, UTC), draft.now, draft.session.zone)
        said = saying(draft, "note-sent-closed", case=number, when=when, opens=looks)
    draft.session, known = numbered(draft.session, case, number)
    here = replace(known, listed=listed)
    draft.session = with_case(draft.session, known, here)
    is_open = isinstance(draft.open, Waiting) and case_shown(draft.session, draft.open) is here
    if is_open:
        draft.ask_anew()
    choices = draft.choices() if is_open else case_offers(draft.wording)
    draft.reply(replace(said, offers=choices))


def _taken_by(draft: Draft, case: OpenCase | None, number: int, name: str) -> None:
    """Who works on it now; empty: nobody."""
    if case is not None:
        draft.session, known = numbered(draft.session, case, number)
        draft.session = with_case(draft.session, known, replace(known, taken_by=name))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
